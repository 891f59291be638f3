import { describe, expect, it } from 'vitest';
import { glyphCodes } from './glyphlessFont.ts';

describe('the codes of a text', () => {
  it('are the characters’ own, as far as two bytes go', () => {
    expect(glyphCodes().encode('aß中')).toEqual({ hex: '006100df4e2d', length: 3 });
  });

  it('beyond that are given out in turn, one to each character', () => {
    const codes = glyphCodes();
    expect(codes.encode('😀a𝒳😀')).toEqual({ hex: 'd8000061d801d800', length: 4 });
    expect(codes.taken).toEqual(['😀', '𝒳']);
  });

  it('run out, and what comes then has no meaning but a width', () => {
    const codes = glyphCodes();
    const many = Array.from({ length: 2049 }, (_, index) => String.fromCodePoint(0x20000 + index)).join('');
    const { hex, length } = codes.encode(many);
    expect([length, codes.taken.length]).toEqual([2049, 2048]);
    expect(hex.slice(-8)).toBe('dffffffd');
  });

  it('of half characters and control characters have no meaning', () => {
    expect(glyphCodes().encode('\ud800\u0000').hex).toBe('fffdfffd');
  });
});
