/** Counts the pages of a TIFF: the directories that are chained through the file, each read where it lies. */

/** What is needed to walk from one directory to the next, in classic TIFF and in BigTIFF. */
interface Layout {
  readonly littleEndian: boolean;
  readonly big: boolean;
}

/**
 * @param most the count stops there
 * @returns 0 when there is no directory where the header says
 */
export async function countTiffPages(file: Blob, most: number): Promise<number> {
  const head = await viewOf(file, 0, 16);
  if (head === undefined) return 0;
  const layout = { littleEndian: head.getUint8(0) === 0x49, big: head.getUint16(2, head.getUint8(0) === 0x49) === 43 };
  let at = offsetAt(head, layout.big ? 8 : 4, layout);
  const seen = new Set<number>();
  // A chain that bites its own tail ends where it does.
  while (at !== 0 && !seen.has(at) && seen.size < most) {
    const next = await nextDirectory(file, at, layout);
    if (next === undefined) break;
    seen.add(at);
    at = next;
  }
  return seen.size;
}

async function nextDirectory(file: Blob, at: number, layout: Layout): Promise<number | undefined> {
  const [countBytes, entryBytes, offsetBytes] = layout.big ? [8, 20, 8] : [2, 12, 4];
  const countView = await viewOf(file, at, countBytes);
  if (countView === undefined) return undefined;
  const entries = layout.big
    ? Number(countView.getBigUint64(0, layout.littleEndian))
    : countView.getUint16(0, layout.littleEndian);
  if (entries === 0) return undefined;
  const link = await viewOf(file, at + countBytes + entries * entryBytes, offsetBytes);
  return link && offsetAt(link, 0, layout);
}

function offsetAt(view: DataView, at: number, { littleEndian, big }: Layout): number {
  return big ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
}

/** undefined where the file ends before. */
async function viewOf(file: Blob, at: number, bytes: number): Promise<DataView | undefined> {
  if (at + bytes > file.size) return undefined;
  return new DataView(await file.slice(at, at + bytes).arrayBuffer());
}
