/** A page's image with its text laid over it: it can be selected, marked and pressed. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageDocument, PageWords } from '../../../functions/src/contract/documents.ts';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { Notice } from '../shell/Notice.tsx';
import { failureSentence, words } from '../words/words.ts';
import { isChanged, type ReadPage } from './corrected.ts';
import { layerOf } from './layer.ts';
import { useReading } from './reading.ts';

/** The image of a page as an address, for as long as it is wanted. @param run the page's: each reading draws it anew */
export function useImage(
  path: string | undefined,
  run: number,
): { url: string | null; failure: Failure | null; retry: () => void } {
  const { files } = useReading();
  const [attempt, setAttempt] = useState(0);
  const [seen, setSeen] = useState<{ path: string | undefined; run: number; url?: string; failure?: Failure }>({ path, run });
  // Each attempt fetches anew.
  useEffect(() => {
    if (path === undefined) return;
    let over = false;
    let made: string | null = null;
    files.image(path, run).then(
      (blob) => {
        if (over) return;
        made = URL.createObjectURL(blob);
        setSeen({ path, run, url: made });
      },
      (error) => over || setSeen({ path, run, failure: failureOf(error) }),
    );
    return () => {
      over = true;
      setSeen({ path, run });
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [files, path, run, attempt]);
  const { url = null, failure = null } = seen.path === path && seen.run === run ? seen : {};
  return { url, failure, retry: () => setAttempt(attempt + 1) };
}

interface PageScanProps {
  readonly page: PageDocument;
  readonly near: boolean;
  readonly pageWords: PageWords | null;
  readonly read: ReadPage | null;
  /** For each hit the indexes of its words. */
  readonly hits: readonly (readonly number[])[];
  readonly currentHit: number | null;
  /** Degrees clockwise by which the view is turned. */
  readonly turn: number;
  readonly onWord: (index: number) => void;
}

export function PageScan({ page, near, pageWords, read, hits, currentHit, turn, onWord }: PageScanProps) {
  const { pageNumber, artefacts } = page;
  const { url, failure, retry } = useImage(near ? artefacts?.image : undefined, page.run);
  const ratio = page.width && page.height ? page.width / page.height : 210 / 297;
  const isLying = turn % 180 !== 0;
  const shown = isLying ? 1 / ratio : ratio;
  return (
    // What is wider than its place can be scrolled, with the keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls has to be reachable
    <figure class="scan-frame" aria-label={words.page.scan(pageNumber)} tabIndex={0}>
      <div class="scan" style={{ aspectRatio: String(shown), '--ratio': String(shown) }}>
        <div
          class="scan-turned"
          style={{
            aspectRatio: String(ratio),
            ...(isLying ? { width: `${ratio * 100}%` } : { width: '100%' }),
            transform: `translate(-50%, -50%) rotate(${turn}deg)`,
          }}
        >
          {url ? (
            <img
              src={url}
              alt={words.page.image(pageNumber)}
              width={page.width ?? undefined}
              height={page.height ?? undefined}
              draggable={false}
            />
          ) : null}
          {near && pageWords !== null && read !== null ? (
            <TextLayer pageWords={pageWords} read={read} hits={hits} currentHit={currentHit} onWord={onWord} />
          ) : null}
        </div>
        {failure ? (
          <Notice tone="warn" onRetry={retry}>
            {words.page.imageFailed} {failureSentence(failure)}
          </Notice>
        ) : null}
      </div>
    </figure>
  );
}

type TextLayerProps = Pick<PageScanProps, 'hits' | 'currentHit' | 'onWord'> & {
  readonly pageWords: PageWords;
  readonly read: ReadPage;
};

function TextLayer({ pageWords, read, hits, currentHit, onWord }: TextLayerProps) {
  const { layout, readOnly } = useReading();
  const layer = useMemo(() => layerOf(pageWords), [pageWords]);
  const end = useRef<HTMLDivElement>(null);
  const hitOf = new Map(hits.flatMap((indexes, nth) => indexes.map((index) => [index, nth] as const)));
  // Hundreds of words: they are made anew only when something of them changed, not with every move of the page.
  const drawn = useMemo(
    () =>
      layer.map(({ left, top, width, fontSize, lineHeight, after }, i) => {
        const word = read.words[i];
        if (word === undefined || word.text === '') return after;
        const hit = hitOf.get(i);
        const state = isChanged(word) ? 'scan-corrected' : word.isDoubtful ? 'scan-doubtful' : '';
        const found = hit === undefined ? '' : hit === currentHit ? 'scan-hit scan-hit-current' : 'scan-hit';
        const natural = naturalWidth(word.text) * fontSize;
        return [
          <span
            key={i}
            data-word={i}
            class={`${state} ${found}`}
            style={{
              left: `${left}%`,
              top: `${top}%`,
              fontSize: `${fontSize}cqw`,
              lineHeight: `${lineHeight}cqw`,
              ...(natural > 0 ? { transform: `scaleX(${width / natural})` } : {}),
            }}
          >
            {word.text}
          </span>,
          after,
        ];
      }),
    [layer, read, hits, currentHit],
  );
  return (
    // The words can be reached by the keyboard in the list of words to check and by editing the page's text.
    <div
      class={`scan-text ${readOnly ? '' : 'scan-text-open'}`}
      dir="ltr"
      // Beside its text the same words would be read out twice.
      aria-hidden={layout === 'both' ? 'true' : undefined}
      onClick={(event) => {
        if (readOnly || getSelection()?.isCollapsed === false) return;
        const index = (event.target as Element).closest<HTMLElement>('[data-word]')?.dataset.word;
        if (index !== undefined) onWord(Number(index));
      }}
      onPointerDown={() => end.current?.classList.add('scan-text-end-near')}
      onPointerUp={() => end.current?.classList.remove('scan-text-end-near')}
    >
      {drawn}
      <div class="scan-text-end" ref={end} />
    </div>
  );
}

const MEASURED_AT = 100;
let measuring: CanvasRenderingContext2D | null | undefined;

/** How wide a text is in the layer's font, in sizes of the font. */
function naturalWidth(text: string): number {
  measuring ??= document.createElement('canvas').getContext('2d');
  if (!measuring) return 0;
  // The family is that of `.scan-text`.
  measuring.font = `${MEASURED_AT}px sans-serif`;
  return measuring.measureText(text).width / MEASURED_AT;
}
