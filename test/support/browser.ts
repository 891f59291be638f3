/** A real Chromium for the browser tests, the way in, and what they ask of a page: its focus, accessibility, picture, width. */

import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

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

export interface Device {
  readonly width: number;
  readonly height: number;
  readonly hasTouch: boolean;
}

export const DESK: Device = { width: 1200, height: 800, hasTouch: false };
export const PHONE: Device = { width: 360, height: 740, hasTouch: true };

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page wrote to its console as errors, and what it threw: a test ends by finding it empty. */
  readonly complaints: readonly string[];
}

/** Firestore's SDK on a machine that has other things to do: no fault of the app, which goes on when the answer comes. */
const SLOW_LINE = /Could not reach Cloud Firestore backend/;
/** And where two clocks differ by a millisecond: Playwright's also starts in 1970 before it is set. */
const CLOCKS_DIFFER = /Detected an update time that is in the future/;

/**
 * A person with a browser of their own: nothing is shared with other visits.
 * @param keepsApp whether the browser keeps the app for when there is no connection, which only tests of that have it do
 * @param locale what the browser says that it speaks
 */
export async function visit(
  browser: Browser,
  url: string,
  device: Device = DESK,
  keepsApp = false,
  locale = 'en-GB',
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: device.width, height: device.height },
    colorScheme: 'light',
    hasTouch: device.hasTouch,
    reducedMotion: 'reduce',
    acceptDownloads: true,
    locale,
    serviceWorkers: keepsApp ? 'allow' : 'block',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !SLOW_LINE.test(text) && !CLOCKS_DIFFER.test(text)) complaints.push(text);
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
  // What passes is neither worked out nor handed over in full, which takes half the time.
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: rules }) });
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(document, ${options}).then(({ violations }) => violations)`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help} at ${target.join(' ')} (${failureSummary?.replaceAll(/\s+/g, ' ')})`,
    ),
  );
}

/** The same in both colour schemes; each fault names the scheme it was seen in. The page ends in light. */
export async function accessibilityFaultsInBothSchemes(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  // All that a scheme changes is colours.
  const dark = await accessibilityFaults(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await accessibilityFaults(page);
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

/** The narrowest window that has to do without scrolling sideways: one of 1,280 pixels, enlarged four times. */
const NARROWEST = 320;

/**
 * Looks at a screen as it stands, at its own width and as on a phone: nothing for axe to find, no control without a name, nothing that
 * moves (visits ask for that), nothing wider than the window, down to the narrowest. Pictures are kept in both schemes: `name` and
 * `name-dark`, `name-phone` and `name-phone-dark`; of a screen that is a phone's already only the last two. The page ends in light.
 */
export async function look(page: Page, name: string, fullPage = false): Promise<void> {
  const size = page.viewportSize() ?? DESK;
  const faults: string[] = [];
  const note = (where: string, found: readonly string[]) => faults.push(...found.map((fault) => `${where}: ${fault}`));
  if (size.width > PHONE.width) {
    note('dark', await keepDark(page, name, fullPage));
    note('as it is', await faultsInSight(page));
    await keepScreenshot(page, name, fullPage);
  }
  await page.setViewportSize({ width: NARROWEST, height: PHONE.height });
  note('narrow', await overflowFaults(page));
  await page.setViewportSize(PHONE);
  note('dark phone', await keepDark(page, `${name}-phone`, fullPage));
  note('phone', await faultsInSight(page));
  await keepScreenshot(page, `${name}-phone`, fullPage);
  await page.setViewportSize(size);
  // What is wrong here keeps nobody from looking at what comes next.
  expect.soft(faults, name).toEqual([]);
}

async function keepDark(page: Page, name: string, fullPage: boolean): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await keepScreenshot(page, `${name}-dark`, fullPage);
  // All that a scheme changes is colours.
  const faults = await accessibilityFaults(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  return faults;
}

async function faultsInSight(page: Page): Promise<readonly string[]> {
  const read = (await page.locator('body').ariaSnapshot()).split('\n').map((line) => line.trim());
  return [
    ...(await accessibilityFaults(page)),
    ...read.filter((line) => NAMELESS.test(line)).map((line) => `without a name: ${line}`),
    ...(await movingParts(page)).map((part) => `moves: ${part}`),
    ...(await overflowFaults(page)),
  ];
}

/** What would be read out as its role alone. */
const NAMELESS = /^- (button|link|textbox|searchbox|spinbutton|combobox|checkbox|radio|img|dialog|progressbar)( \[[^\]]*\])*:?$/;

async function overflowFaults(page: Page): Promise<readonly string[]> {
  const overflow = await overflowWidth(page);
  return overflow === 0 ? [] : [`${overflow} px too wide`];
}

/** What an animation or a transition is moving; one that takes no time moves nothing. */
export async function movingParts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .map(({ effect }) => effect as KeyframeEffect)
      .filter((effect) => Number(effect.getComputedTiming().activeDuration) > 0)
      .map(({ target }) => target?.outerHTML.slice(0, 80) ?? ''),
  );
}

