/**
 * The font of the text layer: one glyph, half as wide as high, that stands for every character and shows nothing. Copying and searching
 * need only the map from codes to characters, so that no script needs a font of its own; but readers that keep to PDF/A want
 * a font file all the same, hence a TrueType file of the least that is valid. Made here: it is smaller than its own licence
 * would be.
 */

import { deflated, type PdfFile } from './pdfFile.ts';

/** Of every glyph, in thousandths of the size. */
export const GLYPH_WIDTH = 500;
/** From the top of an "l" to the bottom of a "p" is one size: this much of it lies above the baseline. */
const ASCENT = 770;
const DESCENT = ASCENT - 1000;
const NAME = 'PagestreamGlyphless';

/** Codes of two bytes for characters. Most are their own code; those beyond 16 bits take the codes of half characters in turn. */
export interface GlyphCodes {
  /** As a PDF string in hexadecimal, one code for each character. */
  encode(text: string): { readonly hex: string; readonly length: number };
  /** The characters of the codes that were taken, in order. */
  readonly taken: readonly string[];
  /** The first code of each 256 of which one was used, ascending. */
  readonly rows: readonly number[];
}

const ROW = 0x100;

const FIRST_TAKEN = 0xd800;
const MOST_TAKEN = 0x800;
/** What stands for a character that is none, or for one too many. */
const UNKNOWN = 0xfffd;

export function glyphCodes(): GlyphCodes {
  const codes = new Map<string, number>();
  const rows = new Set<number>();
  const codeOf = (character: string): number => {
    const point = character.codePointAt(0) ?? UNKNOWN;
    if (point < 0x20 || (point >= FIRST_TAKEN && point < FIRST_TAKEN + MOST_TAKEN)) return UNKNOWN;
    if (point <= 0xffff) return point;
    const known = codes.get(character);
    if (known !== undefined || codes.size >= MOST_TAKEN) return known ?? UNKNOWN;
    const code = FIRST_TAKEN + codes.size;
    codes.set(character, code);
    return code;
  };
  return {
    encode(text) {
      const used = [...text].map(codeOf);
      for (const code of used) rows.add(code - (code % ROW));
      return { hex: used.map(hexOf).join(''), length: used.length };
    },
    get taken() {
      return [...codes.keys()];
    },
    get rows() {
      return [...rows].sort((a, b) => a - b);
    },
  };
}

const hexOf = (code: number) => code.toString(16).padStart(4, '0');

/** How many objects `fontObjects` writes. */
export const FONT_OBJECTS = 6;

