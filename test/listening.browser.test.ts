/** What the app asks of the network while somebody only watches: nothing polls, however long they do. */

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type JobRef, newJobId } from '../functions/src/contract/paths.ts';
import { enterWithoutAccount, launchBrowser, visit } from './support/browser.ts';
import { watchListening } from './support/listening.ts';
import { changeJob, seedDocument, seededJob, seededPage, signedInUid } from './support/seed.ts';

const suite = inject('suite');

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const MINUTES = 10;
/** Firestore's SDK looks for a network when its line was silent for long, which it only seems to be while time jumps. */
const NETWORK_PROBE = /\/cleardot\.gif/;
const read = (completedPages: number) => ({
  ...{ completedPages, totalPages: 8, failedPages: 0, cancelledPages: 0, message: '' },
  percent: Math.floor((100 * completedPages) / 8),
});

describe('a document that is being read', () => {
  it.each([
    ['in the list', () => '/'],
    ['on its own screen', ({ jobId }: JobRef) => `/jobs/${jobId}`],
  ])('is followed %s for ten minutes without asking the server for anything', async (_, address) => {
    const { page, context, complaints } = await visit(browser, `${suite.hostingUrl}/`);
    await enterWithoutAccount(page);
    const ref: JobRef = { uid: await signedInUid(page), jobId: newJobId() };
    const at = new Date();
    await seedDocument(
      suite,
      seededJob(ref, 8, { status: 'processing', step: 'recognise', completedAt: null, progress: read(2), updatedAt: at }),
      [seededPage(1), seededPage(2), seededPage(3, { status: 'processing', text: '', completedAt: null })],
    );
    // A page that is open would see no time at all while the clock is put in.
    await page.goto('about:blank');
    await page.clock.install();
    const { asked, others } = await watchListening(page);
    await page.goto(suite.hostingUrl + address(ref));
    await page.locator('main').getByText('2 of 8 pages read').first().waitFor();
    if (address(ref) !== '/') await page.getByText('This is page 2.').first().waitFor({ state: 'attached' });
    // What comes after the first paint has come, too.
    await page.clock.fastForward(30_000);
    let last = -1;
    const more = () => {
      const before = last;
      last = asked.size + others.length;
      return last - before;
    };
    await expect.poll(more, { interval: 500 }).toBe(0);
    const [before, sent] = [[...asked], others.length];
    expect(before.length).toBeGreaterThan(0);

    // In steps, so that what is done every half a minute or more would be done each time.
    for (let step = 0; step < 2 * MINUTES; step++) await page.clock.fastForward(30_000);
    // The line itself may have been taken up again, as for anybody who was away: what is listened to is what it was.
    await changeJob(suite, ref, { progress: read(5), updatedAt: new Date() });
    await page.locator('main').getByText('5 of 8 pages read').first().waitFor();
    expect([...asked], 'listened to').toEqual(before);
    const ours = others.slice(sent).filter((request) => !NETWORK_PROBE.test(request));
    expect(ours, 'sent beside Firestore’s own channel').toEqual([]);
    expect(complaints.filter((complaint) => !NETWORK_PROBE.test(complaint))).toEqual([]);
    await context.close();
  });
});
