/**
 * Puts a text on the clipboard that may have to be fetched first. Safari takes it only when asked while the button is still being
 * pressed: the clipboard is given a promise. Browsers that know no such thing are given the text once it is there.
 */
export async function copyText(text: Promise<string>): Promise<void> {
  try {
    const item = new ClipboardItem({ 'text/plain': text.then((ready) => new Blob([ready], { type: 'text/plain' })) });
    await navigator.clipboard.write([item]);
  } catch {
    await navigator.clipboard.writeText(await text);
  }
}
