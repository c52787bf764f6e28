// Fingers: a swipe up or down scrolls, also where it begins on something that is dragged.
import { expect, general, hashOf, open } from './support.js';

general('on a bar a finger scrolls up and down, and drags sideways or after a hold', async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const touch = (type, x, y) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  // The page's clock stands still under the finger: however busy the machine is, a finger rests for as
  // long as the test says.
  await page.clock.install();
  /** A finger that comes down on the first bar, rests, goes through steps, and is lifted. */
  const finger = async (steps, rest = 0) => {
    const bar = page.locator('.controls [data-bar]').first();
    await bar.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await bar.boundingBox();
    const [left, top] = [x + width / 2, y + height / 2];
    // Ahead of the present, which goes on until the page hears of it.
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000);
    await touch('touchStart', left, top);
    if (rest > 0) await page.clock.runFor(rest);
    for (const [dx, dy] of steps) await touch('touchMove', left + dx, top + dy);
    await touch('touchEnd', left, top);
    await page.clock.resume();
  };
  const scrolled = () => page.evaluate(() => scrollY + document.querySelector('.figure-area > .controls').scrollTop);
  const up = [5, 15, 30, 45, 60, 75].map((d) => [0, -d]);

  await open(page, '#/softmax-jacobian');
  const hash = await hashOf(page);
  const before = await scrolled();
  await finger(up);
  await expect.poll(scrolled).not.toBe(before);
  expect(await hashOf(page)).toBe(hash);

  const still = await scrolled();
  await finger([[5, 0], [12, 0], [14, -5], [14, -25]]);
  await expect.poll(() => hashOf(page)).not.toBe(hash);
  const dragged = await hashOf(page);
  await finger([[0, 5], [0, 15], [0, 30]], 450);
  await expect.poll(() => hashOf(page)).not.toBe(dragged);
  expect(Math.abs((await scrolled()) - still)).toBeLessThan(40);

  // A tap sets the bar where it is tapped.
  const held = await hashOf(page);
  await finger([]);
  await expect.poll(() => hashOf(page)).not.toBe(held);
  await context.close();
});
