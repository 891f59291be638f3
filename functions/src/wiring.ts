/** The composition root: which adapter stands behind which port. Made when first needed, once per instance. */

import { type AppOptions, getApps, initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { getFunctions } from 'firebase-admin/functions';
import { getStorage } from 'firebase-admin/storage';
import * as logger from 'firebase-functions/logger';
import { authVisitors } from './adapters/auth.ts';
import { firestoreJobStore } from './adapters/firestore/jobStore.ts';
import { firestoreOperations } from './adapters/firestore/operations.ts';
import { languageOf } from './adapters/ocr/languageOf.ts';
import { tesseractEngine } from './adapters/ocr/tesseract.ts';
import { isolatedPageMaker } from './adapters/pages/isolated.ts';
import { isolatedPdfMaker } from './adapters/pdf/pdfMaker.ts';
import { bucketOf } from './adapters/storage/bucket.ts';
import { cloudObjectStore } from './adapters/storage/objectStore.ts';
import { cachedSourceFiles } from './adapters/storage/sourceFiles.ts';
import { every, gzip, randomOwner, systemClock } from './adapters/system.ts';
import { functionsTaskQueue } from './adapters/tasks/taskQueue.ts';
import type { ExportJobPorts } from './app/exportJob.ts';
import type { OpenSharePorts } from './app/openShare.ts';
import type { RecognisePagesPorts } from './app/recognisePages.ts';
import { recogniserOn } from './app/recogniser.ts';
import type { RetryJobPorts } from './app/retryJob.ts';
import type { SweepPorts } from './app/sweep.ts';
import * as config from './config.ts';

export type Ports = SweepPorts & ExportJobPorts & RetryJobPorts & RecognisePagesPorts & OpenSharePorts;

let made: Ports | undefined;

export function ports(): Ports {
  made ??= makePorts();
  return made;
}

/** In the emulators there is no service account, and looking for one holds up every enqueueing for two seconds. */
function appOptions(): AppOptions | undefined {
  if (!config.isEmulator) return undefined;
  return { ...(JSON.parse(process.env.FIREBASE_CONFIG ?? '{}') as AppOptions), serviceAccountId: 'emulated@example.com' };
}

function makePorts(): Ports {
  const app = getApps()[0] ?? initializeApp(appOptions());
  const bucket = (name: string) => bucketOf(getStorage(app), name);
  const settings = config.readSettings();
  const pages = isolatedPageMaker(settings.pageProcess, logger);
  const engine = tesseractEngine();
  return {
    clock: systemClock,
    every,
    gzip,
    newOwner: randomOwner,
    log: logger,
    jobs: firestoreJobStore(getFirestore(app)),
    operations: firestoreOperations(getFirestore(app)),
    // Workers need none of it.
    visitors: authVisitors(async () => (await import('firebase-admin/auth')).getAuth(app)),
    objects: cloudObjectStore(bucket),
    files: cachedSourceFiles(bucket, config.KEEP_SOURCE_BYTES),
    queue: functionsTaskQueue(getFunctions(app), {
      region: settings.region,
      pagesDeadlineSeconds: config.PAGES_DEADLINE_SECONDS,
      finishDeadlineSeconds: config.FINISH_DEADLINE_SECONDS,
    }),
    pages,
    pdfs: isolatedPdfMaker(pages),
    recogniser: recogniserOn(engine, settings.pageLimitMs),
    languageOf,
    engine: engine.identity,
    settings: { ...settings, exportLeaseMs: config.EXPORT_LEASE_MS, bucket: getStorage(app).bucket().name },
  };
}
