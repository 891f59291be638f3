/** `docs/contract.md` says what the code says: a change of either alone fails. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERRORS, WARNINGS } from '../../functions/src/contract/errors.ts';
import { FILE_TYPES } from '../../functions/src/contract/fileTypes.ts';
import * as limits from '../../functions/src/contract/limits.ts';
import {
  AUTO,
  DEFAULT_OPTIONS,
  LANGUAGES,
  MODELS,
  MODES,
  OUTPUTS,
  PIPELINES,
  parseOptions,
  SWITCHES,
} from '../../functions/src/contract/options.ts';
import {
  AUDIT_TYPES,
  isTerminalJob,
  isTerminalPage,
  JOB_STATUSES,
  JOB_STEPS,
  LANES,
  PAGE_SOURCES,
  PAGE_STATUSES,
} from '../../functions/src/contract/states.ts';
import { OUTPUT_FILES, PDF_FILES } from '../../functions/src/outputs/files.ts';
import { checked, code, codes, PAGE, rows, states } from './contractPage.ts';

const source = (path: string) => readFileSync(new URL(`../../functions/src/${path}`, import.meta.url), 'utf8');
const DOCUMENTS = source('contract/documents.ts');
const OPTIONS = source('contract/options.ts');

/** The fields of an interface, with whether each may be absent. */
function fieldsOf(name: string, text: string): readonly (readonly [field: string, isOptional: boolean])[] {
  const body = new RegExp(`export interface ${name}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(text)?.[1];
  if (body === undefined) throw new Error(`there is no interface ${name}`);
  return [...body.matchAll(/^ {2}readonly (\w+)(\??):/gm)].map((match) => [match[1] ?? '', match[2] === '?'] as const);
}

const first = (name: string) => rows(name).map((row) => codes(row[0])[0]);
const TICK = '`';

test('every error code has its row, with what the queue does and its sentence', () => {
  const expected = Object.entries(ERRORS).map(([name, { retriedByQueue, sentence }]) => [
    `${TICK}${name}${TICK}`,
    retriedByQueue ? 'yes' : 'no',
    sentence,
  ]);
  expect(rows('errors')).toEqual(expected);
});

test('every warning is told of', () => {
  expect(rows('JobWarning').find((row) => codes(row[0])[0] === 'code')?.[2]).toBe(
    Object.entries(WARNINGS)
      .map(([code, sentence]) => `${TICK}${code}${TICK}: ${sentence}`)
      .join(' '),
  );
});

test('every code that the page mentions exists', () => {
  const known: readonly string[] = [...Object.keys(ERRORS), ...Object.keys(WARNINGS), ...Object.keys(limits)];
  const mentioned = codes(PAGE.replaceAll(/```[\s\S]*?```/g, '')).filter((it) => /^[A-Z]+(_[A-Z0-9]+)+$/.test(it));
  expect(mentioned.filter((it) => !known.includes(it))).toEqual([]);
});

describe('the diagrams', () => {
  test('show every state of a job, and those that are terminal', () => {
    const { all, terminal } = states('states of a job');
    expect(all.toSorted()).toEqual([...JOB_STATUSES].toSorted());
    expect(terminal).toEqual(JOB_STATUSES.filter(isTerminalJob));
  });

  test('show every state of a page, and those that are terminal', () => {
    const { all, terminal } = states('states of a page');
    expect(all.toSorted()).toEqual([...PAGE_STATUSES].toSorted());
    expect(terminal).toEqual(PAGE_STATUSES.filter(isTerminalPage));
  });
});

describe('the fields', () => {
  const INTERFACES = [
    'JobDocument',
    'JobSource',
    'JobProgress',
    'JobError',
    'JobQuota',
    'JobDispatch',
    'JobWarning',
    'JobMetrics',
    'AuditEvent',
    'PageDocument',
    'PageTimings',
    'Share',
    'PageCorrections',
    'WordCorrection',
    'DocumentDoubts',
    'DoubtfulWord',
  ];

  test.for([...INTERFACES.map((name) => [name, DOCUMENTS] as const), ['JobOptions', OPTIONS] as const])(
    'of %s are those of the code, in its order',
    ([name, text]) => {
      expect(first(name)).toEqual(fieldsOf(name, text).map(([field]) => field));
    },
  );

  test.for(['JobError', 'JobWarning', 'AuditEvent'])('of %s say which may be absent', (name) => {
    const optional = rows(name).filter((row) => row[1]?.includes('may be absent'));
    expect(optional.map((row) => codes(row[0])[0])).toEqual(
      fieldsOf(name, DOCUMENTS)
        .filter(([, isOptional]) => isOptional)
        .map(([field]) => field),
    );
  });

  test('that can be null say so', () => {
    for (const name of ['JobDocument', 'JobSource', 'JobQuota', 'PageDocument', 'Share']) {
      const body = new RegExp(`export interface ${name}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(DOCUMENTS)?.[1] ?? '';
      const nullable = [...body.matchAll(/^ {2}readonly (\w+):.*\| null;$/gm)].map((match) => match[1]);
      expect(
        rows(name)
          .filter((row) => row[1]?.includes('or null'))
          .map((row) => codes(row[0])[0]),
      ).toEqual(nullable);
    }
  });

  test('list the steps and lanes of a job, the sources of a text, and what the audit trail tells', () => {
    const meaning = (table: string, field: string) => codes(rows(table).find((row) => codes(row[0])[0] === field)?.[2]);
    expect(meaning('JobDocument', 'step')).toEqual(JOB_STEPS);
    expect(meaning('PageDocument', 'source')).toEqual(PAGE_SOURCES);
    expect(meaning('JobDocument', 'lane')).toEqual(LANES);
    expect(meaning('AuditEvent', 'type')).toEqual(AUDIT_TYPES);
  });
});

describe('the calls', () => {
  const TABLES = ['calls of owners', 'calls of anybody', 'calls of operators'] as const;
  const named = TABLES.flatMap((table) => rows(table).map((row) => codes(row[0])[0]));

  test('that are told of are those that there are', () => {
    const body = /export interface Calls \{([\s\S]*?)\n\}/.exec(source('contract/calls.ts'))?.[1] ?? '';
    expect(named.toSorted()).toEqual([...body.matchAll(/^ {2}(\w+): \{/gm)].map((match) => match[1] ?? '').toSorted());
  });

  test('are functions of the deployment', () => {
    const exported = [...source('index.ts').matchAll(/export \{([^}]+)\}/g)].flatMap((match) => match[1]?.split(',') ?? []);
    expect(exported.map((name) => name.trim())).toEqual(expect.arrayContaining(named));
  });
});

test('every limit has its number', () => {
  const numbers = rows('limits').map((row) => [codes(row[0])[0], Number(/^\d+/.exec(row[1] ?? '')?.[0])]);
  expect(Object.fromEntries(numbers)).toEqual({ ...limits });
});

test('every type has its extensions', () => {
  expect(rows('types').map((row) => [codes(row[0])[0], codes(row[1])])).toEqual(
    Object.values(FILE_TYPES).map(({ contentType, extensions }) => [contentType, extensions.map((it) => `.${it}`)]),
  );
});

describe('the options', () => {
  const table = new Map(rows('options').map((row) => [codes(row[0])[0], { values: row[1] ?? '', initial: codes(row[2])[0] }]));

  test('are those that are understood', () => {
    expect([...table.keys()]).toEqual([...OPTIONS.matchAll(/^ {6}case '(\w+)':/gm)].map((match) => match[1]));
  });

  test.for([
    ['languages', LANGUAGES],
    ['mode', MODES],
    ['model', MODELS],
    ['deskew', SWITCHES],
    ['clean', SWITCHES],
    ['outputs', OUTPUTS],
    ['pipeline', PIPELINES],
  ] as const)('%s: the values are those that are taken', ([key, values]) => {
    expect(codes(table.get(key)?.values.split(', joined')[0])).toEqual(values);
  });

  test('no value of languages goes unsaid: the one that stands alone is there too', () => {
    expect(codes(table.get('languages')?.values.split(', joined')[1])).toEqual(['+', ...AUTO]);
  });

  test('the defaults are what comes of saying nothing', () => {
    const said = [...table].flatMap(([key, { initial }]) => (initial === undefined ? [] : [[key, initial]]));
    expect(parseOptions(Object.fromEntries(said))).toEqual({ ok: true, pipeline: PIPELINES[0], options: DEFAULT_OPTIONS });
    expect(said.map(([key]) => key)).toEqual(['languages', 'mode', 'model', 'deskew', 'clean', 'outputs', 'pipeline']);
  });
});

test('the results are the files that are written', () => {
  const written = [...Object.values(OUTPUT_FILES), ...Object.values(PDF_FILES)].map(({ name }) => name).concat('manifest.json');
  expect(new Set(rows('results').map((row) => codes(row[1])[0]))).toEqual(new Set(written));
  expect(first('results')).toEqual([...OUTPUTS, 'manifest']);
});

describe.each(['js', 'kotlin', 'swift', 'dart'])('the code in %s', (language) => {
  const snippet = code(language);

  test('knows when a job has ended', () => {
    const line = snippet.split('\n').find((it) => /^\W*\w+.*terminal/i.test(it)) ?? '';
    expect([...line.matchAll(/['"](\w+)['"]/g)].map((match) => match[1])).toEqual(JOB_STATUSES.filter(isTerminalJob));
  });

  test('uses the paths of the contract, and listens before it uploads', () => {
    // `$uid`, `${uid}` and `\(uid)` are the same hole.
    const plain = snippet.replaceAll(/\$\{([^}]+)\}|\$(\w+)|\\\(([^)]+)\)/g, '*');
    const places = ['users/*/jobs', 'pages', 'pageNumber', 'uploads/*/*/*'].map((it) =>
      plain.search(new RegExp(`['"\`]${it.replaceAll('*', '\\*')}['"\`]`)),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('sends options that are understood', () => {
    const [, languages] = /languages\W+([\w+]+)/.exec(snippet) ?? [];
    expect(parseOptions({ languages })).toMatchObject({ ok: true });
  });
});

describe('the check', () => {
  test('sees a row that is missing, and a table that is', () => {
    const without = PAGE.replace(/^\| `ENCRYPTED` .*\n/m, '');
    expect(rows('errors', without)).toHaveLength(rows('errors').length - 1);
    expect(() => checked('errors', PAGE.replace('<!-- checked: errors -->', ''))).toThrow('once');
  });

  test('sees a state that is missing', () => {
    const without = PAGE.replaceAll(/^.*completed_with_errors.*-->.*\n|^.*--> completed_with_errors\n/gm, '');
    expect(states('states of a job', without).all).not.toContain('completed_with_errors');
  });
});
