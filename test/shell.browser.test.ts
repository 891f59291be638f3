/** What stands around every screen: languages, colours, navigation, menu and keyboard, from a narrow phone to a desk. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  accessibilityFaultsInBothSchemes,
  DESK,
  enterWithoutAccount,
  focused,
  keepScreenshot,
  type Look,
  launchBrowser,
  openMenu,
  overflowWidth,
  PHONE,
  signOut,
  type Visit,
  visit,
} from './support/browser.ts';

const suite = inject('suite');
const NARROW: Look = { ...PHONE, width: 320 };

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

async function open(look: Look = DESK, path = '/'): Promise<Visit> {
  const opened = await visit(browser, suite.hostingUrl + path, look);
  visits.push(opened);
  return opened;
}

async function keepInBothSchemes(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await keepScreenshot(page, `${name}-${colorScheme}`);
  }
}

const paper = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT_PAPER = 'rgb(250, 248, 243)';
const DARK_PAPER = 'rgb(20, 23, 26)';

describe('the ways in', () => {
  it.each([
    ['a desk', DESK],
    ['a phone', PHONE],
    ['a narrow phone', NARROW],
  ])('are in sight, named and free of faults on %s', async (_, look) => {
    const { page, complaints } = await open(look);
    await page.getByRole('button', { name: 'Continue without an account' }).waitFor();
    expect(await overflowWidth(page)).toBe(0);
    await keepInBothSchemes(page, `signin-${look.width}`);
    await openMenu(page);
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    expect(await overflowWidth(page)).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe('languages and colours', () => {
  it('the page speaks the browser’s language, another one when asked, and keeps to it', async () => {
    const context = await browser.newContext({ locale: 'de-DE', reducedMotion: 'reduce', viewport: { width: 360, height: 740 } });
    visits.push({ context, page: await context.newPage(), complaints: [] });
    const page = context.pages()[0] as Page;
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    await page.goto(suite.hostingUrl);
    await page.getByRole('button', { name: 'Ohne Konto weiter' }).click();
    await page.getByRole('heading', { name: 'Dokumente', level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    expect(fetched.filter((path) => /\/assets\/(en|de)-/.test(path))).toHaveLength(1);
    expect(await overflowWidth(page)).toBe(0);
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    await keepScreenshot(page, 'home-german');

    await openMenu(page);
    expect(await page.getByRole('radio', { name: 'Deutsch' }).isChecked()).toBe(true);
    await keepScreenshot(page, 'menu-german');
    // `check` would look at the radio again, which is gone by then: the page loads anew.
    await page.getByRole('radio', { name: 'English' }).click({ force: true });
    await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('colours are the system’s until somebody chooses, and the choice is there before anything is drawn', async () => {
    const { page, complaints } = await open();
    await enterWithoutAccount(page);
    expect(await paper(page)).toBe(LIGHT_PAPER);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper(page)).toBe(DARK_PAPER);
    await page.emulateMedia({ colorScheme: 'light' });
    await openMenu(page);
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    expect(await paper(page)).toBe(DARK_PAPER);
    // With the app itself held back, what is drawn first is dark already.
    await page.route('**/assets/*.js', () => {});
    await page.goto(page.url(), { waitUntil: 'commit' });
    await page.locator('#app').waitFor({ state: 'attached' });
    await expect.poll(() => paper(page)).toBe(DARK_PAPER);
    await page.unroute('**/assets/*.js');
    await page.reload();
    await openMenu(page);
    await page.getByRole('radio', { name: 'System' }).check({ force: true });
    expect(await paper(page)).toBe(LIGHT_PAPER);
    expect(complaints).toEqual([]);
  });
});

describe('navigation, menu and keyboard', () => {
  it('the whole frame is reached and worked by keyboard alone', async () => {
    const { page, complaints } = await open();
    await enterWithoutAccount(page);
    await page.reload();
    await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
    const walk: string[] = [];
    for (let press = 0; press < 7; press++) {
      await page.keyboard.press('Tab');
      walk.push(await focused(page));
    }
    expect(walk).toEqual([
      'Skip to content',
      'Pagestream, your documents',
      'Documents',
      'Words to check',
      'Search all documents',
      'Activity',
      'Account: No account',
    ]);

    await page.keyboard.press('Enter');
    await page.locator('.menu').waitFor();
    await keepInBothSchemes(page, 'menu');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('en');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('light');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Escape');
    expect(await page.locator('.menu').isVisible()).toBe(false);
    expect(await focused(page)).toBe('Account: No account');

    const singleKeys = page.getByRole('checkbox', { name: 'Use single letters' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    await keepInBothSchemes(page, 'keyboard');
    await singleKeys.uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog', { name: 'Keyboard' }).isVisible()).toBe(false);
    await openMenu(page);
    await page.getByRole('button', { name: 'Keyboard' }).click();
    await singleKeys.check();
    await page.keyboard.press('Escape');

    // Without an account there is no way back: asked first, and the focus returns to whoever stays.
    await signOut(page);
    await page.getByRole('button', { name: 'Stay' }).click();
    expect(await focused(page)).toBe('Account: No account');
    expect(complaints).toEqual([]);
  });

  it('says where one is, and names every control, on a narrow phone too', async () => {
    const { page, complaints } = await open(NARROW);
    await enterWithoutAccount(page);
    for (const [part, heading] of [
      ['Words to check', 'Words to check'],
      ['Documents', 'Documents'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: part, exact: true }).click();
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      expect(await page.locator('[aria-current=page]').textContent()).toBe(part);
      expect(await overflowWidth(page)).toBe(0);
      expect(await accessibilityFaultsInBothSchemes(page)).toEqual([]);
    }
    const banner = await page.getByRole('banner').ariaSnapshot();
    for (const control of [
      'link "Pagestream, your documents"',
      'link "Search all documents"',
      'button "Activity"',
      'button "Account: No account"',
    ]) {
      expect(banner).toContain(control);
    }
    // A control without a name would stand here as its role alone.
    const all = await page.locator('body').ariaSnapshot();
    expect(
      all.split('\n').filter((line) => /^\s*- (button|link|textbox|combobox|checkbox|radio)(\s*\[[^\]]*\])*:?$/.test(line)),
    ).toEqual([]);
    await keepInBothSchemes(page, 'home-320');
    expect(complaints).toEqual([]);
  });
});
