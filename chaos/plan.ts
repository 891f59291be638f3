/** What a run does, all of it drawn from the seed: jobs, their files, what people do to them, and what goes wrong. */

import { isJobId, type JobRef } from '../functions/src/contract/paths.ts';
import type { DoorFault, FaultEffect, FaultKind, FaultPoint, WorkerFault } from './faults.ts';
import { type Random, randomOf } from './random.ts';
import { WORDS } from './words.ts';

export interface Plan {
  readonly seed: number;
  readonly jobs: readonly PlannedJob[];
  readonly workerFaults: readonly WorkerFault[];
  readonly doorFaults: readonly DoorFault[];
  /** Every process of the emulators is killed when this many pages have been completed: a moment, however fast the machine. */
  readonly killAfterPages: number;
}

export interface PlannedJob {
  readonly ref: JobRef;
  readonly content: Content;
  /** Counted from the beginning, or from the end of the job that this one is a copy of. */
  readonly uploadAtMs: number;
  /** The job whose file this one has too, byte for byte; uploaded when that one has ended. */
  readonly copyOf: string | null;
  /** In this order, each after the one before. */
  readonly actions: readonly Action[];
}

/** What the file is. `pages` are the lines of each page. */
export type Content =
  | { readonly kind: 'pdf'; readonly pages: readonly (readonly string[])[]; readonly badPage: number | null }
  | { readonly kind: 'image'; readonly pages: readonly (readonly string[])[] }
  | { readonly kind: 'corrupt'; readonly pages: readonly (readonly string[])[] };

export interface Action {
  readonly kind: 'cancel' | 'retry' | 'delete';
  /** What the delay counts from: the upload, the first page that was completed, or the end of the job's run. */
  readonly after: 'upload' | 'page' | 'end';
  readonly delayMs: number;
  /** For a retry: which pages. */
  readonly pages: 'failed' | 'all';
}

/** With fewer jobs there is not one of each kind. */
export const LEAST_JOBS = 9;

const OWNERS = ['chaos-ada', 'chaos-bob'] as const;
const MOST_PAGES = 5;
/** How long after one another the uploads come, in the mean. */
const UPLOAD_EVERY_MS = 600;

/** What becomes of a job. The first nine make every kind of action and of file. */
const ROLES = [
  'plain',
  'original',
  'copy',
  'image',
  'bad page',
  'corrupt',
  'cancelled',
  // Asked for until there is something to cancel: of a short document, "cancelled" may come too late.
  'cancelled early',
  'deleted early',
] as const;
const MORE_ROLES = ['plain', 'deleted late', 'stranger’s copy', 'plain', 'plain', 'plain', 'read again'] as const;
type Role = (typeof ROLES)[number] | (typeof MORE_ROLES)[number];

export function planOf(seed: number, jobCount: number): Plan {
  if (jobCount < LEAST_JOBS) throw new Error(`at least ${LEAST_JOBS} jobs are needed for every kind of fault`);
  const random = randomOf(seed);
  const jobs = planJobs(seed, jobCount, random.branch('jobs'));
  return {
    seed,
    jobs,
    ...planFaults(jobs, random.branch('faults')),
    killAfterPages: random.branch('kill').between(1, jobCount),
  };
}

function planJobs(seed: number, jobCount: number, random: Random): PlannedJob[] {
  const roleOf = (index: number): Role => ROLES[index] ?? MORE_ROLES[(index - ROLES.length) % MORE_ROLES.length] ?? 'plain';
  const jobs: PlannedJob[] = [];
  for (let index = 0; index < jobCount; index++) {
    const role = roleOf(index);
    const original = jobs[ROLES.indexOf('original')];
    const isCopy = role === 'copy' || role === 'stranger’s copy';
    const owner = (OWNERS.indexOf('chaos-ada') + index + (role === 'copy' ? 1 : 0)) % OWNERS.length;
    jobs.push({
      ref: { uid: ownerOf(role, owner, original), jobId: jobIdOf(seed, index) },
      content: isCopy && original !== undefined ? original.content : contentOf(role, random),
      uploadAtMs: isCopy ? random.between(0, 1000) : random.between(0, jobCount * UPLOAD_EVERY_MS),
      copyOf: isCopy && original !== undefined ? original.ref.jobId : null,
      actions: actionsOf(role, random),
    });
  }
  return jobs;
}

