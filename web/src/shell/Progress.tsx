import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { cellsOf, progressText } from '../job/view.ts';
import { words } from '../words/words.ts';

/** The product's sign: one cell a page that fills as the page is read; a plain bar for long documents. */
export function JobProgress({ progress, label }: { progress: JobDocument['progress']; label: string }) {
  const cells = cellsOf(progress);
  return (
    <div
      class={cells ? 'strip' : 'bar'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(progress.percent)}
      aria-valuetext={progressText(progress, words)}
    >
      {cells ? (
        // Cells have no identity of their own: the n-th stands for a count.
        cells.map((cell, i) => <span key={i} class={`cell cell-${cell}`} />)
      ) : (
        <span class="bar-fill" style={{ width: `${progress.percent}%` }} />
      )}
    </div>
  );
}

export function UploadProgress({ fraction, label }: { fraction: number; label: string }) {
  const percent = Math.floor(fraction * 100);
  return (
    <div class="bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <span class="bar-fill" style={{ width: `${percent}%` }} />
    </div>
  );
}
