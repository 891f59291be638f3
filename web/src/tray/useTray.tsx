/** What is going on, for the tray's button and its panel: followed once, above the screens. */

import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { type Pace, paceAfter } from '../job/follow.ts';
import { nameOf } from '../jobs/choose.ts';
import { useRoute } from '../router.ts';
import { useFeed, useUploads } from '../shell/context.ts';
import { warnOnUnload } from '../shell/unload.ts';
import { type Upload, uploadSummary } from '../upload/queue.ts';
import { words } from '../words/words.ts';
import { notify } from './notify.ts';
import { type ActiveJob, activeJobs, endedSince, recentJobs } from './work.ts';

export interface TrayView {
  readonly isOpen: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly uploads: readonly Upload[];
  readonly active: readonly ActiveJob[];
  readonly recent: readonly JobDocument[];
  readonly paces: ReadonlyMap<string, Pace>;
  readonly nowMs: number;
  /** What has ended just now, to be spoken. */
  readonly news: string;
}

const TrayContext = createContext<TrayView | null>(null);

export function useTray(): TrayView {
  const view = useContext(TrayContext);
  if (view === null) throw new Error('the tray is only for someone who is signed in');
  return view;
}

export function TrayProvider({ children }: { children: ComponentChildren }) {
  const uploads = useUploads();
  const { jobs } = useFeed();
  const { screen } = useRoute();
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

  const value = { isOpen, setOpen, uploads, active, recent: recentJobs(jobs, nowMs), nowMs };
  return <TrayContext.Provider value={{ ...value, paces: usePaces(jobs), news: useNews(jobs) }}>{children}</TrayContext.Provider>;
}

const TICK_MS = 5000;

/** The time, again and again while something runs: what is silent sends nothing that would say so. */
function useClock(running: boolean): number {
  const [nowMs, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
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

function useNews(jobs: readonly JobDocument[]): string {
  const running = useRef<ReadonlySet<string>>(new Set());
  const [news, setNews] = useState('');
  useEffect(() => {
    const ended = endedSince(running.current, jobs);
    running.current = new Set(activeJobs(jobs).map(({ job }) => job.jobId));
    if (ended.length === 0) return;
    setNews(ended.map(newsOf).join(' '));
    for (const job of ended) void notify(newsOf(job), job.jobId);
  }, [jobs]);
  return news;
}

function newsOf(job: JobDocument): string {
  const name = nameOf(job);
  if (job.status === 'failed') return words.tray.failed(name);
  return job.progress.failedPages > 0 ? words.tray.doneWithGaps(name, job.progress.failedPages) : words.tray.done(name);
}
