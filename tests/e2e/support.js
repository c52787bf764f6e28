// What the tests share: the registry, the native reading of an address, and a watched page.
import { test as base, expect } from '@playwright/test';
import { execFileSync } from 'node:child_process';

export { expect };
export const SITE = process.env.FOUR_PILLARS_SITE;
export const THEME_KEY = 'four-pillars-theme';

/** Runs the native program; its answer is JSON, also where it fails. */
function native(...words) {
  try {
    return JSON.parse(
      execFileSync(process.env.FOUR_PILLARS_READ, words, { encoding: 'utf8', maxBuffer: 1 << 28 }),
    );
  } catch (error) {
    if (error.stdout) return JSON.parse(error.stdout);
    throw error;
  }
}

export const CURRICULUM = native('--list');
export const PANELS = CURRICULUM.filter((panel) => panel.ready);
export const COMING = CURRICULUM.filter((panel) => !panel.ready);

/** What the native program reads from an address. */
export const read = (address) => native(address);

/** The address of a random state of a panel. */
export const randomAddress = (seed, id) => native('--random', String(seed), id).address;

/** An address from an id and pairs of key and value; values are percent-encoded as a whole. */
export function address(id, pairs) {
  const query = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
  return query === '' ? `#/${id}` : `#/${id}?${query}`;
}

/** The pairs of an address, decoded once. */
export function pairsOf(hash) {
  const query = hash.split('?')[1] ?? '';
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => part.split('=').map(decodeURIComponent));
}

/** Every test's page is watched: nothing may go wrong in it, and nothing may leave the origin. */
export const test = base.extend({
  trouble: [
    async ({ page, context }, use) => {
      const trouble = { list: [], expected: [] };
      const origin = new URL(SITE).origin;
      const note = (text) => trouble.list.push(text);
      context.on('request', (request) => {
        const url = request.url();
        const own = url.startsWith(`${origin}/`) || /^(data|blob|about):/.test(url);
        if (!own && !url.startsWith('file:')) note(`a request left the origin: ${url}`);
      });
      page.on('pageerror', (error) => note(`page error: ${error}`));
      page.on('console', (message) => {
        if (message.type() === 'error') note(`console error: ${message.text()}`);
      });
      page.on('requestfailed', (request) => {
        const why = request.failure()?.errorText ?? '';
        if (why !== 'net::ERR_ABORTED') note(`request failed: ${request.url()} ${why}`);
      });
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      await use(trouble);
      const rest = trouble.list.filter((text) => !trouble.expected.some((part) => part.test(text)));
      expect(rest, 'nothing went wrong in the page').toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens an address; from another page of the site this is a change of the hash. */
export async function open(page, hash = '') {
  await page.goto(SITE + hash);
  await expect(page.locator('h1').first()).toBeVisible();
  const id = hash.replace(/^#\//, '').split('?')[0];
  if (PANELS.some((panel) => panel.id === id)) {
    await expect(page.locator(`[data-panel="${id}"]`)).toBeVisible();
  }
}

/** Sets the hash as a reader would by hand. */
export const setHash = (page, hash) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

export const hashOf = (page) => page.evaluate(() => location.hash);

/** Name, value and text of every readout in the page. */
export const readouts = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('[data-readout]')].map((element) => [
      element.getAttribute('data-readout'),
      element.getAttribute('data-value'),
      element.textContent.trim(),
    ]),
  );

/** Name and status of every check in the page. */
export const statuses = (page) =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('[data-check]')].map((element) => [
        element.getAttribute('data-check'),
        element.getAttribute('data-status'),
      ]),
    ),
  );

const group = (name) => name.split('[')[0];

/** Reads a rounded number as it is written for people. */
export function fromText(text) {
  if (text === 'not a number') return NaN;
  const plain = text.replaceAll('−', '-').replace('∞', 'Infinity');
  const [mantissa, power] = plain.split('×10');
  if (power === undefined) return Number(plain);
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const exponent = [...power].map((c) => (c === '⁻' ? '-' : digits.indexOf(c))).join('');
  return Number(mantissa) * 10 ** Number(exponent);
}

