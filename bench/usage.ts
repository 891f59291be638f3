/**
 * What a tree of processes takes: processor time and memory. From /proc, since getrusage tells of this process alone, and
 * since what a worker has started in turn belongs to it. Elsewhere than on Linux nothing is known.
 */

import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;
/** A look takes some milliseconds, from everybody alike. */
const LOOK_MS = 250;

export interface Usage {
  readonly wallSeconds: number;
  /** Undefined where the system does not tell, as is the memory. */
  readonly cpuSeconds: number | undefined;
  /** The most that all of it had resident at one moment; what processes share counts for each. */
  readonly peakMib: number | undefined;
}

export interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  /** Its own, and that of children that have ended and were waited for. */
  readonly ownTicks: number;
  readonly endedTicks: number;
  readonly residentPages: number;
}

/** One line of `/proc/PID/stat`; the command in parentheses may hold anything. */
export function parseStat(line: string): ProcessLine {
  const pid = Number.parseInt(line, 10);
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (field: number) => fields[field - 3] ?? 0;
  return { pid, parent: at(4), ownTicks: at(14) + at(15), endedTicks: at(16) + at(17), residentPages: at(24) };
}

/** The processes below `root`, without it and without those below `except`. */
export function below(lines: readonly ProcessLine[], root: number, except: readonly number[] = []): ProcessLine[] {
  return lines
    .filter(({ parent, pid }) => parent === root && !except.includes(pid))
    .flatMap((line) => [line, ...below(lines, line.pid, except)]);
}

/** Whose usage is measured. */
export interface Measured {
  /** Given: these processes and all below them. Else: all that this process starts meanwhile, and nothing that it had. */
  readonly pids?: readonly number[];
}

/** Runs `work`, and tells what the measured processes took meanwhile. */
export async function measure<R>(measured: Measured, work: () => Promise<R>): Promise<{ result: R; usage: Usage }> {
  const others = measured.pids === undefined ? below(processes() ?? [], process.pid).map(({ pid }) => pid) : [];
  const now = () => cost(processes(), measured.pids, others);
  const first = now();
  let peakMib = first?.residentMib;
  const timer = setInterval(() => {
    peakMib = Math.max(peakMib ?? 0, now()?.residentMib ?? 0);
  }, LOOK_MS);
  const began = performance.now();
  try {
    const result = await work();
    const wallSeconds = (performance.now() - began) / 1000;
    const last = now();
    const cpuSeconds = first === undefined || last === undefined ? undefined : last.cpuSeconds - first.cpuSeconds;
    return { result, usage: { wallSeconds, cpuSeconds, peakMib: first === undefined ? undefined : peakMib } };
  } finally {
    clearInterval(timer);
  }
}

function cost(lines: readonly ProcessLine[] | undefined, pids: readonly number[] | undefined, others: readonly number[]) {
  if (lines === undefined) return undefined;
  const own = lines.find(({ pid }) => pid === process.pid);
  const living =
    pids === undefined
      ? below(lines, process.pid, others)
      : lines.filter(({ pid }) => pids.includes(pid)).flatMap((line) => [line, ...below(lines, line.pid)]);
  // Children of this process that have ended are found in its own line.
  const ended = pids === undefined ? (own?.endedTicks ?? 0) : 0;
  const ticks = living.reduce((sum, line) => sum + line.ownTicks + line.endedTicks, ended);
  const pages = living.reduce((sum, line) => sum + line.residentPages, 0);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, residentMib: (pages * PAGE_BYTES) / 2 ** 20 };
}

/** undefined where there is no /proc. */
function processes(): ProcessLine[] | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))];
      } catch {
        // It ended since it was listed.
        return [];
      }
    });
}

/** The sum of stretches that came one after the other. */
export function together(usages: readonly Usage[]): Usage {
  const sum = (pick: (usage: Usage) => number | undefined) =>
    usages.reduce<number | undefined>((total, usage) => add(total, pick(usage)), 0);
  const peaks = usages.map(({ peakMib }) => peakMib).filter((peak) => peak !== undefined);
  return {
    wallSeconds: usages.reduce((total, { wallSeconds }) => total + wallSeconds, 0),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    peakMib: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}

function add(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

/** What a process and all below it have resident now. */
export function residentMib(pid: number): number | undefined {
  return cost(processes(), [pid], [])?.residentMib;
}
