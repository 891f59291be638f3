import type { Storage } from 'firebase-admin/storage';

/** A bucket of @google-cloud/storage, as firebase-admin hands it out. */
export type Bucket = ReturnType<Storage['bucket']>;
