/** A real Chromium for the browser tests, the way in, and what they ask of a page: its focus, accessibility, picture, width. */

import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Screenshots are kept here; git ignores it. */
const ARTEFACTS = join(import.meta.dirname, '..', '..', 'test-artefacts');

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The order: `CHROME_PATH`; the Chromium that came with `npm ci` (Linux on x64); Playwright's own; an installed one. */
async function findChromium(): Promise<string> {
  const wanted = process.env.CHROME_PATH;
  if (wanted !== undefined && wanted !== '') {
    if (existsSync(wanted)) return wanted;
    throw new Error(`CHROME_PATH names no file: ${wanted}`);
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: bundled } = await import('@sparticuz/chromium');
    return bundled.executablePath();
  }
  const found = [chromium.executablePath(), ...INSTALLED].find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error('The browser tests need Chrome or Chromium. Install one, or say where it is with CHROME_PATH=/path/to/chrome.');
}

export async function launchBrowser(): Promise<Browser> {
  // Chromium's own sandbox needs user namespaces, which containers and root do not have; only our own app is opened.
  return chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox', '--font-render-hinting=none'] });
}

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

export const DESK: Look = { width: 1200, height: 800, colorScheme: 'light' };
export const PHONE: Look = { width: 360, height: 740, colorScheme: 'light' };

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page wrote to its console as errors, and what it threw: a test ends by finding it empty. */
  readonly complaints: readonly string[];
}

/** Firestore's SDK on a machine that has other things to do: no fault of the app, which goes on when the answer comes. */
const SLOW_LINE = /Could not reach Cloud Firestore backend/;

/**
 * A person with a browser of their own: nothing is shared with other visits.
 * @param keepsApp whether the browser keeps the app for when there is no connection, which only tests of that have it do
 */
export async function visit(browser: Browser, url: string, look: Look = DESK, keepsApp = false): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.colorScheme,
    reducedMotion: 'reduce',
    acceptDownloads: true,
    locale: 'en-GB',
    serviceWorkers: keepsApp ? 'allow' : 'block',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !SLOW_LINE.test(message.text())) complaints.push(message.text());
  });
  await page.goto(url);
  return { context, page, complaints };
}

/** Comes in from the sign-in without an account, up to the list of documents. */
export async function enterWithoutAccount(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue without an account' }).click();
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
}

/** By the menu in the masthead; whoever is here without an account is asked again. */
export async function signOut(page: Page): Promise<void> {
  await openMenu(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
}

/** The account's menu, or the settings where nobody is signed in. */
export async function openMenu(page: Page): Promise<void> {
  await page.locator('.account-toggle').click();
  await page.locator('.menu').waitFor();
}

/** What has the focus: its label, or else its text. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '',
  );
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds against WCAG 2.2 A and AA and its own best practices, one line each; [] when all is well. */
export async function accessibilityFaults(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Evaluated, not added as a script element: the page's own content policy stays as it is.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axeSource);
  const options = JSON.stringify(rules === undefined ? {} : { runOnly: rules });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help} at ${target.join(' ')} (${failureSummary?.replaceAll(/\s+/g, ' ')})`,
    ),
  );
}

/** The same in both colour schemes; each fault names the scheme it was seen in. */
export async function accessibilityFaultsInBothSchemes(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await accessibilityFaults(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  // All that a scheme changes is colours.
  const dark = await accessibilityFaults(page, ['color-contrast']);
  return [...light.map((fault) => `light: ${fault}`), ...dark.map((fault) => `dark: ${fault}`)];
}

/** By how many pixels the page is wider than its window; 0 when nobody has to scroll sideways. */
export async function overflowWidth(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}

export async function keepScreenshot(page: Page, name: string, fullPage = false): Promise<void> {
  await mkdir(ARTEFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTEFACTS, `${name}.png`), fullPage });
}
