/** Every way for the page process to die: what it costs, and that the next page is made. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalFile } from '../../app/ports.ts';
import { isolatedPageMaker } from './isolated.ts';

const BAD = new URL('../../testing/badPageProcess.ts', import.meta.url);
const PARENT = new URL('../../testing/pageMakerParent.ts', import.meta.url);
const RESIDENT_MIB = 200;
/** For what ends by itself, on a machine that is busy with something else. */
const LONG_MS = 20_000;
const SHORT_MS = 1000;
const onLinux = process.platform === 'linux';

let folder: string;
let opened: ReturnType<typeof pageMaker>[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagestream-pages-'));
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map(({ pages }) => pages.close()));
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string): LocalFile => ({ path: join(folder, name), sizeBytes: 1, sha256: '' });
/** What a process needs to start, and to end, on a machine that has others to serve. */
const PATIENT = { timeout: 20_000 };
const begun = (name: string) => expect.poll(() => existsSync(`${file(name).path}.begun`), PATIENT).toBe(true);
const FINE = 'is fine';
const READING = { rotation: 0, mode: 'auto' } as const;

function pageMaker(entry: URL, milliseconds: number) {
  const lines: { message: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const note = (message: string, fields: Readonly<Record<string, unknown>>) => void lines.push({ message, fields });
  const limit = { milliseconds, residentMib: RESIDENT_MIB };
  const settings = { inspect: limit, page: limit, pdf: limit, heapMib: 64 };
  const pages = isolatedPageMaker(settings, { info: note, warn: note, error: note }, entry);
  const pids = () => lines.filter(({ message }) => message === 'page process started').map(({ fields }) => Number(fields.pid));
  return { pages, lines, pids };
}

/** Closed after the test. */
function openPageMaker({ entry = BAD, milliseconds = LONG_MS } = {}) {
  const one = pageMaker(entry, milliseconds);
  opened.push(one);
  return one;
}

/** Whether a process runs; one that has ended and waits to be collected does not. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !onLinux || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
}

describe('a page whose process', () => {
  it.each([
    ['loops', 'RENDER_FAILED'],
    ['aborts', 'RENDER_FAILED'],
    ['faults', 'RENDER_FAILED'],
    ['exits', 'RENDER_FAILED'],
    ['throws where nobody listens', 'RENDER_FAILED'],
    ['hangs up', 'RENDER_FAILED'],
    ['fills its heap', 'PAGE_TOO_BIG'],
  ])('%s fails with %s, and the next page is made by another process', async (deed, code) => {
    const { pages, pids } = openPageMaker({ milliseconds: deed === 'loops' ? SHORT_MS : LONG_MS });
    await expect(pages.preparePage(file(deed), 1, READING)).rejects.toMatchObject({ code });
    expect((await pages.preparePage(file(FINE), 2, READING)).ink?.data[0]).toBe(2);
    const [first = 0, second = 0] = pids();
    expect([runs(first), runs(second)]).toEqual([false, true]);
  });

  it.runIf(onLinux)('eats memory fails with PAGE_TOO_BIG, long before the machine has none left', async () => {
    const { pages, lines } = openPageMaker();
    await expect(pages.preparePage(file('eats memory'), 1, READING)).rejects.toMatchObject({ code: 'PAGE_TOO_BIG' });
    expect((await pages.preparePage(file(FINE), 2, READING)).ink?.data[0]).toBe(2);
    expect(lines.find(({ message }) => message === 'page process ended')?.fields).toMatchObject({ kind: 'memory', calls: 1 });
  });

  it.runIf(onLinux)('still holds earlier pages is made again in a new process before it is called too big', async () => {
    const { pages, pids } = openPageMaker();
    for (let pageNumber = 1; pageNumber <= 4; pageNumber++) {
      expect((await pages.preparePage(file('keeps what it made'), pageNumber, READING)).ink?.data[0]).toBe(pageNumber);
    }
    expect(pids().length).toBeGreaterThan(1);
  });

  it('is killed by somebody else can be tried again', async () => {
    const { pages, pids } = openPageMaker();
    const page = pages.preparePage(file('waits'), 1, READING);
    await begun('waits');
    process.kill(pids()[0] ?? 0, 'SIGKILL');
    await expect(page).rejects.toMatchObject({ code: 'RENDER_FAILED' });
    expect((await pages.preparePage(file(FINE), 2, READING)).ink?.data[0]).toBe(2);
  });
});

describe('a file whose process', () => {
  it.each(['loops', 'aborts', 'faults', 'exits', 'fills its heap'])('%s while it is looked at is corrupt', async (deed) => {
    const { pages } = openPageMaker({ milliseconds: deed === 'loops' ? SHORT_MS : LONG_MS });
    await expect(pages.inspect(file(deed))).rejects.toMatchObject({ code: 'CORRUPT' });
    expect(await pages.inspect(file(FINE))).toEqual({ type: 'pdf', pageCount: 1 });
  });

  it('is killed by somebody else while it is looked at is looked at again', async () => {
    const { pages, pids } = openPageMaker();
    const inspected = pages.inspect(file('waits'));
    await begun('waits');
    process.kill(pids()[0] ?? 0, 'SIGKILL');
    await expect(inspected).rejects.toMatchObject({ code: 'UNKNOWN' });
    expect(await pages.inspect(file(FINE))).toEqual({ type: 'pdf', pageCount: 1 });
  });

  it('exits at its start is not to blame', async () => {
    const path = join(folder, 'exitsOnce.mjs');
    const script = `import { existsSync, writeFileSync } from 'node:fs';
      const mark = ${JSON.stringify(join(folder, 'was here'))};
      if (!existsSync(mark)) { writeFileSync(mark, ''); process.exit(7); }
      await import(${JSON.stringify(BAD.href)});`;
    await writeFile(path, script);
    const { pages } = openPageMaker({ entry: pathToFileURL(path) });
    await expect(pages.inspect(file(FINE))).rejects.toMatchObject({ code: 'UNKNOWN' });
    expect(await pages.inspect(file(FINE))).toEqual({ type: 'pdf', pageCount: 1 });
  });
});

describe('the page process', () => {
  it('serves one call after the other, however many wait', async () => {
    const { pages, pids } = openPageMaker();
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
    const all = await Promise.all(numbers.map((pageNumber) => pages.preparePage(file(FINE), pageNumber, READING)));
    expect(all.map((page) => page.ink?.data[0])).toEqual(numbers);
    expect(pids()).toHaveLength(1);
  });

  it('is replaced after a hundred calls', async () => {
    const { pages, pids, lines } = openPageMaker();
    for (let call = 1; call <= 101; call++) await pages.inspect(file(FINE));
    expect(pids()).toHaveLength(2);
    expect(lines.find(({ message }) => message === 'page process ended')?.fields).toMatchObject({ kind: 'closed', calls: 100 });
  });

  it('has its parent hold no page that was made before the last', async () => {
    const { pages } = openPageMaker();
    const first = new WeakRef(await pages.preparePage(file(FINE), 1, READING));
    await pages.preparePage(file(FINE), 2, READING);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const isHeld = () => {
      collect();
      return first.deref() !== undefined;
    };
    await expect.poll(isHeld, PATIENT).toBe(false);
  });

  it('that died while nobody asked it anything is replaced without a word', async () => {
    const { pages, pids, lines } = openPageMaker();
    await pages.inspect(file(FINE));
    process.kill(pids()[0] ?? 0, 'SIGKILL');
    await expect.poll(() => lines.some(({ message }) => message === 'page process ended'), PATIENT).toBe(true);
    expect(await pages.inspect(file(FINE))).toEqual({ type: 'pdf', pageCount: 1 });
  });

  it('can be started ahead, and then serves the first call', async () => {
    const { pages, pids } = openPageMaker();
    pages.warmUp();
    pages.warmUp();
    expect(pids()).toHaveLength(1);
    await pages.inspect(file(FINE));
    expect(pids()).toHaveLength(1);
  });

  it('says why it refused a file, in the words and with the code it has', async () => {
    const { pages } = openPageMaker();
    await expect(pages.inspect(file('refuses'))).rejects.toMatchObject({
      name: 'PipelineError',
      code: 'ENCRYPTED',
      message: 'the message',
      cause: 'the cause',
    });
  });

  it.runIf(onLinux)('is given nothing of its parent’s environment but what it needs', async () => {
    process.env.SOME_CREDENTIAL = 'secret';
    try {
      const { pages, pids } = openPageMaker();
      await pages.inspect(file(FINE));
      expect(readFileSync(`/proc/${pids()[0]}/environ`, 'latin1')).not.toContain('secret');
    } finally {
      delete process.env.SOME_CREDENTIAL;
    }
  });

  /** A program with a page process, its output so far, and the process's id. */
  async function parentOf(deed: string) {
    const parent = spawn(
      process.execPath,
      [PARENT, BAD, file(deed).path].map((it) => (it instanceof URL ? fileURLToPath(it) : it)),
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    parent.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const closed = once(parent, 'close');
    await expect.poll(() => output, PATIENT).toMatch(/^\d+\n/);
    return { parent, pid: Number.parseInt(output, 10), closed, output: () => output };
  }

  it('does not keep its parent from exiting, and writes nothing to its stdout', async () => {
    const { closed, pid, output } = await parentOf('prints to stdout');
    expect(await closed).toEqual([0, null]);
    expect(output()).toBe(`${pid}\n`);
    await expect.poll(() => runs(pid), PATIENT).toBe(false);
  });

  it('ends when its parent is killed while it waits', async () => {
    const { parent, pid, closed } = await parentOf('waits');
    await begun('waits');
    parent.kill('SIGKILL');
    await closed;
    await expect.poll(() => runs(pid), PATIENT).toBe(false);
  });

  it('ends when its parent is killed while it is busy for ever', async () => {
    const { parent, pid, closed } = await parentOf('loops');
    await begun('loops');
    parent.kill('SIGKILL');
    await closed;
    await expect.poll(() => runs(pid), PATIENT).toBe(false);
  });
});
