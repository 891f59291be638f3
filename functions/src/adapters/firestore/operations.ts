/** What operators set and where the sweeper is, in Firestore. */

import type { Firestore } from 'firebase-admin/firestore';
import type { Operations, SweepPlace } from '../../app/storePorts.ts';
import { ownerPath } from '../../contract/paths.ts';
import type { Control, Owner } from '../../domain/model.ts';
import { fromFirestore, reaching, toFirestore } from './documents.ts';

/** As it is before anybody set it. */
const RUNNING: Control = { mode: 'run', changedAt: 0 };
const BEGINNING: SweepPlace = { job: null, upload: null };

export function firestoreOperations(firestore: Firestore): Operations {
  const read = async <T extends object>(path: string): Promise<T | undefined> => {
    const snapshot = await reaching(() => firestore.doc(path).get());
    return snapshot.exists ? fromFirestore<T>(snapshot.data()) : undefined;
  };
  const write = async (path: string, value: object) => {
    await reaching(() => firestore.doc(path).set(toFirestore(value)));
  };
  return {
    readControl: async () => ({ ...RUNNING, ...(await read<Control>('ops/switch')) }),
    writeControl: (control) => write('ops/switch', control),
    readSweep: async () => ({ ...BEGINNING, ...(await read<SweepPlace>('ops/sweeper')) }),
    writeSweep: (place) => write('ops/sweeper', place),
    readOwner: (uid) => read<Owner>(ownerPath(uid)),
    writeOwner: (uid, owner) => write(ownerPath(uid), owner),
  };
}
