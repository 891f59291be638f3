import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';

interface Setting {
  readonly name: string;
  readonly usual: string;
  readonly min: number;
  readonly max: number;
}

/** The table of docs/architecture.md; a row may hold two settings. */
const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');
const SETTINGS: readonly Setting[] = [...page.matchAll(/^\| (`[A-Z_`, ]+`) \| ([^|]+) \| ([^|]+) \|/gm)].flatMap(
  ([, names = '', defaults = '', bounds = '']) =>
    names.split(', ').flatMap((name, index) => {
      const [, min, max] = /^(\d+)–(\d+)$/.exec(bounds.split(', ')[index]?.trim() ?? '') ?? [];
      const usual = defaults.includes('(') ? defaults : (defaults.split(', ')[index] ?? '');
      return max === undefined
        ? []
        : [{ name: name.replaceAll('`', ''), usual: usual.trim(), min: Number(min), max: Number(max) }];
    }),
);

/** As a function starts: some settings are read with the module, the others when they are first needed. */
async function start(env: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.resetModules();
  return (await import('./config.ts')).readSettings();
}

beforeEach(() => {
  vi.unstubAllEnvs();
  vi.stubEnv('FUNCTIONS_EMULATOR', 'true');
});

describe('a setting', () => {
  it('stands in the documentation, each of them', () => {
    const code = readFileSync(new URL('config.ts', import.meta.url), 'utf8');
    const declared = [...code.matchAll(/(?:intSetting|deployedSetting)\(\s*'([A-Z_]+)'/g)].map(([, name]) => name ?? '');
    expect(SETTINGS.map(({ name }) => name).sort()).toEqual([...new Set(declared)].sort());
  });

  it.each(SETTINGS)('$name has the default $usual and is from $min to $max', async ({ name, usual, min, max }) => {
    const settings = await start({});
    for (const value of [min, max]) await start({ [name]: String(value) });
    for (const value of [min - 1, max + 1, 'many', '1.5']) {
      await expect(start({ [name]: String(value) })).rejects.toThrow(`${name} is "${value}"`);
    }
    if (/^\d+$/.test(usual)) expect(await start({ [name]: usual })).toEqual(settings);
  });
});
