/** Below this many characters a line is no line of running text: an address, a sum, a line of verse. */
const RUNNING_TEXT = 45;
/** How full, compared to the longest, every line but the last of a paragraph is. */
const FULL = 0.75;

/**
 * Page text for the screen: a paragraph's lines become one, so that it wraps where this window ends and not where the
 * paper did. Lists, tables, addresses and verse (uneven or short lines) stay as they are, and so does a line that ends
 * with a hyphen: whether the word keeps it cannot be known. Words, their order and their places never change. Pure.
 */
export function reflow(text: string): string {
  return text
    .split(/(\n{2,})/)
    .map((block) => {
      const lines = block.split('\n');
      const longest = Math.max(...lines.map((line) => line.length));
      const runs = longest >= RUNNING_TEXT && lines.slice(0, -1).every((line) => line.length >= longest * FULL);
      return runs ? block.replace(/(?<!-)\n/g, ' ') : block;
    })
    .join('');
}
