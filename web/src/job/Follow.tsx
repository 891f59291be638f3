/** What is happening to a document that is being read, and what its owner can do about it. */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import type { RetryScope } from '../../../functions/src/contract/states.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';
import type { Store } from '../firebase/ports.ts';
import { Notice } from '../shell/Notice.tsx';
import { warningSentence, words } from '../words/words.ts';
import { type Pace, paceAfter, SILENCE_MS, secondsLeft, silenceMs } from './follow.ts';
import { RetryDialog } from './RetryDialog.tsx';
import { serverNow } from './serverClock.ts';
import { screenHeading, useFocusHeir } from './useFocusHeir.ts';
import { canReadAgain, missingPages, refusalSentence, retryText } from './view.ts';

/** Time left, while it can be said; on how it is measured see `follow.ts`. */
export function TimeLeft({ job }: { job: JobDocument }) {
  const pace = useRef<Pace | null>(null);
  pace.current = paceAfter(pace.current, job);
  const left = secondsLeft(pace.current);
  return left === null ? null : <span class="time-left">{words.follow.left(left / 60)}</span>;
}

/** Says when nothing has been heard of a job for long. The client's own clock tells; nobody is asked. */
export function Silence({ job }: { job: JobDocument }) {
  const [now, setNow] = useState(serverNow);
  const updatedMs = job.updatedAt.toMillis();
  const isRunning = job.status === 'processing';
  const silence = silenceMs(job, now);
  useEffect(() => setNow(serverNow()), [updatedMs]);
  useEffect(() => {
    if (!isRunning) return;
    const wait = silence === null ? updatedMs + SILENCE_MS - serverNow() : 30_000;
    const timer = setTimeout(() => setNow(serverNow()), Math.max(250, wait));
    return () => clearTimeout(timer);
  }, [isRunning, updatedMs, silence]);
  return silence === null ? null : (
    <Notice tone="warn">
      <p role="status">{words.follow.silence(silence / 60_000)}</p>
    </Notice>
  );
}

export interface JobActing {
  readonly busy: 'cancel' | 'retry' | null;
  /** Why the last one was refused. */
  readonly refusal: string | null;
  readonly cancel: () => void;
  readonly retry: (scope: RetryScope, options?: Readonly<Record<string, string>>) => void;
}

/** What the owner asks the functions to do with the job. The job's own document tells that it is done. */
export function useJobActing({ jobId, run, status }: JobDocument, store: Pick<Store, 'call'>): JobActing {
  const [busy, setBusy] = useState<JobActing['busy']>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const act = async (what: 'cancel' | 'retry', call: () => Promise<unknown>) => {
    setBusy(what);
    setRefusal(null);
    try {
      await call();
    } catch (error) {
      setRefusal(refusalSentence(error, words, new Date()));
    }
    setBusy(null);
  };
  useEffect(() => setRefusal(null), [run, status]);
  return {
    ...{ busy, refusal },
    cancel: () => void act('cancel', () => store.call('cancelJob', { jobId })),
    retry: (pages, options) =>
      void act('retry', () => store.call('retryJob', { jobId, pages, ...(options === undefined ? {} : { options }) })),
  };
}

interface FollowProps {
  readonly job: JobDocument;
  readonly acting: JobActing;
}

/** Stop while it runs; read again when it has ended and something is missing. */
export function FollowActions({ job, acting }: FollowProps) {
  if (!isTerminalJob(job.status)) return <Stop job={job} acting={acting} />;
  return canReadAgain(job) ? <ReadAgain job={job} acting={acting} /> : null;
}

function Stop({ job, acting }: FollowProps) {
  const area = useRef<HTMLDivElement>(null);
  useFocusHeir(area, screenHeading);
  const isStopping = job.cancelRequestedAt !== null;
  const isOff = isStopping || acting.busy === 'cancel';
  return (
    <div class="follow-actions" ref={area}>
      <button type="button" class="button button-small" aria-disabled={isOff} onClick={() => isOff || acting.cancel()}>
        {words.follow.cancel}
      </button>
      <p class="hint" role="status">
        {isStopping ? words.follow.cancelling : ''}
      </p>
    </div>
  );
}

function ReadAgain({ job, acting }: FollowProps) {
  const area = useRef<HTMLDivElement>(null);
  useFocusHeir(area, screenHeading);
  const [isChoosing, setChoosing] = useState(false);
  const missing = missingPages(job.progress);
  const isBusy = acting.busy === 'retry';
  return (
    <div class="follow-actions" ref={area}>
      {missing > 0 || job.status === 'failed' ? (
        <button
          type="button"
          class="button button-small"
          aria-disabled={isBusy}
          onClick={() => isBusy || acting.retry(missing > 0 ? 'failed' : 'all')}
        >
          {retryText(job.progress, words)}
        </button>
      ) : null}
      <button type="button" class="button button-quiet button-small" onClick={() => setChoosing(true)}>
        {words.follow.retryOtherwise}
      </button>
      {isChoosing ? (
        <RetryDialog
          job={job}
          onClose={() => setChoosing(false)}
          onRetry={(scope, options) => {
            setChoosing(false);
            acting.retry(scope, options);
          }}
        />
      ) : null}
    </div>
  );
}

/** A call that was refused, and what the job's end left to say. */
export function FollowNotices({ job, acting }: { job: JobDocument; acting: JobActing }) {
  return (
    <>
      <Silence job={job} />
      {acting.refusal ? (
        <Notice tone="bad" urgent>
          {acting.refusal}
        </Notice>
      ) : null}
      {job.warnings.map(({ code, page }) => (
        <Notice key={`${code} ${page ?? ''}`} tone="warn">
          {page === undefined ? warningSentence(code) : words.follow.warningOnPage(page, warningSentence(code))}
        </Notice>
      ))}
    </>
  );
}
