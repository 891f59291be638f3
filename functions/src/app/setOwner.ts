/**
 * Operators set what an owner may use. It is read when the owner's next document is planned or retried; what runs goes on.
 *
 * Twice: the same is written again. Half: it is one document. What the owner used today stays counted.
 */

import type { Owner } from '../domain/model.ts';
import type { Operations } from './storePorts.ts';

export async function setOwner({ operations }: { readonly operations: Operations }, uid: string, owner: Owner): Promise<void> {
  await operations.writeOwner(uid, owner);
}
