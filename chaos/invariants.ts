/**
 * What must be true when a run is over, whatever went wrong on the way. Pure: from everything that is stored, what the workers
 * wrote into the record, and what people did, to what is broken.
 */

import { gunzipSync } from 'node:zlib';
import type { AuditEvent, DocumentJson, Manifest, PageWords } from '../functions/src/contract/documents.ts';
import { type JobRef, pageId } from '../functions/src/contract/paths.ts';
import { isTerminalJob, isTerminalPage } from '../functions/src/contract/states.ts';
import type { Job, Page } from '../functions/src/domain/model.ts';
import { wordF1 } from '../test/support/score.ts';
import { type Evidence, isSame, push, type StoredJob, show, storedJobs, textOf } from './evidence.ts';
import type { Data } from './snapshot.ts';

export interface Broken {
  readonly invariant: Invariant;
  /** Job, and page where it is one. */
  readonly where: string;
  readonly what: string;
}

interface World extends Evidence {
  /** By job id. */
  readonly stored: ReadonlyMap<string, StoredJob>;
}

type Report = (where: string, what: string) => void;
type Check = (world: World, report: Report) => void;

/** The rate that a document keeps up with, and how many writes may come at once: the states of a job that is over at once. */
const WRITES_PER_SECOND = 1;
const WRITES_AT_ONCE = 10;
/** Share of words that a reading must have in common with its page's text. Engines misread one now and then. */
const LEAST_LIKENESS = 0.6;

export const INVARIANTS = {
  'each upload has exactly one job': oneJobEach,
  'each job ends within the stated time': endsInTime,
  'each job ends as its file says': endsAsItsFileSays,
  'counters equal page documents': countersAgree,
  'result objects equal page documents': resultsAgree,
  'bytes equal the manifest': manifestAgrees,
  'each page has its own text': textsAreTheirOwn,
  'no page is recognised again after it completed': notRecognisedAgain,
  'nothing is left over': nothingLeftOver,
  'events tell a possible history': historiesArePossible,
  'job documents are written within the budget': writesWithinBudget,
} as const satisfies { readonly [name: string]: Check };
export type Invariant = keyof typeof INVARIANTS;

export function checkInvariants(evidence: Evidence): Broken[] {
  const world: World = { ...evidence, stored: storedJobs(evidence) };
  return Object.entries(INVARIANTS).flatMap(([invariant, check]) => {
    const broken: Broken[] = [];
    check(world, (where, what) => broken.push({ invariant: invariant as Invariant, where, what }));
    return broken;
  });
}

const USAGE_PATH = /^usage\//;
const ALLOWANCE_PATH = /^owners\/[^/]+\/days\//;

function oneJobEach({ plan, history, stored, lines }: World, report: Report): void {
  for (const { ref } of plan.jobs) {
    const { uploadedName, isDeleted } = history.get(ref.jobId) ?? { uploadedName: null, isDeleted: false };
    const job = stored.get(ref.jobId)?.job;
    if (uploadedName === null) report(ref.jobId, 'was never uploaded');
    else if (job === undefined && !isDeleted) report(ref.jobId, 'has no job document');
    else if (job !== undefined && job.source.name !== uploadedName) report(ref.jobId, `is the job of ${job.source.name}`);
    const created = lines.filter((line) => line.what === 'created' && line.jobId === ref.jobId).length;
    if (created > 1) report(ref.jobId, `was created ${created} times`);
  }
  for (const { ref, planned } of stored.values()) if (planned === undefined) report(ref.jobId, 'is the job of no upload');
}

function endsInTime({ history, statedMs, stored }: World, report: Report): void {
  for (const [jobId, { pushedAt, endedAt, isDeleted }] of history) {
    if (isDeleted) continue;
    const status = stored.get(jobId)?.job.status;
    const tookMs = (endedAt ?? Number.POSITIVE_INFINITY) - pushedAt;
    if (status !== undefined && !isTerminalJob(status)) report(jobId, `is still ${status}`);
    else if (tookMs > statedMs) report(jobId, `took ${Math.round(tookMs / 1000)} s of ${Math.round(statedMs / 1000)} s`);
  }
}

