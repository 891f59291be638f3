/** Searching all documents, and checking doubtful words, in a real Chromium on the real suite. */

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { sharp } from '../samples/make/sharp.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
import {
  accessibilityFaultsInBothSchemes,
  DESK,
  enterWithoutAccount,
  focused,
  keepScreenshot,
  type Look,
  launchBrowser,
  overflowWidth,
  PHONE,
  type Visit,
  visit,
} from './support/browser.ts';

const suite = inject('suite');
const SAMPLES = join(REPO_FOLDER, 'samples');
const READING = { timeout: 120_000 };

let browser: Browser;
let visits: Visit[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(visits.map(({ context }) => context.close()));
  visits = [];
});

async function enter(look: Look = DESK): Promise<Visit> {
  const opened = await visit(browser, `${suite.hostingUrl}/`, look);
  visits.push(opened);
  await enterWithoutAccount(opened.page);
  return opened;
}

const field = (page: Page) => page.getByRole('searchbox', { name: 'Search all documents' });
const findings = (page: Page) => page.locator('.finding');

describe('a search over all documents', () => {
  it('finds words of documents that were read, shows them on the scan, and answers without a network', async () => {
    const { context, page, complaints } = await enter();
    await page.keyboard.press('/');
    await page.getByText('Nothing to search yet').waitFor();
    await expect.poll(() => focused(page)).toBe('Search all documents');
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);

    await page.getByRole('link', { name: 'Pagestream, your documents' }).click();
    await page.locator('input[type=file]').setInputFiles([join(SAMPLES, 'notice.png'), join(SAMPLES, 'receipt.jpg')]);
    await page.getByRole('link', { name: 'receipt.jpg' }).first().waitFor();
    await page.keyboard.press('Control+k');
    // What is read meanwhile can be searched by itself.
    await page.getByText('All 2 documents are searched.').waitFor(READING);

    // Neither case nor accents nor the ends of words matter.
    await field(page).pressSequentially('märrow FÉRR');
    await expect.poll(() => findings(page).count()).toBe(2);
    const notice = findings(page).filter({ hasText: 'notice.png' });
    expect(await notice.locator('mark').allTextContents()).toEqual(['Marrow Ferr']);
    await page.locator('.cutout-drawn').nth(1).waitFor();
    expect(await page.locator('.cutout-box').count(), 'two words of each hit').toBe(4);
    await page.mouse.move(0, 0);
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    await keepScreenshot(page, 'search-found-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await keepScreenshot(page, 'search-found');
    await page.setViewportSize({ width: PHONE.width, height: PHONE.height });
    expect(await overflowWidth(page)).toBe(0);
    await keepScreenshot(page, 'search-found-phone');
    await page.setViewportSize({ width: DESK.width, height: DESK.height });

    // By keyboard into the document and back.
    await field(page).fill('bathtubs');
    await expect.poll(() => findings(page).count()).toBe(1);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('notice.png');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'notice.png', level: 1 }).waitFor();
    const { pathname, search, hash } = new URL(page.url());
    expect([pathname.startsWith('/jobs/'), search, hash]).toEqual([true, '?find=bathtubs', '#page-1']);
    await page.goBack();
    await expect.poll(() => findings(page).count()).toBe(1);
    expect(await field(page).inputValue()).toBe('bathtubs');

    await context.setOffline(true);
    await page.getByText('You are offline: what this device has already fetched is searched.').waitFor();
    await field(page).fill('smoked mackerel');
    await expect.poll(() => findings(page).locator('h2').allTextContents()).toEqual(['receipt.jpg']);
    await field(page).fill('no such words');
    await page.locator('.empty').getByText('Nothing found for “no such words”').waitFor();
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await keepScreenshot(page, 'search-nothing-offline');
    await context.setOffline(false);
    await page.getByText('All 2 documents are searched.').waitFor();

    // Who signs out leaves nothing behind.
    expect(await textsKept(page)).toBe(2);
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.getByRole('button', { name: 'Sign out and lose access' }).click();
    await page.getByRole('button', { name: 'Continue without an account' }).waitFor();
    await expect.poll(() => textsKept(page)).toBe(0);
    expect(complaints.filter((complaint) => !/ERR_INTERNET_DISCONNECTED|client is offline/.test(complaint))).toEqual([]);
  });
});

describe('the words to check', () => {
  it('are put right one after the other by keyboard, and then stand so in the text', async () => {
    const { page, complaints } = await enter();
    await page.evaluate(() => history.pushState(null, '', '/check'));
    await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
    await page.getByText('Nothing to check').waitFor();
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    await page.getByRole('link', { name: 'Pagestream, your documents' }).click();
    const buffer = await sharp(join(SAMPLES, 'notice.png')).resize(560).blur(1.1).jpeg({ quality: 40 }).toBuffer();
    await page.locator('input[type=file]').setInputFiles([{ name: 'faint.jpg', mimeType: 'image/jpeg', buffer }]);
    await page.getByRole('link', { name: 'faint.jpg' }).first().waitFor();
    await page.evaluate(() => history.pushState(null, '', '/check'));
    await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
    await page.getByLabel('What does it say?').waitFor(READING);
    await page.locator('.word-picture .cutout-drawn').waitFor();
    await keepScreenshot(page, 'check');
    console.log(await page.locator('main').innerText());
    expect(complaints).toEqual([]);
  });
});

/** How many texts the browser keeps. */
function textsKept(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('pagestream-search');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const counting = opening.result.transaction('texts').objectStore('texts').count();
          counting.onerror = () => reject(counting.error);
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );
}
