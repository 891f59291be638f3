/** What holds for all files on their way up: one word for those that wait for it, a pause for all, and that a page has to stay open. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { useRoom, useUploads } from '../shell/context.ts';
import { words } from '../words/words.ts';
import { uploadLine } from './line.ts';
import type { Upload, UploadState } from './queue.ts';

const text = words.upload;

export function UploadsBar({ uploads }: { uploads: readonly Upload[] }) {
  const { queue } = useRoom();
  const of = (...kinds: readonly UploadState['kind'][]) => uploads.filter(({ state }) => kinds.includes(state.kind));
  const asking = of('asking');
  const running = of('sending', 'waiting');
  const paused = of('paused');
  const each = (some: readonly Upload[], deed: (jobId: string) => void) => () => {
    for (const { jobId } of some) deed(jobId);
  };
  if (asking.length + running.length + paused.length === 0) return null;
  return (
    <div class="uploads-bar">
      <p>{asking.length > 0 ? text.asking(asking.length) : text.keepOpen}</p>
      <div class="actions">
        {asking.length > 0 ? (
          <>
            <button
              type="button"
              class="button button-small button-primary"
              onClick={each(asking, (jobId) => queue.start(jobId))}
            >
              {text.startAll(asking.length)}
            </button>
            <button type="button" class="button button-small" onClick={each(asking, (jobId) => queue.remove(jobId))}>
              {text.leaveOutAll}
            </button>
          </>
        ) : null}
        {running.length > 1 ? (
          <button type="button" class="button button-small" onClick={each(running, (jobId) => queue.pause(jobId))}>
            {text.pauseAll}
          </button>
        ) : null}
        {paused.length > 1 ? (
          <button type="button" class="button button-small" onClick={each(paused, (jobId) => queue.resume(jobId))}>
            {text.resumeAll}
          </button>
        ) : null}
      </div>
    </div>
  );
}

const SAID_MS = 10_000;

/** Says aloud that a file could not be sent, or waits for an answer: once for each, on whichever screen one is. */
export function UploadNews() {
  const uploads = useUploads();
  const said = useRef(new Set<string>());
  const [news, setNews] = useState({ id: 0, text: '' });
  useEffect(() => {
    const those = uploads.filter(({ state: { kind } }) => kind === 'refused' || kind === 'failed' || kind === 'asking');
    const fresh = those.filter(({ jobId }) => !said.current.has(jobId));
    said.current = new Set(those.map(({ jobId }) => jobId));
    if (fresh.length === 0) return;
    const bad = fresh.filter(({ state }) => state.kind !== 'asking');
    const asking = fresh.length - bad.length;
    const sentences = [
      ...bad.map((upload) => text.announceFailed(upload.fileName, uploadLine(upload, words))),
      ...(asking > 0 ? [words.tray.toggleAsking(asking)] : []),
    ];
    setNews(({ id }) => ({ id: id + 1, text: sentences.join(' ') }));
  }, [uploads]);
  // Read along with a later screen it would be no news.
  useEffect(() => {
    const timer = setTimeout(() => setNews(({ id }) => ({ id, text: '' })), SAID_MS);
    return () => clearTimeout(timer);
  }, [news.id]);
  return (
    <p class="visually-hidden" role="alert">
      {/* Anew each time: the same sentence twice would not be spoken. */}
      <span key={news.id}>{news.text}</span>
    </p>
  );
}
