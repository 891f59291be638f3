/**
 * Every port in memory, for what the real ones cannot be made to do: deliver twice, in any order, and die between any two
 * steps. Fails where a test tells it to.
 */

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AcceptUploadPorts, Uploaded } from '../app/acceptUpload.ts';
import type { FinishJobPorts } from '../app/finishJob.ts';
import type { FinishTask, LocalFile, PagesTask, Recognition, Rotation, StoredObject } from '../app/ports.ts';
import type { RecognisePagesPorts } from '../app/recognisePages.ts';
import { type JobRef, uploadPath } from '../contract/paths.ts';
import { PipelineError } from '../domain/failure.ts';
import { NOW, REF } from './examples.ts';
import { type MemoryJobStore, memoryJobStore } from './memoryJobStore.ts';

export type Ports = AcceptUploadPorts & RecognisePagesPorts & FinishJobPorts;

/** Thrown in place of a call that the process did not live to see return. */
export class Killed extends Error {}

export interface World {
  readonly ports: Ports;
  readonly jobs: MemoryJobStore;
  readonly objects: Map<string, { contentType: string; data: Buffer }>;
  /** Every distinct task, in the order in which it was first enqueued. */
  readonly pagesTasks: PagesTask[];
  readonly finishTasks: FinishTask[];
  /** How often each page was recognised. */
  readonly recognitions: Map<number, number>;
  readonly log: { message: string; fields: Readonly<Record<string, unknown>> }[];
  now: number;
  /** What the file turns out to be: its page count, or why it does not open. */
  file: { pageCount: number } | PipelineError;
  /** What reading a page gives; throw to fail. */
  readPage: (pageNumber: number) => Recognition;
  /** How every page lies, if anybody asks. */
  lies: Rotation;
  /** Called before each port call, with its name; throw to fail there. */
  before: (call: string) => void;
}

export const UPLOADED: Uploaded = {
  bucket: 'bucket',
  name: uploadPath(REF, 'a file.pdf'),
  generation: '1',
  sizeBytes: 1000,
  contentType: 'application/pdf',
  metadata: {},
  uploadedAt: NOW,
  trace: 'trace',
};

export function memoryWorld(settings: { pagesPerTask?: number; concurrentTasks?: number } = {}): World {
  const jobs = memoryJobStore();
  const objects: World['objects'] = new Map();
  const enqueued = new Set<string>();
  const pagesTasks: PagesTask[] = [];
  const finishTasks: FinishTask[] = [];
  const recognitions = new Map<number, number>();
  const log: World['log'] = [];
  const once = <T>(list: T[], task: T) => {
    const key = JSON.stringify(task);
    if (!enqueued.has(key)) list.push(task);
    enqueued.add(key);
  };
  const note = (message: string, fields: Readonly<Record<string, unknown>>) => void log.push({ message, fields });
  let owners = 0;

  const ports: Ports = {
    clock: () => world.now,
    sleep: async (milliseconds) => {
      world.now += milliseconds;
    },
    gzip: async (text) => gzipSync(text),
    newOwner: () => `owner-${++owners}`,
    log: { info: note, warn: note, error: note },
    jobs: intercepted(jobs, (call) => world.before(call)),
    objects: {
      async write({ name }: StoredObject, contentType, data) {
        world.before('write');
        const buffer = data instanceof Uint8Array ? Buffer.from(data) : Buffer.from(await text(data));
        objects.set(name, { contentType, data: buffer });
        return { sizeBytes: buffer.length, sha256: createHash('sha256').update(buffer).digest('hex') };
      },
      async read({ name }) {
        const stored = objects.get(name);
        if (stored === undefined) throw new PipelineError('IO_ERROR', `no ${name}`);
        return stored.data;
      },
    },
    files: {
      async withFile(_source, use) {
        world.before('withFile');
        return use({ path: 'file', sizeBytes: 1000, sha256: 'abc' } satisfies LocalFile);
      },
    },
    pages: {
      warmUp: () => undefined,
      async inspect() {
        if (world.file instanceof PipelineError) throw world.file;
        return { type: 'pdf', pageCount: world.file.pageCount };
      },
      async preparePage(_file, pageNumber, rotation) {
        if (world.file instanceof PipelineError) throw world.file;
        return {
          // The only pixel tells which page it is.
          ink: { data: new Uint8Array([pageNumber]), width: 200, height: 100, dpi: 200 },
          view: { data: new Uint8Array([1, 2, rotation]), width: 100, height: 50 },
          skewDegrees: 0,
          renderMs: 1,
          preprocessMs: 1,
        };
      },
    },
    recogniser: {
      engine: { name: 'memory', version: '1', data: 'none' },
      async recognise(ink) {
        const pageNumber = ink.data[0] ?? 0;
        recognitions.set(pageNumber, (recognitions.get(pageNumber) ?? 0) + 1);
        return world.readPage(pageNumber);
      },
      detectRotation: async () => world.lies,
    },
    engine: { name: 'memory', version: '1', data: 'none' },
    queue: {
      async enqueuePages(tasks) {
        for (const task of tasks) {
          world.before('enqueuePages');
          once(pagesTasks, task);
        }
      },
      async enqueueFinish(task) {
        world.before('enqueueFinish');
        once(finishTasks, task);
      },
    },
    settings: {
      pagesPerTask: settings.pagesPerTask ?? 1,
      concurrentTasks: settings.concurrentTasks ?? 100,
      leaseMs: 60_000,
      maxAttempts: 3,
      worker: { vcpus: 1, memoryGib: 2 },
    },
  };

  const world: World = {
    ports,
    jobs,
    objects,
    pagesTasks,
    finishTasks,
    recognitions,
    log,
    now: NOW,
    file: { pageCount: 3 },
    readPage: (pageNumber) => ({ text: `text of page ${pageNumber}`, words: [['text', 90, 20, 10, 60, 30]] }),
    lies: 0,
    before: () => undefined,
  };
  return world;
}

export async function theJob(world: World, ref: JobRef = REF) {
  const job = await world.jobs.readJob(ref);
  if (job === undefined) throw new Error('there is no job');
  return job;
}

export function storedText(world: World, name: string): string {
  const stored = world.objects.get(name);
  if (stored === undefined) throw new Error(`there is no ${name}; there are ${[...world.objects.keys()].join(', ')}`);
  return name.endsWith('.gz') ? gunzipSync(stored.data).toString() : stored.data.toString();
}

function intercepted(store: MemoryJobStore, before: (call: string) => void): MemoryJobStore {
  return new Proxy(store, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]) => {
        before(String(name));
        return Reflect.apply(member, target, parameters) as unknown;
      };
    },
  });
}

async function text(chunks: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const chunk of chunks) all += chunk;
  return all;
}
