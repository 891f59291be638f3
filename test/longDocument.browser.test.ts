/**
 * Long documents in the web app. Nothing is read for them: job and pages are written as the pipeline would have written them, since
 * what is asked is how they are shown.
 */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type JobRef, newJobId, pageImagePath, pageWordsPath, resultPath } from '../functions/src/contract/paths.ts';
import { MOST_WINDOWS } from '../web/src/job/pageListeners.ts';
import { WINDOW_PAGES } from '../web/src/job/window.ts';
import {
  accessibilityFaultsInBothSchemes,
  enterWithoutAccount,
  focused,
  keepScreenshot,
  launchBrowser,
  visit,
} from './support/browser.ts';
import { drawnPage, wordsOfDrawnPage } from './support/drawnPage.ts';
import { changeWords, seedDocument, seededJob, seededPage, seedFile, signedInUid } from './support/seed.ts';

const suite = inject('suite');

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** What the page listens to in Firestore, from what it asks the server for. */
function watchListeners(page: Page) {
  const open = new Map<number, string>();
  const seen = { most: 0, opened: 0 };
  page.on('request', (request) => {
    if (!request.url().includes('/Listen/channel')) return;
    for (const [, message = ''] of new URLSearchParams(request.postData() ?? '').entries()) {
      if (!message.startsWith('{')) continue;
      const { addTarget, removeTarget } = JSON.parse(message) as {
        addTarget?: { targetId: number; query?: { structuredQuery: { from: [{ collectionId: string }] } } };
        removeTarget?: number;
      };
      if (addTarget?.query) {
        open.set(addTarget.targetId, addTarget.query.structuredQuery.from[0].collectionId);
        seen.opened++;
      }
      if (removeTarget !== undefined) open.delete(removeTarget);
      const pages = [...open.values()].filter((collection) => collection === 'pages').length;
      seen.most = Math.max(seen.most, pages);
    }
  });
  return { seen, ofPages: () => [...open.values()].filter((collection) => collection === 'pages').length };
}

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

describe('a document of 2,000 pages', () => {
  it('is there as a whole, a part of it at a time, and any page is one step away', async () => {
    const total = 2000;
    const { page, complaints, ref } = await enter();
    const listeners = watchListeners(page);
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
    expect(listeners.seen.most).toBeLessThanOrEqual(MOST_WINDOWS);
    expect(complaints).toEqual([]);
  });
});

describe('a document of 500 scanned pages', () => {
  it('opens, scrolls to its end and is searched, and never listens to more than a few windows', async () => {
    const total = 500;
    const { page, complaints, ref } = await enter();
    const artefacts = { image: pageImagePath(ref, 1), words: pageWordsPath(ref, 1), thumbnail: null };
    const words = wordsOfDrawnPage();
    await seedFile(suite, artefacts.image, 'image/webp', await drawnPage());
    await changeWords(suite, ref, 1, words);
    const text = `${words.text}\n`;
    await seedFile(suite, resultPath(ref, 'document.txt'), 'text/plain', Array.from({ length: total }, () => text).join('\f'));
    await seedDocument(
      suite,
      seededJob(ref, total, { results: { text: resultPath(ref, 'document.txt') } }),
      Array.from({ length: total }, (_, i) =>
        seededPage(i + 1, { text: words.text, artefacts, width: words.width, height: words.height }),
      ),
    );
    const listeners = watchListeners(page);
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { tasks });
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        entryTypes: ['longtask'],
      });
    });
    await page.getByRole('link', { name: 'Archive.pdf' }).click();
    await page.getByRole('img', { name: 'Image of page 1', exact: true }).waitFor();
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

    await page.keyboard.press('/');
    await page.keyboard.type('harbour');
    // The text waits for pictures that were asked for on the way down.
    await page.getByText(/^1,000 or more hits$/).waitFor({ timeout: 90_000 });
    await page.keyboard.press('Enter');
    await page.getByText(/^1 of 1,000 or more$/).waitFor();
    await page.locator('[data-page="1"] .scan-hit-current').first().waitFor();

    expect(listeners.seen.most, 'windows listened to at once').toBeLessThanOrEqual(MOST_WINDOWS);
    const tasks = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
    console.log(
      `500 pages: longest main-thread task ${Math.round(Math.max(0, ...tasks))} ms of ${tasks.length} over 50 ms; ` +
        `${listeners.seen.opened} listeners opened, at most ${listeners.seen.most} on pages at once`,
    );
    expect(complaints).toEqual([]);
  });
});
