/** Every function of the deployment loads this module when an instance starts: what it loads, all of them wait for. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('loading the functions loads no database, no renderer and no engine', () => {
  const index = fileURLToPath(new URL('index.ts', import.meta.url));
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    await import(${JSON.stringify(index)});
    console.log(JSON.stringify(loaded));`;
  const env = {
    ...process.env,
    GCLOUD_PROJECT: 'demo-x',
    FIREBASE_CONFIG: JSON.stringify({ storageBucket: 'demo-x.appspot.com' }),
  };
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
  const loaded = JSON.parse(output) as string[];
  expect(loaded.some((url) => url.endsWith('/triggers/acceptUpload.ts'))).toBe(true);
  const heavy = /node_modules\/(@google-cloud\/|tesseract\.js|pdf-to-img|sharp|pdfjs-dist|google-gax)|\/wiring\.ts$/;
  expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
});
