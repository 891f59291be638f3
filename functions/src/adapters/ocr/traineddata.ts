/**
 * The container of tesseract's language data: a table of offsets, then the components one after the other. Read from
 * tesseract's own `tessdatamanager`; the numbers of the components are its enumeration.
 */

/** Components by name, as far as the fast models and the orientation data have them. */
export const COMPONENTS = {
  config: 0,
  unicharset: 1,
  inttemp: 3,
  pffmtable: 4,
  normproto: 5,
  lstm: 17,
  'lstm-punc-dawg': 18,
  'lstm-word-dawg': 19,
  'lstm-number-dawg': 20,
  'lstm-unicharset': 21,
  'lstm-recoder': 22,
  version: 23,
} as const;
export type Component = keyof typeof COMPONENTS;

const ENTRY_BYTES = 8;
const ABSENT = -1n;

/** @throws when `file` holds something that is not in `COMPONENTS`, or offsets that point outside it */
export function readComponents(file: Buffer): Map<Component, Buffer> {
  const count = file.readInt32LE(0);
  const offsets = Array.from({ length: count }, (_, index) => file.readBigInt64LE(4 + index * ENTRY_BYTES));
  const begins = offsets.filter((offset) => offset !== ABSENT).map(Number);
  const components = new Map<Component, Buffer>();
  for (const [index, offset] of offsets.entries()) {
    if (offset === ABSENT) continue;
    const name = (Object.keys(COMPONENTS) as Component[]).find((candidate) => COMPONENTS[candidate] === index);
    if (name === undefined) throw new Error(`component ${index} is not known`);
    const begin = Number(offset);
    // Nothing says how long a component is: it ends where the next one begins.
    const end = Math.min(file.length, ...begins.filter((other) => other > begin));
    if (begin < 4 + count * ENTRY_BYTES || begin >= end) throw new Error(`${name} lies outside the file`);
    components.set(name, file.subarray(begin, end));
  }
  return components;
}

export function writeComponents(components: ReadonlyMap<Component, Buffer>): Buffer {
  const count = COMPONENTS.version + 1;
  const head = Buffer.alloc(4 + count * ENTRY_BYTES);
  head.writeInt32LE(count, 0);
  for (let index = 0; index < count; index++) head.writeBigInt64LE(ABSENT, 4 + index * ENTRY_BYTES);
  const inOrder = [...components].sort(([a], [b]) => COMPONENTS[a] - COMPONENTS[b]);
  let offset = head.length;
  for (const [name, { length }] of inOrder) {
    head.writeBigInt64LE(BigInt(offset), 4 + COMPONENTS[name] * ENTRY_BYTES);
    offset += length;
  }
  return Buffer.concat([head, ...inOrder.map(([, bytes]) => bytes)]);
}
