import { JOB_STATUSES } from '../../../functions/src/contract/states.ts';
import { toneOf } from '../job/view.ts';
import { Notice } from '../shell/Notice.tsx';
import { failureSentence, locale, words } from '../words/words.ts';
import { MOST_COUNTED, type useCounts } from './useCounts.ts';

const text = words.operations.states;

export function StatesPanel({ counting }: { readonly counting: ReturnType<typeof useCounts> }) {
  const { counts, failure, refresh } = counting;
  return (
    <section class="panel" aria-labelledby="op-states">
      <h2 id="op-states">{text.heading}</h2>
      {failure ? (
        <Notice tone="bad" urgent onRetry={refresh}>
          {failureSentence(failure)}
        </Notice>
      ) : null}
      <dl class="states">
        {JOB_STATUSES.map((status) => (
          <div key={status} class={`state-count state-count-${toneOf(status)}`}>
            <dt>{words.job.status[status]}</dt>
            <dd>{counts ? countText(counts.of[status]) : <span class="waiting">…</span>}</dd>
          </div>
        ))}
      </dl>
      {counts ? (
        <p class="hint op-line">
          {text.takenAt(counts.takenAt.toLocaleTimeString(locale))}{' '}
          <button type="button" class="button-link" onClick={refresh}>
            {text.refresh}
          </button>
        </p>
      ) : null}
    </section>
  );
}

function countText(count: number): string {
  const number = count.toLocaleString(locale);
  return count < MOST_COUNTED ? number : text.atLeast(number);
}
