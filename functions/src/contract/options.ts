/**
 * What an uploader may ask for, sent as the upload's custom metadata (every value a string), so that every SDK that can
 * upload can start a job.
 */

import { MAX_LANGUAGES, MAX_PAGES, MAX_RETENTION_DAYS } from './limits.ts';

/** Languages whose data is bundled, as ISO 639-2 codes (terminological), for Chinese with the script after it. */
export const LANGUAGES = [
  'eng',
  'deu',
  'fra',
  'spa',
  'ita',
  'por',
  'nld',
  'pol',
  'rus',
  'ell',
  'ara',
  'hin',
  'chi_sim',
  'jpn',
  'kor',
] as const;
export type Language = (typeof LANGUAGES)[number];

/** Every page in the languages that it is found to be in. Stands alone: it is no language. */
export const AUTO = ['auto'] as const;

/** What to read with. No list of languages can hold `auto`, so whoever needs one has to ask `isAuto` first. */
export type LanguageChoice = readonly Language[] | typeof AUTO;

export function isAuto(choice: LanguageChoice): choice is typeof AUTO {
  return choice[0] === AUTO[0];
}

/**
 * For pages that already hold text. `auto` takes a page's own text when it is good, decided page by page, and reads the page
 * otherwise; `force` reads every page; `skip` takes whatever text a page holds and reads only those that hold none.
 */
export const MODES = ['auto', 'force', 'skip'] as const;
export type Mode = (typeof MODES)[number];

/** What pages are read with: `accurate` makes fewer errors on poor pages, and takes more time. */
export const MODELS = ['fast', 'accurate'] as const;
export type Model = (typeof MODELS)[number];

/** Some of a document's pages, counted from 1, the last included; null: to its end. */
export interface PageSpan {
  readonly first: number;
  readonly last: number | null;
}

/**
 * What may be done to a page before it is read: `auto` where it helps, `off` never. `deskew` levels lines that lean and straightens
 * curved ones; `clean` evens out light, smooths grain and takes broken rules away.
 */
export const SWITCHES = ['auto', 'off'] as const;
export type Switch = (typeof SWITCHES)[number];

export const OUTPUTS = ['text', 'md', 'pdf', 'pdfa', 'json', 'hocr', 'alto'] as const;
export type Output = (typeof OUTPUTS)[number];
/** `pdf` keeps the pages of the source; `pdfa` is a PDF/A, which nobody can make of somebody else's pages but by pictures of them. */
export type PdfOutput = Extract<Output, 'pdf' | 'pdfa'>;
export const isPdfOutput = (output: Output): output is PdfOutput => output === 'pdf' || output === 'pdfa';

export const PIPELINES = ['document'] as const;
export type Pipeline = (typeof PIPELINES)[number];

export interface JobOptions {
  readonly languages: LanguageChoice;
  readonly mode: Mode;
  readonly model: Model;
  /** The pages that are read; null for all. */
  readonly pages: PageSpan | null;
  readonly deskew: Switch;
  readonly clean: Switch;
  readonly outputs: readonly Output[];
  /** Groups the jobs of several files that were sent together; null when there is no group. */
  readonly batchId: string | null;
  /** After how many days the job and its objects go; null for the pipeline's own setting. */
  readonly retentionDays: number | null;
}

export type ParsedOptions =
  | { readonly ok: true; readonly pipeline: Pipeline; readonly options: JobOptions }
  | { readonly ok: false; readonly option: string; readonly reason: string };

export const DEFAULT_OPTIONS: JobOptions = {
  languages: ['eng'],
  mode: 'auto',
  model: 'fast',
  pages: null,
  deskew: 'auto',
  clean: 'auto',
  outputs: ['text', 'json'],
  batchId: null,
  retentionDays: null,
};

const BATCH_ID = /^[A-Za-z0-9_-]{1,40}$/;
/** Keys that Firebase's own SDKs and tools write into custom metadata; they are no options. */
const NOT_OPTIONS = /^(firebaseStorageDownloadTokens|goog-.*)$/;

/**
 * @param metadata the upload's custom metadata, as received: `languages` (`eng`, `eng+deu` or `auto`), `mode`,
 *   `model`, `pages` (`7`, `5-12` or `5-`), `deskew`, `clean`, `outputs` (`text,json`), `pipeline`, `batchId`, `retentionDays`. A missing or blank value means the default.
 */
