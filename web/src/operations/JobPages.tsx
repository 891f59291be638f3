import { useState } from 'preact/hooks';
import type { PageDocument } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import type { Span } from '../job/window.ts';
import { useRoom } from '../shell/context.ts';
import { Notice } from '../shell/Notice.tsx';
import { useWatch } from '../shell/useWatch.ts';
import { failureSentence, locale, words } from '../words/words.ts';
import { durationText } from './view.ts';

const text = words.operations.job;
const PAGES_SHOWN = 50;

/** Each page's attempts and times, so many at a time, live. */
export function JobPages({ job, span }: { readonly job: JobRef; readonly span: Span }) {
  const { store } = useRoom();
  const [first, setFirst] = useState(span.first);
  const pages = useWatch(`pages ${job.uid} ${job.jobId} ${first}`, () => store.watchPages(job, first, PAGES_SHOWN));
  const last = Math.min(first + PAGES_SHOWN - 1, span.last);
  const columns = [text.page, text.pageState, text.attempts, text.drawing, text.reading, text.inAll];
  return (
    <>
      {pages.state === 'failed' ? (
        <Notice tone="bad" urgent onRetry={pages.retry}>
          {failureSentence(pages.failure)}
        </Notice>
      ) : null}
      {pages.state === 'loading' ? <p class="waiting">{words.loading}</p> : null}
      {pages.state === 'ready' ? (
        <table class="op-pages">
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pages.value.map((page) => (
              <PageRow key={page.pageNumber} page={page} />
            ))}
          </tbody>
        </table>
      ) : null}
      {span.last - span.first >= PAGES_SHOWN ? (
        <div class="op-window">
          <button
            type="button"
            class="button button-small"
            disabled={first === span.first}
            onClick={() => setFirst(Math.max(span.first, first - PAGES_SHOWN))}
          >
            {text.earlier}
          </button>
          <p role="status">{text.pageWindow(first, last, span.last - span.first + 1)}</p>
          <button
            type="button"
            class="button button-small"
            disabled={last >= span.last}
            onClick={() => setFirst(first + PAGES_SHOWN)}
          >
            {text.later}
          </button>
        </div>
      ) : null}
    </>
  );
}

function PageRow({ page: { pageNumber, status, attempts, timings, error } }: { readonly page: PageDocument }) {
  const took = (ms: number | undefined) => (ms === undefined ? '' : durationText(ms, locale));
  return (
    <tr>
      <th scope="row">{pageNumber.toLocaleString(locale)}</th>
      <td>
        {words.page.status[status]}
        {error ? <code>{error.code}</code> : null}
      </td>
      <td>{attempts}</td>
      <td>{took(timings?.renderMs)}</td>
      <td>{took(timings?.ocrMs)}</td>
      <td>{took(timings?.totalMs)}</td>
    </tr>
  );
}
