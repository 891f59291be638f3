import { describe, expect, it } from 'vitest';
import { confidenceOf } from './confidence.ts';
import { costOf } from './cost.ts';
import { afterFailure, codeOf, PipelineError } from './failure.ts';

describe('confidence', () => {
  it('is the mean and the 5th percentile of the words', () => {
    const words = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(confidenceOf(words)).toEqual({ mean: 50.5, p5: 5 });
  });

  it('of one word is that word', () => {
    expect(confidenceOf([87.25])).toEqual({ mean: 87.3, p5: 87.3 });
  });

  it('is nothing without words', () => {
    expect(confidenceOf([])).toBeNull();
  });
});

describe('failure', () => {
  it('keeps the code of a known cause and calls everything else a defect of ours', () => {
    expect(codeOf(new PipelineError('CORRUPT'))).toBe('CORRUPT');
    expect(codeOf(new TypeError('x'))).toBe('UNKNOWN');
    expect(codeOf('a string, as some libraries throw')).toBe('UNKNOWN');
  });

  it('is tried again only where that can help and attempts are left', () => {
    expect(afterFailure('OCR_TIMEOUT', 1, 3)).toBe('try_again');
    expect(afterFailure('OCR_TIMEOUT', 3, 3)).toBe('give_up');
    expect(afterFailure('ENCRYPTED', 1, 3)).toBe('give_up');
  });
});

describe('cost', () => {
  it('grows with the time that workers spent', () => {
    const worker = { vcpus: 1, memoryGib: 2 };
    const [short, long] = [costOf(1000, 1, worker), costOf(2000, 1, worker)];
    expect(long - short).toBeCloseTo(0.000029, 6);
  });
});
