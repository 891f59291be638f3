/** `docs/contract.md` as data: its checked tables, diagrams and code. */

import { readFileSync } from 'node:fs';

export const PAGE = readFileSync(new URL('../../docs/contract.md', import.meta.url), 'utf8');

/** What follows `<!-- checked: name -->`, up to the next blank line outside code. @throws when it is not there once */
export function checked(name: string, page = PAGE): string {
  const [, found, ...more] = page.split(`<!-- checked: ${name} -->\n`);
  if (found === undefined || more.length > 0) throw new Error(`docs/contract.md must hold "checked: ${name}" once`);
  const end = found.startsWith('```') ? found.indexOf('\n```\n', 3) : found.indexOf('\n\n');
  return found.slice(0, end);
}

/** The cells of a checked table, without its head, row by row. */
export function rows(name: string, page = PAGE): readonly (readonly string[])[] {
  const [, , ...body] = checked(name, page).split('\n');
  return body.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands in code style in a cell. */
export function codes(cell: string | undefined): readonly string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

/** The code of one language, the first block of it. */
export function code(language: string, page = PAGE): string {
  const found = page.split(`\`\`\`${language}\n`)[1]?.split('\n```')[0];
  if (found === undefined) throw new Error(`docs/contract.md holds no ${language}`);
  return found;
}

/** States of a diagram: all of them, and those with an arrow to the end, in the order in which they appear. */
export function states(name: string, page = PAGE): { readonly all: readonly string[]; readonly terminal: readonly string[] } {
  const arrows = [...checked(name, page).matchAll(/^ {2}(\S+) --> ([^\s:]+)/gm)].map(({ 1: from = '', 2: to = '' }) => ({
    from,
    to,
  }));
  const all = new Set(arrows.flatMap(({ from, to }) => [from, to]).filter((state) => state !== '[*]'));
  return { all: [...all], terminal: arrows.filter(({ to }) => to === '[*]').map(({ from }) => from) };
}
