/**
 * Every port in memory, for what the real ones cannot be made to do: deliver twice, in any order, and die between any two
 * steps. Fails where a test tells it to.
 */

import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Uploaded } from '../app/acceptUpload.ts';
import type { ExportJobPorts } from '../app/exportJob.ts';
import type { OpenSharePorts } from '../app/openShare.ts';
import type { Recognition, Rotation, TextLayer } from '../app/pagePorts.ts';
import type { ExportTask, FinishTask, LocalFile, PagesTask, StoredObject } from '../app/ports.ts';
import type { RecognisePagesPorts } from '../app/recognisePages.ts';
import type { RetryJobPorts } from '../app/retryJob.ts';
import type { SweepPlace } from '../app/storePorts.ts';
import type { SweepPorts } from '../app/sweep.ts';
import { type JobRef, uploadPath } from '../contract/paths.ts';
import type { Lane } from '../contract/states.ts';
import type { Bend } from '../domain/bend.ts';
import { PipelineError } from '../domain/failure.ts';
import type { Control, Owner } from '../domain/model.ts';
import { NOW, REF } from './examples.ts';
import { type MemoryJobStore, memoryJobStore } from './memoryJobStore.ts';

export type Ports = SweepPorts & ExportJobPorts & RetryJobPorts & RecognisePagesPorts & OpenSharePorts;

/** Thrown in place of a call that the process did not live to see return. */
export class Killed extends Error {}

export interface World {
  readonly ports: Ports;
  readonly jobs: MemoryJobStore;
  readonly objects: Map<string, { contentType: string; data: Buffer; createdAt: number }>;
  /** Every distinct task, in the order in which it was first enqueued. */
  readonly pagesTasks: PagesTask[];
  readonly finishTasks: FinishTask[];
  readonly exportTasks: ExportTask[];
  readonly lanes: ReadonlySet<Lane>;
  /** How often each page was recognised. */
  readonly recognitions: Map<number, number>;
  readonly log: { message: string; fields: Readonly<Record<string, unknown>> }[];
  now: number;
  control: Control;
  owner: Owner | undefined;
  place: SweepPlace;
  /** The custom metadata of every stored object. */
  uploadMetadata: Readonly<Record<string, string>>;
  /** What the file turns out to be: its page count, or why it does not open. */
  file: { pageCount: number } | PipelineError;
  /** What reading a page gives, whose words make one line; throw to fail. */
  readPage: (pageNumber: number) => Omit<Recognition, 'lines'>;
  /** What a page holds of its own, if it is good; in `force` nobody asks. */
  textLayer: (pageNumber: number) => TextLayer | null;
  /** How every page is bent, if it is. */
  bend: Bend | null;
  /** Whether the picture of a page can be made small. */
  isShrunk: (pageNumber: number) => boolean;
  /** How every page lies, if anybody asks. */
  lies: Rotation;
  /** Whether every page looks as if it lay on its side. */
  standsOnEnd: boolean;
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
  trace: 'trace',
};

