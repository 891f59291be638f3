/**
 * A document of 2,000 pages in the web app. Nothing is read for it: job and pages are written as the pipeline would have written
 * them, since what is asked is how they are shown.
 */

import { initializeTestEnvironment } from '@firebase/rules-unit-testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { JobDocument } from '../functions/src/contract/documents.ts';
import { jobPath, newJobId, pagePath } from '../functions/src/contract/paths.ts';
import {
  accessibilityFaultsInBothSchemes,
  enterWithoutAccount,
  focused,
  keepScreenshot,
  launchBrowser,
  visit,
} from './support/browser.ts';

const suite = inject('suite');

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('a document of 2,000 pages', () => {
  it('is shown fifty pages at a time, and any page is one step away', async () => {
    const total = 2000;
    const { page, complaints } = await visit(browser, `${suite.hostingUrl}/`);
    await enterWithoutAccount(page);
    const uid = await signedInUid(page);
    const job = { uid, jobId: newJobId() };
    const at = new Date();
    const jobDocument = {
      ...{
        schemaVersion: 1,
        ownerUid: uid,
        jobId: job.jobId,
        run: 1,
        pipeline: 'document',
        status: 'processing',
        step: 'recognise',
      },
      source: {
        bucket: 'b',
        name: 'n',
        generation: '1',
        fileName: 'Archive.pdf',
        contentType: 'application/pdf',
        sizeBytes: 1,
        sha256: null,
      },
      options: { languages: ['eng'], mode: 'auto', outputs: ['text'], batchId: null, retentionDays: null },
      pageCount: total,
      progress: { percent: 50, completedPages: 1000, failedPages: 0, cancelledPages: 0, totalPages: total, message: '' },
      ...{ error: null, warnings: [], results: {}, metrics: {}, lane: 'standard', reusedFrom: null, optionsMixed: false },
      ...{ title: null, trashedAt: null, revision: 0, exportedRevision: 0, pendingExport: null },
      cancelRequestedAt: null,
      dispatch: { round: 1, tasks: 500, at, scope: 'all' },
      ...{ createdAt: at, startedAt: at, completedAt: null, updatedAt: at, expireAt: null },
    } satisfies Record<keyof JobDocument, unknown>;
    const pageDocument = (pageNumber: number) => ({
      ...{ pageNumber, run: 1, status: 'completed', source: 'ocr', text: `This is page ${pageNumber}.`, textTruncated: false },
      ...{ confidence: { mean: 93, p5: 60 }, width: 100, height: 140, rotation: 0, languages: ['eng'], attempts: 1, error: null },
      ...{ artefacts: null, timings: null, startedAt: at, completedAt: at, lease: null },
    });
    await writeDocuments(
      new Map<string, object>([
        [jobPath(job), jobDocument],
        ...Array.from({ length: total }, (_, i): [string, object] => [pagePath(job, i + 1), pageDocument(i + 1)]),
      ]),
    );

    await page.getByRole('link', { name: 'Archive.pdf' }).click();
    await page.getByText('This is page 50.').waitFor();
    expect(await page.locator('.page').count()).toBe(50);
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByText('This is page 51.').waitFor();
    expect(await page.locator('.page').count()).toBe(50);
    await page.getByLabel('Go to page').fill('1987');
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    await page.getByText('This is page 1987.').waitFor();
    await expect.poll(() => focused(page)).toBe('Page 1,987');
    await keepScreenshot(page, 'long');
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    await page.reload();
    await page.getByText('This is page 1987.').waitFor();
    expect(complaints).toEqual([]);
  });
});

/** Who the page is signed in as, from where Firebase Auth keeps it. */
async function signedInUid(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('firebaseLocalStorageDb');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('firebaseLocalStorage').objectStore('firebaseLocalStorage').getAll();
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => resolve(reading.result[0].value.uid);
        };
      }),
  );
}

/** Writes past the rules, as an administrator could. */
async function writeDocuments(documents: ReadonlyMap<string, object>): Promise<void> {
  const environment = await initializeTestEnvironment({ projectId: suite.projectId, firestore: suite.firestore });
  await environment.withSecurityRulesDisabled(async (context) => {
    const firestore = context.firestore();
    const entries = [...documents];
    while (entries.length > 0) {
      const batch = firestore.batch();
      for (const [path, data] of entries.splice(0, 500)) batch.set(firestore.doc(path), data);
      await batch.commit();
    }
  });
  await environment.cleanup();
}
