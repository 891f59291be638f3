/** The document as its owner reads it, live while it is being read, with nothing to change. */

import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { JobDocument, PageDocument } from '../../../functions/src/contract/documents.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';
import type { Visit } from '../firebase/shared.ts';
import { Downloads } from '../job/Downloads.tsx';
import { Pages } from '../job/Pages.tsx';
import { announcement, jobFacts, jobLine, progressWith, showsProgress, toneOf } from '../job/view.ts';
import { type Room, RoomContext } from '../shell/context.ts';
import { LogoIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { Notice } from '../shell/Notice.tsx';
import { JobProgress } from '../shell/Progress.tsx';
import { Screen } from '../shell/Screen.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { UploadQueue } from '../upload/queue.ts';
import { errorSentence, failureSentence, locale, words } from '../words/words.ts';

const text = words.shared;

interface SharedDocumentProps {
  readonly visit: Visit;
  /** What is shown once the link leads nowhere any more. */
  readonly ended: ComponentChildren;
}

export function SharedDocument({ visit, ended }: SharedDocumentProps) {
  const { store, job: ref, expiresAt } = visit;
  const seen = useWatch(`shared ${ref.jobId}`, () => store.watchJob(ref));
  const room = useVisitorsRoom(visit);
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
    return (
      <main id="main" class="screen" aria-busy="true" tabIndex={-1}>
        <p class="waiting">{text.opening}</p>
      </main>
    );
  }
  return (
    <RoomContext.Provider value={room}>
      <Found job={seen.value.job} expiresAt={expiresAt} />
      <Maker />
    </RoomContext.Provider>
  );
}

/** The parts of the reading view find the store in their room. */
function useVisitorsRoom({ store, job }: Visit): Room {
  const room = useMemo(
    () => ({ user: { uid: job.uid, email: null, isOperator: false }, store, queue: new UploadQueue(store, job.uid) }),
    [store, job.uid],
  );
  useEffect(() => () => room.queue.close(), [room]);
  return room;
}

function Found({ job: written, expiresAt }: { readonly job: JobDocument; readonly expiresAt: Date }) {
  const [pages, setPages] = useState<readonly PageDocument[]>([]);
  const job = { ...written, progress: progressWith(written, pages) };
  const { status, progress } = job;
  const name = job.title ?? job.source.fileName;
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
          <Notice tone="bad">{errorSentence(job.error?.code ?? 'UNKNOWN')}</Notice>
        ) : (
          <p class="state-line">
            <span class={`badge badge-${toneOf(status)}`}>{words.job.status[status]}</span>{' '}
            <span>{facts.length > 0 ? facts.join(' · ') : jobLine(job, words)}</span>
          </p>
        )}
        {showsProgress(status) ? <JobProgress progress={progress} label={words.job.progressLabel} /> : null}
        <Downloads job={job} />
      </div>
      {progress.totalPages > 0 ? (
        <Pages
          job={{ uid: job.ownerUid, jobId: job.jobId }}
          totalPages={progress.totalPages}
          running={!isTerminalJob(status)}
          onPages={setPages}
        />
      ) : null}
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
