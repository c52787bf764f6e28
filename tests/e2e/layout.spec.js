// The picture that carries a panel's point is on the first screen, with the controls that move it.
import { TESTED, TELEPHONE, expect, general, hashOf, open, setHash, test } from './support.js';

/** Width, height, and the share of the main picture that has to be in sight. */
const SCREENS = [
  [1280, 800, 1],
  [1920, 1080, 1],
  [1280, 720, 0.8],
];
/** What has to be seen of the picture on a telephone, in CSS pixels. */
const THUMB = 240;
/** The height that header and buttons may take. */
const HEADER = 96;

/** Where picture, controls and header are, and the smallest type in the picture. */
const measure = (page) =>
  page.evaluate(() => {
    scrollTo(0, 0);
    const box = (selector) => {
      const found = document.querySelector(selector);
      if (!found || !found.checkVisibility()) return null;
      const { top, bottom, left, right } = found.getBoundingClientRect();
      return { top, bottom, left, right };
    };
    /** The size of a text as it is on the screen, however the drawing that it stands in is scaled. */
    const size = (element) => {
      const own = parseFloat(getComputedStyle(element).fontSize);
      const scale = element instanceof SVGElement ? element.getScreenCTM() : null;
      return scale ? own * Math.hypot(scale.a, scale.b) : own;
    };
    const smallest = (selector) => {
      let found = { size: Infinity };
      for (const element of document.querySelectorAll(selector)) {
        const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '');
        if (!own || !element.checkVisibility({ visibilityProperty: true })) continue;
        if (element.closest('math, .hidden, sub, sup')) continue;
        const now = size(element);
        if (now < found.size) found = { size: now, what: `${element.className?.baseVal ?? element.className}: ${element.textContent}` };
      }
      return found;
    };
    return {
      main: box('[data-main]'),
      controls: box('.figure-area > .controls'),
      head: box('.panel-head'),
      sentence: box('.sentence'),
      height: innerHeight,
      width: innerWidth,
      whole: document.documentElement.scrollHeight,
      figure: smallest('[data-main] svg text'),
      any: smallest('.figure-area *'),
    };
  });

const rounded = (box) => box && Object.fromEntries(Object.entries(box).map(([k, v]) => [k, Math.round(v)]));

