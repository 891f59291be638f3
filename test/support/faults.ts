/** Deliveries that the emulators never make twice by themselves, made again: the same events and tasks, at their own doors. */

import type { FinishTask, PagesTask } from '../../functions/src/app/ports.ts';
import type { JobDocument } from '../../functions/src/contract/documents.ts';
import type { SuiteAddresses } from '../../suite/suiteAddresses.ts';

/** Delivers the event of a job's upload again, as the storage emulator does, and waits until the function has ended. */
export async function deliverUploadAgain(suite: SuiteAddresses, { source }: JobDocument): Promise<void> {
  const event = {
    specversion: '1.0',
    id: crypto.randomUUID(),
    type: 'google.cloud.storage.object.v1.finalized',
    source: `//storage.googleapis.com/projects/_/buckets/${source.bucket}/objects/${source.name}`,
    time: new Date().toISOString(),
    data: {
      bucket: source.bucket,
      name: source.name,
      generation: source.generation,
      size: String(source.sizeBytes),
      contentType: source.contentType,
      metadata: {},
    },
  };
  const { host, port } = suite.functions;
  await post(
    `http://${host}:${port}/functions/projects/${suite.projectId}/trigger_multicast`,
    event,
    'application/cloudevents+json',
  );
}

/** Hands a task to its function as the queue does. @returns the HTTP status: 2xx is acknowledged, anything else comes again */
export async function deliverTask(
  suite: SuiteAddresses,
  ...[queue, data]: ['recognisePages', PagesTask] | ['finishJob', FinishTask] | ['recognisePages' | 'finishJob', unknown]
): Promise<number> {
  const { host, port } = suite.functions;
  return post(`http://${host}:${port}/${suite.projectId}/us-central1/${queue}`, { data }, 'application/json');
}

async function post(url: string, body: unknown, contentType: string): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response.status;
}
