import sharp from 'sharp';
import { expect, it } from 'vitest';
import { prepareImage } from './preparer.ts';
import { openImage } from './sharp.ts';

it('a picture that cannot be made small is shown as it was decoded, and read all the same', async () => {
  const pixels = Uint8Array.from({ length: 3000 * 2000 }, (_, at) => (at % 100 < 10 ? 0 : 255));
  const raw = { width: 3000, height: 2000, channels: 1 } as const;
  const encoded = await (await openImage(pixels, { raw })).toColourspace('b-w').jpeg().toBuffer();
  const page = { picture: { encoded, frame: 0 }, dpi: null };
  const writing = { operation: ['VipsForeignSaveWebp'] };
  sharp.block(writing);
  const large = await prepareImage(page, 90).finally(() => sharp.unblock(writing));
  expect(large).toMatchObject({ thumbnail: null, view: { isShrunk: false, width: 2000, height: 3000 } });
  expect(await sharp(large.view.data).metadata()).toMatchObject({ format: 'png', width: 2000, height: 3000 });
  const small = await prepareImage(page, 90);
  expect(small.view).toMatchObject({ isShrunk: true, width: 1365, height: 2048 });
  expect(small.ink?.data).toEqual(large.ink?.data);
});
