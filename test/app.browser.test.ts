/** The web app in a real Chromium, on the real emulators, with the real functions behind them. */

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { ERRORS } from '../functions/src/contract/errors.ts';
import { REPO_FOLDER } from '../suite/paths.ts';
import {
  DESK,
  type Device,
  enterWithoutAccount,
  focused,
  launchBrowser,
  look,
  PHONE,
  signOut,
  type Visit,
  visit,
} from './support/browser.ts';

const suite = inject('suite');
const SCAN = join(REPO_FOLDER, 'samples', 'scan.pdf');
const SCAN_PAGES = 4;
const NOTICE = join(REPO_FOLDER, 'samples', 'notice.png');
/** A page takes seconds, not minutes; a busy machine may take many of them. */
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

async function open(device: Device = DESK, path = '/'): Promise<Visit> {
  const opened = await visit(browser, suite.hostingUrl + path, device);
  visits.push(opened);
  return opened;
}

/** Someone who came in without an account and stands before the list of documents. */
async function enter(device: Device = DESK): Promise<Visit> {
  const opened = await open(device);
  await enterWithoutAccount(opened.page);
  return opened;
}

type Files = Parameters<ReturnType<Page['locator']>['setInputFiles']>[0];
const choose = (page: Page, files: Files) => page.locator('input[type=file]').setInputFiles(files);
const done = (page: Page) => page.locator('.state .badge', { hasText: /^Done$/ });
const pageTexts = (page: Page) => page.locator('.page-text').allTextContents();
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/** What could be seen of a job, each time the screen changed. */
interface Sighting {
  readonly badge: string;
  readonly readable: number;
  readonly percent: number;
}

async function watchScreen(page: Page): Promise<() => Promise<readonly Sighting[]>> {
  await page.evaluate(() => {
    const sightings: unknown[] = [];
    Object.assign(globalThis, { sightings });
    const look = () =>
      sightings.push({
        badge: document.querySelector('.state .badge')?.textContent ?? '',
        readable: document.querySelectorAll('.page-text').length,
        percent: Number(document.querySelector('.state [role=progressbar]')?.getAttribute('aria-valuenow') ?? Number.NaN),
      });
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { sightings: Sighting[] }).sightings);
}