/** Where the page's readouts differ from the native ones, as sentences; none when all agree. */
export function differences(shown, expected) {
  const found = [];
  const largest = {};
  for (const [name, value] of Object.entries(expected)) {
    const size = Math.abs(Number(value));
    if (Number.isFinite(size)) largest[group(name)] = Math.max(largest[group(name)] ?? 0, size);
  }
  const names = new Set(shown.map(([name]) => name));
  for (const name of Object.keys(expected)) {
    if (!names.has(name)) found.push(`${name} isn't in the page`);
  }
  for (const [name, value, text] of shown) {
    if (!(name in expected)) {
      found.push(`${name} is in the page only`);
      continue;
    }
    const [a, b] = [Number(value), Number(expected[name])];
    const same = Object.is(a, b) || a === b;
    // Differences of larger numbers are rounded as these are.
    const room = 1e-12 * Math.abs(b) + 1e-14 * (largest[group(name)] ?? 0) + 2e-15;
    if (!same && !(Math.abs(a - b) <= room)) found.push(`${name}: page ${value}, native ${b}`);
    if (!/^(NaN|-?Infinity|-?[\d.]+(e[+-]?\d+)?)$/.test(value ?? '')) {
      found.push(`${name} is spelled ${value}`);
    }
    const seen = fromText(text);
    const close = Object.is(seen, a) || seen === a || Math.abs(seen - a) <= 1e-3 * Math.abs(a) + 5e-6;
    if (!close) found.push(`${name} reads ${text} and is ${value}`);
  }
  return found;
}

/** Waits until the page shows what the native program reads: readouts and checks. */
export async function expectReading(page, expected) {
  const state = async () => ({
    readouts: differences(await readouts(page), expected.readouts),
    checks: await statuses(page),
  });
  const checks = Object.fromEntries(
    Object.entries(expected.checks).map(([name, check]) => [name, check.status]),
  );
  await expect.poll(state, { intervals: [20, 50, 100, 250] }).toEqual({ readouts: [], checks });
}

/** Waits until the address stands still, and returns it. Writing it may lag behind a drag. */
export async function settledHash(page) {
  let before = await hashOf(page);
  await expect
    .poll(
      async () => {
        const now = await hashOf(page);
        const same = now === before;
        before = now;
        return same;
      },
      { intervals: [300] },
    )
    .toBe(true);
  return before;
}

/** The address changes to one that names just what is shown, in its shortest form; returns it. */
export async function expectAddressOf(page, before) {
  let hash;
  const state = async () => {
    hash = await hashOf(page);
    const expected = read(hash);
    return {
      changed: hash !== before,
      notices: expected.notices,
      shortest: expected.address,
      readouts: differences(await readouts(page), expected.readouts ?? {}),
    };
  };
  const intervals = [30, 60, 120, 250];
  await expect
    .poll(
      async () => {
        const now = await state();
        return { ...now, shortest: now.shortest === hash };
      },
      { intervals },
    )
    .toEqual({ changed: true, notices: [], shortest: true, readouts: [] });
  return hash;
}

/** Opens every fold on the page. */
export async function openFolds(page) {
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll('main details')) fold.open = true;
  });
  const steps = page.locator('.derivation .step math');
  if ((await page.locator('.derivation').count()) > 0) await expect(steps.first()).toBeVisible();
}

/** Boxes that make the document scroll sideways, as short descriptions. */
export const overflowing = (page) =>
  page.evaluate(() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    // What scrolls within its own box is as wide as it likes.
    const inside = (element) => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== 'visible') return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 0.5 && !inside(element),
    );
    const name = (e) => `${e.tagName.toLowerCase()}.${String(e.getAttribute('class'))}`;
    return [`${root.scrollWidth} > ${root.clientWidth}`, ...wide.slice(0, 8).map(name)];
  });
