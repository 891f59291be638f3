import { beforeEach, describe, expect, it, vi } from 'vitest';
import { copyText } from './copy.ts';

type Contents = Readonly<Record<string, Promise<Blob>>>;

beforeEach(() => () => void vi.unstubAllGlobals());

function clipboard(write: (contents: Contents) => Promise<void>) {
  const written: string[] = [];
  class Item {
    readonly contents: Contents;
    constructor(contents: Contents) {
      this.contents = contents;
    }
  }
  vi.stubGlobal('ClipboardItem', Item);
  vi.stubGlobal('navigator', {
    clipboard: {
      write: ([item]: [Item]) => write(item.contents),
      writeText: async (text: string) => void written.push(text),
    },
  });
  return written;
}

describe('copying', () => {
  it('asks for the clipboard at once, while the text is still on its way', async () => {
    const copied = vi.fn(async (contents: Contents) => (await contents['text/plain'])?.text());
    clipboard(async (contents) => void (await copied(contents)));
    const text = Promise.withResolvers<string>();
    const done = copyText(text.promise);
    expect(copied).toHaveBeenCalledTimes(1);
    text.resolve('all of it');
    await done;
    expect(await copied.mock.results[0]?.value).toBe('all of it');
  });

  it('hands over the text itself where a promise is not taken', async () => {
    const written = clipboard(() => Promise.reject(new TypeError('no promises')));
    await copyText(Promise.resolve('all of it'));
    expect(written).toEqual(['all of it']);
    vi.stubGlobal('ClipboardItem', undefined);
    await copyText(Promise.resolve('again'));
    expect(written).toEqual(['all of it', 'again']);
  });

  it('rejects when there is no text, or no leave', async () => {
    clipboard(async (contents) => void (await contents['text/plain']));
    await expect(copyText(Promise.reject(new Error('not fetched')))).rejects.toThrow('not fetched');
    vi.stubGlobal('navigator', {});
    await expect(copyText(Promise.resolve(''))).rejects.toThrow();
  });
});
