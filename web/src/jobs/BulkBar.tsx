/** What can be done with all that are selected, among those that are shown. */

import { useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';
import { canRetry } from '../job/view.ts';
import { useRoom } from '../shell/context.ts';
import { words } from '../words/words.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import { type Deed, doTo } from './deeds.ts';

const text = words.jobs;

interface BulkBarProps {
  readonly jobs: readonly JobDocument[];
  readonly selected: ReadonlySet<string>;
  readonly onSelected: (selected: ReadonlySet<string>) => void;
  readonly onEnd: () => void;
}

export function BulkBar({ jobs, selected, onSelected, onEnd }: BulkBarProps) {
  const { store } = useRoom();
  const [busy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const mine = jobs.filter(({ jobId }) => selected.has(jobId));
  const run = async (deed: Deed, some: readonly JobDocument[]) => {
    setBusy(true);
    await doTo(
      store,
      deed,
      some.map(({ jobId }) => jobId),
    );
    setBusy(false);
    onEnd();
  };
  const button = (label: string, deed: Deed, some: readonly JobDocument[]) => (
    <button type="button" class="button button-small" disabled={busy || some.length === 0} onClick={() => void run(deed, some)}>
      {label}
    </button>
  );
  const trashed = mine.filter(({ trashedAt }) => trashedAt !== null);
  const isTrash = jobs.some(({ trashedAt }) => trashedAt !== null);
  const all = jobs.length > 0 && mine.length === jobs.length;
  return (
    <section class="bulk" aria-label={text.bulk}>
      <p role="status">{text.selected(mine.length)}</p>
      <div class="actions">
        <button
          type="button"
          class="button button-quiet button-small"
          onClick={() => onSelected(new Set(all ? [] : jobs.map(({ jobId }) => jobId)))}
        >
          {all ? text.selectNone : text.selectAll}
        </button>
        {mine.length === 0 ? null : isTrash ? (
          <>
            {button(text.restore, 'restoreJob', trashed)}
            <button
              type="button"
              class="button button-small button-bad"
              disabled={busy || trashed.length === 0}
              onClick={() => setAsking(true)}
            >
              {text.deleteForGood}
            </button>
          </>
        ) : (
          <>
            {button(text.retryFailed, 'retryJob', mine.filter(canRetry))}
            {button(
              text.moveToTrash,
              'trashJob',
              mine.filter(({ status }) => isTerminalJob(status)),
            )}
          </>
        )}
      </div>
      {isAsking ? (
        <DeleteDialog
          count={trashed.length}
          onClose={() => setAsking(false)}
          onDelete={() => {
            setAsking(false);
            void run('deleteJob', trashed);
          }}
        />
      ) : null}
    </section>
  );
}
