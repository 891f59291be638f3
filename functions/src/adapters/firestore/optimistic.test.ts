import type { WriteBatch } from 'firebase-admin/firestore';
import { describe, expect, it } from 'vitest';
import { optimistically } from './optimistic.ts';

/** Batches whose commits end as told, one after the other. */
function batches(...ends: (Error | undefined)[]): () => WriteBatch {
  const commit = () => {
    const end = ends.shift();
    return end === undefined ? Promise.resolve([]) : Promise.reject(end);
  };
  return () => ({ commit }) as unknown as WriteBatch;
}

const failure = (code: number) => Object.assign(new Error(`code ${code}`), { code });

describe('an optimistic change', () => {
  it('reads and decides again when somebody else was faster, and returns what was written', async () => {
    let decisions = 0;
    const decide = async () => ({ result: ++decisions, write: () => undefined });
    const overtaken = [5, 6, 9, 10].map(failure);
    expect(await optimistically(batches(...overtaken, undefined), decide)).toBe(overtaken.length + 1);
  });

  it('fails at once when it is nobody else’s doing', async () => {
    let decisions = 0;
    const decide = async () => ({ result: ++decisions, write: () => undefined });
    await expect(optimistically(batches(failure(14)), decide)).rejects.toThrow('code 14');
    expect(decisions).toBe(1);
  });

  it('commits nothing when nothing was decided', async () => {
    const noBatch = () => {
      throw new Error('a batch was begun');
    };
    expect(await optimistically(noBatch, async () => ({ result: 'nothing' }))).toBe('nothing');
  });
});
