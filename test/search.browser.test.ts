/** Searching all documents, and checking doubtful words, in a real Chromium on the real suite. */

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { sharp } from '../samples/make/sharp.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
import {
  enterWithoutAccount,
  focused,
  keyboardFaults,
  launchBrowser,
  look,
  signOut,
  type Visit,
  visit,
} from './support/browser.ts';

const suite = inject('suite');
const NOTICE = join(REPO_FOLDER, 'samples', 'notice.png');
const RECEIPT = join(REPO_FOLDER, 'samples', 'receipt.jpg');
/** What Chromium and the SDK (which looks for a network with an image) say of a line that is down. */
const OFFLINE = /ERR_INTERNET_DISCONNECTED|client is offline|Could not reach Cloud Firestore|cleardot\.gif/;
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

async function enter(): Promise<Visit> {
  const opened = await visit(browser, `${suite.hostingUrl}/`);
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
    await look(page, 'search-empty');

    await page.getByRole('link', { name: 'Pagestream, your documents' }).click();
    await page.locator('input[type=file]').setInputFiles([NOTICE, RECEIPT]);
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
    await look(page, 'search-found');
    expect(await keyboardFaults(page)).toEqual([]);

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
    await look(page, 'search-nothing-offline');
    await context.setOffline(false);
    await page.getByText('All 2 documents are searched.').waitFor();

    // Who signs out leaves nothing behind.
    expect(await textsKept(page)).toBe(2);
    await signOut(page);
    await page.getByRole('button', { name: 'Sign out and lose access' }).click();
    await page.getByRole('button', { name: 'Continue without an account' }).waitFor();
    await expect.poll(() => textsKept(page)).toBe(0);
    expect(complaints.filter((complaint) => !OFFLINE.test(complaint))).toEqual([]);
  });
});

describe('the words to check', () => {
  it('are put right one after the other by keyboard, and then stand so in the text', async () => {
    const { page, complaints } = await enter();
    await goTo(page, '/check');
    await page.getByText('Nothing to check').waitFor();
    await look(page, 'check-empty');
    await goTo(page, '/');
    // Too small and faint to be read with confidence.
    const buffer = await sharp(NOTICE).resize(560).blur(1.1).jpeg({ quality: 40 }).toBuffer();
    await page.locator('input[type=file]').setInputFiles([{ name: 'faint.jpg', mimeType: 'image/jpeg', buffer }]);
    await page.getByRole('link', { name: 'faint.jpg' }).first().waitFor();
    await goTo(page, '/check');
    const word = page.getByLabel('What does it say?');
    await word.waitFor(READING);
    await page.locator('.word-picture .cutout-drawn').waitFor();
    expect(await page.evaluate(() => document.getSelection()?.toString()), 'typing replaces what was read').toBe(
      await word.inputValue(),
    );
    await look(page, 'check', true);
    expect(await keyboardFaults(page)).toEqual([]);

    const progress = page.getByRole('progressbar', { name: 'Words checked' });
    const left = async () => Number((await progress.getAttribute('aria-valuetext'))?.split(' ')[0]);
    const total = await left();
    expect(total).toBeGreaterThan(2);

    // It is right; no, it is not; ask me later.
    const first = await word.inputValue();
    await page.keyboard.press('Enter');
    await expect.poll(left).toBe(total - 1);
    await expect
      .poll(() => page.locator('[role=status]', { hasText: 'is right' }).textContent())
      .toContain(`“${first}” is right.`);
    await page.keyboard.press('Control+z');
    await expect.poll(left).toBe(total);
    expect(await word.inputValue()).toBe(first);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => word.inputValue()).not.toBe(first);

    // What cannot be saved comes again, and says why.
    const second = await word.inputValue();
    await page.route('**/correctPage', (route) => route.abort());
    await page.keyboard.type('Zanzibar');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(`What you said about “${second}” could not be saved`).waitFor();
    expect(await left()).toBe(total);
    await page.unroute('**/correctPage');
    await page.getByRole('button', { name: second }).click();
    await expect.poll(() => word.inputValue()).toBe(second);
    await page.keyboard.type('Zanzibar');
    await page.keyboard.press('Enter');
    await expect.poll(left).toBe(total - 1);
    expect(await page.getByRole('alert').getByText('could not be saved').count()).toBe(0);

    for (let n = total - 1; n > 0; n--) {
      await expect.poll(() => page.locator('#word-field').count()).toBe(1);
      await page.keyboard.press('Shift+Enter');
      if (n > 1) await expect.poll(left).toBe(n - 1);
    }
    await page.getByText(`All done: ${total} words checked`).waitFor();
    expect(await focused(page)).toContain(`All done: ${total} words checked`);
    await look(page, 'check-done');
    // Also the last one can be taken back from the keyboard.
    await page.keyboard.press('Control+z');
    await expect.poll(left).toBe(1);
    await expect.poll(() => focused(page)).toBe('');
    await page.keyboard.press('Shift+Enter');
    await page.getByText(`All done: ${total} words checked`).waitFor();

    // The text follows, and with it the search; what was right is not asked again.
    await goTo(page, '/search?q=zanzibar');
    await findings(page).locator('mark', { hasText: 'Zanzibar' }).waitFor(READING);
    await findings(page).locator('.cutout-drawn').waitFor();
    expect(await findings(page).locator('.cutout-box').count(), 'where it was read otherwise').toBe(1);
    await goTo(page, '/check');
    await page.getByText('Nothing to check').waitFor();
    expect(complaints.filter((complaint) => !complaint.includes('ERR_FAILED'))).toEqual([]);
  });
});

/** As a link does. */
async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, address);
}

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
