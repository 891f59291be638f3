/** What a caller wants read again: checked before anything is done. */

import { type JobOptions, parseOptions } from '../contract/options.ts';
import { RETRY_SCOPES, type RetryScope } from '../contract/states.ts';
import { fieldsOf } from './callers.ts';

export type RetryRequest =
  /** @property options undefined: the job keeps its own */
  | { readonly ok: true; readonly scope: RetryScope; readonly options: JobOptions | undefined }
  | { readonly ok: false; readonly field: string; readonly reason: string };

/** @param data of a call that names a job; null is as left out, since Firebase's SDKs send it for what is undefined */
export function parseRetry(data: unknown): RetryRequest {
  const { pages, options } = fieldsOf(data);
  const scope = RETRY_SCOPES.find((it) => it === (pages ?? 'failed'));
  if (scope === undefined) return { ok: false, field: 'pages', reason: `must be one of ${RETRY_SCOPES.join(', ')}` };
  if (options === undefined || options === null) return { ok: true, scope, options: undefined };
  if (typeof options !== 'object' || Array.isArray(options)) return { ok: false, field: 'options', reason: 'must be an object' };
  const parsed = parseOptions(fieldsOf(options));
  if (!parsed.ok) return { ok: false, field: parsed.option, reason: parsed.reason };
  return { ok: true, scope, options: parsed.options };
}
