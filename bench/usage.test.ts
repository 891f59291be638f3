import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { below, measure, type ProcessLine, parseStat, together } from './usage.ts';

const onLinux = process.platform === 'linux';

describe('a line of /proc/PID/stat', () => {
  it('is read past a command that holds blanks and parentheses', () => {
    const line = '12 (a ) b) R 7 4963 1210 0 -1 4194304 99 0 0 0 10 5 3 1 20 0 1 0 3866117 3133440 383 18446744073709551615';
    expect(parseStat(line)).toEqual({ pid: 12, parent: 7, ownTicks: 15, endedTicks: 4, residentPages: 383 });
  });
});

describe('a tree of processes', () => {
  const line = (pid: number, parent: number): ProcessLine => ({ pid, parent, ownTicks: 0, endedTicks: 0, residentPages: 0 });
  const lines = [line(1, 0), line(2, 1), line(3, 2), line(4, 1), line(5, 4)];

  it('holds children and their children, not the root', () => {
    expect(below(lines, 1).map(({ pid }) => pid)).toEqual([2, 3, 4, 5]);
  });

  it('ends at the processes that are left out', () => {
    expect(below(lines, 1, [2]).map(({ pid }) => pid)).toEqual([4, 5]);
  });
});

describe.runIf(onLinux)('what is measured', () => {
  /** Long enough to be looked at while it lasts. */
  const burn = () => once(spawn(process.execPath, ['-e', 'while (process.cpuUsage().user < 600_000);']), 'close');

  it('is what this process starts meanwhile, also after it has ended', async () => {
    const { usage } = await measure({}, burn);
    expect(usage.cpuSeconds).toBeGreaterThan(0.1);
    expect(usage.peakMib).toBeGreaterThan(10);
  });

  it('is what given processes take, and not what others do', async () => {
    const idle = spawn(process.execPath, ['-e', 'console.log("up"); process.stdin.resume()']);
    await once(idle.stdout, 'data');
    try {
      const { usage } = await measure({ pids: [idle.pid ?? 0] }, burn);
      expect(usage.cpuSeconds).toBeLessThan(0.1);
      expect(usage.peakMib).toBeGreaterThan(10);
    } finally {
      idle.kill('SIGKILL');
    }
  });

  it('is nothing of what was started before', async () => {
    const other = burn();
    const { usage } = await measure({}, async () => undefined);
    await other;
    expect(usage).toMatchObject({ cpuSeconds: 0, peakMib: 0 });
  });
});

describe('stretches one after the other', () => {
  it('add up in time, and have the highest peak', () => {
    expect(
      together([
        { wallSeconds: 1, cpuSeconds: 2, peakMib: 30 },
        { wallSeconds: 2, cpuSeconds: 3, peakMib: 20 },
      ]),
    ).toEqual({ wallSeconds: 3, cpuSeconds: 5, peakMib: 30 });
  });

  it('stay unknown where one of them is', () => {
    expect(together([{ wallSeconds: 1, cpuSeconds: undefined, peakMib: undefined }])).toEqual({
      ...{ wallSeconds: 1, cpuSeconds: undefined, peakMib: undefined },
    });
  });
});
