import { readFileSync } from 'node:fs';

export interface ProcessMemory {
  readonly residentMib: number;
  /** The most that was ever resident. */
  readonly peakMib: number;
}

/** The memory of another process. Undefined when it is gone, and where the system does not tell: everywhere but on Linux. */
export function memoryOf(pid: number): ProcessMemory | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const mib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
    const residentMib = mib('VmRSS');
    // Sandboxed kernels do not keep the peak.
    return { residentMib, peakMib: Math.max(residentMib, mib('VmHWM')) };
  } catch {
    return undefined;
  }
}
