/**
 * Somebody follows a link: they are given a token to sign in with, which may read that one document. Nothing is written.
 *
 * Twice: another token for the same visitor. Why a link does not open is told to nobody: an id that was guessed looks the same.
 *   A token outlives the link; what it may read does not, since the rules ask for the link again.
 */

import { leadsTo, visitorOf } from '../domain/shares.ts';
import type { Clock, Visitors } from './ports.ts';
import type { JobStore } from './storePorts.ts';

export interface OpenSharePorts {
  readonly clock: Clock;
  readonly jobs: JobStore;
  readonly visitors: Visitors;
}

export interface Opened {
  readonly token: string;
  readonly jobId: string;
  /** When the link ends by itself. */
  readonly expiresAt: number;
}

/** @returns undefined when the link does not lead to a document, or not any more */
export async function openShare(
  { clock, jobs, visitors }: OpenSharePorts,
  uid: string,
  shareId: string,
): Promise<Opened | undefined> {
  const share = await jobs.readShare(uid, shareId);
  if (share === undefined) return undefined;
  const { jobId, expiresAt } = share;
  if (!leadsTo(share, await jobs.readJob({ uid, jobId }), clock())) return undefined;
  const visitor = visitorOf(uid, shareId);
  return { token: await visitors.tokenFor(visitor.uid, visitor.claims), jobId, expiresAt };
}