function endsAsItsFileSays({ plan, history, stored }: World, report: Report): void {
  for (const { ref, planned, job, pages } of stored.values()) {
    if (planned === undefined) continue;
    const { jobId } = ref;
    const { content } = planned;
    const isCancelled = job.status === 'cancelled';
    if (isCancelled && history.get(jobId)?.isCancelled !== true) report(jobId, 'is cancelled, though nobody asked for it');
    // It ended before anybody knew what its file says.
    if (isCancelled && job.pageCount === null && pages.length === 0) continue;
    if (content.kind === 'corrupt') {
      if (job.status !== 'failed' || job.error?.code !== 'CORRUPT')
        report(jobId, `${job.status} (${job.error?.code}), not CORRUPT`);
      continue;
    }
    // Nobody may see by a short wait what others have uploaded.
    const original = planned.copyOf === null ? undefined : plan.jobs.find(({ ref: other }) => other.jobId === planned.copyOf);
    const from = original?.ref.uid === ref.uid ? original.ref.jobId : null;
    if (job.reusedFrom !== from) report(jobId, `took over ${job.reusedFrom}, not ${from}`);
    if (pages.length !== content.pages.length) report(jobId, `has ${pages.length} of ${content.pages.length} pages`);
    const badPage = content.kind === 'pdf' ? content.badPage : null;
    for (const page of pages) {
      const expected = page.pageNumber === badPage ? 'failed' : 'completed';
      if (page.status === expected || (isCancelled && page.status === 'cancelled')) continue;
      report(
        `${jobId} page ${page.pageNumber}`,
        `${page.status} (${page.error?.code}) after ${page.attempts} attempts, not ${expected}`,
      );
    }
    const whole = badPage === null ? 'completed' : pages.length === 1 ? 'failed' : 'completed_with_errors';
    if (!isCancelled && job.status !== whole) report(jobId, `${job.status} (${job.error?.code}), not ${whole}`);
  }
}

function countersAgree({ stored, snapshot, history, plan }: World, report: Report): void {
  for (const { ref, job, pages, tallies } of stored.values()) {
    const count = (status: Page['status']) => pages.filter((page) => page.status === status).length;
    const counted = {
      pages: pages.length,
      completed: count('completed'),
      failed: count('failed'),
      cancelled: count('cancelled'),
    };
    const { completedPages, failedPages, cancelledPages, totalPages } = job.progress;
    const shown = { pages: totalPages, completed: completedPages, failed: failedPages, cancelled: cancelledPages };
    const sum = (field: keyof typeof counted) => tallies.reduce((total, tally) => total + tally[field], 0);
    const tallied = { pages: sum('pages'), completed: sum('completed'), failed: sum('failed'), cancelled: sum('cancelled') };
    if (!isSame(shown, counted)) report(ref.jobId, `shows ${show(shown)}, pages are ${show(counted)}`);
    if (!isSame(tallied, counted)) report(ref.jobId, `tallies say ${show(tallied)}, pages are ${show(counted)}`);
    if ((job.pageCount ?? 0) !== pages.length) report(ref.jobId, `has ${pages.length} pages of ${job.pageCount}`);
    for (const [index, page] of pages.entries()) {
      const where = `${ref.jobId} page ${page.pageNumber}`;
      if (page.pageNumber !== index + 1) report(where, `is page document ${index + 1}`);
      if (!isTerminalPage(page.status)) report(where, `is ${page.status}`);
      if (page.lease !== null) report(where, 'is still held');
    }
  }
  usageAgrees({ stored, snapshot, history, plan }, report);
}

/** What deleted jobs had added is not known any more: it lies between nothing and all of it. */
function usageAgrees(
  { stored, snapshot, history, plan }: Pick<World, 'stored' | 'snapshot' | 'history' | 'plan'>,
  report: Report,
): void {
  const sum = (path: RegExp, field: string) =>
    [...snapshot.documents].reduce((total, [at, data]) => total + (path.test(at) ? Number(data[field] ?? 0) : 0), 0);
  const deleted = plan.jobs.filter(({ ref }) => history.get(ref.jobId)?.isDeleted === true);
  const deletedPages = deleted.reduce((total, { content, actions }) => total + content.pages.length * (1 + actions.length), 0);
  const check = (what: string, used: number, expected: number, deletedMost: number) => {
    if (used >= expected && used <= expected + deletedMost) return;
    report('usage', `counts ${used} ${what}; ${expected}, and at most ${deletedMost} of deleted jobs, are accounted for`);
  };
  const events = [...stored.values()].flatMap((job) => job.events);
  const ends = events.filter(({ type, run }) => ENDS.includes(type) && run === 1).length;
  check('jobs', sum(USAGE_PATH, 'jobs'), ends, deleted.length);
  const takenOver = [...stored.values()].filter(({ job }) => job.reusedFrom !== null).flatMap(({ pages }) => pages).length;
  const completed = events.filter(({ type }) => type === 'page_completed').length;
  check('pages', sum(USAGE_PATH, 'pages'), completed + takenOver, deletedPages);
  // Whatever a run was to read ended in it: the first run's pages, and those that a retry had read again.
  const ended = events.filter(({ type }) => PAGE_ENDS.includes(type)).length;
  check('pages of allowances', sum(ALLOWANCE_PATH, 'pages'), ended, deletedPages);
}

