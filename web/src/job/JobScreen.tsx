/** One document: what is happening to it, its pages as they are read, and its results. */

import type { ComponentChildren } from 'preact';
import { useCallback, useRef, useState } from 'preact/hooks';
import type { JobDocument, PageDocument } from '../../../functions/src/contract/documents.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { JobActions } from '../jobs/JobActions.tsx';
import { endSentence, whenText } from '../jobs/view.ts';
import { useRoom, useUploads } from '../shell/context.ts';
import { BackIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { Notice } from '../shell/Notice.tsx';
import { JobProgress, UploadProgress } from '../shell/Progress.tsx';
import { Screen } from '../shell/Screen.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { Waiting } from '../shell/Waiting.tsx';
import { uploadFacts, uploadLine } from '../upload/line.ts';
import type { Upload } from '../upload/queue.ts';
import { Questions, UploadButtons } from '../upload/UploadRow.tsx';
import { failureSentence, locale, words } from '../words/words.ts';
import { DocumentView } from './DocumentView.tsx';
import { Downloads } from './Downloads.tsx';
import { Failed } from './Failed.tsx';
import { FollowActions, FollowNotices, TimeLeft, useJobActing } from './Follow.tsx';
import { announcement, jobFacts, jobLine, progressWith, showsProgress, toneOf } from './view.ts';

export function JobScreen({ jobId }: { jobId: string }) {
  const { user, store } = useRoom();
  const upload = useUploads().find((each) => each.jobId === jobId);
  const wasOnItsWay = useRef<string | null>(null);
  if (upload) wasOnItsWay.current = jobId;
  const job = useWatch(`job ${user.uid} ${jobId}`, () => store.watchJob({ uid: user.uid, jobId }));

  if (job.state === 'failed') {
    return (
      <Plain title={words.jobs.title}>
        <Notice tone="bad" urgent onRetry={job.retry}>
          {failureSentence(job.failure)}
        </Notice>
      </Plain>
    );
  }
  if (job.state === 'ready' && job.value.kind === 'job') return <Found key={jobId} job={job.value.job} />;
  if (job.state === 'ready' && job.value.kind === 'newer') {
    return (
      <Plain title={words.job.newer}>
        <p>{words.job.newerText}</p>
      </Plain>
    );
  }
  if (upload) return <OnItsWay upload={upload} />;
  if (job.state === 'ready') {
    return (
      <Plain title={words.job.missing}>
        <p>{wasOnItsWay.current === jobId ? words.upload.notAdded : words.job.missingText}</p>
      </Plain>
    );
  }
  return (
    <Waiting>
      <Back />
    </Waiting>
  );
}

function Back() {
  return (
    <nav class="back">
      <Link to="/">
        <BackIcon /> {words.backToDocuments}
      </Link>
    </nav>
  );
}

function Plain({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Screen title={title} heading={title} before={<Back />} class="screen-narrow">
      {children}
    </Screen>
  );
}

/** What the row of the list says and offers, since people come here by it. */
function OnItsWay({ upload }: { upload: Upload }) {
  const { fileName, state } = upload;
  const line = uploadLine(upload);
  return (
    <Screen title={fileName} heading={fileName} before={<Back />}>
      <div class="state">
        {state.kind === 'failed' || state.kind === 'refused' ? (
          // Spoken already, as on every screen.
          <Notice tone="bad">
            {line}
            {state.kind === 'refused' ? ` ${words.upload.notSent}` : ''}
          </Notice>
        ) : (
          <p class="state-line" role="status">
            {line}
          </p>
        )}
        {state.kind === 'asking' ? <Questions questions={state.questions} /> : null}
        <p class="state-line">{uploadFacts(upload, words, locale)}</p>
        {'fraction' in state || state.kind === 'sent' ? (
          <UploadProgress fraction={'fraction' in state ? state.fraction : 1} label={words.upload.progressLabel(fileName)} />
        ) : null}
        <UploadButtons upload={upload} />
      </div>
    </Screen>
  );
}

function Found({ job: written }: { job: JobDocument }) {
  const { store } = useRoom();
  const [pages, setPages] = useState<readonly PageDocument[]>([]);
  const job = { ...written, progress: progressWith(written, pages) };
  const { status, progress } = job;
  const isTrashed = job.trashedAt !== null;
  const acting = useJobActing(job, store);
  const name = nameOf(job);
  const { retry } = acting;
  const readAgain = useCallback(() => retry('failed'), [store, job.jobId]);
  return (
    <Screen title={name} heading={name} before={<Back />} class="screen-job">
      <p class="visually-hidden" role="status">
        {announcement(job, words)}
      </p>
      <div class="state">
        {status === 'failed' ? <Failed job={job} /> : <StateLine job={job} written={written} />}
        {showsProgress(status) ? <JobProgress progress={progress} label={words.job.progressLabel} /> : null}
        {status === 'completed_with_errors' ? (
          <Notice tone="warn">{words.job.failedPagesNote(progress.failedPages)}</Notice>
        ) : null}
        <FollowNotices job={job} acting={acting} />
        {isTrashed ? (
          <Notice tone="warn">
            <p class="in-trash">{words.job.inTrash}</p>
            <JobActions job={written} />
          </Notice>
        ) : null}
        <div class="state-actions">
          <Downloads job={job} store={store} />
          {/* What can be done with the document as a whole: its name, who may see it, the trash, another reading. */}
          {isTrashed ? null : (
            <div class="job-actions">
              <JobActions job={written} />
              <FollowActions job={job} acting={acting} />
            </div>
          )}
        </div>
      </div>
      {progress.totalPages > 0 ? (
        <DocumentView job={job} store={store} readOnly={isTrashed} onPages={setPages} onReadAgain={readAgain} />
      ) : null}
    </Screen>
  );
}

/** @param written the job as it was last written: its time and its counts belong together */
function StateLine({ job, written }: { job: JobDocument; written: JobDocument }) {
  const created = job.createdAt.toDate();
  const facts = jobFacts(job, words);
  const end = endSentence(job, new Date(), words, locale);
  return (
    <p class="state-line">
      <span class={`badge badge-${toneOf(job.status)}`}>{words.job.status[job.status]}</span>{' '}
      <span>
        {facts.length > 0 ? facts.join(' · ') : jobLine(job, words)}
        {' · '}
        <time dateTime={created.toISOString()} title={created.toLocaleString(locale)}>
          {whenText(created, new Date(), locale)}
        </time>
        {end === null ? null : ` · ${end}`}
      </span>
      <TimeLeft job={written} />
    </p>
  );
}
