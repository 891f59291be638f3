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
  type User,
} from 'firebase/auth';
import type { Target } from './config.ts';
import type { Session } from './ports.ts';

export function openSession({ options, emulators }: Target): Session {
  // `initializeAuth` without the pop-up resolver: its iframe is needed only once someone chooses Google.
  const auth = initializeAuth(initializeApp(options), { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
  if (emulators) connectAuthEmulator(auth, `http://${emulators.auth.host}:${emulators.auth.port}`, { disableWarnings: true });

  return {
    ways: emulators ? ['anonymous', 'password'] : ['google'],
    watchUser(next) {
      let latest = 0;
      return onAuthStateChanged(auth, async (user) => {
        const mine = ++latest;
        const isOperator = user !== null && (await hasOperatorClaim(user));
        // Somebody else may have come while the token was looked at.
        if (mine === latest) next(user && { uid: user.uid, email: user.email, isOperator });
      });
    },
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

/** What the token says, which is renewed when it is too old; without a line to do so, an operator is a person like any other. */
async function hasOperatorClaim(user: User): Promise<boolean> {
  try {
    return (await user.getIdTokenResult()).claims.admin === true;
  } catch {
    return false;
  }
}
