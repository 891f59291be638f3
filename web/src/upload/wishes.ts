/** What files are to be read with: chosen once, remembered in this browser, sent as the upload's metadata. */

import {
  DEFAULT_OPTIONS,
  type LanguageChoice,
  MODELS,
  MODES,
  type Mode,
  type Model,
  OUTPUTS,
  type Output,
  type PageSpan,
  pagesText,
  SWITCHES,
  type Switch,
} from '../../../functions/src/contract/options.ts';
import { recall, remember } from '../shell/remember.ts';
import { recallLanguages, rememberLanguages } from './languages.ts';

export interface Wishes {
  readonly languages: LanguageChoice;
  readonly mode: Mode;
  readonly model: Model;
  /** Which pages; null: all. Of the files that are added next, and no others. */
  readonly pages: PageSpan | null;
  readonly deskew: Switch;
  readonly clean: Switch;
  readonly outputs: readonly Output[];
  /** Days after which they go; null: as the pipeline does with all. */
  readonly retentionDays: number | null;
  /** Show every file before anything of it is sent. */
  readonly askFirst: boolean;
}

/** Whoever reads here may want any of them later, but for the copy that an archive wants: it holds every page as a picture once more. */
export const USUAL_OUTPUTS: readonly Output[] = OUTPUTS.filter((output) => output !== 'pdfa');

/** Longer than what a service keeps by itself, or shorter. */
export const RETENTIONS: readonly (number | null)[] = [null, 7, 30, 365];

const NAME = 'wishes';

/** What was chosen last time in this browser. */
export function recallWishes(): Wishes {
  const saved = parse(recall(NAME));
  const outputs = OUTPUTS.filter((output) => Array.isArray(saved.outputs) && saved.outputs.includes(output));
  return {
    languages: recallLanguages(),
    mode: MODES.find((mode) => mode === saved.mode) ?? DEFAULT_OPTIONS.mode,
    model: MODELS.find((model) => model === saved.model) ?? DEFAULT_OPTIONS.model,
    pages: null,
    deskew: SWITCHES.find((each) => each === saved.deskew) ?? DEFAULT_OPTIONS.deskew,
    clean: SWITCHES.find((each) => each === saved.clean) ?? DEFAULT_OPTIONS.clean,
    outputs: outputs.length > 0 ? outputs : USUAL_OUTPUTS,
    retentionDays: RETENTIONS.find((days) => days === saved.retentionDays) ?? null,
    askFirst: saved.askFirst === true,
  };
}

let current: Wishes | undefined;
const listeners = new Set<(wishes: Wishes) => void>();

/** What files that are added now are read with, on whichever screen. */
export const currentWishes = (): Wishes => (current ??= recallWishes());

export function setWishes(wishes: Wishes): void {
  current = wishes;
  for (const listener of listeners) listener(wishes);
  const { languages, ...others } = wishes;
  rememberLanguages(languages);
  remember(NAME, JSON.stringify(others));
}

/** @param listener is told of every change */
export function onWishes(listener: (wishes: Wishes) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What files are read with that are added now, once: which of their pages is no matter of those that come later. */
export function takeWishes(): Wishes {
  const wishes = currentWishes();
  if (wishes.pages !== null) setWishes({ ...wishes, pages: null });
  return wishes;
}

/** The outputs after a click on one of them; some output always stays. */
export function afterOutputClick(outputs: readonly Output[], clicked: Output): readonly Output[] {
  const isOn = !outputs.includes(clicked);
  const next = OUTPUTS.filter((each) => (each === clicked ? isOn : outputs.includes(each)));
  return next.length === 0 ? outputs : next;
}

/** As `contract/options` reads it. What is the pipeline's own default anyway is left out. */
export function metadataOf({
  languages,
  mode,
  model,
  pages,
  deskew,
  clean,
  outputs,
  retentionDays,
}: Wishes): Readonly<Record<string, string>> {
  return {
    languages: languages.join('+'),
    ...(mode === DEFAULT_OPTIONS.mode ? {} : { mode }),
    ...(model === DEFAULT_OPTIONS.model ? {} : { model }),
    ...(pages === null ? {} : { pages: pagesText(pages) }),
    ...(deskew === DEFAULT_OPTIONS.deskew ? {} : { deskew }),
    ...(clean === DEFAULT_OPTIONS.clean ? {} : { clean }),
    outputs: outputs.join(','),
    ...(retentionDays === null ? {} : { retentionDays: String(retentionDays) }),
  };
}

function parse(saved: string | null): { readonly [Name in keyof Wishes]?: unknown } {
  try {
    return (JSON.parse(saved ?? '{}') as object | null) ?? {};
  } catch {
    return {};
  }
}
