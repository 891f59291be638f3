/**
 * The fonts of the text layer: one glyph, half as wide as high, that stands for every character and shows nothing. Copying and searching
 * need only the map from codes to characters, so that no script needs a font of its own; but readers that keep to PDF/A want
 * a font file all the same, hence a TrueType file of the least that is valid. Made here: it is smaller than its own licence
 * would be.
 *
 * There are two, of which a file gets those that it needs. In one a code has one byte, and a name says what the codes stand for:
 * enough for Western European languages. In the other a code has two, and any character can have one; text in it takes a tenth
 * more, the font itself twice as much.
 */

import { deflated, type PdfFile } from './pdfFile.ts';

/** Of every glyph, in thousandths of the size. */
export const GLYPH_WIDTH = 500;
/** From the top of an "l" to the bottom of a "p" is one size: this much of it lies above the baseline. */
const ASCENT = 770;
const DESCENT = ASCENT - 1000;
const NAME = 'Glyphless';

/** Which font: how many bytes its codes have. */
export type CodeBytes = 1 | 2;

export interface TextFonts {
  /** The one for a text: the smaller where it has all of the characters. */
  fontFor(text: string): CodeBytes;
  /** As what a PDF's string holds, a byte each; `length` is how many characters there are. */
  encode(text: string, font: CodeBytes): { readonly codes: string; readonly length: number };
  /** The number of the font's object, which is one of `objects`. */
  objectOf(font: CodeBytes): number;
  /** The objects of the fonts that were asked for, once all is encoded. They tell of the codes that were used and little more: most files are small. */
  objects(file: PdfFile): readonly Buffer[];
}

/** @param nextNumber gives out numbers for objects */
export function textFonts(nextNumber: () => number): TextFonts {
  const twoBytes = twoByteCodes();
  const fonts = new Map<CodeBytes, number>();
  return {
    fontFor: (text) => ([...text].every((character) => ONE_BYTE_CODES.has(character)) ? 1 : 2),
    encode(text, font) {
      const characters = [...text];
      const codes = characters.map(font === 1 ? (character) => ONE_BYTE_CODES.get(character) ?? '?' : twoBytes.codeOf);
      return { codes: escaped(codes.join('')), length: characters.length };
    },
    objectOf(font) {
      const number = fonts.get(font) ?? nextNumber();
      fonts.set(font, number);
      return number;
    },
    objects(file) {
      if (fonts.size === 0) return [];
      const [descriptor, program] = [nextNumber(), nextNumber()];
      const truetype = fontProgram();
      const objects = [
        file.packed(
          descriptor,
          `<< /Type /FontDescriptor /FontName /${NAME} /Flags 32 /FontBBox [0 ${DESCENT} ${GLYPH_WIDTH} ${ASCENT}] /ItalicAngle 0 /Ascent ${ASCENT} /Descent ${DESCENT} /CapHeight ${ASCENT} /StemV 80 /MissingWidth ${GLYPH_WIDTH} /FontFile2 ${program} 0 R >>`,
        ),
        file.stream(program, `/Length1 ${truetype.length} /Filter /FlateDecode`, deflated(truetype)),
      ];
      const [one, two] = [fonts.get(1), fonts.get(2)];
      if (one !== undefined) objects.push(oneByteFont(file, one, descriptor));
      if (two !== undefined) objects.push(...twoByteFont(file, two, descriptor, nextNumber, twoBytes));
      return objects;
    },
  };
}

/** What would end a string or be taken for something else in it. */
const escaped = (codes: string) => codes.replaceAll(/[\\()]/g, '\\$&').replaceAll('\r', '\\r');

/** PDF's WinAnsiEncoding, which is Windows 1252: what stands at 0x80 and after, and the codes that do not stand for one character. */
const FROM_0X80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const AMBIGUOUS = /[\x7f\x81\x8d\x8f\x90\x9d\xa0\xad]/;
const ONE_BYTE_CODES: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 0xe0 }, (_, index) => String.fromCharCode(0x20 + index))
    .filter((code) => !AMBIGUOUS.test(code))
    .map((code) => [FROM_0X80[code.charCodeAt(0) - 0x80] ?? code, code]),
);

