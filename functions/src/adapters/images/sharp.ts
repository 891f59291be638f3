/** The one place where sharp is set up: its limits hold for every image. */

import type { Sharp, SharpOptions } from 'sharp';
import { MAX_PAGE_PIXELS } from '../../contract/limits.ts';
import { PipelineError } from '../../domain/failure.ts';

let loaded: Promise<typeof import('sharp')> | undefined;

/** Only instances that touch an image load the library. */
async function load() {
  loaded ??= import('sharp').then((module) => {
    // Every image is looked at once, so a cache only holds memory that the next page needs.
    module.default.cache(false);
    return module;
  });
  return (await loaded).default;
}

/** @param encoded the image's bytes, or the path of its file */
export async function openImage(encoded: Uint8Array | string, options: SharpOptions = {}): Promise<Sharp> {
  const sharp = await load();
  return sharp(encoded, { limitInputPixels: MAX_PAGE_PIXELS, failOn: 'error', ...options });
}

/** Runs `use`; what sharp throws means that the image cannot be decoded. */
export async function decoding<R>(use: () => Promise<R>): Promise<R> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const code = message.includes('pixel limit') ? 'PAGE_TOO_BIG' : 'CORRUPT';
    throw new PipelineError(code, `the image cannot be decoded: ${message}`, { cause: error });
  }
}
