/** How the pipeline is, all of it live but the past days. */

import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { useRoom } from '../shell/context.ts';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { useWatch, type Watched } from '../shell/useWatch.ts';
import { failureSentence, words } from '../words/words.ts';
import { CostPanel } from './CostPanel.tsx';
import { FailuresPanel } from './FailuresPanel.tsx';
import { FindPanel } from './FindPanel.tsx';
import { NowPanel } from './NowPanel.tsx';
import type { Operations } from './operations.ts';
import { SilentPanel } from './SilentPanel.tsx';
import { StatesPanel } from './StatesPanel.tsx';
import { SwitchPanel } from './SwitchPanel.tsx';
import { useCounts } from './useCounts.ts';
import { useNow } from './useNow.ts';
import { useUsage } from './useUsage.ts';
import { dayOf } from './view.ts';

const text = words.operations;

/** What is read when somebody opens this; afterwards one document for each change of one of these. */
const SILENT_SHOWN = 20;
const ENDED_READ = 100;
const FAILED_READ = 50;

export function Overview({ operations }: { readonly operations: Operations }) {
  const now = useNow(10_000);
  const { store } = useRoom();
  const control = useWatch('control', () => store.watchControl());
  const silent = useWatch('silent', () => operations.watchSilent(SILENT_SHOWN));
  const oldest = useWatch('oldest', () => operations.watchOldestWaiting());
  const newest = useWatch('newest', () => operations.watchNewest());
  const ended = useWatch('ended', () => operations.watchEnded(ENDED_READ));
  const failed = useWatch('failed', () => operations.watchFailed(FAILED_READ));
  const usage = useUsage(operations, dayOf(new Date(now)));
  const counting = useCounts(operations, signalOf([silent, ended].map(jobsKey), [oldest, newest].map(oneKey)));

  const broken = [control, silent, oldest, newest, ended, failed, usage.today].find((each) => each.state === 'failed');
  return (
    <Screen title={text.title} heading={text.title} class="screen-operations">
      {broken?.state === 'failed' ? (
        <Notice tone="bad" urgent onRetry={broken.retry}>
          {failureSentence(broken.failure)}
        </Notice>
      ) : null}
      <SwitchPanel control={control.state === 'ready' ? control.value : null} />
      <NowPanel
        oldest={oldest.state === 'ready' ? oldest.value : undefined}
        ended={ended.state === 'ready' ? ended.value : null}
        isAllEnded={ended.state === 'ready' && ended.value.length < ENDED_READ}
        today={usage.today.state === 'ready' ? usage.today.value : null}
        now={now}
      />
      <StatesPanel counting={counting} />
      <div class="op-columns">
        <CostPanel usage={usage} />
        <FailuresPanel failed={failed.state === 'ready' ? failed.value : null} />
      </div>
      <SilentPanel silent={silent.state === 'ready' ? silent.value : null} most={SILENT_SHOWN} />
      <FindPanel />
    </Screen>
  );
}

/** Changes when a job may have come into another state; null until every listener has answered. */
function signalOf(...keys: readonly (readonly (string | null)[])[]): string | null {
  const all = keys.flat();
  return all.includes(null) ? null : all.join(' · ');
}

function jobsKey(jobs: Watched<readonly JobDocument[]>): string | null {
  if (jobs.state !== 'ready') return jobs.state === 'failed' ? 'failed' : null;
  return jobs.value.map(({ jobId, run, status }) => `${jobId} ${run} ${status}`).join();
}

function oneKey(one: Watched<JobDocument | string | null>): string | null {
  if (one.state !== 'ready') return one.state === 'failed' ? 'failed' : null;
  return typeof one.value === 'string' ? one.value : (one.value?.jobId ?? 'none');
}
