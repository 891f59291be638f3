/**
 * A worker's ports with faults: each call of one of them may meet a planned fault, waits while the run is frozen, and leaves
 * lines in the record. The product's code is as it is; it only gets other adapters.
 */

import { setTimeout } from 'node:timers/promises';
import type { PagesTask } from '../functions/src/app/ports.ts';
import { PipelineError } from '../functions/src/domain/failure.ts';
import type { Job, Page } from '../functions/src/domain/model.ts';
import type { FaultPoint, WorkerFault } from './faults.ts';
import type { PageKey, Record } from './record.ts';

type Method = (...args: unknown[]) => unknown;
type Port = { readonly [method: string]: unknown };

/** What is read as it is asked for, instead of being awaited. */
const ITERATED = new Set(['readPages']);

/** Calls whose decision, the last of their arguments, tells what is written. */
const DECIDED = new Set(['updateJob', 'chargeJob', 'updatePage', 'settlePage']);

const PORTS = ['jobs', 'operations', 'objects', 'files', 'queue', 'recogniser'] as const satisfies readonly FaultPoint['port'][];

/** What this process is to do to itself. */
export interface Fate {
  readonly kill: () => Promise<never>;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

const OWN_PROCESS: Fate = {
  async kill() {
    process.kill(process.pid, 'SIGKILL');
    // The signal is on its way: nothing may happen any more.
    return new Promise<never>(() => undefined);
  },
  wait: (milliseconds) => setTimeout(milliseconds),
};

export function faultyPorts<P extends object>(ports: P, record: Record, fate: Fate = OWN_PROCESS): P {
  /** The page that this worker reads: one at a time, by the functions' own settings, while it writes down the one before. */
  let page: PageKey | null = null;
  /** Pages whose artefacts are stored, at least some of them, since they were claimed. */
  const stored = new Set<string>();
  const keyOf = ({ jobId, page: pageNumber }: Subject) => `${jobId} ${pageNumber}`;
  let calls = 0;

  const meet = async (port: FaultPoint['port'], method: string, args: readonly unknown[]): Promise<WorkerFault[]> => {
    await record.whenThawed();
    const about = port === 'recogniser' && page !== null ? page : subjectOf(args);
    const due: WorkerFault[] = [];
    for (const fault of record.workerFaults) {
      const fits =
        fault.at.port === port &&
        fault.at.method === method &&
        fault.jobId === about.jobId &&
        (fault.at.page === null || isAbout(fault.at.page, about, args)) &&
        // That is: between artefacts and document. A page whose reading failed has none.
        (fault.kind !== 'killed before a page is written' || stored.has(keyOf(about)));
      // A call fails in one way at a time; the other is left to the next.
      const isFree = !isFailure(fault) || !due.some(isFailure);
      if (fits && isFree && record.claim(fault)) due.push(fault);
    }
    for (const { effect } of due) {
      if (effect.do === 'wait') await fate.wait(effect.ms);
      // It may have begun meanwhile.
      if (effect.do === 'wait') await record.whenThawed();
    }
    for (const { kind, effect } of due) {
      if (effect.do === 'kill') await fate.kill();
      if (effect.do === 'fail') throw new PipelineError('IO_ERROR', `chaos: ${kind} at ${port}.${method}`);
    }
    return due;
  };

  const watched = (port: FaultPoint['port'], target: Port, method: string, inner: Method): Method => {
    if (ITERATED.has(method)) {
      return async function* (...args) {
        await meet(port, method, args);
        yield* inner.apply(target, args) as AsyncIterable<unknown>;
      };
    }
    return async (...args) => {
      const due = await meet(port, method, args);
      const observer = observe(port, method, args, due);
      // Others hold calls of their own, which wait while the run is frozen.
      const isLeaf = port !== 'files' && port !== 'recogniser' && !args.some(isAsyncIterable);
      const call = ++calls;
      if (isLeaf) record.append({ what: 'call', call, name: `${port}.${method}`, jobId: subjectOf(args).jobId ?? null });
      try {
        // A finish task that is lost or held.
        if (port === 'queue' && observer.args[0] === undefined) return undefined;
        const result = await inner.apply(target, observer.args);
        observer.returned(result);
        const lost = due.find(({ effect }) => effect.do === 'lose answer');
        if (lost !== undefined) throw new PipelineError('IO_ERROR', `chaos: ${lost.kind} at ${port}.${method}`);
        return result;
      } finally {
        if (isLeaf) record.append({ what: 'done', call });
      }
    };
  };

  /** What the record is to know of a call, and the arguments that it is really made with. */
  const observe = (port: FaultPoint['port'], method: string, args: unknown[], due: readonly WorkerFault[]) => {
    const ignore = { args, returned: () => undefined };
    const { jobId } = subjectOf(args);
    if (port === 'queue') return { args: [passTasks(method, args, due), ...args.slice(1)], returned: () => undefined };
    if (port === 'recogniser') {
      if (page !== null && method === 'recognise') record.append({ what: 'recognised', ...page });
      return ignore;
    }
    if (port === 'objects' && method === 'write' && subjectOf(args).page !== undefined) {
      return { args, returned: () => void stored.add(keyOf(subjectOf(args))) };
    }
    if (port !== 'jobs' || jobId === undefined) return ignore;
    if (method === 'createJob') {
      return { args, returned: (result: unknown) => void (result === 'created' && record.append({ what: 'created', jobId })) };
    }
    if (!DECIDED.has(method)) return ignore;
    const at = args.findIndex((arg) => typeof arg === 'function');
    let write: unknown;
    let before: unknown;
    const decide = (...values: unknown[]) => {
      const outcome = (args[at] as Method)(...values) as { write?: unknown };
      [write, before] = [outcome.write, values[0]];
      return outcome;
    };
    const returned = () => {
      if (write !== undefined) noteWrite(method, jobId, before, write);
    };
    return { args: args.with(at, decide), returned };
  };

  const noteWrite = (method: string, jobId: string, before: unknown, write: unknown) => {
    if (method === 'updateJob' || method === 'chargeJob') {
      const { job } = write as { job?: Partial<Job> };
      if (job !== undefined) record.append({ what: 'job written', jobId, status: job.status ?? null });
      return;
    }
    const { run, pageNumber } = before as Page;
    const key = { jobId, run, page: pageNumber };
    const change = ((write as { page?: Partial<Page> }).page ?? write) as Partial<Page>;
    // A lease that is only made longer is no new attempt.
    if (change.lease && change.attempts !== undefined) {
      page = key;
      stored.delete(keyOf(key));
      record.append({ what: 'claimed', ...key, attempt: change.attempts });
    }
    if (change.status === 'completed') record.append({ what: 'completed', ...key });
    if (change.lease === null && page?.page === key.page && page.jobId === key.jobId) page = null;
  };

  /** The tasks that the queue gets; what becomes of the others is in the record. */
  const passTasks = (method: string, [argument, lane]: unknown[], due: readonly WorkerFault[]): unknown => {
    const isFinish = method === 'enqueueFinish';
    const queue = isFinish ? 'finishJob' : lane === 'priority' ? 'recognisePriorityPages' : 'recognisePages';
    let tasks = (Array.isArray(argument) ? argument : [argument]) as PagesTask[];
    const note = (task: PagesTask, fate: { readonly fate: 'sent' | 'lost' } | { readonly fate: 'held'; readonly ms: number }) =>
      record.append({ what: 'task', ...fate, queue, data: task });
    for (const { at, effect } of due) {
      const isMeant = (task: PagesTask) => at.page === null || (task.firstPage <= at.page && at.page <= task.lastPage);
      if (effect.do === 'reverse tasks') tasks = tasks.toReversed();
      if (effect.do !== 'lose task' && effect.do !== 'hold task') continue;
      for (const task of tasks.filter(isMeant)) {
        note(task, effect.do === 'lose task' ? { fate: 'lost' } : { fate: 'held', ms: effect.ms });
      }
      tasks = tasks.filter((task) => !isMeant(task));
    }
    for (const task of tasks) note(task, { fate: 'sent' });
    return isFinish ? tasks[0] : tasks;
  };

  const faulty = { ...ports } as { [name: string]: unknown };
  for (const name of PORTS) {
    const port = faulty[name];
    if (typeof port !== 'object' || port === null) continue;
    const methods = Object.entries(port as Port).map(([method, inner]) => [
      method,
      typeof inner === 'function' ? watched(name, port as Port, method, inner as Method) : inner,
    ]);
    faulty[name] = Object.fromEntries(methods);
  }
  return faulty as P;
}

function isFailure({ effect }: WorkerFault): boolean {
  return effect.do === 'kill' || effect.do === 'fail' || effect.do === 'lose answer';
}

interface Subject {
  readonly jobId?: string;
  readonly page?: number;
}

/** Which job, and perhaps which page, a call is about, from whatever names them in its arguments. */
function subjectOf(args: readonly unknown[]): Subject {
  const [first, second] = args;
  const named = (Array.isArray(first) ? first[0] : first) as { jobId?: unknown; name?: unknown } | null | undefined;
  if (typeof named?.jobId === 'string') {
    return typeof second === 'number' ? { jobId: named.jobId, page: second } : { jobId: named.jobId };
  }
  if (typeof named?.name !== 'string') return {};
  const [, , jobId, folder, file = ''] = named.name.split('/');
  if (jobId === undefined) return {};
  return folder === 'pages' ? { jobId, page: Number.parseInt(file, 10) } : { jobId };
}

/** Tasks are about each of their pages. */
function isAbout(page: number, about: Subject, args: readonly unknown[]): boolean {
  const [tasks] = args;
  if (!Array.isArray(tasks)) return about.page === page;
  return tasks.some(({ firstPage, lastPage }: PagesTask) => firstPage <= page && page <= lastPage);
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
