/** Stands in for the functions' `wiring.ts` in the workers of a chaos run; see `worker.ts`. */

import * as wiring from '../functions/src/wiring.ts';
import { faultyPorts } from './faultyPorts.ts';
import { CHAOS_FOLDER, openRecord } from './record.ts';

let made: wiring.Ports | undefined;

export function ports(): wiring.Ports {
  made ??= faultyPorts(wiring.ports(), openRecord(process.env[CHAOS_FOLDER] ?? ''));
  return made;
}
