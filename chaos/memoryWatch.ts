/** The peak memory of a suite's processes, by what they are. Linux tells it; elsewhere there is none. */

import { readFileSync } from 'node:fs';
import { describeMarked, type MarkedProcess } from '../suite/processes.ts';

export interface Peak {
  readonly kind: string;
  /** How many there were at the same time, at most. */
  readonly most: number;
  /** Resident, of the largest. */
  readonly peakMb: number;
}

const LOOK_MS = 500;

export interface MemoryWatch {
  /** The largest first. */
  peaks(): Peak[];
  stop(): void;
}

export function watchMemory(runId: string): MemoryWatch {
  const peaks = new Map<string, { most: number; peakMb: number }>();
  const look = () => {
    const counts = new Map<string, number>();
    for (const process of describeMarked(runId)) {
      const kind = kindOf(process);
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const before = peaks.get(kind) ?? { most: 0, peakMb: 0 };
      peaks.set(kind, { most: Math.max(before.most, count), peakMb: Math.max(before.peakMb, peakMbOf(process.pid)) });
    }
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    peaks: () => [...peaks].map(([kind, peak]) => ({ kind, ...peak })).sort((a, b) => b.peakMb - a.peakMb),
    stop: () => clearInterval(timer),
  };
}

function kindOf({ command, functionName }: MarkedProcess): string {
  if (functionName !== null) {
    return command.includes('functionsEmulatorRuntime') ? `worker of ${functionName}` : `child of a worker of ${functionName}`;
  }
  if (command.includes('firestore')) return 'Firestore emulator';
  if (command.includes('storage-rules') || command.includes('StorageRules')) return 'Storage rules';
  return command.includes('firebase.js') ? 'firebase-tools (functions, tasks, Storage, Auth, hub)' : 'other';
}

/** The most that the process ever had resident. */
function peakMbOf(pid: number): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
