// What the tests share: the registry, the native reading of an address, and watched pages.
//
// `page` is one page for all tests of a worker, put back to home after each: a panel that is opened
// then is mounted anew, so that a test sees what a reader sees who came from home. `fresh` is a page in
// a context of its own, for what needs one: what is done before the page loads, requests that are held
// or answered, history, and whatever breaks the page. Both are watched (`trouble`).
import { test as base, expect as plain } from '@playwright/test';
import { PANELS, randomAddress, read } from './native.js';

export { PANELS, randomAddress, read };
export const SITE = process.env.FOUR_PILLARS_SITE;
export const THEME_KEY = 'four-pillars-theme';

/** Most things happen within a few milliseconds, so it pays to look often at first. */
const INTERVALS = [10, 20, 40, 80, 100];

/** Playwright's `expect`, except that `expect.poll` looks more often. */
export const expect = new Proxy(plain, {
  get(target, name) {
    if (name !== 'poll') return Reflect.get(target, name);
    return (look, options) => {
      const given = typeof options === 'string' ? { message: options } : options;
      return target.poll(look, { intervals: INTERVALS, ...given });
    };
  },
});

// With FOUR_PILLARS_PANEL, as set by `cargo xtask test panel ID`, only what is about that panel is
// tested: the file that is named after it (playwright.config.js), and in the files about all panels
// those tests that are made for each of `TESTED`. Tests about none of them are `general`.
const ONLY = process.env.FOUR_PILLARS_PANEL;

/** The panels that tests are made for: all, or the one that is asked for. */
export const TESTED = PANELS.filter((panel) => !ONLY || panel.id === ONLY);
if (TESTED.length === 0) throw new Error(`FOUR_PILLARS_PANEL: no panel is called ${ONLY}`);

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

