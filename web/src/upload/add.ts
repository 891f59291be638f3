import { showToast } from '../tray/toasts.ts';
import { words } from '../words/words.ts';
import { type Gathered, MOST_FILES } from './gather.ts';
import type { UploadQueue } from './queue.ts';
import { takeWishes } from './wishes.ts';

/** Adds what was found, and says what was not taken. */
export function addGathered(queue: UploadQueue, { files, leftOut, cut }: Gathered): void {
  if (files.length > 0) queue.add(files, takeWishes());
  const text = words.upload;
  const news = [
    ...(files.length === 0 && leftOut > 0 ? [text.nothingFound] : []),
    ...(cut ? [text.tooMany(MOST_FILES)] : []),
    ...(files.length > 0 && leftOut > 0 ? [text.leftOut(leftOut)] : []),
  ];
  if (news.length > 0) showToast(news.join(' '));
}
