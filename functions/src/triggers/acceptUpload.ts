/** Storage → stage 1. Thrown errors make the event come again; everything else is acknowledged. */

import * as logger from 'firebase-functions/logger';
import { onObjectFinalized } from 'firebase-functions/storage';
import { acceptUpload as accept } from '../app/acceptUpload.ts';
import { region } from '../config.ts';
import { parseUploadPath } from '../contract/paths.ts';

// One upload at a time in an instance: the file, up to 100 MB, lies in memory.
export const acceptUpload = onObjectFinalized(
  { region, memory: '1GiB', concurrency: 1, timeoutSeconds: 540, retry: true },
  async (event) => {
    const { bucket, name, generation, size, contentType, metadata } = event.data;
    // Events come for every object of the bucket, results too: those must cost next to nothing.
    if (parseUploadPath(name) === undefined) return;
    const { ports } = await import('../wiring.ts');
    const outcome = await accept(ports(), {
      bucket,
      name,
      generation: String(generation),
      sizeBytes: Number(size),
      contentType: contentType ?? 'application/octet-stream',
      metadata: metadata ?? {},
      trace: event.id,
    });
    logger.info('upload', { name, trace: event.id, outcome: outcome.kind, ...outcome });
  },
);
