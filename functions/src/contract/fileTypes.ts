/** The file types that an upload may have, and how the first bytes tell them apart. */

export const FILE_TYPES = {
  pdf: { contentType: 'application/pdf', extensions: ['pdf'] },
  png: { contentType: 'image/png', extensions: ['png'] },
  jpeg: { contentType: 'image/jpeg', extensions: ['jpg', 'jpeg'] },
  webp: { contentType: 'image/webp', extensions: ['webp'] },
  tiff: { contentType: 'image/tiff', extensions: ['tif', 'tiff'] },
  gif: { contentType: 'image/gif', extensions: ['gif'] },
  bmp: { contentType: 'image/bmp', extensions: ['bmp'] },
} as const satisfies Record<string, { readonly contentType: string; readonly extensions: readonly string[] }>;

export type FileType = keyof typeof FILE_TYPES;

/** How many leading bytes `sniffFileType` needs. */
export const SNIFF_BYTES = 1024;

/**
 * The type that the bytes show, whatever the name or the declared type says.
 * @param head the first `SNIFF_BYTES` bytes of the file (fewer when the file is shorter)
 * @returns undefined when the bytes are none of the types above
 */
export function sniffFileType(head: Uint8Array): FileType | undefined {
  const starts = (bytes: readonly number[], at = 0) => bytes.every((byte, i) => head[at + i] === byte);
  if (starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (starts([0xff, 0xd8, 0xff])) return 'jpeg';
  if (starts([0x52, 0x49, 0x46, 0x46]) && starts([0x57, 0x45, 0x42, 0x50], 8)) return 'webp';
  // TIFF and BigTIFF, little and big endian.
  if ([0x2a, 0x2b].some((magic) => starts([0x49, 0x49, magic, 0x00]) || starts([0x4d, 0x4d, 0x00, magic]))) return 'tiff';
  if (starts([0x47, 0x49, 0x46, 0x38])) return 'gif';
  // "BM" alone is too weak a sign: the reserved words after the size must be zero too.
  if (starts([0x42, 0x4d]) && starts([0, 0, 0, 0], 6)) return 'bmp';
  // Readers accept bytes before the header, within the first 1024 (PDF 1.7, implementation note 13).
  for (let at = 0; at + 5 <= Math.min(head.length, SNIFF_BYTES); at++) {
    if (starts([0x25, 0x50, 0x44, 0x46, 0x2d], at)) return 'pdf';
  }
  return undefined;
}

/** The type that a file's name promises: what an uploader declares before anyone has looked at the bytes. */
export function fileTypeOfName(fileName: string): FileType | undefined {
  const extension = /\.([^.]+)$/.exec(fileName.toLowerCase())?.[1] ?? '';
  return (Object.keys(FILE_TYPES) as FileType[]).find((type) =>
    (FILE_TYPES[type].extensions as readonly string[]).includes(extension),
  );
}
