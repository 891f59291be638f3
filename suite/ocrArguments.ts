/** What `npm run ocr` was asked to do. */

import { parseArgs } from 'node:util';
import { MAX_LANGUAGES } from '../functions/src/contract/limits.ts';
import { LANGUAGES } from '../functions/src/contract/options.ts';

const LANGUAGE_LINES = [LANGUAGES.slice(0, 10), LANGUAGES.slice(10)]
  .map((languages) => `${' '.repeat(21)}${languages.join(', ')}`)
  .join(',\n');

export const USAGE = `Usage: npm run ocr -- FILE… [options]

Sends documents and images through the pipeline and shows or keeps their text.

  --lang LANGUAGES   languages of the text, joined by "+", at most ${MAX_LANGUAGES} (default eng), of
${LANGUAGE_LINES};
                     or auto: found out page by page
  --mode MODE        auto, force or skip: what to do with pages that already hold text (default auto)
  --model MODEL      fast, or accurate: fewer errors on poor pages, but slower (default fast)
  --pages PAGES      which pages: one (7), some (5-12), or all from one on (5-); default all
  --deskew off       leave pages that lean, or are curved, as they are
  --clean off        leave uneven light, grain and broken rules as they are
  --outputs NAMES    what is made of it, joined by "," (text, md, pdf, pdfa, json, hocr, alto; default text,json)
  --out DIR          write the outputs (NAME.txt, NAME.json, …) and NAME.manifest.json there instead of printing the text
  --json             print one JSON object for each file, one a line, and nothing else
  --help             this text

Exit code: 0; 1 when a file or a page of it failed (the code and what to do are on stderr); 2 for a mistake in the command.`;

export interface OcrArguments {
  readonly files: readonly string[];
  /** null: print the text. */
  readonly outFolder: string | null;
  readonly json: boolean;
  /** Options for the pipeline, which judges them: an unknown language is its answer to give. */
  readonly metadata: Readonly<Record<string, string>>;
}

export type ParsedArguments =
  | { readonly kind: 'run'; readonly arguments: OcrArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly reason: string };

export function parseOcrArguments(args: readonly string[]): ParsedArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        lang: { type: 'string' },
        mode: { type: 'string' },
        model: { type: 'string' },
        pages: { type: 'string' },
        deskew: { type: 'string' },
        clean: { type: 'string' },
        outputs: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    if (positionals.length === 0) return { kind: 'mistake', reason: 'No file is given.' };
    const metadata: Record<string, string> = {};
    if (values.lang !== undefined) metadata.languages = values.lang;
    for (const option of ['mode', 'model', 'pages', 'deskew', 'clean', 'outputs'] as const) {
      if (values[option] !== undefined) metadata[option] = values[option];
    }
    return { kind: 'run', arguments: { files: positionals, outFolder: values.out ?? null, json: values.json, metadata } };
  } catch (error) {
    // parseArgs' own words name the flag.
    return { kind: 'mistake', reason: error instanceof Error ? error.message : String(error) };
  }
}
