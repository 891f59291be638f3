import { expect, it } from 'vitest';
import { reaching } from './documents.ts';

it('what Firestore answers but a result is worth another try; a defect of ours stays what it is', async () => {
  const unavailable = Object.assign(new Error('14 UNAVAILABLE'), { code: 14 });
  await expect(reaching(() => Promise.reject(unavailable))).rejects.toMatchObject({ code: 'IO_ERROR', cause: unavailable });
  const defect = new TypeError('undefined is not a function');
  await expect(reaching(() => Promise.reject(defect))).rejects.toBe(defect);
});
