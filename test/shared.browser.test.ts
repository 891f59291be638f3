/** Links to documents, as people without an account follow them, in a real Chromium over the real pipeline. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { JobDocument } from '../functions/src/contract/documents.ts';
import { newJobId, newShareId, sharePath } from '../functions/src/contract/paths.ts';
import { emulatorAdmin } from '../functions/src/testing/emulatorAdmin.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
import { connectClient, type FinishedJob, type PipelineClient } from '../suite/pipelineClient.ts';
import {
  DESK,
  type Device,
  enterWithoutAccount,
  keyboardFaults,
  launchBrowser,
  look,
  PHONE,
  type Visit,
  visit,
} from './support/browser.ts';
import { call, setMode } from './support/calls.ts';
import { seedDocument, seededJob, seededPage } from './support/seed.ts';

const suite = inject('suite');
const { firestore } = emulatorAdmin(suite);
const SCAN = join(REPO_FOLDER, 'samples', 'scan.pdf');
const SCAN_PAGES = 4;
/** A page takes seconds, not minutes; a busy machine may take many of them. */
const READING = { timeout: 120_000 };

let browser: Browser;
let owner: PipelineClient;
let visits: Visit[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  owner = await connectClient(suite, { email: 'sharer@pagestream.example', password: 'pagestream' });
});
afterAll(async () => {
  await owner.close();
  await browser.close();
});
afterEach(async () => {
  await setMode(suite, 'run');
  await Promise.all(visits.map(({ context }) => context.close()));
  visits = [];
});

async function open(path: string, device: Device = DESK): Promise<Visit> {
  const opened = await visit(browser, new URL(path, suite.hostingUrl).href, device);
  visits.push(opened);
  return opened;
}

/** Uploads a scan of four pages. @returns the job as soon as there is one, and its end */
async function upload(): Promise<{ readonly job: JobDocument; readonly ended: Promise<FinishedJob> }> {
  const bytes = await readFile(SCAN);
  return new Promise((resolve, reject) => {
    const ended = owner.process(
      { fileName: 'scan.pdf', bytes, contentType: 'application/pdf', metadata: {} },
      { onJob: (job) => resolve({ job, ended }) },
    );
    ended.catch(reject);
  });
}

async function share(jobId: string): Promise<{ readonly shareId: string; readonly address: string }> {
  const answer = await call(suite, owner, 'shareJob', { jobId, days: 7 });
  if (!answer.ok) throw new Error(answer.status);
  const { shareId } = answer.result as { shareId: string };
  return { shareId, address: `/shared/${owner.uid}/${shareId}` };
}

const ended = (page: Page) => page.getByRole('heading', { name: 'This link leads nowhere' });