describe('a scan, from the drop to the download', () => {
  it('shows each page as soon as it is read, and gives the same text to read and to download', async () => {
    const { page, complaints } = await enter();
    expect(await page.title()).toBe('Documents · Pagestream');
    await choose(page, SCAN);
    await page.getByRole('link', { name: 'scan.pdf' }).click();
    const sightings = await watchScreen(page);
    await page.getByRole('heading', { name: 'scan.pdf', level: 1 }).waitFor();
    expect(await page.title()).toBe('scan.pdf · Pagestream');

    await page.locator('.page-text').first().waitFor(READING);
    await done(page).waitFor(READING);

    const seen = await sightings();
    const whileReading = seen.filter(({ badge }) => badge === 'Reading');
    expect(whileReading.some(({ readable }) => readable > 0)).toBe(true);
    const readable = seen.filter(({ badge }) => badge !== '').map((each) => each.readable);
    expect(readable, 'a page that can be read stays').toEqual(readable.toSorted((a, b) => a - b));
    expect(new Set(readable).size, 'pages come one by one').toBeGreaterThanOrEqual(3);
    const percents = whileReading.map(({ percent }) => percent).filter((percent) => !Number.isNaN(percent));
    expect(new Set(percents).size, 'percent moves').toBeGreaterThanOrEqual(2);
    expect(percents, 'percent never falls').toEqual(percents.toSorted((a, b) => a - b));

    const read = await pageTexts(page);
    expect(read).toHaveLength(SCAN_PAGES);
    const truth = words(await readFile(join(REPO_FOLDER, 'samples', 'scan.gt.txt'), 'utf8'));
    const found = new Set(words(read.join(' ')));
    expect(truth.filter((word) => found.has(word)).length / truth.length).toBeGreaterThan(0.95);

    const image = page.getByRole('img', { name: 'Image of page 1', exact: true });
    await image.waitFor();
    expect(await image.evaluate((each: HTMLImageElement) => each.naturalWidth)).toBeGreaterThan(500);

    const arriving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download: Text' }).click();
    const download = await arriving;
    expect(download.suggestedFilename()).toBe('scan.txt');
    const saved = await readFile(await download.path(), 'utf8');
    expect(saved.split('\f').map(words)).toEqual(read.map(words));

    for (const [label, fileName] of [
      ['JSON', 'scan.json'],
      ['Manifest', 'scan.manifest.json'],
    ] as const) {
      const next = page.waitForEvent('download');
      await page.getByRole('button', { name: `Download: ${label}` }).click();
      const file = await next;
      expect(file.suggestedFilename()).toBe(fileName);
      expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toHaveProperty('schemaVersion', 1);
    }

    const searchable = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download: Searchable PDF' }).click();
    const pdf = await readFile(await (await searchable).path());
    const original = await readFile(join(REPO_FOLDER, 'samples', 'scan.pdf'));
    expect(pdf.subarray(0, original.length).equals(original), 'the original, and more').toBe(true);
    expect(pdf.length).toBeGreaterThan(original.length);

    await look(page, 'job-done');
    expect(complaints).toEqual([]);
  });

  it('goes on while its owner looks at something else, and takes several files at once', async () => {
    const { page, complaints } = await enter();
    await choose(page, [NOTICE, join(REPO_FOLDER, 'samples', 'receipt.jpg')]);
    await page.getByRole('link', { name: 'receipt.jpg' }).click();
    await page.getByRole('link', { name: 'All documents', exact: true }).click();
    for (const name of ['notice.png', 'receipt.jpg']) {
      await page.getByRole('listitem').filter({ hasText: name }).getByText('Done: 1 page', { exact: true }).waitFor(READING);
    }
    await page.reload();
    await page.getByRole('link', { name: 'notice.png' }).waitFor();
    await look(page, 'documents');
    expect(complaints).toEqual([]);
  });

  it('can be walked from the sign-in to the text with the keyboard alone', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Continue without an account' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to content');
    await tabTo(page, 'Continue without an account');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
    expect(await focused(page)).toBe('Documents');

    // Waited for before the key can be pressed: the browser is told to hand the chooser over, which takes it a moment.
    const choosing = page.waitForEvent('filechooser', READING);
    await tabTo(page, 'Choose files');
    await page.keyboard.press('Enter');
    await (await choosing).setFiles(SCAN);
    await page.getByRole('link', { name: 'scan.pdf' }).waitFor();
    await tabTo(page, 'scan.pdf');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'scan.pdf' }).waitFor();
    expect(await focused(page)).toBe('scan.pdf');

    await page.locator('.page-link').nth(1).waitFor(READING);
    // While pages are still to come.
    await look(page, 'job-reading');
    await tabTo(page, /^Page 1/);
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Page 1');
    await page.keyboard.press('j');
    expect(await focused(page)).toBe('Page 2');
    await page.keyboard.press('k');
    expect(await focused(page)).toBe('Page 1');
    await jumpAndPress(page, '#page-2', 'k');
    expect(await focused(page), 'a key pressed right after a jump is not undone by it').toBe('Page 1');
    await page.getByRole('button', { name: 'Copy the text of page 1' }).waitFor(READING);
    await tabTo(page, 'Copy the text of page 1');
  });
});

/** Follows a link and presses a key before the page has heard of the link; comes back when it has, and has drawn itself. */
async function jumpAndPress(page: Page, hash: string, key: string): Promise<void> {
  await page.evaluate(
    async (jump) => {
      const heard = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
      location.hash = jump.hash;
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: jump.key, bubbles: true }));
      await heard;
      for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
    },
    { hash, key },
  );
}