for (const panel of TESTED) {
  test(`${panel.id}: the main picture and its controls are on the first screen`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    for (const [width, height, share] of SCREENS) {
      await page.setViewportSize({ width, height });
      const seen = () =>
        measure(page).then(({ main, controls, head }) => ({
          shown: (Math.min(main.bottom, height) - main.top) / (main.bottom - main.top) >= share - 0.001,
          beside: controls.top < 0.5 * height && controls.left >= main.right - 1 && controls.right - controls.left <= 340,
          low: head.bottom - head.top <= HEADER,
          ...(process.env.LAYOUT_SHOWN ? { main: rounded(main), controls: rounded(controls) } : {}),
        }));
      await expect
        .poll(seen, `${width}×${height}`)
        .toMatchObject({ shown: true, beside: true, low: true });
      // Drawings follow a new size in the next frame.
      await expect
        .poll(async () => {
          const { figure } = await measure(page);
          return figure.size >= 12.5 || `${figure.size.toFixed(1)}: ${figure.what}`;
        }, `${width}×${height}`)
        .toBe(true);
    }
    await page.setViewportSize(TELEPHONE);
    await expect
      .poll(async () => {
        const { main, controls, height } = await measure(page);
        const covered = Math.min(main.bottom, controls.top, height);
        return { picture: covered - main.top >= THUMB, reach: controls.top < height - 60 };
      })
      .toEqual({ picture: true, reach: true });
    // What trains has its buttons below what they move.
    const above = page.locator('[data-main] :is(.run-bar:not(.job-bar), .play-bar)');
    if ((await above.count()) > 0) {
      const tops = (found) => found.evaluateAll((all) => all.map((e) => e.getBoundingClientRect().top));
      const pictures = await tops(page.locator('[data-main] canvas'));
      expect(Math.min(...pictures)).toBeLessThan(Math.min(...(await tops(above))));
    }
  });

  test(`${panel.id}: as a slide it fills the screen, keys lead out of it; parts are left out, keys locked`, async ({ page }) => {
    await open(page, `#/${panel.id}?show=slide`);
    for (const [width, height] of [
      [1280, 720],
      [1920, 1080],
    ]) {
      await page.setViewportSize({ width, height });
      await expect
        .poll(async () => {
          const { main, controls, sentence, whole, any } = await measure(page);
          return {
            fits: whole <= height + 1 && main.bottom <= sentence.top + 1 && sentence.bottom <= height,
            with: controls.top < height && controls.bottom <= sentence.top + 1,
            type: any.size >= (20 * height) / 1080 - 0.5 || `${any.size.toFixed(1)}: ${any.what}`,
          };
        }, `${width}×${height}`)
        .toEqual({ fits: true, with: true, type: true });
    }
    // Numbers above bars are key numbers: large, or as large as their bar is wide.
    const small = () =>
      page.locator('[data-main] .bar-value').evaluateAll((all) =>
        all
          .filter((e) => e.textContent.trim() !== '' && e.checkVisibility())
          .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 27.5)
          .filter((e) => e.getBoundingClientRect().width < 0.8 * e.closest('.bar-track').clientWidth)
          .map((e) => e.textContent),
      );
    await expect.poll(small).toEqual([]);
    await page.keyboard.press('b');
    await expect(page.locator('html[data-black]')).toHaveCount(1);
    await page.keyboard.press('b');
    await page.keyboard.press('Escape');
    await expect.poll(() => hashOf(page)).toBe(`#/${panel.id}`);
    await expect(page.locator('html[data-show]')).toHaveCount(0);
    await page.keyboard.press('p');
    await expect.poll(() => hashOf(page)).toBe(`#/${panel.id}?show=slide`);
    await page.keyboard.press('p');
    await expect.poll(() => hashOf(page)).toBe(`#/${panel.id}`);

    // Parts are left out, keys locked, and the teacher's words are text.
    await page.setViewportSize({ width: 1280, height: 900 });
    const say = 'Look <b>here</b>';
    const key = panel.keys[0].name;
    const hash = `#/${panel.id}?hide=checks,question,numbers&lock=${key}&say=${encodeURIComponent(say)}`;
    await setHash(page, hash);
    await expect(page.locator('[data-say]')).toHaveText(say);
    for (const gone of ['.checks', '.predict', '.numbers']) await expect(page.locator(gone)).toBeHidden();
    await expect(page.locator('[data-notice]')).toHaveCount(0);
    const own = page.locator(`.figure-area [data-control^="${key}"]:is(input, select, button)`);
    for (const control of await own.all()) await expect(control).toBeDisabled();
    for (const slider of await page.locator(`.figure-area [data-slider="${key}"]`).all()) {
      await expect(slider).toBeDisabled();
    }
    // The locked key stays as it is, whatever else moves.
    await page.locator('[data-action="surprise"]').click();
    await expect.poll(() => hashOf(page)).toContain('lock=');
    expect(await hashOf(page)).not.toMatch(new RegExp(`[?&]${key}=`));
    await setHash(page, `#/${panel.id}?show=big&hide=ears&lock=nothing`);
    await expect(page.locator('[data-notice]')).toHaveCount(3);
    await setHash(page, `#/${panel.id}?show=figure`);
    await expect(page.locator('.masthead')).toBeHidden();
    await expect(page.locator('[data-main]')).toBeVisible();
  });
}

general('the keys that are listed do something on the page shown', async ({ page }) => {
  const listed = () => page.locator('.key-list kbd').evaluateAll((all) => all.filter((e) => e.checkVisibility()).map((e) => e.textContent));
  await open(page);
  await page.locator('.keys-button').click();
  expect(await listed()).toEqual(['/', '?']);
  await page.keyboard.press('Escape');
  await open(page, '#/entropy');
  await page.locator('.keys-button').click();
  expect(await listed()).toEqual(['/', 'f', 'm', 'p', 'Page Down, Page Up', 'b', 'Esc', '?']);
});
