/**
 * What corrections make of a job, and how its results follow them: one export at a time claims them, and what is not taken is to be
 * written once more. `app/exportJob.ts` says which order of things each of these decisions is for.
 */

import type { JobStatus } from '../contract/states.ts';
import { documentDoubts } from './doubts.ts';
import { JOB_TRANSITIONS, type JobDecision, type JobEvent, kept, rejected } from './jobEvents.ts';
import type { Job } from './model.ts';

type ExportEvent = Extract<JobEvent, { kind: 'correct' | 'claimExport' | 'exported' | 'abandonExport' | 'exportAgain' }>;

/** The state and the run have been looked at. */
export function decideExport(job: Job, event: ExportEvent, now: number): JobDecision {
  switch (event.kind) {
    case 'correct': {
      if (job.trashedAt !== null) return rejected('trashed');
      const pendingExport = { dueAt: now, tries: 0 };
      return kept({ revision: job.revision + 1, pendingExport }, [
        { type: 'corrected', run: job.run, at: now, page: event.page },
      ]);
    }
    case 'claimExport':
      if (event.revision !== job.revision || job.pendingExport === null) return rejected('repeated');
      return isExporting(job, now) ? rejected('lease') : kept({ exportLease: event.lease }, []);
    case 'exported': {
      if (job.exportLease?.owner !== event.owner) return rejected('lease');
      const { revision: exportedRevision, results, warnings } = event;
      const write = { exportedRevision, exportLease: null, results, warnings };
      // Somebody may have corrected more meanwhile: that is still to follow, and what it put right is in doubt no more.
      if (exportedRevision < job.revision) return kept(write, []);
      return { ...kept({ ...write, pendingExport: null }, []), doubts: documentDoubts(job, event.doubts, now) };
    }
    case 'abandonExport':
      return abandonExport(job, event.owner, event.written, now);
    case 'exportAgain': {
      if (job.pendingExport === null || job.pendingExport.dueAt > event.lostBefore) return rejected('repeated');
      if (isExporting(job, Math.max(now, event.lostBefore))) return rejected('lease');
      const { tries } = job.pendingExport;
      const wait = FIRST_EXPORT_WAIT_MS * 2 ** Math.min(tries, MOST_EXPORT_DOUBLINGS);
      return kept({ pendingExport: { dueAt: now + wait, tries: tries + 1 }, exportLease: null }, []);
    }
    default:
      return event satisfies never;
  }
}

/**
 * How long a lost export waits when it was sent again for the first time; after that twice as long each time, up to four weeks. So
 * an outage of hours is over within as many hours, nothing is ever given up, and what fails for ever costs 14 tries in its first
 * month and one a month after that.
 */
export const FIRST_EXPORT_WAIT_MS = 5 * 60 * 1000;
const MOST_EXPORT_DOUBLINGS = 13;

/** Whether an export may be writing the results at that moment. */
export function isExporting({ exportLease }: Job, at: number): boolean {
  return exportLease !== null && exportLease.expiresAt > at;
}

/** The results of whoever gives up may lie over those that the job names, all or some of them. */
function abandonExport(job: Job, owner: string | null, written: { run: number; revision: number }, now: number): JobDecision {
  // Nobody else wrote meanwhile, and that the results are to follow is still noted.
  if (owner !== null && job.exportLease?.owner === owner) return kept({ exportLease: null }, []);
  const mayExport: readonly JobStatus[] = JOB_TRANSITIONS.claimExport;
  // The end of a run writes all of them, and a job that failed has none.
  if (!mayExport.includes(job.status)) return rejected('repeated');
  // The same bytes as the job's own.
  if (written.run === job.run && written.revision === job.revision) return rejected('repeated');
  return kept(
    {
      exportedRevision: Math.min(job.exportedRevision, written.revision),
      pendingExport: job.pendingExport ?? { dueAt: now, tries: 0 },
      // Who writes now does not have it taken either, and until they are certainly done nobody else begins.
      exportLease: job.exportLease && { ...job.exportLease, owner: NOBODY },
    },
    [],
  );
}

const NOBODY = '';
