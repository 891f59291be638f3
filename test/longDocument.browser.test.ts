/**
 * Long documents in the web app. Nothing is read for them: job and pages are written as the pipeline would have written them, since
 * what is asked is how they are shown.
 */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  type JobRef,
  newJobId,
  pageImagePath,
  pageThumbnailPath,
  pageWordsPath,
  resultPath,
} from '../functions/src/contract/paths.ts';
import { MOST_WINDOWS } from '../web/src/job/pageListeners.ts';
import { WINDOW_PAGES } from '../web/src/job/window.ts';
import {
  accessibilityFaultsInBothSchemes,
  enterWithoutAccount,
  focused,
  keepScreenshot,
  keyboardFaults,
  launchBrowser,
  visit,
} from './support/browser.ts';
import { drawnPage, wordsOfDrawnPage } from './support/drawnPage.ts';
import { watchListening } from './support/listening.ts';
import { changeWords, seedDocument, seededJob, seededPage, seedFile, signedInUid } from './support/seed.ts';

const suite = inject('suite');

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function enter() {
  const visitor = await visit(browser, `${suite.hostingUrl}/`);
  await enterWithoutAccount(visitor.page);
  const ref: JobRef = { uid: await signedInUid(visitor.page), jobId: newJobId() };
  return { ...visitor, ref };
}

const goTo = async (page: Page, pageNumber: number) => {
  await page.getByLabel('Go to page').fill(String(pageNumber));
  await page.getByRole('button', { name: 'Go', exact: true }).click();
};

