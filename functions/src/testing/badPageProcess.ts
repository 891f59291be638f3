/** A page process that does what the name of the file says: every way to die, and a few ways to live. */

import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { endWithParent } from '../adapters/pages/endWithParent.ts';
import type { Reply, Request } from '../adapters/pages/messages.ts';

/** More than this is taken by no test, even if nobody ends it. */
const MOST_BYTES = 1024 * 1024 * 1024;

const kept: unknown[] = [];

const DEEDS: Record<string, (request: Request) => void> = {
  loops: () => {
    for (;;);
  },
  'eats memory': () => {
    for (let bytes = 0; bytes < MOST_BYTES; bytes += 1 << 22) kept.push(Buffer.alloc(1 << 22, 1));
    for (;;);
  },
  'fills its heap': () => {
    for (;;) kept.push(Array.from({ length: 1_000_000 }, () => kept.length));
  },
  aborts: () => process.abort(),
  faults: () => process.kill(process.pid, 'SIGSEGV'),
  exits: () => process.exit(3),
  'throws where nobody listens': () => {
    setImmediate(() => {
      throw new Error('nobody listens');
    });
  },
  'hangs up': () => {
    process.disconnect?.();
    setInterval(() => undefined, 1000);
  },
  waits: () => undefined,
  /** Once is fine. Long enough for its parent to look at it meanwhile. */
  'keeps what it made': (request) => {
    kept.push(Buffer.alloc(100 * 1024 * 1024, 1));
    setTimeout(() => make(request), 500);
  },
  'prints to stdout': (request) => {
    console.log('printed');
    make(request);
  },
  refuses: () => say({ kind: 'failure', code: 'ENCRYPTED', message: 'the message', cause: 'the cause' }),
  'is fine': make,
};

/** The page's only pixel says which it is. */
function make(request: Request): void {
  const page = { data: new Uint8Array([request.call === 'preparePage' ? request.pageNumber : 0]), width: 1, height: 1 };
  const made = {
    ink: { ...page, dpi: 200 },
    view: page,
    skewDegrees: 0,
    standsOnEnd: false,
    textLayer: null,
    renderMs: 1,
    preprocessMs: 1,
  };
  say({ kind: 'answer', value: request.call === 'inspect' ? { type: 'pdf', pageCount: 1 } : made });
}

function say(reply: Reply): void {
  process.send?.(reply);
}

process.on('message', (message) => {
  const request = message as Exclude<Request, { call: 'toJpeg' }>;
  const deed = DEEDS[basename(request.file.path)];
  if (deed === undefined) throw new Error(`no such deed: ${request.file.path}`);
  // Tells the test that it has begun.
  writeFileSync(`${request.file.path}.begun`, '');
  deed(request);
});
endWithParent();
say({ kind: 'ready' });
