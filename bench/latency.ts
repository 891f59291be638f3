/** Milliseconds from the accepted upload to what a listener sees, on a warm, idle suite. */

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connectClient } from '../suite/pipelineClient.ts';
import { sample } from '../test/support/fixtures.ts';
import type { Bench } from './bench.ts';
import { showSpread, table } from './tables.ts';

const ROUNDS = 10;
const WARMING_ROUNDS = 3;

export async function measureLatency(bench: Bench): Promise<string> {
  const client = await connectClient(await bench.suite());
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
    const completedMs = pages[0]?.completedAt?.toMillis() ?? Number.NaN;
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
  try {
    bench.log('latency');
    for (let warm = 0; warm < WARMING_ROUNDS; warm++) await measure(fresh());
    const rounds: (Awaited<ReturnType<typeof measure>> & { readonly again: number })[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = fresh();
      const first = await measure(bytes);
      const second = await measure(bytes);
      if (first.reused || !second.reused) throw new Error('the first reading must be one, and the second must not');
      rounds.push({ ...first, again: second.end });
    }
    const row = (title: string, pick: (round: (typeof rounds)[number]) => number) => [title, showSpread(rounds.map(pick), 0)];
    return [
      `## Latency: warm and idle, one image of one page (ms, median [min–max] of ${ROUNDS})`,
      table(
        ['from the accepted upload', 'ms'],
        [
          row('the upload itself (before)', (round) => round.upload),
          row('→ job document at the listener', (round) => round.job),
          row('→ first page claimed', (round) => round.claimed),
          row('→ page with its text at the listener', (round) => round.page),
          row('→ job completed', (round) => round.end),
          row('page written → listener', (round) => round.pageToListener),
          row('the same file again → job completed', (round) => round.again),
        ],
      ),
    ].join('\n\n');
  } finally {
    await client.close();
  }
}
