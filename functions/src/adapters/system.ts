/** The machine itself: clock, timer, names, compression. */

import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';

export const systemClock = (): number => Date.now();

export const randomOwner = (): string => randomUUID();

/** @param work must not reject */
export function every(milliseconds: number, work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  const timer = setInterval(() => {
    underWay ??= work().finally(() => {
      underWay = undefined;
    });
  }, milliseconds);
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}

const gzipBuffer = promisify(gzipCallback);

/** The same text always gives the same bytes: zlib writes no time into the header. */
export async function gzip(text: string): Promise<Uint8Array> {
  return gzipBuffer(text);
}
