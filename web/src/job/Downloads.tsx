import { useState } from 'preact/hooks';
import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { hasResults, isTerminalJob } from '../../../functions/src/contract/states.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import type { Store } from '../firebase/ports.ts';
import { DownloadIcon } from '../shell/icons.tsx';
import { Notice } from '../shell/Notice.tsx';
import { failureSentence, words } from '../words/words.ts';
import { type Download, downloadsNote, downloadsOf } from './view.ts';

/** @param store the owner's, or a visitor's */
export function Downloads({ job, store }: { job: JobDocument; store: Pick<Store, 'readFile'> }) {
  const [fetching, setFetching] = useState<string | null>(null);
  const [failed, setFailed] = useState<{ download: Download; failure: Failure } | null>(null);
  const downloads = downloadsOf(job, words);
  const note = downloadsNote(job, words);
  if (downloads.length === 0) {
    return !isTerminalJob(job.status) || hasResults(job.status) ? <p class="hint">{words.job.downloadsSoon}</p> : null;
  }

  const fetchAndSave = async (download: Download) => {
    setFetching(download.name);
    setFailed(null);
    try {
      save(await store.readFile(download.path), download.saveAs);
    } catch (error) {
      setFailed({ download, failure: failureOf(error) });
    } finally {
      setFetching(null);
    }
  };

  return (
    <>
      <div class="downloads">
        {downloads.map((download) => (
          <button
            key={download.name}
            type="button"
            class={`button ${download.name === 'text' ? 'button-primary' : ''}`}
            aria-label={words.job.downloadLabel(download.label)}
            // Disabled it would lose the focus.
            aria-disabled={fetching === download.name}
            onClick={() => fetching === download.name || void fetchAndSave(download)}
          >
            <DownloadIcon /> {fetching === download.name ? words.job.downloading : download.label}
          </button>
        ))}
      </div>
      {note === null ? null : (
        <p class="hint" role="status">
          {note}
        </p>
      )}
      {failed ? (
        <Notice tone="bad" urgent onRetry={() => void fetchAndSave(failed.download)}>
          {failureSentence(failed.failure)}
        </Notice>
      ) : null}
    </>
  );
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click returns; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
