/**
 * A text layer for a PDF, appended to it: the file stays as it is, byte for byte, and what follows names its pages anew with one
 * more content stream. That stream comes first, so that nothing of the page's own graphics, balanced or not, reaches it.
 * Only a file that readers must mend, or that is encrypted, is written anew first.
 */

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { PDFContext, PDFDict, PDFObject } from '@cantoo/pdf-lib';
import type { LocalFile } from '../../app/ports.ts';
import type { PageWords } from '../../contract/documents.ts';
import { PipelineError } from '../../domain/failure.ts';
import { toUserSpace } from '../../domain/pageGeometry.ts';
import { type CodeBytes, textFonts } from './glyphlessFont.ts';
import { type FoundPage, findPages } from './pageFrames.ts';
import { deflated, fileId, pdfFile, type TableKind } from './pdfFile.ts';
import { needsTextLayer, textLayer } from './textLayer.ts';

/** Whether what was written goes after the source, or stands for itself. */
export type Written = 'appended' | 'whole';

/**
 * @param pages what was read, in page order
 * @param target the file to write
 * @throws PipelineError `CORRUPT`; whatever the library throws
 */
export async function addTextLayer(source: LocalFile, pages: AsyncIterable<PageWords | null>, target: string): Promise<Written> {
  const read = pages[Symbol.asyncIterator]();
  let next = await read.next();
  while (next.done !== true && !needsTextLayer(next.value)) next = await read.next();
  if (next.done === true) {
    await writeFile(target, '');
    return 'appended';
  }
  const found = await findPages([source.path]);
  const base = await openBase(source);
  const { context } = base;
  const file = pdfFile(base.sizeBytes - base.origin, base.kind);
  // Some readers want a line of its own for what follows.
  const parts: Uint8Array[] = [...base.bytes, file.gap()];
  let free = Math.max(context.largestObjectNumber + 1, base.size);
  const nextNumber = () => free++;
  const fonts = textFonts(nextNumber);
  for (; next.done !== true; next = await read.next()) {
    const page = next.value;
    if (!needsTextLayer(page)) continue;
    const place = found[page.pageNumber - 1];
    const ref = place?.ref;
    const dictionary = ref && context.lookup(base.lib.PDFRef.of(ref.num, ref.gen));
    if (!(dictionary instanceof base.lib.PDFDict)) throw new PipelineError('CORRUPT', `page ${page.pageNumber} is no object`);
    const resources = resourcesOf(base, dictionary);
    const nameOf = freeNames(base, resources);
    const { content, used } = textLayer(page, nameOf, toUserSpace(page, place as FoundPage), fonts);
    const text = nextNumber();
    parts.push(file.stream(text, '/Filter /FlateDecode', deflated(Buffer.from(content, 'latin1'))));
    const added = new Map(used.map((font) => [nameOf(font), fonts.objectOf(font)]));
    const changed = withText(base, dictionary, resources, text, added);
    const { num, gen } = ref as NonNullable<FoundPage['ref']>;
    // Object streams hold no object that had the number of one that was deleted.
    parts.push(gen === 0 ? file.packed(num, bytesOf(changed)) : file.object(num, [bytesOf(changed)], gen));
  }
  parts.push(...fonts.objects(file));
  parts.push(file.end({ size: free, entries: trailerEntries(base, source), previous: base.lastTable }));
  await writeFile(target, parts);
  await checkSame(found, base.written === 'appended' ? [source.path, target] : [target]);
  return base.written;
}

interface Base {
  readonly lib: typeof import('@cantoo/pdf-lib');
  readonly context: PDFContext;
  /** What must stand before what is appended; nothing when that is the source itself. */
  readonly bytes: readonly Uint8Array[];
  readonly written: Written;
  readonly sizeBytes: number;
  /** Where the header is: offsets count from it. */
  readonly origin: number;
  readonly lastTable: number;
  readonly kind: TableKind;
  readonly size: number;
}

/**
 * The fork of pdf-lib that is kept up: it opens encrypted files, which pdf-lib does not. It reads a file from its beginning to
 * its end and not by its table, so that it mends most of them; how pages are shown is asked of pdfjs.
 */
async function openBase(source: LocalFile): Promise<Base> {
  const lib = await import('@cantoo/pdf-lib');
  // As a Buffer its parts are views; the library cuts copies out of anything else.
  const bytes = await readFile(source.path);
  const document = await lib.PDFDocument.load(bytes, { updateMetadata: false, password: '' });
  const { context } = document;
  const size = context.trailerInfo.Size?.asNumber() ?? 0;
  const origin = Math.max(0, bytes.subarray(0, HEADER_WITHIN_BYTES).indexOf('%PDF-'));
  const lastTable = lastTableOf(bytes);
  const kind = lastTable === undefined ? undefined : tableKindAt(bytes, origin + lastTable);
  if (kind !== undefined && lastTable !== undefined && !context.isDecrypted) {
    return { lib, context, bytes: [], written: 'appended', sizeBytes: bytes.length, origin, lastTable, kind, size };
  }
  const anew = Buffer.from(
    await document.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false }),
  );
  const table = lastTableOf(anew);
  if (table === undefined) throw new PipelineError('CORRUPT', 'the file cannot be written anew');
  const rest = { origin: 0, lastTable: table, kind: 'table', size } as const;
  return { lib, context, bytes: [anew], written: 'whole', sizeBytes: anew.length, ...rest };
}

