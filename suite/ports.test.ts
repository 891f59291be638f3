import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { PortProbe } from './ports.ts';
import { choosePorts, HOST, isPortFree, USUAL_PORTS } from './ports.ts';

/** Of Linux, as it comes; other systems begin later. */
const FIRST_OUTGOING = 32_768;

function probe(taken: readonly number[], offers: number[]): PortProbe {
  return { isFree: async (port) => !taken.includes(port), anyFree: async () => offers.shift() ?? 0 };
}

describe('choosePorts', () => {
  test('the usual ports are taken where they are free', async () => {
    expect(await choosePorts(true, probe([], []))).toEqual(USUAL_PORTS);
  });

  test('only the services whose port is taken move', async () => {
    const ports = await choosePorts(true, probe([5000, 8080], [40_001, 40_002]));
    expect(ports).toEqual({ ...USUAL_PORTS, hosting: 40_001, firestore: 40_002 });
  });

  test('a suite of tests leaves the usual ports alone', async () => {
    let next = 50_000;
    const ports = await choosePorts(false, { isFree: async () => true, anyFree: async () => next++ });
    expect(Object.values(ports).every((port) => port >= 50_000)).toBe(true);
  });

  test('no two services share a port, even when the system offers one twice', async () => {
    const offers = [1, 1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11].map((n) => 40_000 + n);
    const ports = Object.values(await choosePorts(false, probe([], offers)));
    expect(new Set(ports).size).toBe(ports.length);
  });
});

test('a suite of tests has no port that an outgoing connection may take before an emulator listens on it', async () => {
  const ports = Object.values(await choosePorts(false));
  expect(ports.filter((port) => port < 1024 || port >= FIRST_OUTGOING)).toEqual([]);
});

test('a port is free until somebody listens on it and again when they stop', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: HOST, port: 0 }, resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  expect(await isPortFree(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await isPortFree(port)).toBe(true);
});
