import { words } from '../words/words.ts';
import { useOpenDialog } from './useOpenDialog.ts';

const text = words.jobs;

/** The last question before something is gone. */
export function DeleteDialog({ count, onDelete, onClose }: { count: number; onDelete: () => void; onClose: () => void }) {
  const dialog = useOpenDialog();
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="delete-title" onClose={onClose}>
      <h2 id="delete-title">{text.deleteTitle(count)}</h2>
      <p>{text.deleteText}</p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {text.keep}
        </button>
        <button type="button" class="button button-bad" onClick={onDelete}>
          {text.deleteForGood}
        </button>
      </div>
    </dialog>
  );
}
