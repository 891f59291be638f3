/** Everything that is known of how one job went: what it is, its figures, what happened when, and its pages. */

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { jobLine, toneOf } from '../job/view.ts';
import { spanOf } from '../job/window.ts';
import { sizeText } from '../jobs/view.ts';
import { operationsOwnerAddress } from '../router.ts';
import { useRoom } from '../shell/context.ts';
import { Link } from '../shell/Link.tsx';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { errorSentence, failureSentence, locale, words } from '../words/words.ts';
import { Age } from './Age.tsx';
import { Back } from './Back.tsx';
import { JobEvents } from './JobEvents.tsx';
import { JobPages } from './JobPages.tsx';
import type { Operations } from './operations.ts';
import { durationText, moneyText } from './view.ts';

const text = words.operations.job;

export function JobTimeline({ operations, job: ref }: { readonly operations: Operations; readonly job: JobRef }) {
  const { store } = useRoom();
  const seen = useWatch(`job ${ref.uid} ${ref.jobId}`, () => store.watchJob(ref));
  const job = seen.state === 'ready' && seen.value.kind === 'job' ? seen.value.job : null;
  const name = job ? nameOf(job) : ref.jobId;
  return (
    <Screen title={text.title(name)} heading={name} before={<Back />} class="screen-operations">
      {seen.state === 'failed' ? (
        <Notice tone="bad" urgent onRetry={seen.retry}>
          {failureSentence(seen.failure)}
        </Notice>
      ) : null}
      {seen.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
      {seen.state === 'ready' && seen.value.kind === 'missing' ? <Notice tone="warn">{text.missing}</Notice> : null}
      {seen.state === 'ready' && seen.value.kind === 'newer' ? <Notice tone="warn">{text.newer}</Notice> : null}
      {job?.error ? (
        <Notice tone={job.status === 'completed_with_errors' || job.status === 'cancelled' ? 'warn' : 'bad'}>
          <code>{job.error.code}</code> {errorSentence(job.error.code)}
        </Notice>
      ) : null}
      <div class="op-columns">
        <section class="panel" aria-labelledby="op-job">
          <h2 id="op-job">{text.heading}</h2>
          <dl class="facts">
            {job ? <JobFacts job={job} /> : null}
            <Fact name={text.owner}>
              <Link to={operationsOwnerAddress(ref.uid)}>{ref.uid}</Link>
            </Fact>
            <Fact name={text.id}>
              <code>{ref.jobId}</code>
            </Fact>
          </dl>
        </section>
        {job ? <Metrics job={job} /> : null}
      </div>
      {seen.state === 'ready' ? <JobEvents operations={operations} job={ref} createdAt={job?.createdAt ?? null} /> : null}
      {job && job.progress.totalPages > 0 ? <MorePages job={job} /> : null}
    </Screen>
  );
}

function JobFacts({ job }: { readonly job: JobDocument }) {
  const { source, status, dispatch, lane, run, createdAt, updatedAt } = job;
  return (
    <>
      <Fact name={text.state}>
        <span class={`tone-${toneOf(status)}`}>{words.job.status[status]}</span>
        {status === 'failed' || status === 'cancelled' ? null : ` · ${jobLine(job, words)}`}
      </Fact>
      <Fact name={text.file}>
        {source.contentType}, {sizeText(source.sizeBytes, locale)}
      </Fact>
      <Fact name={text.created}>
        <time dateTime={createdAt.toDate().toISOString()}>
          {createdAt.toDate().toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' })}
        </time>
      </Fact>
      <Fact name={text.lastSign}>
        <Age since={updatedAt} say={words.operations.ago} />
      </Fact>
      <Fact name={text.run}>{run}</Fact>
      <Fact name={text.lane}>{text.laneOf[lane]}</Fact>
      <Fact name={text.dispatch}>{text.dispatched(dispatch.round, dispatch.tasks)}</Fact>
    </>
  );
}

function Metrics({ job: { metrics } }: { readonly job: JobDocument }) {
  const { queueMs, processingMs, renderMs, ocrMs, totalMs, meanConfidence, costUsd } = metrics;
  const took = (ms: number | undefined) => (ms === undefined ? null : durationText(ms, locale));
  const rows = [
    [text.queueMs, took(queueMs)],
    [text.processingMs, took(processingMs)],
    [text.renderMs, took(renderMs)],
    [text.ocrMs, took(ocrMs)],
    [text.totalMs, took(totalMs)],
    [text.meanConfidence, meanConfidence === undefined ? null : words.job.sure(Math.round(meanConfidence))],
    [text.cost, costUsd === undefined ? null : moneyText(costUsd, locale)],
  ] as const;
  const known = rows.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  if (known.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="op-metrics">
      <h2 id="op-metrics">{text.metrics}</h2>
      <dl class="facts">
        {known.map(({ name, value }) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
    </section>
  );
}

/** Read only once somebody wants them. */
function MorePages({ job }: { readonly job: JobDocument }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section class="panel" aria-labelledby="op-pages">
      <h2 id="op-pages">{text.pages}</h2>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{text.showPages}</summary>
        {isOpen ? <JobPages job={{ uid: job.ownerUid, jobId: job.jobId }} span={spanOf(job)} /> : null}
      </details>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
