/** A file in, its SHA-256 out in hexadecimal; null when it could not be read. */

addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  void hash(data).then(postMessage, () => postMessage(null));
});

async function hash(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
