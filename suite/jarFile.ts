/** Writes small jar files (zip archives without compression), so that no JDK tool beside the compiler is needed. */

import { crc32 } from 'node:zlib';

export interface JarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A jar's bytes; the same entries always give the same bytes. */
export function jarOf(manifest: Readonly<Record<string, string>>, entries: readonly JarEntry[] = []): Buffer {
  const all: JarEntry[] = [{ name: 'META-INF/MANIFEST.MF', bytes: Buffer.from(manifestText(manifest)) }, ...entries];
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of all) {
    const nameBytes = Buffer.from(name);
    // Fields common to both headers: version 2.0, UTF-8 names, stored, 1980-01-01, checksum, two sizes, name length, no extra.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, bytes]);
    // Comment length, disk, internal and external attributes, all zero, then where the local header is.
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, tail, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const directoryLength = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(all.length, 8);
  end.writeUInt16LE(all.length, 10);
  end.writeUInt32LE(directoryLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

/** Lines of at most 72 bytes, as the jar specification has them; a longer one goes on after a line break and a space. */
function manifestText(attributes: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ 'Manifest-Version': '1.0', ...attributes }).map(([key, value]) => {
    let rest = `${key}: ${value}`;
    let text = rest.slice(0, 70);
    rest = rest.slice(70);
    for (; rest !== ''; rest = rest.slice(69)) text += `\r\n ${rest.slice(0, 69)}`;
    return text;
  });
  return `${lines.join('\r\n')}\r\n\r\n`;
}
