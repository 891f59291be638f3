import { describe, expect, it } from 'vitest';
import type { PageWords } from '../contract/documents.ts';
import { PipelineError } from '../domain/failure.ts';
import { REF } from '../testing/examples.ts';
import { Killed, memoryWorld, storedText, theJob, UPLOADED, type World } from '../testing/memoryWorld.ts';
import { FAILING_ENGINES, failingOnce } from '../testing/ocrEngines.ts';
import { acceptUpload } from './acceptUpload.ts';
import type { TextLayer } from './pagePorts.ts';
import type { PagesTask } from './ports.ts';
import { type RecognisePagesPorts, recognisePages } from './recognisePages.ts';
import { recogniserOn } from './recogniser.ts';

async function accepted(pageCount: number, pagesPerTask = 1, metadata: Record<string, string> = {}): Promise<World> {
  const world = memoryWorld({ pagesPerTask, concurrentTasks: 1 });
  world.file = { pageCount };
  await acceptUpload(world.ports, { ...UPLOADED, metadata });
  return world;
}

function task(world: World, index = 0): PagesTask {
  const found = world.pagesTasks[index];
  if (found === undefined) throw new Error(`there are ${world.pagesTasks.length} tasks`);
  return found;
}

function page(world: World, pageNumber: number) {
  const found = world.jobs.pages(REF)[pageNumber - 1];
  if (found === undefined) throw new Error(`there is no page ${pageNumber}`);
  return found;
}

describe('a page that brings its text along', () => {
  const textLayer: TextLayer = {
    text: 'its own text',
    words: [
      ['its', 100, 5, 5, 10, 10],
      ['own', 100, 12, 5, 20, 10],
      ['text', 100, 22, 5, 30, 10],
    ],
    lines: [{ wordCount: 3, box: [5, 5, 30, 10], baseline: [5, 10, 30, 10], size: 5, begins: 'block' }],
    rotation: 90,
  };

  it('is completed with it, as it stands on the page image, and nobody recognises anything', async () => {
    const world = await accepted(1);
    world.textLayer = () => textLayer;
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'done' });
    expect(world.recognitions.size).toBe(0);
    const source = 'text_layer';
    expect(page(world, 1)).toMatchObject({ status: 'completed', source, text: 'its own text', confidence: null, rotation: 90 });
    const stored = JSON.parse(storedText(world, `results/${REF.uid}/${REF.jobId}/pages/0001.json.gz`)) as PageWords;
    expect(stored).toMatchObject({ source, rotation: 90, words: textLayer.words, lines: textLayer.lines });
    expect((await world.jobs.readTallies(REF))[0]).toMatchObject({ completed: 1, confidencePages: 0 });
  });

  it('is read all the same in force', async () => {
    const world = await accepted(1, 1, { mode: 'force' });
    world.textLayer = () => textLayer;
    await recognisePages(world.ports, task(world));
    expect(world.recognitions.get(1)).toBe(1);
    expect(page(world, 1)).toMatchObject({ source: 'ocr', text: 'text of page 1' });
  });
});

