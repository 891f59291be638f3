/** Searching all documents, and checking doubtful words, in a real Chromium on the real suite. */

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
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
    await page.emulateMedia({ colorScheme: 'light' });
    await keepScreenshot(page, 'search-empty');

    await page.getByRole('link', { name: 'Pagestream, your documents' }).click();
    await page.locator('input[type=file]').setInputFiles([join(SAMPLES, 'notice.png'), join(SAMPLES, 'receipt.jpg')]);
    await page.getByRole('link', { name: 'receipt.jpg' }).waitFor();
    await page.keyboard.press('Control+k');
    // What is read meanwhile becomes searchable by itself.
    await page.getByText('All 2 documents are searched.').waitFor(READING);
    console.log(await page.locator('.search-coverage').textContent());
    await field(page).pressSequentially('TOTAL');
    await page.getByText('Found in').waitFor();
    await page.locator('.cutout-box').first().waitFor();
    await keepScreenshot(page, 'search-found');
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await keepScreenshot(page, 'search-found-dark');
    await page.setViewportSize({ width: PHONE.width, height: PHONE.height });
    await page.emulateMedia({ colorScheme: 'light' });
    await keepScreenshot(page, 'search-found-phone');
    expect(await overflowWidth(page)).toBe(0);
    console.log(await findings(page).allInnerTexts(), await context.cookies());
    expect(complaints).toEqual([]);
  });
});
