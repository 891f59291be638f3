/**
 * What a run's processes tell each other: a folder with the plan, a flag for each fault that was met, and one file of lines
 * that every worker appends to. A line is written at once, so that a worker that is killed right after has written it.
 */

import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FinishTask, PagesTask } from '../functions/src/app/ports.ts';
import type { JobStatus } from '../functions/src/contract/states.ts';
import type { FaultKind, WorkerFault } from './faults.ts';

/** The environment variable that names the folder to the workers. */
export const CHAOS_FOLDER = 'PAGESTREAM_CHAOS';

/** The environment variable that has the workers count what they ask of Firestore, too. */
export const METERED = 'PAGESTREAM_METERED';

export interface PageKey {
  readonly jobId: string;
  readonly run: number;
  readonly page: number;
}

/** A task as the queue was to have it. */
export type AnyTask =
  | { readonly queue: 'recognisePages' | 'recognisePriorityPages'; readonly data: PagesTask }
  | { readonly queue: 'finishJob'; readonly data: FinishTask };

export type Line = { readonly at: number; readonly pid: number } & (
  | { readonly what: 'fault'; readonly id: string; readonly kind: FaultKind; readonly jobId: string | null }
  /** A call that may change something began; `done` ends it. */
  | { readonly what: 'call'; readonly call: number; readonly name: string; readonly jobId: string | null }
  | { readonly what: 'done'; readonly call: number }
  | ({ readonly what: 'claimed'; readonly attempt: number } & PageKey)
  | ({ readonly what: 'recognised' } & PageKey)
  | ({ readonly what: 'completed' } & PageKey)
  | { readonly what: 'created'; readonly jobId: string }
  | { readonly what: 'firestore'; readonly reads: number; readonly writes: number; readonly deletes: number }
  | { readonly what: 'job written'; readonly jobId: string; readonly status: JobStatus | null }
  | ({ readonly what: 'task'; readonly fate: 'sent' | 'lost' } & AnyTask)
  | ({ readonly what: 'task'; readonly fate: 'held'; readonly ms: number } & AnyTask)
);
export type LineBody = Line extends infer Each ? (Each extends Line ? Omit<Each, 'at' | 'pid'> : never) : never;

export interface Record {
  readonly folder: string;
  /** What the workers are to meet. */
  readonly workerFaults: readonly WorkerFault[];
  append(line: LineBody): void;
  read(): Line[];
  /** @returns whether nobody met the fault before */
  claim(fault: { readonly id: string; readonly kind: FaultKind; readonly jobId: string | null }): boolean;
  /** While frozen, no worker begins a call. */
  freeze(): void;
  thaw(): void;
  whenThawed(): Promise<void>;
}

const LOOK_MS = 50;

export function createRecord(folder: string, workerFaults: readonly WorkerFault[]): Record {
  mkdirSync(join(folder, 'met'), { recursive: true });
  writeFileSync(join(folder, 'faults.json'), JSON.stringify(workerFaults));
  writeFileSync(join(folder, 'record.jsonl'), '');
  return openRecord(folder);
}

/** @param folder of a record that was created */
export function openRecord(folder: string): Record {
  const file = join(folder, 'record.jsonl');
  const frozen = join(folder, 'frozen');
  const append = (line: LineBody) => appendFileSync(file, `${JSON.stringify({ at: Date.now(), pid: process.pid, ...line })}\n`);
  return {
    folder,
    workerFaults: JSON.parse(readFileSync(join(folder, 'faults.json'), 'utf8')) as WorkerFault[],
    append,
    read: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line),
    claim({ id, kind, jobId }) {
      try {
        writeFileSync(join(folder, 'met', id), '', { flag: 'wx' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        return false;
      }
      append({ what: 'fault', id, kind, jobId });
      return true;
    },
    freeze: () => writeFileSync(frozen, ''),
    thaw: () => rmSync(frozen, { force: true }),
    async whenThawed() {
      while (existsSync(frozen)) await setTimeout(LOOK_MS);
    },
  };
}