export function parseOptions(metadata: Readonly<Record<string, unknown>>): ParsedOptions {
  let options = DEFAULT_OPTIONS;
  let pipeline: Pipeline = 'document';
  for (const [key, raw] of Object.entries(metadata)) {
    if (NOT_OPTIONS.test(key)) continue;
    // Well-formed again after the cut: Firestore refuses half a character.
    const refuse = (reason: string): ParsedOptions => ({ ok: false, option: key.slice(0, 40).toWellFormed(), reason });
    if (typeof raw !== 'string') return refuse('must be a string');
    const value = raw.trim();
    switch (key) {
      case 'languages': {
        const languages = value === AUTO[0] ? AUTO : listOf(LANGUAGES, value, '+');
        if (languages === undefined || languages.length > MAX_LANGUAGES)
          return refuse(`must be ${AUTO[0]}, or up to ${MAX_LANGUAGES} of ${LANGUAGES.join(', ')} joined by "+"`);
        if (languages.length > 0) options = { ...options, languages };
        break;
      }
      case 'mode': {
        const modes = listOf(MODES, value, ',');
        if (modes === undefined || modes.length > 1) return refuse(`must be one of ${MODES.join(', ')}`);
        if (modes[0] !== undefined) options = { ...options, mode: modes[0] };
        break;
      }
      case 'model': {
        const models = listOf(MODELS, value, ',');
        if (models === undefined || models.length > 1) return refuse(`must be one of ${MODELS.join(', ')}`);
        if (models[0] !== undefined) options = { ...options, model: models[0] };
        break;
      }
      case 'pages':
        if (value !== '') {
          const pages = parsePages(value);
          if (pages === undefined) return refuse(`must be a page or a range within ${MAX_PAGES}: 7, 5-12 or 5-`);
          options = { ...options, pages };
        }
        break;
      case 'deskew':
      case 'clean': {
        const switches = listOf(SWITCHES, value, ',');
        if (switches === undefined || switches.length > 1) return refuse(`must be one of ${SWITCHES.join(', ')}`);
        if (switches[0] !== undefined) options = { ...options, [key]: switches[0] };
        break;
      }
      case 'outputs': {
        const outputs = listOf(OUTPUTS, value, ',');
        if (outputs === undefined) return refuse(`must be one or more of ${OUTPUTS.join(', ')} joined by ","`);
        if (outputs.length > 0) options = { ...options, outputs };
        break;
      }
      case 'pipeline': {
        const pipelines = listOf(PIPELINES, value, ',');
        if (pipelines === undefined || pipelines.length > 1) return refuse(`must be one of ${PIPELINES.join(', ')}`);
        pipeline = pipelines[0] ?? pipeline;
        break;
      }
      case 'batchId':
        if (value !== '' && !BATCH_ID.test(value)) return refuse('must be 1 to 40 of A–Z a–z 0–9 _ -');
        if (value !== '') options = { ...options, batchId: value };
        break;
      case 'retentionDays':
        if (value !== '' && !(/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_RETENTION_DAYS))
          return refuse(`must be a whole number from 1 to ${MAX_RETENTION_DAYS}`);
        if (value !== '') options = { ...options, retentionDays: Number(value) };
        break;
      default:
        return refuse('is not an option');
    }
  }
  return { ok: true, pipeline, options };
}

/** @returns what `7`, `5-12` or `5-` mean; undefined when it is none of them */
export function parsePages(value: string): PageSpan | undefined {
  const [, from, dash, to] = /^([1-9]\d{0,3})(?:(-)([1-9]\d{0,3})?)?$/.exec(value) ?? [];
  if (from === undefined) return undefined;
  const first = Number(from);
  const last = dash === undefined ? first : to === undefined ? null : Number(to);
  return first > MAX_PAGES || (last !== null && (last < first || last > MAX_PAGES)) ? undefined : { first, last };
}

/** As `parsePages` reads it. */
export function pagesText({ first, last }: PageSpan): string {
  return first === last ? String(first) : `${first}-${last ?? ''}`;
}

/** How many pages of a file are those; 0 when they begin beyond its end. */
export function countOfPages(pagesOfFile: number, pages: PageSpan | null): number {
  if (pages === null) return pagesOfFile;
  return Math.max(0, Math.min(pages.last ?? pagesOfFile, pagesOfFile) - pages.first + 1);
}

/** The distinct members that `value` lists, [] when it is blank, undefined when one of them is not allowed. */
function listOf<T extends string>(allowed: readonly T[], value: string, separator: string): readonly T[] | undefined {
  const found = new Set<T>();
  for (const part of value.split(separator)) {
    const word = part.trim();
    if (word === '' && value === '') continue;
    const member = allowed.find((candidate) => candidate === word);
    if (member === undefined) return undefined;
    found.add(member);
  }
  return [...found];
}