describe('a page task', () => {
  it('reads its page, stores what it read, and writes it down', async () => {
    const world = await accepted(3);
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'done' });
    expect(page(world, 1)).toMatchObject({
      status: 'completed',
      source: 'ocr',
      text: 'text of page 1',
      confidence: { mean: 90, p5: 90 },
      width: 100,
      height: 50,
      attempts: 1,
      lease: null,
    });
    const words = JSON.parse(storedText(world, `results/${REF.uid}/${REF.jobId}/pages/0001.json.gz`)) as PageWords;
    // Read at 200 × 100, shown at 100 × 50.
    expect(words).toMatchObject({ pageNumber: 1, width: 100, height: 50, words: [['text', 90, 10, 5, 30, 15]] });
    expect(await theJob(world)).toMatchObject({ status: 'processing', step: 'recognise' });
  });

  it('reads all its pages, in order', async () => {
    const world = await accepted(3, 10);
    await recognisePages(world.ports, task(world));
    expect(world.jobs.pages(REF).map((it) => it.status)).toEqual(['completed', 'completed', 'completed']);
  });

  it.each(FAILING_ENGINES)('survives an engine that %s: the page comes again, and is read', async (_, code, recognise) => {
    const world = await accepted(2, 10);
    const ports = { ...world.ports, recogniser: recogniserOn(failingOnce(recognise), 30, 30) };
    expect(await recognisePages(ports, task(world))).toEqual({ kind: 'again', pages: [1] });
    expect(world.log).toContainEqual({ message: 'page attempt finished', fields: expect.objectContaining({ page: 1, code }) });
    expect(await recognisePages(ports, task(world))).toEqual({ kind: 'done' });
    expect(world.jobs.pages(REF).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['completed', 2],
      ['completed', 1],
    ]);
  });

  it('delivered twice reads and counts its page once', async () => {
    const world = await accepted(3);
    await recognisePages(world.ports, task(world));
    const first = page(world, 1);
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'done' });
    expect(page(world, 1)).toEqual(first);
    expect(world.recognitions.get(1)).toBe(1);
    expect((await world.jobs.readTallies(REF))[0]?.completed).toBe(1);
  });

  it('delivered twice at the same time reads its page once; the other copy comes again', async () => {
    const world = await accepted(3);
    const outcomes = await Promise.all([recognisePages(world.ports, task(world)), recognisePages(world.ports, task(world))]);
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['again', 'done']);
    expect(world.recognitions.get(1)).toBe(1);
  });

  it('comes again when the answer to giving its page back was lost', async () => {
    const world = await accepted(1);
    world.readPage = () => {
      throw new PipelineError('OCR_FAILED');
    };
    const { settlePage } = world.ports.jobs;
    // The store decides once more, against what it wrote itself.
    world.ports.jobs.settlePage = async (ref, pageNumber, decide) => {
      await settlePage(ref, pageNumber, decide);
      return settlePage(ref, pageNumber, decide);
    };
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'again', pages: [1] });
    expect(page(world, 1)).toMatchObject({ status: 'pending', attempts: 1 });
  });

  it('whose worker was killed is taken over when the lease has run out, not before', async () => {
    const world = await accepted(1);
    world.before = (call) => {
      if (call === 'settlePage') throw new Killed();
    };
    await expect(recognisePages(world.ports, task(world))).rejects.toThrow(Killed);
    world.before = () => undefined;
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'again', pages: [1] });
    world.now += world.ports.settings.leaseMs;
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'done' });
    expect(page(world, 1)).toMatchObject({ status: 'completed', attempts: 2 });
  });

  it('that overran its lease cannot write over the worker that took the page', async () => {
    const world = await accepted(1);
    let overrun: Promise<unknown> | undefined;
    world.readPage = (pageNumber) => {
      if (overrun === undefined) {
        // While this one reads, its lease ends and another copy takes the page and finishes it.
        world.now += world.ports.settings.leaseMs;
        overrun = recognisePages(world.ports, task(world));
      }
      return { text: `attempt ${world.recognitions.get(pageNumber)}`, words: [] };
    };
    await recognisePages(world.ports, task(world));
    await overrun;
    expect(page(world, 1)).toMatchObject({ status: 'completed', attempts: 2 });
    expect((await world.jobs.readTallies(REF))[0]?.completed).toBe(1);
    expect(world.log.some((line) => line.fields.outcome === 'lost')).toBe(true);
  });

  it('tries a page again after a failure that may pass, and fails it after three attempts', async () => {
    const world = await accepted(2);
    world.readPage = () => {
      throw new PipelineError('OCR_TIMEOUT');
    };
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'again', pages: [1] });
    expect(page(world, 1)).toMatchObject({ status: 'pending', error: { code: 'OCR_TIMEOUT' } });
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'again', pages: [1] });
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'done' });
    expect(page(world, 1)).toMatchObject({ status: 'failed', attempts: 3, error: { code: 'OCR_TIMEOUT' } });
  });

  it('completes a page that failed once and clears its error', async () => {
    const world = await accepted(2);
    const { readPage } = world;
    world.readPage = () => {
      throw new Error('a hiccup');
    };
    await recognisePages(world.ports, task(world));
    expect(page(world, 1).error?.code).toBe('UNKNOWN');
    world.readPage = readPage;
    await recognisePages(world.ports, task(world));
    expect(page(world, 1)).toMatchObject({ status: 'completed', attempts: 2, error: null });
  });

  it('goes on with the next page when one cannot be read', async () => {
    const world = await accepted(3, 3);
    const { readPage } = world;
    world.readPage = (pageNumber) => {
      if (pageNumber === 2) throw new PipelineError('CORRUPT');
      return readPage(pageNumber);
    };
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'done' });
    expect(world.jobs.pages(REF).map((it) => it.status)).toEqual(['completed', 'failed', 'completed']);
    expect(world.finishTasks).toHaveLength(1);
  });

  it('fails a page on which every attempt died without a word', async () => {
    const world = await accepted(1);
    world.before = (call) => {
      if (call === 'settlePage') throw new Killed();
    };
    for (let attempt = 1; attempt <= 3; attempt++) {
      await expect(recognisePages(world.ports, task(world))).rejects.toThrow(Killed);
      world.now += world.ports.settings.leaseMs;
    }
    world.before = () => undefined;
    await recognisePages(world.ports, task(world));
    expect(page(world, 1)).toMatchObject({ status: 'failed', error: { code: 'OCR_FAILED' } });
    expect(world.finishTasks).toHaveLength(1);
  });

  it('enqueues the finish task with the last page, and again when it died before that', async () => {
    const world = await accepted(2);
    await recognisePages(world.ports, task(world, 0));
    expect(world.finishTasks).toHaveLength(0);
    world.before = (call) => {
      if (call === 'enqueueFinish') throw new Killed();
    };
    await expect(recognisePages(world.ports, task(world, 1))).rejects.toThrow(Killed);
    world.before = () => undefined;
    expect(await recognisePages(world.ports, task(world, 1))).toEqual({ kind: 'done' });
    expect(world.finishTasks).toHaveLength(1);
    expect(world.recognitions.get(2)).toBe(1);
  });

  it('finishes the job also when the answer to the last writing was lost and it was decided again', async () => {
    const world = await accepted(1);
    const { settlePage } = world.jobs;
    world.ports.jobs.settlePage = async (ref, pageNumber, decide) => {
      await settlePage(ref, pageNumber, decide);
      return settlePage(ref, pageNumber, decide);
    };
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'done' });
    expect((await world.jobs.readTallies(REF))[0]?.completed).toBe(1);
    expect(world.finishTasks).toHaveLength(1);
  });

  it('of a job that is gone, has ended, or runs anew does nothing', async () => {
    const world = await accepted(1);
    expect(await recognisePages(world.ports, { ...task(world), jobId: 'another-job-000000000' })).toEqual({ kind: 'stale' });
    expect(await recognisePages(world.ports, { ...task(world), run: 2 })).toEqual({ kind: 'stale' });
    await world.jobs.updateJob(REF, () => ({ write: { job: { status: 'cancelled' } }, result: undefined }));
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'stale' });
    expect(world.recognitions.size).toBe(0);
  });

  it('says on one line how each attempt ended', async () => {
    const world = await accepted(2, 2);
    world.readPage = (pageNumber) => {
      if (pageNumber === 2) throw new PipelineError('CORRUPT', 'why it is');
      return { text: 'x', words: [] };
    };
    await recognisePages(world.ports, task(world));
    const lines = world.log.filter((line) => line.message === 'page attempt finished').map((line) => line.fields);
    expect(lines).toMatchObject([
      { uid: REF.uid, job: REF.jobId, run: 1, page: 1, attempt: 1, trace: 'trace', outcome: 'completed' },
      { uid: REF.uid, job: REF.jobId, run: 1, page: 2, attempt: 1, trace: 'trace', outcome: 'failed', code: 'CORRUPT' },
    ]);
  });

  it('turns a page that lies on its head and reads it again', async () => {
    const world = await accepted(1);
    world.lies = 180;
    world.readPage = () =>
      world.recognitions.get(1) === 1
        ? { text: 'uıƃɐ', words: [['uıƃɐ', 30, 0, 0, 40, 10]] }
        : { text: 'again', words: [['again', 95, 0, 0, 40, 10]] };
    await recognisePages(world.ports, task(world));
    expect(page(world, 1)).toMatchObject({ text: 'again', rotation: 180 });
    expect([...(world.objects.get(`results/${REF.uid}/${REF.jobId}/pages/0001.webp`)?.data ?? [])]).toEqual([1, 2, 180]);
  });

  it('that was straightened to be read tells where its words are before that', async () => {
    const world = await accepted(1);
    world.bend = { tilt: 0.1, keystone: 0, curl: 0 };
    await recognisePages(world.ports, task(world));
    // On a page of 200 × 100 pixels, drawn half as large: up by 8 at its left end, and by 4 at its right one.
    const read = JSON.parse(storedText(world, `results/${REF.uid}/${REF.jobId}/pages/0001.json.gz`)) as PageWords;
    expect(read).toMatchObject({ words: [['text', 90, 10, 1, 30, 13]], lines: [{ box: [0, 0, 100, 50] }] });
  });

  describe('that lies on its head and is read slowly', () => {
    async function lying(): Promise<World> {
      const world = await accepted(1);
      world.lies = 180;
      return world;
    }
    const asItLies = { text: 'uıƃɐ', words: [['uıƃɐ', 30, 0, 0, 40, 10]] } as const;
    const turned = { text: 'again', words: [['again', 95, 0, 0, 40, 10]] } as const;

    it('keeps its page, though both readings together outlast a lease', async () => {
      const world = await lying();
      let second: Promise<unknown> | undefined;
      world.readPage = () => {
        world.now += world.ports.settings.leaseMs * 0.6;
        if (world.recognitions.get(1) === 1) return asItLies;
        second ??= recognisePages(world.ports, task(world));
        return turned;
      };
      expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'done' });
      expect(await second).toEqual({ kind: 'again', pages: [1] });
      expect(page(world, 1)).toMatchObject({ status: 'completed', text: 'again', attempts: 1 });
      expect(world.recognitions.get(1)).toBe(2);
    });

    it('is not read a second time by a worker that has lost it', async () => {
      const world = await lying();
      let other: Promise<unknown> | undefined;
      world.readPage = () => {
        if (other === undefined) {
          world.now += world.ports.settings.leaseMs;
          world.lies = 0;
          other = recognisePages(world.ports, task(world));
          world.lies = 180;
        }
        return asItLies;
      };
      await recognisePages(world.ports, task(world));
      await other;
      expect(page(world, 1)).toMatchObject({ status: 'completed', attempts: 2 });
      expect(world.log.filter((line) => line.fields.outcome === 'lost')).toHaveLength(1);
      // Once by the one that lost it, twice by the other.
      expect(world.recognitions.get(1)).toBe(3);
    });
  });

  it('keeps a poor page as it lies when it reads no better turned', async () => {
    const world = await accepted(1);
    world.lies = 180;
    world.readPage = () =>
      world.recognitions.get(1) === 1
        ? { text: 'faded', words: [['faded', 45, 0, 0, 40, 10]] }
        : { text: 'pəpɐɟ', words: [['pəpɐɟ', 22, 0, 0, 40, 10]] };
    await recognisePages(world.ports, task(world));
    expect(page(world, 1)).toMatchObject({ text: 'faded', rotation: 0 });
    expect([...(world.objects.get(`results/${REF.uid}/${REF.jobId}/pages/0001.webp`)?.data ?? [])]).toEqual([1, 2, 0]);
  });

  it('is prepared and read as its options say, also when it is turned', async () => {
    const world = await accepted(1, 1, { deskew: 'off', clean: 'off', mode: 'force', model: 'accurate' });
    const models: unknown[] = [];
    const { recognise } = world.ports.recogniser;
    world.ports.recogniser.recognise = (ink, data, model) => {
      models.push(model);
      return recognise(ink, data, model);
    };
    const wishes: unknown[] = [];
    const { preparePage } = world.ports.pages;
    world.ports.pages.preparePage = (file, pageNumber, wish) => {
      wishes.push(wish);
      return preparePage(file, pageNumber, wish);
    };
    world.lies = 180;
    world.readPage = () => ({ text: 'uıƃɐ', words: [['uıƃɐ', 30, 0, 0, 40, 10]] });
    await recognisePages(world.ports, task(world));
    expect(models).toEqual(['accurate', 'accurate']);
    const asWished = { mode: 'force', deskew: 'off', clean: 'off' };
    expect(wishes).toEqual([
      { ...asWished, rotation: 0 },
      { ...asWished, rotation: 180 },
    ]);
  });

  describe('whose lines stand on end', () => {
    async function standing(lies: World['lies']): Promise<World> {
      const world = await accepted(1);
      Object.assign(world, { lies, standsOnEnd: true });
      return world;
    }
    const upright = { text: 'again', words: [['again', 95, 0, 0, 40, 10]] } as const;
    const poor = { text: 'uıƃɐ', words: [['uıƃɐ', 30, 0, 0, 40, 10]] } as const;

    it('is asked how it lies before it is read, and read once, turned', async () => {
      const world = await standing(90);
      world.readPage = () => upright;
      await recognisePages(world.ports, task(world));
      expect(page(world, 1)).toMatchObject({ text: 'again', rotation: 90 });
      expect([...(world.objects.get(`results/${REF.uid}/${REF.jobId}/pages/0001.webp`)?.data ?? [])]).toEqual([1, 2, 90]);
      expect(world.recognitions.get(1)).toBe(1);
    });

    it('is read as it lies when it lies well', async () => {
      const world = await standing(0);
      world.readPage = () => upright;
      await recognisePages(world.ports, task(world));
      expect(page(world, 1)).toMatchObject({ text: 'again', rotation: 0 });
      expect(world.recognitions.get(1)).toBe(1);
    });

    it.each([
      ['makes no sense', poor],
      ['says nothing', { text: '', words: [] }],
    ])('is read as it lies when it %s turned', async (_, turned) => {
      const world = await standing(270);
      world.readPage = () => (world.recognitions.get(1) === 1 ? turned : upright);
      await recognisePages(world.ports, task(world));
      expect(page(world, 1)).toMatchObject({ text: 'again', rotation: 0 });
      expect(world.recognitions.get(1)).toBe(2);
    });

    it('is poor either way: the surer reading stands, and neither is made twice', async () => {
      const world = await standing(90);
      const faded = { text: 'faded', words: [['faded', 45, 0, 0, 40, 10]] } as const;
      world.readPage = () => (world.recognitions.get(1) === 1 ? faded : poor);
      await recognisePages(world.ports, task(world));
      expect(page(world, 1)).toMatchObject({ text: 'faded', rotation: 90 });
      expect(world.recognitions.get(1)).toBe(2);
    });

    it('is turned as the one before it, unasked, as long as that makes sense', async () => {
      const world = await accepted(3, 3);
      Object.assign(world, { lies: 90, standsOnEnd: true });
      const asked: number[] = [];
      const { detectOrientation } = world.ports.recogniser;
      world.ports.recogniser.detectOrientation = async (ink) => {
        const pageNumber = ink.data[0] ?? 0;
        asked.push(pageNumber);
        return { ...(await detectOrientation(ink)), rotation: pageNumber === 3 ? 270 : 90 };
      };
      world.readPage = (pageNumber) => (pageNumber === 3 && world.recognitions.get(3) === 1 ? poor : upright);
      await recognisePages(world.ports, task(world));
      expect([1, 2, 3].map((number) => page(world, number).rotation)).toEqual([90, 90, 270]);
      expect([1, 2, 3].map((number) => world.recognitions.get(number))).toEqual([1, 1, 2]);
      expect(asked).toEqual([1, 3]);
    });

    it('is not read by a worker that has lost it', async () => {
      const world = await standing(90);
      const { detectOrientation } = world.ports.recogniser;
      let other: Promise<unknown> | undefined;
      world.ports.recogniser.detectOrientation = async (ink) => {
        if (other === undefined) {
          world.now += world.ports.settings.leaseMs;
          world.standsOnEnd = false;
          other = recognisePages(world.ports, task(world));
          await other;
        }
        return detectOrientation(ink);
      };
      await recognisePages(world.ports, task(world));
      expect(page(world, 1)).toMatchObject({ status: 'completed', attempts: 2 });
      expect(world.recognitions.get(1)).toBe(1);
    });
  });

  it('does not ask how a page lies whose words are sure and level', async () => {
    const world = await accepted(1);
    world.lies = 180;
    await recognisePages(world.ports, task(world));
    expect(page(world, 1).rotation).toBe(0);
    expect(world.recognitions.get(1)).toBe(1);
  });

  it('keeps the whole text in Storage when it is too long for a document', async () => {
    const world = await accepted(1);
    const long = 'x'.repeat(200_001);
    world.readPage = () => ({ text: long, words: [] });
    await recognisePages(world.ports, task(world));
    expect(page(world, 1)).toMatchObject({ textTruncated: true, text: long.slice(0, 200_000) });
    const words = JSON.parse(storedText(world, `results/${REF.uid}/${REF.jobId}/pages/0001.json.gz`)) as PageWords;
    expect(words.text).toBe(long);
  });
});

