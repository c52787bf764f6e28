// What is drawn is sharp, is there, and follows size and theme.
import { PANELS, TESTED, expect, general, open, test } from './support.js';

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
        const pixels = new Uint32Array(data.buffer);
        // What stands for the picture: two hashes of all its pixels.
        let [one, other] = [0, pixels.length];
        for (let i = 0; i < pixels.length; i += 1) {
          one = (Math.imul(one, 31) + pixels[i]) | 0;
          other = Math.imul(other ^ pixels[i], 0x01000193);
          if (colours.size < 8) colours.add(pixels[i]);
        }
        return {
          sharp: Math.abs(canvas.width - want[0]) <= 1 && Math.abs(canvas.height - want[1]) <= 1,
          size: [canvas.width, canvas.height, ...want],
          large: box.width >= 100 && box.height >= 80,
          colours: colours.size,
          picture: `${canvas.width}×${canvas.height} ${one} ${other}`,
        };
      }),
  );

const problems = async (page) =>
  (await canvases(page))
    .filter((c) => !c.sharp || !c.large || c.colours < 8)
    .map((c) => `${c.size.join(' ')}, ${c.colours} colours`);

/** A random state may be one whose pictures wait for the worker: it trains and measures for some seconds. */
const settled = (page) => expect.poll(() => problems(page), { timeout: 40_000 }).toEqual([]);
const pictures = async (page) => (await canvases(page)).map((c) => c.picture);

/** How many canvases follow the state. */
const following = (page) => page.locator('main canvas:not([data-pixels], [data-fixed])').count();

/** Opens a panel and counts its canvases; where it has none there is nothing to test. */
async function opened(page, panel) {
  await open(page, `#/${panel.id}`);
  const count = await page.locator('main canvas:not([data-pixels])').count();
  test.skip(count === 0, 'no canvas in this panel');
  await settled(page);
  return count;
}

/** Kept, since what a session overrides ends with it. */
const sessions = new WeakMap();

/** Looks at the page as on a screen of another density: the pixels change, the layout doesn't. */
async function density(page, deviceScaleFactor) {
  const [width, height] = await page.evaluate(() => [innerWidth, innerHeight]);
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  const session = sessions.get(page);
  await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor, mobile: false });
  await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(deviceScaleFactor);
  return session;
}

for (const panel of TESTED) {
  test(`${panel.id}: canvases are sharp at 2 pixels to the pixel, and follow width, theme and state`, async ({
    borrow,
  }) => {
    const page = await borrow({ deviceScaleFactor: 2 });
    const count = await opened(page, panel);
    expect(await page.evaluate(() => devicePixelRatio)).toBe(2);

    const light = await pictures(page);
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
    // Behind the menu where it is narrow.
    await page.locator('[data-action="surprise"]').dispatchEvent('click');
    if ((await following(page)) > 0) await expect.poll(() => changed(before)).toBeGreaterThan(0);
    await settled(page);
  });

  test(`${panel.id}: canvases are sharp at 1 pixel to the pixel, and when the window moves to another screen`, async ({ borrow }) => {
    const page = await borrow({ named: 'moved to another screen' });
    await opened(page, panel);
    expect(await page.evaluate(() => devicePixelRatio)).toBe(1);
    await density(page, 2);
    // A real screen tells the page so; this emulation tells it nothing (no media query, resize or
    // observer answers it), so it is the next drawing that has to be sharp.
    if ((await following(page)) > 0) await page.locator('[data-action="surprise"]').click();
    else await page.locator('.theme-switch input[value="dark"]').check({ force: true });
    await settled(page);
    await page.locator('.theme-switch input[value="system"]').check({ force: true });
    await density(page, 1);
  });

  test(`${panel.id}: canvases are drawn anew at 1.5 pixels to the pixel when a media query alone tells of it`, async ({
    borrow,
  }) => {
    // In a window of its own size the media query answers, as in browsers whose observers know
    // no pixels of the screen.
    const page = await borrow({ viewport: null });
    await opened(page, panel);
    const session = await density(page, 1.5);
    await settled(page);
    await session.send('Emulation.clearDeviceMetricsOverride');
  });
}

general('at least one panel draws on a canvas', async ({ page }) => {
  for (const panel of PANELS) {
    await open(page, `#/${panel.id}`);
    if ((await page.locator('main canvas:not([data-pixels])').count()) > 0) return;
  }
  throw new Error('no panel draws on a canvas');
});
