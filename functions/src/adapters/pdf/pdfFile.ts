/**
 * PDF files written object by object, whole or appended to one that exists: what is written need not be held. Own code, since
 * the libraries that write PDFs keep every page until the end.
 */

import { deflateSync } from 'node:zlib';

export interface PdfFile {
  /** An empty line. */
  gap(): Buffer;
  /** The bytes of one object; `body` is what stands between `obj` and `endobj`. */
  object(number: number, body: string | readonly (string | Uint8Array)[], generation?: number): Buffer;
  /**
   * The bytes of one object that is no stream. Where the file has object streams it is kept to be compressed with others: there
   * are none now, they come with the end.
   */
  packed(number: number, body: string | Uint8Array): Buffer;
  /** The bytes of a stream. @param dictionary its entries but for the length */
  stream(number: number, dictionary: string, data: Uint8Array): Buffer;
  /** What ends the file: what is still kept, the cross-reference table and the trailer. */
  end(trailer: Trailer): Buffer;
}

export interface Trailer {
  /** One more than the largest object number. */
  readonly size: number;
  /** `/Root` and what else belongs there. */
  readonly entries: string;
  /** Where the table before this one is; null for a file of one part. */
  readonly previous: number | null;
}

/** A file whose last table is a stream goes on with a stream: readers need not understand a mixture. Only such a file has object streams. */
export type TableKind = 'table' | 'stream';

/** Where an object is: in the file, or the how-manieth it is in which object stream. */
type Entry = { readonly offset: number; readonly generation: number } | { readonly within: number; readonly index: number };

/** So many that compressing them together pays; a reader that wants one unpacks them all. */
const PACKED_TOGETHER = 100;

/** The header of a file of our own. Bytes above 127 tell that it is not text. */
export const HEADER = Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1');

/** @param from where in the file the first object will be */
export function pdfFile(from: number, kind: TableKind = 'table'): PdfFile {
  let offset = from;
  const entries = new Map<number, Entry>();
  const kept: { readonly number: number; readonly body: Buffer }[] = [];

  function object(number: number, body: string | readonly (string | Uint8Array)[], generation = 0): Buffer {
    const parts = typeof body === 'string' ? [body] : body;
    const bytes = Buffer.concat(
      [`${number} ${generation} obj\n`, ...parts, '\nendobj\n'].map((part) =>
        typeof part === 'string' ? Buffer.from(part, 'latin1') : part,
      ),
    );
    entries.set(number, { offset, generation });
    offset += bytes.length;
    return bytes;
  }

  function stream(number: number, dictionary: string, data: Uint8Array): Buffer {
    return object(number, [`<< ${dictionary} /Length ${data.length} >>\nstream\n`, data, '\nendstream']);
  }

  function packed(number: number, body: string | Uint8Array): Buffer {
    if (kind === 'table') return object(number, [body]);
    kept.push({ number, body: typeof body === 'string' ? Buffer.from(body, 'latin1') : Buffer.from(body) });
    return Buffer.alloc(0);
  }

  /** The objects that were kept, in object streams numbered from `first`. */
  function packs(first: number): Buffer[] {
    const streams: Buffer[] = [];
    for (let start = 0; start < kept.length; start += PACKED_TOGETHER) {
      const together = kept.slice(start, start + PACKED_TOGETHER);
      const within = first + streams.length;
      let at = 0;
      const head = together.map(({ number, body }, index) => {
        entries.set(number, { within, index });
        const place = `${number} ${at} `;
        at += body.length + 1;
        return place;
      });
      const data = Buffer.concat([Buffer.from(head.join('')), ...together.flatMap(({ body }) => [body, Buffer.from('\n')])]);
      const dictionary = `/Type /ObjStm /N ${together.length} /First ${head.join('').length} /Filter /FlateDecode`;
      streams.push(stream(within, dictionary, deflated(data)));
    }
    return streams;
  }

  /** The entries, in runs of numbers that follow one another. */
  function sections(isWhole: boolean) {
    const numbers = [...entries.keys()].sort((a, b) => a - b);
    // The list of free objects begins with number 0; what is appended leaves that to the original.
    const runs: number[][] = isWhole ? [[0]] : [];
    for (const number of numbers) {
      const run = runs.at(-1);
      if (run?.at(-1) === number - 1) run.push(number);
      else runs.push([number]);
    }
    return runs;
  }

  return {
    gap() {
      offset++;
      return Buffer.from('\n');
    },
    object,
    packed,
    stream,
    end({ size, entries: rootEntries, previous }) {
      const chain = previous === null ? '' : ` /Prev ${previous}`;
      if (kind === 'table') {
        const start = offset;
        const rows = (run: readonly number[]) =>
          run.map((number) => {
            const { offset: at, generation } = { ...FREE, ...entries.get(number) };
            return `${String(at).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${number === 0 ? 'f' : 'n'} \n`;
          });
        const table = sections(previous === null).map((run) => `${run[0]} ${run.length}\n${rows(run).join('')}`);
        const trailer = `trailer\n<< /Size ${size} ${rootEntries}${chain} >>\nstartxref\n${start}\n%%EOF\n`;
        return Buffer.from(`xref\n${table.join('')}${trailer}`, 'latin1');
      }
      const streams = packs(size);
      const start = offset;
      const own = size + streams.length;
      entries.set(own, { offset: start, generation: 0 });
      const runs = sections(previous === null);
      const rows = runs.flat().map((number) => {
        const entry = entries.get(number);
        const [type, where, which] =
          entry === undefined
            ? [0, FREE.offset, FREE.generation]
            : 'within' in entry
              ? [2, entry.within, entry.index]
              : [1, entry.offset, entry.generation];
        const row = Buffer.alloc(8);
        row.writeUInt8(type, 0);
        row.writeUIntBE(where, 1, 5);
        row.writeUInt16BE(which, 6);
        return row;
      });
      const index = runs.map((run) => `${run[0]} ${run.length}`).join(' ');
      const dictionary = `/Type /XRef /Size ${own + 1} ${rootEntries}${chain} /W [1 5 2] /Index [${index}] /Filter /FlateDecode`;
      const bytes = stream(own, dictionary, deflated(Buffer.concat(rows)));
      return Buffer.concat([...streams, bytes, Buffer.from(`startxref\n${start}\n%%EOF\n`, 'latin1')]);
    },
  };
}

/** The head of the list of free objects, which has no others. */
const FREE = { offset: 0, generation: 65_535 };

/** As small as it gets. */
export function deflated(data: Uint8Array): Buffer {
  return deflateSync(data, { level: 9 });
}

/** A number as PDF takes it: no exponents, no more decimals than matter. */
export function decimal(value: number, digits = 4): string {
  const fixed = value.toFixed(digits);
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '').replace(/^-0$/, '0') : fixed;
}

/** The two halves of a file's identity, in hexadecimal: made from the source's, so that the same work gives the same bytes. */
export function fileId(first: string, second: string): string {
  return `/ID [<${first}> <${second}>]`;
}
