/** What a page costs in documents of 10, 100 and 1,000 pages, and what a worker holds the longer it works. */

import { readFile } from 'node:fs/promises';
import { describeMarked } from '../suite/processes.ts';
import type { Bench } from './bench.ts';
import { type LongDocument, largestScanOf, slipsOf } from './documents.ts';
import { complete, fresh, warmClient } from './pipeline.ts';
import { figure, table, UNKNOWN } from './tables.ts';
import { residentMib } from './usage.ts';

const LENGTHS = [10, 100, 1000];
const LARGEST_PAGES = 300;
/** Until then a worker grows: libraries are loaded, buffers find their size. */
const SETTLED_PAGES = 50;
const LOOK_MS = 500;

interface Stretch {
  readonly document: LongDocument;
  readonly seconds: number;
  /** Of one worker, the largest, with its page process. */
  readonly earlyPeakMib: number | undefined;
  readonly latePeakMib: number | undefined;
}

export async function measureLength(bench: Bench): Promise<string> {
  const suite = await bench.suite();
  const client = await warmClient(suite);
  const stretches: Stretch[] = [];
  try {
    const makers = [...LENGTHS.map((length) => () => slipsOf(length, bench.log)), () => largestScanOf(LARGEST_PAGES, bench.log)];
    for (const [round, make] of makers.entries()) {
      const document = await make();
      const bytes = fresh(await readFile(document.path), round);
      bench.log(`length: ${document.title}`);
      let read = 0;
      const watch = watchWorkers(suite.runId, () => read);
      try {
        const { seconds } = await complete(client, bytes, { mode: 'force' }, (pages) => {
          read = pages;
        });
        stretches.push({ document, seconds, ...watch.peaks() });
      } finally {
        watch.stop();
      }
    }
  } finally {
    await client.close();
  }
  const pagesASecond = ({ document, seconds }: Stretch) => document.pageCount / seconds;
  const slips = stretches.slice(0, LENGTHS.length);
  const fastest = Math.max(...slips.map(pagesASecond));
  return [
    '## Length: what a page costs in long documents',
    `Slips have a few lines, the last is as large as a file may be; \`mode: force\`, upload to completed. Memory: the largest page worker with its page process, until ${SETTLED_PAGES} pages of the document were read and after; workers are kept from one document to the next.`,
    table(
      ['document', 'MB', 's', 'pages/s', 'of the fastest', 'MiB, first pages', 'MiB, later'],
      stretches.map((stretch) => [
        stretch.document.title,
        figure(stretch.document.sizeBytes / 1e6, 1),
        figure(stretch.seconds, 1),
        figure(pagesASecond(stretch), 2),
        slips.includes(stretch) ? figure(pagesASecond(stretch) / fastest, 2) : UNKNOWN,
        figure(stretch.earlyPeakMib, 0),
        figure(stretch.latePeakMib, 0),
      ]),
    ),
  ].join('\n\n');
}

/** Looks at the page workers of a suite now and then. */
function watchWorkers(runId: string, pagesRead: () => number) {
  let earlyPeakMib: number | undefined;
  let latePeakMib: number | undefined;
  const timer = setInterval(() => {
    const workers = describeMarked(runId).filter(
      ({ command, functionName }) => functionName === 'recognisePages' && command.includes('functionsEmulatorRuntime'),
    );
    const largest = Math.max(0, ...workers.map(({ pid }) => residentMib(pid) ?? 0));
    if (largest === 0) return;
    if (pagesRead() <= SETTLED_PAGES) earlyPeakMib = Math.max(earlyPeakMib ?? 0, largest);
    else latePeakMib = Math.max(latePeakMib ?? 0, largest);
  }, LOOK_MS);
  return { peaks: () => ({ earlyPeakMib, latePeakMib }), stop: () => clearInterval(timer) };
}
