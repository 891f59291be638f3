import { describe, expect, it } from 'vitest';
import { ocrEngineContract, pgm } from '../testing/ocrEngineContract.ts';
import { FAILING_ENGINES, failingOnce, nullEngine } from '../testing/ocrEngines.ts';
import { recogniserOn } from './recogniser.ts';

const INK = { data: pgm(Buffer.alloc(100), 10), width: 10, height: 10, dpi: 300 };

ocrEngineContract('the null engine', nullEngine, async () => INK);

describe('an engine', () => {
  it('answers through its recogniser', async () => {
    const recogniser = recogniserOn(nullEngine(), 1000);
    expect(await recogniser.recognise(INK, ['eng'])).toEqual({ text: '', words: [], lines: [] });
    expect(await recogniser.detectOrientation(INK)).toEqual({ rotation: 0, script: null });
  });

  it.each(FAILING_ENGINES)('that %s costs one call, with %s', async (_, code, recognise) => {
    const recogniser = recogniserOn(failingOnce(recognise), 30, 30);
    await expect(recogniser.recognise(INK, ['eng'])).rejects.toMatchObject({ name: 'PipelineError', code });
    expect(await recogniser.recognise(INK, ['eng'])).toEqual({ text: '', words: [], lines: [] });
  });
});
