/** The program of a bench worker (`workers.ts` starts it): takes documents through the product's stages, one after the other. */

import { gunzipSync } from 'node:zlib';
import type { PageWords } from '../functions/src/contract/documents.ts';
import type { Model } from '../functions/src/contract/options.ts';
import { type EngineWorld, engineWorld } from '../functions/src/testing/engineWorld.ts';
import { type Step, settingsWithout } from './withoutStep.ts';

export interface Task {
  readonly path: string;
  readonly languages: readonly string[];
  /** The fast one unless said. */
  readonly model?: Model;
  /** `none`: nothing is left out, but the pages are made as for the steps. null: exactly as in the product. */
  readonly without: Step | 'none' | null;
}

export interface Read {
  readonly text: string;
  /** In page order. */
  readonly words: readonly (readonly [text: string, confidence: number])[];
  /** The code of the first failure, of the file or of a page; null when all of it was read. */
  readonly error: string | null;
  /** Processor time of this worker; pages that are made in another process are not in it. */
  readonly cpuMs: number;
}

const MOST_ATTEMPTS = 3;

const worlds = new Map<Task['without'], EngineWorld>();

function worldWithout(step: Task['without']): EngineWorld {
  const known = worlds.get(step) ?? engineWorld(step === null ? {} : settingsWithout(step));
  worlds.set(step, known);
  return known;
}

async function read({ path, languages, model = 'fast', without }: Task): Promise<Read> {
  const before = process.cpuUsage();
  // Forced: text that the document brings along says nothing of the recogniser.
  const { job, pages, text, world } = await worldWithout(without).process(path, {
    languages: languages.join('+'),
    model,
    mode: 'force',
  });
  const { user, system } = process.cpuUsage(before);
  const words = pages.flatMap(({ artefacts }) => {
    const stored = artefacts === null ? undefined : world.objects.get(artefacts.words);
    return stored === undefined ? [] : (JSON.parse(gunzipSync(stored.data).toString()) as PageWords).words;
  });
  return {
    text,
    words: words.map(([word, confidence]) => [word, confidence]),
    error: job.error?.code ?? null,
    cpuMs: (user + system) / 1000,
  };
}

/** As the queue would: what failed for a reason that may pass comes again. What fails for good is an answer, not an error. */
async function readInTheEnd(task: Task): Promise<Read> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read(task);
    } catch (error) {
      if (attempt === MOST_ATTEMPTS) throw error;
      console.error(`${task.path}: ${String(error)}; once more`);
    }
  }
}

process.on('message', (task) => {
  void readInTheEnd(task as Task).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => void Promise.all([...worlds.values()].map((world) => world.close())).then(() => process.exit()));
process.send?.('ready');
