/** Which documents the list shows, and in which order. Pure. */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { fold } from '../search/match.ts';

export const STATE_FILTERS = ['all', 'reading', 'done', 'problem'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];
export const KIND_FILTERS = ['all', 'pdf', 'image'] as const;
export type KindFilter = (typeof KIND_FILTERS)[number];
export const TIME_FILTERS = ['all', 'today', 'week', 'month'] as const;
export type TimeFilter = (typeof TIME_FILTERS)[number];
export const ORDERS = ['newest', 'oldest', 'name', 'pages', 'state'] as const;
export type Order = (typeof ORDERS)[number];

export interface Choice {
  readonly state: StateFilter;
  readonly kind: KindFilter;
  readonly time: TimeFilter;
  readonly name: string;
  readonly order: Order;
}

export const EVERYTHING: Choice = { state: 'all', kind: 'all', time: 'all', name: '', order: 'newest' };

export const isFiltered = ({ state, kind, time, name }: Choice) =>
  state !== 'all' || kind !== 'all' || time !== 'all' || name.trim() !== '';

/** Whether it is about more than the newest. */
export const isNarrowed = (choice: Choice) => isFiltered(choice) || choice.order !== EVERYTHING.order;

/** As it stands in the address, so that it is there again for whoever comes back. */
export function choiceOf(search: string): Choice {
  const asked = new URLSearchParams(search);
  const one = <T extends string>(name: keyof Choice, options: readonly T[], otherwise: T) =>
    options.find((option) => option === asked.get(name)) ?? otherwise;
  return {
    state: one('state', STATE_FILTERS, EVERYTHING.state),
    kind: one('kind', KIND_FILTERS, EVERYTHING.kind),
    time: one('time', TIME_FILTERS, EVERYTHING.time),
    name: asked.get('name') ?? EVERYTHING.name,
    order: one('order', ORDERS, EVERYTHING.order),
  };
}

/** "/", with what differs from everything behind it. */
export function choiceAddress(choice: Choice): string {
  const changed = Object.entries(choice).filter(([name, value]) => value !== EVERYTHING[name as keyof Choice]);
  return changed.length === 0 ? '/' : `/?${new URLSearchParams(changed)}`;
}

export function chooseJobs(jobs: readonly JobDocument[], choice: Choice, now: Date): readonly JobDocument[] {
  const since = beginOf(choice.time, now);
  const name = fold(choice.name.trim());
  return jobs
    .filter(
      (job) =>
        job.trashedAt === null &&
        isInState(job, choice.state) &&
        (choice.kind === 'all' || (job.source.contentType === 'application/pdf') === (choice.kind === 'pdf')) &&
        job.createdAt.toMillis() >= since &&
        fold(nameOf(job)).includes(name),
    )
    .sort(COMPARE[choice.order]);
}

function isInState({ status }: JobDocument, filter: StateFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'reading':
      return !isTerminalJob(status);
    case 'done':
      return status === 'completed';
    case 'problem':
      return status === 'failed' || status === 'completed_with_errors' || status === 'cancelled';
  }
}

function beginOf(time: TimeFilter, now: Date): number {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const days = { all: Number.POSITIVE_INFINITY, today: 0, week: 6, month: 29 }[time];
  // Days of the calendar, not of 24 hours: twice a year one is longer or shorter.
  return days === Number.POSITIVE_INFINITY ? days * -1 : midnight.setDate(midnight.getDate() - days);
}

/** What wants its owner's attention comes first. */
const STATE_RANK = ['failed', 'completed_with_errors', 'processing', 'queued', 'cancelled', 'completed'];

const byAge = (a: JobDocument, b: JobDocument) => b.createdAt.toMillis() - a.createdAt.toMillis();
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

const COMPARE: Readonly<Record<Order, (a: JobDocument, b: JobDocument) => number>> = {
  newest: byAge,
  oldest: (a, b) => byAge(b, a),
  name: (a, b) => collator.compare(nameOf(a), nameOf(b)) || byAge(a, b),
  pages: (a, b) => (b.pageCount ?? 0) - (a.pageCount ?? 0) || byAge(a, b),
  state: (a, b) => STATE_RANK.indexOf(a.status) - STATE_RANK.indexOf(b.status) || byAge(a, b),
};
