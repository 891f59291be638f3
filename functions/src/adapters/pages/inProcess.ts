/** Pages made in this very process: what the page process runs, and what it is measured against. */

import type { LocalFile, PageMaker, Rotation } from '../../app/ports.ts';
import type { PageImage } from '../documents/document.ts';
import { documentReader } from '../documents/reader.ts';
import { ALL_STEPS, prepareImage } from '../images/preparer.ts';

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
    const image = await reader.withDocument(file, (document) => document.drawPage(pageNumber));
    last = { path: file.path, pageNumber, image };
    return image;
  }

  return {
    warmUp: () => undefined,
    inspect: (file) => reader.inspect(file),
    async preparePage(file: LocalFile, pageNumber: number, rotation: Rotation) {
      const begun = performance.now();
      const image = await draw(file, pageNumber);
      const drawn = performance.now();
      const prepared = await prepareImage(image, rotation, steps);
      return {
        ...prepared,
        renderMs: Math.round(drawn - begun),
        preprocessMs: Math.round(performance.now() - drawn),
      };
    },
  };
}
