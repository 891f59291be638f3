import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { Notice } from '../shell/Notice.tsx';
import { failureSentence, words } from '../words/words.ts';

interface ConfirmDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ComponentChildren;
  /** What the button that does it says. */
  readonly act: string;
  readonly dangerous?: boolean;
  /** The dialog stays open when this rejects, and says why. */
  readonly onConfirm: () => Promise<void>;
  /** Called once the dialog is closed, however that came. */
  readonly onClose: () => void;
}

/** Open from the moment it is rendered. Closed as the platform closes it, so that the focus goes back to where it was. */
export function ConfirmDialog({ title, children, act, dangerous = false, onConfirm, onClose }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => dialog.current?.showModal(), []);

  const confirm = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await onConfirm();
      dialog.current?.close();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={heading} onClose={onClose}>
      <h2 id={heading}>{title}</h2>
      {children}
      {failure ? (
        <Notice tone="bad" urgent>
          {failureSentence(failure)}
        </Notice>
      ) : null}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {words.operations.confirmCancel}
        </button>
        <button
          type="button"
          class={`button ${dangerous ? 'button-bad' : 'button-primary'}`}
          disabled={busy}
          onClick={() => void confirm()}
        >
          {busy ? words.operations.working : act}
        </button>
      </div>
    </dialog>
  );
}
