/** The documents: adding them, those on their way up, and the list of those that are here. */

import { useEffect, useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { useFeed, useRoom, useUploads } from '../shell/context.ts';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { useTray } from '../tray/useTray.tsx';
import { AddFiles } from '../upload/AddFiles.tsx';
import { UploadRow } from '../upload/UploadRow.tsx';
import { UploadsBar } from '../upload/UploadsBar.tsx';
import { failureSentence, words } from '../words/words.ts';
import { BulkBar } from './BulkBar.tsx';
import { type Choice, choiceAddress, choiceOf, chooseJobs, isFiltered, isNarrowed } from './choose.ts';
import type { FeedView } from './feed.ts';
import { JobRow } from './JobRow.tsx';
import { Toolbar } from './Toolbar.tsx';
import { rowsOf } from './view.ts';

const text = words.jobs;

/** What a filter or an order other than the newest looks through: that many reads, once. */
const LOOKED_THROUGH = 1000;
const ROWS = 60;

export function JobsScreen() {
  const { feed } = useRoom();
  const uploads = useUploads();
  const view = useFeed();
  const { isPaused } = useTray();
  const [choice, setChoice] = useChoice();
  const [rows, setRows] = useState(ROWS);
  /** null while nothing is being selected. */
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null);
  const kept = view.jobs.filter(({ trashedAt }) => trashedAt === null);
  const chosen = chooseJobs(view.jobs, choice, new Date());
  const shown = chosen.slice(0, rows);
  const narrowed = isNarrowed(choice);
  // What lies in the trash takes its place among the newest.
  const isShort = narrowed ? view.jobs.length < LOOKED_THROUGH : chosen.length < ROWS / 2;
  const isWanting = isShort && view.more && !view.loadingMore;
  useEffect(() => {
    if (isWanting) feed.reach(narrowed ? LOOKED_THROUGH : view.jobs.length * 2);
  }, [feed, isWanting]);
  return (
    <Screen title={text.title} heading={text.heading}>
      <AddFiles />
      {view.state === 'failed' && view.failure !== null ? (
        <Notice tone="bad" urgent onRetry={() => feed.retry()}>
          {failureSentence(view.failure)}
        </Notice>
      ) : null}
      {isPaused ? <Notice tone="warn">{words.tray.paused}</Notice> : null}
      <UploadsBar uploads={uploads} />
      {view.jobs.length > 0 ? (
        <Toolbar
          choice={choice}
          onChoice={setChoice}
          count={chosen.length}
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
        <Nothing isEmpty={kept.length === 0 && !view.more} isUnmatched={shown.length === 0 && isFiltered(choice)} />
      ) : null}
      {view.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
      {chosen.length > rows || view.more ? (
        <More
          view={view}
          narrowed={narrowed}
          onMore={() => {
            setRows(rows * 2);
            if (chosen.length <= rows * 2) feed.more();
          }}
        />
      ) : null}
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

function More({ view, narrowed, onMore }: { view: FeedView; narrowed: boolean; onMore: () => void }) {
  return (
    <div class="more">
      {/* A filter looks at what is here; it says how far that goes. */}
      {narrowed && view.more ? <p class="hint">{text.lookedThrough(view.jobs.length)}</p> : null}
      <button type="button" class="button" aria-disabled={view.loadingMore} onClick={onMore}>
        {view.loadingMore ? words.loading : text.showMore}
      </button>
    </div>
  );
}

/** Beside its screen it stands in the address: whoever opens a document and comes back finds the same list. */
function useChoice(): readonly [Choice, (choice: Choice) => void] {
  const [choice, setChoice] = useState(() => choiceOf(location.search));
  useEffect(() => {
    const follow = () => setChoice(choiceOf(location.search));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const choose = (next: Choice) => {
    setChoice(next);
    try {
      history.replaceState(null, '', choiceAddress(next));
    } catch {
      // A browser that finds an address changing too often: it is only not there for who comes back.
    }
  };
  return [choice, choose];
}
