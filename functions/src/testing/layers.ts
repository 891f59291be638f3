/** Pages with a text of their own, as an opener would tell of them. */

import type { LayerCharacter, LayerPage } from '../domain/textLayer.ts';

export const LAYER_WIDTH = 400;
export const LAYER_HEIGHT = 600;

export interface LineStyle {
  /** Where its first letter stands. */
  readonly x?: number;
  readonly y?: number;
  readonly size?: number;
  readonly isMapped?: boolean;
  readonly isShown?: boolean;
}

/** Letters half as wide as they are high, one after the other, blanks included. */
export function charactersOf(line: string, { x = 50, y = 100, size = 10, isMapped = true, isShown = true }: LineStyle = {}) {
  return [...line].map((text, index): LayerCharacter => {
    const left = x + (index * size) / 2;
    return { text, box: [left, y - size * 0.7, left + size / 2, y], x: left, y, size, turn: 0, isMapped, isShown };
  });
}

/** Lines one below the other. */
export function layerOfLines(lines: readonly string[], style: LineStyle = {}): LayerPage {
  const characters = lines.flatMap((line, index) => charactersOf(line, { ...style, y: (style.y ?? 100) + index * 14 }));
  return layerOf(characters);
}

export function layerOf(characters: readonly LayerCharacter[]): LayerPage {
  return { width: LAYER_WIDTH, height: LAYER_HEIGHT, characters, pictureShare: 0, letterShapeCount: 0 };
}
