/** The people that rules tell apart, as the emulators take them: a token that nobody signed. */

export interface Person {
  /** null for somebody who is not signed in. */
  readonly uid: string | null;
  /** Custom claims, and those of the provider. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export const NOBODY: Person = { uid: null };

/** @returns the token of a person who is signed in to an emulator, undefined for one who is not */
export function tokenOf({ uid, claims = {} }: Person): string | undefined {
  if (uid === null) return undefined;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const firebase = { sign_in_provider: 'password', identities: {} };
  return `${part({ alg: 'none', type: 'JWT' })}.${part({ sub: uid, user_id: uid, firebase, ...claims })}.`;
}

/** What a request came to: the rules refused it, or they did not (and then it may still have found nothing). */
export type Verdict = 'allowed' | 'denied';

/** @throws for an answer that says neither, since a test must not take a broken request for a denial */
export async function verdictOf(response: Response): Promise<Verdict> {
  const body = await response.text();
  if (response.status === 401 || response.status === 403) return 'denied';
  if (response.ok || response.status === 404) return 'allowed';
  throw new Error(`The emulator answered ${response.status}: ${body}`);
}
