/** One page process as its parent sees it: started, asked, watched, and ended for good when it passes a limit. */

import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { memoryOf } from './memory.ts';
import type { Reply, Request } from './messages.ts';

/** Node, the modules and the thread are up in a fifth of a second; this is for a machine that swaps. */
const START_LIMIT_MS = 30_000;
/** How much a process can take between two looks is part of the stated bound. */
const LOOK_EVERY_MS = 100;
/** Of what a dying process says, the end tells most. */
const KEPT_LAST_WORDS = 4096;
/** What the parent's environment may hold besides, credentials and settings, is no business of a process that opens other people's files. */
const INHERITED = [
  // The suite finds what it has started by this.
  'PAGESTREAM_RUN',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'LANG',
  'TZ',
  'LD_LIBRARY_PATH',
];

export interface Limit {
  readonly milliseconds: number;
  /** Looked at on Linux only; the heap's own limit holds everywhere. */
  readonly residentMib: number;
}

/** Why a process did not answer. */
export type End =
  | { readonly kind: 'time'; readonly milliseconds: number }
  | { readonly kind: 'memory'; readonly detail: string }
  /** By its own doing: a fault in native code, an error that nobody caught, an exit. */
  | { readonly kind: 'crash'; readonly detail: string }
  /** By somebody else: the system, when it is short of memory, or a person. */
  | { readonly kind: 'killed'; readonly detail: string }
  | { readonly kind: 'start'; readonly detail: string };

export class ProcessEnded extends Error {
  readonly end: End;
  constructor(end: End) {
    super(end.kind === 'time' ? `no answer within ${end.milliseconds} ms` : `${end.kind}: ${end.detail}`);
    this.end = end;
  }
}

export interface PageProcess {
  /** Absent when the system could not start it. */
  readonly pid: number | undefined;
  /** How many calls it has been given. */
  readonly calls: number;
  /** Whether it can be asked: it lives, as far as is known. */
  readonly isAlive: boolean;
  /** One call at a time. @throws ProcessEnded; the process is gone by then */
  call(request: Request, limit: Limit): Promise<Exclude<Reply, { kind: 'ready' }>>;
  /** Ends it, idle or not, and returns when it is gone. */
  close(): Promise<void>;
  /** Resolves when it is gone. */
  readonly ended: Promise<Obituary>;
}

/** For the log. */
export interface Obituary {
  readonly end: End | { readonly kind: 'closed' };
  readonly calls: number;
  /** Undefined where the system does not tell. */
  readonly peakMib: number | undefined;
  /** Milliseconds until it was ready; undefined when it never was. */
  readonly startMs: number | undefined;
  readonly lastWords: string;
}

export function startPageProcess(entry: URL, heapMib: number): PageProcess {
  const begun = performance.now();
  const child = fork(entry, [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMib}`],
    env: Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    // Its stdout would be this process's, which may carry somebody's results.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  let calls = 0;
  let peakMib: number | undefined;
  let startMs: number | undefined;
  /** Why we ended it. */
  let verdict: Obituary['end'] | undefined;
  /** Why it is gone. */
  let gone: Obituary['end'] | undefined;
  let heard: (reply: Reply) => void = () => undefined;
  /** Tells the call under way that the process is gone. */
  let died: (end: Obituary['end']) => void = () => undefined;

  // Absent when the system had no descriptor left for it.
  const stderr = child.stderr as Socket | null;
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-KEPT_LAST_WORDS);
  });

  function kill(why: Obituary['end']): void {
    verdict ??= why;
    child.kill('SIGKILL');
  }

  const ended = new Promise<Obituary>((resolve) => {
    const bury = (end: Obituary['end']) => {
      gone = verdict ?? end;
      resolve({ end: gone, calls, peakMib, startMs, lastWords });
      died(gone);
    };
    child.once('close', (code, signal) => bury(endOf(code, signal, startMs !== undefined, lastWords)));
    child.on('error', (error) => {
      if (child.pid === undefined) bury({ kind: 'start', detail: String(error) });
      else kill({ kind: 'killed', detail: String(error) });
    });
    // Without the channel there is nothing left to wait for. A process that closed it by dying has its own reason.
    child.once('disconnect', () => child.kill('SIGKILL'));
  });

  const ready = new Promise<void>((resolve) => {
    heard = () => {
      startMs = Math.round(performance.now() - begun);
      resolve();
    };
  });
  child.on('message', (reply) => heard(reply as Reply));

  /** Only a call keeps the parent's loop alive: an idle process must not hold up an exit. */
  function hold(isHeld: boolean): void {
    for (const handle of [child, child.channel, stderr]) {
      if (isHeld) handle?.ref();
      else handle?.unref();
    }
  }
  hold(false);

  /** Waits for `answer`, but not longer than the limit and not when the process dies. */
  async function within<R>(answer: Promise<R>, limit: Limit, tooLate: End): Promise<R> {
    const timer = setTimeout(() => kill(tooLate), limit.milliseconds);
    const watch = setInterval(() => {
      const memory = look();
      if (memory !== undefined && memory > limit.residentMib) {
        kill({ kind: 'memory', detail: `${Math.round(memory)} MiB resident of ${limit.residentMib}` });
      }
    }, LOOK_EVERY_MS);
    try {
      return await new Promise<R>((resolve, reject) => {
        // No race against `ended`: it would hold every answer for as long as the process lives.
        died = (end) => reject(new ProcessEnded(end.kind === 'closed' ? { kind: 'killed', detail: 'it was closed' } : end));
        if (gone !== undefined) died(gone);
        answer.then(resolve, reject);
      });
    } finally {
      died = () => undefined;
      clearTimeout(timer);
      clearInterval(watch);
      look();
    }
  }

  function look(): number | undefined {
    const memory = child.pid === undefined || gone !== undefined ? undefined : memoryOf(child.pid);
    if (memory !== undefined) peakMib = Math.max(peakMib ?? 0, Math.round(memory.peakMib));
    return memory?.residentMib;
  }

  return {
    pid: child.pid,
    get calls() {
      return calls;
    },
    get isAlive() {
      return gone === undefined && verdict === undefined;
    },
    async call(request, limit) {
      calls++;
      hold(true);
      try {
        const slow: End = { kind: 'start', detail: `not ready within ${START_LIMIT_MS} ms` };
        await within(ready, { ...limit, milliseconds: START_LIMIT_MS }, slow);
        const reply = new Promise<Exclude<Reply, { kind: 'ready' }>>((resolve) => {
          heard = (message) => message.kind !== 'ready' && resolve(message);
          child.send(request, (error) => error !== null && kill({ kind: 'killed', detail: String(error) }));
        });
        return await within(reply, limit, { kind: 'time', milliseconds: limit.milliseconds });
      } finally {
        hold(false);
      }
    },
    async close() {
      kill({ kind: 'closed' });
      hold(true);
      await ended;
    },
    ended,
  };
}

/** Signals by which the system ends a process for its own faults. */
const FAULTS: readonly (NodeJS.Signals | null)[] = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP'];

/** What an exit that nobody here asked for was. */
function endOf(code: number | null, signal: NodeJS.Signals | null, wasReady: boolean, lastWords: string): End {
  if (lastWords.includes('JavaScript heap out of memory')) return { kind: 'memory', detail: 'the heap was full' };
  const detail = signal ?? `exit code ${code}`;
  if (signal !== null && !FAULTS.includes(signal)) return { kind: 'killed', detail };
  return wasReady ? { kind: 'crash', detail } : { kind: 'start', detail };
}