const HEADER_WITHIN_BYTES = 1024;
const END_WITHIN_BYTES = 2048;

/** Where the file says that its last cross-reference table is. */
function lastTableOf(bytes: Buffer): number | undefined {
  const end = bytes.subarray(-END_WITHIN_BYTES).toString('latin1');
  const [, offset] = /startxref\s+(\d{1,10})(?!.*startxref)/s.exec(end) ?? [];
  return offset === undefined ? undefined : Number(offset);
}

function tableKindAt(bytes: Buffer, offset: number): Base['kind'] | undefined {
  const head = bytes.subarray(offset, offset + 40).toString('latin1');
  if (/^\s*xref\b/.test(head)) return 'table';
  return /^\s*\d+\s+\d+\s+obj\b/.test(head) ? 'stream' : undefined;
}

/** The page's resources, its own or those that it has from above; undefined when there are none. */
function resourcesOf({ lib, context }: Base, page: PDFDict): PDFDict | undefined {
  const seen = new Set<PDFObject>();
  for (let node: PDFObject | undefined = page; node instanceof lib.PDFDict && !seen.has(node); ) {
    const resources = context.lookup(node.get(lib.PDFName.of('Resources')));
    if (resources instanceof lib.PDFDict) return resources;
    seen.add(node);
    node = context.lookup(node.get(lib.PDFName.of('Parent')));
  }
  return undefined;
}

/** Names that none of the page's fonts has. */
function freeNames({ lib, context }: Base, resources: PDFDict | undefined): (font: CodeBytes) => string {
  const fonts = context.lookup(resources?.get(lib.PDFName.of('Font')));
  const taken = fonts instanceof lib.PDFDict ? fonts.keys().map((key) => key.decodeText()) : [];
  let prefix = 'Ocr';
  while (taken.some((name) => name.startsWith(prefix))) prefix += '_';
  return (font) => `${prefix}${font}`;
}

/** The page's dictionary with the text before its own content. The original's dictionaries are shared and stay as they are. */
function withText(
  base: Base,
  page: PDFDict,
  resources: PDFDict | undefined,
  text: number,
  added: ReadonlyMap<string, number>,
): PDFDict {
  const { lib, context } = base;
  const copyOf = (dictionary: PDFObject | undefined) =>
    lib.PDFDict.fromMapWithContext(new Map(dictionary instanceof lib.PDFDict ? dictionary.entries() : []), context);
  const fonts = copyOf(context.lookup(resources?.get(lib.PDFName.of('Font'))));
  for (const [name, font] of added) fonts.set(lib.PDFName.of(name), lib.PDFRef.of(font));
  const ownResources = copyOf(resources);
  ownResources.set(lib.PDFName.of('Font'), fonts);
  const own = page.get(lib.PDFName.of('Contents'));
  const resolved = context.lookup(own);
  const contents = lib.PDFArray.withContext(context);
  contents.push(lib.PDFRef.of(text));
  if (resolved instanceof lib.PDFArray) for (const part of resolved.asArray()) contents.push(part);
  else if (own instanceof lib.PDFRef) contents.push(own);
  const changed = copyOf(page);
  changed.set(lib.PDFName.of('Resources'), ownResources);
  changed.set(lib.PDFName.of('Contents'), contents);
  return changed;
}

function bytesOf(object: PDFObject): Uint8Array {
  const bytes = new Uint8Array(object.sizeInBytes());
  object.copyBytesInto(bytes, 0);
  return bytes;
}

function trailerEntries({ lib, context }: Base, source: LocalFile): string {
  const { Root, Info, ID } = context.trailerInfo;
  if (!(Root instanceof lib.PDFRef)) throw new PipelineError('CORRUPT', 'the PDF has no catalogue');
  const ids = context.lookup(ID);
  const first = ids instanceof lib.PDFArray ? ids.get(0) : undefined;
  const isString = first instanceof lib.PDFHexString || first instanceof lib.PDFString;
  const hash = isString ? Buffer.from(first.asBytes()).toString('hex') : source.sha256.slice(0, ID_LENGTH);
  // The first half stays for the life of a document, the second changes with it.
  const changed = createHash('sha256').update(`text layer of ${source.sha256}`).digest('hex').slice(0, ID_LENGTH);
  const info = Info instanceof lib.PDFRef ? ` /Info ${Info.toString()}` : '';
  return `/Root ${Root.toString()}${info} ${fileId(hash, changed)}`;
}

/** Sixteen bytes, as is usual. */
const ID_LENGTH = 32;

/** What was written must be the same pages: the library that writes may have read a damaged file otherwise than the one that draws. */
async function checkSame(before: readonly (FoundPage | null)[], paths: readonly string[]): Promise<void> {
  const after = await findPages(paths);
  const key = (page: FoundPage | null | undefined) => JSON.stringify([page?.box, page?.turn]);
  if (before.length !== after.length || before.some((page, index) => key(page) !== key(after[index]))) {
    throw new PipelineError('CORRUPT', 'the pages are not the same with a text layer');
  }
}
