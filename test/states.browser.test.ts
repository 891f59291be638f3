/** States that last a moment and that no other visit stops at: forms that are open, calls that fail, files on their way, news. */

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type JobRef, newJobId } from '../functions/src/contract/paths.ts';
import { seedBook } from './support/book.ts';
import { DESK, enterWithoutAccount, keyboardFaults, launchBrowser, look, PHONE, type Visit, visit } from './support/browser.ts';
import { sample } from './support/fixtures.ts';
import { seedDocument, seededJob, seededPage, signedInUid } from './support/seed.ts';

const suite = inject('suite');

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

async function enter(): Promise<Visit & { readonly ref: JobRef }> {
  const opened = await visit(browser, `${suite.hostingUrl}/`);
  visits.push(opened);
  await enterWithoutAccount(opened.page);
  return { ...opened, ref: { uid: await signedInUid(opened.page), jobId: newJobId() } };
}

/** What Chromium says of requests that a test let fail. */
const FAILED = /ERR_FAILED|ERR_INTERNET_DISCONNECTED/;

describe('a document', () => {
  it('has every control in sight when Tab comes to it, forwards and backwards, on a desk and on a phone', async () => {
    const { page, ref } = await enter();
    // Short pages: many of them are on the screen, and one control follows closely on another.
    const pages = Array.from({ length: 12 }, (_, i) => seededPage(i + 1));
    await seedDocument(suite, seededJob(ref, pages.length), pages);
    await page.goto(`${suite.hostingUrl}/jobs/${ref.jobId}`);
    for (const { width, height } of [DESK, PHONE]) {
      await page.setViewportSize({ width, height });
      await page.getByText('This is page 1.', { exact: true }).waitFor();
      expect.soft(await keyboardFaults(page), `${width} pixels`).toEqual([]);
    }
  });

  it('is walked through in a way that sees what sticks to the top', async () => {
    const { page, context } = await visit(browser, 'about:blank');
    // The second link is brought to the middle, and the first to where the bar is.
    await page.setContent(`
      <div style="position: sticky; top: 0; z-index: 1; height: 100px; background: white"></div>
      <a href="#one" style="position: absolute; top: 530px">one</a>
      <a href="#two" style="position: absolute; top: 900px">two</a>
      <div style="height: 3000px"></div>`);
    expect(await keyboardFaults(page)).toContainEqual(expect.stringMatching(/^has the focus out of sight: Shift\+Tab .*#one/));
    await context.close();
  });

  it('is renamed, shared and written anew in forms that say what failed', async () => {
    const { page, complaints, ref } = await enter();
    await seedBook(suite, ref, 2);
    await page.goto(`${suite.hostingUrl}/jobs/${ref.jobId}`);
    await page.route(/\/(renameJob|shareJob)$/, (route) => route.abort());

    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('New name for Archive.pdf').fill('Letters');
    await look(page, 'state-rename');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Something went wrong').waitFor();
    await look(page, 'state-rename-failed');
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();

    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('button', { name: 'Create a link' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await look(page, 'state-share-failed');
    expect(await keyboardFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Edit the text of page 1' }).click();
    await page.getByRole('textbox', { name: 'Text of page 1' }).fill(Array.from({ length: 600 }, (_, i) => `word${i}`).join(' '));
    await page.getByRole('button', { name: 'Save text' }).click();
    await page.locator('.text-editor').getByRole('alert').waitFor();
    await page.locator('.text-editor').scrollIntoViewIfNeeded();
    await look(page, 'state-text-editor');
    expect(complaints.filter((complaint) => !FAILED.test(complaint))).toEqual([]);
  });
});

describe('a long list', () => {
  it('stays where it is while Tab goes through the bar at its top, and brings out from behind it what comes after', async () => {
    const { page, ref } = await enter();
    const refs = Array.from({ length: 20 }, () => ({ ...ref, jobId: newJobId() }));
    await Promise.all(refs.map((one) => seedDocument(suite, seededJob(one, 1), [seededPage(1)])));
    await page.getByText('20 documents').waitFor();
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.getByRole('button', { name: 'Select all shown' }).click();
    await page.getByText('20 selected').waitFor();
    for (const size of [DESK, PHONE, { ...PHONE, width: 320 }]) {
      await page.setViewportSize(size);
      await page.evaluate(() => scrollTo(0, 900));
      for (const name of ['Select none', 'Move to trash']) {
        await page.locator('.bulk').getByRole('button', { name }).focus();
        expect(await page.evaluate(() => scrollY), `${name}, ${size.width} pixels`).toBe(900);
      }
      expect.soft(await keyboardFaults(page), `${size.width} pixels`).toEqual([]);
    }
    await look(page, 'state-bulk');
  });
});

describe('a file on its way', () => {
  it('has a screen of its own, also while it waits', async () => {
    const { page } = await enter();
    // Never answered.
    await page.route('**/v0/b/*/o?*', () => undefined);
    await page.locator('input[type=file]').setInputFiles(sample('notice.png'));
    await page.getByText('Uploading').first().waitFor();
    await page.getByRole('link', { name: 'notice.png' }).click();
    const screen = page.locator('main');
    await screen.getByText('Uploading').first().waitFor();
    await look(page, 'state-uploading');
    await page.locator('#tray-toggle').click();
    await page.getByRole('button', { name: 'Pause the upload of notice.png' }).first().click();
    await page.keyboard.press('Escape');
    await screen.getByText('Paused at 0%').first().waitFor();
    await look(page, 'state-paused');
  });
});

describe('news and failures', () => {
  it('stand at the edge, also above the sign that there is no connection', async () => {
    const { page, context, ref } = await enter();
    await seedBook(suite, ref, 1);
    await page.getByRole('button', { name: 'More for Archive.pdf' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await page.getByRole('button', { name: 'Undo' }).focus();
    await look(page, 'state-toast');
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await look(page, 'state-toast-offline');
    for (const size of [DESK, PHONE, { ...PHONE, width: 320 }]) {
      await page.setViewportSize(size);
      const [toast, sign] = [await page.locator('.toast').boundingBox(), await page.locator('.offline').boundingBox()];
      expect((toast?.y ?? 0) + (toast?.height ?? 0), `${size.width} pixels`).toBeLessThanOrEqual(sign?.y ?? 0);
    }
    await page.setViewportSize(DESK);
    expect(await keyboardFaults(page)).toEqual([]);
    await context.setOffline(false);
  });

  it('are said by the list when nothing comes of it', async () => {
    const { page } = await enter();
    await page.route(/Listen\/channel/, (route) => route.abort());
    await page.goto(suite.hostingUrl);
    await page.locator('main').getByRole('alert').getByText('There is no connection').waitFor();
    await look(page, 'state-list-failed');
    expect(await keyboardFaults(page)).toEqual([]);
  });
});
