/**
 * Without a connection: what was opened can be read, as it was read last, and what was not says so; nothing of it outlasts signing
 * out.
 */

import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { WordBox } from '../functions/src/contract/documents.ts';
import { type JobRef, newJobId, pageImagePath, pageWordsPath, resultPath } from '../functions/src/contract/paths.ts';
import { sharp } from '../samples/make/sharp.ts';
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
import {
  changeJob,
  changeWords,
  seedDocument,
  seedDoubts,
  seededJob,
  seededPage,
  seedFile,
  signedInUid,
} from './support/seed.ts';

const suite = inject('suite');

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** @param run a page that is read again is found to be about an airport, on another picture */
async function seedScan(ref: JobRef, fileName: string, run = 1): Promise<void> {
  const artefacts = { image: pageImagePath(ref, 1), words: pageWordsPath(ref, 1), thumbnail: null };
  const results = { text: resultPath(ref, 'document.txt') };
  const as = (text: string) => (run === 1 ? text : text.replaceAll('harbour', 'airport'));
  const picture =
    run === 1
      ? await drawnPage()
      : await sharp(await drawnPage())
          .negate()
          .webp()
          .toBuffer();
  await seedFile(suite, artefacts.image, 'image/webp', picture);
  const { width, height, words: boxes, ...drawn } = wordsOfDrawnPage();
  const text = as(drawn.text);
  const words = boxes.map(([word, ...rest]): WordBox => [as(word), ...rest]);
  await changeWords(suite, ref, 1, { ...drawn, text, width, height, words });
  await seedFile(suite, results.text, 'text/plain', text);
  const { source } = seededJob(ref, 1);
  await seedDocument(suite, seededJob(ref, 1, { run, results, source: { ...source, fileName } }), [
    seededPage(1, { run, artefacts, text, width, height }),
  ]);
}

/** What of people lies in this browser: databases of documents, caches of files, and whose texts the search has. */
const keptHere = (page: Page) =>
  page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name ?? '');
    const documents = databases.filter((name) => name.startsWith('firestore/'));
    const files = (await caches.keys()).filter((name) => name.startsWith('pagestream-files-'));
    const keysOf = (store: string) =>
      new Promise<IDBValidKey[]>((resolve, reject) => {
        const opening = indexedDB.open('pagestream-search');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction(store).objectStore(store).getAllKeys();
          reading.onsuccess = () => resolve(reading.result);
          opening.result.close();
        };
      });
    const texts: string[] = [];
    for (const store of databases.includes('pagestream-search') ? ['entries', 'texts', 'listings'] : []) {
      for (const key of await keysOf(store)) texts.push(`${store} of ${Array.isArray(key) ? key[0] : key}`);
    }
    return [...documents, ...files, ...new Set(texts)];
  });

/** How often from now on a window opens Firestore's cache. */
const countOpenings = (page: Page) =>
  page.evaluateHandle(() => {
    const count = { openings: 0 };
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (name, version) {
      if (name.startsWith('firestore/')) count.openings += 1;
      return open.call(this, name, version);
    };
    return count;
  });

