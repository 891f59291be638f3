import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Compiling this operation's schema throws: what starts in spite of it has not compiled it. */
const API = {
  openapi: '3.0.0',
  info: { title: 'An API', version: '1' },
  paths: {
    '/': {
      get: {
        parameters: [{ name: 'q', in: 'query', schema: { type: 'no type' } }],
        responses: { 200: { description: 'An answer' } },
      },
    },
  },
};

const startsWith = (...args: string[]) =>
  execFileSync(process.execPath, [
    ...args,
    '-e',
    `const { createRequire } = require('node:module');
     createRequire(require.resolve('firebase-tools/package.json'))('exegesis-express')
       .middleware(${JSON.stringify(API)}, {})
       .then(() => console.log('starts'), () => console.log('does not start'));`,
  ])
    .toString()
    .trim();

test('the Auth emulator’s library compiles no validator before it is used', () => {
  expect(startsWith()).toBe('does not start');
  expect(startsWith('--import', new URL('lazyAuth.ts', import.meta.url).href)).toBe('starts');
});
