import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { jobLine, toneOf } from '../job/view.ts';
import { operationsJobAddress } from '../router.ts';
import { Link } from '../shell/Link.tsx';
import { words } from '../words/words.ts';
import { Age } from './Age.tsx';

const text = words.operations.silent;

export function SilentPanel({ silent, most }: { readonly silent: readonly JobDocument[] | null; readonly most: number }) {
  return (
    <section class="panel" aria-labelledby="op-silent">
      <h2 id="op-silent">{text.heading}</h2>
      {silent === null ? <p class="waiting">{words.loading}</p> : null}
      {silent?.length === 0 ? <p>{text.none}</p> : null}
      {silent && silent.length > 0 ? <JobList jobs={silent} /> : null}
      {silent && silent.length >= most ? <p class="hint">{text.onlyFirst(most)}</p> : null}
    </section>
  );
}

/** Jobs with the way to their timelines, and since when nothing was heard of them. */
export function JobList({ jobs }: { readonly jobs: readonly JobDocument[] }) {
  return (
    <ul class="op-jobs">
      {jobs.map((job) => (
        <li key={`${job.ownerUid} ${job.jobId}`}>
          <Link
            to={operationsJobAddress({ uid: job.ownerUid, jobId: job.jobId })}
            class="op-job-name"
            label={text.timelineLabel(nameOf(job))}
          >
            {nameOf(job)}
          </Link>
          <span class="op-job-age">
            {isTerminalJob(job.status) ? (
              <Age since={job.updatedAt} say={words.operations.ago} />
            ) : (
              <>
                <span class="hint">{text.silence}</span> <Age since={job.updatedAt} />
              </>
            )}
          </span>
          <span class={`op-job-line tone-${toneOf(job.status)}`}>
            {/* The line of a cancelled one begins with its state. */}
            {job.status === 'cancelled' ? '' : `${words.job.status[job.status]} · `}
            {jobLine(job, words)}
          </span>
          <code class="op-job-id">
            {job.ownerUid}/{job.jobId}
          </code>
        </li>
      ))}
    </ul>
  );
}
