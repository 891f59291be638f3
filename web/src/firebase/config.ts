/** Which Firebase this page talks to: the emulators that the suite announces, else the project that hosts it. */

import type { FirebaseOptions } from 'firebase/app';
import { DEFAULT_REGION } from '../../../functions/src/contract/calls.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

/** `/emulators.json`, written by the suite; the file in `public/` holds `null`, which means production. */
export interface Emulators {
  readonly projectId: string;
  readonly auth: Address;
  readonly firestore: Address;
  readonly storage: Address;
  readonly functions: Address;
  readonly functionsRegion: string;
}

export interface Target {
  readonly options: FirebaseOptions;
  readonly emulators: Emulators | null;
  readonly functionsRegion: string;
}

export async function findTarget(): Promise<Target> {
  const emulators = await fetchJson<Emulators | null>('/emulators.json');
  // Hosting serves the project's own configuration under this reserved address.
  if (emulators === null) {
    const options = await fetchJson<FirebaseOptions>('/__/firebase/init.json');
    return { options, emulators, functionsRegion: import.meta.env.VITE_PAGESTREAM_REGION ?? DEFAULT_REGION };
  }
  const { projectId, functionsRegion } = emulators;
  const options = { projectId, storageBucket: `${projectId}.appspot.com`, apiKey: 'emulator', appId: 'emulator' };
  return { options, emulators, functionsRegion };
}

/**
 * Asked for anew each time: a local run has other ports each time, and a project may move. Without a connection the last answer
 * holds, so that what was opened can be read.
 */
async function fetchJson<T>(path: string): Promise<T> {
  const key = `pagestream.at ${path}`;
  let response: Response;
  try {
    response = await fetch(path, { cache: 'no-store' });
  } catch (error) {
    // (`navigator.onLine` is also true where a network leads nowhere.)
    const last = localStorage.getItem(key);
    if (last === null) throw error;
    return JSON.parse(last) as T;
  }
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  const text = await response.text();
  const answer = JSON.parse(text) as T;
  try {
    localStorage.setItem(key, text);
  } catch {
    // Storage may be forbidden or full: then there is nothing to read offline either.
  }
  return answer;
}
