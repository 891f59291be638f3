/** Stands in for the functions' `wiring.ts` in the workers of a chaos run; see `worker.ts`. */

import * as wiring from '../functions/src/wiring.ts';
import { faultyPorts } from './faultyPorts.ts';
import { meterFirestore } from './meter.ts';
import { CHAOS_FOLDER, METERED, openRecord } from './record.ts';

let made: wiring.Ports | undefined;

export function ports(): wiring.Ports {
  made ??= makePorts();
  return made;
}

function makePorts(): wiring.Ports {
  const record = openRecord(process.env[CHAOS_FOLDER] ?? '');
  if (process.env[METERED] !== undefined) meterFirestore((operations) => record.append({ what: 'firestore', ...operations }));
  return faultyPorts(wiring.ports(), record);
}
