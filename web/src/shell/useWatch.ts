import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../firebase/failure.ts';
import type { Watch } from '../firebase/ports.ts';

export type Watched<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: Failure; readonly retry: () => void };

/**
 * Listens for as long as the component lives.
 * @param key names what is watched: a new key ends the old listener and starts over
 */
export function useWatch<T>(key: string, watch: () => Watch<T>): Watched<T> {
  const [attempt, setAttempt] = useState(0);
  const [seen, setSeen] = useState<{ key: string; value?: T; failure?: Failure }>({ key });
  // A listener that failed is dead; a new attempt is a new listener.
  // `key` stands for `watch`, which is new at each render.
  useEffect(() => {
    setSeen({ key });
    return watch()(
      (value) => setSeen({ key, value }),
      (failure) => setSeen({ key, failure }),
    );
  }, [key, attempt]);
  if (seen.key !== key) return { state: 'loading' };
  if (seen.failure) return { state: 'failed', failure: seen.failure, retry: () => setAttempt(attempt + 1) };
  return 'value' in seen ? { state: 'ready', value: seen.value as T } : { state: 'loading' };
}
