/** Stopping and beginning again from the tray, on the real suite. The switch is everybody's: the test leaves it on. */

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { newJobId } from '../functions/src/contract/paths.ts';
import { enterWithoutAccount, launchBrowser, visit } from './support/browser.ts';
import { setMode } from './support/calls.ts';
import { sample } from './support/fixtures.ts';
import { signedInUid, storedJob } from './support/seed.ts';

const suite = inject('suite');
/** A page takes seconds, not minutes; a busy machine may take many of them. */
const READING = { timeout: 120_000 };

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => setMode(suite, 'run'));

it('a document that waits is cancelled in the tray, and read when it is asked for again there', async () => {
  await setMode(suite, 'pause');
  const { page, context, complaints } = await visit(browser, `${suite.hostingUrl}/`);
  await enterWithoutAccount(page);
  const uid = await signedInUid(page);
  await page.locator('input[type=file]').setInputFiles(sample('notice.png'));
  const link = page.locator('main').getByRole('link', { name: 'notice.png' });
  await page.getByRole('button', { name: 'More for notice.png' }).waitFor(READING);
  const jobId = (await link.getAttribute('href'))?.split('/').at(-1) ?? newJobId();
  const stored = async () => {
    const { status, run } = await storedJob(suite, { uid, jobId });
    return [status, run];
  };
  expect(await stored()).toEqual(['queued', 1]);

  await page.getByRole('link', { name: 'Words to check' }).click();
  await page.locator('#tray-toggle').click();
  const tray = page.getByRole('region', { name: 'Activity' });
  await tray.getByRole('button', { name: 'Cancel reading notice.png' }).press('Enter');
  const again = tray.getByRole('button', { name: /: notice\.png$/ });
  await again.waitFor(READING);
  expect(await stored()).toEqual(['cancelled', 1]);

  await again.press('Enter');
  // Its page was counted before, so that it goes to where it would be read, and waits there.
  await expect.poll(stored, READING).toEqual(['processing', 2]);
  await tray.getByRole('button', { name: 'Cancel reading notice.png' }).waitFor();
  await setMode(suite, 'run');
  await expect.poll(stored, READING).toEqual(['completed', 2]);
  await tray.locator('.row', { hasText: 'notice.png' }).getByText('1 page', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
