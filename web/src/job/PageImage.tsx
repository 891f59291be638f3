import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../firebase/failure.ts';
import { useRoom } from '../shell/context.ts';
import { CrossIcon } from '../shell/icons.tsx';
import { Notice } from '../shell/Notice.tsx';
import { failureSentence, words } from '../words/words.ts';

interface PageImageProps {
  readonly path: string;
  readonly pageNumber: number;
  readonly width: number | null;
  readonly height: number | null;
}

/** The image beside the text: fetched when it comes near the view, at its true proportions from the start. */
export function PageImage({ path, pageNumber, width, height }: PageImageProps) {
  const { store } = useRoom();
  const frame = useRef<HTMLDivElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const [near, setNear] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [url, setUrl] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    if (frame.current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        setNear(true);
        observer.disconnect();
      },
      { rootMargin: '600px' },
    );
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);

  // Each attempt fetches anew.
  useEffect(() => {
    if (!near) return;
    let over = false;
    let made: string | null = null;
    setFailure(null);
    store.readFile(path).then(
      (blob) => {
        if (over) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      (error) => over || setFailure(failureOf(error)),
    );
    return () => {
      over = true;
      setUrl(null);
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [store, path, near, attempt]);

  return (
    <div class="page-image" ref={frame} style={{ aspectRatio: width && height ? `${width} / ${height}` : '210 / 297' }}>
      {failure ? (
        <Notice tone="warn" onRetry={() => setAttempt(attempt + 1)}>
          {words.page.imageFailed} {failureSentence(failure)}
        </Notice>
      ) : null}
      {url ? (
        <>
          <button
            type="button"
            class="page-image-button"
            aria-label={words.page.enlarge(pageNumber)}
            onClick={() => dialog.current?.showModal()}
          >
            <img src={url} alt={words.page.image(pageNumber)} width={width ?? undefined} height={height ?? undefined} />
          </button>
          <dialog ref={dialog} class="dialog dialog-image" aria-label={words.page.image(pageNumber)}>
            <button type="button" class="button button-small dialog-close" onClick={() => dialog.current?.close()}>
              <CrossIcon /> {words.page.close}
            </button>
            <img src={url} alt={words.page.image(pageNumber)} />
          </dialog>
        </>
      ) : null}
    </div>
  );
}
