/**
 * A search over hundreds of documents of 50 kB. Nothing is read or fetched for it: jobs and texts are written as they would be after
 * many visits. It tells how long a key took; set `DOCUMENTS` to 1000 to measure. A crowded machine makes such figures worthless,
 * so nothing here depends on them.
 */

import { initializeTestEnvironment } from '@firebase/rules-unit-testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { jobPath } from '../functions/src/contract/paths.ts';
import { enterWithoutAccount, keepScreenshot, launchBrowser, visit } from './support/browser.ts';
import { seededJob } from './support/seed.ts';

const suite = inject('suite');
const DOCUMENTS = 300;
const TEXT_BYTES = 50_000;
const jobIdOf = (n: number) => `document-${String(n).padStart(12, '0')}`;

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('a search over hundreds of documents', () => {
  it('answers at each key from what the device has, and lists documents part by part', async () => {
    const { context, page, complaints } = await visit(browser, `${suite.hostingUrl}/`);
    await enterWithoutAccount(page);
    await page.keyboard.press('/');
    await page.getByText('Nothing to search yet').waitFor();
    const uid = await page.evaluate(writeTexts, { documents: DOCUMENTS, bytes: TEXT_BYTES });
    // Nobody looks while they come: the search would begin to fetch their texts.
    await page.goto('about:blank');
    await writeJobs(uid);
    await page.goto(`${suite.hostingUrl}/search`);
    await page.getByText(`All ${DOCUMENTS.toLocaleString('en')} documents are searched.`).waitFor({ timeout: 60_000 });

    // The last part holds the oldest.
    await page.getByRole('searchbox').fill('ledger 0.pdf');
    await page.getByText('Found in 1 document').waitFor();

    const { keys, longest } = await page.evaluate(typeAndMeasure, ['harbour master', 'in 00042']);
    console.log(
      `a key: ${keys.map((ms) => Math.round(ms)).join(', ')} ms; the main thread was held up for ${longest} ms at most`,
    );
    await page.getByText('Found in 1 document').waitFor();
    await page.getByRole('searchbox').fill('harbour master');
    await page.getByText(`Found in ${DOCUMENTS.toLocaleString('en')} documents`).waitFor();
    expect(await page.locator('.finding').count(), 'not all of them at once').toBeLessThan(50);
    await keepScreenshot(page, 'search-many');
    // Their scans are nowhere: results come without a picture.
    expect(complaints.filter((complaint) => !/40[34]/.test(complaint))).toEqual([]);
    await context.close();
  });
});

/** In the page: texts and entries on the search's shelf. @returns whose */
async function writeTexts({ documents, bytes }: { documents: number; bytes: number }): Promise<string> {
  const open = (name: string) =>
    new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => resolve(opening.result);
    });
  const users = (await open('firebaseLocalStorageDb')).transaction('firebaseLocalStorage').objectStore('firebaseLocalStorage');
  const uid = await new Promise<string>((resolve) => {
    const reading = users.getAll();
    reading.onsuccess = () => resolve(reading.result[0].value.uid);
  });
  const sentence = 'The harbour master’s café opens at seven; rates for moorings are on the board – ask for Élodie. ';
  const body = sentence.repeat(Math.ceil(bytes / sentence.length)).slice(0, bytes);
  const page = Math.floor(bytes / 10);
  const pages = Array.from({ length: 10 }, (_, i) => body.slice(i * page, (i + 1) * page)).join('\f');
  const database = await open('pagestream-search');
  const change = database.transaction(['entries', 'texts'], 'readwrite');
  for (let n = 0; n < documents; n++) {
    const jobId = `document-${String(n).padStart(12, '0')}`;
    const entry = { jobId, name: `Ledger ${n}.pdf`, createdAt: 1_700_000_000_000 + n * 1000, pageCount: 10 };
    change.objectStore('entries').put({ ...entry, state: 'text', path: 'nowhere', version: '1.0' }, [uid, jobId]);
    const text = `${pages} only in ${String(n).padStart(5, '0')}\n`;
    change.objectStore('texts').put({ version: '1.0', bytes: text.length, text }, [uid, jobId]);
  }
  await new Promise<void>((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onerror = () => reject(change.error);
  });
  database.close();
  return uid;
}

/** In the page: types queries key by key, each once the one before is answered. */
async function typeAndMeasure(queries: readonly string[]): Promise<{ keys: readonly number[]; longest: number }> {
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ entryTypes: ['longtask'] });
  const field = document.querySelector<HTMLInputElement>('#search-field') as HTMLInputElement;
  const keys: number[] = [];
  for (const query of queries) {
    for (let length = 1; length <= query.length; length++) {
      const typed = query.slice(0, length);
      const start = performance.now();
      field.value = typed;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      const shown = () => document.querySelector('.snippet mark')?.textContent?.trim().toLowerCase();
      while (shown() !== typed.trim()) await new Promise((resolve) => requestAnimationFrame(resolve));
      keys.push(performance.now() - start);
    }
  }
  return { keys, longest };
}

/** Writes past the rules, as the pipeline does. */
async function writeJobs(uid: string): Promise<void> {
  const environment = await initializeTestEnvironment({ projectId: suite.projectId, firestore: suite.firestore });
  await environment.withSecurityRulesDisabled(async (context) => {
    const firestore = context.firestore();
    for (let first = 0; first < DOCUMENTS; first += 500) {
      const batch = firestore.batch();
      for (let n = first; n < Math.min(first + 500, DOCUMENTS); n++) {
        const createdAt = new Date(1_700_000_000_000 + n * 1000);
        const job = seededJob({ uid, jobId: jobIdOf(n) }, 10, { createdAt, results: { text: 'nowhere' } });
        const source = { ...job.source, fileName: `Ledger ${n}.pdf` };
        batch.set(firestore.doc(jobPath({ uid, jobId: jobIdOf(n) })), { ...job, source });
      }
      await batch.commit();
    }
  });
  await environment.cleanup();
}
