import type { JobRef } from '../contract/paths.ts';
import { documentDoubts } from '../domain/doubts.ts';
import type { Clock } from './ports.ts';
import type { JobStore } from './storePorts.ts';

/** A document's doubtful words are listed by its present name, and not while it lies in the trash. Twice changes nothing more. */
export function relistDoubts(ports: { readonly clock: Clock; readonly jobs: JobStore }, ref: JobRef): Promise<void> {
  return ports.jobs.changeDoubts(ref, (job, current) => current && documentDoubts(job, current.words, ports.clock()));
}
