/**
 * Lets people in and out: who is here, as the session tells, and the room that they are given. Only the last one counts, however
 * long anything takes. There is one store at a time: before the next one is opened, the last is gone with all that it kept.
 */

import type { KeptStore } from '../firebase/keptStore.ts';
import type { Session, User } from '../firebase/ports.ts';
import type { Room } from '../shell/context.ts';

export interface Connection {
  readonly session: Session;
  /** Firestore and Storage are the larger half of the SDK; they load while someone signs in. */
  readonly openStore: (uid: string) => Promise<KeptStore>;
  /** Removes what somebody left on this device who is not signed in any more. */
  readonly forgetLeftovers: () => Promise<void>;
}

export type Stage =
  | { readonly kind: 'starting' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'signed_out'; readonly session: Session }
  | { readonly kind: 'signed_in'; readonly session: Session; readonly room: Room };

interface Surroundings {
  readonly makeRoom: (user: User, kept: KeptStore) => Room;
  readonly onStage: (stage: Stage) => void;
  /** Somebody came or went while the page was open. */
  readonly onMove: () => void;
}

export class Entrance {
  readonly #around: Surroundings;
  #unwatch = () => {};
  #room: Room | undefined;
  #kept: KeptStore | undefined;
  #storeWork: Promise<unknown> = Promise.resolve();
  /** How often the session has told who is here. */
  #told = 0;
  #isClosed = false;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  async open(connect: () => Promise<Connection>): Promise<void> {
    try {
      const connection = await connect();
      if (this.#isClosed) return;
      this.#unwatch = connection.session.watchUser((user) => {
        this.#enter(connection, user).catch((error: unknown) => this.#fail(error));
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#unwatch();
    this.#leaveRoom();
  }

  async #enter({ session, openStore, forgetLeftovers }: Connection, user: User | null): Promise<void> {
    // The first answer belongs to the page's own loading; those after it are people signing in and out.
    if (this.#told > 0) this.#around.onMove();
    const told = ++this.#told;
    const isOver = () => this.#isClosed || told !== this.#told;
    if (user !== null && this.#room?.user.uid === user.uid) return;
    const wasInRoom = this.#leaveRoom();
    if (user === null) {
      this.#tell({ kind: 'signed_out', session });
      // Nobody waits for it, and what could not be removed is removed at the next start.
      await this.#inTurn(() => this.#forgetKept(forgetLeftovers)).catch(console.error);
      return;
    }
    // What is on the screen is another's, and is about to be forgotten.
    if (wasInRoom) this.#tell({ kind: 'starting' });
    const kept = await this.#inTurn(async () => {
      // Someone may have left, or another come, in the meantime.
      if (isOver()) return null;
      // Another window may have let somebody else in without the one before leaving first.
      await this.#forgetKept();
      this.#kept = await openStore(user.uid);
      return this.#kept;
    });
    if (kept === null || isOver()) return;
    this.#room = this.#around.makeRoom(user, kept);
    this.#tell({ kind: 'signed_in', session, room: this.#room });
  }

  #leaveRoom(): boolean {
    const room = this.#room;
    this.#room = undefined;
    room?.queue.close();
    room?.feed.close();
    return room !== undefined;
  }

  /** @param otherwise for when there is no store here */
  async #forgetKept(otherwise?: () => Promise<void>): Promise<void> {
    const last = this.#kept;
    this.#kept = undefined;
    await (last === undefined ? otherwise?.() : last.forget());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#storeWork.then(work);
    this.#storeWork = mine.catch(() => undefined);
    return mine;
  }

  #fail(error: unknown): void {
    console.error(error);
    this.#tell({ kind: 'broken' });
  }

  #tell(stage: Stage): void {
    if (!this.#isClosed) this.#around.onStage(stage);
  }
}
