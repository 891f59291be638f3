/** Without a connection: what was opened can be read, and what was not says so; nothing of it outlasts signing out. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type JobRef, newJobId, pageImagePath, pageWordsPath } from '../functions/src/contract/paths.ts';
import {
  accessibilityFaultsInBothSchemes,
  DESK,
  enterWithoutAccount,
  keepScreenshot,
  launchBrowser,
  PHONE,
  signOut,
  visit,
} from './support/browser.ts';
import { drawnPage, wordsOfDrawnPage } from './support/drawnPage.ts';
import { changeWords, seedDocument, seedDoubts, seededJob, seededPage, seedFile, signedInUid } from './support/seed.ts';

const suite = inject('suite');

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function seedScan(ref: JobRef, fileName: string): Promise<void> {
  const artefacts = { image: pageImagePath(ref, 1), words: pageWordsPath(ref, 1), thumbnail: null };
  await seedFile(suite, artefacts.image, 'image/webp', await drawnPage());
  const { text, width, height, ...words } = wordsOfDrawnPage();
  await changeWords(suite, ref, 1, { ...words, text, width, height });
  const { source } = seededJob(ref, 1);
  await seedDocument(suite, seededJob(ref, 1, { source: { ...source, fileName } }), [
    seededPage(1, { artefacts, text, width, height }),
  ]);
}

/** What of a person lies in this browser: the names of their databases and of the caches of their files. */
const keptHere = (page: Page) =>
  page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('firestore/'));
    return [...databases, ...(await caches.keys()).filter((name) => name.startsWith('pagestream-files-'))];
  });

/** How far the browser is with keeping the app itself. */
const keepingOfApp = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state ?? 'not yet');

it('what was opened is there without a connection, what was not says so, and signing out leaves nothing', async () => {
  const { page, context } = await visit(browser, `${suite.hostingUrl}/`, DESK, true);
  await enterWithoutAccount(page);
  const uid = await signedInUid(page);
  const opened: JobRef = { uid, jobId: newJobId() };
  const unopened: JobRef = { uid, jobId: newJobId() };
  await seedScan(opened, 'Opened.pdf');
  await seedScan(unopened, 'Unopened.pdf');
  const image = page.getByRole('img', { name: 'Image of page 1' });
  const text = page.locator('[data-page="1"]').getByText('harbour').first();

  await page.getByRole('link', { name: 'Unopened.pdf' }).waitFor();
  await page.getByRole('link', { name: 'Opened.pdf', exact: true }).click();
  await image.waitFor();
  await text.waitFor({ state: 'attached' });
  await expect.poll(() => keepingOfApp(page), { timeout: 30_000 }).toBe('activated');
  expect(await page.evaluate(async () => (await fetch('/manifest.webmanifest')).ok)).toBe(true);

  await context.setOffline(true);
  await page.getByText('You are offline.').waitFor();
  // From here on it is as in a train: a page that comes out of the worker is told by Chromium's emulation that it is online.
  await page.reload();
  await image.waitFor();
  await text.waitFor({ state: 'attached' });
  await keepScreenshot(page, 'offline-document');
  expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);

  await page.setViewportSize(PHONE);
  // A bookmark, opened by itself.
  await page.goto(`${suite.hostingUrl}/`);
  await page.getByRole('link', { name: 'Opened.pdf', exact: true }).waitFor();
  await keepScreenshot(page, 'offline-list');
  expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
  await page.getByRole('link', { name: 'Unopened.pdf' }).click();
  await page.getByText('There is no connection to the server.').first().waitFor();
  await keepScreenshot(page, 'offline-unopened');
  expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);

  await page.setViewportSize(DESK);
  await context.setOffline(false);
  await image.waitFor();
  await page.getByText('There is no connection to the server.').first().waitFor({ state: 'hidden' });

  expect(await keptHere(page)).not.toEqual([]);
  await signOut(page);
  await page.getByRole('button', { name: 'Sign out and lose access' }).click();
  await expect.poll(() => keptHere(page)).toEqual([]);
  await page.getByRole('button', { name: 'Continue without an account' }).click();
  await page.getByRole('heading', { name: 'No such document' }).waitFor();
});

it('the trash and the words to check are shown as they were last seen, and say so when they never were', async () => {
  const { page, context } = await visit(browser, `${suite.hostingUrl}/`, DESK, true);
  await enterWithoutAccount(page);
  const uid = await signedInUid(page);
  const noConnection = page.getByRole('alert').getByText('There is no connection to the server.');
  await expect.poll(() => keepingOfApp(page), { timeout: 30_000 }).toBe('activated');

  await context.setOffline(true);
  for (const screen of ['trash', 'check']) {
    await page.goto(`${suite.hostingUrl}/${screen}`);
    await noConnection.waitFor();
    await keepScreenshot(page, `offline-${screen}-unseen`);
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
  }
  await context.setOffline(false);
  await page.getByText('Nothing to check', { exact: true }).waitFor();
  await noConnection.waitFor({ state: 'hidden' });

  const at = new Date();
  const job = seededJob({ uid, jobId: newJobId() }, 1, { trashedAt: at });
  await seedDocument(suite, job, []);
  await seedDoubts(suite, uid, {
    ...{ jobId: newJobId(), name: 'Letter.pdf', lowest: 20, updatedAt: at },
    words: [{ pageNumber: 1, text: 'harbuor', confidence: 20, box: [0, 0, 10, 10] }],
  });
  const word = page.getByRole('textbox', { name: 'What does it say?' });
  await word.waitFor();
  expect(await word.inputValue()).toBe('harbuor');
  await page.goto(`${suite.hostingUrl}/trash`);
  await page.getByRole('link', { name: 'Archive.pdf' }).waitFor();

  await context.setOffline(true);
  await page.reload();
  await page.getByRole('link', { name: 'Archive.pdf' }).waitFor();
  await page.goto(`${suite.hostingUrl}/check`);
  await word.waitFor();
  expect(await word.inputValue()).toBe('harbuor');
});
