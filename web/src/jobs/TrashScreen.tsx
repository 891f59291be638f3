/** What was put into the trash: taken out again or deleted for good, one by one or together. */

import { useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { TRASH_DAYS } from '../../../functions/src/contract/limits.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { jobAddress } from '../router.ts';
import { useRoom } from '../shell/context.ts';
import { BackIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { failureSentence, locale, words } from '../words/words.ts';
import { BulkBar } from './BulkBar.tsx';
import { JobActions } from './JobActions.tsx';
import { endSentence } from './view.ts';

const text = words.jobs;
const MOST = 100;

export function TrashScreen() {
  const { user, store } = useRoom();
  const trash = useWatch(`trash ${user.uid}`, () => store.watchTrash(user.uid, MOST));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const jobs = trash.state === 'ready' ? trash.value : [];
  const toggle = (jobId: string) => {
    const next = new Set(selected);
    if (!next.delete(jobId)) next.add(jobId);
    setSelected(next);
  };
  return (
    <Screen
      title={text.trash}
      heading={text.trashHeading}
      before={
        <nav class="back">
          <Link to="/">
            <BackIcon /> {words.backToDocuments}
          </Link>
        </nav>
      }
    >
      {trash.state === 'failed' ? (
        <Notice tone="bad" urgent onRetry={trash.retry}>
          {failureSentence(trash.failure)}
        </Notice>
      ) : null}
      {trash.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
      {trash.state === 'ready' && jobs.length === 0 ? (
        <div class="empty">
          <p class="empty-title">{text.trashEmpty}</p>
          <p>{text.trashEmptyText(TRASH_DAYS)}</p>
        </div>
      ) : null}
      {jobs.length > 0 ? (
        <>
          <p>{text.trashHint(TRASH_DAYS)}</p>
          <BulkBar jobs={jobs} selected={selected} onSelected={setSelected} onEnd={() => setSelected(new Set())} />
          <ul class="list">
            {jobs.map((job) => (
              <li key={job.jobId} class="row">
                <TrashedRow job={job} isSelected={selected.has(job.jobId)} onSelect={() => toggle(job.jobId)} />
              </li>
            ))}
          </ul>
          {jobs.length === MOST ? <p class="hint">{text.trashOnlyNewest(MOST)}</p> : null}
        </>
      ) : null}
    </Screen>
  );
}

function TrashedRow({ job, isSelected, onSelect }: { job: JobDocument; isSelected: boolean; onSelect: () => void }) {
  const end = endSentence(job, new Date(), words, locale);
  return (
    <>
      <label class="row-select">
        <input type="checkbox" checked={isSelected} aria-label={text.selectLabel(nameOf(job))} onChange={onSelect} />
      </label>
      <div class="row-text">
        <Link to={jobAddress(job.jobId)} class="row-name">
          {nameOf(job)}
        </Link>
        {end === null ? null : <p class="row-line">{end}</p>}
      </div>
      <JobActions job={job} />
    </>
  );
}
