/**
 * A visit in German, whose words are the longest: each screen and its states as they stand, on a desk and on a phone, in both colour
 * schemes, down to the narrowest window. What they look at was put there and never read.
 */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { AuditEvent, JobDocument } from '../functions/src/contract/documents.ts';
import { eventsPath, type JobRef, newJobId } from '../functions/src/contract/paths.ts';
import { emulatorAdmin } from '../functions/src/testing/emulatorAdmin.ts';
import { de } from '../web/src/words/de.ts';
import { DOUBTFUL_WORDS, seedBook } from './support/book.ts';
import { DESK, launchBrowser, look, PHONE, type Visit, visit } from './support/browser.ts';
import { makeAccount } from './support/people.ts';
import { seedDocument, seededJob, signedInUid } from './support/seed.ts';
import { spiltTexts } from './support/spiltTexts.ts';

const suite = inject('suite');
const { firestore } = emulatorAdmin(suite);
const NAME = 'Grundstücksverkehrsgenehmigungszuständigkeit.pdf';

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

async function open(path: string): Promise<Visit> {
  const opened = await visit(browser, suite.hostingUrl + path, DESK, false, 'de-DE');
  visits.push(opened);
  return opened;
}

/** As every screen is looked at, and no word may stick out of what it stands in. */
async function lookAt(page: Page, name: string, fullPage = false): Promise<void> {
  await look(page, `german-${name}`, fullPage);
  const spilt: string[] = [];
  for (const width of [320, PHONE.width]) {
    await page.setViewportSize({ ...PHONE, width });
    spilt.push(...(await spiltTexts(page)).map((each) => `${width}: ${each}`));
  }
  await page.setViewportSize(DESK);
  expect.soft(spilt, name).toEqual([]);
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const progress = (completedPages: number, totalPages: number, failedPages = 0) => ({
  ...{ completedPages, totalPages, failedPages, cancelledPages: 0, message: '' },
  percent: totalPages === 0 ? 0 : Math.floor((100 * (completedPages + failedPages)) / totalPages),
});

/** One document in each state, beside the one that can be opened. */
async function seedStates(uid: string): Promise<void> {
  const { source } = seededJob({ uid, jobId: newJobId() }, 1);
  const running = { completedAt: null, updatedAt: new Date() };
  const states: readonly Partial<JobDocument<Date>>[] = [
    { ...running, status: 'processing', step: 'recognise', startedAt: ago(300), progress: progress(100, 1400) },
    { ...running, status: 'processing', step: 'recognise', updatedAt: ago(200), progress: progress(1, 3) },
    { ...running, status: 'processing', step: 'recognise', cancelRequestedAt: new Date(), progress: progress(1, 3) },
    { ...running, status: 'queued', step: 'validate', startedAt: null, progress: progress(0, 0) },
    { status: 'completed', expireAt: new Date(Date.now() + 40 * 86_400_000) },
    { status: 'failed', error: { code: 'PAGE_TOO_BIG', retryable: true }, progress: progress(0, 0) },
    { status: 'cancelled', progress: progress(2, 5) },
    { trashedAt: ago(90_000), expireAt: new Date(Date.now() + 20 * 86_400_000) },
  ];
  for (const [i, state] of states.entries()) {
    const job = seededJob({ uid, jobId: newJobId() }, 3, { createdAt: ago(400 + i), ...state });
    await seedDocument(suite, { ...job, source: { ...source, fileName: `${i + 1} ${NAME}` } }, []);
  }
}

describe('in German', () => {
  it('the list, a document, the search, the words to check and what opens over them keep within their bounds', async () => {
    const { page, complaints } = await open('/');
    await button(page, de.signIn.withoutAccount).click();
    await page.getByRole('heading', { name: de.jobs.heading, level: 1 }).waitFor();
    const ref: JobRef = { uid: await signedInUid(page), jobId: newJobId() };
    await seedStates(ref.uid);
    const gaps = {
      status: 'completed_with_errors',
      progress: progress(3, 4, 1),
      warnings: [{ code: 'PDF_FROM_IMAGES' }],
    } as const;
    const { source } = seededJob(ref, 4);
    await seedBook(suite, ref, 4, { ...gaps, source: { ...source, fileName: NAME } });

    const list = page.locator('main');
    await list.getByRole('link', { name: NAME, exact: true }).waitFor();
    await list.getByRole('link', { name: `7 ${NAME}` }).waitFor();
    await button(page, de.jobs.select).click();
    await button(page, de.jobs.selectAll).click();
    await page.getByText(de.jobs.filters).click();
    await button(page, de.jobs.actions(NAME)).click();
    await lookAt(page, 'list', true);
    await button(page, de.jobs.share).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(de.share.none).waitFor();
    await lookAt(page, 'share');
    await page.keyboard.press('Escape');
    await page.locator('#tray-toggle').click();
    await page.getByRole('region', { name: de.tray.label }).getByText(de.tray.place(1)).waitFor();
    await lookAt(page, 'tray', true);

    await page.goto(`${suite.hostingUrl}/trash`);
    await button(page, de.jobs.deleteForGood).first().waitFor();
    await page.getByRole('checkbox').first().check();
    await lookAt(page, 'trash');
    await button(page, de.jobs.deleteForGood).first().click();
    await dialog.waitFor();
    await lookAt(page, 'delete');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: de.keys.title }).waitFor();
    await lookAt(page, 'keyboard');

    await page.goto(`${suite.hostingUrl}/jobs/${ref.jobId}`);
    await page.locator('.page-link-failed').waitFor();
    await page.getByRole('img', { name: de.page.image(1), exact: true }).waitFor();
    await lookAt(page, 'document', true);
    const toCheck = button(page, de.correct.toCheck(DOUBTFUL_WORDS)).first();
    await toCheck.click();
    await page
      .getByRole('list', { name: de.correct.listLabel(1) })
      .getByRole('button')
      .first()
      .click();
    await page.getByLabel(de.correct.wordLabel).waitFor();
    await lookAt(page, 'correcting', true);
    await page.keyboard.press('Escape');
    await button(page, de.correct.editText(1)).click();
    await page.getByRole('textbox', { name: de.correct.textLabel(1) }).waitFor();
    await lookAt(page, 'text-editor', true);
    await button(page, de.correct.leave).click();
    await button(page, de.follow.retryOtherwise).click();
    await dialog.waitFor();
    await lookAt(page, 'read-again');
    await page.keyboard.press('Escape');

    await page.goto(`${suite.hostingUrl}/search?q=harbour`);
    await page.locator('.cutout-drawn').first().waitFor();
    await lookAt(page, 'search');
    await page.goto(`${suite.hostingUrl}/check`);
    await page.locator('.word-picture .cutout-drawn').waitFor();
    await lookAt(page, 'check', true);
    expect(complaints).toEqual([]);
  });

  it('the operators’ screens keep within their bounds', async () => {
    const account = await makeAccount(suite, `betrieb-${newJobId()}@pagestream.example`, { admin: true });
    const ref: JobRef = { uid: account.uid, jobId: newJobId() };
    await seedStates(ref.uid);
    await seedBook(suite, ref, 4, { status: 'completed_with_errors', progress: progress(3, 4, 1) });
    const events: readonly AuditEvent<Date>[] = [
      { type: 'queued', run: 1, at: ago(30) },
      { type: 'page_released', run: 1, at: ago(25), page: 3, attempt: 1, code: 'OCR_TIMEOUT' },
      { type: 'page_failed', run: 1, at: ago(20), page: 3, attempt: 4, code: 'OCR_FAILED' },
      { type: 'completed_with_errors', run: 1, at: ago(15) },
    ];
    for (const event of events) await firestore.collection(eventsPath(ref)).add(event);
    const yesterday = firestore.doc(`usage/${ago(86_400).toISOString().slice(0, 10)}/shards/0`);
    await yesterday.set({ jobs: 40, failedJobs: 1, pages: 1200, failedPages: 3, costUsd: 1.5 });

    const { page, complaints } = await open('/operations');
    await page.getByLabel(de.signIn.email).fill(account.email);
    await page.getByLabel(de.signIn.password).fill(account.password);
    await button(page, de.signIn.submitSignIn).click();
    await button(page, de.operations.states.refresh).waitFor();
    await page.getByText(de.operations.cost.table).click();
    await lookAt(page, 'operations', true);
    await button(page, de.operations.switch.change.stop).click();
    await page.getByRole('dialog').waitFor();
    await lookAt(page, 'operations-asking');
    await page.keyboard.press('Escape');

    await page.goto(`${suite.hostingUrl}/operations/jobs/${ref.uid}/${ref.jobId}`);
    await page.locator('.event-type').nth(3).waitFor();
    await page.getByText(de.operations.job.showPages).click();
    await lookAt(page, 'timeline', true);
    await page.goto(`${suite.hostingUrl}/operations/owners/${ref.uid}`);
    await page.getByText(de.operations.owner.notSet).waitFor();
    await lookAt(page, 'owner', true);
    await yesterday.delete();
    expect(complaints).toEqual([]);
  });
});
