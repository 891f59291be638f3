import { useEffect, useState } from 'preact/hooks';
import type { PageWords } from '../../../functions/src/contract/documents.ts';
import { CutOut } from '../search/CutOut.tsx';
import type { PageParts } from '../search/pageParts.ts';
import { regionOf } from '../search/region.ts';
import { useMedia } from '../shell/browserState.ts';
import { useRoom } from '../shell/context.ts';
import { words } from '../words/words.ts';
import type { Doubt } from './inbox.ts';
import { lineOf } from './line.ts';
import { wordPage } from './wordPage.ts';

const text = words.check;
const WIDE = { aspect: 3, lines: 7 };
const NARROW_SCREEN = '(width < 40rem)';
/** On a phone a line would be too small to read. */
const NARROW = { aspect: 1.7, lines: 6 };

interface WordPictureProps {
  readonly parts: PageParts;
  readonly doubt: Doubt;
  /** Names the line for the field below. */
  readonly lineId: string;
}

/** The word on the scan with what stands around it, and the line it was read in. */
export function WordPicture({ parts, doubt, lineId }: WordPictureProps) {
  const { user } = useRoom();
  const { jobId, pageNumber, box } = doubt;
  const [page, setPage] = useState<PageWords | null>(null);
  const [image, setImage] = useState<Blob | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const job = { uid: user.uid, jobId };
    let over = false;
    setPage(null);
    setImage(null);
    setFailed(false);
    const fetch = async () => {
      const found = await wordPage(parts, job, doubt);
      if (over) return;
      if (found === undefined) return setFailed(true);
      setPage(found);
      const image = await parts.image(job, pageNumber, null);
      if (!over) setImage(image);
    };
    fetch().catch(() => over || setFailed(true));
    return () => {
      over = true;
    };
  }, [parts, user.uid, doubt.key, doubt.text]);

  const { aspect, lines } = useMedia(NARROW_SCREEN) ? NARROW : WIDE;
  const line = page === null ? undefined : lineOf(page, box);
  return (
    <>
      <div class="word-picture" style={{ aspectRatio: aspect }}>
        {failed ? <p class="hint">{text.noPicture}</p> : null}
        {page !== null && !failed ? (
          <CutOut
            image={image}
            region={regionOf(box, page, aspect, lines)}
            boxes={[box]}
            label={text.picture(doubt.text)}
            onFailed={() => setFailed(true)}
          />
        ) : null}
      </div>
      <p id={lineId} class="word-line" dir="auto">
        {line === undefined ? (
          <mark>{doubt.text}</mark>
        ) : (
          <>
            {line.before} <mark>{doubt.text}</mark> {line.after}
          </>
        )}
      </p>
    </>
  );
}
