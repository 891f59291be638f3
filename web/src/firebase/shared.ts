/**
 * A visitor's way to one document. It has a Firebase app of its own, whose session is in memory only: whoever is signed in here, in
 * this window or another, stays who they are, and nothing of the visit is left behind.
 */

import { deleteApp, initializeApp } from 'firebase/app';
import { connectAuthEmulator, initializeAuth, inMemoryPersistence, signInWithCustomToken } from 'firebase/auth';
import type { JobRef } from '../../../functions/src/contract/paths.ts';
import { findTarget } from './config.ts';
import type { Store } from './ports.ts';
import { openStore } from './store.ts';

export interface Visit {
  readonly kind: 'open';
  readonly store: Store;
  readonly job: JobRef;
  readonly expiresAt: Date;
  close(): void;
}

/** What the call answers for a link that leads nowhere, whatever the reason; and for one that never could. */
const ENDED = ['functions/not-found', 'functions/invalid-argument'];

/** Rejects with the SDK's error when the link could not be asked for. */
export async function openShared(uid: string, shareId: string): Promise<Visit | { readonly kind: 'ended' }> {
  const target = await findTarget();
  const { options, emulators } = target;
  // A link that is opened again is another visit, while the last one may still be closing.
  const app = initializeApp(options, `shared ${crypto.randomUUID()}`);
  const close = () => void deleteApp(app).catch(() => undefined);
  try {
    const auth = initializeAuth(app, { persistence: inMemoryPersistence });
    if (emulators) connectAuthEmulator(auth, `http://${emulators.auth.host}:${emulators.auth.port}`, { disableWarnings: true });
    const store = openStore(target, app);
    const { token, jobId, expiresAt } = await store.call('openShare', { uid, shareId });
    await signInWithCustomToken(auth, token);
    return { kind: 'open', store, job: { uid, jobId }, expiresAt: new Date(expiresAt), close };
  } catch (error) {
    close();
    if (ENDED.includes((error as { readonly code?: string } | null)?.code ?? '')) return { kind: 'ended' };
    throw error;
  }
}
