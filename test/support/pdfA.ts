/** PDF/A as archives check it: by veraPDF. On npm it is had only inside the jar of `@opendataloader/pdf`. */

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findJava } from '../../suite/java.ts';

const JAR = fileURLToPath(new URL('../lib/opendataloader-pdf-cli.jar', import.meta.resolve('@opendataloader/pdf')));
const PROGRAM = fileURLToPath(new URL('PdfA.java', import.meta.url));

/** Of level B, in the edition of the jar. */
const RULES = 144;

/** @returns what speaks against each file's being a PDF/A-2b, as `clause-test what is wrong`; they are checked in one go, since Java takes a while to start */
export async function faultsAsPdfA(pdfs: readonly Uint8Array[]): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'pagestream-pdfa-'));
  try {
    const paths = pdfs.map((_, index) => join(folder, `${index}.pdf`));
    await Promise.all(pdfs.map((pdf, index) => writeFile(paths[index] ?? '', pdf)));
    const java = join(findJava().home, 'bin', 'java');
    const printed = execFileSync(java, ['-cp', JAR, PROGRAM, ...paths], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const lines = printed.trimEnd().split('\n');
    if (lines.at(-1) !== `checked ${pdfs.length} by ${RULES} rules`)
      throw new Error(`veraPDF did not come to its end: ${printed}`);
    const found = lines.slice(0, -1).map((line) => line.split('\t'));
    return paths.map((path) => found.filter(([file]) => file === path).map(([, clause, fault]) => `${clause} ${fault}`));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
