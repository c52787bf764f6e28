// What is drawn is sharp, is there, and follows size and theme.
import { PANELS, expect, open, test } from './support.js';

/** For each visible canvas (but those with a pixel for each number, which the browser magnifies): its size in real pixels beside the size that it should have, and its colours. */
const canvases = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main canvas:not([data-pixels])')]
      .filter((c) => c.checkVisibility())
      .map((canvas) => {
        const box = canvas.getBoundingClientRect();
        const want = [box.width, box.height].map((x) => x * devicePixelRatio);
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width || 1, canvas.height || 1);
        const colours = new Set();
        for (const pixel of new Uint32Array(data.buffer)) colours.add(pixel);
        return {
          sharp: Math.abs(canvas.width - want[0]) <= 1 && Math.abs(canvas.height - want[1]) <= 1,
          size: [canvas.width, canvas.height, ...want],
          large: box.width >= 100 && box.height >= 80,
          colours: colours.size,
          picture: canvas.toDataURL(),
        };
      }),
  );

const problems = async (page) =>
  (await canvases(page))
    .filter((c) => !c.sharp || !c.large || c.colours < 8)
    .map((c) => `${c.size.join(' ')}, ${c.colours} colours`);

const settled = (page) => expect.poll(() => problems(page)).toEqual([]);
const pictures = async (page) => (await canvases(page)).map((c) => c.picture);

for (const panel of PANELS) {
  for (const ratio of [1, 1.5, 2]) {
    test.describe(`at ${ratio} pixels to the pixel`, () => {
      test.use({ deviceScaleFactor: ratio });

      test(`${panel.id}: canvases are sharp, and follow width, theme and state`, async ({ page }) => {
        await open(page, `#/${panel.id}`);
        const count = await page.locator('main canvas:not([data-pixels])').count();
        test.skip(count === 0, 'no canvas in this panel');
        await settled(page);
        expect(await page.evaluate(() => devicePixelRatio)).toBe(ratio);
        const light = await pictures(page);
        if (ratio !== 2) return;

        await page.locator('.theme-switch input[value="dark"]').check({ force: true });
        const changed = async (before) => {
          const now = await pictures(page);
          const more = Math.max(now.length, before.length);
          // A picture that has come or gone counts as well.
          return [...Array(more).keys()].filter((at) => now[at] !== before[at]).length;
        };
        await expect.poll(() => changed(light)).toBe(count);
        await page.locator('.theme-switch input[value="system"]').check({ force: true });
        await expect.poll(() => pictures(page)).toEqual(light);
        await page.emulateMedia({ colorScheme: 'dark' });
        await expect.poll(() => changed(light)).toBe(count);

        for (const width of [1000, 600, 360]) {
          await page.setViewportSize({ width, height: 800 });
          await settled(page);
        }
        const before = await pictures(page);
        await page.locator('[data-action="surprise"]').click();
        await expect.poll(() => changed(before)).toBeGreaterThan(0);
        await settled(page);
      });
    });
  }

  test(`${panel.id}: canvases stay sharp when the window moves to another screen`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    test.skip((await page.locator('main canvas:not([data-pixels])').count()) === 0, 'no canvas in this panel');
    await settled(page);
    // As on a screen of another density: the pixels change, the layout doesn't.
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setDeviceMetricsOverride', {
      width: 1280,
      height: 900,
      deviceScaleFactor: 2,
      mobile: false,
    });
    await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(2);
    // A real screen tells the page so; this emulation tells it nothing (no media query, resize or
    // observer answers it), so it is the next drawing that has to be sharp.
    await page.locator('[data-action="surprise"]').click();
    await settled(page);
  });

  test.describe('told by a media query alone', () => {
    // In a window of its own size the media query answers, as in browsers whose observers know
    // no pixels of the screen.
    test.use({ viewport: null });

    test(`${panel.id}: canvases are drawn anew when the density changes`, async ({ page }) => {
      await open(page, `#/${panel.id}`);
      test.skip((await page.locator('main canvas:not([data-pixels])').count()) === 0, 'no canvas in this panel');
      await settled(page);
      const [width, height] = await page.evaluate(() => [innerWidth, innerHeight]);
      const session = await page.context().newCDPSession(page);
      const metrics = { width, height, deviceScaleFactor: 2, mobile: false };
      await session.send('Emulation.setDeviceMetricsOverride', metrics);
      await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(2);
      await settled(page);
    });
  });
}

test('at least one panel draws on a canvas', async ({ page }) => {
  let count = 0;
  for (const panel of PANELS) {
    await open(page, `#/${panel.id}`);
    count += await page.locator('main canvas:not([data-pixels])').count();
  }
  expect(count).toBeGreaterThan(0);
});
