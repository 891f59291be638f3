/** What people do: upload a file, and cancel, retry and delete its job. */

import type { JobRef } from '../functions/src/contract/paths.ts';
import { uploadPath } from '../functions/src/contract/paths.ts';
import { type Person, tokenOf } from '../suite/emulatorTokens.ts';
import type { SuiteAddresses } from '../suite/suiteAddresses.ts';
import type { UploadFile } from './documents.ts';
import { generationOf } from './snapshot.ts';

export interface Uploaded {
  readonly bucket: string;
  readonly name: string;
  readonly generation: string;
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** As the SDKs do it, by the rules. */
export async function uploadAs(suite: SuiteAddresses, job: JobRef, file: UploadFile): Promise<Uploaded> {
  const { fileName, contentType, bytes, metadata } = file;
  const name = uploadPath(job, fileName);
  const boundary = 'chaos-of-seeds';
  const part = (type: string) => `--${boundary}\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(`${part('application/json')}${JSON.stringify({ name, contentType, metadata })}\r\n${part(contentType)}`),
    bytes,
    Buffer.from(`\r\n--${boundary}--`),
  ]);
  const { host, port } = suite.storage;
  const uploading = fetch(`http://${host}:${port}/v0/b/${suite.storageBucket}/o?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: {
      authorization: `Firebase ${tokenOf({ uid: job.uid })}`,
      'x-goog-upload-protocol': 'multipart',
      'content-type': `multipart/related; boundary=${boundary}`,
    },
    body,
  });
  const uploaded = { bucket: suite.storageBucket, name, sizeBytes: bytes.length, contentType };
  try {
    const answer = await uploading;
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the upload of ${name} was answered with ${answer.status}: ${text}`);
    return { ...uploaded, generation: String((JSON.parse(text) as { readonly generation: string }).generation) };
  } catch (error) {
    // The rules allow no second try, and the answer to the first may only have been lost.
    const generation = error instanceof TypeError ? await generationOf(suite, name) : undefined;
    if (generation === undefined) throw error;
    return { ...uploaded, generation };
  }
}

/** What a callable answered: its result, or the status of its error (`NOT_FOUND`, `FAILED_PRECONDITION`, …). */
export type Answer = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly status: string };

/** @throws when nobody answers, or with something that is no answer of a callable */
export async function call(
  suite: SuiteAddresses,
  person: Person,
  name: string,
  data: object,
  timeoutMs = 60_000,
): Promise<Answer> {
  const { host, port } = suite.functions;
  const answer = await fetch(`http://${host}:${port}/${suite.projectId}/us-central1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf(person)}` },
    body: JSON.stringify({ data }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await answer.text();
  const body = parse(text) as { readonly result?: unknown; readonly error?: { readonly status?: string } } | undefined;
  if (answer.ok && body !== undefined) return { ok: true, result: body.result };
  const status = body?.error?.status;
  if (status === undefined) throw new Error(`${name} answered ${answer.status}: ${text.slice(0, 200)}`);
  return { ok: false, status };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
