/**
 * The emulated queue lives in memory: a stop loses the tasks of the jobs that were running. After a start with their data, the
 * upload event of each is delivered again, as the storage emulator would, and stage 1 (`app/acceptUpload`) makes good what is
 * missing. A page whose worker was stopped waits for its lease to run out first.
 */

import type { JobDocument, JobSource } from '../functions/src/contract/documents.ts';
import { isTerminalJob, JOB_STATUSES } from '../functions/src/contract/states.ts';
import type { Address, SuiteAddresses } from './suiteAddresses.ts';

/** What is needed of a job that was not finished. */
interface UnfinishedJob {
  readonly source: Pick<JobSource, 'bucket' | 'name' | 'generation' | 'contentType' | 'sizeBytes'>;
  readonly pageCount: JobDocument['pageCount'];
}

/** Everything may be read and nothing is checked: the emulators' own word for an administrator. */
const OWNER = { authorization: 'Bearer owner' };

/** @returns how many jobs go on */
export async function resumeJobs(suite: SuiteAddresses): Promise<number> {
  const jobs = await unfinishedJobs(suite);
  for (const job of jobs) {
    // Once the pages are planned, the options are the job's.
    const metadata = job.pageCount === null ? await customMetadata(suite, job) : {};
    await ask(suite.functions, `/functions/projects/${suite.projectId}/trigger_multicast`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(uploadEvent(job, metadata)),
    });
  }
  return jobs.length;
}

/** The event that the storage emulator sent when the upload was complete, as of now. */
function uploadEvent({ source }: UnfinishedJob, metadata: Readonly<Record<string, string>>): object {
  const { bucket, name, generation, contentType, sizeBytes } = source;
  return {
    specversion: '1.0',
    id: crypto.randomUUID(),
    type: 'google.cloud.storage.object.v1.finalized',
    source: `//storage.googleapis.com/projects/_/buckets/${bucket}/objects/${name}`,
    time: new Date().toISOString(),
    data: { bucket, name, generation, size: String(sizeBytes), contentType, metadata },
  };
}

async function unfinishedJobs({ firestore, projectId }: SuiteAddresses): Promise<UnfinishedJob[]> {
  const values = JOB_STATUSES.filter((status) => !isTerminalJob(status)).map((stringValue) => ({ stringValue }));
  const isUnfinished = { field: { fieldPath: 'status' }, op: 'IN', value: { arrayValue: { values } } };
  const answer = await ask(firestore, `/v1/projects/${projectId}/databases/(default)/documents:runQuery`, {
    method: 'POST',
    headers: { ...OWNER, 'content-type': 'application/json' },
    body: JSON.stringify({
      structuredQuery: { from: [{ collectionId: 'jobs', allDescendants: true }], where: { fieldFilter: isUnfinished } },
    }),
  });
  // Without a match, there is still one element, which holds no document.
  const found = (await answer.json()) as { readonly document?: { readonly fields: unknown } }[];
  return found.flatMap(({ document }) => (document === undefined ? [] : [jobOfFields(document.fields)]));
}

interface JobFields {
  readonly source: {
    readonly mapValue: {
      readonly fields: Readonly<Record<'bucket' | 'name' | 'generation' | 'contentType', { readonly stringValue: string }>> & {
        readonly sizeBytes: { readonly integerValue: string };
      };
    };
  };
  readonly pageCount: { readonly integerValue: string } | { readonly nullValue: null };
}

/** A job document as Firestore's REST interface writes it. */
function jobOfFields(fields: unknown): UnfinishedJob {
  const { source, pageCount } = fields as JobFields;
  const { bucket, name, generation, contentType, sizeBytes } = source.mapValue.fields;
  return {
    source: {
      bucket: bucket.stringValue,
      name: name.stringValue,
      generation: generation.stringValue,
      contentType: contentType.stringValue,
      sizeBytes: Number(sizeBytes.integerValue),
    },
    pageCount: 'integerValue' in pageCount ? Number(pageCount.integerValue) : null,
  };
}

/** The options that came with the upload. */
async function customMetadata({ storage }: SuiteAddresses, { source }: UnfinishedJob): Promise<Readonly<Record<string, string>>> {
  const { host, port } = storage;
  const path = `/v0/b/${source.bucket}/o/${encodeURIComponent(source.name)}`;
  const answer = await fetch(`http://${host}:${port}${path}`, { headers: OWNER });
  // A job whose file is lost is the pipeline's to end, with its code; it keeps no other from going on.
  if (!answer.ok) return {};
  return ((await answer.json()) as { readonly metadata?: Record<string, string> }).metadata ?? {};
}

async function ask({ host, port }: Address, path: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(`http://${host}:${port}${path}`, request);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer;
}
