/** The session over Firebase Auth. Loaded first and alone: the sign-in screen needs none of Firestore and Storage. */

import { initializeApp } from 'firebase/app';
import {
  browserLocalPersistence,
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  indexedDBLocalPersistence,
  initializeAuth,
  onAuthStateChanged,
  signInAnonymously,
  signInWithEmailAndPassword,
} from 'firebase/auth';
import type { Target } from './config.ts';
import type { Session } from './ports.ts';

export function openSession({ options, emulators }: Target): Session {
  // `initializeAuth` without the pop-up resolver: its iframe is needed only once someone chooses Google.
  const auth = initializeAuth(initializeApp(options), { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
  if (emulators) connectAuthEmulator(auth, `http://${emulators.auth.host}:${emulators.auth.port}`, { disableWarnings: true });

  return {
    ways: emulators ? ['anonymous', 'password'] : ['google'],
    watchUser: (next) => onAuthStateChanged(auth, (user) => next(user && { uid: user.uid, email: user.email })),
    async continueWithoutAccount() {
      await signInAnonymously(auth);
    },
    async signIn(email, password) {
      await signInWithEmailAndPassword(auth, email, password);
    },
    async createAccount(email, password) {
      await createUserWithEmailAndPassword(auth, email, password);
    },
    async signInWithGoogle() {
      const { signInWithGoogle } = await import('./google.ts');
      await signInWithGoogle(auth);
    },
    signOut: () => auth.signOut(),
  };
}
