/** Objects in Cloud Storage. */

import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inParallel } from '../../app/inParallel.ts';
import type { ObjectStore } from '../../app/ports.ts';
import { PipelineError } from '../../domain/failure.ts';
import type { Bucket } from './bucket.ts';

/** What results are served with: they are private and their names are written again by a retry. */
const METADATA = { cacheControl: 'private, no-cache' };

export function cloudObjectStore(bucketOf: (name: string) => Bucket): ObjectStore {
  return {
    async write({ bucket, name }, contentType, data) {
      const file = bucketOf(bucket).file(name);
      const hash = createHash('sha256');
      let sizeBytes = 0;
      try {
        if (data instanceof Uint8Array) {
          hash.update(data);
          sizeBytes = data.length;
          // Small and whole: one request.
          await file.save(Buffer.from(data.buffer, data.byteOffset, data.length), {
            resumable: false,
            contentType,
            metadata: METADATA,
          });
        } else {
          const measure = new Transform({
            transform(chunk: Buffer, _encoding, done) {
              hash.update(chunk);
              sizeBytes += chunk.length;
              done(null, chunk);
            },
          });
          const target = file.createWriteStream({ resumable: false, contentType, metadata: METADATA });
          await pipeline(Readable.from(data, { objectMode: false }), measure, target);
        }
      } catch (error) {
        throw error instanceof PipelineError ? error : storageError(name, error);
      }
      return { sizeBytes, sha256: hash.digest('hex') };
    },

    async copy({ bucket, name }, to) {
      try {
        await bucketOf(bucket).file(name).copy(bucketOf(bucket).file(to));
        return 'copied';
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw storageError(name, error);
      }
    },

    async list(bucket, prefix, after, limit) {
      try {
        // One more than asked for: the offset itself is among them.
        const offset = after === null ? {} : { startOffset: after };
        const query = { prefix, maxResults: limit + 1, autoPaginate: false, ...offset };
        const [files] = await bucketOf(bucket).getFiles(query);
        return files
          .filter(({ name }) => after === null || name > after)
          .slice(0, limit)
          .map(({ name, metadata }) => ({
            name,
            generation: String(metadata.generation),
            sizeBytes: Number(metadata.size),
            contentType: metadata.contentType ?? 'application/octet-stream',
            metadata: (metadata.metadata ?? {}) as Readonly<Record<string, string>>,
            createdAt: Date.parse(metadata.timeCreated ?? ''),
          }));
      } catch (error) {
        throw storageError(prefix, error);
      }
    },

    async delete(bucket, names) {
      await inParallel(DELETIONS_AT_ONCE, names, async (name) => {
        try {
          await bucketOf(bucket).file(name).delete({ ignoreNotFound: true });
        } catch (error) {
          if (!isNotFound(error)) throw storageError(name, error);
        }
      });
    },

    async read({ bucket, name, generation }) {
      try {
        const [data] = await bucketOf(bucket)
          .file(name, generation === undefined ? {} : { generation })
          .download();
        return data;
      } catch (error) {
        throw storageError(name, error);
      }
    },
  };
}

/** How many objects are deleted at once. */
const DELETIONS_AT_ONCE = 20;

function isNotFound(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && Number(error.code) === 404;
}

export function storageError(name: string, error: unknown): PipelineError {
  return new PipelineError('IO_ERROR', `Storage: ${name}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}
