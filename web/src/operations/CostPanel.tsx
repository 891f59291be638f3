import { Notice } from '../shell/Notice.tsx';
import { failureSentence, locale, words } from '../words/words.ts';
import type { DayUsage } from './operations.ts';
import { USAGE_DAYS, type UsageSeen } from './useUsage.ts';
import { dayText, moneyText } from './view.ts';

const text = words.operations.cost;

export function CostPanel({ usage: { past, pastFailure, today } }: { readonly usage: UsageSeen }) {
  const days = past && today.state === 'ready' ? [...past, today.value] : null;
  return (
    <section class="panel" aria-labelledby="op-cost">
      <h2 id="op-cost">{text.heading}</h2>
      {pastFailure ? <Notice tone="bad">{failureSentence(pastFailure)}</Notice> : null}
      {days ? <Chart days={days} /> : pastFailure ? null : <p class="waiting">{words.loading}</p>}
    </section>
  );
}

function Chart({ days }: { readonly days: readonly DayUsage[] }) {
  const total = days.reduce((sum, { costUsd }) => sum + costUsd, 0);
  const top = days.reduce((most, day) => (day.costUsd > most.costUsd ? day : most));
  const money = (usd: number) => moneyText(usd, locale);
  const label =
    total === 0
      ? text.chartEmpty(USAGE_DAYS)
      : text.chart(USAGE_DAYS, money(total), money(top.costUsd), dayText(top.day, locale));
  return (
    <>
      <p class="op-line">{text.total(money(total), USAGE_DAYS)}</p>
      <div class="chart" role="img" aria-label={label}>
        <span class="chart-most">{total === 0 ? '' : money(top.costUsd)}</span>
        <div class="chart-bars">
          {days.map(({ day, costUsd }) => (
            <span
              key={day}
              class="chart-bar"
              title={`${dayText(day, locale)}: ${money(costUsd)}`}
              style={{ height: top.costUsd === 0 ? 0 : `${(costUsd / top.costUsd) * 100}%` }}
            />
          ))}
        </div>
        <div class="chart-days">
          {[days[0], days.at(-1)].map((end) => (
            <span key={end?.day}>{end ? dayText(end.day, locale) : ''}</span>
          ))}
        </div>
      </div>
      <details>
        <summary>{text.table}</summary>
        <table>
          <thead>
            <tr>
              {[text.day, text.documents, text.pages, text.cost].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ day, jobs, failedJobs, pages, failedPages, costUsd }) => (
              <tr key={day}>
                <th scope="row">{dayText(day, locale)}</th>
                <td>{withFailed(jobs, failedJobs)}</td>
                <td>{withFailed(pages, failedPages)}</td>
                <td>{money(costUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

function withFailed(count: number, failed: number): string {
  const number = count.toLocaleString(locale);
  return failed === 0 ? number : `${number} (${text.failed(failed)})`;
}
