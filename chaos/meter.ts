/** Counts what is asked of Firestore, by its SDK's own log: every document that is read, written or deleted. */

import { createRequire } from 'node:module';

export interface Operations {
  readonly reads: number;
  readonly writes: number;
  readonly deletes: number;
}

/** The functions' own copy: another one would log nothing of theirs. */
const { setLogFunction } = createRequire(new URL('../functions/package.json', import.meta.url))('@google-cloud/firestore') as {
  setLogFunction(log: (line: string) => void): void;
};

const LINE =
  /^Firestore \([^)]*\) \S+ (\S+) \[Firestore\.(request|requestStream)\]: (Sending request|Received response): (\{.*)$/s;

/** @param note called with what each request came to */
export function meterFirestore(note: (operations: Operations) => void): void {
  setLogFunction((line) => {
    const operations = operationsOf(line);
    if (operations !== undefined) note(operations);
  });
}

/** A query that finds nothing is charged as one read; that is left out, as are reads of rules, which do not bind functions. */
export function operationsOf(line: string): Operations | undefined {
  const [, , kind, direction, json] = LINE.exec(line) ?? [];
  if (json === undefined) return undefined;
  const message = parse(json) as {
    readonly writes?: readonly { readonly delete?: unknown }[] | null;
    readonly found?: unknown;
    readonly missing?: unknown;
    readonly document?: unknown;
    readonly result?: { readonly aggregateFields?: unknown } | unknown;
  };
  if (kind === 'request') {
    if (direction !== 'Sending request' || !message.writes?.length) return undefined;
    const deletes = message.writes.filter((write) => write.delete).length;
    return { reads: 0, writes: message.writes.length - deletes, deletes };
  }
  const isRead = direction === 'Received response' && Boolean(message.found ?? message.missing ?? message.document);
  return isRead ? { reads: 1, writes: 0, deletes: 0 } : undefined;
}

function parse(json: string): object {
  try {
    return JSON.parse(json) as object;
  } catch {
    return {};
  }
}
