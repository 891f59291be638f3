import { describe, expect, it } from 'vitest';
import type { DocumentDoubts } from '../../../functions/src/contract/documents.ts';
import { answered, asked, EMPTY_INBOX, type Inbox, listArrived, notSaved, putAside, takenBack, upcoming } from './inbox.ts';

const documentOf = (jobId: string, words: Readonly<Record<string, number>>) =>
  ({
    ...{ jobId, name: `${jobId}.pdf`, lowest: Math.min(...Object.values(words)) },
    words: Object.entries(words).map(([text, confidence]) => ({
      pageNumber: 1,
      text,
      confidence,
      box: [confidence, 0, confidence + 1, 1],
    })),
  }) as unknown as DocumentDoubts;

const A = documentOf('a', { teh: 10, wrod: 30 });
const B = documentOf('b', { ov: 20 });
const open = () => listArrived(EMPTY_INBOX, [A, B]);
const texts = (inbox: Inbox) => upcoming(inbox).map(({ text }) => text);
/** Answers whatever is asked. */
const say = (inbox: Inbox, text: string) => (inbox.current === null ? inbox : answered(inbox, inbox.current, text));

describe('the inbox of words to check', () => {
  it('asks for the worst word of all documents first', () => {
    expect(texts(open())).toEqual(['teh', 'ov', 'wrod']);
    expect(open().current).toMatchObject({ text: 'teh', jobId: 'a', name: 'a.pdf' });
  });

  it('goes on at once, and does not ask again for what the server still lists', () => {
    const inbox = say(open(), 'the');
    expect(texts(inbox)).toEqual(['ov', 'wrod']);
    expect(texts(listArrived(inbox, [A, B]))).toEqual(['ov', 'wrod']);
    expect(texts(listArrived(inbox, [documentOf('a', { wrod: 30 }), B]))).toHaveLength(2);
  });

  it('stays with the word that somebody is at while the list changes', () => {
    const worse = listArrived(open(), [documentOf('c', { x: 1 }), A, B]);
    expect(worse.current?.text).toBe('teh');
    expect(texts(worse)).toEqual(['teh', 'x', 'ov', 'wrod']);
    expect(listArrived(worse, [B]).current?.text, 'it is gone: another window answered it').toBe('ov');
  });

  it('brings what was put aside at the end, and may be told to take one now', () => {
    const first = open();
    const later = putAside(first, first.current as never);
    expect(texts(later)).toEqual(['ov', 'wrod', 'teh']);
    const [, wrod] = upcoming(later);
    expect(texts(asked(later, wrod as never))).toEqual(['wrod', 'ov', 'teh']);
    expect(texts(say(say(later, 'of'), 'word'))).toEqual(['teh']);
  });

  it('takes answers back, the last one first, also when the server has forgotten the word', () => {
    const done = listArrived(say(say(open(), 'the'), 'of'), [documentOf('a', { wrod: 30 })]);
    const one = takenBack(done);
    expect(one.current?.text).toBe('ov');
    expect(texts(one)).toEqual(['ov', 'wrod']);
    const both = takenBack(one);
    expect(texts(both)).toEqual(['teh', 'ov', 'wrod']);
    expect(takenBack(both)).toBe(both);
    expect(texts(putAside(both, both.current as never)), 'not lost when it is put aside').toEqual(['ov', 'wrod', 'teh']);
    expect(texts(say(both, 'the'))).toEqual(['ov', 'wrod']);
  });

  it('brings a word back that could not be saved, after the one that somebody is at', () => {
    const first = open();
    const inbox = notSaved(say(first, 'the'), first.current as never, 'offline');
    expect(inbox.current?.text).toBe('ov');
    expect(texts(inbox)).toEqual(['ov', 'teh', 'wrod']);
    expect(inbox.trouble).toMatchObject({ doubt: { text: 'teh' }, failure: 'offline' });
    expect(say(say(inbox, 'of'), 'the').trouble, 'said again').toBeNull();
    const last = say(say(inbox, 'of'), 'the');
    const none = say(last, 'word');
    expect(none.current).toBeNull();
    expect(notSaved(none, first.current as never, 'denied').current?.text).toBe('teh');
  });

  it('is done when every word is', () => {
    const done = say(say(say(open(), 'the'), ''), 'word');
    expect([done.current, texts(done)]).toEqual([null, []]);
    expect(done.answers.map(({ doubt, text }) => [doubt.text, text])).toEqual([
      ['teh', 'the'],
      ['ov', ''],
      ['wrod', 'word'],
    ]);
  });
});
