import { useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { canRetry, jobLine, retryText, showsProgress, toneOf } from '../job/view.ts';
import { jobAddress } from '../router.ts';
import { MoreIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { JobProgress } from '../shell/Progress.tsx';
import { locale, words } from '../words/words.ts';
import { JobActions } from './JobActions.tsx';
import { ToneIcon } from './ToneIcon.tsx';
import { useDeed } from './useDeed.ts';
import { endSentence, whenText } from './view.ts';

const text = words.jobs;

interface JobRowProps {
  readonly job: JobDocument;
  /** null while nothing is being selected. */
  readonly selection: { readonly isSelected: boolean; readonly toggle: () => void } | null;
}

export function JobRow({ job, selection }: JobRowProps) {
  const [isOpen, setOpen] = useState(false);
  const tone = toneOf(job.status);
  const name = nameOf(job);
  const created = job.createdAt.toDate();
  const end = endSentence(job, new Date(), words, locale);
  return (
    <>
      {selection === null ? (
        <span class={`mark mark-${tone}`}>
          <ToneIcon tone={tone} />
        </span>
      ) : (
        <label class="row-select">
          <input type="checkbox" checked={selection.isSelected} aria-label={text.selectLabel(name)} onChange={selection.toggle} />
        </label>
      )}
      <div class="row-text">
        <Link to={jobAddress(job.jobId)} class="row-name">
          {name}
        </Link>
        <p class="row-line">
          <span class={`tone-${tone}`}>
            {job.status === 'failed' ? null : <span class="visually-hidden">{words.job.status[job.status]}: </span>}
            {jobLine(job, words)}
          </span>
          {end === null ? null : <span>{` · ${end}`}</span>}
        </p>
      </div>
      <div class="row-end">
        <time class="row-when" dateTime={created.toISOString()} title={created.toLocaleString(locale)}>
          {whenText(created, new Date(), locale)}
        </time>
        <button
          type="button"
          class="button button-quiet button-small button-icon"
          aria-label={text.actions(name)}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <MoreIcon />
        </button>
      </div>
      {showsProgress(job.status) ? <JobProgress progress={job.progress} label={text.progressLabel(name)} /> : null}
      {isOpen ? (
        <div class="row-more">
          <RunActions job={job} />
          <JobActions job={job} />
        </div>
      ) : null}
    </>
  );
}

/** Stop it, or read again what could not be read. */
function RunActions({ job }: { job: JobDocument }) {
  const [cancel, isCancelling] = useDeed('cancelJob', job.jobId);
  const [retry, isRetrying] = useDeed('retryJob', job.jobId);
  if (showsProgress(job.status)) {
    return (
      <button
        type="button"
        class="button button-small"
        disabled={isCancelling || job.cancelRequestedAt !== null}
        onClick={cancel}
      >
        {job.cancelRequestedAt === null ? text.cancelJob : words.tray.cancelling}
      </button>
    );
  }
  if (!canRetry(job)) return null;
  return (
    <button type="button" class="button button-small" disabled={isRetrying} onClick={retry}>
      {retryText(job.progress, words)}
    </button>
  );
}
