/** `docs/document.schema.json` says of `document.json` what the code says, and refuses everything else. */

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DocumentJson, PageError, PageLine } from '../../functions/src/contract/documents.ts';
import { SCHEMA_VERSION } from '../../functions/src/contract/documents.ts';
import { PAGE_SOURCES, PAGE_STATUSES } from '../../functions/src/contract/states.ts';
import { documentJson } from '../../functions/src/outputs/json.ts';
import { anyDocument, documentOf, pageOf, written } from '../../functions/src/testing/outputDocuments.ts';

interface Schema {
  readonly $id?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
}

const SCHEMA = JSON.parse(readFileSync(new URL('../../docs/document.schema.json', import.meta.url), 'utf8')) as Schema;
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
const isValid = ajv.compile<DocumentJson>(SCHEMA);

/** Nothing but what it names: a published schema leaves room for fields to come, a test does not. */
const isClosed = ajv.compile(closed(SCHEMA));

function closed(schema: Schema): Schema {
  const text = JSON.stringify({ ...schema, $id: `${schema.$id}:closed` });
  return JSON.parse(text, (_, value: unknown) => {
    const isObject = value !== null && typeof value === 'object' && 'required' in value;
    return isObject ? { ...value, additionalProperties: false } : value;
  }) as Schema;
}

type Page = DocumentJson['pages'][number];

/** For every field of the types, what it must not be. A field that the types gain or lose does not compile here. */
const WRONG = {
  document: { schemaVersion: 2, jobId: null, fileName: 1, pageCount: 0, pages: [] } satisfies Record<keyof DocumentJson, unknown>,
  page: {
    ...{ pageNumber: 0, status: 'done', source: 'guess', confidence: 90, width: 0, height: -1, dpi: 0 },
    ...{ languages: 'eng', text: null, words: [['word', 90, 0, 0, 1]], lines: null, error: 'CORRUPT' },
  } satisfies Record<keyof Page, unknown>,
  confidence: { mean: 101, p5: null } satisfies Record<keyof NonNullable<Page['confidence']>, unknown>,
  line: { wordCount: 0, box: [0, 0, 1], baseline: [1], size: -1, begins: 'line' } satisfies Record<keyof PageLine, unknown>,
  error: { code: 1, retryable: 'no' } satisfies Record<keyof PageError, unknown>,
};

const DOCUMENT = JSON.parse(
  await written(documentJson, documentOf([pageOf(['one two', 'three']), { code: 'RENDER_FAILED', retryable: true }])),
) as DocumentJson;

/** The document with a field of one of its objects changed. */
function spoilt(where: keyof typeof WRONG, change: (object: Record<string, unknown>) => void): unknown {
  const copy = structuredClone(DOCUMENT);
  const [first, failed] = copy.pages;
  const objects = { document: copy, page: first, confidence: first?.confidence, line: first?.lines[0], error: failed?.error };
  change(objects[where] as unknown as Record<string, unknown>);
  return copy;
}

test('a document with a page read and one not read is valid', () => {
  expect(isValid(DOCUMENT), JSON.stringify(isValid.errors)).toBe(true);
});

test('every document that is written is valid, and has no field that the schema does not name', () =>
  fc.assert(
    fc.asyncProperty(anyDocument, async ({ outcomes, fileName }) => {
      const document: unknown = JSON.parse(await written(documentJson, documentOf(outcomes, fileName)));
      expect(isClosed(document), JSON.stringify(isClosed.errors)).toBe(true);
    }),
    { numRuns: 100 },
  ));

describe.each(Object.keys(WRONG) as (keyof typeof WRONG)[])('%s', (where) => {
  const schema = where === 'document' ? SCHEMA : SCHEMA.$defs?.[where];
  const fields = Object.keys(WRONG[where]);

  test('has the fields of its type, all of them required', () => {
    expect(Object.keys(schema?.properties ?? {})).toEqual(fields);
    expect(schema?.required).toEqual(fields);
  });

  test.each(fields)('without %s is refused', (field) => {
    expect(isValid(spoilt(where, (object) => delete object[field]))).toBe(false);
  });

  test.each(Object.entries(WRONG[where]))('with %s: %j is refused', (field, value) => {
    expect(isValid(spoilt(where, (object) => Object.assign(object, { [field]: value })))).toBe(false);
  });

  test('with a field that is not known yet is valid', () => {
    expect(isValid(spoilt(where, (object) => Object.assign(object, { later: 1 })))).toBe(true);
  });
});

test('it is of the version that is written, and lists the states and sources that there are', () => {
  expect(SCHEMA.$id).toBe(`urn:pagestream:document:${SCHEMA_VERSION}`);
  expect(SCHEMA.properties?.schemaVersion).toMatchObject({ const: SCHEMA_VERSION });
  const page = SCHEMA.$defs?.page?.properties;
  expect(page?.status?.enum).toEqual(PAGE_STATUSES);
  expect(page?.source?.enum).toEqual([...PAGE_SOURCES, null]);
});
