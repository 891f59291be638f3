/**
 * Finds the Firestore queries in source text and says which index each needs. The emulator answers every query; production
 * answers only those that have their index.
 */

export type Direction = 'ASCENDING' | 'DESCENDING';

export interface Query {
  /** `path/of/file.ts:line` */
  readonly at: string;
  readonly collectionId: string;
  readonly scope: 'COLLECTION' | 'COLLECTION_GROUP';
  readonly filters: readonly { readonly field: string; readonly operator: string }[];
  readonly orders: readonly { readonly field: string; readonly direction: Direction }[];
}

export interface CompositeIndex {
  readonly collectionGroup: string;
  readonly queryScope: string;
  readonly fields: readonly { readonly fieldPath: string; readonly order?: string; readonly arrayConfig?: string }[];
}

export interface FieldOverride {
  readonly collectionGroup: string;
  readonly fieldPath: string;
  /** Documents go a while after the instant in this field. */
  readonly ttl?: boolean;
  readonly indexes: readonly { readonly order?: string; readonly arrayConfig?: string; readonly queryScope?: string }[];
}

export interface Indexes {
  readonly indexes: readonly CompositeIndex[];
  readonly fieldOverrides: readonly FieldOverride[];
}

/** What says where a query looks: a path builder of the contract, or the last part of a literal path. */
const COLLECTION_OF_BUILDER: Readonly<Record<string, string>> = {
  jobsPath: 'jobs',
  pagesPath: 'pages',
  eventsPath: 'events',
  sharesPath: 'shares',
  correctionsPath: 'corrections',
  doubtsPath: 'doubts',
};

/**
 * @param source TypeScript
 * @param file names it in `at` and in errors
 * @returns every query that filters or orders
 * @throws for one that cannot be read: its fields and its collection must be literal, in one expression
 */
