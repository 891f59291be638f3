/** Reading and correcting a document in a real Chromium: on a document that the pipeline read, and on seeded ones. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PageWords } from '../functions/src/contract/documents.ts';
import { ERRORS } from '../functions/src/contract/errors.ts';
import { type JobRef, newJobId, pageWordsPath } from '../functions/src/contract/paths.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
import { seedBook } from './support/book.ts';
import {
  DESK,
  type Device,
  enterWithoutAccount,
  focused,
  keepScreenshot,
  keyboardFaults,
  launchBrowser,
  look,
  PHONE,
  type Visit,
  visit,
} from './support/browser.ts';
import { call, OPERATOR } from './support/calls.ts';
import { changeJob, changeWords, readStoredFile, seedDocument, seededJob, signedInUid, storedJob } from './support/seed.ts';

const suite = inject('suite');
const NOTICE = join(REPO_FOLDER, 'samples', 'notice.png');
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

async function enter(device: Device = DESK): Promise<Visit & { ref: JobRef }> {
  const opened = await visit(browser, `${suite.hostingUrl}/`, device);
  visits.push(opened);
  await enterWithoutAccount(opened.page);
  return { ...opened, ref: { uid: await signedInUid(opened.page), jobId: newJobId() } };
}

const open = (page: Page, { jobId }: JobRef, rest = '') => page.goto(`${suite.hostingUrl}/jobs/${jobId}${rest}`);
const selected = (page: Page) => page.evaluate(() => getSelection()?.toString() ?? '');

describe('a page that was read', () => {
  it('is selected on its scan, put right by keyboard, and downloaded as it was put right', async () => {
    const { page, complaints } = await enter();
    await page.locator('input[type=file]').setInputFiles(NOTICE);
    const link = page.getByRole('link', { name: 'notice.png' });
    const jobId = async () => (await link.getAttribute('href'))?.split('/').at(-1) ?? '';
    const ref = { uid: await signedInUid(page), jobId: await jobId() };
    await expect.poll(async () => (await storedJob(suite, ref))?.status, READING).toBe('completed');
    // The notice is read with confidence: before anybody opens it, two of its words are made doubtful.
    const words = JSON.parse(gunzipSync(await readStoredFile(suite, pageWordsPath(ref, 1))).toString()) as PageWords;
    const [first = 0, second = 0] = words.words.flatMap(([text], i) => (/^\p{L}{4,}$/u.test(text) ? [i] : [])).slice(0, 2);
    const doubtful = words.words.map(
      (word, i) => (i === first || i === second ? [word[0], 30, ...word.slice(2)] : word) as typeof word,
    );
    await changeWords(suite, ref, 1, { ...words, words: doubtful });
    const was = words.words[first]?.[0] ?? '';
    await link.click();
    await page.locator('.state .badge', { hasText: /^Done$/ }).waitFor();

    await page.getByRole('button', { name: '2 words to check' }).waitFor();
    await page.locator('.scan-text').evaluate((layer) => getSelection()?.selectAllChildren(layer));
    expect((await selected(page)).trim()).toBe(words.text.trim());
    await page.evaluate(() => getSelection()?.removeAllRanges());

    await page.getByRole('button', { name: '2 words to check' }).press('Enter');
    await page.getByRole('list', { name: 'Words of page 1' }).getByRole('button', { name: was, exact: true }).press('Enter');
    await expect.poll(() => focused(page)).toBe('What the word says');
    await page.getByRole('img', { name: 'The word on the scan' }).waitFor();
    await look(page, 'correcting');
    const saving = page.waitForResponse(
      (response) => response.url().endsWith('/correctPage') && response.request().method() === 'POST',
    );
    await page.keyboard.type('Zweihundert');
    await page.keyboard.press('Tab');
    await page.locator('.page-text', { hasText: 'Zweihundert' }).waitFor();
    await page.getByRole('button', { name: '1 word to check, 1 corrected' }).waitFor();
    expect(await page.getByLabel('What the word says').inputValue(), 'Tab goes on to the next').toBe(words.words[second]?.[0]);
    await page.keyboard.press('Escape');
    await page.getByLabel('What the word says').waitFor({ state: 'detached' });

    expect((await saving).ok()).toBe(true);
    const revisions = async () => {
      const { revision, exportedRevision } = await storedJob(suite, ref);
      return [revision, exportedRevision];
    };
    await expect.poll(revisions, { timeout: 60_000 }).toEqual([1, 1]);
    await page.getByText('The downloads are being brought up to date').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: '1 word to check, 1 corrected' }).waitFor();
    const arriving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download: Text' }).click();
    const saved = await readFile(await (await arriving).path(), 'utf8');
    expect(saved).toContain('Zweihundert');

    // The whole page at once; and back again.
    await page.getByRole('button', { name: 'Edit the text of page 1' }).click();
    const area = page.getByRole('textbox', { name: 'Text of page 1' });
    await area.fill((await area.inputValue()).replace('Zweihundert', 'Zwei hundert'));
    await area.press('Control+Enter');
    await page.locator('.page-text', { hasText: 'Zwei hundert' }).waitFor();
    await page.getByRole('button', { name: '1 word to check, 1 corrected' }).click();
    await page.getByRole('button', { name: /^Zwei hundert, corrected/ }).click();
    await page.getByText(`Read as “${was}”`).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: '2 words to check' }).waitFor();
    expect(await page.locator('.page-text').textContent()).toContain(was);
    expect(complaints).toEqual([]);
  });

  it('that the server refuses to have put right reads as before, and says why', async () => {
    const { page, context, ref } = await enter();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const words = await seedBook(suite, ref, 1);
    await page.route('**/correctPage', (route) =>
      route.fulfill({
        status: 400,
        headers: { 'access-control-allow-origin': '*' },
        json: { error: { status: 'FAILED_PRECONDITION', message: 'no' } },
      }),
    );
    await open(page, ref);
    await page.getByRole('button', { name: '3 words to check' }).waitFor();
    await page.locator('.scan-text [data-word="4"]').click();
    await page.getByLabel('What the word says').fill('Changed');
    await page.getByLabel('What the word says').press('Enter');
    await page.getByRole('alert').getByText('was not saved').waitFor();
    expect(await page.locator('.page-text').textContent()).toContain(words.words[4]?.[0]);
    expect(await page.locator('.page-text').textContent()).not.toContain('Changed');
    await page.getByRole('button', { name: 'Copy all of the document' }).click();
    await page.locator('.reading-bar').getByRole('status').getByText('Copied').waitFor({ state: 'attached' });
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split(/\s+/), 'what was refused is not copied').toEqual(words.text.trim().split(/\s+/));
    await look(page, 'correction-refused');
    expect(await keyboardFaults(page)).toEqual([]);
  });

  it('keeps what is typed into its editors, wherever people go meanwhile, until they save it or give it up', async () => {
    const { page, ref } = await enter();
    await seedBook(suite, ref, 60);
    await open(page, ref);
    const pencil = page.getByRole('button', { name: 'Edit the text of page 1', exact: true });
    const area = page.getByRole('textbox', { name: 'Text of page 1', exact: true });
    await pencil.click();
    await area.press('Escape');
    await area.waitFor({ state: 'detached' });
    expect(await focused(page), 'nothing was typed').toBe('Edit the text of page 1');
    await pencil.click();
    await area.fill('Typed at length');
    await area.press('Escape');
    expect(await area.inputValue()).toBe('Typed at length');
    await pencil.click();
    expect(await area.inputValue()).toBe('Typed at length');
    await page.locator('[data-page="1"] .scan-text [data-word="4"]').click();
    const word = page.getByLabel('What the word says');
    await word.fill('Half a wo');

    const toTheEnd = async () => {
      const first = page.locator('[data-page="1"]');
      // Pages take their true heights on the way, and the end is further down then.
      const scrolled = async () => {
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        return first.count();
      };
      await expect.poll(scrolled, { timeout: 20_000 }).toBe(0);
      await page.evaluate(() => scrollTo(0, 0));
    };
    await toTheEnd();
    await area.waitFor();
    expect(await area.inputValue()).toBe('Typed at length');
    expect(await word.inputValue()).toBe('Half a wo');
    expect(await page.evaluate(() => document.activeElement?.matches('textarea, input')), 'nobody is called back').toBe(false);
    await word.press('Escape');
    await word.waitFor({ state: 'detached' });
    await toTheEnd();
    await area.waitFor();
    expect(await word.count(), 'given up').toBe(0);
    const onScan = page.locator('[data-page="1"] .scan-text [data-word]');
    await onScan.nth(4).click();
    await word.fill('Passed');
    await onScan.last().click();
    await onScan.filter({ hasText: /^Passed$/ }).waitFor();
    expect(await word.inputValue(), 'another word').toBe(await onScan.last().textContent());
    await word.press('Escape');

    await page.getByRole('link', { name: 'All documents', exact: true }).click();
    await page.getByRole('link', { name: 'Archive.pdf' }).click();
    await page.getByText('What you wrote on page 1 is not saved yet.').waitFor();
    await look(page, 'unsaved');
    await page.getByRole('link', { name: 'Go there' }).click();
    await expect.poll(() => focused(page)).toBe('Page 1');
    expect(await area.inputValue()).toBe('Typed at length');
    const asking = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const asked = await asking;
    expect(asked.type()).toBe('beforeunload');
    await asked.dismiss();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await area.waitFor({ state: 'detached' });
    await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
  });
});

