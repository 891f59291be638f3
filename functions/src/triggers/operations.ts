/** Schedule and operators → the sweeper, the switch, and what owners may use. */

import { HttpsError, onCall } from 'firebase-functions/https';
import * as logger from 'firebase-functions/logger';
import { onSchedule } from 'firebase-functions/scheduler';
import { setMode } from '../app/setMode.ts';
import { setOwner as setOwnerOnce } from '../app/setOwner.ts';
import { sweep as sweepOnce } from '../app/sweep.ts';
import { region } from '../config.ts';
import { answering, checkOperator, fieldsOf } from './callers.ts';
import { parseOwner } from './ownerRequest.ts';

const SECONDS = 120;
/** Checking lost uploads opens their files. */
const options = { region, memory: '1GiB', timeoutSeconds: SECONDS, concurrency: 1 } as const;

async function run(trace: string, afterRestart: boolean) {
  const { ports } = await import('../wiring.ts');
  // What was begun may take a while longer.
  const until = Date.now() + (SECONDS * 1000) / 2;
  const swept = await sweepOnce(ports(), { trace, afterRestart, until });
  logger.info('sweep', { trace, ...swept });
  return swept;
}

export const sweepEveryMinute = onSchedule({ ...options, schedule: 'every 1 minutes', retryCount: 0 }, async () => {
  await run(crypto.randomUUID(), false);
});

/**
 * Operators: `{afterRestart?: boolean}` → what was put right. `afterRestart`: the queue has lost its tasks, so every job that
 * has not ended is taken up, however short its silence.
 */
export const sweep = onCall(options, (request) =>
  answering(async () => {
    checkOperator(request);
    return run(crypto.randomUUID(), fieldsOf(request.data).afterRestart === true);
  }),
);

const MODES = ['run', 'pause', 'stop'] as const;

/**
 * Operators: `{mode}` → `{mode}`. `pause`: uploads are accepted and wait; `stop`: nothing is begun at all; `run`: what waited
 * goes on.
 */
export const setPipelineMode = onCall(options, (request) =>
  answering(async () => {
    checkOperator(request);
    const mode = MODES.find((it) => it === fieldsOf(request.data).mode);
    if (mode === undefined) throw new HttpsError('invalid-argument', `mode must be one of ${MODES.join(', ')}.`);
    const { ports } = await import('../wiring.ts');
    await setMode(ports(), mode);
    logger.warn('pipeline mode', { mode, by: request.auth?.uid });
    if (mode === 'run') await run(crypto.randomUUID(), false);
    return { mode };
  }),
);

/**
 * Operators: `{uid, plan, pagesPerDay, bytesPerDay, activeJobs}` → `{}`; null for a limit that is to be the pipeline's own. Fails
 * with `invalid-argument` and says which field.
 */
export const setOwner = onCall(options, (request) =>
  answering(async () => {
    checkOperator(request);
    const wish = parseOwner(request.data);
    if (!wish.ok) throw new HttpsError('invalid-argument', `${wish.field} ${wish.reason}.`, { field: wish.field });
    const { ports } = await import('../wiring.ts');
    await setOwnerOnce(ports(), wish.uid, wish.owner);
    logger.warn('owner', { uid: wish.uid, ...wish.owner, by: request.auth?.uid });
    return {};
  }),
);
