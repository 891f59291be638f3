import { describe, expect, it } from 'vitest';
import { aPage, aTally, NOW } from '../testing/examples.ts';
import type { Page } from './model.ts';
import {
  decideAbandon,
  decideClaim,
  decideComplete,
  decideEnd,
  decideFailure,
  decideRenew,
  decideReopen,
  type Reading,
} from './pageStates.ts';

const REQUEST = { run: 1, owner: 'me', now: NOW, leaseMs: 1000, maxAttempts: 3 };
const LIMITS = { maxAttempts: 3, outageMs: 600_000 };
const READING: Reading = {
  languages: ['eng'],
  source: 'ocr',
  text: 'text',
  textTruncated: false,
  confidence: { mean: 90, p5: 50 },
  width: 10,
  height: 20,
  rotation: 0,
  skew: 0,
  warnings: [],
  artefacts: { image: 'i', words: 'w', thumbnail: 't' },
  digests: null,
  timings: { renderMs: 1, preprocessMs: 2, ocrMs: 3, totalMs: 6 },
};

function claimedBy(owner: string, expiresAt = NOW + 1000, attempts = 1): Page {
  return { ...aPage(), status: 'processing', attempts, lease: { owner, expiresAt } };
}

describe('claiming a page', () => {
  it('gives a waiting page to whoever asks first', () => {
    expect(decideClaim(aPage(), REQUEST)).toEqual({
      kind: 'claimed',
      attempt: 1,
      write: { status: 'processing', attempts: 1, startedAt: NOW, lease: { owner: 'me', expiresAt: NOW + 1000 } },
    });
  });

  it('leaves a page to a worker whose claim still holds', () => {
    expect(decideClaim(claimedBy('other'), REQUEST)).toEqual({ kind: 'busy', until: NOW + 1000 });
  });

  it('is the same claim when it is decided again because the answer to its writing was lost', () => {
    expect(decideClaim(claimedBy('me'), REQUEST)).toMatchObject({ kind: 'claimed', attempt: 1 });
  });

  it('takes a page over when the claim has run out, and counts the attempt', () => {
    const claim = decideClaim(claimedBy('dead', NOW), REQUEST);
    expect(claim).toMatchObject({ kind: 'claimed', attempt: 2 });
  });

  it('tells since when the page has been read in this run: the first attempt of it', () => {
    const first = decideClaim(aPage(), REQUEST);
    if (first.kind !== 'claimed') throw new Error(first.kind);
    const begun = { ...aPage(), ...first.write };
    const second = decideClaim(begun, { ...REQUEST, owner: 'next', now: NOW + 5000 });
    expect(second).toMatchObject({ kind: 'claimed', attempt: 2, write: { startedAt: NOW } });
    const reopened = { ...begun, ...decideReopen({ ...begun, status: 'failed' }, aTally(), 2, 'failed', [])?.page };
    expect(decideClaim(reopened, { ...REQUEST, run: 2, now: NOW + 9000 })).toMatchObject({ write: { startedAt: NOW + 9000 } });
  });

  it('gives up a page on which every attempt died', () => {
    expect(decideClaim(claimedBy('dead', NOW - 1, 3), REQUEST)).toEqual({ kind: 'exhausted' });
  });

  it.each(['completed', 'failed', 'cancelled'] as const)('leaves a page alone that is %s', (status) => {
    expect(decideClaim({ ...aPage(), status }, REQUEST)).toEqual({ kind: 'settled' });
  });

  it('ignores a task of another run', () => {
    expect(decideClaim({ ...aPage(), run: 2 }, REQUEST)).toEqual({ kind: 'stale' });
  });
});

describe('completing a page', () => {
  it('counts it with its times and confidence', () => {
    const settlement = decideComplete(claimedBy('me'), aTally(2), 'me', NOW, READING);
    expect(settlement).toMatchObject({
      kind: 'settled',
      page: { status: 'completed', text: 'text', lease: null, error: null, completedAt: NOW },
      tally: { completed: 1, failed: 0, ocrMs: 3, totalMs: 6, confidenceSum: 90, confidencePages: 1 },
      tallyFull: false,
    });
  });

  it('says so when it was the last of its tally', () => {
    const tally = { ...aTally(2), failed: 1 };
    expect(decideComplete(claimedBy('me'), tally, 'me', NOW, READING)).toMatchObject({ tallyFull: true });
  });

  it('does not let a page without words pull the mean confidence down', () => {
    const settlement = decideComplete(claimedBy('me'), aTally(), 'me', NOW, { ...READING, confidence: null });
    expect(settlement).toMatchObject({ tally: { confidenceSum: 0, confidencePages: 0 } });
  });

  it.each([
    ['another worker took over', claimedBy('other')],
    ['the page has ended', { ...aPage(), status: 'completed' as const }],
    ['the page waits again', aPage()],
  ])('writes nothing when %s', (_why, page) => {
    expect(decideComplete(page, aTally(), 'me', NOW, READING)).toEqual({ kind: 'lost' });
  });
});

