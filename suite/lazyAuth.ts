/**
 * Loaded into firebase-tools before it starts: its Auth emulator compiles a validator for every request and answer of its API at
 * each start, three quarters of the start's processor time, though a run needs a handful of them. The library it does that
 * with, exegesis, compiles each at its first use when it is told to; firebase-tools has no setting that tells it.
 */

import { createRequire } from 'node:module';

interface Exegesis {
  middleware(api: object, options?: object): Promise<unknown>;
}

/** Whatever firebase-tools itself would load. */
const require = createRequire(createRequire(import.meta.url).resolve('firebase-tools/package.json'));

try {
  const exegesis = require('exegesis-express') as Exegesis;
  const { middleware } = exegesis;
  exegesis.middleware = (api, options) => middleware(api, { lazyCompileValidationSchemas: true, ...options });
} catch {
  // A firebase-tools that does without it has nothing to be told.
}
