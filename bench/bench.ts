/** What the sections of one run share. */

import type { Suite } from '../suite/launch.ts';
import type { BenchArguments } from './arguments.ts';
import type { Peer } from './peers.ts';
import type { DocumentSet } from './sets.ts';

export interface Bench {
  readonly arguments: BenchArguments;
  readonly peers: readonly Peer[];
  /** For what is gone after the run. */
  readonly folder: string;
  /** Those that were asked for, the hard ones last. */
  readonly sets: () => Promise<readonly DocumentSet[]>;
  /** Started when first needed. */
  readonly suite: () => Promise<Suite>;
  /** Progress, for people. */
  readonly log: (line: string) => void;
}