function resultsAgree({ stored, snapshot }: World, report: Report): void {
  for (const { ref, job, pages, results } of stored.values()) {
    for (const [name, path] of Object.entries(job.results)) {
      if (!snapshot.objects.has(path)) report(ref.jobId, `has no object ${path} (${name})`);
    }
    for (const page of pages) wordsAgree(ref, page, results, report);
    const text = job.results.text === undefined ? undefined : textOf(snapshot.objects.get(job.results.text));
    if (text !== undefined) {
      const expected = pages.map(({ text: own }) => (own === '' ? '' : `${own}\n`)).join('\f');
      if (text !== expected) report(ref.jobId, 'document.txt is not the text of its pages');
    }
    const json = job.results.json === undefined ? undefined : textOf(snapshot.objects.get(job.results.json));
    if (json === undefined) continue;
    const document = JSON.parse(json) as DocumentJson;
    if (document.pages.length !== pages.length) report(ref.jobId, `document.json has ${document.pages.length} pages`);
    for (const page of pages) {
      const entry = document.pages[page.pageNumber - 1];
      const fields = ['pageNumber', 'status', 'source', 'confidence', 'width', 'height', 'error', 'text'] as const;
      for (const field of fields) {
        if (isSame(entry?.[field], page[field])) continue;
        report(
          `${ref.jobId} page ${page.pageNumber}`,
          `${field} is ${show(page[field])}, in document.json ${show(entry?.[field])}`,
        );
      }
    }
  }
}

function wordsAgree({ jobId }: JobRef, page: Page, results: StoredJob['results'], report: Report): void {
  const where = `${jobId} page ${page.pageNumber}`;
  if (page.status !== 'completed') {
    if (page.text !== '' || page.artefacts !== null) report(where, `is ${page.status} and has a text or artefacts`);
    return;
  }
  if (page.artefacts === null || page.digests === null) {
    report(where, 'is completed and has no artefacts');
    return;
  }
  for (const [key, file] of [
    ['image', `pages/${pageId(page.pageNumber)}.webp`],
    ['words', `pages/${pageId(page.pageNumber)}.json.gz`],
    ['thumbnail', `pages/${pageId(page.pageNumber)}.thumb.webp`],
  ] as const) {
    const object = results.get(file);
    const { sizeBytes, sha256 } = page.digests[key] ?? {};
    if (object === undefined) report(where, `has no object ${file}`);
    else if (object.sha256 !== sha256 || object.bytes.length !== sizeBytes) report(where, `its digest is not that of ${file}`);
  }
  const stored = results.get(`pages/${pageId(page.pageNumber)}.json.gz`);
  if (stored === undefined) return;
  const words = JSON.parse(gunzipSync(stored.bytes).toString()) as PageWords;
  for (const field of ['pageNumber', 'width', 'height', 'text'] as const) {
    if (words[field] !== page[field]) report(where, `${field} is ${show(page[field])}, in its words ${show(words[field])}`);
  }
}

function manifestAgrees({ stored, snapshot }: World, report: Report): void {
  for (const { ref, job, pages, results } of stored.values()) {
    const text = job.results.manifest === undefined ? undefined : textOf(snapshot.objects.get(job.results.manifest));
    if (text === undefined) {
      if (pages.some(({ status }) => status === 'completed')) report(ref.jobId, 'has completed pages and no manifest');
      continue;
    }
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.jobId !== ref.jobId || manifest.run !== job.run) {
      report(ref.jobId, `its manifest is of ${manifest.jobId} run ${manifest.run}, the job is in run ${job.run}`);
    }
    const listed = new Map(manifest.files.map((file) => [file.name, file]));
    for (const [name, { sizeBytes, sha256 }] of listed) {
      const object = results.get(name);
      if (object === undefined) report(ref.jobId, `${name} is in the manifest and not in Storage`);
      else if (object.bytes.length !== sizeBytes || object.sha256 !== sha256)
        report(ref.jobId, `${name} is not as in the manifest`);
    }
    for (const name of results.keys()) {
      if (name !== 'manifest.json' && !listed.has(name)) report(ref.jobId, `${name} is not in the manifest`);
    }
    const statuses = new Map(manifest.pages.map((page) => [page.pageNumber, page.status]));
    for (const { pageNumber, status } of pages) {
      if (statuses.get(pageNumber) !== status)
        report(`${ref.jobId} page ${pageNumber}`, `${status}, ${statuses.get(pageNumber)} in the manifest`);
    }
  }
}

