/** What people do with a finger, on a phone's screen: what the other tests do at a desk. How it looks there they look at too. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { JobDocument } from '../functions/src/contract/documents.ts';
import { type JobRef, newJobId } from '../functions/src/contract/paths.ts';
import { DOUBTFUL_WORDS, seedBook } from './support/book.ts';
import { enterWithoutAccount, launchBrowser, openMenu, PHONE, type Visit, visit } from './support/browser.ts';
import { setMode } from './support/calls.ts';
import { makeAccount } from './support/people.ts';
import { seedDocument, seededJob, signedInUid, storedJob } from './support/seed.ts';

const suite = inject('suite');
/** A page takes seconds, not minutes; a busy machine may take many of them. */
const READING = { timeout: 120_000 };

let browser: Browser;
let visits: Visit[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await setMode(suite, 'run');
  await Promise.all(visits.map(({ context }) => context.close()));
  visits = [];
});

async function open(path: string): Promise<Visit> {
  const opened = await visit(browser, suite.hostingUrl + path, PHONE);
  visits.push(opened);
  return opened;
}

async function enter(): Promise<Visit & { readonly uid: string }> {
  const opened = await open('/');
  await enterWithoutAccount(opened.page);
  return { ...opened, uid: await signedInUid(opened.page) };
}