/** The font's objects, numbered from `first`, which is the font itself. They tell of the codes that were used and little more: most files are small. */
export function fontObjects(file: PdfFile, first: number, codes: GlyphCodes): Buffer[] {
  const [descendant, descriptor, program, glyphs, unicode] = [1, 2, 3, 4, 5].map((index) => first + index) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const truetype = fontProgram();
  // Glyph 0 is for what is missing, which nothing is.
  const toGlyph = Buffer.alloc(2 * ((codes.rows.at(-1) ?? 0) + ROW), Buffer.from([0, 1]));
  return [
    file.packed(
      first,
      `<< /Type /Font /Subtype /Type0 /BaseFont /${NAME} /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${unicode} 0 R >>`,
    ),
    file.packed(
      descendant,
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${NAME} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /DW ${GLYPH_WIDTH} /CIDToGIDMap ${glyphs} 0 R >>`,
    ),
    file.packed(
      descriptor,
      `<< /Type /FontDescriptor /FontName /${NAME} /Flags 4 /FontBBox [0 ${DESCENT} ${GLYPH_WIDTH} ${ASCENT}] /ItalicAngle 0 /Ascent ${ASCENT} /Descent ${DESCENT} /CapHeight ${ASCENT} /StemV 80 /FontFile2 ${program} 0 R >>`,
    ),
    file.stream(program, `/Length1 ${truetype.length} /Filter /FlateDecode`, deflated(truetype)),
    file.stream(glyphs, '/Filter /FlateDecode', deflated(toGlyph)),
    file.stream(unicode, '/Filter /FlateDecode', deflated(Buffer.from(toUnicode(codes), 'latin1'))),
  ];
}

/** Every code that is a character stands for it; a range may not go over a row of 256, a list not over a hundred. */
function toUnicode({ rows, taken }: GlyphCodes): string {
  const ranges = rows
    .filter((start) => start < FIRST_TAKEN || start >= FIRST_TAKEN + MOST_TAKEN)
    .map((start) => `<${hexOf(start)}> <${hexOf(start + ROW - 1)}> <${hexOf(start)}>`);
  const characters = taken.map((character, index) => {
    const units = [...Array(character.length).keys()].map((unit) => hexOf(character.charCodeAt(unit)));
    return `<${hexOf(FIRST_TAKEN + index)}> <${units.join('')}>`;
  });
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...listsOf(ranges, 'bfrange'),
    ...listsOf(characters, 'bfchar'),
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
}

function listsOf(entries: readonly string[], kind: string): string[] {
  const lists: string[] = [];
  for (let start = 0; start < entries.length; start += 100) {
    const list = entries.slice(start, start + 100);
    lists.push(`${list.length} begin${kind}\n${list.join('\n')}\nend${kind}`);
  }
  return lists;
}

/**
 * A TrueType file of two glyphs without ink, with the tables that a PDF asks for and no others. Numbers in it are big-endian;
 * fields are in the order of the OpenType specification.
 */
function fontProgram(): Buffer {
  const u16 = (...values: number[]) => Buffer.from(values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]));
  const u32 = (...values: number[]) => Buffer.concat(values.map((value) => u16(value >>> 16, value & 0xffff)));
  const tables: readonly (readonly [string, Buffer])[] = [
    // A stroke from corner to corner and back, which encloses nothing: Chromium's viewer marks a word as high as its outlines are.
    [
      'glyf',
      Buffer.concat([u16(1, 0, DESCENT, GLYPH_WIDTH, ASCENT, 1, 0, 0x0101), u16(0, GLYPH_WIDTH, DESCENT, ASCENT - DESCENT)]),
    ],
    [
      'head',
      Buffer.concat([
        u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
        u16(0b1011, 1000),
        // Never made and never changed: the same bytes whenever they are written.
        Buffer.alloc(16),
        u16(0, DESCENT, GLYPH_WIDTH, ASCENT, 0, 6, 2, 0, 0),
      ]),
    ],
    ['hhea', Buffer.concat([u32(0x10000), u16(ASCENT, DESCENT, 0, GLYPH_WIDTH, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)])],
    // Two glyphs with one width.
    ['hmtx', u16(GLYPH_WIDTH, 0, 0)],
    // The first glyph has no outline; offsets are in pairs of bytes.
    ['loca', u16(0, 0, 12)],
    ['maxp', Buffer.concat([u32(0x10000), u16(2, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)])],
  ];

  const aligned = (length: number) => (length + 3) & ~3;
  const padded = (table: Buffer) => Buffer.concat([table, Buffer.alloc(aligned(table.length) - table.length)]);
  const sum = (bytes: Buffer) => {
    let total = 0;
    for (let at = 0; at < bytes.length; at += 4) total = (total + bytes.readUInt32BE(at)) >>> 0;
    return total;
  };
  let offset = 12 + 16 * tables.length;
  const directory = tables.map(([tag, table]) => {
    const entry = Buffer.concat([Buffer.from(tag, 'latin1'), u32(sum(padded(table)), offset, table.length)]);
    offset += aligned(table.length);
    return entry;
  });
  const power = 2 ** Math.floor(Math.log2(tables.length));
  const start = Buffer.concat([u32(0x10000), u16(tables.length, power * 16, Math.log2(power), (tables.length - power) * 16)]);
  const font = Buffer.concat([start, ...directory, ...tables.map(([, table]) => padded(table))]);
  const head = tables.findIndex(([tag]) => tag === 'head');
  const headOffset = directory[head]?.readUInt32BE(8) ?? 0;
  font.writeUInt32BE((0xb1b0afba - sum(font)) >>> 0, headOffset + 8);
  return font;
}
