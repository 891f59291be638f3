import type { JobDocument } from '../../../functions/src/contract/documents.ts';
import { operationsJobAddress } from '../router.ts';
import { Link } from '../shell/Link.tsx';
import { errorSentence, locale, words } from '../words/words.ts';
import { failuresOf } from './view.ts';

const text = words.operations.failures;

export function FailuresPanel({ failed }: { readonly failed: readonly JobDocument[] | null }) {
  const counts = failuresOf(failed ?? []);
  const most = counts[0]?.count ?? 1;
  return (
    <section class="panel" aria-labelledby="op-failures">
      <h2 id="op-failures">{text.heading}</h2>
      {failed === null ? <p class="waiting">{words.loading}</p> : null}
      {failed?.length === 0 ? <p>{text.none}</p> : null}
      {counts.length > 0 ? <p class="op-line">{text.of(failed?.length ?? 0)}</p> : null}
      {counts.length === 0 ? null : (
        <ul class="failures">
          {counts.map(({ code, count, latest }) => (
            <li key={code}>
              <code title={errorSentence(code)}>{code}</code>
              <span class="failure-count">{count.toLocaleString(locale)}</span>
              <Link to={operationsJobAddress({ uid: latest.ownerUid, jobId: latest.jobId })} label={text.latestLabel(code)}>
                {text.latest}
              </Link>
              <span class="failure-bar" style={{ width: `${(count / most) * 100}%` }} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