/** Notes what goes wrong in a page, and what leaves the origin. */
async function watch(page, note) {
  const origin = new URL(SITE).origin;
  page.context().on('request', (request) => {
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
    // A window that fills the screen can't be given another size, and it takes its time to leave.
    Element.prototype.requestFullscreen = async () => {};
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
}

/** The size of a telephone. */
export const TELEPHONE = { width: 360, height: 740 };

/** The clipboard, which a page may use after a click and a test has to read. */
const PERMISSIONS = ['clipboard-read', 'clipboard-write'];
const SIZE = { width: 1280, height: 900 };
const MEDIA = { media: null, colorScheme: 'light', reducedMotion: 'no-preference' };

/** The pages of a worker, each opened when it is first needed. */
class Pages {
  #browser;
  /** By their options. */
  #all = new Map();

  constructor(browser) {
    this.#browser = browser;
  }

  /** The page with such options: those of a browser's context, `at`, where its home is, and a name if one likes. */
  async take(options, trouble) {
    const key = JSON.stringify(options);
    let kept = this.#all.get(key);
    if (!kept) {
      const { at = SITE, named: _, ...own } = options;
      const context = await this.#browser.newContext({
        viewport: SIZE,
        colorScheme: MEDIA.colorScheme,
        reducedMotion: MEDIA.reducedMotion,
        permissions: PERMISSIONS,
        ...own,
      });
      kept = { at, page: await context.newPage(), sized: own.viewport !== null };
      kept.page.setDefaultTimeout(10_000);
      kept.page.setDefaultNavigationTimeout(30_000);
      this.#all.set(key, kept);
      await watch(kept.page, (text) => kept.trouble.list.push(text));
      kept.trouble = trouble;
      await kept.page.goto(at);
      await kept.page.locator('.cards').first().waitFor();
    }
    kept.trouble = trouble;
    kept.taken = true;
    return kept.page;
  }

  /** Puts back to home what a test has used; closes it where something went wrong. */
  async back(sound) {
    for (const [key, kept] of this.#all) {
      if (!kept.taken) continue;
      kept.taken = false;
      if (sound && kept.trouble.list.length === 0) await home(kept);
      else {
        this.#all.delete(key);
        await kept.page.context().close();
      }
    }
  }

  async close() {
    for (const { page } of this.#all.values()) await page.context().close();
  }
}

/** Puts a page back to home, as if it had just been opened there. */
async function home({ page, at, sized }) {
  const size = page.viewportSize();
  if (sized && (size.width !== SIZE.width || size.height !== SIZE.height)) await page.setViewportSize(SIZE);
  await page.emulateMedia(MEDIA);
  await page.mouse.move(0, 0);
  if (page.url().split('#')[0] !== at) await page.goto(at);
  await page.evaluate(async () => {
    document.querySelector('dialog[open]')?.close();
    const system = document.querySelector('.theme-switch input[value="system"]');
    if (!system.checked) system.click();
    localStorage.clear();
    if (location.hash.replace(/^#\/?/, '') === '') return;
    // In the place of what was there: a history may have fifty entries.
    await new Promise((done) => {
      addEventListener('hashchange', done, { once: true });
      location.replace('#/');
    });
  });
  await page.locator('.cards').first().waitFor();
  await expect.poll(() => page.workers().length, 'who leaves a panel ends its worker').toBe(0);
}

export const test = base.extend({
  pages: [
    async ({ browser }, use) => {
      const pages = new Pages(browser);
      await use(pages);
      await pages.close();
    },
    { scope: 'worker' },
  ],

  /** What went wrong in the pages of a test, and what was meant to go wrong. */
  trouble: [
    async ({}, use) => {
      const trouble = { list: [], expected: [] };
      await use(trouble);
      const rest = trouble.list.filter((text) => !trouble.expected.some((part) => part.test(text)));
      expect(rest, 'nothing went wrong in the page').toEqual([]);
    },
    { auto: true },
  ],

  /** Gives a page of the worker with other options than `page`: `borrow({ deviceScaleFactor: 2 })`. */
  borrow: async ({ pages, trouble }, use, info) => {
    await use((options) => pages.take(options, trouble));
    await pages.back(info.status === info.expectedStatus || info.status === 'skipped');
  },

  page: async ({ borrow }, use) => use(await borrow({})),

  fresh: async ({ context, trouble }, use) => {
    const page = await context.newPage();
    await watch(page, (text) => trouble.list.push(text));
    await use(page);
  },
});

/** A test about no panel; left out when the tests of one panel are asked for. */
export const general = ONLY ? Object.assign(() => {}, { describe() {} }) : test;

/** Opens an address; from another page of the site this is a change of the hash. */
export async function open(page, hash = '') {
  await page.goto(SITE + hash);
  const id = hash.replace(/^#\//, '').split('?')[0];
  // Looked for at shorter intervals than what is expected of a locator.
  if (PANELS.some((panel) => panel.id === id)) await page.locator(`[data-panel="${id}"]`).waitFor();
  await page.locator('h1').first().waitFor();
}

/** Sets the hash as a reader would by hand. */
export const setHash = (page, hash) =>
  page.evaluate(
    (to) =>
      new Promise((done) => {
        const before = location.href;
        // Once the page has heard of it.
        addEventListener('hashchange', () => setTimeout(done), { once: true });
        location.hash = to;
        if (location.href === before) done();
      }),
    hash,
  );

export const hashOf = (page) => page.evaluate(() => location.hash);

/**
 * Waits until all follows what was done before: what waits for the picture (src/widgets/later.rs) runs in
 * the first task after a frame, and what it writes to the address waits for less than 100 ms
 * (src/app/route.rs). Without it, a test may read the address of one moment of a drag and the numbers of another.
 */
export const settled = (page) =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done, 100)))),
  );

/** The address once all follows. */
export async function settledHash(page) {
  await settled(page);
  return hashOf(page);
}

/** Ends a drag, and waits until all follows. */
export async function release(page) {
  await page.mouse.up();
  await settled(page);
}

/** Drags the middle of a place, or of the handle of that name, by so many pixels, until all follows. */
export async function drag(page, place, right, down = 0) {
  const target = typeof place === 'string' ? page.locator(`[data-handle="${place}"]`) : place;
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + right, y + down, { steps: 4 });
  await release(page);
}

