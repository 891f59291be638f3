/** One page drawn and read, the right way up. */

import type { JobOptions, Language, LanguageChoice } from '../contract/options.ts';
import { askedLanguages, dataForScript } from '../domain/languages.ts';
import { isWellTurned, looksTurned } from '../domain/orientation.ts';
import type { Ink, MadePage, Orientation, PageMaker, Recognition, Rotation } from './pagePorts.ts';
import type { Clock, LocalFile } from './ports.ts';
import {
  type LanguageMemory,
  languagesOfText,
  newLanguageMemory,
  type ReadInLanguagesPorts,
  type ReadPage,
  readInLanguages,
} from './readInLanguages.ts';

export interface DrawAndReadPorts extends ReadInLanguagesPorts {
  readonly clock: Clock;
  readonly pages: PageMaker;
}

export interface DrawnPage {
  readonly recognition: Recognition;
  readonly languages: readonly Language[];
  /** The page as it was read, turned by `rotation` degrees clockwise. */
  readonly prepared: MadePage;
  readonly rotation: Rotation;
  /** The page as it was drawn first: what drawing took is told there. */
  readonly made: MadePage;
  readonly preparedAt: number;
  readonly doneAt: number;
}

/** What the pages of one task tell each other. */
export interface PageMemory extends LanguageMemory {
  /** How the last page was turned that lay on its side: others of the document lie as it did. Until then 0. */
  rotation: Rotation;
}

export function newPageMemory(): PageMemory {
  return { ...newLanguageMemory(), rotation: 0 };
}

/**
 * A page that lies on its side is as a rule read once, one on its head twice.
 * @param memory what pages before were read with; changed to what this one was
 * @param keep renews the page's lease, between readings; false when the page is no longer this worker's
 */
export async function drawAndRead(
  ports: DrawAndReadPorts,
  file: LocalFile,
  pageNumber: number,
  { languages: choice, mode, model, deskew, clean }: JobOptions,
  memory: PageMemory,
  keep: () => Promise<boolean>,
): Promise<DrawnPage | 'lost'> {
  const prepare = (rotation: Rotation) => ports.pages.preparePage(file, pageNumber, { rotation, mode, deskew, clean });
  const made = await prepare(0);
  const preparedAt = ports.clock();
  const { ink } = made;
  const ended = (read: Read): DrawnPage => ({ ...read, made, preparedAt, doneAt: ports.clock() });

  async function read(prepared: MadePage, rotation: Rotation, guess: LanguageMemory): Promise<Read | 'lost'> {
    const { textLayer } = prepared;
    if (textLayer !== null) {
      const languages = await languagesOfText(ports, textLayer, choice);
      return { recognition: textLayer, languages, orientation: undefined, prepared, rotation: textLayer.rotation };
    }
    const found =
      prepared.ink === null ? nothingRead(choice) : await readInLanguages({ ...ports, model }, prepared.ink, choice, guess, keep);
    return found === 'lost' ? found : { ...found, prepared, rotation };
  }

  async function readTurned({ rotation, script }: Orientation): Promise<Turned | 'lost'> {
    // All of it may take longer than one lease.
    if (!(await keep())) return 'lost';
    const [likely] = dataForScript(script);
    const guess: LanguageMemory = { data: likely === undefined ? memory.data : [likely] };
    const turned = await read(await prepare(rotation), rotation, guess);
    return turned === 'lost' ? turned : { ...turned, guess };
  }

  function endedTurned(turned: Turned): DrawnPage {
    memory.data = turned.guess.data;
    if (turned.rotation === 90 || turned.rotation === 270) memory.rotation = turned.rotation;
    return ended(turned);
  }

  /** Lines on end make no sense. To find that out takes longer than to ask, and to ask longer than to do as with a page before. */
  async function readOnEnd(
    standing: Ink,
  ): Promise<{ readonly asked?: Orientation; readonly turned?: Turned | undefined } | 'lost'> {
    const likely = memory.rotation === 0 ? undefined : await readTurned({ rotation: memory.rotation, script: null });
    if (likely === 'lost') return likely;
    if (likely !== undefined && isUpright(likely)) return { turned: likely };
    const asked = await ports.recogniser.detectOrientation(standing);
    const turned = asked.rotation === 0 || asked.rotation === likely?.rotation ? likely : await readTurned(asked);
    return turned === 'lost' ? turned : { asked, turned };
  }

  const onEnd = ink !== null && made.standsOnEnd ? await readOnEnd(ink) : {};
  if (onEnd === 'lost') return onEnd;
  if (onEnd.turned !== undefined && isUpright(onEnd.turned)) return endedTurned(onEnd.turned);

  const asItLies = await read(made, 0, memory);
  if (asItLies === 'lost') return asItLies;
  if (ink === null || !looksTurned(asItLies.recognition.words)) return ended(asItLies);
  if (!(await keep())) return 'lost';
  const orientation = onEnd.asked ?? asItLies.orientation ?? (await ports.recogniser.detectOrientation(ink));
  if (orientation.rotation === 0) return ended(asItLies);
  const turned = onEnd.turned?.rotation === orientation.rotation ? onEnd.turned : await readTurned(orientation);
  if (turned === 'lost') return turned;
  return isWellTurned(asItLies.recognition.words, turned.recognition.words) ? endedTurned(turned) : ended(asItLies);
}

type Read = ReadPage & Pick<DrawnPage, 'prepared' | 'rotation'>;
type Turned = Read & { readonly guess: LanguageMemory };

function isUpright({ recognition: { words } }: Read): boolean {
  return words.length > 0 && !looksTurned(words);
}

const BLANK: Recognition = { text: '', words: [], lines: [] };

function nothingRead(choice: LanguageChoice): ReadPage {
  return { recognition: BLANK, languages: askedLanguages(choice), orientation: undefined };
}