describe('a document', () => {
  it('goes to the next page and the one before by a key, wherever no field has the focus', async () => {
    const { page, ref } = await enter();
    await seedBook(suite, ref, 3);
    await open(page, ref);
    await page.locator('.page-text').first().waitFor();
    await page.keyboard.press('j');
    expect(await focused(page)).toBe('Page 2');
    await page.getByRole('button', { name: 'Larger' }).focus();
    await expect.poll(() => page.locator('.page-link[aria-current]').textContent()).toContain('Page 2');
    await page.keyboard.press('j');
    expect(await focused(page)).toBe('Page 3');
    await page.getByLabel('Find in this document').press('k');
    expect(await focused(page), 'in a field a letter is a letter').toBe('Find in this document');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Archive.pdf' }).focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Previous hit, while finding').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('Escape');
    expect(await focused(page), 'what a dialog asks comes first').toBe('Archive.pdf');
  });

  it('says until when it is kept, and what cannot be done to it in the trash', async () => {
    const { page, ref } = await enter();
    const progress = { percent: 100, completedPages: 2, failedPages: 1, cancelledPages: 0, totalPages: 3, message: '' };
    const expireAt = new Date(Date.now() + 60 * 24 * 60 * 60 * 1000);
    await seedBook(suite, ref, 3, { status: 'completed_with_errors', progress, expireAt });
    await open(page, ref);
    await page.getByText(/kept until \d/).waitFor();
    await page.getByRole('button', { name: 'Read this page again' }).first().waitFor();
    await changeJob(suite, ref, { trashedAt: new Date() });
    await page.getByText('This document is in the trash').waitFor();
    await page.getByText(/deleted on \d/).waitFor();
    await page.getByText('3 words to check').first().waitFor();
    for (const name of [/^Edit the text/, /^Read .* again/, /\d words to check$/, 'Rename'])
      expect(await page.getByRole('button', { name }).count(), String(name)).toBe(0);
    await look(page, 'in-trash');
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('This document is in the trash').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Edit the text of page 1' }).waitFor();
  });

  it('that an allowance did not suffice for says which, and from when there is a new one', async () => {
    const { page, ref } = await enter();
    const resetsAt = new Date(Date.now() + 60 * 60 * 1000);
    const quota = { name: 'pages_per_day', limit: 3, left: 0, resetsAt: resetsAt.toISOString() } as const;
    const progress = { percent: 0, completedPages: 0, failedPages: 0, cancelledPages: 0, totalPages: 0, message: '' };
    const error = { code: 'QUOTA_EXCEEDED', retryable: true, quota } as const;
    await seedDocument(suite, seededJob(ref, 0, { status: 'failed', pageCount: null, progress, error }), []);
    await open(page, ref);
    const hour = await page.evaluate(
      (at) => new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at),
      resetsAt.getTime(),
    );
    const sentence = `Today’s allowance of 3 pages is used up. There is a new one from ${hour}.`;
    await page.getByRole('alert').getByText(sentence).waitFor();
    await look(page, 'allowance');
    await page.getByRole('link', { name: 'All documents', exact: true }).click();
    await page.getByRole('listitem').filter({ hasText: 'Archive.pdf' }).getByText(sentence).waitFor();
  });

  it('is not read again when an allowance does not suffice: which one is said on its screen, in the list and in the tray', async () => {
    const { page, ref } = await enter();
    await seedBook(suite, ref, 4, {
      status: 'completed_with_errors',
      progress: { percent: 100, completedPages: 3, failedPages: 1, cancelledPages: 0, totalPages: 4, message: '' },
    });
    const plan = { uid: ref.uid, plan: 'standard', bytesPerDay: null, activeJobs: null, pagesPerDay: 0 };
    expect(await call(suite, OPERATOR, 'setOwner', plan)).toMatchObject({ ok: true });
    await open(page, ref);
    const sentence = /^Today’s allowance of 0 pages is used up\. There is a new one from \d\d:\d\d\.$/;
    await page.locator('.follow-actions').getByRole('button', { name: 'Read this page again' }).click();
    await page.getByRole('alert').getByText(sentence).waitFor();
    await look(page, 'retry-refused');

    await page.getByRole('link', { name: 'All documents', exact: true }).click();
    await page.getByRole('button', { name: 'More for Archive.pdf' }).click();
    await page.locator('main').getByRole('button', { name: 'Read this page again' }).click();
    await page
      .locator('.toast')
      .getByText(/^1 document could not be changed\. Today’s allowance of 0 pages is used up\./)
      .waitFor();
    expect((await storedJob(suite, ref))?.status).toBe('completed_with_errors');
  });

  it('is turned, enlarged, shown as scan or text, and searched, with hits drawn on the scan', async () => {
    const { page, ref, complaints } = await enter();
    await seedBook(suite, ref, 6);
    await open(page, ref, '?find=harbour#page-2');
    const scan = page.locator('[data-page="2"] .scan');
    await page.locator('[data-page="2"] .scan-hit-current').waitFor();
    expect(await page.getByLabel('Find in this document').inputValue()).toBe('harbour');
    await page.getByText(/^13 of 72$/).waitFor();
    expect(await page.locator('[data-page="2"] .scan-hit').count(), 'hits on the scan').toBe(12);
    expect(await page.locator('[data-page="2"] .text-hit').count(), 'hits in the text').toBe(12);
    await look(page, 'find');
    const field = page.getByLabel('Find in this document');
    await field.press('Shift+Enter');
    await page.getByText(/^12 of 72$/).waitFor();
    await page.locator('[data-page="1"] .scan-hit-current').waitFor();
    expect(await focused(page), 'the focus stays in the field').toBe('Find in this document');
    await field.fill('no boat had');
    await page.getByText(/^36 hits$/).waitFor();
    await page
      .locator('.find-results')
      .getByRole('button', { name: /No boat had left/ })
      .first()
      .click();
    await page.getByText(/^1 of 36$/).waitFor();
    await field.fill('submarine');
    await page.getByText(/^Nothing found/).waitFor();
    await field.press('Escape');
    await page.locator('.scan-hit').first().waitFor({ state: 'detached' });

    // The word on the scan is where the scan has it, however large and however turned.
    const middle = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      return box ? [box.x + box.width / 2, box.y + box.height / 2] : [0, 0];
    };
    const share = async () => {
      const [word, around] = [
        await middle('[data-page="1"] .scan-text [data-word="5"]'),
        await page.locator('[data-page="1"] .scan').boundingBox(),
      ];
      return [
        ((word[0] ?? 0) - (around?.x ?? 0)) / (around?.width ?? 1),
        ((word[1] ?? 0) - (around?.y ?? 0)) / (around?.height ?? 1),
      ] as const;
    };
    await page.locator('[data-page="1"]').scrollIntoViewIfNeeded();
    await page.locator('[data-page="1"] .scan-text [data-word="5"]').waitFor({ state: 'attached' });
    const [x, y] = await share();
    const before = (await scan.boundingBox())?.width ?? 0;
    await page.getByRole('button', { name: 'Larger' }).click();
    await expect.poll(async () => (await scan.boundingBox())?.width ?? 0).toBeGreaterThan(before * 1.2);
    const [larger] = [await share()];
    expect(larger[0]).toBeCloseTo(x, 2);
    expect(larger[1]).toBeCloseTo(y, 2);
    await page.getByRole('button', { name: 'Turn page 1 by 90°' }).click();
    const turned = await share();
    expect(turned[0], 'what was high is right').toBeCloseTo(1 - y, 2);
    expect(turned[1]).toBeCloseTo(x, 2);
    await keepScreenshot(page, 'turned');
    for (let more = 0; more < 3; more++) await page.getByRole('button', { name: 'Turn page 1 by 90°' }).click();
    await page.getByRole('button', { name: 'Fit width' }).click();
    await page.getByRole('button', { name: 'Fit page' }).click();
    await expect.poll(async () => (await page.locator('[data-page="1"] .scan').boundingBox())?.height ?? 9999).toBeLessThan(800);

    const mark = page.locator('[data-page="1"] .scan-doubtful').first();
    const background = () => mark.evaluate((word) => getComputedStyle(word).backgroundColor);
    const marked = await background();
    await page.getByRole('button', { name: 'Mark words to check' }).click();
    await expect.poll(background).not.toBe(marked);
    await page.getByRole('button', { name: 'Text', exact: true }).click();
    await page.locator('.scan').first().waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Text', exact: true, pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Mark words to check', pressed: false }).waitFor();
    await page.getByRole('button', { name: 'Both', exact: true }).click();
    await page.getByRole('button', { name: 'Mark words to check' }).click();
    await page.getByRole('img', { name: 'Image of page 1' }).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await look(page, 'reading');
    expect(complaints).toEqual([]);
  });

  it('with pages that failed has them read again, also with other options; one that runs is cancelled', async () => {
    const { page, ref } = await enter();
    const progress = { percent: 100, completedPages: 3, failedPages: 1, cancelledPages: 0, totalPages: 4, message: '' };
    await seedBook(suite, ref, 4, { status: 'completed_with_errors', progress, warnings: [{ code: 'PDF_FROM_IMAGES' }] });
    const asked: unknown[] = [];
    await page.route(/\/(retryJob|cancelJob)$/, async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      asked.push((route.request().postDataJSON() as { data: unknown }).data);
      await route.fulfill({ headers: { 'access-control-allow-origin': '*' }, json: { result: { run: 2 } } });
    });
    await open(page, ref, '#page-3');
    await page.getByText(ERRORS.OCR_FAILED.sentence).waitFor();
    await page.getByText('its searchable PDF is made of pictures').waitFor();
    await page.locator('.page-link-failed').waitFor();
    await look(page, 'gaps');
    const again = page.getByRole('button', { name: 'Read this page again' });
    expect(await again.count(), 'for the document, and beside the page').toBe(2);
    await again.last().click();
    await expect.poll(() => asked.length).toBe(1);
    await page.getByRole('button', { name: 'Read again with other options…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Read this page again' }).waitFor();
    await page.getByRole('button', { name: 'Leave it' }).click();
    await page.locator('.retry').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Read again with other options…');
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'All 4 pages' }).check();
    await page.getByRole('checkbox', { name: 'German' }).check();
    await page.getByRole('radio', { name: 'Read every page' }).check();
    await look(page, 'read-again');
    expect(await keyboardFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Read again', exact: true }).click();
    await expect.poll(() => asked.length).toBe(2);
    expect(asked).toEqual([
      { jobId: ref.jobId, pages: 'failed' },
      { jobId: ref.jobId, pages: 'all', options: { languages: 'eng+deu', mode: 'force', outputs: 'text' } },
    ]);

    await again.last().focus();
    const begun = new Date(Date.now() - 60_000);
    const running = { percent: 50, completedPages: 2, failedPages: 0, cancelledPages: 0, totalPages: 8, message: '' };
    await changeJob(suite, ref, {
      status: 'processing',
      step: 'recognise',
      progress: running,
      startedAt: begun,
      updatedAt: new Date(),
    });
    await page.getByText('about 3 minutes left').waitFor();
    expect(await focused(page), 'where the button was that is gone').toBe('Page 3');
    await changeJob(suite, ref, { updatedAt: new Date(Date.now() - 125_000) });
    await page.getByText('No sign of life for 2 minutes').waitFor();
    await look(page, 'silent');
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect.poll(() => asked.at(-1)).toEqual({ jobId: ref.jobId });
    await changeJob(suite, ref, { cancelRequestedAt: new Date(), updatedAt: new Date() });
    await page.getByText('Pages that are being read are finished first').waitFor();
    await page.getByText('No sign of life').waitFor({ state: 'detached' });
    expect(await focused(page), 'a button that waits keeps the focus').toBe('Cancel');
    await changeJob(suite, ref, { status: 'cancelled' });
    await page.locator('.state .badge', { hasText: 'Cancelled' }).waitFor();
    expect(await focused(page)).toBe('Archive.pdf');
  });

  it('is read and put right on a phone, one thing at a time', async () => {
    const { page, ref } = await enter(PHONE);
    await seedBook(suite, ref, 60);
    await open(page, ref);
    await page.locator('.page-text').first().waitFor();
    await page.getByRole('button', { name: '3 words to check' }).first().waitFor();
    await look(page, 'reading-text');

    // From wherever one is to any page, and never without the number of the page one is at.
    const field = page.getByLabel('Go to page');
    const atTheEnd = async () => {
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      return Number(await field.inputValue());
    };
    await expect.poll(atTheEnd).toBeGreaterThan(55);
    await field.fill('17');
    await look(page, 'page-wished');
    await page.getByRole('button', { name: 'Go', exact: true }).tap();
    await expect.poll(() => focused(page)).toBe('Page 17');
    await expect.poll(() => field.inputValue()).toBe('17');
    const [heading, bar] = await Promise.all([
      page.getByRole('heading', { name: 'Page 17' }).boundingBox(),
      page.locator('.reading-bar').boundingBox(),
    ]);
    expect(bar?.y, 'the bar stays').toBe(0);
    expect(heading?.y, 'the page begins below it').toBeGreaterThanOrEqual(bar?.height ?? 740);
    expect(heading?.y).toBeLessThan(370);
    await page.getByLabel('Find in this document').fill('harbour');
    await page.getByText(/^\d+ hits$/).waitFor();
    await look(page, 'finding');
    await page.getByLabel('Find in this document').fill('');
    await field.fill('1');
    await field.press('Enter');
    await expect.poll(() => focused(page)).toBe('Page 1');
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    await page.getByRole('img', { name: 'Image of page 1' }).waitFor();
    await page.locator('[data-page="1"] .scan-doubtful').first().click();
    await page.getByLabel('What the word says').waitFor();
    await look(page, 'correcting-scan');
  });
});
