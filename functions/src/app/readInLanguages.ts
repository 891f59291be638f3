/** Reading one prepared page in the languages that were asked for, or in those that it is found to be in. */

import type { Language, LanguageChoice, Model } from '../contract/options.ts';
import { isAuto } from '../contract/options.ts';
import {
  dataForScript,
  dataNeeded,
  dataOfText,
  dataToTry,
  evidence,
  FIRST_GUESS,
  isLatin,
  isMisread,
  languagesOf,
  makesSense,
  paragraphsOf,
  type ReadingData,
  type Told,
  withLatinScript,
  withOneLanguage,
} from '../domain/languages.ts';
import type { Ink, Orientation, Recogniser, Recognition } from './pagePorts.ts';

export interface ReadInLanguagesPorts {
  readonly recogniser: Recogniser;
  readonly languageOf: (text: string) => Promise<Language | null>;
  /** The fast one unless said. */
  readonly model?: Model;
}

/** What the pages of one task tell each other: what the last one was read with is the first guess for the next. */
export interface LanguageMemory {
  data: readonly ReadingData[];
}

export function newLanguageMemory(): LanguageMemory {
  return { data: FIRST_GUESS };
}

export interface ReadPage {
  readonly recognition: Recognition;
  readonly languages: readonly Language[];
  /** How the page lies, when that was asked on the way. */
  readonly orientation: Orientation | undefined;
}

/**
 * At most six readings and one look at the script, each within the engine's own limit; one reading is the rule.
 * @param keep renews the page's lease, between readings; false when the page is no longer this worker's
 */
export async function readInLanguages(
  ports: ReadInLanguagesPorts,
  ink: Ink,
  choice: LanguageChoice,
  memory: LanguageMemory,
  keep: () => Promise<boolean>,
): Promise<ReadPage | 'lost'> {
  const { recogniser, model = 'fast' } = ports;
  if (!isAuto(choice)) {
    return { recognition: await recogniser.recognise(ink, choice, model), languages: choice, orientation: undefined };
  }
  const readWith = async (data: readonly ReadingData[]) => ({ data, recognition: await recogniser.recognise(ink, data, model) });
  let best = await readWith(memory.data);
  let orientation: Orientation | undefined;
  const { words } = best.recognition;
  if (words.length > 0 && !makesSense(words)) {
    if (!(await keep())) return 'lost';
    orientation = await recogniser.detectOrientation(ink);
    // A page on its side makes no sense in any script: it is turned first.
    const candidates = orientation.rotation === 0 ? dataForScript(orientation.script) : [];
    for (const candidate of candidates.filter((each) => !best.data.includes(each))) {
      if (makesSense(best.recognition.words)) break;
      if (!(await keep())) return 'lost';
      best = surer(best, await readWith(dataToTry(candidate, best.data, best.recognition.words)));
    }
  }
  const needed = makesSense(best.recognition.words) ? dataNeeded(best.data, best.recognition.words) : best.data;
  // What it was read with besides did no harm; what it was not read with is missing.
  if (needed.some((each) => !best.data.includes(each))) {
    if (!(await keep())) return 'lost';
    best = surer(best, await readWith(needed));
  }
  let told = await tell(ports, best.recognition);
  if (isMisread(best.data, told)) {
    if (!(await keep())) return 'lost';
    best = surer(best, await readWith(withLatinScript(best.data)));
    told = await tell(ports, best.recognition);
  }
  const { words: read } = best.recognition;
  const languages = languagesOf(best.data, read, told);
  if (makesSense(read)) {
    memory.data = withOneLanguage(dataNeeded(best.data, read), told);
    // A whole script has no accurate data, but its language may.
    if (model === 'accurate' && memory.data.some((each) => !best.data.includes(each))) {
      if (!(await keep())) return 'lost';
      const again = await readWith(memory.data);
      if (makesSense(again.recognition.words)) best = again;
    }
  }
  return { recognition: best.recognition, languages, orientation };
}

/** The languages of a text that the file itself holds. */
export async function languagesOfText(
  ports: Pick<ReadInLanguagesPorts, 'languageOf'>,
  text: Recognition,
  choice: LanguageChoice,
): Promise<readonly Language[]> {
  if (!isAuto(choice)) return choice;
  return languagesOf(dataOfText(text.words), text.words, await tell(ports, text));
}

interface Attempt {
  readonly data: readonly ReadingData[];
  readonly recognition: Recognition;
}

function surer(a: Attempt, b: Attempt): Attempt {
  return evidence(b.recognition.words) > evidence(a.recognition.words) ? b : a;
}

/** The page's paragraphs in Latin letters, and what language each is in. */
async function tell(ports: Pick<ReadInLanguagesPorts, 'languageOf'>, { words, lines }: Recognition): Promise<Told> {
  const latin = paragraphsOf(words, lines).filter(isLatin);
  return Promise.all(latin.map(async (text) => [text, await ports.languageOf(text)] as const));
}
