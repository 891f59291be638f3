/** Reading and correcting a document in a real Chromium: on a document that the pipeline read, and on seeded ones. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PageWords } from '../functions/src/contract/documents.ts';
import { ERRORS } from '../functions/src/contract/errors.ts';
import { type JobRef, newJobId, pageImagePath, pageWordsPath, resultPath } from '../functions/src/contract/paths.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
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
import { drawnPage, wordsOfDrawnPage } from './support/drawnPage.ts';
import {
  changeJob,
  changeWords,
  readStoredFile,
  seedDocument,
  seededJob,
  seededPage,
  seedFile,
  signedInUid,
  storedJob,
} from './support/seed.ts';

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

/** A few drawn pages whose first has three words in doubt; the third failed if wished. */
async function seedBook(ref: JobRef, total: number, changed: Parameters<typeof seededJob>[2] = {}) {
  const drawn = wordsOfDrawnPage();
  const words: PageWords = {
    ...drawn,
    words: drawn.words.map((word, i) => (i < 3 ? [word[0], 40, ...word.slice(2)] : word) as typeof word),
  };
  const artefacts = { image: pageImagePath(ref, 1), words: pageWordsPath(ref, 1), thumbnail: pageImagePath(ref, 1) };
  await seedFile(suite, artefacts.image, 'image/webp', await drawnPage());
  await changeWords(suite, ref, 1, words);
  await seedFile(suite, resultPath(ref, 'document.txt'), 'text/plain', `${words.text}\n\f`.repeat(total - 1) + words.text);
  const failed = changed.status === 'completed_with_errors' ? 3 : 0;
  await seedDocument(
    suite,
    seededJob(ref, total, { results: { text: resultPath(ref, 'document.txt') }, ...changed }),
    Array.from({ length: total }, (_, i) =>
      i + 1 === failed
        ? seededPage(3, { status: 'failed', text: '', confidence: null, error: { code: 'OCR_FAILED', retryable: true } })
        : seededPage(i + 1, { text: words.text, artefacts, width: words.width, height: words.height }),
    ),
  );
  return words;
}

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
    const { page, ref } = await enter();
    const words = await seedBook(ref, 1);
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
    await look(page, 'correction-refused');
    expect(await keyboardFaults(page)).toEqual([]);
  });
});

describe('a document', () => {
  it('is turned, enlarged, shown as scan or text, and searched, with hits drawn on the scan', async () => {
    const { page, ref, complaints } = await enter();
    await seedBook(ref, 6);
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
    await seedBook(ref, 4, { status: 'completed_with_errors', progress, warnings: [{ code: 'PDF_FROM_IMAGES' }] });
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
    await changeJob(suite, ref, { updatedAt: new Date(Date.now() - 125_000) });
    await page.getByText('No sign of life for 2 minutes').waitFor();
    await look(page, 'silent');
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect.poll(() => asked.at(-1)).toEqual({ jobId: ref.jobId });
    await changeJob(suite, ref, { cancelRequestedAt: new Date(), updatedAt: new Date() });
    await page.getByText('Pages that are being read are finished first').waitFor();
    await page.getByText('No sign of life').waitFor({ state: 'detached' });
  });

  it('is read and put right on a phone, one thing at a time', async () => {
    const { page, ref } = await enter(PHONE);
    await seedBook(ref, 4);
    await open(page, ref);
    await page.locator('.page-text').first().waitFor();
    await page.getByRole('button', { name: '3 words to check' }).first().waitFor();
    await look(page, 'reading-text');
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    await page.getByRole('img', { name: 'Image of page 1' }).waitFor();
    await page.locator('[data-page="1"] .scan-doubtful').first().click();
    await page.getByLabel('What the word says').waitFor();
    await look(page, 'correcting-scan');
  });
});
