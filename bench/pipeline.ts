/** The whole pipeline, from the upload to the completed job, on long documents; beside ocrmypdf on the same files. */

import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OUTPUTS } from '../functions/src/contract/options.ts';
import type { Suite } from '../suite/launch.ts';
import { connectClient, type PipelineClient } from '../suite/pipelineClient.ts';
import { accuracyOf } from './accuracy.ts';
import type { Bench } from './bench.ts';
import { bornDigitalOf, type LongDocument, scanOf, slipsOf } from './documents.ts';
import { ocrmypdf } from './peers.ts';
import { figure, percent, ratios, showSpread, spread, table, UNKNOWN } from './tables.ts';

const SCAN_PAGES = 50;
const DIGITAL_PAGES = 500;
const WARMING_PAGES = 40;
/** Each takes minutes. */
const USUAL_ROUNDS = 1;

export interface Processed {
  /** From before the upload to the listener's hearing of the end. */
  readonly seconds: number;
  readonly text: string;
}

/** A signed-in client of a suite whose functions are up: so many pages keep every worker busy for a while. */
export async function warmClient(suite: Suite, log: (line: string) => void): Promise<PipelineClient> {
  const client = await connectClient(suite);
  const { path } = await slipsOf(WARMING_PAGES, log);
  await complete(client, await readFile(path), { mode: 'force' });
  return client;
}

/**
 * @param onProgress is told how many pages are completed. It listens to no page: the emulator sends all of them anew for each one
 *   that changes, which would be measured instead of the pipeline.
 * @throws when the job does not complete: what it took would mean nothing
 */
export async function complete(
  client: PipelineClient,
  bytes: Uint8Array,
  metadata: Readonly<Record<string, string>>,
  onProgress: (completedPages: number) => void = () => undefined,
): Promise<Processed> {
  const began = performance.now();
  const upload = { fileName: 'document.pdf', bytes, contentType: 'application/pdf', metadata };
  const { job } = await client.process(upload, { onJob: ({ progress }) => onProgress(progress.completedPages) });
  const seconds = (performance.now() - began) / 1000;
  if (job.status !== 'completed') throw new Error(`the job ended as ${job.status}: ${job.error?.code}`);
  const path = job.results.text;
  return { seconds, text: path === undefined ? '' : Buffer.from(await client.download(path)).toString() };
}

/** The same document, other bytes: the pipeline would answer the same file from what it read before. */
export function fresh(bytes: Uint8Array, round: number): Uint8Array {
  return Buffer.concat([bytes, Buffer.from(`% round ${round} of ${process.pid}\n`)]);
}

/** What the peer makes, too, where the pipeline can make it. */
function wantedOutputs(): string {
  return OUTPUTS.filter((output) => ['text', 'json', 'pdf'].includes(output)).join(',');
}

export async function measurePipeline(bench: Bench): Promise<string> {
  const rounds = bench.arguments.rounds ?? USUAL_ROUNDS;
  const { workers, languages } = bench.arguments;
  const peer = bench.peers.find(({ name }) => name === 'ocrmypdf');
  const documents: { document: LongDocument; peerOptions: readonly string[] }[] = [
    { document: await scanOf(SCAN_PAGES, bench.log), peerOptions: [] },
    { document: await bornDigitalOf(DIGITAL_PAGES, bench.log), peerOptions: ['--skip-text'] },
  ];
  const client = await warmClient(await bench.suite(), bench.log);
  const rows: string[][] = [];
  try {
    for (const { document, peerOptions } of documents) {
      const bytes = await readFile(document.path);
      const [ours, theirs]: [Processed[], Processed[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        bench.log(`pipeline: ${document.title}, round ${round + 1}`);
        const metadata = { languages: languages.join('+'), outputs: wantedOutputs() };
        ours.push(await complete(client, fresh(bytes, round), metadata));
        if (peer === undefined) continue;
        bench.log(`pipeline: ${document.title}, round ${round + 1}, ocrmypdf`);
        const copy = join(bench.folder, 'document.pdf');
        await copyFile(document.path, copy);
        const began = performance.now();
        const { text } = await ocrmypdf(copy, ['--jobs', String(workers), '-l', languages.join('+'), ...peerOptions]);
        theirs.push({ seconds: (performance.now() - began) / 1000, text });
      }
      rows.push(row(document, peerOptions, ours, theirs));
    }
  } finally {
    await client.close();
  }
  const note =
    peer === undefined
      ? 'ocrmypdf is not installed here: no figures.'
      : `ocrmypdf: \`--jobs ${workers} --output-type pdf -O0\`, and \`--skip-text\` for the born-digital one, whose text it does not give.`;
  return [
    `## Pipeline: upload to completed, the emulator suite and ${workers} workers, warm`,
    `Outputs asked for: ${wantedOutputs()}. Median of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}; "times" is ocrmypdf's time by ours. ${note}`,
    table(['document', 'MB', 's', 'pages/s', 'CER %', 'ocrmypdf s', 'its CER %', 'times'], rows),
  ].join('\n\n');
}

function row(
  { title, sizeBytes, pageCount, truth }: LongDocument,
  peerOptions: readonly string[],
  ours: readonly Processed[],
  theirs: readonly Processed[],
): string[] {
  const seconds = (list: readonly Processed[]) => list.map((each) => each.seconds);
  const cer = (list: readonly Processed[]) => percent(cerByPage(truth, list.at(-1)?.text));
  const median = spread(seconds(ours))?.median ?? Number.NaN;
  return [
    title,
    figure(sizeBytes / 1e6, 1),
    figure(median, 1),
    figure(pageCount / median, 2),
    cer(ours),
    figure(spread(seconds(theirs))?.median, 1),
    peerOptions.length > 0 ? UNKNOWN : cer(theirs),
    showSpread(ratios(seconds(ours), seconds(theirs)), 2),
  ];
}

/** Page by page: to compare five hundred pages as one text would take longer than to read them. */
function cerByPage(truth: string, found: string | undefined): number | undefined {
  if (found === undefined) return undefined;
  const pages = found.split('\f');
  return accuracyOf(truth.split('\f').map((page, index) => ({ truth: page, found: pages[index] ?? '' }))).cer;
}
