/**
 * Files that were opened stay readable without a connection, in this browser, until their owner signs out.
 *
 * A file is kept under its path and its version, since the pipeline writes it again under its path: the picture of a page too, which
 * another reading may turn another way. Of the version that is asked for a kept file is as good as a fetched one, and no other is given.
 */

/** The part of the browser's `Cache` that is needed. */
export type FileCache = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;

/** Some 600 pages with pictures and words. */
export const MOST_BYTES = 150 * 1024 * 1024;
/** Larger ones are downloads, which people keep themselves. */
export const LARGEST_FILE_BYTES = 5 * 1024 * 1024;

const PREFIX = 'pagestream-files-';
const SIZE = 'x-kept-bytes';
const addressOf = (path: string, version: string | number) =>
  `/kept/${path.split('/').map(encodeURIComponent).join('/')}?version=${encodeURIComponent(version)}`;

export class KeptFiles {
  readonly #open: () => Promise<FileCache>;
  readonly #isOnline: () => boolean;
  readonly #mostBytes: number;
  /** Of all files; undefined until they have been counted. */
  #bytes: number | undefined;
  /** Keeping is one at a time, or two would count at once. */
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(open: () => Promise<FileCache>, isOnline: () => boolean = () => navigator.onLine, mostBytes = MOST_BYTES) {
    this.#open = open;
    this.#isOnline = isOnline;
    this.#mostBytes = mostBytes;
  }

  /**
   * @param version undefined: only the server's will do, and it is not kept
   * @param fetchNow asks the server; rejects with the SDK's error
   */
  async read(path: string, version: string | number | undefined, fetchNow: () => Promise<Blob>): Promise<Blob> {
    const address = version === undefined || this.#isClosed ? null : addressOf(path, version);
    const kept = address === null ? undefined : await this.#find(address);
    if (kept !== undefined) return kept;
    // The SDK would try for minutes before it said so.
    if (!this.#isOnline()) throw Object.assign(new Error(`no connection, and ${path} is not kept`), { code: 'unavailable' });
    const blob = await fetchNow();
    // What a browser does not let us keep (it is full, or forbids it) is only not there without a connection.
    if (address !== null) this.#last = this.#last.then(() => this.#keep(address, blob)).catch(() => undefined);
    return blob;
  }

  /** Their owner leaves: what is still on its way is not kept, and no cache is made anew. */
  close(): void {
    this.#isClosed = true;
  }

  /** Resolves once all that was read so far is kept. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #find(address: string): Promise<Blob | undefined> {
    // A browser that refuses to say is one that keeps nothing.
    return this.#open()
      .then(async (cache) => (await cache.match(address))?.blob())
      .catch(() => undefined);
  }

  async #keep(address: string, blob: Blob): Promise<void> {
    if (this.#isClosed || blob.size > LARGEST_FILE_BYTES) return;
    const cache = await this.#open();
    this.#bytes ??= (await sizes(cache)).reduce((sum, { bytes }) => sum + bytes, 0);
    const before = await cache.match(address);
    await cache.put(address, new Response(blob, { headers: { [SIZE]: String(blob.size) } }));
    this.#bytes += blob.size - sizeOf(before);
    if (this.#bytes > this.#mostBytes) this.#bytes = await dropOldest(cache, this.#mostBytes);
  }
}

const sizeOf = (response: Response | undefined) => Number(response?.headers.get(SIZE) ?? 0);

/** In the order in which they were written, the oldest first, which is that of `Cache.keys`. */
async function sizes(cache: FileCache): Promise<readonly { readonly request: Request; readonly bytes: number }[]> {
  const requests = await cache.keys();
  return Promise.all(requests.map(async (request) => ({ request, bytes: sizeOf(await cache.match(request)) })));
}

/** Makes room for a while: down to nine tenths. @returns what is left */
async function dropOldest(cache: FileCache, mostBytes: number): Promise<number> {
  const files = await sizes(cache);
  let left = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { request, bytes } of files) {
    if (left <= mostBytes * 0.9) break;
    await cache.delete(request);
    left -= bytes;
  }
  return left;
}

export function keptFilesOf(uid: string): KeptFiles {
  return new KeptFiles(() => caches.open(PREFIX + uid));
}

/** @param staying whose files stay; null: nobody's */
export async function forgetFiles(staying: string | null): Promise<void> {
  if (!('caches' in globalThis)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name.slice(PREFIX.length) !== staying);
  await Promise.all(names.map((name) => caches.delete(name)));
}
