/** What can go wrong on purpose. Nothing here is drawn or done: `plan.ts` draws, `faultyPorts.ts` and `run.ts` do. */

/** Every kind that a run must have hit at least once. */
export const FAULT_KINDS = [
  // At the functions' own doors.
  'event twice',
  'task twice',
  'two copies at once',
  // On the way to the queue.
  'task late',
  'task lost',
  'tasks reordered',
  'enqueue fails',
  // The worker.
  'killed while recognising',
  'killed before a page is written',
  'killed before tasks are enqueued',
  // What the worker depends on.
  'Firestore fails',
  'Firestore answer lost',
  'Firestore slow',
  'Storage fails',
  'Storage answer lost',
  'Storage slow',
  // All of it.
  'emulators killed',
  // People.
  'cancelled',
  'retried',
  'deleted',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A port call of a worker that concerns one job: the first one that fits, in whichever worker, meets the fault. */
export interface FaultPoint {
  readonly port: 'jobs' | 'operations' | 'objects' | 'files' | 'queue' | 'recogniser';
  readonly method: string;
  /** null for a call that concerns no page in particular, and for whichever comes first. */
  readonly page: number | null;
}

export type FaultEffect =
  /** SIGKILL, before the call is made. */
  | { readonly do: 'kill' }
  /** The call fails without having been made. */
  | { readonly do: 'fail' }
  /** The call is made, and its caller is told that it failed. */
  | { readonly do: 'lose answer' }
  /** The call is made after this long; its caller waits. */
  | { readonly do: 'wait'; readonly ms: number }
  /** The task is not enqueued, and its caller is told that it was. */
  | { readonly do: 'lose task' }
  /** As a lost task, but delivered after this long, whatever has happened meanwhile. */
  | { readonly do: 'hold task'; readonly ms: number }
  | { readonly do: 'reverse tasks' };

/** A fault that a worker meets. Its id names the flag that the first to meet it raises. */
export interface WorkerFault {
  readonly id: string;
  readonly kind: FaultKind;
  readonly jobId: string;
  readonly at: FaultPoint;
  readonly effect: FaultEffect;
}

/** A fault that is made from outside, of a job that runs. */
export interface DoorFault {
  readonly id: string;
  readonly kind: 'event twice' | 'task twice' | 'two copies at once';
  readonly jobId: string;
  /** After the upload, or after the task was enqueued. */
  readonly delayMs: number;
}
