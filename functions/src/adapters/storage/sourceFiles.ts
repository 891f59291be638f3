/**
 * Sources on this machine's disk: a document of 400 pages is downloaded once per instance, not once per page. `/tmp` is
 * memory in production, so the files that nobody uses are deleted, oldest first, when together they pass a bound.
 */

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LocalFile, SourceFiles, StoredObject } from '../../app/ports.ts';
import { MAX_UPLOAD_BYTES } from '../../contract/limits.ts';
import { PipelineError } from '../../domain/failure.ts';
import type { Bucket } from './bucket.ts';
import { storageError } from './objectStore.ts';

interface Entry {
  readonly file: Promise<LocalFile>;
  users: number;
}

/** @param keepBytes unused files are kept up to this size in all */
export function cachedSourceFiles(bucketOf: (name: string) => Bucket, keepBytes: number): SourceFiles {
  /** In order of last use, oldest first. */
  const entries = new Map<string, Entry>();
  let folder: Promise<string> | undefined;

  async function download(source: StoredObject & { generation: string }): Promise<LocalFile> {
    folder ??= mkdtemp(join(tmpdir(), 'pagestream-'));
    const path = join(await folder, createHash('sha256').update(keyOf(source)).digest('hex').slice(0, 32));
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        done(sizeBytes > MAX_UPLOAD_BYTES ? new PipelineError('TOO_LARGE') : null, chunk);
      },
    });
    try {
      const stored = bucketOf(source.bucket).file(source.name, { generation: source.generation });
      // As stored: an upload that claims to be gzipped is what its bytes are, and cannot swell on the way.
      await pipeline(stored.createReadStream({ decompress: false }), measure, createWriteStream(path));
      return { path, sizeBytes, sha256: hash.digest('hex') };
    } catch (error) {
      await rm(path, { force: true });
      throw error instanceof PipelineError ? error : storageError(source.name, error);
    }
  }

  async function deleteSurplus(): Promise<void> {
    let kept = 0;
    for (const [key, entry] of [...entries].reverse()) {
      if (entry.users > 0) continue;
      const file = await entry.file;
      kept += file.sizeBytes;
      // Somebody may have taken it, or someone else deleted it, while this waited.
      if (kept > keepBytes && entry.users === 0 && entries.get(key) === entry) {
        entries.delete(key);
        await rm(file.path, { force: true });
      }
    }
  }

  return {
    async withFile(source, use) {
      const key = keyOf(source);
      const entry = entries.get(key) ?? { file: download(source), users: 0 };
      entries.delete(key);
      entries.set(key, entry);
      entry.users++;
      try {
        return await use(await entry.file);
      } catch (error) {
        // A download that failed is not kept: the next caller tries anew.
        await entry.file.catch(() => entries.get(key) === entry && entries.delete(key));
        throw error;
      } finally {
        entry.users--;
        await deleteSurplus();
      }
    },
  };
}

function keyOf({ bucket, name, generation }: StoredObject & { readonly generation: string }): string {
  return [bucket, name, generation].join('\n');
}
