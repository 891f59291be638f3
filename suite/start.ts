/** `npm start`: the whole pipeline on this machine, with the sample run through it in sight, until Ctrl-C. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PageDocument } from '../functions/src/contract/documents.ts';
import { ERRORS } from '../functions/src/contract/errors.ts';
import type { Suite } from './launch.ts';
import { AlreadyRunningError, launchSuite, NOT_SAVED } from './launch.ts';
import { REPO_FOLDER } from './paths.ts';
import { CLI_USER, connectClient } from './pipelineClient.ts';
import { describeError } from './suiteError.ts';

const SAMPLE = join(REPO_FOLDER, 'samples', 'scan.pdf');

async function start(): Promise<number> {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort());
  const startedMs = performance.now();
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1);
  let suite: Suite;
  try {
    suite = await launchSuite({ purpose: 'work', log: (line) => console.log(line), signal: interrupt.signal });
  } catch (error) {
    if (interrupt.signal.aborted) return 130;
    if (!(error instanceof AlreadyRunningError)) throw error;
    // What was asked for is there.
    console.log(error.message);
    return 0;
  }
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    console.log('\nSaving the data and stopping');
    await suite.stop();
  };
  interrupt.signal.addEventListener('abort', () => void stop());

  console.log(`Ready after ${seconds()} s: ${suite.hostingUrl}\n`);
  await showSample(suite).then(
    () => console.log(`\nThe sample's text was read ${seconds()} s after the start.`),
    (error: unknown) => {
      if (!isStopping) console.error(`\nThe sample did not get through: ${describeError(error)}\nThe log is ${suite.logFile}`);
    },
  );
  if (!isStopping) console.log(hints(suite));
  const end = await suite.ended;
  // The keeper may have been killed: what it would have removed is removed here.
  await suite.stop();
  if (end === 'failed') console.error(`The emulators ended unexpectedly. The log is ${suite.logFile}`);
  if (end === 'not saved') console.error(NOT_SAVED);
  return end === 'stopped' ? 0 : 1;
}

/** Runs the sample through the pipeline as a user would, and prints each page's text the moment its page is done. */
async function showSample(suite: Suite): Promise<void> {
  if (!existsSync(SAMPLE)) throw new Error(`There is no ${SAMPLE}.`);
  const client = await connectClient(suite);
  try {
    console.log(`Sending samples/${basename(SAMPLE)} through the pipeline`);
    const upload = { fileName: basename(SAMPLE), bytes: await readFile(SAMPLE), contentType: 'application/pdf', metadata: {} };
    const work = client.process(upload, { onPage: showPage });
    const { job } = await Promise.race([work, suite.ended.then(() => Promise.reject(new Error('The suite ended.')))]);
    console.log(`\n── ${job.progress.message} (${job.status.replaceAll('_', ' ')}) ──`);
    if (job.error !== null) throw new Error(`${job.error.code}: ${ERRORS[job.error.code].sentence}`);
  } finally {
    await client.close();
  }
}

function showPage({ pageNumber, status, confidence, text, error }: PageDocument): void {
  const detail =
    status === 'completed' ? (confidence === null ? 'no text' : `${confidence.mean.toFixed(0)} % sure`) : error?.code;
  console.log(`\n── page ${pageNumber} (${detail}) ──\n${text.trimEnd()}`);
}

function hints({ hostingUrl, uiUrl, logFile }: Suite): string {
  return [
    '',
    `  Web app   ${hostingUrl}`,
    ...(uiUrl === null ? [] : [`  Emulators ${uiUrl}`]),
    `  Read      npm run ocr -- FILE… [--out DIR]     (as ${CLI_USER.email}, password ${CLI_USER.password})`,
    `  Log       ${logFile}`,
    '  Stop      Ctrl-C: the data is kept for the next start',
    '',
  ].join('\n');
}

start().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(describeError(error));
    process.exit(1);
  },
);