function textsAreTheirOwn({ plan, stored }: World, report: Report): void {
  /** Every page's text, by each of its words: whatever a page reads like has a word in common with it. */
  const byWord = new Map<string, { readonly where: string; readonly text: string }[]>();
  for (const { ref, content } of plan.jobs) {
    for (const [index, lines] of content.pages.entries()) {
      const truth = { where: `${ref.jobId} page ${index + 1}`, text: lines.join('\n') };
      for (const word of wordsOf(truth.text)) push(byWord, word, truth);
    }
  }
  for (const { ref, planned, pages } of stored.values()) {
    for (const page of pages) {
      const truth = planned?.content.pages[page.pageNumber - 1]?.join('\n');
      if (page.status !== 'completed' || truth === undefined) continue;
      const likeness = wordF1(truth, page.text);
      const where = `${ref.jobId} page ${page.pageNumber}`;
      const candidates = new Set([...wordsOf(page.text)].flatMap((word) => byWord.get(word) ?? []));
      // Copies have the same texts.
      const closer = [...candidates].find(({ text }) => text !== truth && wordF1(text, page.text) >= likeness);
      if (closer !== undefined) report(where, `reads like ${closer.where}: ${show(page.text)}`);
      else if (likeness < LEAST_LIKENESS) report(where, `reads ${show(page.text)}, not ${show(truth)}`);
    }
  }
}

function wordsOf(text: string): Set<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ''));
}

/** A worker that lost its page may still be reading: what counts is that nobody began after the end. */
function notRecognisedAgain({ lines, stored }: World, report: Report): void {
  const completed = new Set<string>();
  for (const line of lines) {
    if (line.what !== 'completed' && line.what !== 'claimed') continue;
    const key = `${line.jobId} page ${line.page}`;
    if (line.what === 'completed') completed.add(`${key} run ${line.run}`);
    else if (completed.has(`${key} run ${line.run}`)) report(key, `was begun again in run ${line.run} (attempt ${line.attempt})`);
  }
  for (const { ref, job } of stored.values()) {
    if (!job.reusedFrom) continue;
    const read = lines.filter((line) => line.what === 'recognised' && line.jobId === ref.jobId && line.run === job.run);
    if (read.length > 0) report(ref.jobId, `took over ${job.reusedFrom} and recognised ${read.length} pages`);
  }
}

function nothingLeftOver({ snapshot, stored, history }: World, report: Report): void {
  for (const [path, data] of snapshot.documents) {
    const problem = orphanDocument(path, data, stored, history);
    if (problem !== undefined) report(path, problem);
  }
  for (const name of snapshot.objects.keys()) {
    const [root, uid, jobId = '', ...rest] = name.split('/');
    const job = stored.get(jobId);
    if (root !== 'uploads' && root !== 'results') report(name, 'is neither upload nor result');
    else if (job === undefined || job.ref.uid !== uid) report(name, 'belongs to no job');
    else if (root === 'uploads' && name !== job.job.source.name) report(name, 'is not the source of its job');
    else if (root === 'results' && !isNamedBy(job, name, rest.join('/'))) report(name, 'is named by nothing');
  }
}

function isNamedBy({ job, pages }: StoredJob, name: string, below: string): boolean {
  if (Object.values(job.results).includes(name)) return true;
  return pages.some(({ artefacts }) => Object.values(artefacts ?? {}).includes(name) || below === '');
}

/** @returns what is wrong with the document's being there */
function orphanDocument(path: string, data: Data, stored: World['stored'], history: World['history']): string | undefined {
  const [root = '', first = '', collection = '', third = '', sub] = path.split('/');
  switch (root) {
    case 'users':
      if (collection === 'jobs') {
        const job = stored.get(third);
        if (history.get(third)?.isDeleted === true) return 'is of a job that was deleted';
        if (job === undefined || job.ref.uid !== first) return 'belongs to no job';
        return sub === undefined || ['pages', 'tallies', 'events', 'corrections'].includes(sub)
          ? undefined
          : 'is of no known kind';
      }
      // Its id is its job's.
      if (collection === 'doubts') return stored.has(third) ? undefined : 'belongs to no job';
      if (collection !== 'contents' && collection !== 'shares') return 'is of no known kind';
      return stored.has(String(data.jobId)) ? undefined : `points at ${String(data.jobId)}, which is not there`;
    case 'deletions':
      return data.purgeAt === null ? undefined : 'is a deletion that was not finished';
    case 'owners':
    case 'ops':
    case 'usage':
      return undefined;
    default:
      return 'is of no known kind';
  }
}

