/** A world in memory whose pages are read with a doubtful word each, for what people put right, and what follows of that. */

import { acceptUpload } from '../app/acceptUpload.ts';
import { correctPage } from '../app/correctPage.ts';
import { recognisePages } from '../app/recognisePages.ts';
import { type Swept, sweep } from '../app/sweep.ts';
import type { Box } from '../contract/documents.ts';
import { REF } from './examples.ts';
import { runQueue } from './memoryRun.ts';
import { memoryWorld, type Ports, UPLOADED, type World } from './memoryWorld.ts';

// The reading is on an image of twice the size.
export const BOX: Box = [10, 5, 30, 15];
export const wish = (text: string | null, was = 'qage') => ({ box: BOX, was, text });
export const resultOf = (name: string) => `results/${REF.uid}/${REF.jobId}/${name}`;

/** Three pages that were each read as "qage n", the first word with little confidence, and are not put together yet. */
export async function readWorld(outputs: string): Promise<World> {
  const world = memoryWorld();
  world.readPage = (pageNumber) => ({
    text: `qage ${pageNumber}`,
    words: [
      ['qage', 20 + pageNumber, 20, 10, 60, 30],
      [String(pageNumber), 95, 70, 10, 90, 30],
    ],
  });
  await acceptUpload(world.ports, { ...UPLOADED, metadata: { outputs } });
  await readPages(world);
  return world;
}

/** The same, put together. */
export async function doubtfulWorld(): Promise<World> {
  const world = await readWorld('text,json,pdf');
  await runQueue(world);
  return world;
}

export async function readPages(world: World): Promise<void> {
  for (const task of world.pagesTasks.splice(0)) await recognisePages(world.ports, task);
}

/** Puts the doubtful word of a page right. */
export async function correct(world: World, pageNumber: number, text = 'page'): Promise<void> {
  const { kind } = await correctPage(world.ports, REF, pageNumber, [wish(text)], '');
  if (kind !== 'corrected') throw new Error(`page ${pageNumber}: ${kind}`);
}

export function sweepNow(world: World, afterRestart = false): Promise<Swept> {
  return sweep(world.ports, { trace: '', afterRestart, until: Number.POSITIVE_INFINITY });
}

export function doubtfulPages(world: World): readonly number[] | undefined {
  return world.jobs.doubts(REF)?.words.map(({ pageNumber }) => pageNumber);
}

/** The world as one worker has it, who waits for his turn before each read and write that others might come between. */
export function inTurns(world: World, turn: (call: string) => Promise<void>): Ports {
  const { jobs, objects } = world.ports;
  return {
    ...world.ports,
    jobs: {
      ...jobs,
      readJob: async (...job) => {
        await turn('readJob');
        return jobs.readJob(...job);
      },
      readCorrections: async (...job) => {
        await turn('readCorrections');
        return jobs.readCorrections(...job);
      },
      updateJob: async (...job) => {
        await turn('updateJob');
        return jobs.updateJob(...job);
      },
    },
    objects: {
      ...objects,
      write: async (...object) => {
        await turn('write');
        return objects.write(...object);
      },
    },
  };
}
