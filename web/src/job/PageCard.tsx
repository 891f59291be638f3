import { useEffect, useState } from 'preact/hooks';
import type { PageDocument } from '../../../functions/src/contract/documents.ts';
import type { Language } from '../../../functions/src/contract/options.ts';
import { CheckIcon, CopyIcon } from '../shell/icons.tsx';
import { Notice } from '../shell/Notice.tsx';
import { errorSentence, words } from '../words/words.ts';
import { PageImage } from './PageImage.tsx';
import { reflow } from './reflow.ts';
import { pageLine, surenessOf } from './view.ts';
import { pageAnchor } from './window.ts';

/** Recognition's language codes as the ones that browsers know, for hyphenation, voices and spelling. */
const BROWSER_LANGUAGE: Readonly<Record<string, string>> = {
  eng: 'en',
  deu: 'de',
  fra: 'fr',
  spa: 'es',
  ita: 'it',
  por: 'pt',
  nld: 'nl',
  pol: 'pl',
  rus: 'ru',
  ell: 'el',
  ara: 'ar',
  hin: 'hi',
  chi_sim: 'zh-Hans',
  jpn: 'ja',
  kor: 'ko',
} satisfies Record<Language, string>;

export function PageCard({ page }: { page: PageDocument }) {
  const { pageNumber, status } = page;
  const anchor = pageAnchor(pageNumber);
  const sureness = page.confidence && status === 'completed' ? `sure-${surenessOf(page.confidence.mean)}` : '';
  return (
    <section class={`page page-${status}`} aria-labelledby={anchor}>
      <header class="page-header">
        <h2 id={anchor} class="page-heading" tabIndex={-1}>
          {words.page.heading(pageNumber)}
        </h2>
        <p class={`page-line ${sureness}`}>{pageLine(page, words)}</p>
        {status === 'completed' && page.text !== '' ? <CopyButton pageNumber={pageNumber} text={page.text} /> : null}
      </header>
      <PageBody page={page} />
    </section>
  );
}

function PageBody({ page }: { page: PageDocument }) {
  switch (page.status) {
    case 'pending':
    case 'processing':
      return <div class="page-ghost" aria-hidden="true" />;
    case 'failed':
      return <Notice tone="bad">{errorSentence(page.error?.code ?? 'UNKNOWN')}</Notice>;
    case 'cancelled':
      return <p class="hint">{words.page.cancelled}</p>;
    case 'completed':
      return (
        <div class="page-body">
          {page.artefacts ? (
            <PageImage path={page.artefacts.image} pageNumber={page.pageNumber} width={page.width} height={page.height} />
          ) : null}
          <div class="page-reading">
            {page.text.trim() === '' ? (
              <p class="hint">{words.page.noText}</p>
            ) : (
              // Arabic begins on the right.
              <p class="page-text" dir="auto" lang={BROWSER_LANGUAGE[page.languages[0] ?? '']}>
                {reflow(page.text)}
              </p>
            )}
            {page.textTruncated ? <p class="hint">{words.page.truncated}</p> : null}
          </div>
        </div>
      );
  }
}

function CopyButton({ pageNumber, text }: { pageNumber: number; text: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), outcome === 'copied' ? 2000 : 8000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      // Not a secure context, or not allowed: the text can still be selected by hand.
      setOutcome('refused');
    }
  };
  return (
    <div class="copy">
      <button
        type="button"
        class="button button-quiet button-small"
        aria-label={words.page.copyLabel(pageNumber)}
        onClick={() => void copy()}
      >
        {outcome === 'copied' ? <CheckIcon /> : <CopyIcon />} {outcome === 'copied' ? words.page.copied : words.page.copy}
      </button>
      <span role="status" class={outcome === 'refused' ? 'hint' : 'visually-hidden'}>
        {outcome === 'copied' ? words.page.copied : outcome === 'refused' ? words.page.copyFailed : ''}
      </span>
    </div>
  );
}
