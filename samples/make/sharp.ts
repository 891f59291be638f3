/** sharp as the functions have it: the root does not depend on it a second time. */

// biome-ignore lint/correctness/useImportExtensions: the file is `.mjs`; the rule takes its `.d.mts` for the source.
import installed from '../../functions/node_modules/sharp/dist/index.mjs';

export const sharp = installed;
