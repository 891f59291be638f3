/** Pages made in this very process: what the page process runs, and what it is measured against. */

import type { MadePage, PageMaker } from '../../app/pagePorts.ts';
import type { LocalFile } from '../../app/ports.ts';
import type { Mode } from '../../contract/options.ts';
import { wordsOfLayer } from '../../domain/layerWords.ts';
import { isLayerTaken } from '../../domain/textLayer.ts';
import type { PageImage } from '../documents/document.ts';
import { documentReader } from '../documents/reader.ts';
import { ALL_STEPS, looksBlank, prepareImage, prepareView, stepsOf } from '../images/preparer.ts';

interface Drawn {
  readonly path: string;
  readonly pageNumber: number;
  readonly image: PageImage;
}

/** Files are told apart by their paths: one path must hold one file as long as this lives. */
export function inProcessPageMaker(steps = ALL_STEPS): PageMaker {
  const reader = documentReader();
  /** A page that lies on its side is asked for once more, turned, and need not be drawn for that. */
  let last: Drawn | undefined;

  async function draw(file: LocalFile, pageNumber: number): Promise<PageImage> {
    if (last?.path === file.path && last.pageNumber === pageNumber) return last.image;
    last = undefined;
    const image = await reader.withDocument(file, (document) => document.drawPage(pageNumber, 'reading'));
    last = { path: file.path, pageNumber, image };
    return image;
  }

  /** @returns null when the page's own text is not what the page says: then it is to be read */
  async function makeFromLayer(file: LocalFile, pageNumber: number, mode: Mode, begun: number): Promise<MadePage | null> {
    const made = await reader.withDocument(file, async (document) => {
      const layer = await document.readLayer(pageNumber);
      if (layer === null || !isLayerTaken(layer, mode)) return null;
      return { layer, image: await document.drawPage(pageNumber, 'viewing') };
    });
    if (made === null) return null;
    const { layer, image } = made;
    // White on white, or clipped away: the page shows nothing, so it says nothing.
    if (mode === 'auto' && (await looksBlank(image.picture))) return null;
    const drawn = performance.now();
    const { rotation } = wordsOfLayer(layer, 1);
    const { view, thumbnail } = await prepareView(image, rotation);
    const isOnSide = rotation === 90 || rotation === 270;
    const textLayer = wordsOfLayer(layer, view.width / (isOnSide ? layer.height : layer.width));
    if (textLayer.words.length === 0) return null;
    const renderMs = Math.round(drawn - begun);
    const preprocessMs = Math.round(performance.now() - drawn);
    return { ink: null, bend: null, view, thumbnail, skewDegrees: 0, standsOnEnd: false, textLayer, renderMs, preprocessMs };
  }

  return {
    warmUp: () => undefined,
    inspect: (file) => reader.inspect(file),
    async preparePage(file, pageNumber, { rotation, mode, deskew = 'auto', clean = 'auto' }) {
      const begun = performance.now();
      const withText = mode === 'force' || rotation !== 0 ? null : await makeFromLayer(file, pageNumber, mode, begun);
      if (withText !== null) return withText;
      const image = await draw(file, pageNumber);
      const drawn = performance.now();
      const prepared = await prepareImage(image, rotation, stepsOf(steps, deskew === 'auto', clean === 'auto'));
      return {
        ...prepared,
        textLayer: null,
        renderMs: Math.round(drawn - begun),
        preprocessMs: Math.round(performance.now() - drawn),
      };
    },
  };
}
