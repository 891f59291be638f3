import { useEffect, useState } from 'preact/hooks';
import type { Box, PageCorrections } from '../../../functions/src/contract/documents.ts';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import type { Store } from '../firebase/ports.ts';
import { useNear } from '../shell/browserState.ts';
import { useRoom } from '../shell/context.ts';
import { words } from '../words/words.ts';
import { CutOut } from './CutOut.tsx';
import type { Place } from './haystacks.ts';
import type { PageParts } from './pageParts.ts';
import { hitBoxes, type Region, regionOfHit } from './region.ts';

const ASPECT = 2.6;
const LINES = 3.4;
/** Nothing is fetched for a query that is still being typed. */
const REST_MS = 400;

interface HitPictureProps {
  readonly parts: PageParts;
  readonly jobId: string;
  /** The reading in which the hit was found. */
  readonly run: number | null;
  readonly query: string;
  readonly place: Place;
  /** Whether the text that was searched has words that somebody put right. */
  readonly isCorrected: boolean;
}

interface Shown {
  readonly region: Region;
  readonly boxes: readonly Box[];
  readonly image: Blob;
}

/** The hit on the scan, fetched once it is in view. Without a network, or where the scan has no such words, there is none. */
export function HitPicture({ parts, jobId, run, query, place: { pageNumber, nth }, isCorrected }: HitPictureProps) {
  const { user, store } = useRoom();
  const [frame, inView] = useNear<HTMLDivElement>('0px');
  const [shown, setShown] = useState<Shown | null>(null);
  const [none, setNone] = useState(false);

  useEffect(() => {
    setShown(null);
    setNone(false);
    if (!inView) return;
    let over = false;
    const fetch = async () => {
      const job = { uid: user.uid, jobId };
      const [page, corrections] = await Promise.all([
        parts.words(job, pageNumber, run),
        isCorrected ? correctionsOf(store, job, pageNumber) : null,
      ]);
      const boxes = hitBoxes(page, corrections, query, nth);
      if (over) return;
      if (boxes.length === 0) return setNone(true);
      const image = await parts.image(job, pageNumber, run);
      if (!over) setShown({ region: regionOfHit(boxes, page, ASPECT, LINES), boxes, image });
    };
    const timer = setTimeout(() => void fetch().catch(() => over || setNone(true)), REST_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [parts, user.uid, jobId, run, query, pageNumber, nth, isCorrected, inView]);

  return (
    <div ref={frame} class={`hit-picture ${none ? 'hit-picture-none' : ''}`} style={{ aspectRatio: ASPECT }}>
      {shown ? <CutOut {...shown} label={words.search.picture(pageNumber)} onFailed={() => setNone(true)} /> : null}
    </div>
  );
}

/** As this device remembers them, or else from the server. */
function correctionsOf(store: Store, job: JobRef, pageNumber: number): Promise<PageCorrections | null> {
  const { promise, resolve, reject } = Promise.withResolvers<PageCorrections | null>();
  const unwatch = store.watchCorrections(job, pageNumber, 1)(([found]) => resolve(found ?? null), reject);
  return promise.finally(unwatch);
}