describe('failing at a page', () => {
  it('puts the page back when the failure may pass', () => {
    expect(decideFailure(claimedBy('me'), aTally(), 'me', NOW, 'OCR_TIMEOUT', LIMITS)).toEqual({
      kind: 'released',
      page: { status: 'pending', error: { code: 'OCR_TIMEOUT', retryable: true }, lease: null },
      audit: [{ type: 'page_released', run: 1, at: NOW, page: 1, attempt: 1, code: 'OCR_TIMEOUT' }],
    });
  });

  it('fails the page for good after the last attempt', () => {
    expect(decideFailure(claimedBy('me', NOW + 1, 3), aTally(), 'me', NOW, 'OCR_TIMEOUT', LIMITS)).toMatchObject({
      kind: 'settled',
      page: { status: 'failed', error: { code: 'OCR_TIMEOUT' }, completedAt: NOW },
      tally: { failed: 1 },
    });
  });

  it('fails the page at once when no attempt can help', () => {
    expect(decideFailure(claimedBy('me'), aTally(), 'me', NOW, 'CORRUPT', LIMITS)).toMatchObject({
      kind: 'settled',
      page: { status: 'failed', error: { code: 'CORRUPT', retryable: false } },
    });
  });

  it('does not use up an attempt when Storage does not answer, for ten minutes', () => {
    const page = { ...claimedBy('me', NOW + 1, 3), startedAt: NOW };
    expect(decideFailure(page, aTally(), 'me', NOW + 599_999, 'IO_ERROR', LIMITS)).toMatchObject({
      kind: 'released',
      page: { status: 'pending', attempts: 2 },
    });
    expect(decideFailure(page, aTally(), 'me', NOW + 600_000, 'IO_ERROR', LIMITS)).toMatchObject({ kind: 'settled' });
  });

  it('writes nothing when the claim was lost', () => {
    expect(decideFailure(claimedBy('other'), aTally(), 'me', NOW, 'CORRUPT', LIMITS)).toEqual({ kind: 'lost' });
  });

  it('ends a page that nobody holds and that has no attempts left', () => {
    const page = claimedBy('dead', NOW - 1, 3);
    expect(decideFailure(page, aTally(), null, NOW, 'OCR_FAILED', LIMITS)).toMatchObject({ kind: 'settled' });
  });

  it('does not end a page that has attempts left by now: it was opened for a new run, or an outage cost it none', () => {
    expect(decideFailure({ ...aPage(), run: 2 }, aTally(), null, NOW, 'OCR_FAILED', LIMITS)).toEqual({ kind: 'lost' });
    expect(decideFailure({ ...aPage(), attempts: 2 }, aTally(), null, NOW, 'OCR_FAILED', LIMITS)).toEqual({ kind: 'lost' });
  });

  it('does not end such a page twice, or under a worker that holds it', () => {
    expect(decideFailure({ ...aPage(), status: 'failed' }, aTally(), null, NOW, 'OCR_FAILED', LIMITS)).toEqual({ kind: 'lost' });
    expect(decideFailure(claimedBy('other'), aTally(), null, NOW, 'OCR_FAILED', LIMITS)).toEqual({ kind: 'lost' });
  });
});

