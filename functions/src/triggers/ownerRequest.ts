/** What operators want an owner to have: checked before it is written. */

import { MAX_ACTIVE_JOBS, MAX_BYTES_PER_DAY, MAX_PAGES_PER_DAY } from '../contract/limits.ts';
import { isUid } from '../contract/paths.ts';
import { LANES } from '../contract/states.ts';
import type { Limits, Owner } from '../domain/model.ts';
import { fieldsOf } from './callers.ts';

export type OwnerRequest =
  | { readonly ok: true; readonly uid: string; readonly owner: Owner }
  | { readonly ok: false; readonly field: string; readonly reason: string };

export const MOST_ALLOWED: Limits = {
  pagesPerDay: MAX_PAGES_PER_DAY,
  bytesPerDay: MAX_BYTES_PER_DAY,
  activeJobs: MAX_ACTIVE_JOBS,
};

/** @param data null, or nothing, for a limit that is to be the pipeline's own; 0 for an owner who may use nothing */
export function parseOwner(data: unknown): OwnerRequest {
  const fields = fieldsOf(data);
  const { uid } = fields;
  if (!isUid(uid)) return { ok: false, field: 'uid', reason: 'must name an owner' };
  const plan = LANES.find((it) => it === fields.plan);
  if (plan === undefined) return { ok: false, field: 'plan', reason: `must be one of ${LANES.join(', ')}` };
  const limits: { -readonly [L in keyof Limits]?: number } = {};
  for (const name of Object.keys(MOST_ALLOWED) as (keyof Limits)[]) {
    const value = fields[name] ?? null;
    if (value === null) continue;
    const most = MOST_ALLOWED[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most)
      return { ok: false, field: name, reason: `must be a whole number from 0 to ${most}, or null` };
    limits[name] = value;
  }
  return { ok: true, uid, owner: { plan, ...limits } };
}
