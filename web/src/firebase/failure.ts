/** What can go wrong between this browser and Firebase, in the few kinds that people can act upon. */

import type { JobQuota } from '../../../functions/src/contract/documents.ts';

export const FAILURES = [
  'offline',
  'denied',
  'missing',
  'file_unreadable',
  'wrong_credentials',
  'email_taken',
  'bad_email',
  'weak_password',
  'too_many_tries',
  'not_enabled',
  'popup_closed',
  'popup_blocked',
  'start_failed',
  'not_now',
  'exhausted',
  'unknown',
] as const;
export type Failure = (typeof FAILURES)[number];

const KINDS: Readonly<Record<string, Failure>> = {
  'auth/network-request-failed': 'offline',
  'auth/invalid-credential': 'wrong_credentials',
  'auth/wrong-password': 'wrong_credentials',
  'auth/user-not-found': 'wrong_credentials',
  'auth/user-disabled': 'denied',
  'auth/email-already-in-use': 'email_taken',
  'auth/invalid-email': 'bad_email',
  'auth/missing-email': 'bad_email',
  'auth/weak-password': 'weak_password',
  'auth/missing-password': 'weak_password',
  'auth/password-does-not-meet-requirements': 'weak_password',
  'auth/too-many-requests': 'too_many_tries',
  'auth/operation-not-allowed': 'not_enabled',
  'auth/admin-restricted-operation': 'not_enabled',
  'auth/popup-closed-by-user': 'popup_closed',
  'auth/cancelled-popup-request': 'popup_closed',
  'auth/popup-blocked': 'popup_blocked',
  'permission-denied': 'denied',
  unauthenticated: 'denied',
  unavailable: 'offline',
  'deadline-exceeded': 'offline',
  'not-found': 'missing',
  'failed-precondition': 'not_now',
  'resource-exhausted': 'exhausted',
  'storage/unauthorized': 'denied',
  'storage/unauthenticated': 'denied',
  'storage/object-not-found': 'missing',
  'storage/retry-limit-exceeded': 'offline',
};

/** The kind of an error that a Firebase SDK threw (they all carry a `code`); callables answer Firestore’s, with a prefix. */
export function failureOf(error: unknown): Failure {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  const kind = typeof code === 'string' ? KINDS[code.replace(/^functions\//, '')] : undefined;
  // A call that found no line says no more than that it failed.
  return kind ?? (navigator.onLine === false ? 'offline' : 'unknown');
}

/** The allowance that did not suffice for what a callable was asked; null when it failed for another cause. */
export function quotaOf(error: unknown): JobQuota | null {
  return (error as { details?: { quota?: JobQuota } | null } | null | undefined)?.details?.quota ?? null;
}