/**
 * What the page shows: its address; name, value and text of every readout; each check's status; key and
 * text of every notice; the sentence and the program. With `hash` the address is changed to it first.
 */
async function shown(page, hash) {
  // One text, and one way there and back: a list of hundreds of lists takes ten times as long.
  const text = await page.evaluate(async (to) => {
    if (to !== undefined) {
      await new Promise((done) => {
        const before = location.href;
        // Once the page has heard of it.
        addEventListener('hashchange', () => setTimeout(done), { once: true });
        // In the place of the one before: a history has fifty entries.
        location.replace(to);
        if (location.href === before) done();
      });
    }
    const all = (selector, of) => Array.from(document.querySelectorAll(selector), of);
    const text = (selector) => document.querySelector(selector)?.textContent.trim() ?? '';
    return JSON.stringify({
      hash: location.hash,
      readouts: all('[data-readout]', (e) => [e.dataset.readout, e.getAttribute('data-value'), e.textContent.trim()]),
      checks: Object.fromEntries(all('[data-check]', (e) => [e.dataset.check, e.dataset.status])),
      notices: all('[data-notice]', (e) => [e.dataset.notice, e.textContent]),
      sentence: text('.sentence'),
      program: text('[data-numpy]'),
    });
  }, hash);
  return JSON.parse(text);
}

/** Name, value and text of every readout in the page. */
export const readouts = async (page) => (await shown(page)).readouts;

/** The readouts as numbers, by name. */
export const numbers = async (page) =>
  Object.fromEntries((await readouts(page)).map(([name, value]) => [name, Number(value)]));

/** Name and status of every check in the page. */
export const statuses = async (page) => (await shown(page)).checks;

/** The history as far as a page can tell: a new entry has a key of its own, also where fifty are kept. */
export const historyOf = (page) => page.evaluate(() => [history.length, navigation.currentEntry.key]);

const group = (name) => name.split('[')[0];

/** Reads a rounded number as it is written for people. */
export function fromText(text) {
  if (text === 'not a number') return NaN;
  const plain = text.replaceAll('−', '-').replaceAll(',', '').replace('∞', 'Infinity');
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
    // A word in the place of a number.
    if (/^[a-z][a-z-]*$/.test(value ?? '')) {
      if (value !== expected[name] || text !== value) found.push(`${name}: page ${value} (${text}), native ${expected[name]}`);
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
    // What rounding explains is shown as 0.
    const nothing = text === '0' && Math.abs(a) <= 1e-8 * Math.max(0, ...Object.values(largest));
    const close = Object.is(seen, a) || seen === a || nothing || Math.abs(seen - a) <= 1e-3 * Math.abs(a) + 5e-6;
    if (!close) found.push(`${name} reads ${text} and is ${value}`);
  }
  return found;
}

/** The status of each check of a reading. */
const statusesOf = (reading) =>
  Object.fromEntries(Object.entries(reading.checks ?? {}).map(([name, check]) => [name, check.status]));

/** What of a native reading the page doesn't show, as sentences: readouts and checks. */
const missing = (now, expected) => [
  ...differences(now.readouts, expected.readouts ?? {}),
  ...differing(now.checks, statusesOf(expected)).map((name) => `the check ${name} ${now.checks[name]}`),
];

/** Waits until the page shows a native reading: readouts and checks. */
export async function expectReading(page, reading) {
  const expected = await reading;
  await expect.poll(async () => missing(await shown(page), expected)).toEqual([]);
}

/**
 * Changes the address and waits until the page shows the reading, and `wrong` finds nothing in what
 * is shown.
 */
export async function go(page, hash, reading = read(hash), wrong = () => []) {
  const expected = await reading;
  let now = await shown(page, hash);
  const found = () => [...missing(now, expected), ...wrong(now)];
  if (found().length > 0) {
    // What waits for the picture is written a frame later.
    const later = async () => {
      now = await shown(page);
      return found();
    };
    await expect.poll(later, hash.slice(0, 200)).toEqual([]);
  }
  return now;
}

