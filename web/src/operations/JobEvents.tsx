import { useState } from 'preact/hooks';
import type { Instant } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import { Notice } from '../shell/Notice.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { failureSentence, locale, words } from '../words/words.ts';
import type { Operations, TimelineEvent } from './operations.ts';
import { durationText, type TimelineRow, timelineOf } from './view.ts';

const text = words.operations.job;

/** A long document has thousands of events; so many are read at a time. */
const EVENTS_SHOWN = 100;

interface JobEventsProps {
  readonly operations: Operations;
  readonly job: JobRef;
  readonly createdAt: Instant | null;
}

/** What happened, in order, live: what comes later than this window is a step away. */
export function JobEvents({ operations, job, createdAt }: JobEventsProps) {
  // The last event of each window before this one.
  const [before, setBefore] = useState<readonly TimelineEvent[]>([]);
  const after = before.at(-1) ?? null;
  const events = useWatch(`events ${job.uid} ${job.jobId} ${after?.id}`, () => operations.watchEvents(job, after, EVENTS_SHOWN));
  const shown = events.state === 'ready' ? events.value : [];
  const last = shown.at(-1);
  const start = createdAt ?? shown[0]?.at;
  const first = before.length * EVENTS_SHOWN + 1;
  return (
    <section class="panel" aria-labelledby="op-events">
      <h2 id="op-events">{text.events}</h2>
      {events.state === 'failed' ? (
        <Notice tone="bad" urgent onRetry={events.retry}>
          {failureSentence(events.failure)}
        </Notice>
      ) : null}
      {events.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
      {events.state === 'ready' && shown.length === 0 && before.length === 0 ? <p>{text.noEvents}</p> : null}
      <ol class="timeline" start={first}>
        {timelineOf(shown, start?.toMillis() ?? 0, after).map((row) => (
          <Row key={row.event.id} row={row} />
        ))}
      </ol>
      {before.length > 0 || shown.length === EVENTS_SHOWN ? (
        <div class="op-window">
          <button
            type="button"
            class="button button-small"
            disabled={before.length === 0}
            onClick={() => setBefore(before.slice(0, -1))}
          >
            {text.earlier}
          </button>
          <p role="status">{shown.length === 0 ? text.noEventWindow : text.eventWindow(first, first + shown.length - 1)}</p>
          <button
            type="button"
            class="button button-small"
            disabled={shown.length < EVENTS_SHOWN}
            onClick={() => last && setBefore([...before, last])}
          >
            {text.later}
          </button>
        </div>
      ) : null}
    </section>
  );
}

function Row({ row: { event, sinceStartMs, sincePreviousMs } }: { readonly row: TimelineRow }) {
  const { type, run, page, attempt, code } = event;
  const at = event.at.toDate();
  const details = [
    page === undefined ? null : text.pageOf(page),
    attempt === undefined ? null : type === 'dispatched' ? text.round(attempt) : text.attemptOf(attempt),
    run > 1 ? text.runOf(run) : null,
  ].filter((detail) => detail !== null);
  return (
    <li class={`event event-${type}`}>
      <time class="event-at" dateTime={at.toISOString()} title={at.toLocaleString(locale)}>
        {at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })}
      </time>
      <span class="event-what">
        <span class="event-type">{text.event[type] ?? type}</span>
        {details.length > 0 ? <span class="event-details"> {details.join(', ')}</span> : null}
        {code === undefined ? null : <code class="event-code">{code}</code>}
      </span>
      <span class="event-after">
        {sincePreviousMs === null ? null : (
          <span title={text.sincePrevious}>
            <span class="visually-hidden">{text.sincePrevious}: </span>+{durationText(sincePreviousMs, locale)}
          </span>
        )}
        <span class="event-start" title={text.sinceStart}>
          <span class="visually-hidden">{text.sinceStart}: </span>
          {durationText(sinceStartMs, locale)}
        </span>
      </span>
    </li>
  );
}
