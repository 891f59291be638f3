import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.resetModules();
});
afterEach(() => vi.useRealTimers());

it('is that of the device until something is heard', async () => {
  const { serverNow } = await import('./serverClock.ts');
  expect(serverNow()).toBe(1_000_000);
});

it.each([
  { what: 'fast', offMs: 120_000 },
  { what: 'slow', offMs: -120_000 },
])('is the server’s on a device that is $what, once something fresh is seen', async ({ offMs }) => {
  const { hearServer, serverNow } = await import('./serverClock.ts');
  const server = () => Date.now() - offMs;
  hearServer(server() - 400_000);
  hearServer(server() - 50);
  hearServer(server() - 90_000);
  vi.advanceTimersByTime(30_000);
  expect(server() - serverNow()).toBe(50);
});

it('waits for a silence where all that is seen is old', async () => {
  const { hearServer, serverNow } = await import('./serverClock.ts');
  hearServer(400_000);
  expect(serverNow() - 400_000).toBe(0);
  vi.advanceTimersByTime(90_000);
  expect(serverNow() - 400_000).toBe(90_000);
});
