/** Words that find no room: what a page that is not too wide as a whole can still do to them. */

import type { Page } from 'playwright-core';

/**
 * @returns what is written beyond the box that it stands in or beyond the window, and choices that their field cuts off. What can be
 * scrolled to, ends in an ellipsis or stands out of sight as a whole is so on purpose.
 */
export async function spiltTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const spilt: string[] = [];
    const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const parent = node.parentElement;
      // The text over a scan lies where its words are.
      if (text === '' || parent === null || !shown(parent) || parent.closest('.scan-text, .visually-hidden, select')) continue;
      const around: Element[] = [];
      for (let each: Element | null = parent; each !== null; each = each.parentElement) around.push(each);
      const styles = around.map((each) => getComputedStyle(each));
      if (styles.some(({ overflowX, textOverflow }) => /auto|scroll/.test(overflowX) || textOverflow === 'ellipsis')) continue;
      const box = around[styles.findIndex(({ display }) => display !== 'inline')] ?? document.body;
      const { left, right } = box.getBoundingClientRect();
      const range = document.createRange();
      const isOut = (from: number, to: number) => {
        range.setStart(node, from);
        range.setEnd(node, to);
        return [...range.getClientRects()].some(
          (line) =>
            line.width > 1 &&
            line.left < right &&
            (line.left < Math.max(0, left) - 1 || line.right > Math.min(innerWidth, right) + 1),
        );
      };
      const whole = node.textContent ?? '';
      // Blanks hang over the end of a line where they are kept: with which fonts they do is chance, and nobody sees it.
      const words = isOut(0, whole.length) ? [...whole.matchAll(/\S+/g)] : [];
      if (words.some(({ index, 0: word }) => isOut(index, index + word.length)))
        spilt.push(`“${text.slice(0, 60)}” in ${box.outerHTML.slice(0, 80)}`);
    }

    const ARROW = 20;
    const pen = document.createElement('canvas').getContext('2d');
    for (const field of document.querySelectorAll('select')) {
      const { font, paddingLeft, paddingRight } = getComputedStyle(field);
      if (pen === null || !shown(field)) continue;
      pen.font = font;
      const room = field.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight) - ARROW;
      for (const { text } of field.options) if (pen.measureText(text).width > room) spilt.push(`“${text}” in its field`);
    }
    return spilt;
  });
}