export function memoryWorld(
  settings: { pagesPerTask?: number; concurrentTasks?: number; tasksPerPage?: number; retentionDays?: number } = {},
): World {
  const jobs = memoryJobStore();
  const objects: World['objects'] = new Map();
  const enqueued = new Set<string>();
  const pagesTasks: PagesTask[] = [];
  const finishTasks: FinishTask[] = [];
  const exportTasks: ExportTask[] = [];
  const lanes = new Set<Lane>();
  const recognitions = new Map<number, number>();
  const log: World['log'] = [];
  const enqueue = <T>(list: T[], task: T) => {
    const key = JSON.stringify(task);
    if (!enqueued.has(key)) list.push(task);
    enqueued.add(key);
  };
  const note = (message: string, fields: Readonly<Record<string, unknown>>) => void log.push({ message, fields });
  let owners = 0;

  const ports: Ports = {
    clock: () => world.now,
    // No page takes long.
    every: () => async () => undefined,
    gzip: async (text) => gzipSync(text),
    newOwner: () => `owner-${++owners}`,
    log: { info: note, warn: note, error: note },
    jobs: intercepted(jobs, (call) => world.before(call)),
    objects: {
      async write({ name }: StoredObject, contentType, data) {
        world.before('write');
        const bytes = data instanceof Uint8Array ? Buffer.from(data) : await buffer(data);
        objects.set(name, { contentType, data: bytes, createdAt: world.now });
        return { sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
      },
      async read({ name }) {
        const stored = objects.get(name);
        if (stored === undefined) throw new PipelineError('IO_ERROR', `no ${name}`);
        return stored.data;
      },
      async copy({ name }, to) {
        world.before('copy');
        const stored = objects.get(name);
        if (stored === undefined) return undefined;
        objects.set(to, { ...stored, createdAt: world.now });
        return 'copied';
      },
      async list(_bucket, prefix, after, limit) {
        world.before('list');
        return [...objects]
          .filter(([name]) => name.startsWith(prefix) && name > (after ?? ''))
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, limit)
          .map(([name, { contentType, data, createdAt }]) => ({
            ...{ name, contentType, createdAt, sizeBytes: data.length },
            ...{ generation: '1', metadata: world.uploadMetadata },
          }));
      },
      async delete(_bucket, names) {
        world.before('delete');
        for (const name of names) objects.delete(name);
      },
    },
    operations: {
      readControl: async () => world.control,
      writeControl: async (control) => {
        world.control = control;
      },
      readSweep: async () => world.place,
      writeSweep: async (place) => {
        world.before('writeSweep');
        world.place = place;
      },
      readOwner: async () => world.owner,
      writeOwner: async (_uid, owner) => {
        world.owner = owner;
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
      async preparePage(_file, pageNumber, { rotation, mode }) {
        if (world.file instanceof PipelineError) throw world.file;
        const textLayer = mode === 'force' ? null : world.textLayer(pageNumber);
        return {
          // The only pixel tells which page it is.
          bend: world.bend,
          ink: textLayer === null ? { data: new Uint8Array([pageNumber]), width: 200, height: 100, dpi: 200 } : null,
          view: {
            data: new Uint8Array([1, 2, rotation]),
            isShrunk: world.isShrunk(pageNumber),
            width: 100,
            height: 50,
            dpi: 100,
          },
          thumbnail: new Uint8Array([3, rotation]),
          skewDegrees: 0,
          standsOnEnd: world.standsOnEnd,
          textLayer,
          renderMs: 1,
          preprocessMs: 1,
        };
      },
    },
    pdfs: {
      async withSearchablePdf(_source, output, pages, use) {
        world.before('withSearchablePdf');
        const read: string[] = [];
        for await (const page of pages) read.push(page?.text ?? 'nothing');
        return use(once(Buffer.from(`searchable ${output}: ${read.join(', ')}`)));
      },
      async *pdfOfImages(_source, output, pages) {
        yield Buffer.from(`images ${output}:`);
        for await (const { view, words } of pages)
          yield Buffer.from(` ${view?.length ?? 'no'} bytes, ${words?.text ?? 'nothing'}`);
      },
    },
    recogniser: {
      async recognise(ink) {
        const pageNumber = ink.data[0] ?? 0;
        recognitions.set(pageNumber, (recognitions.get(pageNumber) ?? 0) + 1);
        const { text, words } = world.readPage(pageNumber);
        const line = { wordCount: words.length, box: [0, 0, 200, 100], baseline: null, size: 10, begins: 'block' } as const;
        return { text, words, lines: words.length === 0 ? [] : [line] };
      },
      detectOrientation: async () => ({ rotation: world.lies, script: null }),
    },
    visitors: { tokenFor: async (visitor, claims) => JSON.stringify({ visitor, claims }) },
    languageOf: async () => null,
    engine: { name: 'memory', version: '1', data: 'none' },
    queue: {
      async enqueuePages(tasks, lane) {
        for (const task of tasks) {
          world.before('enqueuePages');
          enqueue(pagesTasks, task);
          lanes.add(lane);
        }
      },
      async enqueueFinish(task) {
        world.before('enqueueFinish');
        enqueue(finishTasks, task);
      },
      async enqueueExport(task) {
        world.before('enqueueExport');
        enqueue(exportTasks, task);
      },
    },
    settings: {
      pagesPerTask: settings.pagesPerTask ?? 1,
      concurrentTasks: settings.concurrentTasks ?? 100,
      tasksPerPage: settings.tasksPerPage ?? 5,
      leaseMs: 60_000,
      exportLeaseMs: 600_000,
      maxAttempts: 3,
      outageMs: 600_000,
      stallMs: 300_000,
      purgeAgainMs: 120_000,
      retentionDays: settings.retentionDays ?? 30,
      limits: { pagesPerDay: 100, bytesPerDay: 1_000_000, activeJobs: 10 },
      bucket: 'bucket',
      worker: { vcpus: 1, memoryGib: 2 },
    },
  };

  const world: World = {
    ports,
    jobs,
    objects,
    pagesTasks,
    finishTasks,
    exportTasks,
    lanes,
    recognitions,
    log,
    now: NOW,
    control: { mode: 'run', changedAt: 0 },
    owner: undefined,
    place: { job: null, upload: null },
    uploadMetadata: {},
    file: { pageCount: 3 },
    readPage: (pageNumber) => ({ text: `text of page ${pageNumber}`, words: [['text', 90, 20, 10, 60, 30]] }),
    textLayer: () => null,
    isShrunk: () => true,
    bend: null,
    lies: 0,
    standsOnEnd: false,
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

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
