/**
 * The owner gives a document a name. Its results keep their paths: the name is only shown, and given to what is downloaded.
 *
 * Twice: the second changes nothing. Crash: it was renamed, with its event, or it was not; its doubtful words are listed by the
 *   new name after that, also by a second call. A retry keeps the name.
 */

import type { JobRef } from '../contract/paths.ts';
import { changeJob } from './changeJob.ts';
import type { Clock } from './ports.ts';
import { relistDoubts } from './relistDoubts.ts';
import type { JobStore } from './storePorts.ts';

/** @param title as `parseTitle` gives it: null for the file's own name */
export async function renameJob(
  ports: { readonly clock: Clock; readonly jobs: JobStore },
  ref: JobRef,
  title: string | null,
): Promise<{ readonly kind: 'renamed' | 'gone' }> {
  const decision = await changeJob(ports, ref, { kind: 'rename', title });
  if (decision !== undefined) await relistDoubts(ports, ref);
  return { kind: decision === undefined ? 'gone' : 'renamed' };
}
