/** Adding documents, following them from every screen, and keeping them in order: in a real Chromium, on the real suite. */

import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { JobDocument } from '../functions/src/contract/documents.ts';
import { ERRORS } from '../functions/src/contract/errors.ts';
import { jobPath, newJobId } from '../functions/src/contract/paths.ts';
import { type EmulatorAdmin, emulatorAdmin } from '../functions/src/testing/emulatorAdmin.ts';
import {
  DESK,
  enterWithoutAccount,
  focused,
  keyboardFaults,
  launchBrowser,
  look,
  PHONE,
  signOut,
  type Visit,
  visit,
} from './support/browser.ts';
import { fixture, sample } from './support/fixtures.ts';
import { dropAfterwards, seededJob, signedInUid } from './support/seed.ts';

const suite = inject('suite');
/** A page takes seconds, not minutes; a busy machine may take many of them. */
const READING = { timeout: 120_000 };

let browser: Browser;
let admin: EmulatorAdmin;
let visits: Visit[] = [];

beforeAll(async () => {
  admin = emulatorAdmin(suite);
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(visits.map(({ context }) => context.close()));
  visits = [];
});

async function enter(): Promise<Visit> {
  const opened = await visit(browser, `${suite.hostingUrl}/`);
  visits.push(opened);
  await enterWithoutAccount(opened.page);
  return opened;
}

const choose = (page: Page, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) =>
  page.locator('input[type=file]').setInputFiles(files);
const rowOf = (page: Page, name: string) => page.locator('.row').filter({ hasText: name });

type Seed = Partial<JobDocument<Date>>;

/** A job as the pipeline would have written it; nothing is read for it. */
function seedOf(uid: string, fileName: string, at: Date, changed: Seed = {}): JobDocument<Date> {
  const job = seededJob({ uid, jobId: newJobId() }, 3, { createdAt: at, startedAt: at, completedAt: at, updatedAt: at });
  return { ...job, source: { ...job.source, fileName }, ...changed };
}

async function write(jobs: readonly JobDocument<Date>[]): Promise<void> {
  const batch = admin.firestore.batch();
  for (const job of jobs) {
    const ref = { uid: job.ownerUid, jobId: job.jobId };
    dropAfterwards(suite, ref);
    batch.set(admin.firestore.doc(jobPath(ref)), job);
  }
  await batch.commit();
}

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const progress = (completedPages: number, totalPages: number, failedPages = 0) => ({
  ...{ completedPages, totalPages, failedPages, cancelledPages: 0, message: '' },
  percent: Math.floor((100 * (completedPages + failedPages)) / totalPages),
});

/** What is written to Storage. */
function watchUploads(page: Page): readonly string[] {
  const seen: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/v0/b/')) seen.push(request.url());
  });
  return seen;
}

/** Lets a file fall onto the page, wherever it is. */
async function drop(page: Page, name: string, path: string): Promise<void> {
  const base64 = await readFile(path, 'base64');
  await page.evaluate(
    ([fileName, content]) => {
      const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], fileName));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, base64] as const,
  );
}

/** Drags a file or folder in from outside the browser, and lets it fall. @param over called while it is held over the page */
async function dropFromOutside(page: Page, path: string, over: () => Promise<void>): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const move = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    devtools.send('Input.dispatchDragEvent', { type, x: 200, y: 300, data: { items: [], files: [path], dragOperationsMask: 1 } });
  await move('dragEnter');
  await move('dragOver');
  await page.getByText('Let go to add them').waitFor();
  await over();
  await move('drop');
}

/** Puts a picture on the clipboard, as a program that shows it would. */
async function copyPicture(page: Page, path: string): Promise<void> {
  const base64 = await readFile(path, 'base64');
  await page.evaluate(async (content) => {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
  }, base64);
}

