/** A suite's Firestore and Storage as the functions see them: no rules apply. For tests that look behind what clients may see. */

import { initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { getStorage } from 'firebase-admin/storage';
import { type Bucket, bucketOf } from '../adapters/storage/bucket.ts';
import { newJobId } from '../contract/paths.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

export interface EmulatorAdmin {
  readonly firestore: Firestore;
  /** It tries again when the emulator has just closed an idle connection. */
  readonly bucket: Bucket;
}

/** One suite a process: the addresses are the process's. */
export function emulatorAdmin(suite: {
  readonly projectId: string;
  readonly storageBucket: string;
  readonly firestore: Address;
  readonly storage: Address;
}): EmulatorAdmin {
  // No look-up of credentials that there are none of.
  process.env.METADATA_SERVER_DETECTION = 'none';
  process.env.FIRESTORE_EMULATOR_HOST = `${suite.firestore.host}:${suite.firestore.port}`;
  process.env.FIREBASE_STORAGE_EMULATOR_HOST = `${suite.storage.host}:${suite.storage.port}`;
  const app = initializeApp({ projectId: suite.projectId, storageBucket: suite.storageBucket }, newJobId());
  return { firestore: getFirestore(app), bucket: bucketOf(getStorage(app), suite.storageBucket) };
}