const ENDS: readonly AuditEvent['type'][] = ['completed', 'completed_with_errors', 'failed', 'cancelled'];
const PAGE_ENDS: readonly AuditEvent['type'][] = ['page_completed', 'page_failed', 'page_cancelled'];
/** Types that a run can have once. */
const ONCE: readonly AuditEvent['type'][] = ['retried', 'planned', 'reused', 'started', 'cancel_requested'];

function historiesArePossible({ stored }: World, report: Report): void {
  for (const { ref, job, pages, events } of stored.values()) {
    const say = (what: string) => report(ref.jobId, `${what}: ${events.map(tell).join(', ')}`);
    const [first] = events;
    if (first?.type !== 'queued' || events.filter(({ type }) => type === 'queued').length !== 1)
      say('does not begin with one queued');
    for (const { run } of events) if (run > job.run) say(`has an event of run ${run}, and is in run ${job.run}`);
    for (let run = 1; run <= job.run; run++) runIsPossible({ run, job, events }, say);
    for (const page of pages) {
      const where = `${ref.jobId} page ${page.pageNumber}`;
      const ends = events.filter(({ type, page: number }) => number === page.pageNumber && PAGE_ENDS.includes(type));
      const tellEnds = () => ends.map(tell).join(', ');
      if (new Set(ends.map(({ run }) => run)).size < ends.length) report(where, `ended twice in one run: ${tellEnds()}`);
      const own = ends.find(({ run }) => run === page.run);
      // What was taken over from another job was not read in this one.
      const isTakenOver = job.reusedFrom !== null && own === undefined;
      if (!isTakenOver && own?.type !== `page_${page.status}`)
        report(where, `is ${page.status} in run ${page.run}: ${tellEnds()}`);
    }
    for (const { page } of events) {
      if (page !== undefined && (page < 1 || page > (job.pageCount ?? 0))) say(`has an event of page ${page}`);
    }
  }
}

function runIsPossible(
  { run, job, events }: { readonly run: number; readonly job: Job; readonly events: StoredJob['events'] },
  say: (what: string) => void,
): void {
  const own = events.filter((event) => event.run === run);
  const count = (type: AuditEvent['type']) => own.filter((event) => event.type === type).length;
  for (const type of ONCE) if (count(type) > 1) say(`run ${run} has ${count(type)} × ${type}`);
  if (count('retried') !== (run === 1 ? 0 : 1)) say(`run ${run} was begun ${count('retried')} times by a retry`);
  const ends = own.filter(({ type }) => ENDS.includes(type));
  const [end] = ends;
  if (ends.length > 1) say(`run ${run} ended ${ends.length} times`);
  if (end === undefined) {
    if (run < job.run || isTerminalJob(job.status)) say(`run ${run} never ended`);
    return;
  }
  if (run === job.run && end.type !== job.status) say(`run ${run} ended ${end.type}, the job is ${job.status}`);
  if (end.type === 'cancelled' && count('cancel_requested') === 0) say(`run ${run} was cancelled, and nobody asked for it`);
  for (const event of own) if (event.at > end.at) say(`run ${run} has ${event.type} after its end`);
  const next = events.find((event) => event.run > run);
  if (next !== undefined && next.at < end.at) say(`run ${next.run} began before the end of run ${run}`);
}

function writesWithinBudget({ lines }: World, report: Report): void {
  const writes = new Map<string, number[]>();
  for (const line of lines) {
    if (line.what !== 'created' && line.what !== 'job written') continue;
    writes.set(line.jobId, [...(writes.get(line.jobId) ?? []), line.at]);
  }
  for (const [jobId, times] of writes) {
    // A bucket that each write fills by one and time empties: how full it ever gets is the worst of all stretches of time.
    let level = 0;
    let worst = 0;
    let before = times[0] ?? 0;
    for (const at of times.toSorted((a, b) => a - b)) {
      level = Math.max(0, level - ((at - before) / 1000) * WRITES_PER_SECOND) + 1;
      worst = Math.max(worst, level);
      before = at;
    }
    if (worst > WRITES_AT_ONCE)
      report(jobId, `was written ${worst.toFixed(1)} times more than once a second (${times.length} in all)`);
  }
}

function tell({ type, run, page }: AuditEvent<number>): string {
  return `${type}${page === undefined ? '' : ` ${page}`} (${run})`;
}
