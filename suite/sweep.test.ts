import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { HOST } from './ports.ts';
import { callSweep, findSweep, sweepPeriodically } from './sweep.ts';

/** A functions emulator that answers as told. */
async function withFunctions(listener: RequestListener, work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const address = server.address();
  try {
    await work(typeof address === 'object' && address !== null ? address.port : 0);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const bodyOf = async (request: AsyncIterable<unknown>) => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
};

describe('one sweep', () => {
  test('is asked for by an operator, and says how many documents it brought on', async () => {
    const asked: { method?: string | undefined; claims: unknown; body: unknown }[] = [];
    const listener: RequestListener = async (request, response) => {
      const [, claims = ''] = (request.headers.authorization ?? '').replace('Bearer ', '').split('.');
      asked.push({
        method: request.method,
        claims: JSON.parse(Buffer.from(claims, 'base64url').toString()),
        body: JSON.parse(await bodyOf(request)),
      });
      response.end(JSON.stringify({ result: { advanced: 3, found: 1, purged: 1 } }));
    };
    await withFunctions(listener, async (port) => {
      const url = `http://${HOST}:${port}/demo/us-central1/sweep`;
      expect(await callSweep(url)).toMatchObject({ advanced: 3, found: 1 });
      expect(await callSweep(url, { afterRestart: true })).toMatchObject({ advanced: 3, found: 1 });
    });
    const operator = { method: 'POST', claims: expect.objectContaining({ admin: true, sub: expect.any(String) }) };
    expect(asked).toMatchObject([
      { ...operator, body: { data: {} } },
      { ...operator, body: { data: { afterRestart: true } } },
    ]);
  });

  test('that is refused fails with one short line', async () => {
    const listener: RequestListener = (_request, response) => {
      response.writeHead(403).end(`{\n  "error": {\n    "status": "PERMISSION_DENIED", "message": "${'x'.repeat(5000)}"\n  }\n}`);
    };
    await withFunctions(listener, async (port) => {
      const failure = await callSweep(`http://${HOST}:${port}/`).catch((error: unknown) => String(error));
      expect(failure).toMatch(/^Error: the sweep answered 403: \{ "error": \{ "status": "PERMISSION_DENIED".{1,200}$/);
    });
  });

  test('ends when its caller does', async () => {
    const caller = new AbortController();
    // Never answers.
    await withFunctions(
      () => caller.abort(),
      async (port) => {
        await expect(callSweep(`http://${HOST}:${port}/`, {}, caller.signal)).rejects.toThrow('abort');
      },
    );
  });
});

describe('the address of the sweep', () => {
  /** As the emulator lists its functions. */
  const backends = (...entryPoints: string[]): RequestListener => {
    const functionTriggers = entryPoints.map((entryPoint) => ({ entryPoint, region: 'europe-west1', platform: 'gcfv2' }));
    return (request, response) => {
      response.end(JSON.stringify(request.url === '/backends' ? { backends: [{ functionTriggers }] } : {}));
    };
  };

  test('is in the region that the functions are set to run in', () =>
    withFunctions(backends('acceptUpload', 'sweep'), async (port) => {
      const found = await findSweep({ projectId: 'demo', functions: { host: HOST, port } });
      expect(found).toBe(`http://${HOST}:${port}/demo/europe-west1/sweep`);
    }));

  test('is missed aloud', () =>
    withFunctions(backends('acceptUpload'), async (port) => {
      await expect(findSweep({ projectId: 'demo', functions: { host: HOST, port } })).rejects.toThrow('no sweep');
    }));
});

describe('sweeping', () => {
  /** Sweeping by a clock that stands still until it is told; `settle` ends the sweep that runs. */
  function swept(everySeconds = 60) {
    const stop = new AbortController();
    const lines: string[] = [];
    const sleeps: number[] = [];
    let wake: (() => void) | undefined;
    let running = 0;
    let most = 0;
    let begun = 0;
    let settle: ((failure?: Error) => void) | undefined;
    const ended = sweepPeriodically({
      everySeconds,
      log: (line) => lines.push(line),
      signal: stop.signal,
      sleep: (milliseconds, signal) => {
        sleeps.push(milliseconds);
        return new Promise((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      },
      sweep: (signal) => {
        begun += 1;
        running += 1;
        most = Math.max(most, running);
        return new Promise<void>((resolve, reject) => {
          settle = (failure) => (failure === undefined ? resolve() : reject(failure));
          signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
        }).finally(() => {
          running -= 1;
        });
      },
    });
    /** Lets everything happen that can without the clock. */
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    return {
      stop,
      lines,
      sleeps,
      ended,
      counts: () => ({ begun, running, most }),
      async tick() {
        wake?.();
        await turn();
      },
      async settle(failure?: Error) {
        settle?.(failure);
        await turn();
      },
    };
  }

  test('begins a while after the start, and again a while after each sweep', async () => {
    const it = swept(60);
    expect(it.counts().begun).toBe(0);
    for (const round of [1, 2, 3]) {
      await it.tick();
      expect(it.counts()).toMatchObject({ begun: round, running: 1 });
      await it.settle();
    }
    expect(it.sleeps).toEqual([60_000, 60_000, 60_000, 60_000]);
    it.stop.abort();
    await it.ended;
  });

  test('never does two at once, however long one takes', async () => {
    const it = swept();
    await it.tick();
    // The clock goes on and the sweep does not end.
    for (let i = 0; i < 5; i++) await it.tick();
    expect(it.counts()).toEqual({ begun: 1, running: 1, most: 1 });
    await it.settle();
    await it.tick();
    expect(it.counts()).toEqual({ begun: 2, running: 1, most: 1 });
    it.stop.abort();
    await it.ended;
  });

  test('goes on after sweeps that failed, each of which is worth one line', async () => {
    const it = swept();
    for (let i = 0; i < 3; i++) {
      await it.tick();
      await it.settle(new Error('the sweep answered 500'));
    }
    expect(it.lines).toHaveLength(3);
    expect(it.lines[0]).toMatch(/the sweep answered 500$/);
    await it.tick();
    expect(it.counts()).toMatchObject({ begun: 4, running: 1 });
    it.stop.abort();
    await it.ended;
  });

  test('ends while it waits, and begins no other', async () => {
    const it = swept();
    it.stop.abort();
    await it.ended;
    expect(it.counts().begun).toBe(0);
  });

  test('ends in the middle of a sweep, without a word', async () => {
    const it = swept();
    await it.tick();
    it.stop.abort();
    await it.ended;
    expect(it.counts()).toEqual({ begun: 1, running: 0, most: 1 });
    expect(it.lines).toEqual([]);
  });

  test('waits for real, unless it is stopped', async () => {
    const stop = new AbortController();
    let sweeps = 0;
    const sweep = async () => {
      sweeps += 1;
      if (sweeps === 3) stop.abort();
    };
    await sweepPeriodically({ everySeconds: 0.001, sweep, log: () => undefined, signal: stop.signal });
    expect(sweeps).toBe(3);
    await sweepPeriodically({ everySeconds: 3600, sweep, log: () => undefined, signal: AbortSignal.timeout(1) });
    expect(sweeps).toBe(3);
  });
});
