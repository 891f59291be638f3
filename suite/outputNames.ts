/** What the result files of `npm run ocr` are called. */

import { basename, extname } from 'node:path';
import { OUTPUTS } from '../functions/src/contract/options.ts';

/**
 * A name for each input, distinct in any file system: its stem; its whole name where another has the same stem; with a number
 * where even that is taken.
 */
export function outputStems(files: readonly string[]): string[] {
  const stemOf = (file: string) => basename(file, extname(file));
  // Some file systems do not tell Scan from scan.
  const key = (name: string) => name.toLowerCase();
  const count = (stem: string) => files.filter((file) => key(stemOf(file)) === key(stem)).length;
  const taken = new Set<string>();
  return files.map((file) => {
    const wanted = count(stemOf(file)) === 1 ? stemOf(file) : basename(file);
    let name = wanted;
    for (let number = 2; taken.has(key(name)); number++) name = `${wanted}-${number}`;
    taken.add(key(name));
    return name;
  });
}

/**
 * `STEM.txt` for `document.txt`, `STEM.alto.xml` for `document.alto.xml`, `STEM.manifest.json` for what is not called document.
 * @param results a job's results: name → Storage path
 * @returns name → file name; distinct
 */
export function resultFileNames(stem: string, results: Readonly<Record<string, string>>): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  // The well-known first, so that no other result takes their names.
  const order = [...OUTPUTS, 'manifest'];
  const sorted = Object.keys(results).sort((a, b) => rank(order, a) - rank(order, b) || (a < b ? -1 : 1));
  for (const result of sorted) {
    const name = basename(results[result] ?? result);
    const plain = `${stem}.${name.replace(/^document\./, '')}`;
    const fileName = taken.has(plain) ? `${stem}.${result}.${name}` : plain;
    taken.add(fileName);
    names.set(result, fileName);
  }
  return names;
}

function rank(order: readonly string[], name: string): number {
  const at = order.indexOf(name);
  return at === -1 ? order.length : at;
}
