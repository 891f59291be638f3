/** Signed-in people as the emulators take them: by a token that nobody signed. */

export interface Person {
  /** null for somebody who is not signed in. */
  readonly uid: string | null;
  /** Custom claims, and those of the provider. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export const NOBODY: Person = { uid: null };

export interface SignedIn extends Person {
  readonly uid: string;
}

/** @returns the token of a person who is signed in to an emulator, undefined for one who is not */
export function tokenOf(person: SignedIn): string;
export function tokenOf(person: Person): string | undefined;
export function tokenOf({ uid, claims = {} }: Person): string | undefined {
  if (uid === null) return undefined;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const firebase = { sign_in_provider: 'password', identities: {} };
  return `${part({ alg: 'none', type: 'JWT' })}.${part({ sub: uid, user_id: uid, firebase, ...claims })}.`;
}
