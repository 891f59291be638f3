import { describe, expect, it, vi } from 'vitest';
import type { Doubt } from './inbox.ts';
import { Saver } from './saver.ts';

const doubt = (text: string, pageNumber = 1, at = 0): Doubt => ({
  ...{ key: text, jobId: 'job', name: 'a.pdf', pageNumber, text, confidence: 9, box: [at, 0, at + 1, 1] },
});

describe('the saver of answers', () => {
  it('sends the first at once, and what is said meanwhile about the same page together', async () => {
    const calls: { request: unknown; answer: () => void }[] = [];
    const saver = new Saver((request) => new Promise<void>((answer) => calls.push({ request, answer })));
    const saved = [saver.save(doubt('teh'), 'the'), saver.save(doubt('ov', 1, 5), 'of'), saver.save(doubt('x', 1, 9), '')];
    const other = saver.save(doubt('y', 2), 'z');
    expect(calls.map(({ request }) => request)).toEqual([
      { jobId: 'job', pageNumber: 1, words: [{ box: [0, 0, 1, 1], was: 'teh', text: 'the' }] },
      { jobId: 'job', pageNumber: 2, words: [{ box: [0, 0, 1, 1], was: 'y', text: 'z' }] },
    ]);
    calls[1]?.answer();
    await other;
    calls[0]?.answer();
    await saved[0];
    await vi.waitFor(() => expect(calls).toHaveLength(3));
    expect(calls[2]?.request).toMatchObject({ words: [{ text: 'of' }, { text: '' }] });
    calls[2]?.answer();
    await Promise.all(saved);
  });

  it('sends the last of several answers about one word', async () => {
    const sent: unknown[] = [];
    const first = Promise.withResolvers<void>();
    const saver = new Saver(async ({ words }) => {
      sent.push(words.map(({ text }) => text));
      await first.promise;
    });
    const saved = [saver.save(doubt('teh'), 'tea'), saver.save(doubt('teh'), null), saver.save(doubt('teh'), 'the')];
    first.resolve();
    await Promise.all(saved);
    expect(sent).toEqual([['tea'], ['the']]);
  });

  it('tells each word of a call that failed, and sends what comes next', async () => {
    const saver = new Saver(vi.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValue(undefined));
    const failed = saver.save(doubt('teh'), 'the');
    const next = saver.save(doubt('ov', 1, 5), 'of');
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBeUndefined();
  });
});