export function findQueries(source: string, file: string): readonly Query[] {
  // Same length, so that places stay what they are.
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  const steps = [...code.matchAll(/\b(where|orderBy)\(/g)];
  const starts = [...code.matchAll(/\bquery\((?=[\s\S])|\.collection(Group)?\(/g)].map(({ index }) => index);
  const queries = new Map<number, Query>();
  for (const step of steps) {
    const at = `${file}:${code.slice(0, step.index).split('\n').length}`;
    // The nearest expression that the step is a part of.
    const start = starts.filter((it) => it < step.index && endOfExpression(code, it) > step.index).at(-1);
    const outer = start === undefined ? undefined : outermost(code, starts, start);
    if (outer === undefined) throw new Error(`${at}: write the whole query in one expression, so that its index can be checked`);
    if (!queries.has(outer)) queries.set(outer, readQuery(code.slice(outer, endOfExpression(code, outer)), at));
  }
  return [...queries.values()];
}

/** `collection(…)` inside `query(…)` belongs to it. */
function outermost(code: string, starts: readonly number[], start: number): number {
  return starts.find((it) => it < start && code.startsWith('query(', it) && endOfExpression(code, it) > start) ?? start;
}

/** Where a call and what is chained to it ends: the first `;`, `,` or closing bracket outside every bracket of its own. */
function endOfExpression(code: string, start: number): number {
  let depth = 0;
  let quote = '';
  for (let i = start; i < code.length; i++) {
    const sign = code.charAt(i);
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === "'" || sign === '"' || sign === '`') quote = sign;
    else if (sign === '(' || sign === '[' || sign === '{') depth++;
    else if (sign === ')' || sign === ']' || sign === '}') depth--;
    if (quote === '' && (depth < 0 || (depth === 0 && (sign === ';' || sign === ',')))) return i;
  }
  return code.length;
}

function readQuery(expression: string, at: string): Query {
  const literal = /^\s*'([^']+)'/;
  const filters: Query['filters'][number][] = [];
  const orders: Query['orders'][number][] = [];
  for (const { 1: step, index, 0: call } of expression.matchAll(/\b(where|orderBy)\(/g)) {
    // The client's way to write `__name__`.
    const rest = expression.slice(index + call.length).replace(/^\s*documentId\(\)/, "'__name__'");
    const field = literal.exec(rest);
    const second = literal.exec(field === null ? '' : rest.slice(field[0].length).replace(/^\s*,/, ''))?.[1];
    const isComplete = step === 'orderBy' ? [undefined, 'asc', 'desc'].includes(second) : second !== undefined;
    if (field?.[1] === undefined || !isComplete) throw new Error(`${at}: write the arguments of ${step} as literals`);
    if (step === 'where') filters.push({ field: field[1], operator: second ?? '' });
    // Every index ends with the name by itself.
    else if (field[1] !== '__name__') orders.push({ field: field[1], direction: second === 'desc' ? 'DESCENDING' : 'ASCENDING' });
  }
  const group = /collectionGroup\((?:\w+,\s*)?'([^']+)'/.exec(expression)?.[1];
  const builder = /collection\((?:\w+,\s*)?(\w+)\(/.exec(expression)?.[1];
  const path = /collection\((?:\w+,\s*)?['`](?:[^'`]*\/)?(\w+)['`]/.exec(expression)?.[1];
  const collectionId = group ?? COLLECTION_OF_BUILDER[builder ?? ''] ?? path;
  if (collectionId === undefined) throw new Error(`${at}: name the collection by a path builder of the contract or literally`);
  return { at, collectionId, scope: group === undefined ? 'COLLECTION' : 'COLLECTION_GROUP', filters, orders };
}

const EQUALITIES = ['==', 'in', 'array-contains', 'array-contains-any'];

/** @returns what keeps production from answering a query, in words; undefined when it has its index */
export function missingIndex(query: Query, { indexes, fieldOverrides }: Indexes): string | undefined {
  const { collectionId, scope } = query;
  const equal = query.filters.filter(({ operator }) => EQUALITIES.includes(operator));
  const unequal = query.filters.filter(({ operator }) => !EQUALITIES.includes(operator));
  const orders = [...query.orders];
  // An inequality sorts by its field unless the query says how.
  for (const { field } of unequal) {
    if (!orders.some((order) => order.field === field)) orders.push({ field, direction: 'ASCENDING' });
  }
  const fields = [...new Set([...equal, ...orders].map(({ field }) => field))];
  const contains = equal.filter(({ operator }) => operator.startsWith('array-contains')).map(({ field }) => field);
  const what = `${query.at}: ${scope} ${collectionId} (${fields.join(', ')})`;

  // Equalities alone are answered by merging the indexes of their fields.
  if (fields.length === 1 || orders.length === 0) {
    for (const field of fields) {
      const parts = field.split('.').map((_, i, all) => all.slice(0, all.length - i).join('.'));
      // The nearest setting counts: the field's own, else that of the map that it is in.
      const override = parts
        .map((part) => fieldOverrides.find((it) => it.collectionGroup === collectionId && it.fieldPath === part))
        .find((it) => it !== undefined);
      const kind = contains.includes(field) ? 'CONTAINS' : orders.find((order) => order.field === field)?.direction;
      // Without a setting, Firestore indexes every field, for queries of one collection.
      if (override === undefined && scope === 'COLLECTION') continue;
      const serves = (index: FieldOverride['indexes'][number]) =>
        (index.queryScope ?? 'COLLECTION') === scope &&
        (kind === undefined ? index.order !== undefined : (index.order ?? index.arrayConfig) === kind);
      if (!override?.indexes.some(serves)) return `${what} needs a single-field index on ${field}`;
    }
    return undefined;
  }

  const equalFields = new Set(equal.map(({ field }) => field));
  const sorted = orders.filter(({ field }) => !equalFields.has(field));
  const served = indexes.some((index) => {
    if (index.collectionGroup !== collectionId || index.queryScope !== scope) return false;
    const head = index.fields.slice(0, equalFields.size);
    const tail = index.fields.slice(equalFields.size);
    return (
      head.every(({ fieldPath }) => equalFields.has(fieldPath)) &&
      new Set(head.map(({ fieldPath }) => fieldPath)).size === head.length &&
      head.length === equalFields.size &&
      head.every(({ fieldPath, arrayConfig }) => (arrayConfig === 'CONTAINS') === contains.includes(fieldPath)) &&
      tail.length === sorted.length &&
      sorted.every(({ field, direction }, i) => tail[i]?.fieldPath === field && tail[i].order === direction)
    );
  });
  return served ? undefined : `${what} needs a composite index`;
}
