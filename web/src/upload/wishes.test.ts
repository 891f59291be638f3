import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseOptions } from '../../../functions/src/contract/options.ts';
import {
  afterOutputClick,
  metadataOf,
  onWishes,
  recallWishes,
  setWishes,
  takeWishes,
  USUAL_OUTPUTS,
  type Wishes,
} from './wishes.ts';

function keepIn(saved: Map<string, string>): void {
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => saved.get(key) ?? null,
    setItem: (key: string, value: string) => saved.set(key, value),
  });
}

afterEach(() => vi.unstubAllGlobals());

describe('what files are read with', () => {
  const wishes: Wishes = {
    ...{ languages: ['eng', 'deu'], mode: 'force', model: 'accurate', pages: null, deskew: 'off', clean: 'off' },
    ...{ outputs: ['pdf'], retentionDays: 30, askFirst: true },
  };

  it('is remembered in this browser', () => {
    keepIn(new Map());
    expect(recallWishes()).toEqual({
      languages: ['eng'],
      ...{ mode: 'auto', model: 'fast', pages: null, deskew: 'auto', clean: 'auto' },
      outputs: USUAL_OUTPUTS,
      retentionDays: null,
      askFirst: false,
    });
    setWishes(wishes);
    expect(recallWishes()).toEqual(wishes);
  });

  it('is taken once of pages: they are those of the files at hand', () => {
    keepIn(new Map());
    const pages = { first: 5, last: 12 };
    const told: unknown[] = [];
    setWishes({ ...wishes, pages });
    const forget = onWishes((changed) => told.push(changed.pages));
    expect(recallWishes().pages).toBeNull();
    expect([takeWishes().pages, takeWishes().pages]).toEqual([pages, null]);
    forget();
    setWishes({ ...wishes, pages });
    expect(told).toEqual([null]);
  });

  it.each(['', 'null', '{', '[]', '7', '{"mode":"x","outputs":["x"],"askFirst":"yes"}', '{"outputs":7,"retentionDays":8}'])(
    'is the default when %j was remembered',
    (saved) => {
      keepIn(new Map([['pagestream.wishes', saved]]));
      expect(recallWishes()).toEqual({
        languages: ['eng'],
        ...{ mode: 'auto', model: 'fast', pages: null, deskew: 'auto', clean: 'auto' },
        outputs: USUAL_OUTPUTS,
        retentionDays: null,
        askFirst: false,
      });
    },
  );

  it('is sent as the server reads it', () => {
    const pages = { first: 5, last: null };
    const parsed = parseOptions(metadataOf({ ...wishes, pages }));
    expect(parsed).toMatchObject({
      ok: true,
      options: {
        languages: ['eng', 'deu'],
        mode: 'force',
        model: 'accurate',
        pages,
        deskew: 'off',
        clean: 'off',
        outputs: ['pdf'],
        retentionDays: 30,
      },
    });
    const usual = { ...wishes, mode: 'auto', model: 'fast', deskew: 'auto', clean: 'auto', retentionDays: null } as const;
    expect(metadataOf(usual)).toEqual({ languages: 'eng+deu', outputs: 'pdf' });
  });

  it('is always for some output', () => {
    expect(afterOutputClick(['text', 'pdf'], 'text')).toEqual(['pdf']);
    expect(afterOutputClick(['pdf'], 'pdf')).toEqual(['pdf']);
    expect(afterOutputClick(['pdf'], 'text')).toEqual(['text', 'pdf']);
  });
});