/**
 * Goes through the page by Tab until it is back where it began, and then the other way, where what has the focus comes into view at the
 * top and may lie behind what sticks there.
 * @returns the controls that Tab does not come to, and those that are out of sight when they have the focus; it is then where it was
 */
export async function keyboardFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => Object.assign(globalThis, { from: document.activeElement }));
  const hidden = new Set<string>();
  // Backwards first: the controls that were walked are those of the way forward, which is compared with all that there are.
  for (const key of ['Shift+Tab', 'Tab']) {
    await page.evaluate(startWalk);
    for (let presses = 0; presses < MOST_STOPS; presses++) {
      await page.keyboard.press(key);
      const { isBack, focus } = await page.evaluate(noteFocus);
      if (isBack) break;
      // What comes into view may still push it about.
      const isSeen = await page.waitForFunction(isFocusSeen, undefined, { timeout: 1000 }).then(
        () => true,
        () => false,
      );
      if (!isSeen) hidden.add(`${key} ${focus}`);
    }
  }
  const left = await page.evaluate(() => {
    const reached = new Set((globalThis as unknown as Walk).walked);
    // A dialog keeps the focus to itself.
    const room = document.querySelector(':modal') ?? document;
    const controls = [
      ...room.querySelectorAll<HTMLInputElement>('a[href], button, input, select, textarea, summary, [tabindex]'),
    ].filter((control) => control.tabIndex >= 0 && !control.matches(':disabled') && control.checkVisibility());
    // One of a group of radios is a stop, and arrows go on from it; and in a list whose stop moves along, one of its links, which may be
    // gone by now.
    const isReached = (control: HTMLInputElement) =>
      [...reached].some((other) => {
        if (control.type === 'radio') return (other as HTMLInputElement).name === control.name;
        if (!other.isConnected) return other.className !== '' && other.className === control.className;
        return (other as HTMLElement).tabIndex < 0 && other.closest('ol, ul') === control.closest('ol, ul');
      });
    return controls
      .filter((control) => !reached.has(control) && !isReached(control))
      .map((control) => control.outerHTML.slice(0, 160));
  });
  await page.evaluate(startWalk);
  return [
    ...left.map((each) => `Tab does not come to ${each}`),
    ...[...hidden].map((each) => `has the focus out of sight: ${each}`),
  ];
}
const MOST_STOPS = 400;

/** In the page: what had the focus before, and what has had it since, in order. */
interface Walk {
  readonly from: HTMLElement;
  readonly walked: Element[];
}

/** In the page: the focus is where it was at first, and nothing has been walked through. */
function startWalk(): void {
  const { from } = Object.assign(globalThis as unknown as Walk, { walked: [] });
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  from.focus({ preventScroll: true });
}

/** In the page: whether the walk is back where it began, and what has the focus. */
function noteFocus(): { readonly isBack: boolean; readonly focus: string } {
  const { walked } = globalThis as unknown as Walk;
  const focus = document.activeElement;
  if (focus === null || focus === document.body) return { isBack: false, focus: '' };
  if (focus === walked[0]) return { isBack: true, focus: '' };
  walked.push(focus);
  return { isBack: false, focus: focus.outerHTML.slice(0, 160) };
}

/** In the page: whether of what has the focus the middle or one of the corners can be seen. */
function isFocusSeen(): boolean {
  const focus = document.activeElement as HTMLInputElement | null;
  if (focus === null || focus === document.body) return true;
  // A radio or a box may be drawn by its label.
  return [focus, ...(focus.labels ?? [])].some((each) =>
    [...each.getClientRects()].some(({ left, right, top, bottom }) =>
      [
        [(left + right) / 2, (top + bottom) / 2],
        ...[left + 2, right - 2].flatMap((x) => [top + 2, bottom - 2].map((y) => [x, y])),
      ].some(([x = 0, y = 0]) => {
        const there = document.elementFromPoint(x, y);
        return there !== null && (each.contains(there) || there.contains(each));
      }),
    ),
  );
}