function ownerOf(role: Role, drawn: number, original: PlannedJob | undefined): string {
  if (role === 'copy' && original !== undefined) return original.ref.uid;
  if (role === 'stranger’s copy') return OWNERS.find((uid) => uid !== original?.ref.uid) ?? OWNERS[0];
  return OWNERS[drawn] ?? OWNERS[0];
}

/** The seed and the number are in it, so that a log line leads back to the plan. */
function jobIdOf(seed: number, index: number): string {
  const jobId = `chaos-seed${String(seed).padStart(5, '0')}-job${String(index).padStart(3, '0')}`;
  if (!isJobId(jobId)) throw new Error(`${jobId} is no job id`);
  return jobId;
}

function contentOf(role: Role, random: Random): Content {
  switch (role) {
    case 'image':
      return { kind: 'image', pages: [['A small picture of large words,', 'kept in an old box or a new.']] };
    case 'corrupt':
      return { kind: 'corrupt', pages: drawPages(2, random) };
    case 'bad page':
      return { kind: 'pdf', pages: drawPages(3, random), badPage: random.between(1, 3) };
    case 'original':
      return { kind: 'pdf', pages: drawPages(random.between(2, 4), random), badPage: null };
    case 'cancelled':
    case 'cancelled early':
    case 'deleted early':
      // Long enough for the person to come in time.
      return { kind: 'pdf', pages: drawPages(MOST_PAGES, random), badPage: null };
    case 'plain':
      return { kind: 'pdf', pages: drawPages(random.between(3, MOST_PAGES), random), badPage: null };
    case 'copy':
    case 'stranger’s copy':
    case 'deleted late':
    case 'read again':
      return { kind: 'pdf', pages: drawPages(random.between(1, MOST_PAGES), random), badPage: null };
    default:
      return role satisfies never;
  }
}

function drawPages(count: number, random: Random): string[][] {
  return Array.from({ length: count }, () => {
    const words = random.shuffled(WORDS).slice(0, 8);
    return [words.slice(0, 4).join(' '), words.slice(4).join(' ')];
  });
}

function actionsOf(role: Role, random: Random): Action[] {
  const action = (kind: Action['kind'], after: Action['after'], mostMs: number, pages: Action['pages'] = 'failed'): Action => ({
    kind,
    after,
    delayMs: random.between(0, mostMs),
    pages,
  });
  switch (role) {
    case 'cancelled':
      return [action('cancel', 'page', 500), action('retry', 'end', 3000)];
    case 'cancelled early':
      return [action('cancel', 'upload', 2000)];
    case 'deleted early':
      return [action('delete', 'page', 1000)];
    case 'deleted late':
      return [action('delete', 'end', 3000)];
    case 'bad page':
      return [action('retry', 'end', 3000)];
    case 'read again':
      return [action('retry', 'end', 3000, 'all')];
    case 'image':
      return [action('retry', 'end', 1000, 'all')];
    case 'plain':
    case 'original':
    case 'copy':
    case 'corrupt':
    case 'stranger’s copy':
      return [];
    default:
      return role satisfies never;
  }
}

/** Calls that every job makes which is read to its end. `page`: the call concerns one page, and is made for each. */
const FIRESTORE_CALLS = [
  { method: 'createJob', page: false },
  { method: 'chargeJob', page: false },
  { method: 'createPages', page: false },
  { method: 'readJob', page: false },
  { method: 'updateJob', page: false },
  { method: 'updatePage', page: true },
  { method: 'settlePage', page: true },
  { method: 'readTallies', page: false },
  { method: 'readPages', page: false },
] as const;
const STORAGE_CALLS = [
  { port: 'files', method: 'withFile', page: false },
  { port: 'objects', method: 'write', page: true },
  { port: 'objects', method: 'read', page: true },
] as const;
const ENQUEUE_CALLS = ['enqueuePages', 'enqueueFinish'] as const;
const DOOR_KINDS = ['event twice', 'task twice', 'two copies at once'] as const;

