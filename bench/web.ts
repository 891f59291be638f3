/**
 * The web app's first load, in a browser that has nothing of it yet: bytes, what Lighthouse looks at (first and largest contentful
 * paint, blocking time, layout shift), and the moment at which the screen can be used, on Lighthouse's usual phone (a processor four times slower; 1.6 Mbit/s with a round trip of 150 ms).
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { REPO_FOLDER } from '../suite/paths.ts';
import { CLI_USER, connectClient } from '../suite/pipelineClient.ts';
import type { SuiteAddresses } from '../suite/suiteAddresses.ts';
import { enterWithoutAccount, launchBrowser, PHONE, visit } from '../test/support/browser.ts';
import { sample } from '../test/support/fixtures.ts';
import type { Bench } from './bench.ts';
import { figure, showSpread, table } from './tables.ts';

const SLOWER_PROCESSOR = 4;
const LINE = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const USUAL_ROUNDS = 5;
const DOCUMENTS = 20;
const DIST = join(REPO_FOLDER, 'web', 'dist');

interface Load {
  readonly paintMs: number;
  readonly largestPaintMs: number;
  readonly usableMs: number;
  /** Until then: of each task on the main thread what is over 50 ms. */
  readonly blockedMs: number;
  readonly shift: number;
  readonly requests: number;
  /** As the emulated Hosting sent them: gzip. */
  readonly sentBytes: number;
  readonly sentBeforePaintBytes: number;
  /** As Firebase Hosting sends them to today's browsers. */
  readonly brotliBytes: number;
  readonly rawBytes: number;
}

export async function measureWeb(bench: Bench): Promise<string> {
  const suite = await bench.suite();
  const { hostingUrl } = suite;
  await uploadDocuments(suite);
  const brotli = await brotliSizes();
  const browser = await launchBrowser();
  const rounds = bench.arguments.rounds ?? USUAL_ROUNDS;
  const [signIn, empty, list]: [Load[], Load[], Load[]] = [[], [], []];
  try {
    for (let round = 0; round < rounds; round++) {
      bench.log(`first load, round ${round + 1}`);
      const use = (name: string) => (page: Page) => page.getByRole('button', { name }).waitFor();
      signIn.push(await cold(browser, hostingUrl, brotli, null, use('Continue without an account')));
      const nothing = (page: Page) => page.getByText('Nothing here yet').waitFor();
      empty.push(await cold(browser, hostingUrl, brotli, enterWithoutAccount, nothing));
      const documents = (page: Page) =>
        page
          .getByRole('link', { name: FILE_NAME })
          .nth(DOCUMENTS - 1)
          .waitFor();
      const enter = async (page: Page) => {
        await page.getByLabel('E-mail').fill(CLI_USER.email);
        await page.getByLabel('Password').fill(CLI_USER.password);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await documents(page);
      };
      list.push(await cold(browser, hostingUrl, brotli, enter, documents));
    }
  } finally {
    await browser.close();
  }
  const row = (title: string, pick: (load: Load) => number, unit = 1, decimals = 0) => [
    title,
    ...[signIn, empty, list].map((loads) =>
      showSpread(
        loads.map((load) => pick(load) / unit),
        decimals,
      ),
    ),
  ];
  return [
    `## Web: the first load on a slow phone (median [min–max] of ${rounds})`,
    table(
      ['', 'sign-in', 'empty list', `list of ${DOCUMENTS} documents`],
      [
        row('requests to Hosting', (load) => load.requests),
        row('KB as Hosting sends them (brotli)', (load) => load.brotliBytes, 1024),
        row('KB as sent here (gzip)', (load) => load.sentBytes, 1024),
        row('… of which before the first paint', (load) => load.sentBeforePaintBytes, 1024),
        row('KB unpacked', (load) => load.rawBytes, 1024),
        row('first contentful paint, s', (load) => load.paintMs, 1000, 2),
        row('largest contentful paint, s', (load) => load.largestPaintMs, 1000, 2),
        row('usable, s', (load) => load.usableMs, 1000, 2),
        row('main thread blocked until then, ms', (load) => load.blockedMs),
        row('layout shift until then', (load) => load.shift, 1, 3),
      ],
    ),
    `Processor ${SLOWER_PROCESSOR}× slower, ${figure((LINE.downloadThroughput * 8) / 1024 / 1024, 1)} Mbit/s, ${LINE.latency} ms. “Usable”: the button to come in, or the list as the server confirmed it; whoever has a list was here before, so its documents are in Firestore's cache. Blocked: of each task what is over 50 ms.`,
  ].join('\n\n');
}