describe('a page whose worker is known to be gone', () => {
  it('waits again at once, and has lost no attempt', () => {
    expect(decideAbandon(claimedBy('gone', NOW + 1000, 2), 1, NOW)).toEqual({
      page: { status: 'pending', lease: null, attempts: 1 },
      audit: [{ type: 'page_released', run: 1, at: NOW, page: 1, attempt: 2 }],
    });
  });

  it('is lost to that worker, should it be there after all', () => {
    const page = { ...claimedBy('gone'), ...decideAbandon(claimedBy('gone'), 1, NOW)?.page };
    expect(decideComplete(page, aTally(), 'gone', NOW, READING)).toEqual({ kind: 'lost' });
    expect(decideClaim(page, REQUEST)).toMatchObject({ kind: 'claimed', attempt: 1 });
  });

  it('is left alone when nobody had it, it has ended, or it is of another run', () => {
    for (const page of [aPage(), { ...aPage(), status: 'completed' as const }, { ...claimedBy('other'), run: 2 }])
      expect(decideAbandon(page, 1, NOW)).toBeUndefined();
  });
});

describe('storing what was read', () => {
  it('is begun only by the worker that still has the page, with almost a whole lease before it', () => {
    const write = { lease: { owner: 'me', expiresAt: NOW + 1000 } };
    expect(decideRenew(claimedBy('me', NOW - 5), 'me', NOW, 1000)).toEqual({ isHeld: true, write });
    expect(decideRenew(claimedBy('me', NOW + 900), 'me', NOW, 1000)).toEqual({ isHeld: true, write });
    expect(decideRenew(claimedBy('other'), 'me', NOW, 1000)).toEqual({ isHeld: false });
    expect(decideRenew(aPage(), 'me', NOW, 1000)).toEqual({ isHeld: false });
  });

  it('costs no write while the lease is new', () => {
    expect(decideRenew(claimedBy('me', NOW + 901), 'me', NOW, 1000)).toEqual({ isHeld: true });
    expect(decideRenew(claimedBy('other', NOW + 901), 'me', NOW, 1000)).toEqual({ isHeld: false });
  });
});

describe('ending a page unread', () => {
  it('cancels it and counts it', () => {
    expect(decideEnd(aPage(), aTally(), 1, NOW, 'CANCELLED')).toMatchObject({
      kind: 'settled',
      page: { status: 'cancelled', error: { code: 'CANCELLED' }, completedAt: NOW },
      tally: { cancelled: 1 },
    });
  });

  it('fails it when its job may have no more tasks', () => {
    expect(decideEnd(aPage(), aTally(), 1, NOW, 'BUDGET_EXCEEDED')).toMatchObject({
      page: { status: 'failed', error: { code: 'BUDGET_EXCEEDED', retryable: true } },
      tally: { failed: 1, cancelled: 0 },
    });
  });

  it('leaves a page that is being read, has ended, or is of another run', () => {
    for (const page of [claimedBy('other'), { ...aPage(), status: 'completed' as const }, { ...aPage(), run: 2 }])
      expect(decideEnd(page, aTally(), 1, NOW, 'CANCELLED')).toEqual({ kind: 'lost' });
    expect(decideEnd(claimedBy('dead', NOW), aTally(), 1, NOW, 'CANCELLED')).toMatchObject({ kind: 'settled' });
  });
});

describe('a page in a new run', () => {
  const read: Page = { ...aPage(), ...READING, status: 'completed', attempts: 1, completedAt: NOW };
  const counted = { ...aTally(), completed: 1, confidenceSum: 90, confidencePages: 1 };

  it('that failed waits again, and is not counted any more', () => {
    const failed: Page = { ...aPage(), status: 'failed', attempts: 3, error: { code: 'OCR_FAILED', retryable: true } };
    expect(decideReopen(failed, { ...aTally(), failed: 1 }, 2, 'failed', ['deu'])).toMatchObject({
      page: { run: 2, status: 'pending', attempts: 0, error: null, languages: ['deu'] },
      tally: { failed: 0 },
    });
  });

  it('that was completed is left alone, unless all pages are wanted', () => {
    expect(decideReopen(read, counted, 2, 'failed', [])).toBeUndefined();
    expect(decideReopen(read, counted, 2, 'all', [])).toMatchObject({
      page: { status: 'pending', text: '', artefacts: null },
      tally: { completed: 0, confidenceSum: 0, confidencePages: 0 },
    });
  });

  it('is made ready once', () => {
    expect(decideReopen({ ...aPage(), run: 2, status: 'failed' }, { ...aTally(), failed: 1 }, 2, 'all', [])).toBeUndefined();
  });

  it('that an earlier run completed is passed over by the tasks of the new one', () => {
    expect(decideClaim(read, { ...REQUEST, run: 2 })).toEqual({ kind: 'settled' });
  });
});
