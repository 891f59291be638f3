/** What one owner may use and has used today, and the way to change it. */

import { useState } from 'preact/hooks';
import { sizeText } from '../jobs/view.ts';
import { useRoom } from '../shell/context.ts';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { failureSentence, locale, words } from '../words/words.ts';
import { Back } from './Back.tsx';
import { OwnerForm } from './OwnerForm.tsx';
import type { Operations } from './operations.ts';
import { JobList } from './SilentPanel.tsx';
import { useNow } from './useNow.ts';
import { dayOf } from './view.ts';

const text = words.operations.owner;
const JOBS_SHOWN = 10;

export function OwnerScreen({ operations, uid }: { readonly operations: Operations; readonly uid: string }) {
  const { store } = useRoom();
  const day = dayOf(new Date(useNow(10_000)));
  const owner = useWatch(`owner ${uid}`, () => operations.watchOwner(uid));
  const used = useWatch(`allowance ${uid} ${day}`, () => operations.watchAllowance(uid, day));
  const jobs = useWatch(`jobs ${uid}`, () => store.watchJobs(uid, JOBS_SHOWN));
  const [news, setNews] = useState('');
  const broken = [owner, used, jobs].find((each) => each.state === 'failed');
  return (
    <Screen title={text.title(uid)} heading={text.title(uid)} before={<Back />} class="screen-operations">
      {broken?.state === 'failed' ? (
        <Notice tone="bad" urgent onRetry={broken.retry}>
          {failureSentence(broken.failure)}
        </Notice>
      ) : null}
      <div class="op-columns">
        <section class="panel" aria-labelledby="op-limits">
          <h2 id="op-limits">{text.limits}</h2>
          {owner.state === 'ready' && owner.value === null ? <p>{text.notSet}</p> : null}
          {owner.state === 'ready' ? (
            // Begun anew with what is stored, whenever that changes.
            <OwnerForm
              key={JSON.stringify(owner.value)}
              uid={uid}
              owner={owner.value}
              onSaving={() => setNews('')}
              onSaved={() => setNews(text.saved)}
            />
          ) : owner.state === 'loading' ? (
            <p class="waiting">{words.loading}</p>
          ) : null}
          <p class="op-line" role="status">
            {news}
          </p>
        </section>
        <section class="panel" aria-labelledby="op-used">
          <h2 id="op-used">{text.today}</h2>
          {used.state === 'ready' ? (
            <dl class="facts">
              {(
                [
                  [text.usedJobs, used.value.jobs.toLocaleString(locale)],
                  [text.usedPages, used.value.pages.toLocaleString(locale)],
                  [text.usedBytes, sizeText(used.value.bytes, locale)],
                ] as const
              ).map(([name, value]) => (
                <div key={name} class="fact">
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          ) : null}
        </section>
      </div>
      <section class="panel" aria-labelledby="op-newest">
        <h2 id="op-newest">{text.newest}</h2>
        {jobs.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
        {jobs.state === 'ready' && jobs.value.length === 0 ? <p>{text.noDocuments}</p> : null}
        {jobs.state === 'ready' && jobs.value.length > 0 ? <JobList jobs={jobs.value} /> : null}
      </section>
    </Screen>
  );
}