/** What it does not tell of any code's width is told for all by the descriptor. */
function oneByteFont(file: PdfFile, number: number, descriptor: number): Buffer {
  return file.packed(
    number,
    `<< /Type /Font /Subtype /TrueType /BaseFont /${NAME} /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 32 /Widths [${GLYPH_WIDTH}] /FontDescriptor ${descriptor} 0 R >>`,
  );
}

const ROW = 0x100;

const FIRST_TAKEN = 0xd800;
const MOST_TAKEN = 0x800;
/** What stands for a character that is none, or for one too many. */
const UNKNOWN = 0xfffd;

/** Most characters are their own code; those beyond 16 bits take the codes of half characters in turn. */
interface TwoByteCodes {
  readonly codeOf: (character: string) => string;
  /** The characters of the codes that were taken, in order. */
  readonly taken: () => readonly string[];
  /** The first code of each 256 of which one was used, ascending. */
  readonly rows: () => readonly number[];
}

function twoByteCodes(): TwoByteCodes {
  const codes = new Map<string, number>();
  const rows = new Set<number>();
  const numberOf = (character: string): number => {
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
    codeOf(character) {
      const code = numberOf(character);
      rows.add(code - (code % ROW));
      return String.fromCharCode(code >> 8, code & 0xff);
    },
    taken: () => [...codes.keys()],
    rows: () => [...rows].sort((a, b) => a - b),
  };
}

const hexOf = (code: number) => code.toString(16).padStart(4, '0');

function twoByteFont(file: PdfFile, number: number, descriptor: number, nextNumber: () => number, codes: TwoByteCodes): Buffer[] {
  const [descendant, glyphs, unicode] = [nextNumber(), nextNumber(), nextNumber()];
  // Glyph 0 is for what is missing, which nothing is.
  const toGlyph = Buffer.alloc(2 * ((codes.rows().at(-1) ?? 0) + ROW), Buffer.from([0, 1]));
  return [
    file.packed(
      number,
      `<< /Type /Font /Subtype /Type0 /BaseFont /${NAME} /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${unicode} 0 R >>`,
    ),
    file.packed(
      descendant,
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${NAME} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /DW ${GLYPH_WIDTH} /CIDToGIDMap ${glyphs} 0 R >>`,
    ),
    file.stream(glyphs, '/Filter /FlateDecode', deflated(toGlyph)),
    file.stream(unicode, '/Filter /FlateDecode', deflated(Buffer.from(toUnicode(codes), 'latin1'))),
  ];
}

/** Every code that is a character stands for it; a range may not go over a row of 256, a list not over a hundred. */
function toUnicode({ rows, taken }: TwoByteCodes): string {
  const ranges = rows()
    .filter((start) => start < FIRST_TAKEN || start >= FIRST_TAKEN + MOST_TAKEN)
    .map((start) => `<${hexOf(start)}> <${hexOf(start + ROW - 1)}> <${hexOf(start)}>`);
  const characters = taken().map((character, index) => {
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

/** The Unicode characters of `ONE_BYTE_CODES`, with many between that are none of them. */
const FIRST_MAPPED = 0x20;
const LAST_MAPPED = '™'.charCodeAt(0);
const MAPPED = LAST_MAPPED - FIRST_MAPPED + 1;

/**
 * A TrueType file of two glyphs without ink, with the tables that a PDF asks for and no others. Numbers in it are big-endian;
 * fields are in the order of the OpenType specification.
 */
function fontProgram(): Buffer {
  const u16 = (...values: number[]) => Buffer.from(values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]));
  const u32 = (...values: number[]) => Buffer.concat(values.map((value) => u16(value >>> 16, value & 0xffff)));
  const tables: readonly (readonly [string, Buffer])[] = [
    // From Unicode, for the font that has names of characters for its codes: one run, from the first of them to the last.
    [
      'cmap',
      Buffer.concat([
        u16(0, 1, 3, 1),
        u32(12),
        u16(4, 32 + 2 * MAPPED, 0, 4, 4, 1, 0, LAST_MAPPED, 0xffff, 0, FIRST_MAPPED, 0xffff, 0, 1, 4, 0),
        Buffer.alloc(2 * MAPPED, Buffer.from([0, 1])),
      ]),
    ],
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
