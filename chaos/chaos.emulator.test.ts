/** One short run of `npm run chaos`, on a suite of its own. */

import { expect, it } from 'vitest';
import { runChaos } from './chaos.ts';
import { LEAST_JOBS } from './plan.ts';
import { describeRun, missedKinds } from './report.ts';

it('keeps every promise when everything goes wrong', async () => {
  // A quick one, since its emulators are killed early; as many faults as any.
  const run = await runChaos({ seed: 18, jobs: LEAST_JOBS, log: () => undefined });
  expect(run.broken, describeRun(run).join('\n')).toEqual([]);
  expect(missedKinds(run)).toEqual([]);
}, 400_000);