describe('a shared document', () => {
  let job: JobDocument;

  it('opens without an account while it is still being read, and its pages appear as they are read', async () => {
    await setMode(suite, 'pause');
    const uploaded = await upload();
    job = uploaded.job;
    const { shareId, address } = await share(job.jobId);
    const { page, complaints } = await open('about:blank', PHONE);
    const requests: Request[] = [];
    page.on('request', (request) => requests.push(request));
    const answer = await page.goto(suite.hostingUrl + address);
    expect(answer?.headers()['x-robots-tag']).toBe('noindex, nofollow');

    await page.getByRole('heading', { name: 'scan.pdf', level: 1 }).waitFor();
    await page.getByText('The link works until').waitFor();
    expect(await page.locator('meta[name=robots]').getAttribute('content')).toBe('noindex, nofollow');
    expect(await page.locator('.page-link-completed').count()).toBe(0);
    await look(page, 'shared-waiting');

    const counts = await watchReadablePages(page);
    await setMode(suite, 'run');
    const { job: done } = await uploaded.ended;
    expect(done.status).toBe('completed');
    await page.locator('.state .badge', { hasText: /^Done$/ }).waitFor(READING);
    await expect.poll(() => page.locator('.page-link-completed').count(), READING).toBe(SCAN_PAGES);
    expect(new Set(await counts()).size, 'pages come one by one').toBeGreaterThanOrEqual(3);
    await page.locator('#page-1').scrollIntoViewIfNeeded();
    await page.locator('.scan-text, .page-text').filter({ hasText: 'Village Library' }).first().waitFor();

    const arriving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download: Text' }).click();
    expect((await arriving).suggestedFilename()).toBe('scan.txt');
    for (const name of [/delete/i, /rename/i, /correct/i, /share/i, /sign out/i])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    await page.setViewportSize(DESK);
    await page.locator('.scan-frame img').first().waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await look(page, 'shared');
    expect(await keyboardFaults(page)).toEqual([]);

    // The address is the secret: it goes to the page's own origin, and to the one call that asks for it.
    const leaks = requests
      .filter((request) => new URL(request.url()).origin !== suite.hostingUrl)
      .filter((request) => `${request.url()} ${request.headers().referer ?? ''}`.includes(shareId));
    expect(leaks.map((request) => request.url())).toEqual([]);
    expect(complaints).toEqual([]);

    expect(await call(suite, owner, 'revokeShare', { shareId })).toMatchObject({ ok: true });
    await page.reload();
    await ended(page).waitFor();
    expect(await page.getByText('scan.pdf').count()).toBe(0);
    await look(page, 'shared-ended');
  });

  it('says how long it takes by what was last written of it: pages that came since belong to a later time', async () => {
    const ref = { uid: owner.uid, jobId: newJobId() };
    const startedAt = new Date(Date.now() - 60_000);
    const progress = { percent: 17, completedPages: 2, failedPages: 0, cancelledPages: 0, totalPages: 12, message: '' };
    await seedDocument(
      suite,
      seededJob(ref, 12, { status: 'processing', step: 'recognise', progress, startedAt, completedAt: null }),
      Array.from({ length: 12 }, (_, i) => seededPage(i + 1, i < 8 ? {} : { status: 'pending', text: '', confidence: null })),
    );
    const { address } = await share(ref.jobId);
    const { page } = await open(address);
    await page.getByText('8 of 12 pages read').waitFor();
    await page.getByText('about 5 minutes left').waitFor();
  });

  it('says when it could not be opened, and opens at the next try', async () => {
    const { address } = await share(job.jobId);
    const { page } = await open('/');
    const looking = Promise.withResolvers<void>();
    await page.route(/openShare$/, (route) => looking.promise.then(() => route.abort()));
    await page.goto(suite.hostingUrl + address);
    await page.getByText('Opening the document…').waitFor();
    await look(page, 'shared-opening');
    looking.resolve();
    await page.getByText('Something went wrong on our side.').waitFor();
    await look(page, 'shared-failed');
    await page.unroute(/openShare$/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'scan.pdf', level: 1 }).waitFor();
  });

  it('is closed when the link’s time is over, also to somebody who has it open; and a link that was never made is the same', async () => {
    const { shareId, address } = await share(job.jobId);
    const { page } = await open(address);
    await page.getByRole('heading', { name: 'scan.pdf', level: 1 }).waitFor();
    await firestore.doc(sharePath(owner.uid, shareId)).update({ expiresAt: new Date(Date.now() + 4000) });
    await page.reload();
    await ended(page).waitFor();
    await page.reload();
    await ended(page).waitFor();
    await page.goto(`${suite.hostingUrl}/shared/${owner.uid}/${newShareId()}`);
    await ended(page).waitFor();
    await page.getByRole('link', { name: 'Read your own documents' }).click();
    await page.getByRole('heading', { name: 'Scans become text, page by page.' }).waitFor();
  });

  it('leaves whoever is signed in here as they are', async () => {
    const { shareId, address } = await share(job.jobId);
    const { page, context, complaints } = await open('/');
    await enterWithoutAccount(page);
    const tab = await context.newPage();
    await tab.goto(suite.hostingUrl + address);
    await tab.getByRole('heading', { name: 'scan.pdf', level: 1 }).waitFor();
    await tab.getByRole('link', { name: 'Pagestream, your documents' }).click();
    await tab.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
    expect(await tab.getByText('scan.pdf').count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
    const kept = await tab.evaluate(async () =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()]),
    );
    expect(kept, 'nothing of the visit is left').not.toContain(shareId);
    expect(complaints).toEqual([]);
  });
});

/** How many pages could be read, each time the screen changed. */
async function watchReadablePages(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(() => {
    const counts: number[] = [];
    Object.assign(globalThis, { counts });
    const look = () => counts.push(document.querySelectorAll('.page-link-completed').length);
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { counts: number[] }).counts);
}
