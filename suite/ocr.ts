/** `npm run ocr`: sends files through the pipeline, of the running suite or of one started for the purpose. */

import { statSync } from 'node:fs';
import { mapBounded } from './boundedConcurrency.ts';
import { AlreadyRunningError, launchSuite } from './launch.ts';
import type { OcrArguments } from './ocrArguments.ts';
import { parseOcrArguments, USAGE } from './ocrArguments.ts';
import type { FileOutcome } from './ocrFile.ts';
import { ocrFile, refused } from './ocrFile.ts';
import { outputStems } from './outputNames.ts';
import type { PipelineClient } from './pipelineClient.ts';
import { connectClient } from './pipelineClient.ts';
import { createProgressDisplay } from './progressBar.ts';
import { whenRunning } from './running.ts';
import type { SuiteAddresses } from './suiteAddresses.ts';
import { describeError, SuiteError } from './suiteError.ts';

/** More would only wait in the pipeline's queue. */
const FILES_AT_ONCE = 4;
/** stdout belongs to results. */
const say = (line: string) => console.error(line);

async function ocr(args: readonly string[]): Promise<number> {
  const parsed = parseOcrArguments(args);
  if (parsed.kind === 'help') {
    console.log(USAGE);
    return 0;
  }
  const mistake = parsed.kind === 'mistake' ? parsed.reason : unreadable(parsed.arguments.files);
  if (parsed.kind === 'mistake' || mistake !== undefined) {
    say(`${mistake}\n\n${USAGE}`);
    return 2;
  }
  const { suite, release } = await obtainSuite();
  try {
    const client = await connectClient(suite);
    const outcomes = await sendAll(client, parsed.arguments);
    await client.close();
    for (const { complaints } of outcomes) for (const line of complaints) say(line);
    return outcomes.every(({ complaints }) => complaints.length === 0) ? 0 : 1;
  } finally {
    await release();
  }
}

async function sendAll(client: PipelineClient, { files, metadata, outFolder, json }: OcrArguments): Promise<FileOutcome[]> {
  const display = createProgressDisplay(process.stderr);
  const stems = outputStems(files);
  const outcomes = await mapBounded(files, FILES_AT_ONCE, async (file, index) => {
    const stem = stems[index] ?? file;
    const outcome = await ocrFile(client, {
      file,
      metadata,
      output: outFolder === null ? null : { folder: outFolder, stem },
      onProgress: (progress) => display.update(file, progress),
    }).catch((error: unknown) => {
      // The connection, the disk, the suite: nothing that the job could have said.
      return refused(file, 'IO_ERROR', ` (${error instanceof Error ? error.message : String(error)})`);
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

/** The suite for work that is running, else one of our own, which `release` stops. */
async function obtainSuite(): Promise<{ suite: SuiteAddresses; release(): Promise<void> }> {
  const running = await whenRunning();
  if (running !== undefined) return { suite: running, release: async () => undefined };
  const interrupt = new AbortController();
  try {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupt.abort());
    const own = await launchSuite({ purpose: 'work', log: say, signal: interrupt.signal });
    interrupt.signal.addEventListener('abort', () => void own.stop().then(() => process.exit(130)));
    return { suite: own, release: () => own.stop() };
  } catch (error) {
    // Somebody else was faster.
    if (error instanceof AlreadyRunningError) return await obtainSuite();
    if (interrupt.signal.aborted) throw new SuiteError('Interrupted.');
    throw error;
  }
}

/** What keeps a file from being read, in words; undefined when all can be. */
function unreadable(files: readonly string[]): string | undefined {
  for (const file of files) {
    const info = statSync(file, { throwIfNoEntry: false });
    if (info === undefined) return `There is no file ${file}.`;
    if (!info.isFile()) return `${file} is not a file.`;
  }
  return undefined;
}

ocr(process.argv.slice(2)).then(
  (exitCode) => {
    // Not process.exit: a pipe may not have taken all of stdout yet.
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    say(describeError(error));
    process.exitCode = 1;
  },
);
