/** Deliveries that the emulators never make twice by themselves, made again: the same events and tasks, at their own doors. */

import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { FinishTask, PagesTask } from '../../functions/src/app/ports.ts';
import type { JobDocument, JobSource } from '../../functions/src/contract/documents.ts';
import type { SuiteAddresses } from '../../suite/suiteAddresses.ts';

/** How long a function may take to log what it made of an event. */
const PATIENCE_MS = 60_000;

/**
 * Delivers the event of an upload, as the storage emulator does. The emulator acknowledges before the function runs.
 * @returns the event's id, which the function logs
 */
export async function deliverUploadEvent(
  suite: SuiteAddresses,
  source: Pick<JobSource, 'bucket' | 'name' | 'generation' | 'sizeBytes' | 'contentType'>,
  metadata: Readonly<Record<string, string>>,
): Promise<string> {
  const id = crypto.randomUUID();
  const { bucket, name, generation, sizeBytes, contentType } = source;
  const event = {
    specversion: '1.0',
    id,
    type: 'google.cloud.storage.object.v1.finalized',
    source: `//storage.googleapis.com/projects/_/buckets/${bucket}/objects/${name}`,
    time: new Date().toISOString(),
    data: { bucket, name, generation, size: String(sizeBytes), contentType, metadata },
  };
  const { host, port } = suite.functions;
  await post(
    `http://${host}:${port}/functions/projects/${suite.projectId}/trigger_multicast`,
    event,
    'application/cloudevents+json',
  );
  return id;
}

/**
 * Delivers the event of a job's upload again and waits for the line that the function logs.
 * @returns what the function made of it: `duplicate`, `planned`, …
 */
export async function deliverUploadAgain(suite: SuiteAddresses, { source }: JobDocument): Promise<string> {
  const id = await deliverUploadEvent(suite, source, {});
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await setTimeout(100)) {
    const line = (await readFile(suite.logFile, 'utf8')).split('\n').find((it) => it.includes(id) && it.includes('"outcome"'));
    const outcome = /"outcome":"([a-z]+)"/.exec(line ?? '')?.[1];
    if (outcome !== undefined) return outcome;
  }
  throw new Error('the function never logged what it made of the event');
}

/** Hands a task to its function as the queue does. @returns the HTTP status: 2xx is acknowledged, anything else comes again */
export async function deliverTask(
  suite: SuiteAddresses,
  ...[queue, data]:
    | ['recognisePages' | 'recognisePriorityPages', PagesTask]
    | ['finishJob', FinishTask]
    | ['recognisePages' | 'recognisePriorityPages' | 'finishJob', unknown]
): Promise<number> {
  const { host, port } = suite.functions;
  return post(`http://${host}:${port}/${suite.projectId}/us-central1/${queue}`, { data }, 'application/json');
}

async function post(url: string, body: unknown, contentType: string): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response.status;
}
