/** Callable functions as clients call them: one POST with the caller's token. */

import { type Person, tokenOf } from '../../suite/emulatorTokens.ts';
import type { SuiteAddresses } from '../../suite/suiteAddresses.ts';

/** What an operator is: a custom claim. */
export const OPERATOR: Person = { uid: 'operator', claims: { admin: true } };

/** `ok`: what the function answered; otherwise the status of its HttpsError, in lower case (`not-found`). */
export type Answer = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly status: string };

export async function call(suite: SuiteAddresses, who: Person, name: string, data: object): Promise<Answer> {
  const { host, port } = suite.functions;
  const token = tokenOf(who);
  const response = await fetch(`http://${host}:${port}/${suite.projectId}/us-central1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ data }),
  });
  const body = (await response.json()) as { result?: unknown; error?: { status: string } };
  if (body.error === undefined) return { ok: true, result: body.result };
  return { ok: false, status: body.error.status.toLowerCase().replaceAll('_', '-') };
}

/** As an operator. @throws when the switch did not move: whoever comes next would wait in vain */
export async function setMode(suite: SuiteAddresses, mode: 'run' | 'pause' | 'stop'): Promise<void> {
  const answer = await call(suite, OPERATOR, 'setPipelineMode', { mode });
  if (!answer.ok) throw new Error(`setPipelineMode ${mode}: ${answer.status}`);
}
