/** The document as its owner reads it, live while it is being read, with nothing to change. */

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { JobDocument, PageDocument } from '../../../functions/src/contract/documents.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import type { Store } from '../firebase/ports.ts';
import type { Visit } from '../firebase/shared.ts';
import { DocumentView } from '../job/DocumentView.tsx';
import { Downloads } from '../job/Downloads.tsx';
import { Failed } from '../job/Failed.tsx';
import { TimeLeft } from '../job/Follow.tsx';
import { announcement, jobFacts, jobLine, progressWith, showsProgress, toneOf } from '../job/view.ts';
import { LogoIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { Notice } from '../shell/Notice.tsx';
import { JobProgress } from '../shell/Progress.tsx';
import { Screen } from '../shell/Screen.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { failureSentence, locale, words } from '../words/words.ts';

const text = words.shared;

interface SharedDocumentProps {
  readonly visit: Visit;
  /** What is shown once the link leads nowhere any more. */
  readonly ended: ComponentChildren;
}

export function SharedDocument({ visit, ended }: SharedDocumentProps) {
  const { store, job: ref, expiresAt } = visit;
  const seen = useWatch(`shared ${ref.jobId}`, () => store.watchJob(ref));
  // The rules refuse what is shared no more, and what was deleted.
  if (seen.state === 'failed' && seen.failure === 'denied') return ended;
  if (seen.state === 'ready' && seen.value.kind === 'missing') return ended;
  if (seen.state === 'failed') {
    return (
      <Screen title={text.title} heading={text.title} class="screen-narrow">
        <Notice tone="bad" urgent onRetry={seen.retry}>
          {failureSentence(seen.failure)}
        </Notice>
      </Screen>
    );
  }
  if (seen.state === 'ready' && seen.value.kind === 'newer') {
    return (
      <Screen title={words.job.newer} heading={words.job.newer} class="screen-narrow">
        <p>{words.job.newerText}</p>
      </Screen>
    );
  }
  if (seen.state === 'loading' || seen.value.kind !== 'job') {
    return <Opening />;
  }
  return (
    <>
      <Found job={seen.value.job} store={store} expiresAt={expiresAt} />
      <Maker />
    </>
  );
}

/** Until the document is there. */
export function Opening() {
  return (
    <Screen title={text.title} heading={text.title} class="screen-job">
      <p class="waiting" role="status">
        {text.opening}
      </p>
    </Screen>
  );
}

interface FoundProps {
  readonly job: JobDocument;
  readonly store: Store;
  readonly expiresAt: Date;
}

/** Its time and its counts belong together: what is left is told by the job as it was last written. */
function Found({ job: written, store, expiresAt }: FoundProps) {
  const [pages, setPages] = useState<readonly PageDocument[]>([]);
  const job = { ...written, progress: progressWith(written, pages) };
  const { status, progress } = job;
  const name = nameOf(job);
  const facts = jobFacts(job, words);
  return (
    <Screen title={name} heading={name} class="screen-job">
      <p class="visually-hidden" role="status">
        {announcement(job, words)}
      </p>
      <p class="shared-lead">
        {text.lead}{' '}
        <span class="shared-until">
          {text.until(expiresAt.toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short' }))}
        </span>
      </p>
      <div class="state">
        {status === 'failed' ? (
          <Failed job={job} />
        ) : (
          <p class="state-line">
            <span class={`badge badge-${toneOf(status)}`}>{words.job.status[status]}</span>{' '}
            <span>{facts.length > 0 ? facts.join(' · ') : jobLine(job, words)}</span>
            <TimeLeft job={written} />
          </p>
        )}
        {showsProgress(status) ? <JobProgress progress={progress} label={words.job.progressLabel} /> : null}
        <Downloads job={job} store={store} />
      </div>
      {progress.totalPages > 0 ? <DocumentView job={job} store={store} readOnly onPages={setPages} /> : null}
    </Screen>
  );
}

function Maker() {
  return (
    <footer class="maker">
      <p>
        {text.madeWith}{' '}
        <Link to="/" class="maker-name">
          <LogoIcon /> {words.product}
        </Link>
      </p>
      <p class="hint">{text.about}</p>
    </footer>
  );
}
