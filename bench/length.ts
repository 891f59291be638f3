/** What a page costs in documents of 10, 100 and 1,000 pages, and what a worker holds the longer it works. */

import { readFile } from 'node:fs/promises';
import { describeMarked } from '../suite/processes.ts';
import type { Bench } from './bench.ts';
import { slipsOf } from './documents.ts';
import { complete, fresh, warmClient } from './pipeline.ts';
import { figure, table } from './tables.ts';
import { residentMib } from './usage.ts';

const LENGTHS = [10, 100, 1000];
/** Until then a worker grows: libraries are loaded, buffers find their size. */
const SETTLED_PAGES = 50;
const LOOK_MS = 500;

interface Stretch {
  readonly pageCount: number;
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
    for (const [round, pageCount] of LENGTHS.entries()) {
      const document = await slipsOf(pageCount, bench.log);
      const bytes = fresh(await readFile(document.path), round);
      bench.log(`length: ${pageCount} pages`);
      let read = 0;
      const watch = watchWorkers(suite.runId, () => read);
      try {
        const { seconds } = await complete(client, bytes, { mode: 'force' }, () => read++);
        stretches.push({ pageCount, seconds, ...watch.peaks() });
      } finally {
        watch.stop();
      }
    }
  } finally {
    await client.close();
  }
  const pagesASecond = ({ pageCount, seconds }: Stretch) => pageCount / seconds;
  const fastest = Math.max(...stretches.map(pagesASecond));
  return [
    '## Length: what a page costs in long documents',
    `Scans of slips with a few lines, \`mode: force\`, upload to completed. Memory: the largest page worker with its page process, until ${SETTLED_PAGES} pages of the document were read and after; workers are kept from one document to the next.`,
    table(
      ['pages', 's', 'pages/s', 'of the fastest', 'MiB, first pages', 'MiB, later'],
      stretches.map((stretch) => [
        stretch.pageCount,
        figure(stretch.seconds, 1),
        figure(pagesASecond(stretch), 2),
        figure(pagesASecond(stretch) / fastest, 2),
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
