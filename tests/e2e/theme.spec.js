// Light, dark or as the system has it; motion; paper.
import { PANELS, TESTED, THEME_KEY, expect, expectReading, general, open, openFolds, read, test } from './support.js';

const PANEL = PANELS[0];
const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const brightness = async (page) => {
  const [r, g, b] = (await paper(page)).match(/\d+/g).map(Number);
  return (r + g + b) / 3;
};
const choose = (page, name) => page.locator(`.theme-switch input[value="${name}"]`).check({ force: true });

general('a chosen theme is remembered and is there before anything is painted', async ({ fresh: page }) => {
  await page.addInitScript(() => {
    // The theme when the body first exists: nothing has been painted yet.
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      window.themeAtStart = document.documentElement.dataset.theme ?? 'system';
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await open(page, `#/${PANEL.id}`);
  expect(await page.evaluate(() => window.themeAtStart)).toBe('system');
  for (const [system, name, dark] of [
    ['light', 'dark', true],
    ['dark', 'light', false],
  ]) {
    await page.emulateMedia({ colorScheme: system });
    await choose(page, name);
    await expect.poll(async () => (await brightness(page)) < 128).toBe(dark);
    expect(await page.evaluate((key) => localStorage.getItem(key), THEME_KEY)).toBe(name);
    await page.reload();
    await expect(page.locator('h1')).toBeVisible();
    expect(await page.evaluate(() => window.themeAtStart)).toBe(name);
    expect((await brightness(page)) < 128).toBe(dark);
    await expect(page.locator(`.theme-switch input[value="${name}"]`)).toBeChecked();
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe(name);
  }
});

general('without a choice the page follows the system', async ({ fresh: page }) => {
  await open(page, '');
  await expect(page.locator('.theme-switch input[value="system"]')).toBeChecked();
  for (const [system, dark] of [
    ['dark', true],
    ['light', false],
  ]) {
    await page.emulateMedia({ colorScheme: system });
    await expect.poll(async () => (await brightness(page)) < 128).toBe(dark);
  }
  await choose(page, 'dark');
  await choose(page, 'system');
  await expect.poll(async () => (await brightness(page)) < 128).toBe(false);
  await page.reload();
  await expect(page.locator('.theme-switch input[value="system"]')).toBeChecked();
  expect(await page.evaluate((key) => localStorage.getItem(key), THEME_KEY)).toBe(null);
});

general('a stored theme that means nothing does no harm', async ({ fresh: page }) => {
  await page.addInitScript((key) => localStorage.setItem(key, '"><b>x'), THEME_KEY);
  await open(page, `#/${PANEL.id}`);
  await expect(page.locator('.theme-switch input[value="system"]')).toBeChecked();
});

general('the page works where storage is closed', async ({ fresh: page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('closed', 'SecurityError');
      },
    });
  });
  await open(page, `#/${PANEL.id}`);
  await expectReading(page, read(`#/${PANEL.id}`));
  await choose(page, 'dark');
  await expect.poll(async () => (await brightness(page)) < 128).toBe(true);
});

/** What moves although the reader asked for less motion. */
const moving = (page) =>
  page.evaluate(() => {
    const longest = (text) => Math.max(...text.split(',').map((part) => parseFloat(part)));
    return [...document.querySelectorAll('*')]
      .filter((element) => {
        const style = getComputedStyle(element);
        const animated = style.animationName !== 'none' && longest(style.animationDuration) > 0.02;
        return animated || longest(style.transitionDuration) > 0.02 || style.scrollBehavior === 'smooth';
      })
      .map((element) => element.outerHTML.slice(0, 80));
  });

general('nothing moves for a reader who asked for less motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, '');
  expect(await moving(page)).toEqual([]);
});

for (const panel of TESTED) {
  test(`${panel.id}: nothing moves for who asked for less motion; on paper without the buttons`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, `#/${panel.id}`);
    expect(await moving(page)).toEqual([]);
    await choose(page, 'dark');
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.figure-area')).toBeVisible();
    expect((await page.locator('.figure-area').boundingBox()).height).toBeGreaterThan(100);
    for (const seen of ['h1', '.sentence', '.formula-block', '[data-readout]', '[data-check]']) {
      await expect(page.locator(seen).first()).toBeVisible();
    }
    for (const gone of ['.masthead', '.toolbar', '.skip', '.controls .slider', '.neighbours', 'summary']) {
      for (const element of await page.locator(gone).all()) await expect(element).toBeHidden();
    }
    // Paper is white, whatever the screen was.
    expect(await brightness(page)).toBe(255);
    const ink = await page.locator('.sentence').evaluate((e) => getComputedStyle(e).color);
    expect(
      ink
        .match(/\d+/g)
        .slice(0, 3)
        .map(Number)
        .every((part) => part < 60),
    ).toBe(true);
    await openFolds(page);
    if ((await read(`#/${panel.id}`)).numpy !== '') await expect(page.locator('.program')).toBeVisible();
    const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g).length;
    expect(pages).toBeLessThan(13);
  });
}