describe('adding documents', () => {
  it('looks at each file first, refuses what cannot be read, and knows what is here already', async () => {
    const { page, complaints } = await enter();
    const uploads = watchUploads(page);
    await page.getByText('Options', { exact: true }).click();
    await page.getByLabel('German').check();
    await page.getByLabel('Read every page').check();
    await page.getByLabel('Pages to read').fill('5-');
    await page.getByText('· only pages 5-').waitFor();
    await page.getByLabel('Pages to read').fill('5-4');
    await page.keyboard.press('Tab');
    await page.getByText('This is no range of pages').waitFor();
    await page.getByLabel('7 days').check();
    await page.getByLabel('Show me every file before it is sent').check();
    await look(page, 'home-options');
    await page.reload();
    await page.getByText('English and German · Read every page · 6 formats').waitFor();
    expect(await page.getByLabel('7 days').isChecked()).toBe(true);

    const facts = [
      ['sixty-pages.pdf', /PDF · .* · 60 pages in English and German/],
      ['wrong-page-count.pdf', /1 page in English/],
      ['broken-xref.pdf', /1 page in English/],
      ['encrypted-empty-password.pdf', /1 page in English/],
      ['pdf-with-junk-before-header.pdf', /1 page in English/],
      ['multipage.tiff', /TIFF · .* · 3 pages in English/],
    ] as const;
    const refused = [
      ['encrypted-user-password.pdf', ERRORS.ENCRYPTED.sentence],
      ['too-many-pages.pdf', ERRORS.TOO_MANY_PAGES.sentence],
      ['truncated.tiff', ERRORS.CORRUPT.sentence],
      ['text-renamed.pdf', ERRORS.UNSUPPORTED_TYPE.sentence],
    ] as const;
    await choose(
      page,
      [...facts, ...refused].map(([name]) => fixture(name)),
    );
    for (const [name, fact] of facts) await rowOf(page, name).getByText(fact).waitFor();
    for (const [name, sentence] of refused) await rowOf(page, name).getByText(sentence).waitFor();
    await page.getByText('6 files wait for your word').waitFor();
    expect(uploads, 'not a byte was sent').toEqual([]);
    await look(page, 'home-look');
    await page.getByRole('button', { name: 'Leave all out' }).click();
    for (const [name] of refused) await page.getByRole('button', { name: `Dismiss ${name}` }).click();
    await page.getByText('Nothing here yet').waitFor();

    // A folder, chosen or dropped: its documents, however deep, and not a word of what a system hides in it.
    const folder = await mkdtemp(join(tmpdir(), 'pagestream-'));
    await mkdir(join(folder, 'inner'));
    for (const name of ['first.png', 'inner/second.png']) await copyFile(sample('notice.png'), join(folder, name));
    for (const name of ['notes.md', '.hidden']) await writeFile(join(folder, name), 'no document');
    const taken = async () => {
      for (const name of ['first.png', 'second.png']) await rowOf(page, name).getByText('1 page in English and German').waitFor();
      const toast = page.locator('.toast').filter({ hasText: '1 file was left out' });
      await toast.getByRole('button', { name: 'Dismiss' }).click();
      await toast.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Leave all out' }).click();
      await page.getByText('Nothing here yet').waitFor();
    };
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await (await choosing).setFiles(folder);
    await taken();
    await dropFromOutside(page, folder, () => look(page, 'home-drop'));
    await taken();
    await rm(folder, { recursive: true });

    // A picture out of another program.
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await copyPicture(page, sample('notice.png'));
    await page.keyboard.press('Control+V');
    await rowOf(page, 'image.png').getByText('1 page in English and German').waitFor();
    await page.getByRole('button', { name: 'Leave out image.png' }).click();
    expect(uploads, 'still not a byte was sent').toEqual([]);

    await page.getByText('Options', { exact: true }).click();
    await page.getByLabel('Show me every file before it is sent').uncheck();
    await choose(page, sample('notice.png'));
    await rowOf(page, 'notice.png').getByText('Done: 1 page', { exact: true }).waitFor(READING);
    const gone = new Date(Date.now() + 7 * 86_400_000).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
    await rowOf(page, 'notice.png').getByText(`kept until ${gone}`).waitFor();
    const sent = uploads.length;
    // Dropped on another screen, by somebody who forgot that it is here.
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.getByText('The trash is empty').waitFor();
    await drop(page, 'again.png', sample('notice.png'));
    const tray = page.getByRole('region', { name: 'Activity' });
    await tray.getByText('You already have this:').waitFor();
    await look(page, 'home-duplicate');
    expect(uploads).toHaveLength(sent);
    await tray.getByRole('button', { name: 'Leave out again.png' }).click();
    await tray.getByText('again.png').waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
  });

  it('pauses and goes on, one by one and all at once', async () => {
    const { page } = await enter();
    // Never answered, so that there is something to pause.
    await page.route('**/v0/b/*/o?*', () => undefined);
    await choose(page, [sample('notice.png'), sample('receipt.jpg')]);
    await page.getByRole('button', { name: 'Pause the upload of notice.png' }).click();
    await rowOf(page, 'notice.png').getByText('Paused at 0%').waitFor();
    expect(await focused(page)).toBe('Go on with the upload of notice.png');
    await page.getByRole('button', { name: 'Go on with the upload of notice.png' }).click();
    await page.getByRole('button', { name: 'Pause all uploads' }).click();
    await expect.poll(() => page.getByText('Paused at 0%').count()).toBe(2);
    await page.getByText('Files are sent only while this page is open.').waitFor();
    await look(page, 'home-paused');
    await page.unroute('**/v0/b/*/o?*');
    await page.getByRole('button', { name: 'Go on with all uploads' }).click();
    for (const name of ['notice.png', 'receipt.jpg']) {
      await page.getByRole('button', { name: `More for ${name}` }).waitFor(READING);
    }
  });

  it('what was not sent goes on when the page comes back, in one window only, and is gone when its owner leaves', async () => {
    const { page, context } = await enter();
    const uploads = '**/v0/b/*/o?*';
    const sent: string[] = [];
    await context.route(uploads, (route) => void sent.push(route.request().url()));
    await choose(page, [sample('notice.png'), sample('receipt.jpg')]);
    await page.getByRole('button', { name: 'Pause the upload of notice.png' }).click();
    await rowOf(page, 'receipt.jpg').getByText('Uploading').waitFor();
    await expect.poll(() => sent.length).toBe(2);

    // Another window has nothing to do with what this one sends.
    const other = await context.newPage();
    await other.goto(`${suite.hostingUrl}/`);
    await other.getByText('Nothing here yet').waitFor();
    expect(await other.locator('.row').count()).toBe(0);
    await other.close();

    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText('2 files go on that a closed window had not sent yet.').waitFor();
    await rowOf(page, 'notice.png').getByText('Paused at 0%').waitFor();
    await rowOf(page, 'receipt.jpg').getByText('Uploading').waitFor();
    await expect.poll(() => sent.length).toBe(3);
    await look(page, 'home-restored');

    await context.unroute(uploads);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByRole('button', { name: 'More for receipt.jpg' }).waitFor(READING);
    await rowOf(page, 'notice.png').getByText('Paused at 0%').waitFor();

    await signOut(page);
    await page.getByText('1 file is not sent yet, and would be left out.').waitFor();
    await look(page, 'leaving-unsent');
    await page.getByRole('button', { name: 'Sign out and lose access' }).click();
    await enterWithoutAccount(page);
    await page.getByText('Nothing here yet').waitFor();
    expect(await page.locator('.row').count()).toBe(0);
  });
});

