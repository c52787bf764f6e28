// What only `rlhf-kl` has: a point to drag along the frontier that β traces, and a reward that misleads.
import { drag, expect, expectAddressOf, expectReading, hashOf, numbers, open, preset, read, test } from './support.js';

const ID = '#/rlhf-kl';

test('opens where the reward has risen and the true reward has turned', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect(now['expected-reward']).toBeCloseTo(1.69, 2);
  expect(now['expected-truth']).toBeCloseTo(0.656, 3);
  expect(now.kl).toBeCloseTo(0.536, 3);
  await expect(page.locator('#sentence')).toContainText('largest, 0.8');
});

test('the point is dragged along the frontier, and β follows', async ({ page }) => {
  await open(page, ID);
  const handle = page.locator('[data-handle="beta"]');
  await drag(page, handle, 60, -60);
  const hash = await expectAddressOf(page, ID);
  const beta = Number(/beta=([^&]*)/.exec(hash)[1]);
  expect(beta).toBeLessThan(1);
  const now = await numbers(page);
  expect(now['expected-reward']).toBeGreaterThan(1.69);
  expect(now['expected-truth']).toBeLessThan(0.656);
  expect(now.objective).toBeCloseTo(beta * now['log-partition'], 12);
  // An arrow key goes back towards πref.
  await handle.press('ArrowLeft');
  await expect.poll(async () => (await numbers(page)).kl).toBeLessThan(now.kl);
  await expect(handle).toBeFocused();
});

test('equally good answers share by πref, and an impossible one stays so', async ({ page }) => {
  const hash = `${ID}?reference=0.2,0.6,0.2,0&reward=3,3,1,9&truth=0,0,0,0&beta=0.001`;
  await open(page, hash);
  await expectReading(page, read(hash));
  const now = await numbers(page);
  expect(now['optimum[0]']).toBeCloseTo(0.25, 12);
  expect(now['optimum[1]']).toBeCloseTo(0.75, 12);
  expect([now['optimum[2]'], now['optimum[3]']]).toEqual([0, 0]);
  expect(now.kl).toBeCloseTo(-Math.log(0.8), 12);
  expect(now['implied-reward[3]']).toBeNaN();
  expect(await page.locator('[data-check]:not([data-status="holds"])').count()).toBe(0);
});

test('β = 0 is refused, and with the true reward as reward nothing turns', async ({ page }) => {
  await open(page, `${ID}?beta=0`);
  await expect(page.locator('[data-notice="beta"]')).toBeVisible();
  await preset(page, 'right');
  await expect.poll(() => hashOf(page)).toContain('reward=');
  await expect(page.locator('#sentence')).toContainText('The smaller β, the larger the true reward');
});
