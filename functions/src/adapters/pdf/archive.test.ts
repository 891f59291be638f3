import { describe, expect, it } from 'vitest';
import { isArchivable, srgbProfile } from './archive.ts';

describe('a profile', () => {
  async function changed(at: number, bytes: string): Promise<Buffer> {
    const profile = Buffer.from(await srgbProfile());
    profile.write(bytes, at, 'latin1');
    return profile;
  }

  it('of sRGB can stay in an archived picture of three channels, and of no others', async () => {
    const profile = await srgbProfile();
    expect([1, 3, 4].map((channels) => isArchivable(profile, channels))).toEqual([false, true, false]);
  });

  it('cannot when it is cut, or from version 5 on, or of a class that no picture has', async () => {
    expect(isArchivable((await srgbProfile()).subarray(0, -1), 3)).toBe(false);
    expect(isArchivable(new Uint8Array(10), 3)).toBe(false);
    expect(isArchivable(await changed(8, '\u0005'), 3)).toBe(false);
    expect(isArchivable(await changed(12, 'link'), 3)).toBe(false);
    expect(isArchivable(await changed(36, 'none'), 3)).toBe(false);
  });
});