async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    const at = await focused(page);
    if (typeof name === 'string' ? at === name : name.test(at)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}; it stopped at "${await focused(page)}"`);
}

describe('accounts', () => {
  it('are made and found again with an e-mail, and keep their documents to themselves', async () => {
    const email = `${randomUUID()}@example.org`;
    const { page } = await open();
    await page.getByRole('button', { name: 'New here? Create an account' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('at least six characters', { exact: false }).last().waitFor();
    await look(page, 'signin-refused');
    await page.getByLabel('Password').fill('long enough');
    await page.getByRole('button', { name: 'Create account' }).click();
    await choose(page, NOTICE);
    await page.getByRole('link', { name: 'notice.png' }).click();
    await page.locator('.state .badge').waitFor(READING);
    const address = new URL(page.url()).pathname;

    await signOut(page);
    await page.getByRole('button', { name: 'Continue without an account' }).click();
    await page.getByRole('heading', { name: 'No such document' }).waitFor();
    await look(page, 'job-missing');
    await signOut(page);
    await look(page, 'leaving');
    await page.getByRole('button', { name: 'Sign out and lose access' }).click();

    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('do not match an account').waitFor();
    await page.getByLabel('Password').fill('long enough');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'notice.png' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(address);
    expect(await page.locator('.account-name').textContent()).toBe(email);
  });

  it('keep a document going whose window was closed: it is there, live, in another browser', async () => {
    const email = `${randomUUID()}@example.org`;
    const fill = async (page: Page) => {
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password').fill('long enough');
    };
    const { page, context } = await open();
    await page.getByRole('button', { name: 'New here? Create an account' }).click();
    await fill(page);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
    // Ready beforehand: sixty pages of a line each are read in seconds.
    const { page: other, complaints } = await open();
    await fill(other);

    await choose(page, join(REPO_FOLDER, 'test', 'fixtures', 'sixty-pages.pdf'));
    await page.getByRole('link', { name: 'sixty-pages.pdf' }).click();
    await page.locator('.page-text').first().waitFor(READING);
    await context.close();

    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('link', { name: 'sixty-pages.pdf' }).click();
    const sightings = await watchScreen(other);
    await done(other).waitFor(READING);
    const percents = (await sightings()).filter(({ badge }) => badge === 'Reading').map(({ percent }) => percent);
    expect(new Set(percents).size, 'percent moves').toBeGreaterThanOrEqual(2);
    expect(complaints).toEqual([]);
  });
});

describe('what goes wrong', () => {
  it('a file that is none of the types is refused in plain words, at once', async () => {
    const { page } = await enter();
    await choose(page, join(REPO_FOLDER, 'test', 'fixtures', 'text-renamed.pdf'));
    const row = page.getByRole('listitem').filter({ hasText: 'text-renamed.pdf' });
    await row.getByText(ERRORS.UNSUPPORTED_TYPE.sentence).waitFor();
    await look(page, 'refused');
    await row.getByRole('button', { name: 'Dismiss text-renamed.pdf' }).click();
    await page.getByText('Nothing here yet').waitFor();
  });

  it('a damaged document says so on its own screen and in the list', async () => {
    const { page } = await enter();
    await choose(page, { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nnothing more') });
    const row = page.getByRole('listitem').filter({ hasText: 'broken.pdf' });
    await row.getByText('Nothing of it was sent.').waitFor();
    // The browser may be wrong about a damage: the server has the last word.
    await row.getByRole('button', { name: 'Send it anyway: broken.pdf' }).click();
    await row.getByRole('link', { name: 'broken.pdf' }).waitFor();
    await row.getByText(ERRORS.CORRUPT.sentence).waitFor(READING);
    await row.getByRole('link', { name: 'broken.pdf' }).click();
    await page.getByRole('main').getByRole('alert').getByText(ERRORS.CORRUPT.sentence).waitFor();
    await look(page, 'failed');
  });

  it('a file on its way can be answered, paused and left out on its own screen, and takes the focus from nobody there', async () => {
    const { page } = await enter();
    const looking = Promise.withResolvers<void>();
    await page.route(/\/look[-.][^/]*\.js/, (route) => looking.promise.then(() => route.continue()));
    await choose(page, { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nnothing more') });
    await page.getByRole('link', { name: 'broken.pdf' }).click();
    await page.getByText('Having a look').waitFor();
    looking.resolve();
    await page.getByText('Nothing of it was sent.').waitFor();
    await look(page, 'refused-itself');
    await page.getByRole('button', { name: 'Send it anyway: broken.pdf' }).click();
    await page.locator('.account-toggle').focus();
    await page.getByText('Job id:').waitFor(READING);
    expect(await page.evaluate(() => document.activeElement?.classList.contains('account-toggle'))).toBe(true);

    await page.getByRole('link', { name: 'All documents', exact: true }).click();
    await page.route('**/v0/b/*/o?*', () => undefined);
    await choose(page, NOTICE);
    await page.getByRole('link', { name: 'notice.png' }).click();
    await page.getByRole('button', { name: 'Pause the upload of notice.png' }).click();
    await page.getByText('Paused at 0%').waitFor();
    await look(page, 'paused-itself');
    await page.getByRole('button', { name: 'Go on with the upload of notice.png' }).click();
    await page.getByText('Uploading, 0%').waitFor();
    await page.getByRole('button', { name: 'Cancel the upload of notice.png' }).click();
    await page.getByText('The file was left out.').waitFor();
  });

  it('an upload that is refused stays, says why, and goes through on the second try', async () => {
    const { page } = await enter();
    const uploads = '**/v0/b/*/o?*';
    await page.route(uploads, (route) =>
      route.fulfill({ status: 403, headers: { 'access-control-allow-origin': '*' }, json: { error: { code: 403 } } }),
    );
    await choose(page, NOTICE);
    const row = page.getByRole('listitem').filter({ hasText: 'notice.png' });
    await row.getByText('You are not allowed to do this').waitFor();
    await page.unroute(uploads);
    await row.getByRole('button', { name: 'Try again: notice.png' }).click();
    await row.getByText('Done: 1 page', { exact: true }).waitFor(READING);
  });

  it('an upload can be cancelled', async () => {
    const { page } = await enter();
    // Never answered, so that it runs for as long as the test needs.
    await page.route('**/v0/b/*/o?*', () => undefined);
    await choose(page, NOTICE);
    await page.getByRole('progressbar', { name: 'Upload of notice.png' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the upload of notice.png' }).click();
    await page.getByText('Nothing here yet').waitFor();
  });

  it('without a connection it says so, and catches up by itself', async () => {
    const { page, context } = await enter();
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await choose(page, NOTICE);
    const row = page.getByRole('listitem').filter({ hasText: 'notice.png' });
    await row.getByText('Uploading').waitFor();
    await look(page, 'offline');
    await context.setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'hidden' });
    await row.getByText('Done: 1 page', { exact: true }).waitFor(READING);
  });

  it('an address that leads nowhere says so', async () => {
    const { page } = await enter();
    await page.goto(`${suite.hostingUrl}/nowhere`);
    await page.getByRole('heading', { name: 'Nothing at this address' }).waitFor();
    await look(page, 'nowhere');
  });
});

describe('on a phone', () => {
  it('a photo is taken and read, and nothing is wider than the screen on the way', async () => {
    const { page, complaints } = await enter(PHONE);
    await page.getByText('Nothing here yet').waitFor();
    await look(page, 'empty');
    // There are no folders on a phone, but a camera: the one that looks away from whoever holds it.
    expect(await page.getByRole('button', { name: 'Choose a folder' }).count()).toBe(0);
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Take a photo' }).tap();
    const chooser = await choosing;
    expect(await chooser.element().getAttribute('accept')).toBe('image/*');
    expect(await chooser.element().getAttribute('capture')).toBe('environment');
    const name = `${'Ein_ganz_ungewöhnlich_langer_Name_'.repeat(5)}.png`;
    await chooser.setFiles({ name, mimeType: 'image/png', buffer: await readFile(NOTICE) });
    await page.getByRole('link', { name }).waitFor();
    await look(page, 'documents-long-name');
    await page.getByRole('link', { name }).tap();
    await done(page).waitFor(READING);
    await page.locator('.page-text').waitFor();
    await look(page, 'job');
    await page.getByRole('button', { name: 'Scan', exact: true }).tap();
    await page.getByRole('img', { name: 'Image of page 1', exact: true }).waitFor();
    await look(page, 'image');
    await page.getByRole('button', { name: 'Larger' }).tap();
    await look(page, 'image-enlarged');
    expect(complaints).toEqual([]);
  });
});
