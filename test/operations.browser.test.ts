/** The operators' screens in a real Chromium, over the real pipeline. The switch is everybody's: each test leaves it on. */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { FILE_TYPES, fileTypeOfName } from '../functions/src/contract/fileTypes.ts';
import { newJobId } from '../functions/src/contract/paths.ts';
import { emulatorAdmin } from '../functions/src/testing/emulatorAdmin.ts';
import { connectClient, type FinishedJob, type PipelineClient } from '../suite/pipelineClient.ts';
import { enterWithoutAccount, focused, keyboardFaults, launchBrowser, look, type Visit, visit } from './support/browser.ts';
import { setMode } from './support/calls.ts';
import { sample } from './support/fixtures.ts';
import { type Account, makeAccount } from './support/people.ts';

const suite = inject('suite');
const { firestore } = emulatorAdmin(suite);
/** A page takes seconds, not minutes; a busy machine may take many of them. */
const READING = { timeout: 120_000 };

let browser: Browser;
let operator: Account;
let owner: PipelineClient;
let visits: Visit[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  operator = await makeAccount(suite, `operator-${newJobId()}@pagestream.example`, { admin: true });
  owner = await connectClient(suite, { email: `owner-${newJobId()}@pagestream.example`, password: 'pagestream' });
});
afterAll(async () => {
  await owner.close();
  await browser.close();
});
// Nobody else looks at days that are over: a dollar more each, in two of the documents that a day's counters are spread over.
const PAST_DAYS = Array.from({ length: 13 }, (_, i) => new Date(Date.now() - (13 - i) * 86_400_000).toISOString().slice(0, 10));
const pastShards = () => PAST_DAYS.flatMap((day) => [0, 1].map((shard) => firestore.doc(`usage/${day}/shards/${shard}`)));

beforeAll(async () => {
  const counts = { jobs: 40, failedJobs: 1, pages: 1200, failedPages: 3 };
  await Promise.all(pastShards().map((shard, i) => shard.set({ ...counts, costUsd: (Math.floor(i / 2) + 1) / 2 })));
});
afterAll(() => Promise.all(pastShards().map((shard) => shard.delete())));
afterEach(async () => {
  await setMode(suite, 'run');
  await Promise.all(visits.map(({ context }) => context.close()));
  visits = [];
});

async function open(path: string): Promise<Visit> {
  const opened = await visit(browser, suite.hostingUrl + path);
  visits.push(opened);
  return opened;
}

