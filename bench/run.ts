/**
 * `npm run bench`: figures, never assertions. Latency of a warm, idle suite, as a listener feels it; and reading, side by
 * side with native tesseract where it is installed, as ratios of the same run.
 */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { documentReader } from '../functions/src/adapters/documents/reader.ts';
import { openPicture, prepareImage } from '../functions/src/adapters/images/preparer.ts';
import { tesseractRecogniser } from '../functions/src/adapters/ocr/tesseract.ts';
import { FILE_TYPES, fileTypeOfName } from '../functions/src/contract/fileTypes.ts';
import { launchSuite } from '../suite/launch.ts';
import { connectClient } from '../suite/pipelineClient.ts';
import { sample, truthOf } from '../test/support/fixtures.ts';
import { characterErrorRate } from '../test/support/score.ts';

const ROUNDS = 10;
const SAMPLES = ['scan.pdf', 'article.pdf', 'letter.jpg', 'notice.png', 'receipt.jpg'];

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return { median: at(Math.floor(sorted.length / 2)), min: at(0), max: at(sorted.length - 1) };
}

function show({ median, min, max }: Spread): string {
  return `${median} [${min}–${max}]`;
}

/** Milliseconds from the accepted upload to what the listener sees. */
async function latency(): Promise<void> {
  const suite = await launchSuite({ purpose: 'test', log: (line) => console.error(line) });
  try {
    const client = await connectClient(suite);
    const picture = await readFile(sample('notice.png'));
    // A picture ends where it says; a few bytes after that make it another file, which has to be read.
    const fresh = () => Buffer.concat([picture, randomBytes(16)]);
    const measure = async (bytes: Uint8Array) => {
      const seen: Partial<Record<'uploaded' | 'job' | 'claimed' | 'page' | 'end', number>> = {};
      const began = performance.now();
      const { job, pages } = await client.process(
        { fileName: 'notice.png', bytes, contentType: 'image/png', metadata: {} },
        {
          onUploaded: () => (seen.uploaded ??= performance.now()),
          onJob: (job) => {
            seen.job ??= performance.now();
            if (job.status === 'processing') seen.claimed ??= performance.now();
          },
          onPage: () => (seen.page ??= performance.now()),
        },
      );
      seen.end = performance.now();
      const uploaded = seen.uploaded ?? began;
      const since = (moment: number | undefined) => Math.round(Math.max(0, (moment ?? Number.NaN) - uploaded));
      const page = pages[0];
      const completedMs = page?.completedAt?.toMillis() ?? Number.NaN;
      return {
        upload: Math.round(uploaded - began),
        job: since(seen.job),
        claimed: since(seen.claimed),
        page: since(seen.page),
        end: since(seen.end),
        reused: job.reusedFrom !== null,
        // The page's own clock and the listener's are one machine's.
        pageToListener: Math.round((seen.page ?? Number.NaN) + performance.timeOrigin - completedMs),
      };
    };
    for (let warm = 0; warm < 3; warm++) await measure(fresh());
    const rounds: (Awaited<ReturnType<typeof measure>> & { readonly again: number })[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = fresh();
      const first = await measure(bytes);
      const second = await measure(bytes);
      if (first.reused || !second.reused) throw new Error('the first reading must be one, and the second must not');
      rounds.push({ ...first, again: second.end });
    }
    const row = (title: string, pick: (round: (typeof rounds)[number]) => number) =>
      console.log(`| ${title} | ${show(spread(rounds.map(pick)))} |`);
    console.log(`\n## Latency, warm and idle, one image of one page (ms, median [min–max] of ${ROUNDS})\n`);
    console.log('| from the accepted upload | ms |\n|---|---|');
    row('the upload itself (before)', (round) => round.upload);
    row('→ job document at the listener', (round) => round.job);
    row('→ first page claimed', (round) => round.claimed);
    row('→ page with its text at the listener', (round) => round.page);
    row('→ job completed', (round) => round.end);
    row('page written → listener', (round) => round.pageToListener);
    row('the same file again → job completed', (round) => round.again);
    await client.close();
  } finally {
    await suite.stop();
  }
}

/** Wall time a page and character error of our reading and of native tesseract, which gets our drawn pages as PNG. */
async function reading(): Promise<void> {
  const reader = documentReader();
  const recogniser = tesseractRecogniser({ pageLimitMs: 120_000 });
  const native = await version('tesseract');
  const folder = await mkdtemp(join(tmpdir(), 'pagestream-bench-'));
  console.log(`\n## Reading, one process, one page at a time (${native ?? 'native tesseract is not installed: no peer'})\n`);
  console.log('| sample | pages | draw ms | prepare ms | read ms | CER % | native read ms | native CER % | time ratio |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  try {
    for (const name of SAMPLES) {
      const path = sample(name);
      const type = fileTypeOfName(path);
      if (type === undefined) throw new Error(`${name} has no known type (${Object.keys(FILE_TYPES).join(', ')})`);
      const file = { path, sizeBytes: (await readFile(path)).length, sha256: '' };
      const { pageCount } = await reader.inspect(file);
      const sums = { draw: 0, prepare: 0, read: 0, native: 0 };
      const texts = { ours: [] as string[], native: [] as string[] };
      for (let pageNumber = 1; pageNumber <= pageCount; pageNumber++) {
        const began = performance.now();
        const image = await reader.withDocument(file, (document) => document.drawPage(pageNumber, 'reading'));
        const drawn = performance.now();
        const prepared = await prepareImage(image, 0);
        const ready = performance.now();
        // The first call starts the worker, which is no part of a page.
        if (pageNumber === 1 && prepared.ink !== null) await recogniser.recognise(prepared.ink, ['eng']);
        const reading = performance.now();
        const read = prepared.ink === null ? { text: '' } : await recogniser.recognise(prepared.ink, ['eng']);
        sums.draw += drawn - began;
        sums.prepare += ready - drawn;
        sums.read += performance.now() - reading;
        texts.ours.push(read.text);
        if (native !== undefined) {
          const drawnPng = join(folder, `${basename(name)}-${pageNumber}.png`);
          const isFile = 'encoded' in image.picture && typeof image.picture.encoded === 'string';
          if (!isFile) await (await openPicture(image.picture)).png().toFile(drawnPng);
          const png = isFile ? path : drawnPng;
          const started = performance.now();
          texts.native.push(await run('tesseract', [png, 'stdout', '--psm', '3', '-l', 'eng']));
          sums.native += performance.now() - started;
        }
      }
      const truth = await truthOf(path);
      const each = (sum: number) => Math.round(sum / pageCount);
      const percent = (found: string[]) => (characterErrorRate(truth, found.join('\n')) * 100).toFixed(2);
      const peer =
        native === undefined ? ['–', '–', '–'] : [each(sums.native), percent(texts.native), (sums.read / sums.native).toFixed(2)];
      console.log(
        `| ${[name, pageCount, each(sums.draw), each(sums.prepare), each(sums.read), percent(texts.ours), ...peer].join(' | ')} |`,
      );
    }
  } finally {
    await recogniser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function version(program: string): Promise<string | undefined> {
  const text = await run(program, ['--version']).catch(() => undefined);
  return text?.split('\n')[0];
}

/** @returns what the program wrote to stdout; rejects when it cannot be started or fails */
function run(program: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(Buffer.concat(chunks).toString()) : reject(new Error(`${program}: ${code}`)),
    );
  });
}

console.log(
  `# Pagestream bench: ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`,
);
await latency();
await reading();
