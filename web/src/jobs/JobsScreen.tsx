import { useEffect, useRef, useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { jobLine, showsProgress, type Tone, toneOf } from '../job/view.ts';
import { jobAddress } from '../router.ts';
import { useRoom, useUploads } from '../shell/context.ts';
import { AlertIcon, CheckIcon, ClockIcon, CrossIcon, ReadingIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { Notice } from '../shell/Notice.tsx';
import { JobProgress, UploadProgress } from '../shell/Progress.tsx';
import { Screen } from '../shell/Screen.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { AddFiles } from '../upload/AddFiles.tsx';
import type { Upload } from '../upload/queue.ts';
import { errorSentence, failureSentence, locale, words } from '../words/words.ts';
import { type Row, rowsOf, sizeText, whenText } from './view.ts';

const JOBS_SHOWN = 50;

export function JobsScreen() {
  const { user, store } = useRoom();
  const uploads = useUploads();
  const jobs = useWatch(`jobs ${user.uid}`, () => store.watchJobs(user.uid, JOBS_SHOWN));
  return (
    <Screen title={words.jobs.title} heading={words.jobs.heading}>
      <AddFiles />
      <UploadNews uploads={uploads} />
      {jobs.state === 'failed' ? (
        <Notice tone="bad" urgent onRetry={jobs.retry}>
          {failureSentence(jobs.failure)}
        </Notice>
      ) : null}
      {/* Uploads are known here and now, also while the list is on its way or the line is down. */}
      <Rows rows={rowsOf(uploads, jobs.state === 'ready' ? jobs.value : [])} settled={jobs.state === 'ready'} />
      {jobs.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
    </Screen>
  );
}

function Rows({ rows, settled }: { rows: readonly Row[]; settled: boolean }) {
  if (rows.length === 0) {
    if (!settled) return null;
    return (
      <div class="empty">
        <p class="empty-title">{words.jobs.empty}</p>
        <p>{words.jobs.emptyText}</p>
      </div>
    );
  }
  return (
    <>
      <ul class="list">
        {rows.map((row) => (
          <li key={row.key} class="row">
            {row.kind === 'job' ? <JobRow job={row.job} /> : <UploadRow upload={row.upload} />}
          </li>
        ))}
      </ul>
      {rows.length >= JOBS_SHOWN ? <p class="hint">{words.jobs.onlyNewest(JOBS_SHOWN)}</p> : null}
    </>
  );
}

export function ToneIcon({ tone }: { tone: Tone }) {
  switch (tone) {
    case 'busy':
      return <ReadingIcon />;
    case 'good':
      return <CheckIcon />;
    case 'warn':
    case 'bad':
      return <AlertIcon />;
    case 'quiet':
      return <ClockIcon />;
  }
}

function JobRow({ job }: { job: JobDocument }) {
  const tone = toneOf(job.status);
  const created = job.createdAt.toDate();
  return (
    <>
      <span class={`mark mark-${tone}`}>
        <ToneIcon tone={tone} />
      </span>
      <div class="row-text">
        <Link to={jobAddress(job.jobId)} class="row-name">
          {job.source.fileName}
        </Link>
        <p class="row-line">
          <span class={`tone-${tone}`}>
            {job.status === 'failed' ? null : <span class="visually-hidden">{words.job.status[job.status]}: </span>}
            {jobLine(job, words)}
          </span>
        </p>
      </div>
      <time class="row-when" dateTime={created.toISOString()} title={created.toLocaleString(locale)}>
        {whenText(created, new Date(), locale)}
      </time>
      {showsProgress(job.status) ? (
        <JobProgress progress={job.progress} label={words.jobs.progressLabel(job.source.fileName)} />
      ) : null}
    </>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const { queue } = useRoom();
  const { jobId, fileName, sizeBytes, state } = upload;
  const bad = state.kind === 'failed' || state.kind === 'refused';
  return (
    <>
      <span class={`mark mark-${bad ? 'bad' : 'quiet'}`}>
        <ToneIcon tone={bad ? 'bad' : 'quiet'} />
      </span>
      <div class="row-text">
        {bad ? (
          <span class="row-name">{fileName}</span>
        ) : (
          <Link to={jobAddress(jobId)} class="row-name">
            {fileName}
          </Link>
        )}
        <p class="row-line">
          <span class={bad ? 'tone-bad' : ''}>{uploadLine(upload)}</span>
        </p>
      </div>
      <div class="row-actions">
        {bad ? null : <span class="row-when">{sizeText(sizeBytes, locale)}</span>}
        {state.kind === 'failed' ? (
          <button
            type="button"
            class="button button-small"
            aria-label={words.upload.retryLabel(fileName)}
            onClick={() => queue.retry(jobId)}
          >
            {words.tryAgain}
          </button>
        ) : null}
        {state.kind === 'sent' ? null : (
          <button
            type="button"
            class="button button-quiet button-small button-icon"
            aria-label={bad ? words.upload.dismissLabel(fileName) : words.upload.cancelLabel(fileName)}
            title={bad ? words.upload.dismiss : words.upload.cancel}
            onClick={() => queue.remove(jobId)}
          >
            <CrossIcon />
          </button>
        )}
      </div>
      {state.kind === 'sending' ? (
        <UploadProgress fraction={state.fraction} label={words.upload.progressLabel(fileName)} />
      ) : null}
    </>
  );
}

export function uploadLine({ state }: Upload): string {
  switch (state.kind) {
    case 'waiting':
      return words.upload.waiting;
    case 'sending':
      return words.upload.sending(Math.floor(state.fraction * 100));
    case 'sent':
      return words.upload.sent;
    case 'refused':
      return errorSentence(state.code);
    case 'failed':
      return failureSentence(state.failure);
  }
}

/** Says aloud that a file could not be sent, once for each. */
function UploadNews({ uploads }: { uploads: readonly Upload[] }) {
  const said = useRef(new Set<string>());
  const [news, setNews] = useState('');
  useEffect(() => {
    const bad = uploads.filter(({ state }) => state.kind === 'refused' || state.kind === 'failed');
    const fresh = bad.filter(({ jobId }) => !said.current.has(jobId));
    said.current = new Set(bad.map(({ jobId }) => jobId));
    if (fresh.length > 0) {
      setNews(fresh.map((upload) => words.upload.announceFailed(upload.fileName, uploadLine(upload))).join(' '));
    }
  }, [uploads]);
  return (
    <p class="visually-hidden" role="alert">
      {news}
    </p>
  );
}
