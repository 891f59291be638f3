/** Where the test documents are. `test/fixtures/README.md` says what each is for, `samples/README.md` likewise. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Absolute path of a file in `test/fixtures`. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

/** Absolute path of a file in `samples`. */
export function sample(name: string): string {
  return fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
}

/** The true text of a sample or readable fixture; pages of a document are divided by form feeds. */
export async function truthOf(path: string): Promise<string> {
  return readFile(path.replace(/\.[^./\\]+$/, '.gt.txt'), 'utf8');
}

/** Rows of a catalogue's tables that begin with a file's name, cell by cell. */
export function catalogue(path: string): string[][] {
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The file that a row is about. */
export const nameOf = (row: readonly string[]) => (row[0] ?? '').replaceAll('`', '');
