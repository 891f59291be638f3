/** The documents: adding them, those on their way up, and the list of those that are here. */

import { useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { useFeed, useRoom, useUploads } from '../shell/context.ts';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { AddFiles } from '../upload/AddFiles.tsx';
import { UploadRow } from '../upload/UploadRow.tsx';
import { UploadNews, UploadsBar } from '../upload/UploadsBar.tsx';
import { failureSentence, words } from '../words/words.ts';
import { BulkBar } from './BulkBar.tsx';
import { type Choice, chooseJobs, EVERYTHING, isFiltered } from './choose.ts';
import type { FeedView } from './feed.ts';
import { JobRow } from './JobRow.tsx';
import { Toolbar } from './Toolbar.tsx';
import { rowsOf } from './view.ts';

const text = words.jobs;

export function JobsScreen() {
  const { feed } = useRoom();
  const uploads = useUploads();
  const view = useFeed();
  const [choice, setChoice] = useState<Choice>(EVERYTHING);
  /** null while nothing is being selected. */
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null);
  const kept = view.jobs.filter(({ trashedAt }) => trashedAt === null);
  const shown = chooseJobs(view.jobs, choice, new Date());
  return (
    <Screen title={text.title} heading={text.heading}>
      <AddFiles />
      <UploadNews uploads={uploads} />
      {view.state === 'failed' && view.failure !== null ? (
        <Notice tone="bad" urgent onRetry={() => feed.retry()}>
          {failureSentence(view.failure)}
        </Notice>
      ) : null}
      <UploadsBar uploads={uploads} />
      {view.jobs.length > 0 ? (
        <Toolbar
          choice={choice}
          onChoice={setChoice}
          count={shown.length}
          more={view.more}
          isSelecting={selected !== null}
          onSelecting={(selecting) => setSelected(selecting ? new Set() : null)}
        />
      ) : null}
      {selected === null ? null : (
        <BulkBar jobs={shown} selected={selected} onSelected={setSelected} onEnd={() => setSelected(null)} />
      )}
      {/* Uploads are known here and now, also while the list is on its way or the line is down. */}
      <ul class="list">
        {rowsOf(uploads, shown).map((row) => (
          <li key={row.key} class="row">
            {row.kind === 'upload' ? (
              <UploadRow upload={row.upload} />
            ) : (
              <JobRow job={row.job} selection={selected && selectionOf(row.job, selected, setSelected)} />
            )}
          </li>
        ))}
      </ul>
      {uploads.length === 0 && view.state === 'ready' ? (
        <Nothing isEmpty={kept.length === 0 && !view.more} isUnmatched={shown.length === 0} />
      ) : null}
      {view.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
      <More view={view} filtered={isFiltered(choice)} onMore={() => feed.more()} />
    </Screen>
  );
}

function selectionOf({ jobId }: JobDocument, selected: ReadonlySet<string>, put: (next: ReadonlySet<string>) => void) {
  return {
    isSelected: selected.has(jobId),
    toggle: () => {
      const next = new Set(selected);
      if (!next.delete(jobId)) next.add(jobId);
      put(next);
    },
  };
}

function Nothing({ isEmpty, isUnmatched }: { isEmpty: boolean; isUnmatched: boolean }) {
  if (!isEmpty && !isUnmatched) return null;
  return (
    <div class="empty">
      <p class="empty-title">{isEmpty ? text.empty : text.nothingMatches}</p>
      <p>{isEmpty ? text.emptyText : text.nothingMatchesText}</p>
    </div>
  );
}

function More({ view, filtered, onMore }: { view: FeedView; filtered: boolean; onMore: () => void }) {
  if (!view.more) return null;
  return (
    <div class="more">
      {/* A filter looks at what is here; it says how far that goes. */}
      {filtered ? <p class="hint">{text.lookedThrough(view.jobs.length)}</p> : null}
      <button type="button" class="button" disabled={view.loadingMore} onClick={onMore}>
        {view.loadingMore ? words.loading : text.showMore}
      </button>
    </div>
  );
}
