/** The machine itself: clock, names, sleep, compression. */

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';

export const systemClock = (): number => Date.now();

export const randomOwner = (): string => randomUUID();

export async function sleep(milliseconds: number): Promise<void> {
  await setTimeout(milliseconds);
}

const gzipBuffer = promisify(gzipCallback);

/** The same text always gives the same bytes: zlib writes no time into the header. */
export async function gzip(text: string): Promise<Uint8Array> {
  return gzipBuffer(text);
}
