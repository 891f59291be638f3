import { describe, expect, it } from 'vitest';
import { layoutOn, recallPreferences, zoomBy, zoomStep } from './preferences.ts';

describe('zoom', () => {
  it('goes step by step, from wherever it is, and ends somewhere', () => {
    expect([zoomStep('width', 1), zoomStep('page', -1), zoomStep(1.1, 1), zoomStep(1.25, -1)]).toEqual([1.25, 0.75, 1.25, 1]);
    expect([zoomStep(4, 1), zoomStep(0.5, -1)]).toEqual([4, 0.5]);
  });

  it('follows the wheel both ways, and stays within its bounds', () => {
    expect(zoomBy(zoomBy(1, 20), -20)).toBeCloseTo(1);
    let [large, small] = [1, 1] as [number, number];
    for (let turn = 0; turn < 99; turn++) [large, small] = [zoomBy(large, -1000) as number, zoomBy(small, 1000) as number];
    expect([large, small]).toEqual([5, 0.3]);
  });
});

it('what nobody chose, and a browser without storage, gives image and text; on a phone one of them', () => {
  expect(recallPreferences()).toEqual({ layout: 'both', marks: true });
  expect([layoutOn('both', false), layoutOn('image', false), layoutOn('both', true)]).toEqual(['text', 'image', 'both']);
});