async function enterAs({ email, password }: Account, page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function upload(file: string): Promise<FinishedJob> {
  const type = fileTypeOfName(file);
  if (type === undefined) throw new Error(`${file} is of no known type`);
  const metadata = { batchId: newJobId() };
  return owner.process({
    fileName: basename(file),
    bytes: await readFile(file),
    contentType: FILE_TYPES[type].contentType,
    metadata,
  });
}

const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
/** The value beside a name, in a list of both. */
const figure = (place: Locator, name: string) =>
  place
    .locator('dl > div')
    .filter({ has: place.page().locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd');
const countOf = async (page: Page, state: string) => Number(await figure(panel(page, 'Documents by state'), state).textContent());

async function confirm(page: Page, open: string, act: string): Promise<void> {
  await page.getByRole('button', { name: open, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: act, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

describe('operations', () => {
  it('is nothing for somebody who is no operator', async () => {
    const { page, complaints } = await open('/operations');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('button', { name: 'Continue without an account' }).click();
    await page.getByRole('heading', { name: 'Nothing at this address' }).waitFor();
    expect(await page.getByText('Pipeline').count()).toBe(0);
    await page.getByRole('link', { name: 'All documents', exact: true }).click();
    await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
    expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
    expect(asked.filter((url) => /collectionGroup|ops%2Fswitch/.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('says that there is no connection, and shows what it can once there is one', async () => {
    const { page, context } = await open('/operations');
    await enterAs(operator, page);
    await figure(panel(page, 'Documents by state'), 'Queued').waitFor();
    await context.setOffline(true);
    // An owner whom nobody has looked at here.
    const unseen = newJobId();
    await page.getByLabel('An owner’s limits').fill(unseen);
    await page.getByRole('button', { name: 'Open the limits' }).click();
    await page.getByRole('heading', { name: `Limits of ${unseen}` }).waitFor();
    await page.getByText('There is no connection to the server.').waitFor();
    await context.setOffline(false);
    await page.getByText('Nobody has set anything for this owner').waitFor(READING);
    await page.getByText('There is no connection to the server.').waitFor({ state: 'detached', ...READING });
  });

  it('sets what an owner may use, which holds from the next upload on', async () => {
    const { page, complaints } = await open(`/operations/owners/${owner.uid}`);
    await enterAs(operator, page);
    await page.getByRole('heading', { name: `Limits of ${owner.uid}` }).waitFor();
    await page.getByText('Nobody has set anything for this owner').waitFor();
    const pagesADay = page.getByLabel('Pages a day');
    await pagesADay.fill('a few');
    await page.getByRole('button', { name: 'Change the limits' }).click();
    await page.getByText('A limit is empty or a whole number').waitFor();
    await pagesADay.fill('3');
    await page.getByLabel('Priority: a queue of its own').check();
    await confirm(page, 'Change the limits', 'Change them');
    await page.getByText('Changed. It holds from the next upload on.').waitFor();
    expect(await pagesADay.inputValue()).toBe('3');

    const { job } = await upload(sample('scan.pdf'));
    expect(job.error).toMatchObject({ code: 'QUOTA_EXCEEDED', quota: { name: 'pages_per_day', limit: 3 } });
    await page.getByRole('link', { name: 'Timeline of scan.pdf' }).waitFor();
    await look(page, 'operations-owner', true);
    expect(await keyboardFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Timeline of scan.pdf' }).click();
    await panel(page, 'Events').getByText('QUOTA_EXCEEDED').waitFor();
    await page.locator('main').getByRole('link', { name: 'Operations' }).click();
    await panel(page, 'Failures by code').getByText('QUOTA_EXCEEDED').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows the pipeline as it is, pauses it so that documents wait, and lets it run again', async () => {
    const { page, complaints, context } = await open('/operations');
    const nothing = new Promise<void>(() => undefined);
    await page.route(/Listen\/channel/, () => nothing);
    await enterAs(operator, page);
    await page.getByRole('heading', { name: 'Operations', level: 1 }).waitFor();
    await look(page, 'operations-loading');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.reload();
    const pipeline = panel(page, 'Pipeline');
    await pipeline.getByText(/^Running/).waitFor();
    const silent = panel(page, 'Unfinished, silent longest');
    await expect.poll(() => countOf(page, 'Queued'), READING).not.toBeNaN();
    const queuedBefore = await countOf(page, 'Queued');

    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('dialog', { name: 'Pause the pipeline for everybody?' }).waitFor();
    await look(page, 'operations-asking');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Pause');
    await pipeline.getByText(/^Running/).waitFor();
    await confirm(page, 'Pause', 'Pause for everybody');
    await pipeline.getByText(/^Paused/).waitFor();

    const reading = upload(sample('notice.png'));
    const row = silent.getByRole('listitem').filter({ hasText: owner.uid });
    await row.getByText('Queued').waitFor(READING);
    await expect.poll(() => countOf(page, 'Queued'), READING).toBe(queuedBefore + 1);
    expect(await figure(panel(page, 'Now'), 'Oldest waiting').textContent()).not.toBe('Nothing waits');
    const doneBefore = await countOf(page, 'Done');
    const name = await row.locator('code').textContent();
    await look(page, 'operations-paused', true);
    const { page: waiting } = await open('/');
    await enterWithoutAccount(waiting);
    await waiting.getByText('Reading is paused by whoever runs this service.').waitFor();
    await look(waiting, 'home-pipeline-paused');

    await confirm(page, 'Resume', 'Resume');
    await pipeline.getByText(/^Running/).waitFor();
    await waiting.getByText('Reading is paused by whoever runs this service.').waitFor({ state: 'detached' });
    const { job } = await reading;
    expect(job.status).toBe('completed');
    await row.waitFor({ state: 'detached' });
    // Going on sweeps, which may bring on what others left.
    await expect.poll(() => countOf(page, 'Done'), READING).toBeGreaterThan(doneBefore);
    expect(await countOf(page, 'Queued')).toBeLessThanOrEqual(queuedBefore);
    await expect
      .poll(async () => Number(await figure(panel(page, 'Now'), 'Pages an hour').locator('.figure-value').textContent()), READING)
      .toBeGreaterThan(0);

    const chart = panel(page, 'Cost per day').getByRole('img');
    expect(await chart.getAttribute('aria-label')).toMatch(
      /^Cost per day over the last 14 days: \$91\.0\d in all, the most was \$13\.00 on /,
    );
    await page.getByText('As a table').click();
    await look(page, 'operations', true);
    expect(await keyboardFaults(page)).toEqual([]);

    await confirm(page, 'Take up what is stuck', 'Take up now');
    // Documents that other tests have put there cannot be brought on, which is said.
    await pipeline.getByText(/brought on, .* found, .* deleted/).waitFor(READING);

    const field = page.getByLabel('A document’s timeline');
    await field.fill('nothing');
    await page.getByRole('button', { name: 'Open the timeline' }).click();
    await page.getByText('This names no document.').waitFor();
    await field.fill(name ?? '');
    await page.getByRole('button', { name: 'Open the timeline' }).click();
    await page.getByRole('heading', { name: 'notice.png', level: 1 }).waitFor();
    expect(await focused(page)).toBe('notice.png');
    const events = panel(page, 'Events').getByRole('listitem');
    await expect
      .poll(() => events.locator('.event-type').allTextContents(), READING)
      .toEqual(expect.arrayContaining(['Upload noticed', 'Pages counted', 'First page begun', 'Page read', 'Done']));
    expect((await events.locator('.event-type').allTextContents())[0]).toBe('Upload noticed');
    expect((await events.locator('.event-type').allTextContents()).at(-1)).toBe('Done');
    expect(await events.filter({ hasText: 'Page read' }).textContent()).toContain('page 1, attempt 1');
    await page.getByText('Attempts and times of each page').click();
    await panel(page, 'Pages').getByRole('rowheader', { name: '1' }).waitFor();
    await look(page, 'operations-timeline', true);
    expect(await keyboardFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);

    // From everywhere.
    await page.getByRole('link', { name: 'Pagestream, your documents' }).click();
    await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
    await page.getByRole('banner').getByRole('link', { name: 'Operations' }).click();
    await page.getByRole('button', { name: 'Count again' }).waitFor();
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Count again' }).click();
    const states = panel(page, 'Documents by state');
    await states.getByText('There is no connection to the server.').waitFor();
    await look(page, 'operations-offline');
    await context.setOffline(false);
    await states.getByRole('button', { name: 'Try again' }).click();
    await states.getByText('There is no connection to the server.').waitFor({ state: 'detached' });
  });
});
