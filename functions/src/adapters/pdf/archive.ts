/**
 * What makes a PDF of our own a PDF/A-2b (ISO 19005-2, level B): it says so, and says what its colours are. The rest is in how
 * the file is written: fonts are embedded, nothing is transparent or encrypted, and all it needs is in it.
 */

import { openImage } from '../images/sharp.ts';

/** The XMP packet. It tells no dates, so that the same work gives the same bytes. */
export const ARCHIVE_METADATA = Buffer.from(
  [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">',
    '<pdfaid:part>2</pdfaid:part>',
    '<pdfaid:conformance>B</pdfaid:conformance>',
    '</rdf:Description>',
    '</rdf:RDF>',
    '</x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n'),
  'utf8',
);

/** Entries of an output intent, but for its profile: what has no profile of its own is sRGB, and grey is its grey. */
export const OUTPUT_INTENT = '/Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1)';

/** The one that sharp carries and writes into images. */
export async function srgbProfile(): Promise<Uint8Array> {
  const pixel = await openImage(new Uint8Array(3), { raw: { width: 1, height: 1, channels: 3 } });
  const { icc } = await (await openImage(await pixel.withIccProfile('srgb').jpeg().toBuffer())).metadata();
  if (icc === undefined) throw new Error('sharp writes no profile');
  return icc;
}

/** ICC's names of the colours that an image may have, by its channels. */
const PROFILE_COLOURS: Readonly<Record<number, string>> = { 1: 'GRAY', 3: 'RGB ', 4: 'CMYK' };
const PROFILE_CLASSES = ['scnr', 'mntr', 'prtr', 'spac'];
const LEAST_PROFILE_BYTES = 128;

/** Whether a profile's header is one that PDF/A-2 takes for an image of so many channels. */
export function isArchivable(profile: Uint8Array, channels: number): boolean {
  if (profile.length < LEAST_PROFILE_BYTES) return false;
  const bytes = Buffer.from(profile.buffer, profile.byteOffset, profile.length);
  const name = (at: number) => bytes.toString('latin1', at, at + 4);
  return (
    bytes.readUInt32BE(0) === bytes.length &&
    name(36) === 'acsp' &&
    (bytes[8] ?? 5) <= 4 &&
    PROFILE_CLASSES.includes(name(12)) &&
    name(16) === PROFILE_COLOURS[channels]
  );
}
