/**
 * The sweep brings on what was lost on the way. In production a scheduler calls it; there is none among the emulators, so the
 * suite calls it, as an operator would.
 */

import { setTimeout } from 'node:timers/promises';
import { tokenOf } from './emulatorTokens.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';

/** How often the scheduler of a deployed pipeline calls it. */
export const SWEEP_SECONDS = 60;

export interface SweepRequest {
  /** The emulated queue lived in memory, so that every task of the last run is gone: no job is given time to go on by itself. */
  readonly afterRestart?: true;
}

export interface SweepResult {
  /** How many jobs were brought on. */
  readonly advanced: number;
  /** How many uploads became jobs whose event was lost. */
  readonly found: number;
}

const OPERATOR = { uid: 'suite', claims: { admin: true } } as const;
/** Longer than any sweep that works; a call that hangs must not be the last one. */
const CALL_TIMEOUT_SECONDS = 290;

/**
 * @returns the address of the callable, in whichever region the functions are set to run
 * @throws when the functions have no sweep
 */
export async function findSweep({ functions, projectId }: Pick<SuiteAddresses, 'functions' | 'projectId'>): Promise<string> {
  const root = `http://${functions.host}:${functions.port}`;
  const { backends } = (await (await fetch(`${root}/backends`)).json()) as {
    readonly backends: readonly {
      readonly functionTriggers: readonly { readonly entryPoint: string; readonly region: string }[];
    }[];
  };
  const found = backends.flatMap(({ functionTriggers }) => functionTriggers).find(({ entryPoint }) => entryPoint === 'sweep');
  if (found === undefined) throw new Error('the functions have no sweep');
  return `${root}/${projectId}/${found.region}/sweep`;
}

/** One sweep, to its end. Fails with one line. */
export async function callSweep(url: string, request: SweepRequest = {}, signal?: AbortSignal): Promise<SweepResult> {
  const timeout = AbortSignal.timeout(CALL_TIMEOUT_SECONDS * 1000);
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf(OPERATOR)}` },
    body: JSON.stringify({ data: request }),
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`the sweep answered ${answer.status}: ${body.replaceAll(/\s+/g, ' ').slice(0, 200)}`);
  return (JSON.parse(body) as { readonly result: SweepResult }).result;
}

export interface Sweeping {
  readonly everySeconds: number;
  readonly sweep: (signal: AbortSignal) => Promise<unknown>;
  /** Receives one line for each sweep that failed. */
  readonly log: (line: string) => void;
  /** Aborting ends it, in the middle of a sweep too. */
  readonly signal: AbortSignal;
  /** Settles after that time, or as soon as the signal is aborted. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Sweeps again and again until it is told to stop, one sweep at a time: the next begins a while after the end of the last. One
 * that fails is worth a line, since the next may find what it missed.
 */
export async function sweepPeriodically({ everySeconds, sweep, log, signal, sleep = pause }: Sweeping): Promise<void> {
  for (;;) {
    await sleep(everySeconds * 1000, signal);
    if (signal.aborted) return;
    try {
      await sweep(signal);
    } catch (error) {
      if (signal.aborted) return;
      log(`The documents could not be looked after: ${String(error)}`);
    }
  }
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  setTimeout(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
