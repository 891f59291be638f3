/** What is done to documents from the list: one call each, a few at a time, and one piece of news for all of them. */

import type { Store } from '../firebase/ports.ts';
import { refusalSentence } from '../job/view.ts';
import { showToast } from '../tray/toasts.ts';
import { words } from '../words/words.ts';

export type Deed = 'cancelJob' | 'trashJob' | 'restoreJob' | 'deleteJob' | 'retryJob';

const CALLS_AT_ONCE = 4;
const text = words.jobs;

const NEWS: Readonly<Record<Deed, (n: number) => string>> = {
  cancelJob: text.cancelled,
  trashJob: text.trashed,
  restoreJob: text.restored,
  deleteJob: text.deleted,
  retryJob: text.retried,
};

/** Never rejects: what could not be done is said. @returns whether all of it was done */
export async function doTo(store: Store, deed: Deed, jobIds: readonly string[]): Promise<boolean> {
  const open = [...jobIds];
  const done: string[] = [];
  const refusals = new Set<string>();
  const work = async () => {
    for (let jobId = open.shift(); jobId !== undefined; jobId = open.shift()) {
      try {
        await store.call(deed, { jobId });
        done.push(jobId);
      } catch (error) {
        console.warn(deed, error);
        refusals.add(refusalSentence(error, words, new Date()));
      }
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
  const failed = jobIds.length - done.length;
  const news = [
    ...(done.length > 0 ? [NEWS[deed](done.length)] : []),
    ...(failed > 0 ? [text.someFailed(failed), ...refusals] : []),
  ];
  const undo = { label: text.undo, run: () => void doTo(store, 'restoreJob', done) };
  showToast(news.join(' '), deed === 'trashJob' && done.length > 0 ? undo : undefined);
  return failed === 0;
}