/**
 * @param prepare what a person did in this browser before, at full speed
 * @param usable resolves once the screen can be used
 */
async function cold(
  browser: Browser,
  url: string,
  brotli: ReadonlyMap<string, { readonly raw: number; readonly packed: number }>,
  prepare: ((page: Page) => Promise<void>) | null,
  usable: (page: Page) => Promise<void>,
): Promise<Load> {
  const { context, page } = await visit(browser, 'about:blank', PHONE);
  try {
    if (prepare !== null) {
      await page.goto(url);
      await prepare(page);
      await page.close();
    }
    return await load(context, url, brotli, usable);
  } finally {
    await context.close();
  }
}

async function load(
  context: BrowserContext,
  url: string,
  brotli: ReadonlyMap<string, { readonly raw: number; readonly packed: number }>,
  usable: (page: Page) => Promise<void>,
): Promise<Load> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Network.emulateNetworkConditions', LINE);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR });
  await page.addInitScript(observe);
  const began = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await usable(page);
  const usableMs = performance.now() - began;
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
  const { paintMs, files } = await page.evaluate((origin) => {
    const entries = performance.getEntries() as PerformanceResourceTiming[];
    return {
      paintMs: entries.find(({ name }) => name === 'first-contentful-paint')?.startTime ?? Number.NaN,
      files: entries
        .filter(({ entryType, name }) => (entryType === 'navigation' || entryType === 'resource') && name.startsWith(origin))
        .map(({ name, transferSize, responseEnd }) => ({ path: new URL(name).pathname, transferSize, responseEnd })),
    };
  }, url);
  const sum = (pick: (file: (typeof files)[number]) => number) => files.reduce((total, file) => total + pick(file), 0);
  const known = ({ path }: { readonly path: string }) => brotli.get(path === '/' ? '/index.html' : path);
  return {
    ...seen,
    paintMs,
    usableMs,
    requests: files.length,
    sentBytes: sum((file) => file.transferSize),
    sentBeforePaintBytes: sum((file) => (file.responseEnd <= paintMs ? file.transferSize : 0)),
    brotliBytes: sum((file) => known(file)?.packed ?? 0),
    rawBytes: sum((file) => known(file)?.raw ?? 0),
  };
}

type Seen = Pick<Load, 'largestPaintMs' | 'blockedMs' | 'shift'>;

/** In the page, before anything of it runs. */
function observe(): void {
  const seen = { largestPaintMs: 0, blockedMs: 0, shift: 0 };
  (globalThis as unknown as { seen: Seen }).seen = seen;
  const each = (type: string, take: (entry: PerformanceEntry & { readonly value: number }) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) take(entry as PerformanceEntry & { readonly value: number });
    }).observe({ type, buffered: true });
  each('largest-contentful-paint', ({ startTime }) => {
    seen.largestPaintMs = startTime;
  });
  each('longtask', ({ duration }) => {
    seen.blockedMs += duration - 50;
  });
  each('layout-shift', ({ value }) => {
    seen.shift += value;
  });
}

const FILE_NAME = 'notice.png';

/** One is read, the others are answered from it. */
async function uploadDocuments(suite: SuiteAddresses): Promise<void> {
  const client = await connectClient(suite);
  try {
    const bytes = await readFile(sample(FILE_NAME));
    for (let count = 0; count < DOCUMENTS; count++)
      await client.process({ fileName: FILE_NAME, bytes, contentType: 'image/png', metadata: {} });
  } finally {
    await client.close();
  }
}

async function brotliSizes(): Promise<ReadonlyMap<string, { readonly raw: number; readonly packed: number }>> {
  const names = (await readdir(DIST, { recursive: true })).filter((name) => /\.(html|js|css|svg|json|webmanifest)$/.test(name));
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        const bytes = await readFile(join(DIST, name));
        return [`/${name.replaceAll('\\', '/')}`, { raw: bytes.length, packed: brotliCompressSync(bytes).length }] as const;
      }),
    ),
  );
}
