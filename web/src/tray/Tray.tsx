/** The tray: a button in the masthead that says how much is in work, and a panel with all of it, on every screen. */

import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { secondsLeft, silenceMs } from '../job/follow.ts';
import { canRetry, jobLine, retryText, toneOf } from '../job/view.ts';
import { ToneIcon } from '../jobs/ToneIcon.tsx';
import { useDeed } from '../jobs/useDeed.ts';
import { jobAddress, useRoute } from '../router.ts';
import { BellIcon, ChevronIcon, CrossIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { JobProgress } from '../shell/Progress.tsx';
import { uploadSummary } from '../upload/queue.ts';
import { UploadRow } from '../upload/UploadRow.tsx';
import { words } from '../words/words.ts';
import { notifyState, switchNotify } from './notify.ts';
import { useTray } from './useTray.tsx';
import { type ActiveJob, percentOfAll } from './work.ts';

const text = words.tray;
const PANEL = 'tray';
const TOGGLE = 'tray-toggle';

/** Where the focus goes when the panel closes under it. */
const focusToggle = () => document.getElementById(TOGGLE)?.focus();

export function TrayToggle() {
  const { isOpen, setOpen, uploads, active } = useTray();
  const summary = uploadSummary(uploads);
  const bad = summary.failed > 0;
  const busy = summary.active + active.length;
  const label = bad
    ? text.toggleFailed(summary.failed)
    : summary.asking > 0
      ? text.toggleAsking(summary.asking)
      : busy === 0
        ? text.toggleIdle
        : text.toggleBusy(busy, active.length > 0 ? percentOfAll(active) : summary.percent);
  return (
    <button
      id={TOGGLE}
      type="button"
      class={`indicator ${bad ? 'indicator-bad' : busy === 0 ? 'indicator-idle' : ''}`}
      aria-expanded={isOpen}
      aria-controls={isOpen ? PANEL : undefined}
      onClick={() => setOpen(!isOpen)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <span>{label}</span> <ChevronIcon />
    </button>
  );
}

export function TrayPanel() {
  const { isOpen, setOpen, uploads, active, recent, isPaused } = useTray();
  const panel = useRef<HTMLElement>(null);
  useCloseOnMove(panel, setOpen);
  if (!isOpen) return null;
  const close = () => {
    setOpen(false);
    focusToggle();
  };
  return (
    <section
      ref={panel}
      id={PANEL}
      class="tray"
      aria-label={text.label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <div class="tray-head">
        <h2>{text.label}</h2>
        <button type="button" class="button button-quiet button-small button-icon" aria-label={text.close} onClick={close}>
          <CrossIcon />
        </button>
      </div>
      {isPaused ? <p class="hint">{text.paused}</p> : null}
      {uploads.length > 0 ? (
        <>
          <h3>{text.uploads}</h3>
          <ul class="list">
            {uploads.map((upload) => (
              <li key={upload.jobId} class="row">
                <UploadRow upload={upload} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {active.length > 0 ? (
        <>
          <h3>{text.active}</h3>
          <ul class="list">
            {active.map((each) => (
              <li key={each.job.jobId} class="row">
                <ActiveRow active={each} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {recent.length > 0 ? (
        <>
          <h3>{text.recent}</h3>
          <ul class="list">
            {recent.map((job) => (
              <li key={job.jobId} class="row">
                <RecentRow job={job} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {uploads.length + active.length + recent.length === 0 ? <p class="hint">{text.nothing}</p> : null}
      <Bell />
    </section>
  );
}

/** Whoever follows a link of the panel wants to see where it leads; on a phone the panel stands before it. */
function useCloseOnMove(panel: RefObject<HTMLElement | null>, setOpen: (open: boolean) => void): void {
  const route = useRoute();
  const address = JSON.stringify(route);
  const last = useRef(address);
  useEffect(() => {
    if (last.current !== address && panel.current?.contains(document.activeElement)) setOpen(false);
    last.current = address;
  }, [address]);
}

function Bell() {
  const [state, setState] = useState(notifyState);
  const [isClicked, setClicked] = useState(false);
  // Who said no once need not be told each time; who has just asked does.
  if (state === 'impossible' || (state === 'blocked' && !isClicked)) return null;
  const ask = async () => {
    setState(await switchNotify(state !== 'on'));
    setClicked(true);
  };
  return (
    <div class="tray-foot">
      {state === 'blocked' ? (
        <p class="hint" role="status">
          {text.notifyBlocked}
        </p>
      ) : (
        <button type="button" class="button button-quiet button-small" aria-pressed={state === 'on'} onClick={() => void ask()}>
          <BellIcon /> {state === 'on' ? text.notifyOn : text.notify}
        </button>
      )}
    </div>
  );
}

function ActiveRow({ active: { job, place } }: { active: ActiveJob }) {
  const { paces, nowMs } = useTray();
  const [cancel, isBusy] = useDeed('cancelJob', job.jobId);
  const left = secondsLeft(paces.get(job.jobId) ?? null);
  const silence = silenceMs(job, nowMs);
  const isCancelling = job.cancelRequestedAt !== null;
  const line = [
    isCancelling ? text.cancelling : jobLine(job, words),
    ...(job.progress.totalPages > 0 ? [text.percent(Math.round(job.progress.percent))] : []),
    ...(place === null || isCancelling ? [] : [text.place(place)]),
    ...(left === null || isCancelling ? [] : [words.follow.left(left / 60)]),
  ].join(' · ');
  return (
    <>
      <span class={`mark mark-${toneOf(job.status)}`}>
        <ToneIcon tone={toneOf(job.status)} />
      </span>
      <div class="row-text">
        <Link to={jobAddress(job.jobId)} class="row-name">
          {nameOf(job)}
        </Link>
        <p class="row-line">{line}</p>
        {silence === null ? null : <p class="row-line tone-warn">{words.follow.silence(silence / 60_000)}</p>}
      </div>
      <div class="row-actions">
        <button
          type="button"
          class="button button-quiet button-small button-icon"
          aria-label={text.cancelLabel(nameOf(job))}
          title={words.jobs.cancelJob}
          disabled={isBusy || isCancelling}
          onClick={cancel}
        >
          <CrossIcon />
        </button>
      </div>
      <JobProgress progress={job.progress} label={words.jobs.progressLabel(nameOf(job))} />
    </>
  );
}

function RecentRow({ job }: { job: JobDocument }) {
  const [retry, isBusy] = useDeed('retryJob', job.jobId);
  const tone = toneOf(job.status);
  const label = retryText(job.progress, words);
  return (
    <>
      <span class={`mark mark-${tone}`}>
        <ToneIcon tone={tone} />
      </span>
      <div class="row-text">
        <Link to={jobAddress(job.jobId)} class="row-name">
          {nameOf(job)}
        </Link>
        <p class={`row-line tone-${tone}`}>{jobLine(job, words)}</p>
      </div>
      {canRetry(job) ? (
        <div class="row-actions">
          <button
            type="button"
            class="button button-small"
            aria-label={text.retryLabel(label, nameOf(job))}
            disabled={isBusy}
            onClick={retry}
          >
            {label}
          </button>
        </div>
      ) : null}
    </>
  );
}
