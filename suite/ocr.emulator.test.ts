/** `npm run ocr` as a script meets it, on the shared suite. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { FileReport } from './ocrFile.ts';
import { REPO_FOLDER } from './paths.ts';
import { processRef } from './processes.ts';
import type { Running } from './running.ts';
import { runNode } from './runProgram.ts';

let folder: string;
let stateFolder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pagestream-cli-'));
  stateFolder = join(folder, 'state');
  mkdirSync(stateFolder);
  // To the command, the suite of these tests is the one that somebody has running.
  const running: Running = {
    runId: 'shared',
    launcher: processRef(process.pid),
    keeper: null,
    phase: 'ready',
    suite: inject('suite'),
  };
  writeFileSync(join(stateFolder, 'running.json'), JSON.stringify(running));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ocr = (...args: string[]) =>
  runNode([join(REPO_FOLDER, 'suite', 'ocr.ts'), ...args], {
    cwd: folder,
    env: { ...process.env, PAGESTREAM_STATE_FOLDER: stateFolder },
  });

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

/** A white image: one page, quickly read. */
function whitePng(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 8;
  const rows = Buffer.alloc((side + 1) * side, 255);
  for (let row = 0; row < side; row++) rows[row * (side + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const reports = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FileReport);

test('--json prints one object for each file and nothing else, and a bad file does not keep the others from being read', async () => {
  const good = file('good.png', whitePng(200));
  const { exitCode, stdout, stderr } = await ocr(
    good,
    file('broken.pdf', '%PDF-1.7 cut'),
    file('empty.pdf', ''),
    'nothing-here.pdf',
    '--json',
  );
  const byFile = new Map(reports(stdout).map((report) => [report.file, report]));
  expect([...byFile.keys()].sort()).toEqual(['broken.pdf', 'empty.pdf', 'good.png', 'nothing-here.pdf']);
  expect(byFile.get('good.png')).toMatchObject({
    status: 'completed',
    error: null,
    pageCount: 1,
    pages: [{ pageNumber: 1, status: 'completed' }],
  });
  expect(byFile.get('broken.pdf')).toMatchObject({ status: 'failed', error: { code: 'CORRUPT' } });
  expect(byFile.get('empty.pdf')).toMatchObject({ status: 'failed', error: { code: 'EMPTY_FILE' } });
  expect(byFile.get('nothing-here.pdf')).toMatchObject({ jobId: null, status: 'failed', error: { code: 'IO_ERROR' } });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^nothing-here\.pdf: IO_ERROR: .+\.$/m);
  expect(stderr).toMatch(/^broken\.pdf: CORRUPT: .+\.$/m);
  expect(stderr).toMatch(/^empty\.pdf: EMPTY_FILE: .+\.$/m);
});

test('--out keeps text, JSON and manifest under the name of the file', async () => {
  const { exitCode, stdout } = await ocr(file('letter.png', whitePng(220)), '--out', 'results/here');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  const out = join(folder, 'results', 'here');
  expect(readdirSync(out).sort()).toEqual(['letter.json', 'letter.manifest.json', 'letter.txt']);
  expect(JSON.parse(readFileSync(join(out, 'letter.json'), 'utf8'))).toMatchObject({ pageCount: 1 });
  expect(JSON.parse(readFileSync(join(out, 'letter.manifest.json'), 'utf8'))).toHaveProperty('files');
});

test('an unknown language is answered by the pipeline', async () => {
  const { exitCode, stderr } = await ocr(file('a.png', whitePng(210)), '--lang', 'tlh');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('INVALID_OPTIONS (option: languages)');
});

test('a mistake in the command is answered with its usage, before anything is sent', async () => {
  for (const args of [[], ['--fast', file('b.png', whitePng(10))]]) {
    const { exitCode, stdout, stderr } = await ocr(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Usage: npm run ocr');
  }
});
