import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { every } from './system.ts';

describe('what is done every so often', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is done again and again, never twice at once, until it is stopped', async () => {
    let begun = 0;
    let finish = () => {};
    const stop = every(1000, () => {
      begun++;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(begun).toBe(0);
    await vi.advanceTimersByTimeAsync(2001);
    expect(begun).toBe(1);
    finish();
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun).toBe(2);

    let hasStopped = false;
    const stopped = stop().then(() => {
      hasStopped = true;
    });
    await vi.advanceTimersByTimeAsync(5000);
    expect([begun, hasStopped]).toEqual([2, false]);
    finish();
    await stopped;
    await vi.advanceTimersByTimeAsync(5000);
    expect(begun).toBe(2);
  });
});