const rowOf = (page: Page, name: string) => page.locator('.row').filter({ hasText: name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function seedNamed(uid: string, fileName: string, changed: Partial<JobDocument<Date>> = {}): Promise<JobRef> {
  const ref = { uid, jobId: newJobId() };
  const job = seededJob(ref, 3, changed);
  await seedDocument(suite, { ...job, source: { ...job.source, fileName } }, []);
  return ref;
}

describe('on a phone', () => {
  it('documents are found through, renamed, shared, thrown away and taken back', async () => {
    const { page, uid, complaints } = await enter();
    await seedNamed(uid, 'Letter.pdf');
    await seedNamed(uid, 'Bill.pdf');
    await rowOf(page, 'Letter.pdf').waitFor();
    await rowOf(page, 'Bill.pdf').waitFor();

    await page.getByText('Filter and sort').tap();
    await page.getByLabel('Part of the name').fill('bill');
    await rowOf(page, 'Letter.pdf').waitFor({ state: 'hidden' });
    await button(page, 'Show everything').tap();
    await page.getByLabel('Order').selectOption('By name');
    await expect.poll(() => page.locator('.row-name').allTextContents()).toEqual(['Bill.pdf', 'Letter.pdf']);
    await page.getByText('Filter and sort').tap();

    await button(page, 'More for Letter.pdf').tap();
    await button(page, 'Rename').tap();
    await page.getByLabel('New name for Letter.pdf').fill('To the editor');
    await button(page, 'Save').tap();
    await rowOf(page, 'To the editor').waitFor(READING);
    await button(page, 'Share').tap();
    const dialog = page.getByRole('dialog', { name: 'Share “To the editor”' });
    await dialog.getByRole('button', { name: 'Create a link' }).tap();
    await dialog.getByRole('textbox').waitFor(READING);
    await dialog.getByRole('button', { name: /^End the link/ }).tap();
    await dialog.getByText('There are no links yet.').waitFor(READING);
    await dialog.getByRole('button', { name: 'Close' }).tap();

    await button(page, 'Select').tap();
    await button(page, 'Select all shown').tap();
    await button(page, 'Move to trash').first().tap();
    await page.getByText('Nothing here yet').waitFor(READING);
    await button(page, 'Undo').tap();
    await rowOf(page, 'Bill.pdf').waitFor(READING);
    await rowOf(page, 'To the editor').waitFor(READING);
    await button(page, 'More for Bill.pdf').tap();
    await rowOf(page, 'Bill.pdf').getByRole('button', { name: 'Move to trash' }).tap();
    await rowOf(page, 'Bill.pdf').waitFor({ state: 'hidden', ...READING });
    await page.getByRole('link', { name: 'Trash' }).tap();
    await rowOf(page, 'Bill.pdf').getByRole('button', { name: 'Restore' }).tap();
    await page.getByText('The trash is empty').waitFor(READING);
    expect(complaints).toEqual([]);
  });

  it('what is being read is followed and stopped in the tray, and left by the menu', async () => {
    const { page, uid, complaints } = await enter();
    await setMode(suite, 'pause');
    const ref = await seedNamed(uid, 'Long.pdf', {
      ...{ status: 'processing', step: 'recognise', completedAt: null, updatedAt: new Date() },
      progress: { percent: 33, completedPages: 1, failedPages: 0, cancelledPages: 0, totalPages: 3, message: '' },
    });
    await page.getByRole('button', { name: /^1 in work, 33%/ }).tap();
    const tray = page.getByRole('region', { name: 'Activity' });
    await tray.getByText('Reading is paused by whoever runs this service.').waitFor();
    await tray.getByRole('button', { name: 'Cancel reading Long.pdf' }).tap();
    await expect.poll(async () => (await storedJob(suite, ref)).cancelRequestedAt, READING).not.toBeNull();
    await tray.getByRole('link', { name: 'Long.pdf' }).tap();
    await page.getByRole('heading', { name: 'Long.pdf', level: 1 }).waitFor();
    await tray.waitFor({ state: 'hidden' });
    await openMenu(page);
    await button(page, 'Sign out').tap();
    await button(page, 'Sign out and lose access').tap();
    await button(page, 'Continue without an account').waitFor();
    expect(complaints).toEqual([]);
  });

  it('words are searched for, checked and put right', async () => {
    const { page, uid, complaints } = await enter();
    const ref = { uid, jobId: newJobId() };
    const { words } = await seedBook(suite, ref, 2);
    await rowOf(page, 'Archive.pdf').waitFor();

    await page.getByRole('link', { name: 'Search all documents' }).tap();
    await page.getByRole('searchbox', { name: 'Search all documents' }).fill('harbour');
    await page.locator('.cutout-drawn').first().waitFor(READING);
    await page.locator('.finding').getByRole('link', { name: 'Archive.pdf' }).tap();
    await page.getByRole('heading', { name: 'Archive.pdf', level: 1 }).waitFor();
    expect(await page.getByRole('searchbox', { name: 'Find in this document' }).inputValue()).toBe('harbour');

    await page.getByRole('link', { name: 'Words to check' }).tap();
    const word = page.getByLabel('What does it say?');
    await expect.poll(() => word.inputValue()).toBe(words[0]?.[0]);
    await page.getByRole('button', { name: /^It is right/ }).tap();
    await expect.poll(() => word.inputValue()).toBe(words[1]?.[0]);
    await page.getByRole('button', { name: /^Later/ }).tap();
    await expect.poll(() => word.inputValue()).toBe(words[2]?.[0]);
    await word.fill('Zanzibar');
    await page.getByRole('button', { name: /^Save/ }).tap();
    await expect.poll(() => word.inputValue()).toBe(words[1]?.[0]);
    await page.getByRole('button', { name: /^No word here/ }).tap();
    await page.getByText(`All done: ${DOUBTFUL_WORDS} words checked`).waitFor();
    expect(complaints).toEqual([]);
  });

  it('the pipeline is paused and goes on', async () => {
    const account = await makeAccount(suite, `phone-${newJobId()}@pagestream.example`, { admin: true });
    const { page, complaints } = await open('/operations');
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await button(page, 'Sign in').tap();
    const pipeline = page.getByRole('region', { name: 'Pipeline', exact: true });
    for (const [ask, act, told] of [
      ['Pause', 'Pause for everybody', /^Paused/],
      ['Resume', 'Resume', /^Running/],
    ] as const) {
      await pipeline.getByRole('button', { name: ask, exact: true }).tap();
      await page.getByRole('dialog').getByRole('button', { name: act, exact: true }).tap();
      await pipeline.getByText(told).waitFor(READING);
    }
    expect(complaints).toEqual([]);
  });
});
