/** The steps between a drawn page and its text that could be left out, and the product without one of them. */

import { ALL_STEPS } from '../functions/src/adapters/images/preparer.ts';
import { tesseractEngine } from '../functions/src/adapters/ocr/tesseract.ts';
import { inProcessPageMaker } from '../functions/src/adapters/pages/inProcess.ts';
import type { EngineSettings } from '../functions/src/testing/engineWorld.ts';

/** What each does, for the table. */
export const STEPS = {
  soften: 'black and white pages are softened',
  smooth: 'grained pages are smoothed',
  light: 'uneven light is evened out',
  level: 'leaning lines are levelled',
  straighten: 'lines that draw together or are curved are straightened',
  rules: 'dotted and broken rules are taken away',
  'second reading': 'a page that is doubtful, or has print that was passed over, is read as one block too',
  turning: 'a page that makes no sense is asked how it lies',
} as const;
export type Step = keyof typeof STEPS;

export function settingsWithout(step: Step | 'none'): EngineSettings {
  const engine = tesseractEngine({ readTwice: step !== 'second reading' });
  const pages = inProcessPageMaker({ ...ALL_STEPS, ...(step in ALL_STEPS ? { [step]: false } : {}) });
  return {
    pages,
    engine: step === 'turning' ? { ...engine, detectOrientation: async () => ({ rotation: 0, script: null }) } : engine,
  };
}
