/** Read-only links to one document: made with an end, copied, ended early. */

import { useState } from 'preact/hooks';
import type { JobDocument, Share } from '../../../functions/src/contract/documents.ts';
import { nameOf } from '../../../functions/src/contract/titles.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { CopyButton } from '../job/CopyButton.tsx';
import { sharedAddress } from '../router.ts';
import { useRoom } from '../shell/context.ts';
import { Notice } from '../shell/Notice.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { failureSentence, locale, words } from '../words/words.ts';
import { useOpenDialog } from './useOpenDialog.ts';
import { endText } from './view.ts';

const text = words.share;
const DAYS = [1, 7, 30] as const;

export function ShareDialog({ job, onClose }: { job: JobDocument; onClose: () => void }) {
  const { store } = useRoom();
  const dialog = useOpenDialog();
  const [days, setDays] = useState<number>(7);
  const [busy, setBusy] = useState<'create' | 'revoke' | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const ref = { uid: job.ownerUid, jobId: job.jobId };
  const shares = useWatch(`shares ${ref.uid} ${ref.jobId}`, () => store.watchShares(ref));

  const attempt = async (what: 'create' | 'revoke', deed: () => Promise<unknown>) => {
    setBusy(what);
    setFailure(null);
    try {
      await deed();
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(null);
  };

  return (
    <dialog ref={dialog} class="dialog share" aria-labelledby="share-title" onClose={onClose}>
      <h2 id="share-title">{text.title(nameOf(job))}</h2>
      <p>{text.text}</p>
      <fieldset class="choices">
        <legend>{text.lasts}</legend>
        {DAYS.map((each) => (
          <label key={each} class="choice">
            <input type="radio" name="share-days" checked={days === each} onChange={() => setDays(each)} />
            <span>{text.days(each)}</span>
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        class="button button-primary"
        disabled={busy !== null}
        onClick={() => void attempt('create', () => store.call('shareJob', { jobId: job.jobId, days }))}
      >
        {busy === 'create' ? text.creating : text.create}
      </button>
      {failure === null ? null : (
        <Notice tone="bad" urgent>
          {failureSentence(failure)}
        </Notice>
      )}
      <h3 class="share-heading">{text.links}</h3>
      {shares.state === 'failed' ? (
        <Notice tone="bad" urgent onRetry={shares.retry}>
          {failureSentence(shares.failure)}
        </Notice>
      ) : null}
      {shares.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
      {shares.state === 'ready' ? (
        <Links
          shares={shares.value}
          uid={ref.uid}
          onRevoke={(shareId) => void attempt('revoke', () => store.call('revokeShare', { shareId }))}
        />
      ) : null}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {text.close}
        </button>
      </div>
    </dialog>
  );
}

interface LinksProps {
  readonly shares: readonly Share[];
  readonly uid: string;
  readonly onRevoke: (shareId: string) => void;
}

function Links({ shares, uid, onRevoke }: LinksProps) {
  const now = Date.now();
  const open = shares
    .filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt.toMillis() > now)
    .toSorted((a, b) => b.createdAt.toMillis() - a.createdAt.toMillis());
  if (open.length === 0) return <p class="hint">{text.none}</p>;
  return (
    <ul class="share-links">
      {open.map(({ shareId, expiresAt }) => (
        <OneLink
          key={shareId}
          address={`${location.origin}${sharedAddress(uid, shareId)}`}
          until={endText(expiresAt.toDate(), new Date(now), locale)}
          onRevoke={() => onRevoke(shareId)}
        />
      ))}
    </ul>
  );
}

function OneLink({ address, until, onRevoke }: { address: string; until: string; onRevoke: () => void }) {
  return (
    <li>
      <input
        type="text"
        readOnly
        value={address}
        aria-label={`${text.link}. ${text.until(until)}`}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p class="hint">{text.until(until)}</p>
      <div class="actions">
        <CopyButton label={text.copyLabel(until)} text={async () => address}>
          {text.copy}
        </CopyButton>
        <button type="button" class="button button-small button-bad" aria-label={text.revokeLabel(until)} onClick={onRevoke}>
          {text.revoke}
        </button>
      </div>
    </li>
  );
}