/** Waits until the page shows what its own address names, whenever that is written. */
export async function expectOwnReading(page) {
  const state = async () => {
    const now = await shown(page);
    return missing(now, await read(now.hash));
  };
  await expect.poll(state).toEqual([]);
}

/** The address changes to one that names just what is shown, in its shortest form; returns it. */
export async function expectAddressOf(page, before) {
  let hash;
  const state = async () => {
    const now = await shown(page);
    hash = now.hash;
    const expected = await read(hash);
    return {
      changed: hash !== before,
      notices: expected.notices,
      shortest: expected.address === hash,
      missing: missing(now, expected),
    };
  };
  await expect.poll(state).toEqual({ changed: true, notices: [], shortest: true, missing: [] });
  return hash;
}

/** The names whose values differ. */
const differing = (a, b) => [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);

/** Opens every fold on the page. */
export async function openFolds(page) {
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll('main details')) fold.open = true;
  });
  const steps = page.locator('.derivation .step math');
  if ((await page.locator('.derivation').count()) > 0) await expect(steps.first()).toBeVisible();
}

/** Opens what is folded in the figure and its controls. */
export const unfold = (page) =>
  page.locator('.figure-area details').evaluateAll((all) => all.forEach((fold) => (fold.open = true)));

/** Presses a preset, which may be folded away. */
export async function preset(page, name) {
  const button = page.locator(`[data-preset="${name}"]`);
  await button.evaluate((own) => {
    for (let fold = own.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  });
  await button.click();
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

/** Lets so many frames pass: what goes on by itself would have gone on. */
export const frames = (page, count) =>
  page.evaluate(async (count) => {
    for (let i = 0; i < count; i += 1) {
      await new Promise((done) => {
        requestAnimationFrame(() => setTimeout(done));
      });
    }
  }, count);

/** A job of the worker stands so; then what waits for the picture is written too, such as the numbers. */
export async function expectStand(state, stand, timeout = 60_000) {
  await expect(state).toHaveAttribute('data-stand', stand, { timeout });
  await frames(state.page(), 2);
}

/** Pairs of texts among these elements that lie on each other; the box of a text is some pixels taller than its letters. */
export const overlaps = (found) =>
  found.evaluateAll((all) => {
    const seen = all.filter((e) => e.textContent.trim() !== '' && e.checkVisibility());
    const boxes = seen.map((e) => [e.textContent, e.getBoundingClientRect()]);
    const lies = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    return boxes.flatMap(([text, box], i) =>
      boxes.slice(i + 1).filter(([, other]) => lies(box, other)).map(([other]) => `${text} | ${other}`),
    );
  });

/** On a telephone what comes out stands above the controls. */
export async function expectResultAboveControls(page, hash, result) {
  await page.setViewportSize(TELEPHONE);
  await open(page, hash);
  const bottom = await page.locator(result).first().evaluate((e) => e.getBoundingClientRect().bottom);
  const top = await page.locator('.figure-area > .controls').evaluate((e) => e.getBoundingClientRect().top);
  expect(bottom).toBeLessThanOrEqual(top + 1);
}

/** A field of an input shows five digits at rest, all of them while the reader is in it, and what was typed as it was typed. */
export async function expectRoundedAtRest(page, hash, name) {
  await open(page, hash);
  const field = page.locator(`input[data-control="${name}"]`).first();
  await expect(field).toHaveValue('0.12346');
  await expect(field).toHaveAttribute('title', '0.123456789');
  await field.focus();
  await expect(field).toHaveValue('0.123456789');
  await field.blur();
  await expect(field).toHaveValue('0.12346');
  expect(await hashOf(page)).toBe(hash);
  // Filling replaces all of it.
  await field.fill('0.987654321');
  await field.blur();
  await expect(field).toHaveValue('0.987654321');
  expect(await hashOf(page)).toContain('0.987654321');
}
