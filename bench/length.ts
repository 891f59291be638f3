/** What a page costs in documents of 10, 100 and 1,000 pages, slips and scans, and what a worker holds the longer it works. */

import { readFile } from 'node:fs/promises';
import { describeMarked } from '../suite/processes.ts';
import type { Bench } from './bench.ts';
import { type LongDocument, largestScanOf, scanOf, slipsOf } from './documents.ts';
import { complete, fresh, warmClient } from './pipeline.ts';
import { figure, showSpread, spread, table } from './tables.ts';
import { residentMib } from './usage.ts';

const LENGTHS = [10, 100, 1000];
const LARGEST_PAGES = 300;
/** A short document is read so often that this many pages of its length are: one takes a second or two, and says little. */
const PAGES_MEASURED = 50;
/** Until then a worker grows: libraries are loaded, buffers find their size. */
const SETTLED_PAGES = 50;
const LOOK_MS = 500;

type Make = (pageCount: number, log: (line: string) => void) => Promise<LongDocument>;

/** What a document takes once weighs more the less a page takes: slips show it, scans are what people have. */
const DOCUMENTS: readonly { readonly make: Make; readonly pages: number }[] = [
  ...[slipsOf, scanOf].flatMap((make) => LENGTHS.map((pages) => ({ make, pages }))),
  { make: largestScanOf, pages: LARGEST_PAGES },
];

interface Stretch {
  readonly make: Make;
  readonly document: LongDocument;
  /** One for each time. */
  readonly seconds: readonly number[];
  /** Of one worker, the largest, with its page process. */
  readonly earlyPeakMib: number | undefined;
  readonly latePeakMib: number | undefined;
}

export async function measureLength(bench: Bench): Promise<string> {
  const suite = await bench.suite();
  const client = await warmClient(suite, bench.log);
  const stretches: Stretch[] = [];
  try {
    for (const { make, pages } of DOCUMENTS) {
      const document = await make(pages, bench.log);
      const bytes = await readFile(document.path);
      bench.log(`length: ${document.title}`);
      const seconds: number[] = [];
      let read = 0;
      const watch = watchWorkers(suite.runId, () => read);
      try {
        for (let time = 0; time * document.pageCount < PAGES_MEASURED; time++) {
          const done = await complete(client, fresh(bytes, time), { mode: 'force' }, (pages) => {
            read = pages;
          });
          seconds.push(done.seconds);
        }
        stretches.push({ make, document, seconds, ...watch.peaks() });
      } finally {
        watch.stop();
      }
    }
  } finally {
    await client.close();
  }
  const pagesASecond = ({ document, seconds }: Stretch) => document.pageCount / (spread(seconds)?.median ?? Number.NaN);
  const ofTheFastest = (stretch: Stretch) => {
    const alike = stretches.filter(({ make }) => make === stretch.make);
    return alike.length === 1 ? undefined : pagesASecond(stretch) / Math.max(...alike.map(pagesASecond));
  };
  return [
    '## Length: what a page costs in long documents',
    `Slips have a few lines, scans are A4 pages of 300 dpi, the last is as large as a file may be; \`mode: force\`, upload to completed, all workers warm; short ones are read several times (median [min–max]). Memory: the largest page worker with its page process, until ${SETTLED_PAGES} pages of the document were read and after; workers are kept from one document to the next.`,
    table(
      ['document', 'MB', 's', 'pages/s', 'of the fastest of its kind', 'MiB, first pages', 'MiB, later'],
      stretches.map((stretch) => [
        stretch.document.title,
        figure(stretch.document.sizeBytes / 1e6, 1),
        showSpread(stretch.seconds, 1),
        figure(pagesASecond(stretch), 2),
        figure(ofTheFastest(stretch), 2),
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