/** As a window may that was closed while somebody signed out in another. */
const leaveBehind = (page: Page, uid: string) =>
  page.evaluate(async (stranger) => {
    await (await caches.open(`pagestream-files-${stranger}`)).put('/kept/file', new Response('theirs'));
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open('pagestream-search');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const change = opening.result.transaction('texts', 'readwrite');
        change.objectStore('texts').put({ version: '1.0', bytes: 6, text: 'theirs' }, [stranger, 'job']);
        change.oncomplete = () => resolve();
        opening.result.close();
      };
    });
  }, uid);

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

  // Another window looks through all documents.
  const other = await context.newPage();
  await other.goto(`${suite.hostingUrl}/search?q=harbour`);
  await other.getByText('All 2 documents are searched.').waitFor();
  const own = [`pagestream-files-${uid}`, ...['entries', 'texts', 'listings'].map((store) => `${store} of ${uid}`)];
  expect(await keptHere(page)).toEqual([expect.stringMatching(/^firestore\//), ...own]);
  // What strangers left before and behind goes when a window opens.
  for (const stranger of ['!', '~']) await leaveBehind(page, stranger);
  await page.reload();
  await image.waitFor();
  await expect.poll(() => keptHere(page)).toEqual([expect.stringMatching(/^firestore\//), ...own]);

  const openings = await Promise.all([page, other].map(countOpenings));
  await signOut(page);
  await page.getByRole('button', { name: 'Sign out and lose access' }).click();
  // Firestore's cache goes once every window has closed it. A window that opens it again may do so after it is gone.
  await expect.poll(() => keptHere(page), { timeout: 20_000 }).toEqual([]);
  await other.getByRole('button', { name: 'Continue without an account' }).waitFor();
  await expect.poll(() => keptHere(page), { timeout: 20_000 }).toEqual([]);
  expect(await Promise.all(openings.map((count) => count.evaluate(({ openings }) => openings)))).toEqual([0, 0]);
  await page.getByRole('button', { name: 'Continue without an account' }).click();
  await page.getByRole('heading', { name: 'No such document' }).waitFor();
  await context.close();
});

it('what was kept for somebody whose session ended while no window was open goes before anybody comes in', async () => {
  const { page, context } = await visit(browser, `${suite.hostingUrl}/`);
  await enterWithoutAccount(page);
  const uid = await signedInUid(page);
  await seedScan({ uid, jobId: newJobId() }, 'Left.pdf');
  await page.getByRole('link', { name: 'Left.pdf' }).click();
  await page.getByRole('img', { name: 'Image of page 1' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByText('Your one document is searched.').waitFor();
  await expect.poll(() => keptHere(page)).toContain(`texts of ${uid}`);

  await page.goto(`${suite.hostingUrl}/manifest.webmanifest`);
  expect(await keptHere(page)).toEqual(expect.arrayContaining([`pagestream-files-${uid}`, `texts of ${uid}`]));
  // A window that the browser has put to sleep does not hear that it shall close Firestore's cache. It is not waited for long.
  const asleep = await context.newPage();
  await asleep.goto(`${suite.hostingUrl}/manifest.webmanifest`);
  await asleep.evaluate(
    () =>
      new Promise<void>((held) => {
        const forEver = () => new Promise(() => held());
        void navigator.locks.request('pagestream.documents', { mode: 'shared' }, forEver);
      }),
  );
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const ending = indexedDB.deleteDatabase('firebaseLocalStorageDb');
        ending.onerror = () => reject(ending.error);
        ending.onsuccess = () => resolve();
      }),
  );
  await page.goto(`${suite.hostingUrl}/`);
  await page.getByRole('button', { name: 'Continue without an account' }).waitFor();
  await expect.poll(() => keptHere(page)).toEqual([]);
  await context.close();
});

it('a document that is read again is shown as it was read last, and downloads are the server’s', async () => {
  const { page, context } = await visit(browser, `${suite.hostingUrl}/`, DESK, true);
  await enterWithoutAccount(page);
  const ref: JobRef = { uid: await signedInUid(page), jobId: newJobId() };
  await seedScan(ref, 'Read.pdf');
  const image = page.getByRole('img', { name: 'Image of page 1' });
  /** The first picture's paper is white. */
  const paper = () =>
    image
      .evaluate((img) => {
        const pen = new OffscreenCanvas(1, 1).getContext('2d');
        pen?.drawImage(img as HTMLImageElement, 0, 0);
        return pen?.getImageData(0, 0, 1, 1).data[0];
      })
      .catch(() => undefined);
  const hits = page.locator('.find-results');
  const layer = page.locator('.scan-text');

  await page.getByRole('link', { name: 'Read.pdf' }).click();
  await page.getByLabel('Find in this document').fill('harbour');
  await hits.getByText('harbour').first().waitFor();
  await layer.getByText('harbour').first().waitFor({ state: 'attached' });
  await expect.poll(paper).toBe(255);

  // Until then the document's own text is that of the reading before.
  await changeJob(suite, ref, { run: 2, status: 'processing' });
  await page.getByText('Only pages seen so far are searched').waitFor();
  await seedScan(ref, 'Read.pdf', 2);
  await layer.getByText('airport').first().waitFor({ state: 'attached' });
  await expect.poll(paper).toBe(0);
  await hits.getByText('harbour').first().waitFor({ state: 'detached' });
  await page.getByLabel('Find in this document').fill('airport');
  await hits.getByText('airport').first().waitFor();

  // Somebody is quicker than the job's own document: what is downloaded is what the server has.
  await seedFile(suite, resultPath(ref, 'document.txt'), 'text/plain', 'newer still');
  const arriving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download: Text' }).click();
  expect(await readFile(await (await arriving).path(), 'utf8')).toBe('newer still');

  await expect.poll(() => keepingOfApp(page), { timeout: 30_000 }).toBe('activated');
  await context.setOffline(true);
  await page.reload();
  await layer.getByText('airport').first().waitFor({ state: 'attached' });
  await expect.poll(paper).toBe(0);
  await context.close();
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