/** What stands in for the browser's notifications, which a browser without a screen refuses. */
interface Notices {
  readonly notices: { readonly told: { readonly text: string; onclick(): void }[]; isHidden: boolean };
}

const toldTexts = (page: Page) => page.evaluate(() => (globalThis as unknown as Notices).notices.told.map(({ text }) => text));

describe('the tray', () => {
  it('follows what runs on every screen, says when it is done, and asks nobody again and again', async () => {
    const { page, context, complaints } = await enter();
    await page.addInitScript(() => {
      const notices = { told: [] as Told[], isHidden: true };
      class Told {
        onclick = () => {};
        static permission = 'default';
        static async requestPermission() {
          Told.permission = 'granted';
          return 'granted';
        }
        readonly text: string;
        constructor(text: string) {
          this.text = text;
          notices.told.push(this);
        }
      }
      Object.assign(globalThis, { Notification: Told, notices });
      // As when another window is in front.
      Object.defineProperty(document, 'hidden', { get: () => notices.isHidden });
    });
    const uid = await signedInUid(page);
    const running = { status: 'processing', step: 'recognise', completedAt: null } as const;
    const started = ago(200);
    const long = seedOf(uid, 'Long.pdf', started, {
      ...running,
      updatedAt: new Date(),
      pageCount: 400,
      progress: progress(100, 400),
    });
    const next = seedOf(uid, 'Next.pdf', ago(90), {
      ...{ ...running, status: 'queued', step: 'validate', startedAt: null, updatedAt: new Date(), pageCount: null },
      progress: { ...progress(0, 1), totalPages: 0 },
    });
    const silent = seedOf(uid, 'Silent.pdf', ago(400), { ...running, updatedAt: ago(60), progress: progress(1, 3) });
    const gaps = seedOf(uid, 'Gaps.pdf', ago(600), { status: 'completed_with_errors', progress: progress(5, 8, 3) });
    await write([long, next, silent, gaps]);

    await page.clock.install();
    await page.goto(`${suite.hostingUrl}/trash`);
    await page.getByRole('button', { name: /^3 in work, 2\d%/ }).click();
    const tray = page.getByRole('region', { name: 'Activity' });
    await rowOf(page, 'Long.pdf').getByText('100 of 400 pages read · 25% · about 10 minutes left').waitFor();
    await rowOf(page, 'Next.pdf').getByText('Next of your documents').waitFor();
    await rowOf(page, 'Gaps.pdf').getByText('Read these 3 pages again').waitFor();

    const others: string[] = [];
    page.on('request', (request) => {
      if (!request.url().includes('/google.firestore.v1.Firestore/')) others.push(request.url());
    });
    // Falls silent while it is watched: what it takes to see that is a clock, not a request.
    await page.clock.fastForward(31_000);
    await rowOf(page, 'Silent.pdf').getByText('No sign of life for 90 seconds').waitFor();
    await look(page, 'home-tray');
    expect(await keyboardFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Tell me when a document is done' }).click();
    await page.getByRole('button', { name: 'You are told when a document is done', pressed: true }).waitFor();
    await write([{ ...long, updatedAt: new Date(), progress: progress(300, 400) }]);
    await rowOf(page, 'Long.pdf').getByText('300 of 400 pages read · 75%').waitFor();
    const end = { status: 'completed', step: 'done', completedAt: new Date(), updatedAt: new Date() } as const;
    await write([{ ...long, ...end, progress: progress(400, 400) }]);
    await page.getByRole('status').getByText('Long.pdf is done.').waitFor({ state: 'attached' });
    expect(await toldTexts(page)).toEqual(['Long.pdf is done.']);
    expect(others, 'nothing but Firestore’s own channel').toEqual([]);
    await page.keyboard.press('Escape');
    await tray.waitFor({ state: 'hidden' });
    expect(await focused(page)).toMatch(/^2 in work/);
    await page.keyboard.press('Enter');
    await tray.waitFor();

    await page.setViewportSize(PHONE);
    const [panel, main] = [await tray.boundingBox(), await page.locator('main').boundingBox()];
    expect((panel?.y ?? 0) + (panel?.height ?? 0), 'the panel stands above the content').toBeLessThanOrEqual(main?.y ?? 0);

    // It leads there. Who is looking sees for themselves.
    await page.evaluate(() => {
      const { notices } = globalThis as unknown as Notices;
      notices.told[0]?.onclick();
      notices.isHidden = false;
    });
    await page.getByRole('heading', { name: 'Long.pdf', level: 1 }).waitFor();
    await write([{ ...next, ...end, pageCount: 1, progress: progress(1, 1) }]);
    await page.getByRole('status').getByText('Next.pdf is done.').waitFor();
    expect(await toldTexts(page)).toHaveLength(1);
    await look(page, 'tray-done');
    await page.getByRole('button', { name: 'Open Next.pdf' }).click();
    await page.getByRole('heading', { name: 'Next.pdf', level: 1 }).waitFor();

    // Another window of the same person: all of it is there.
    const second = await context.newPage();
    await second.goto(`${suite.hostingUrl}/`);
    await second.getByRole('button', { name: /^1 in work/ }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('the list of documents', () => {
  it('is found through, put in order, and thrown away and taken back', async () => {
    const { page, complaints } = await enter();
    const uid = await signedInUid(page);
    const many = Array.from({ length: 64 }, (_, i) => seedOf(uid, `Letter ${i + 1}.pdf`, ago(1000 + i * 60)));
    const report = seedOf(uid, 'scan0001.pdf', ago(500), {
      ...{ title: 'Annual report', pageCount: 90, progress: progress(90, 90) },
      expireAt: new Date(new Date().getFullYear() + 1, 11, 12),
    });
    const failed = seedOf(uid, 'Broken.png', ago(400), {
      ...{ status: 'failed', pageCount: null, error: { code: 'CORRUPT', retryable: false } },
      source: { ...report.source, fileName: 'Broken.png', contentType: 'image/png' },
      progress: { ...progress(0, 1), totalPages: 0 },
    });
    await write([...many, report, failed]);
    const rows = page.locator('main .row');
    await expect.poll(() => rows.count()).toBe(30);
    await rowOf(page, 'Annual report')
      .getByText(/kept until 12 Dec/)
      .waitFor();
    await look(page, 'home-list');

    await page.getByText('Filter and sort').click();
    await page.getByLabel('Part of the name').fill('letter 64');
    await rowOf(page, 'Letter 64.pdf').waitFor();
    await expect.poll(() => rows.count()).toBe(1);
    // Whoever opens it and comes back finds the list as it was.
    await page.getByRole('link', { name: 'Letter 64.pdf' }).click();
    await page.getByRole('heading', { name: 'Letter 64.pdf', level: 1 }).waitFor();
    await page.goBack();
    await rowOf(page, 'Letter 64.pdf').waitFor();
    expect(await rows.count()).toBe(1);
    await page.getByText('Filter and sort').click();
    expect(await page.getByLabel('Part of the name').inputValue()).toBe('letter 64');
    await page.getByLabel('Part of the name').fill('nowhere');
    await page.getByText('No document matches').waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    expect(await focused(page)).toContain('Filter and sort');
    await expect.poll(() => rows.count()).toBe(60);
    await page.getByLabel('Order').selectOption('Oldest first');
    await expect.poll(() => rows.first().textContent()).toContain('Letter 64.pdf');
    await page.reload();
    await expect.poll(() => rows.first().textContent()).toContain('Letter 64.pdf');
    await page.getByText('Filter and sort').click();
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => rows.count()).toBe(66);
    await page.getByLabel('Order').selectOption('Most pages first');
    await expect.poll(() => rows.first().textContent()).toContain('Annual report');
    await page.getByLabel('Kind of file').selectOption('Images');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByLabel('State').selectOption('With problems');
    await rowOf(page, 'Broken.png').waitFor();
    await look(page, 'home-filters');
    expect(await keyboardFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show everything' }).click();

    await page.getByRole('button', { name: 'More for Letter 1.pdf', exact: true }).click();
    await page.getByRole('button', { name: 'Rename' }).click();
    await expect.poll(() => focused(page)).toBe('New name for Letter 1.pdf');
    await page.keyboard.type('Letter to the editor');
    await page.keyboard.press('Enter');
    await rowOf(page, 'Letter to the editor').waitFor(READING);
    await expect.poll(() => focused(page)).toBe('Rename');

    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Share “Letter to the editor”' });
    await dialog.getByText('There are no links yet.').waitFor();
    await dialog.getByLabel('30 days').check();
    await dialog.getByRole('button', { name: 'Create a link' }).click();
    const link = dialog.getByRole('textbox');
    await link.waitFor(READING);
    expect(await link.inputValue()).toMatch(new RegExp(`^${suite.hostingUrl}/shared/${uid}/[A-Za-z0-9]{20,40}$`));
    await look(page, 'home-share');
    expect(await keyboardFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: /^End the link/ }).click();
    await dialog.getByText('There are no links yet.').waitFor(READING);
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Share');

    await page.getByRole('button', { name: 'Select', exact: true }).click();
    for (const name of ['Annual report', 'Broken.png']) await page.getByLabel(`Select ${name}`).check();
    await page.getByText('2 selected').waitFor();
    await look(page, 'home-select');
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: 'Move to trash' }).first().click();
    await page.getByText('2 moved to the trash.').waitFor(READING);
    expect(await focused(page)).toBe('Select');
    // Whoever is at it keeps it for as long as they are.
    await page.getByRole('button', { name: 'Undo' }).focus();
    await rowOf(page, 'Annual report').waitFor({ state: 'hidden' });
    await look(page, 'home-undo');
    await page.getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, 'Annual report').waitFor(READING);
    await rowOf(page, 'Broken.png').waitFor(READING);

    await page.getByRole('button', { name: 'More for Broken.png' }).click();
    await rowOf(page, 'Broken.png').getByRole('button', { name: 'Move to trash' }).click();
    await rowOf(page, 'Broken.png').waitFor({ state: 'hidden', ...READING });
    await page.getByRole('link', { name: 'Trash' }).click();
    await rowOf(page, 'Broken.png')
      .getByText(/^deleted on/)
      .waitFor();
    await page.setViewportSize(DESK);
    await look(page, 'home-trash');
    await rowOf(page, 'Broken.png').getByRole('button', { name: 'Delete for good' }).click();
    await look(page, 'home-delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('The trash is empty').waitFor(READING);
    expect(complaints).toEqual([]);
  });
});
