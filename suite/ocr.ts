/** `npm run ocr`: sends files through the pipeline, of the running suite or of one started for the purpose. */

import { mapBounded } from './boundedConcurrency.ts';
import { AlreadyRunningError, launchSuite, NOT_SAVED } from './launch.ts';
import type { OcrArguments } from './ocrArguments.ts';
import { parseOcrArguments, USAGE } from './ocrArguments.ts';
import type { FileOutcome } from './ocrFile.ts';
import { checkFile, ocrFile, refused } from './ocrFile.ts';
import { outputStems } from './outputNames.ts';
import type { PipelineClient } from './pipelineClient.ts';
import { connectClient } from './pipelineClient.ts';
import { createProgressDisplay } from './progressBar.ts';
import { whenGone, whenRunning } from './running.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';
import { describeError, SuiteError } from './suiteError.ts';

/** More would only wait in the pipeline's queue. */
const FILES_AT_ONCE = 4;
/** stdout belongs to results. */
const say = (line: string) => console.error(line);
const NEVER = new Promise<never>(() => undefined);

async function ocr(args: readonly string[]): Promise<number> {
  const parsed = parseOcrArguments(args);
  if (parsed.kind === 'help') {
    console.log(USAGE);
    return 0;
  }
  if (parsed.kind === 'mistake') {
    say(`${parsed.reason}\n\n${USAGE}`);
    return 2;
  }
  const outcomes = await readAll(parsed.arguments);
  for (const { complaints } of outcomes) for (const line of complaints) say(line);
  return outcomes.every(({ complaints }) => complaints.length === 0) ? 0 : 1;
}

async function readAll(args: OcrArguments): Promise<FileOutcome[]> {
  const checked = await Promise.all(args.files.map(checkFile));
  // Nothing to send: a mistyped name is answered without starting anything.
  if (checked.every(({ ok }) => !ok)) return await sendAll(null, args, NEVER);
  const { suite, gone, release } = await obtainSuite();
  const lost = gone.then(() => Promise.reject(new SuiteError('Pagestream was stopped meanwhile.')));
  // Whoever waits for it meets it.
  lost.catch(() => undefined);
  try {
    const client = await Promise.race([lost, connectClient(suite)]);
    const outcomes = await sendAll(client, args, lost);
    await Promise.race([gone, client.close()]);
    return outcomes;
  } finally {
    await release();
  }
}

/** @param lost rejects when the suite is gone: then no job will ever end */
async function sendAll(
  client: PipelineClient | null,
  { files, metadata, outFolder, json }: OcrArguments,
  lost: Promise<never>,
): Promise<FileOutcome[]> {
  const display = createProgressDisplay(process.stderr);
  const stems = outputStems(files);
  const outcomes = await mapBounded(files, FILES_AT_ONCE, async (file, index) => {
    const stem = stems[index] ?? file;
    const output = outFolder === null ? null : { folder: outFolder, stem };
    const work = ocrFile(client, { file, metadata, output, onProgress: (progress) => display.update(file, progress) });
    const outcome = await Promise.race([lost, work]).catch((error: unknown) => {
      // The connection, the disk, the suite: nothing that the job could have said.
      return refused(file, 'IO_ERROR', error instanceof Error ? error.message : String(error));
    });
    const { pageCount, status } = outcome.report;
    const pages = pageCount === null ? '' : `, ${pageCount} ${pageCount === 1 ? 'page' : 'pages'}`;
    display.finish(file, `${file}: ${status.replaceAll('_', ' ')}${pages}`);
    // As soon as each is done: what reads the lines can begin.
    if (json) console.log(JSON.stringify(outcome.report));
    return outcome;
  });
  if (!json && outFolder === null) {
    for (const { report, text } of outcomes) {
      if (text === '') continue;
      if (files.length > 1) console.log(`==> ${report.file} <==`);
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    }
  }
  return outcomes;
}

interface ObtainedSuite {
  readonly suite: SuiteAddresses;
  /** Settles when it has ended. */
  readonly gone: Promise<void>;
  release(): Promise<void>;
}

/** The suite for work that is running, else one of our own, which `release` stops. */
async function obtainSuite(): Promise<ObtainedSuite> {
  const running = await whenRunning();
  if (running !== undefined) return { suite: running.suite, gone: whenGone(running.runId), release: async () => undefined };
  const interrupt = new AbortController();
  try {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupt.abort());
    const own = await launchSuite({ purpose: 'work', log: say, signal: interrupt.signal });
    const release = async () => {
      await own.stop();
      if ((await own.ended) === 'not saved') say(NOT_SAVED);
    };
    interrupt.signal.addEventListener('abort', () => void release().then(() => process.exit(130)));
    // Stopped by an interrupt, this process ends with it.
    return { suite: own, gone: own.ended.then(() => (interrupt.signal.aborted ? NEVER : undefined)), release };
  } catch (error) {
    // Somebody else was faster.
    if (error instanceof AlreadyRunningError) return await obtainSuite();
    if (interrupt.signal.aborted) throw new SuiteError('Interrupted.');
    throw error;
  }
}

/** Ends the process once stdout has been taken, also where a lost suite left connections that would try for ever. */
function exit(exitCode: number): void {
  process.stdout.write('', () => process.exit(exitCode));
}

ocr(process.argv.slice(2)).then(exit, (error: unknown) => {
  say(describeError(error));
  exit(1);
});
