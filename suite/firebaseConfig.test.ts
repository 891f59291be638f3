import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { expect, test } from 'vitest';
import type { FirebaseConfig } from './firebaseConfig.ts';
import { allowOrigins, emulatorsJson, runConfig } from './firebaseConfig.ts';
import { REPO_FOLDER } from './paths.ts';
import { USUAL_PORTS } from './ports.ts';

const committed = JSON.parse(readFileSync(join(REPO_FOLDER, 'firebase.json'), 'utf8')) as FirebaseConfig & {
  hosting: { rewrites: unknown };
};
const places = { repoFolder: '/clone', runFolder: '/clone/.pagestream/runs/work' };
const config = runConfig(committed, places, { ...USUAL_PORTS, hosting: 6000 }, false);

const headersOf = (hosting: FirebaseConfig['hosting']) =>
  new Map((hosting.headers ?? []).flatMap(({ headers }) => headers).map(({ key, value }) => [key, value]));

test('a run serves its own copy of the web app, with the committed rewrites', () => {
  expect(config.hosting.public).toBe('public');
  expect(config.hosting.rewrites).toEqual(committed.hosting.rewrites);
});

test('rules are the committed files, so that a change of them takes effect at once', () => {
  expect(config.firestore.rules).toBe(join('/clone', 'firestore.rules'));
  expect(isAbsolute(config.storage.rules)).toBe(true);
});

test('the functions are found from the folder of the run, and firebase-tools does not build them', () => {
  expect(join(places.runFolder, config.functions.source)).toBe('/clone/functions');
  expect(config.functions.predeploy).toEqual([]);
});

test('every emulator is on this host only, at the chosen port', () => {
  expect(config.emulators.hosting).toEqual({ host: '127.0.0.1', port: 6000 });
  expect(config.emulators.firestore).toEqual({ host: '127.0.0.1', port: 8080, websocketPort: 9150 });
  const hosts = [...JSON.stringify(config.emulators).matchAll(/"host":"([^"]*)"/g)].map((match) => match[1]);
  expect(new Set(hosts)).toEqual(new Set(['127.0.0.1']));
});

test('the committed policy reaches no emulator; that of a run reaches those of the run', () => {
  const policy = headersOf(committed.hosting).get('Content-Security-Policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/127\.0\.0\.1|localhost|\*(?=[ ;])/);
  const local = headersOf(config.hosting as FirebaseConfig['hosting']).get('Content-Security-Policy') ?? '';
  expect(local).toMatch(/connect-src [^;]*http:\/\/127\.0\.0\.1:9099 http:\/\/127\.0\.0\.1:8080 http:\/\/127\.0\.0\.1:9199/);
});

test('a local run asks no browser for https', () => {
  expect(headersOf(committed.hosting).has('Strict-Transport-Security')).toBe(true);
  expect(JSON.stringify(config)).not.toMatch(/Strict-Transport-Security|upgrade-insecure-requests/);
});

test('origins are added to directives that fetch or show, and to no other', () => {
  expect(allowOrigins("default-src 'self'; connect-src 'self'; script-src 'self'", ['http://x'])).toBe(
    "default-src 'self'; connect-src 'self' http://x; script-src 'self'",
  );
});

test('the web app is told where the emulators are', () => {
  expect(emulatorsJson('demo-x', { ...USUAL_PORTS, auth: 9100 })).toEqual({
    projectId: 'demo-x',
    auth: { host: '127.0.0.1', port: 9100 },
    firestore: { host: '127.0.0.1', port: 8080 },
    storage: { host: '127.0.0.1', port: 9199 },
    functions: { host: '127.0.0.1', port: 5001 },
    functionsRegion: 'us-central1',
  });
});
