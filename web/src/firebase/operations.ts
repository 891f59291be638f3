/** The operators' reads over Firestore, of the app that the store has opened. Fetched when an operator goes there. */

import { getApp } from 'firebase/app';
import {
  collection,
  collectionGroup,
  doc,
  getCountFromServer,
  getDocs,
  getFirestore,
  limit,
  orderBy,
  type QuerySnapshot,
  query,
  startAfter,
  where,
} from 'firebase/firestore';
import { type AuditEvent, parseJob } from '../../../functions/src/contract/documents.ts';
import { allowancePath, eventsPath, ownerPath } from '../../../functions/src/contract/paths.ts';
import { isTerminalJob, JOB_STATUSES } from '../../../functions/src/contract/states.ts';
import type { DayUsage, Operations, Owner } from '../operations/operations.ts';
import { watchDocument, watchQuery } from './watching.ts';

const OPEN = JOB_STATUSES.filter((status) => !isTerminalJob(status));
const ENDED = JOB_STATUSES.filter(isTerminalJob);
const FAILED = ['failed', 'completed_with_errors'];

/** Call after `openStore`, which sets up the app's Firestore. */
export function openOperations(): Operations {
  const firestore = getFirestore(getApp());
  const jobs = (snapshot: QuerySnapshot) => snapshot.docs.flatMap((entry) => parseJob(entry.data()) ?? []);

  return {
    watchSilent: (count) =>
      watchQuery(
        query(collectionGroup(firestore, 'jobs'), where('status', 'in', OPEN), orderBy('updatedAt'), limit(count)),
        jobs,
      ),

    watchOldestWaiting: () =>
      watchQuery(
        query(collectionGroup(firestore, 'jobs'), where('status', '==', 'queued'), orderBy('createdAt'), limit(1)),
        (snapshot) => jobs(snapshot)[0] ?? null,
      ),

    watchNewest: () =>
      watchQuery(
        query(collectionGroup(firestore, 'jobs'), orderBy('createdAt', 'desc'), limit(1)),
        (snapshot) => snapshot.docs[0]?.id ?? null,
      ),

    watchEnded: (count) =>
      watchQuery(
        query(collectionGroup(firestore, 'jobs'), where('status', 'in', ENDED), orderBy('updatedAt', 'desc'), limit(count)),
        jobs,
      ),

    watchFailed: (count) =>
      watchQuery(
        query(collectionGroup(firestore, 'jobs'), where('status', 'in', FAILED), orderBy('updatedAt', 'desc'), limit(count)),
        jobs,
      ),

    // Ordered as the sweeper asks: its index answers this too, and no further one has to be written with each job.
    async countJobs(status, most) {
      const counted = await getCountFromServer(
        query(collectionGroup(firestore, 'jobs'), where('status', '==', status), orderBy('updatedAt'), limit(most)),
      );
      return counted.data().count;
    },

    readUsage: async (day) => usageOf(day, await getDocs(collection(firestore, `usage/${day}/shards`))),
    watchUsage: (day) => watchQuery(collection(firestore, `usage/${day}/shards`), (snapshot) => usageOf(day, snapshot)),

    watchEvents: (job, after, count) =>
      watchQuery(
        query(
          collection(firestore, eventsPath(job)),
          orderBy('at'),
          // Events of one change have the same instant.
          orderBy('__name__'),
          ...(after === null ? [] : [startAfter(after.at, after.id)]),
          limit(count),
        ),
        (snapshot) => snapshot.docs.map((entry) => ({ ...(entry.data() as AuditEvent), id: entry.id })),
      ),

    watchOwner: (uid) =>
      watchDocument(doc(firestore, ownerPath(uid)), (snapshot): Owner | null => {
        if (!snapshot.exists()) return null;
        return {
          plan: snapshot.get('plan') === 'priority' ? 'priority' : 'standard',
          pagesPerDay: numberOr(snapshot.get('pagesPerDay'), null),
          bytesPerDay: numberOr(snapshot.get('bytesPerDay'), null),
          activeJobs: numberOr(snapshot.get('activeJobs'), null),
        };
      }),

    watchAllowance: (uid, day) =>
      watchDocument(doc(firestore, allowancePath(uid, day)), (snapshot) => ({
        jobs: numberOr(snapshot.get('jobs'), 0),
        pages: numberOr(snapshot.get('pages'), 0),
        bytes: numberOr(snapshot.get('bytes'), 0),
      })),
  };
}

/** A day's counters are spread over several documents, so that jobs may end faster than one document can be written. */
function usageOf(day: string, shards: QuerySnapshot): DayUsage {
  const sum = (field: Exclude<keyof DayUsage, 'day'>) =>
    shards.docs.reduce((total, shard) => total + numberOr(shard.get(field), 0), 0);
  return {
    day,
    jobs: sum('jobs'),
    failedJobs: sum('failedJobs'),
    pages: sum('pages'),
    failedPages: sum('failedPages'),
    costUsd: sum('costUsd'),
  };
}

function numberOr<Other>(value: unknown, other: Other): number | Other {
  return typeof value === 'number' ? value : other;
}
