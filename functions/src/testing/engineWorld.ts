/** The pipeline with its real renderer, image library and engine, and everything of Firebase's in memory. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { languageOf } from '../adapters/ocr/languageOf.ts';
import { tesseractEngine } from '../adapters/ocr/tesseract.ts';
import { isolatedPageMaker } from '../adapters/pages/isolated.ts';
import { isolatedPdfMaker } from '../adapters/pdf/pdfMaker.ts';
import { acceptUpload } from '../app/acceptUpload.ts';
import { finishJob } from '../app/finishJob.ts';
import type { OcrEngine, PageMaker } from '../app/pagePorts.ts';
import { recognisePages } from '../app/recognisePages.ts';
import { recogniserOn } from '../app/recogniser.ts';
import { readSettings } from '../config.ts';
import { newJobId, resultPath, uploadPath } from '../contract/paths.ts';
import type { Job, Page } from '../domain/model.ts';
import { memoryWorld, storedText, theJob, UPLOADED, type World } from './memoryWorld.ts';

export interface Processed {
  readonly job: Job;
  readonly pages: readonly Page[];
  /** `document.txt`; empty when no page was completed. */
  readonly text: string;
  readonly world: World;
}

export interface EngineWorld {
  /** Takes a file through all stages, as often as its tasks ask for. */
  process(path: string, metadata?: Record<string, string>): Promise<Processed>;
  close(): Promise<void>;
}

export interface EngineSettings {
  readonly pageLimitMs?: number;
  /** The product's own unless given. */
  readonly drawLimitMs?: number;
  readonly maxAttempts?: number;
  /** tesseract.js unless given. */
  readonly engine?: OcrEngine;
  /** In a process of their own, as in the product, unless given. */
  readonly pages?: PageMaker;
}

export function engineWorld(settings: EngineSettings = {}): EngineWorld {
  const { pageLimitMs = 120_000, drawLimitMs, maxAttempts } = settings;
  const { pageProcess: bounds, limits } = readSettings();
  const page = { ...bounds.page, milliseconds: drawLimitMs ?? bounds.page.milliseconds };
  // What it says about its process is the business of its own tests.
  const isolated = isolatedPageMaker({ ...bounds, page }, memoryWorld().ports.log);
  const engine = settings.engine ?? tesseractEngine();

  return {
    async process(path, metadata = {}) {
      const bytes = await readFile(path);
      const ref = { uid: 'owner', jobId: newJobId() };
      const world = memoryWorld({ pagesPerTask: 10, concurrentTasks: 1 });
      const file = { path, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
      const ports = {
        ...world.ports,
        pages: settings.pages ?? isolated,
        pdfs: isolatedPdfMaker(isolated),
        recogniser: recogniserOn(engine, pageLimitMs),
        languageOf,
        settings: { ...world.ports.settings, limits, maxAttempts: maxAttempts ?? world.ports.settings.maxAttempts },
        files: { withFile: <R>(_: unknown, use: (it: typeof file) => R) => use(file) },
      };
      const name = uploadPath(ref, basename(path));
      await acceptUpload(ports, { ...UPLOADED, name, sizeBytes: bytes.length, metadata });
      for (const task of world.pagesTasks) {
        while ((await recognisePages(ports, task)).kind === 'again');
      }
      for (const task of world.finishTasks) await finishJob(ports, task);
      const textName = resultPath(ref, 'document.txt');
      return {
        job: await theJob(world, ref),
        pages: world.jobs.pages(ref),
        text: world.objects.has(textName) ? storedText(world, textName) : '',
        world,
      };
    },
    async close() {
      await Promise.all([engine.close(), isolated.close()]);
    },
  };
}