describe('while a page is written down', () => {
  /** Holds up what is written of page 1 until it is let go. */
  async function heldUp(pageCount: number) {
    const world = await accepted(pageCount, pageCount);
    let letGo: (error?: Error) => void = () => undefined;
    const held = new Promise<void>((resolve, reject) => {
      letGo = (error) => (error === undefined ? resolve() : reject(error));
    });
    const { settlePage } = world.ports.jobs;
    world.ports.jobs.settlePage = async (ref, pageNumber, decide) => {
      if (pageNumber === 1) await held;
      return settlePage(ref, pageNumber, decide);
    };
    const done = recognisePages(world.ports, task(world));
    done.catch(() => undefined);
    return { world, done, letGo };
  }

  it('the next one is read, and no more than that', async () => {
    const { world, done, letGo } = await heldUp(4);
    await expect.poll(() => world.recognitions.get(2)).toBe(1);
    await new Promise(setImmediate);
    expect(world.recognitions.has(3), 'a worker holds two pages at most').toBe(false);
    expect(page(world, 2).status).toBe('processing');
    letGo();
    expect(await done).toEqual({ kind: 'done' });
    expect(world.jobs.pages(REF).map(({ status, attempts }) => [status, attempts])).toEqual(Array(4).fill(['completed', 1]));
    expect(world.finishTasks).toHaveLength(1);
  });

  it('and cannot be, the next one is written down before the task is given back', async () => {
    const { world, done, letGo } = await heldUp(3);
    await expect.poll(() => world.recognitions.get(2)).toBe(1);
    letGo(new PipelineError('IO_ERROR', 'Firestore does not answer'));
    await expect(done).rejects.toThrow('Firestore does not answer');
    expect(world.jobs.pages(REF).map(({ status }) => status)).toEqual(['processing', 'completed', 'pending']);
  });

  it('the next one waits that has been tried before: whatever it does to its worker, it does alone', async () => {
    const world = await accepted(2, 2);
    world.before = (call) => {
      if (call === 'settlePage') throw new Killed();
    };
    await expect(recognisePages(world.ports, task(world))).rejects.toThrow(Killed);
    expect(world.jobs.pages(REF).map(({ attempts }) => attempts)).toEqual([1, 1]);
    world.before = () => undefined;
    world.now += world.ports.settings.leaseMs;
    const readWhenWritten: unknown[] = [];
    const { settlePage } = world.ports.jobs;
    world.ports.jobs.settlePage = async (ref, pageNumber, decide) => {
      await new Promise(setImmediate);
      readWhenWritten.push([pageNumber, world.recognitions.get(2)]);
      return settlePage(ref, pageNumber, decide);
    };
    expect(await recognisePages(world.ports, task(world))).toEqual({ kind: 'done' });
    expect(readWhenWritten).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('its time and that of the next one are counted once', async () => {
    const world = await accepted(3, 3);
    const { readPage } = world;
    world.readPage = (pageNumber) => {
      world.now += 1000;
      return readPage(pageNumber);
    };
    const { write } = world.ports.objects;
    world.ports.objects.write = async (place, type, data) => {
      if (place.name.endsWith('.webp')) world.now += 100;
      return write(place, type, data);
    };
    const began = world.now;
    await recognisePages(world.ports, task(world));
    const times = world.jobs.pages(REF).map(({ timings }) => timings?.totalMs ?? Number.NaN);
    expect(times.reduce((sum, time) => sum + time, 0)).toBeLessThanOrEqual(world.now - began);
    expect(Math.min(...times)).toBeGreaterThan(0);
  });

  it('and the pipeline is stopped, the task is not answered for before it is written', async () => {
    const { world, done, letGo } = await heldUp(2);
    world.control = { ...world.control, mode: 'stop' };
    let isAnswered = false;
    void done.then(() => {
      isAnswered = true;
    });
    await new Promise(setImmediate);
    expect(isAnswered).toBe(false);
    letGo();
    expect(await done).toEqual({ kind: 'held' });
    expect(page(world, 1).status).toBe('completed');
  });
});

describe('progress while pages are read', () => {
  it('is written at most once a second and never goes down, whoever writes', async () => {
    const world = await accepted(60, 3);
    const times: number[] = [];
    const percents: number[] = [];
    const { updateJob } = world.jobs;
    world.readPage = (pageNumber) => {
      world.now += 130;
      return { text: String(pageNumber), words: [] };
    };
    world.ports.jobs.updateJob = async (ref, decide) => {
      const before = await theJob(world);
      const result = await updateJob(ref, decide);
      const after = await theJob(world);
      if (after.updatedAt !== before.updatedAt) {
        times.push(after.updatedAt);
        percents.push(after.progress.percent);
      }
      return result;
    };
    for (const each of world.pagesTasks) await recognisePages(world.ports, each);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(times.length).toBeGreaterThan(5);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
  });

  it('is right while another page is read, though a page ended right after a write and its worker waits for nothing', async () => {
    const world = await accepted(3);
    await recognisePages(world.ports, task(world, 0));
    await recognisePages(world.ports, task(world, 1));
    expect((await theJob(world)).progress).toMatchObject({ completedPages: 0, totalPages: 3 });

    let shownMeanwhile: unknown;
    const every: RecognisePagesPorts['every'] = (milliseconds, work) => {
      const asTimePasses = (async () => {
        world.now += milliseconds;
        await work();
        shownMeanwhile = (await theJob(world)).progress;
      })();
      return () => asTimePasses;
    };
    await recognisePages({ ...world.ports, every }, task(world, 2));
    expect(shownMeanwhile).toMatchObject({ completedPages: 2, totalPages: 3 });
  });

  it('is not worth a page: one is read though the others cannot be counted meanwhile', async () => {
    const world = await accepted(1);
    const every: RecognisePagesPorts['every'] = (milliseconds, work) => {
      world.now += milliseconds;
      world.before = (call) => {
        if (call === 'readJob') throw new PipelineError('IO_ERROR', 'unreachable');
      };
      const failing = work().finally(() => {
        world.before = () => undefined;
      });
      return () => failing;
    };
    await recognisePages({ ...world.ports, every }, task(world));
    expect(page(world, 1).status).toBe('completed');
    expect(world.log.map(({ message }) => message)).toContain('progress could not be shown');
  });

  it('reads few tallies for each page, however long the document', async () => {
    const talliesReadPerPage = async (pageCount: number) => {
      const world = memoryWorld({ pagesPerTask: 4, concurrentTasks: 1 });
      world.file = { pageCount };
      world.owner = { plan: 'standard', pagesPerDay: pageCount };
      await acceptUpload(world.ports, UPLOADED);
      let read = 0;
      const { readTallies } = world.jobs;
      world.ports.jobs.readTallies = async (ref) => {
        const tallies = await readTallies(ref);
        read += tallies.length;
        return tallies;
      };
      world.readPage = (pageNumber) => {
        world.now += 1100;
        return { text: String(pageNumber), words: [] };
      };
      for (const each of world.pagesTasks) await recognisePages(world.ports, each);
      expect((await theJob(world)).progress.completedPages).toBeGreaterThan(pageCount * 0.9);
      return read / pageCount;
    };
    // One look at all of them for each page would be 1 and 10.
    expect(await talliesReadPerPage(50)).toBeLessThan(3);
    expect(await talliesReadPerPage(500)).toBeLessThan(3);
  });
});
