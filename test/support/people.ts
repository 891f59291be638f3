/** People with an account in the Auth emulator, as `web` signs them in. */

import type { SuiteAddresses } from '../../suite/suiteAddresses.ts';

export interface Account {
  readonly uid: string;
  readonly email: string;
  readonly password: string;
}

/** @param claims custom claims, as an administrator would set them: `{ admin: true }` makes an operator */
export async function makeAccount(suite: SuiteAddresses, email: string, claims: object = {}): Promise<Account> {
  const password = 'pagestream';
  const post = async (path: string, body: object): Promise<{ readonly localId: string }> => {
    const url = `http://${suite.auth.host}:${suite.auth.port}/identitytoolkit.googleapis.com/v1/${path}`;
    const headers = { 'content-type': 'application/json', authorization: 'Bearer owner' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { localId: string };
  };
  const { localId } = await post(`projects/${suite.projectId}/accounts`, { email, password });
  await post(`projects/${suite.projectId}/accounts:update`, { localId, customAttributes: JSON.stringify(claims) });
  return { uid: localId, email, password };
}
