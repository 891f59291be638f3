/** What a page asks of Firestore and is told by it, from what goes over the line: no test has to believe the app about it. */

import type { Page } from 'playwright-core';

/** A query's collection, or a document's path. */
type Source = string;

interface AddTarget {
  readonly targetId: number;
  readonly query?: { readonly structuredQuery: { readonly from: readonly [{ readonly collectionId: string }] } };
  readonly documents?: { readonly documents: readonly string[] };
}

export interface Listening {
  /** What was ever listened to, by the number that the SDK gave it: it asks again by the same number when the line comes back. */
  readonly asked: ReadonlyMap<number, Source>;
  /** What is listened to now. */
  readonly open: ReadonlyMap<number, Source>;
  /** How often a collection was begun to be listened to. */
  timesOn(collection: string): number;
  /** The most listeners on a collection that there were at once. */
  mostOn(collection: string): number;
  /**
   * Documents that arrived, each once for each time that it was written. Each is a read, and so is a listener that found nothing. What
   * comes once more when a line is taken up again is none: it is asked for with a token, of which the emulator takes no notice.
   */
  documents(): number;
  /** All other requests. */
  readonly others: readonly string[];
}

const LISTEN = '/google.firestore.v1.Firestore/Listen/channel';

export async function watchListening(page: Page): Promise<Listening> {
  const asked = new Map<number, Source>();
  const open = new Map<number, Source>();
  const most = new Map<Source, number>();
  const times = new Map<Source, number>();
  const others: string[] = [];
  page.on('request', (request) => {
    if (!request.url().includes(LISTEN)) return void others.push(`${request.method()} ${request.url()}`);
    for (const message of new URLSearchParams(request.postData() ?? '').values()) {
      if (!message.startsWith('{')) continue;
      const { addTarget, removeTarget } = JSON.parse(message) as { addTarget?: AddTarget; removeTarget?: number };
      if (addTarget !== undefined) {
        const source = addTarget.query?.structuredQuery.from[0].collectionId ?? addTarget.documents?.documents[0] ?? '';
        asked.set(addTarget.targetId, source);
        open.set(addTarget.targetId, source);
        times.set(source, (times.get(source) ?? 0) + 1);
        most.set(source, Math.max(most.get(source) ?? 0, [...open.values()].filter((each) => each === source).length));
      }
      if (removeTarget !== undefined) open.delete(removeTarget);
    }
  });

  // An answer goes on for as long as somebody listens, so it is read as it comes.
  const devtools = await page.context().newCDPSession(page);
  const told = new Map<string, Buffer[]>();
  devtools.on('Network.responseReceived', async ({ requestId, response }) => {
    if (!response.url.includes(LISTEN)) return;
    const parts: Buffer[] = [];
    told.set(requestId, parts);
    // What has ended already only took a message; documents come where there is no end.
    const begun = await devtools.send('Network.streamResourceContent', { requestId }).catch(() => undefined);
    if (begun !== undefined) parts.unshift(Buffer.from(begun.bufferedData, 'base64'));
  });
  devtools.on('Network.dataReceived', ({ requestId, data }) => {
    if (data !== undefined) told.get(requestId)?.push(Buffer.from(data, 'base64'));
  });
  await devtools.send('Network.enable');

  return {
    ...{ asked, open, others },
    timesOn: (collection) => times.get(collection) ?? 0,
    mostOn: (collection) => most.get(collection) ?? 0,
    documents: () => {
      const text = [...told.values()].map((parts) => Buffer.concat(parts).toString()).join('\n');
      return new Set([...text.matchAll(CHANGE)].map(([, name, updateTime]) => `${name} ${updateTime}`)).size;
    },
  };
}

const CHANGE = /"documentChange":\s*\{\s*"document":\s*\{\s*"name":\s*"([^"]+)".*?"updateTime":\s*"([^"]+)"/gs;
