// axe finds nothing, and nothing scrolls sideways.
import axe from 'axe-core';
import {
  TESTED,
  expect,
  expectReading,
  general,
  open,
  openFolds,
  overflowing,
  randomAddress,
  read,
  setHash,
  test,
} from './support.js';

// What a narrow window can change: what scrolls, and in the figure and the heads what lies over what; the
// rest is text below text. Roles, names and order are those of the same elements: no rule of the style
// shows one at some width only.
const SCROLLED = ['scrollable-region-focusable', 'aria-hidden-focus'];
const LAID_OVER = ['header', '.panel-head', '.figure-area', 'main .message'];

/** Numbers below each other look alike: of each table some are looked at. */
const ALIKE = ['.readouts tbody tr:nth-child(n+4)', '.readouts tr > :nth-child(n+6)'];

/** What axe finds in a page or in parts of it, by all its rules or by some. */
async function violations(page, { rules, within } = {}) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async ({ rules, within, exclude }) => {
      // Details of what passed are expensive, and nobody reads them.
      const options = { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
      const { violations } = await window.axe.run({ include: within ?? ['html'], exclude }, options);
      return violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => [target, failureSummary])]);
    },
    { rules, within, exclude: ALIKE },
  );
  return found.flatMap(([id, nodes]) =>
    nodes.slice(0, 4).map(([target, summary]) => `${id}: ${target.join(' ')} ${summary}`),
  );
}

/** Charts are drawn for a new width with the next frame. */
const drawn = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** What scrolls becomes a stop for the keyboard, but after a pause (widgets/formula.rs, widgets/bars.rs). */
async function reachable(page) {
  const missed = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('main .formula, main .bars')]
        .filter((element) => element.checkVisibility())
        .filter((element) => element.scrollWidth > element.clientWidth)
        .filter((element) => !element.matches('[tabindex]') && !element.querySelector('[tabindex], input, button'))
        .map((element) => element.outerHTML.slice(0, 120)),
    );
  await drawn(page);
  // Where nothing comes of it, axe says so.
  await expect.poll(missed, { timeout: 1_000 }).toEqual([]).catch(() => {});
}

// What the dark theme can change: it sets colours alone. What lies over what is the same in both.
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** axe at both widths, and in both themes where all is side by side. */
async function expectAccessible(page) {
  for (const [width, colorScheme, ...all] of [
    [1280, 'light', {}],
    [1280, 'dark', { rules: COLOURS }],
    [360, 'light', { rules: SCROLLED }, { rules: COLOURS, within: LAID_OVER }],
  ]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await reachable(page);
    for (const which of all) {
      expect.soft(await violations(page, which), `${width} px, ${colorScheme}`).toEqual([]);
    }
  }
}

const PAGES = [
  ['home', ''],
  ['an unknown panel', '#/no-such-panel'],
  ['a lesson', '#/linear-algebra'],
  ['a lesson that its address holds', '#/lesson?title=Two&step=%23%2Fsvd&say=Look&step=%23%2Fentropy'],
  ['a worksheet', '#/worksheet?of=svd,entropy,backpropagation&count=3'],
];

for (const [name, hash] of PAGES) {
  general(`axe: ${name}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, hash);
    await openFolds(page);
    await expectAccessible(page);
  });
}

for (const panel of TESTED) {
  test(`axe: ${panel.id}: at first, and with folds open, messages, a mistake and an answer`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, `#/${panel.id}`);
    // Where the two states differ.
    const within = ['.checks', '.predict'];
    expect.soft(await violations(page, { within }), 'at first').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect.soft(await violations(page, { rules: COLOURS, within }), 'at first, dark').toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await setHash(page, '#/');
    await expect(page.locator('.cards').first()).toBeVisible();
    await open(page, `#/${panel.id}?break=${panel.mistakes[0]}&nonsense=1&${panel.keys[0].name}=`);
    await expect(page.locator('[data-notice]').first()).toBeVisible();
    await expect(page.locator('[data-broken]')).toHaveCount(1);
    await page.locator('.option').first().click();
    await page.locator('.predict .answer').waitFor();
    await openFolds(page);
    await expectAccessible(page);
  });
}

for (const panel of TESTED) {
  test(`${panel.id} doesn't scroll sideways on a telephone`, async ({ page }) => {
    const narrow = async (hash) => {
      for (const width of [360, 320]) {
        await page.setViewportSize({ width, height: 640 });
        await drawn(page);
        expect.soft(await overflowing(page), `${hash} at ${width} px`).toEqual([]);
      }
    };
    await page.setViewportSize({ width: 360, height: 640 });
    await open(page, `#/${panel.id}?nonsense=${'x'.repeat(200)}`);
    await openFolds(page);
    await narrow('a long key');
    for (let seed = 1; seed <= 5; seed += 1) {
      const hash = await randomAddress(seed, panel.id);
      await setHash(page, hash);
      await expectReading(page, read(hash));
      await narrow(hash);
    }
  });
}

general('axe: search', async ({ page }) => {
  await open(page, '');
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('e');
    await expect(page.locator('dialog[aria-label^="Search"]').getByRole('option')).not.toHaveCount(0);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
  }
});

general("other pages don't scroll sideways on a telephone", async ({ page }) => {
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 640 });
    for (const hash of ['', `#/${'x'.repeat(300)}`, '#/no-such-panel']) {
      await open(page, '');
      await setHash(page, hash);
      await expect(page.locator('h1')).toBeVisible();
      expect.soft(await overflowing(page), `${hash} at ${width} px`).toEqual([]);
    }
  }
});