describe('some pages of a document', () => {
  it('are shown under their own numbers, and found there', async () => {
    const { page, complaints, ref } = await enter();
    const job = seededJob(ref, 80);
    const text = resultPath(ref, 'document.txt');
    const options = { ...job.options, pages: { first: 30, last: 109 } };
    const pages = Array.from({ length: 80 }, (_, i) => seededPage(30 + i));
    await seedDocument(suite, { ...job, options, results: { text } }, pages);
    await seedFile(suite, text, 'text/plain', '\f'.repeat(29) + pages.map((each) => `${each.text}\n`).join('\f'));

    await page.getByRole('link', { name: 'Archive.pdf' }).click();
    await page.getByText('This is page 30.', { exact: true }).waitFor();
    expect(await page.locator('.page').first().getAttribute('data-page')).toBe('30');
    expect(await page.locator('.strip-pages li').first().textContent()).toContain('30');
    const field = page.getByLabel('Go to page');
    expect([await field.inputValue(), await field.getAttribute('min'), await field.getAttribute('max')]).toEqual([
      '30',
      '30',
      '109',
    ]);
    await goTo(page, 95);
    await page.getByText('This is page 95.', { exact: true }).waitFor();
    await page.locator('.page-link[aria-current=page]', { hasText: '95' }).waitFor();
    await page.getByLabel('Find in this document').fill('page 77');
    await page.getByText('1 hit', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    const isInSight = (element: Element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    };
    await expect.poll(() => page.locator('[data-page="77"]').evaluate(isInSight)).toBe(true);
    await keepScreenshot(page, 'some-pages');
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe('a document of 2,000 pages', () => {
  it('is there as a whole, a part of it at a time, and any page is one step away', async () => {
    const total = 2000;
    const { page, complaints, ref } = await enter();
    const listening = await watchListening(page);
    const progress = { percent: 50, completedPages: 1000, failedPages: 0, cancelledPages: 0, totalPages: total, message: '' };
    await seedDocument(
      suite,
      seededJob(ref, total, { status: 'processing', step: 'recognise', completedAt: null, progress }),
      Array.from({ length: total }, (_, i) => seededPage(i + 1)),
    );

    await page.getByRole('link', { name: 'Archive.pdf' }).click();
    await page.getByText('This is page 50.', { exact: true }).waitFor({ state: 'attached' });
    expect(await page.locator('.page').count(), 'pages as elements').toBeLessThanOrEqual(MOST_WINDOWS * WINDOW_PAGES);
    await page.evaluate(() => document.querySelector('[data-page="50"]')?.scrollIntoView());
    await page.getByText('This is page 51.', { exact: true }).waitFor({ state: 'attached' });
    await goTo(page, 1987);
    await page.getByText('This is page 1987.', { exact: true }).waitFor();
    await expect.poll(() => focused(page)).toBe('Page 1,987');
    await expect.poll(() => page.getByLabel('Go to page').inputValue()).toBe('1987');
    await page.locator('.page-link[aria-current=page]', { hasText: '1,987' }).waitFor();
    expect(await page.locator('.page').count(), 'pages as elements').toBeLessThanOrEqual(MOST_WINDOWS * WINDOW_PAGES);
    await keepScreenshot(page, 'long');
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    await page.reload();
    await page.getByText('This is page 1987.', { exact: true }).waitFor();
    expect(listening.mostOn('pages')).toBeLessThanOrEqual(MOST_WINDOWS);
    expect(complaints).toEqual([]);
  });
});

describe('a document of which all is read at once', () => {
  it('keeps what one looks at where it is, and in sight what the keyboard comes to on the way up', async () => {
    const total = 16;
    const { page, complaints, ref } = await enter();
    const words = wordsOfDrawnPage();
    const artefacts = { image: pageImagePath(ref, 1), words: pageWordsPath(ref, 1), thumbnail: pageThumbnailPath(ref, 1) };
    await seedFile(suite, artefacts.image, 'image/webp', await drawnPage());
    await seedFile(suite, artefacts.thumbnail, 'image/webp', await drawnPage(160));
    await changeWords(suite, ref, 1, words);
    const seed = (isRead: boolean) =>
      seedDocument(
        suite,
        seededJob(ref, total, isRead ? {} : { status: 'processing', step: 'recognise', completedAt: null }),
        Array.from({ length: total }, (_, i) =>
          isRead
            ? // Lying and standing, high and low
              seededPage(i + 1, { text: words.text, artefacts, width: words.width, height: words.height * (0.5 + (i % 4)) })
            : seededPage(i + 1, { status: 'pending', text: '', confidence: null, completedAt: null }),
        ),
      );
    await seed(false);
    await page.getByRole('link', { name: 'Archive.pdf' }).click();
    // Seen while there was nothing of them yet
    for (let pageNumber = 1; pageNumber <= total; pageNumber++) {
      await goTo(page, pageNumber);
      await expect.poll(() => focused(page)).toBe(`Page ${pageNumber}`);
    }
    const whereTheLastIs = () =>
      page.locator(`[data-page="${total}"]`).evaluate((last) => Math.round(last.getBoundingClientRect().top));
    const before = await whereTheLastIs();
    await seed(true);
    await page.getByRole('img', { name: `Image of page ${total}`, exact: true }).waitFor();
    expect(Math.abs((await whereTheLastIs()) - before), 'moved by').toBeLessThanOrEqual(1);
    expect(await keyboardFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe('a document of 500 scanned pages', () => {
  it('opens, scrolls to its end and is searched, and never listens to more than a few windows', async () => {
    const total = 500;
    const { page, complaints, ref } = await enter();
    const words = wordsOfDrawnPage();
    const [image, thumbnail] = [await drawnPage(), await drawnPage(160)];
    const text = `${words.text}\n`;
    await seedFile(suite, resultPath(ref, 'document.txt'), 'text/plain', Array.from({ length: total }, () => text).join('\f'));
    // Each ten pages have files of their own, so that they are fetched, kept and let go.
    const artefactsOf = (pageNumber: number) => {
      const first = Math.floor((pageNumber - 1) / 10) * 10 + 1;
      return {
        image: pageImagePath(ref, first),
        words: pageWordsPath(ref, first),
        thumbnail: pageThumbnailPath(ref, first),
      };
    };
    for (let first = 1; first <= total; first += 10) {
      const files = artefactsOf(first);
      await Promise.all([
        seedFile(suite, files.image, 'image/webp', image),
        seedFile(suite, files.thumbnail, 'image/webp', thumbnail),
        changeWords(suite, ref, first, words),
      ]);
    }
    const { width, height } = words;
    await seedDocument(
      suite,
      seededJob(ref, total, { results: { text: resultPath(ref, 'document.txt') } }),
      Array.from({ length: total }, (_, i) =>
        seededPage(i + 1, { text: words.text, artefacts: artefactsOf(i + 1), width, height }),
      ),
    );
    const listening = await watchListening(page);
    await page.reload();
    await page.getByRole('link', { name: 'Archive.pdf' }).waitFor();
    const listed = listening.documents();
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { tasks });
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        entryTypes: ['longtask'],
      });
    });
    await page.getByRole('link', { name: 'Archive.pdf' }).click();
    await page.getByRole('img', { name: 'Image of page 1', exact: true }).waitFor();
    await page.locator('.thumb img').first().waitFor();
    const opening = listening.documents() - listed;
    // As a wheel does, to the end: what comes into view is drawn, and what leaves it goes.
    const most = await page.evaluate(async () => {
      let elements = 0;
      for (let at = -1; at !== scrollY; ) {
        at = scrollY;
        scrollBy(0, 4000);
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        elements = Math.max(elements, document.querySelectorAll('.page').length);
      }
      return elements;
    });
    await page.getByRole('heading', { name: 'Page 500', exact: true }).waitFor();
    // Pages that are told of grow, and push the end away.
    const last = page.getByRole('img', { name: 'Image of page 500', exact: true });
    const atTheEnd = async () => {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      return last.isVisible();
    };
    await expect.poll(atTheEnd, { timeout: 90_000 }).toBe(true);
    expect(most, 'pages as elements').toBeLessThanOrEqual(4 * WINDOW_PAGES);
    await page.locator('.page-link[aria-current=page]', { hasText: '500' }).waitFor();
    const toTheEnd = listening.documents() - listed;

    await page.keyboard.press('/');
    await page.keyboard.type('harbour');
    // The text waits for pictures that were asked for on the way down.
    await page.getByText(/^1,000 or more hits$/).waitFor({ timeout: 90_000 });
    await page.keyboard.press('Enter');
    await page.getByText(/^1 of 1,000 or more$/).waitFor();
    await page.locator('[data-page="1"] .scan-hit-current').first().waitFor();

    expect(listening.mostOn('pages'), 'windows listened to at once').toBeLessThanOrEqual(MOST_WINDOWS);
    const tasks = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
    console.log(
      `500 pages: ${opening} reads to open, ${toTheEnd} to the end; ` +
        `longest main-thread task ${Math.round(Math.max(0, ...tasks))} ms of ${tasks.length} over 50 ms; ` +
        `${listening.timesOn('pages')} windows opened, at most ${listening.mostOn('pages')} at once`,
    );
    expect(opening, 'reads to open').toBeLessThanOrEqual(MOST_WINDOWS * WINDOW_PAGES);
    // Whoever goes through it slowly comes to each window once, and the list of pages is a window ahead or behind.
    expect(toTheEnd, 'reads to the end').toBeLessThanOrEqual(total + WINDOW_PAGES);
    expect(listening.timesOn('pages'), 'windows').toBeLessThanOrEqual((2 * total) / WINDOW_PAGES);
    expect(complaints).toEqual([]);
  });
});