function planFaults(jobs: readonly PlannedJob[], random: Random): Pick<Plan, 'workerFaults' | 'doorFaults'> {
  // Those that are read whole, whatever happens: the faults that are planned for them are met.
  const sure = jobs.filter((job) => job.content.kind === 'pdf' && job.copyOf === null && job.actions.length === 0);
  const times = Math.ceil(jobs.length / 10);
  const workerFaults: WorkerFault[] = [];
  const doorFaults: DoorFault[] = [];
  /** Faults that cost an attempt: a page that had one of each would fail by right. */
  const struck = new Set<string>();

  /** A page that no such fault was planned for; undefined when there is none left. */
  const drawFreshPage = () => {
    const pages = sure.flatMap(({ ref, content }) => content.pages.map((_, index) => ({ jobId: ref.jobId, page: index + 1 })));
    const [fresh] = random.shuffled(pages.filter(({ jobId, page }) => !struck.has(`${jobId}/${page}`)));
    if (fresh !== undefined) struck.add(`${fresh.jobId}/${fresh.page}`);
    return fresh;
  };
  const add = (kind: FaultKind, jobId: string, at: FaultPoint, effect: FaultEffect) => {
    workerFaults.push({ id: `${kind.replaceAll(' ', '-')}-${workerFaults.length}`, kind, jobId, at, effect });
  };
  const drawCall = (call: { readonly method: string; readonly page: boolean }) => {
    const { ref, content } = random.pick(sure);
    return { jobId: ref.jobId, method: call.method, page: call.page ? random.between(1, content.pages.length) : null };
  };
  const firestoreFault = (kind: FaultKind, effect: FaultEffect) => {
    const call = random.pick(FIRESTORE_CALLS);
    // A claim that nobody knows of costs an attempt.
    const costs = call.method === 'updatePage' && effect.do === 'lose answer';
    const { jobId, page } = (costs ? drawFreshPage() : undefined) ?? drawCall(call);
    add(kind, jobId, { port: 'jobs', method: call.method, page }, effect);
  };
  const storageFault = (kind: FaultKind, effect: FaultEffect) => {
    const call = random.pick(STORAGE_CALLS);
    const { jobId, method, page } = drawCall(call);
    add(kind, jobId, { port: call.port, method, page }, effect);
  };
  const pageFault = (kind: FaultKind, port: FaultPoint['port'], method: string, effect: FaultEffect) => {
    const fresh = drawFreshPage();
    if (fresh !== undefined) add(kind, fresh.jobId, { port, method, page: fresh.page }, effect);
  };
  const queueFault = (kind: FaultKind, method: (typeof ENQUEUE_CALLS)[number], effect: FaultEffect) => {
    const { jobId, page } = drawCall({ method, page: method === 'enqueuePages' });
    add(kind, jobId, { port: 'queue', method, page }, effect);
  };

  for (let round = 0; round < times; round++) {
    for (const kind of DOOR_KINDS) {
      const { ref } = random.pick(sure);
      doorFaults.push({
        id: `${kind.replaceAll(' ', '-')}-${doorFaults.length}`,
        kind,
        jobId: ref.jobId,
        delayMs: random.between(0, 4000),
      });
    }
    // Beyond the lease too: a task that is this late finds its pages read by others.
    queueFault('task late', random.pick(ENQUEUE_CALLS), { do: 'hold task', ms: random.between(1000, 20_000) });
    queueFault('task lost', random.pick(ENQUEUE_CALLS), { do: 'lose task' });
    queueFault('tasks reordered', 'enqueuePages', { do: 'reverse tasks' });
    queueFault('enqueue fails', random.pick(ENQUEUE_CALLS), random.pick([{ do: 'fail' }, { do: 'lose answer' }] as const));
    pageFault('killed while recognising', 'recogniser', 'recognise', { do: 'kill' });
    pageFault('killed before a page is written', 'jobs', 'settlePage', { do: 'kill' });
    queueFault('killed before tasks are enqueued', random.pick(ENQUEUE_CALLS), { do: 'kill' });
    firestoreFault('Firestore fails', { do: 'fail' });
    firestoreFault('Firestore answer lost', { do: 'lose answer' });
    storageFault('Storage fails', { do: 'fail' });
    storageFault('Storage answer lost', { do: 'lose answer' });
    // One that only takes its time, and one that outlives its lease.
    firestoreFault('Firestore slow', { do: 'wait', ms: random.between(200, 2000) });
    pageFault('Firestore slow', 'jobs', 'settlePage', { do: 'wait', ms: random.between(10_500, 14_000) });
    storageFault('Storage slow', { do: 'wait', ms: random.between(200, 2000) });
    pageFault('Storage slow', 'objects', 'write', { do: 'wait', ms: random.between(10_500, 14_000) });
  }
  return { workerFaults, doorFaults };
}
