/** What stands around every screen, from a narrow phone to a desk: languages, colours, navigation, menu, keyboard; waiting, failing, newer versions. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  accessibilityFaultsInBothSchemes,
  DESK,
  type Device,
  enterWithoutAccount,
  focused,
  keyboardFaults,
  launchBrowser,
  look,
  movingParts,
  openMenu,
  overflowWidth,
  PHONE,
  signOut,
  type Visit,
  visit,
} from './support/browser.ts';

const suite = inject('suite');
const NARROW: Device = { ...PHONE, width: 320 };

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

const paper = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT_PAPER = 'rgb(250, 248, 243)';
const DARK_PAPER = 'rgb(20, 23, 26)';

describe('the ways in', () => {
  it('are in sight, named, reached by keyboard, and at rest for who asked for that', async () => {
    const { page, complaints } = await open();
    await page.getByRole('button', { name: 'Continue without an account' }).waitFor();
    await look(page, 'signin');
    expect(await keyboardFaults(page)).toEqual([]);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await movingParts(page), 'for everybody else the picture lives').not.toEqual([]);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openMenu(page);
    await look(page, 'signin-menu');
    expect(complaints).toEqual([]);
  });
});

describe('what is not there yet', () => {
  it('is waited for on every screen, and said when it cannot come', async () => {
    const { page, context } = await open();
    await enterWithoutAccount(page);
    const uploaded = '/jobs/abcdefghijklmnopqrst';
    // The server is there and says nothing.
    const nothing = new Promise<void>(() => undefined);
    await page.route(/Listen\/channel/, () => nothing);
    for (const [name, address] of Object.entries({
      documents: '/',
      trash: '/trash',
      job: uploaded,
      check: '/check',
      search: '/search',
    })) {
      await page.goto(suite.hostingUrl + address);
      await page.locator('.waiting').first().waitFor();
      await look(page, `${name}-loading`);
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });

    // A screen's own code is on its way, and does not arrive.
    const coming = Promise.withResolvers<void>();
    await page.route('**/assets/CheckScreen*', (route) => coming.promise.then(() => route.abort()));
    await page.goto(`${suite.hostingUrl}/check`);
    await page.locator('main[aria-busy=true]').getByText('Loading').waitFor();
    await look(page, 'screen-loading');
    coming.resolve();
    await page.getByRole('heading', { name: 'This screen failed' }).waitFor();
    await look(page, 'screen-failed');

    // Nobody says where Firebase is.
    const anew = await context.newPage();
    await anew.addInitScript(() => localStorage.clear());
    await anew.route('**/emulators.json', (route) => route.abort());
    await anew.goto(suite.hostingUrl);
    await anew.getByRole('alert').getByText('Pagestream could not start.').waitFor();
    await look(anew, 'start-failed');
    await anew.unroute('**/emulators.json');
    await anew.getByRole('button', { name: 'Try again' }).click();
    await anew.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
  });
});

describe('a newer version', () => {
  it('is offered to an open window, which may go on as it is', async () => {
    const { page, context } = await visit(browser, 'about:blank', DESK, true);
    visits.push({ page, context, complaints: [] });
    // A window that was opened before the newest build was hosted: its script has another name.
    await page.route(`${suite.hostingUrl}/`, async (route) => {
      const page = await (await route.fetch()).text();
      const [, script = ''] = /<script type="module"[^>]* src="([^"]+)"/.exec(page) ?? [];
      await context.route('**/assets/older.js', (older) =>
        older.fulfill({ contentType: 'text/javascript', body: `import '${script}';` }),
      );
      await route.fulfill({ contentType: 'text/html', body: page.replace(`src="${script}"`, 'src="/assets/older.js"') });
    });
    await page.clock.install();
    await page.goto(`${suite.hostingUrl}/`);
    await page.getByRole('button', { name: 'Continue without an account' }).waitFor();
    // The app is kept once everything else is done.
    await page.clock.fastForward(5000);
    const kept = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state);
    await expect.poll(kept, { timeout: 30_000 }).toBe('activated');
    // As when somebody comes back to the window.
    const comeBack = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    const notice = page.getByText('There is a newer version of Pagestream.');
    await comeBack();
    await notice.waitFor();
    await look(page, 'newer-version');
    await page.getByRole('button', { name: 'Later' }).click();
    await notice.waitFor({ state: 'hidden' });
    await comeBack();
    await notice.waitFor();
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.locator('script[src="/assets/older.js"]').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Continue without an account' }).waitFor();
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
    await look(page, 'home-german');

    await openMenu(page);
    await page.getByRole('button', { name: 'Deutsch', pressed: true }).waitFor();
    await look(page, 'menu-german');
    await page.getByRole('button', { name: 'English' }).click();
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
    await look(page, 'menu');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('English');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Deutsch');
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
    await look(page, 'keyboard');
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
    expect(complaints).toEqual([]);
  });
});
