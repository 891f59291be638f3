import type { ComponentChildren } from 'preact';
import { whenText } from '../jobs/view.ts';
import { jobAddress } from '../router.ts';
import { Link } from '../shell/Link.tsx';
import { locale, words } from '../words/words.ts';
import { HitPicture } from './HitPicture.tsx';
import { MAX_HITS, type Snippet } from './haystacks.ts';
import type { Finding } from './library.ts';
import type { Span } from './match.ts';
import type { PageParts } from './pageParts.ts';
import { hitAddress } from './view.ts';

const text = words.search;

interface FindingCardProps {
  readonly finding: Finding;
  readonly query: string;
  readonly parts: PageParts;
}

/** One document with what was found in it. */
export function FindingCard({ finding, query, parts }: FindingCardProps) {
  const { jobId, name, nameHits, createdAt, run, hits, snippets, isCorrected } = finding;
  const created = new Date(createdAt);
  const [first] = snippets;
  return (
    <li class="finding">
      <div class="finding-head">
        <h2 class="finding-name" dir="auto">
          <Link to={hits > 0 ? hitAddress(jobId, query, null) : jobAddress(jobId)}>{marked(name, nameHits)}</Link>
        </h2>
        <p class="finding-facts">
          <span>{hits === 0 ? text.inName : hits >= MAX_HITS ? text.manyHits(MAX_HITS) : text.hits(hits)}</span>{' '}
          <time dateTime={created.toISOString()} title={created.toLocaleString(locale)}>
            {whenText(created, new Date(), locale)}
          </time>
        </p>
      </div>
      {first === undefined ? null : (
        <div class="finding-body">
          <HitPicture parts={parts} jobId={jobId} run={run} query={query} place={first} isCorrected={isCorrected} />
          <ul class="snippets">
            {snippets.map((snippet) => (
              <SnippetLine
                key={`${snippet.pageNumber} ${snippet.nth}`}
                snippet={snippet}
                to={hitAddress(jobId, query, snippet.pageNumber)}
              />
            ))}
          </ul>
        </div>
      )}
    </li>
  );
}

function SnippetLine({ snippet: { pageNumber, before, hit, after }, to }: { snippet: Snippet; to: string }) {
  return (
    <li>
      <Link to={to} class="snippet">
        <span class="snippet-page">{text.page(pageNumber)}</span>{' '}
        <span class="snippet-text" dir="auto">
          {before}
          <mark>{hit}</mark>
          {after}
        </span>
      </Link>
    </li>
  );
}

function marked(name: string, spans: readonly Span[]): ComponentChildren {
  const pieces: ComponentChildren[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (start < at) continue;
    pieces.push(name.slice(at, start), <mark key={start}>{name.slice(start, end)}</mark>);
    at = end;
  }
  return [...pieces, name.slice(at)];
}
