/** One short run of `npm run chaos`, on a suite of its own. */

import { expect, it } from 'vitest';
import { runChaos } from './chaos.ts';
import { LEAST_JOBS } from './plan.ts';
import { describeRun, missedKinds } from './report.ts';

it('keeps every promise when everything goes wrong', async () => {
  const run = await runChaos({ seed: 1, jobs: LEAST_JOBS, log: () => undefined });
  expect(run.broken, describeRun(run).join('\n')).toEqual([]);
  expect(missedKinds(run)).toEqual([]);
}, 400_000);
