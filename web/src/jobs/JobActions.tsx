/** What its owner can do with a document as a whole: rename, share, put into the trash, take out of it, delete for good. */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { MAX_TITLE_LENGTH } from '../../../functions/src/contract/limits.ts';
import { isTerminalJob } from '../../../functions/src/contract/states.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { useRoom } from '../shell/context.ts';
import { Notice } from '../shell/Notice.tsx';
import { failureSentence, words } from '../words/words.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import { doTo } from './deeds.ts';
import { ShareDialog } from './ShareDialog.tsx';

const text = words.jobs;

export function JobActions({ job }: { job: JobDocument }) {
  const { store } = useRoom();
  const [open, setOpen] = useState<'rename' | 'share' | 'delete' | null>(null);
  const [busy, setBusy] = useState(false);
  const rename = useRef<HTMLButtonElement>(null);
  const wasRenaming = useRef(false);
  // The form takes the place of the button that opened it, and gives it back.
  useEffect(() => {
    if (open !== 'rename' && wasRenaming.current) rename.current?.focus();
    wasRenaming.current = open === 'rename';
  }, [open]);
  const close = () => setOpen(null);
  const run = async (deed: 'trashJob' | 'restoreJob' | 'deleteJob') => {
    setBusy(true);
    await doTo(store, deed, [job.jobId]);
    setBusy(false);
  };
  if (open === 'rename') return <RenameForm job={job} onDone={close} />;
  const isRunning = !isTerminalJob(job.status);
  return (
    <div class="actions">
      {job.trashedAt === null ? (
        <>
          <button ref={rename} type="button" class="button button-small" onClick={() => setOpen('rename')}>
            {text.rename}
          </button>
          <button type="button" class="button button-small" onClick={() => setOpen('share')}>
            {text.share}
          </button>
          <button
            type="button"
            class="button button-small"
            disabled={isRunning || busy}
            title={isRunning ? text.stopFirst : ''}
            onClick={() => void run('trashJob')}
          >
            {text.moveToTrash}
          </button>
        </>
      ) : (
        <>
          <button type="button" class="button button-small" disabled={busy} onClick={() => void run('restoreJob')}>
            {text.restore}
          </button>
          <button type="button" class="button button-small button-bad" disabled={busy} onClick={() => setOpen('delete')}>
            {text.deleteForGood}
          </button>
        </>
      )}
      {open === 'share' ? <ShareDialog job={job} onClose={close} /> : null}
      {open === 'delete' ? (
        <DeleteDialog
          count={1}
          onClose={close}
          onDelete={() => {
            close();
            void run('deleteJob');
          }}
        />
      ) : null}
    </div>
  );
}

function RenameForm({ job, onDone }: { job: JobDocument; onDone: () => void }) {
  const { store } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const save = async () => {
    const title = input.current?.value.trim() ?? '';
    if (title === nameOf(job)) return onDone();
    setBusy(true);
    try {
      await store.call('renameJob', { jobId: job.jobId, title: title === job.source.fileName ? '' : title });
      onDone();
    } catch (error) {
      setFailure(failureOf(error));
      setBusy(false);
    }
  };
  const hint = `rename-${job.jobId}`;
  return (
    <form
      class="rename"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <input
        ref={input}
        type="text"
        defaultValue={nameOf(job)}
        maxLength={MAX_TITLE_LENGTH}
        aria-label={text.renameLabel(nameOf(job))}
        aria-describedby={hint}
      />
      <button type="submit" class="button button-small button-primary" disabled={busy}>
        {text.save}
      </button>
      <button type="button" class="button button-small" onClick={onDone}>
        {text.cancel}
      </button>
      <p id={hint} class="hint">
        {text.renameHint(job.source.fileName)}
      </p>
      {failure === null ? null : (
        <Notice tone="bad" urgent>
          {failureSentence(failure)}
        </Notice>
      )}
    </form>
  );
}
