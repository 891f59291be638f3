import { IdempotencyStrategy } from '@google-cloud/storage';
import type { Storage } from 'firebase-admin/storage';

/** A bucket of @google-cloud/storage, as firebase-admin hands it out. */
export type Bucket = ReturnType<Storage['bucket']>;

/** A bucket whose client tries writes again too: every object of ours has one content, so writing it twice is harmless. */
export function bucketOf(storage: Storage, name: string): Bucket {
  const bucket = storage.bucket(name);
  bucket.storage.retryOptions.idempotencyStrategy = IdempotencyStrategy.RetryAlways as number;
  return bucket;
}
