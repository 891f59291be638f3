/** What is going on, for the tray's button and its panel: followed once, above the screens. */

import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { type Pace, paceAfter } from '../job/follow.ts';
import { serverNow } from '../job/serverClock.ts';
import { go, jobAddress, useRoute } from '../router.ts';
import { useFeed, useRoom, useUploads } from '../shell/context.ts';
import { warnOnUnload } from '../shell/unload.ts';
import { useWatch } from '../shell/useWatch.ts';
import { type Upload, uploadSummary } from '../upload/queue.ts';
import { words } from '../words/words.ts';
import { notify } from './notify.ts';
import { showToast } from './toasts.ts';
import { type ActiveJob, activeJobs, endedSince, recentJobs } from './work.ts';

export interface TrayView {
  readonly isOpen: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly uploads: readonly Upload[];
  readonly active: readonly ActiveJob[];
  readonly recent: readonly JobDocument[];
  readonly paces: ReadonlyMap<string, Pace>;
  readonly nowMs: number;
  /** Nothing new is begun: what is added waits. */
  readonly isPaused: boolean;
}

const TrayContext = createContext<TrayView | null>(null);

export function useTray(): TrayView {
  const view = useContext(TrayContext);
  if (view === null) throw new Error('the tray is only for someone who is signed in');
  return view;
}

export function TrayProvider({ children }: { children: ComponentChildren }) {
  const { store } = useRoom();
  const control = useWatch('control', () => store.watchControl());
  const uploads = useUploads();
  const { jobs } = useFeed();
  const route = useRoute();
  const { screen } = route;
  const [isOpen, setOpen] = useState(false);
  const active = activeJobs(jobs);
  const nowMs = useClock(active.length > 0);

  // Away from the list a file that was just added would be out of sight.
  const added = uploads.length;
  const before = useRef(0);
  useEffect(() => {
    if (added > before.current && screen !== 'jobs') setOpen(true);
    before.current = added;
  }, [added, screen]);

  const { active: unsent } = uploadSummary(uploads);
  useEffect(() => (unsent > 0 ? warnOnUnload() : undefined), [unsent > 0]);

  useNews(jobs, route.screen === 'job' ? route.jobId : null);
  const isPaused = control.state === 'ready' && control.value.mode !== 'run';
  const value = { isOpen, setOpen, uploads, active, recent: recentJobs(jobs, nowMs), nowMs, isPaused };
  return <TrayContext.Provider value={{ ...value, paces: usePaces(jobs) }}>{children}</TrayContext.Provider>;
}

const TICK_MS = 5000;

/** The time, again and again while something runs: what is silent sends nothing that would say so. */
function useClock(running: boolean): number {
  const [nowMs, setNow] = useState(serverNow);
  useEffect(() => {
    setNow(serverNow());
    if (!running) return;
    const timer = setInterval(() => setNow(serverNow()), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return nowMs;
}

function usePaces(jobs: readonly JobDocument[]): ReadonlyMap<string, Pace> {
  const paces = useRef<ReadonlyMap<string, Pace>>(new Map());
  const seen = useRef<readonly JobDocument[]>([]);
  if (seen.current !== jobs) {
    seen.current = jobs;
    paces.current = new Map(
      jobs.flatMap((job) => {
        const pace = paceAfter(paces.current.get(job.jobId) ?? null, job);
        return pace === null ? [] : [[job.jobId, pace]];
      }),
    );
  }
  return paces.current;
}

/** More at once are a batch, of which nobody wants each by itself. */
const MOST_NEWS = 2;

/** Says what has ended just now, and leads there. @param seen the job on the screen, which says so itself */
function useNews(jobs: readonly JobDocument[], seen: string | null): void {
  const running = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const ended = endedSince(running.current, jobs);
    running.current = new Set(activeJobs(jobs).map(({ job }) => job.jobId));
    for (const job of ended) void notify(newsOf(job), job.jobId);
    const others = ended.filter(({ jobId }) => jobId !== seen);
    if (others.length > MOST_NEWS) return showToast(words.tray.manyEnded(others.length));
    for (const job of others) {
      const run = () => go(jobAddress(job.jobId));
      showToast(newsOf(job), { label: words.tray.open, name: words.tray.openLabel(nameOf(job)), run });
    }
  }, [jobs]);
}

function newsOf(job: JobDocument): string {
  const name = nameOf(job);
  if (job.status === 'failed') return words.tray.failed(name);
  return job.progress.failedPages > 0 ? words.tray.doneWithGaps(name, job.progress.failedPages) : words.tray.done(name);
}
