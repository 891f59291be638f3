import type { ComponentChildren } from 'preact';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { locale, words } from '../words/words.ts';
import { Age } from './Age.tsx';
import type { DayUsage } from './operations.ts';
import { durationText, moneyText, throughputOf } from './view.ts';

const text = words.operations.now;

interface NowPanelProps {
  /** null: none waits; undefined: not known yet. */
  readonly oldest: JobDocument | null | undefined;
  readonly ended: readonly JobDocument[] | null;
  readonly isAllEnded: boolean;
  readonly today: DayUsage | null;
  readonly now: number;
}

export function NowPanel({ oldest, ended, isAllEnded, today, now }: NowPanelProps) {
  const speed = ended && throughputOf(ended, isAllEnded, now);
  return (
    <section class="panel" aria-labelledby="op-now">
      <h2 id="op-now">{text.heading}</h2>
      <dl class="figures">
        <Figure name={text.oldest}>
          {oldest === undefined ? null : oldest === null ? text.nothingWaits : <Age since={oldest.createdAt} />}
        </Figure>
        <Figure
          name={text.pagesPerHour}
          note={
            speed ? text.throughput(words.job.pages(speed.pages), speed.documents, durationText(speed.overMs, locale)) : undefined
          }
        >
          {speed?.pagesPerHour.toLocaleString(locale)}
        </Figure>
        <Figure name={text.pagesToday} note={today ? text.documentsToday(today.jobs) : undefined}>
          {today?.pages.toLocaleString(locale)}
        </Figure>
        <Figure name={text.costToday} note={today ? text.costNote : undefined}>
          {today ? moneyText(today.costUsd, locale) : null}
        </Figure>
      </dl>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly note?: string | undefined;
  /** null or undefined while it is not known. */
  readonly children: ComponentChildren;
}

function Figure({ name, note, children }: FigureProps) {
  const isKnown = children !== null && children !== undefined;
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <span class="figure-value">{isKnown ? children : <span class="waiting">{words.loading}</span>}</span>
        {note === undefined ? null : <span class="hint">{note}</span>}
      </dd>
    </div>
  );
}
