// What only `distributions` has: parameters dragged on the density, an area, samples drawn by steps.
import { drag, expect, expectAddressOf, expectOwnReading, hashOf, numbers, open, preset, test } from './support.js';

const ID = '#/distributions';

test('opens on an exponential variable of rate 1 with a hundred draws', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect([now.mean, now.variance, now['standard-error']]).toEqual([1, 1, 0.1]);
  expect(now.cumulative).toBeCloseTo(1 - Math.exp(-1), 12);
  expect(now.z).toBeCloseTo((now['sample-mean'] - 1) / 0.1, 9);
  await expect(page.locator('[data-readout="sample-mean"]')).toHaveAttribute('data-sampled', '');
});

test('x and the parameters are dragged on the density, and x draws nothing anew', async ({ page }) => {
  await open(page, `${ID}?family=normal`);
  const before = await numbers(page);
  await drag(page, 'x', -60);
  await expect.poll(async () => (await numbers(page)).cumulative).toBeLessThan(before.cumulative);
  expect((await numbers(page))['sample-mean']).toBe(before['sample-mean']);
  await drag(page, 'sigma', 40);
  await expect.poll(async () => (await numbers(page)).variance).toBeGreaterThan(1);
  const sigma = Number(/sigma=([^&]*)/.exec(await expectAddressOf(page, ID))[1]);
  const now = await numbers(page);
  expect(now.variance).toBeCloseTo(sigma * sigma, 12);
  // The same draws, stretched.
  expect(now['sample-mean']).toBeCloseTo(sigma * before['sample-mean'], 12);
});

test('the bars of a categorical distribution are dragged, and the others keep their proportions', async ({ page }) => {
  await open(page, `${ID}?family=categorical&weights=1,1,2`);
  await drag(page, 'bar-2', 0, -30);
  const hash = await expectAddressOf(page, `${ID}?family=categorical&weights=1,1,2`);
  const weights = /weights=([^&]*)/.exec(hash)[1].split(',').map(Number);
  expect(weights[0]).toBeCloseTo(weights[1], 9);
  expect(weights[2]).toBeGreaterThan(0.5);
  expect((await numbers(page)).mean).toBeCloseTo(weights[1] + 2 * weights[2], 9);
});

test('many samples are drawn by steps, which are no part of the address', async ({ page }) => {
  await open(page, ID);
  const counted = page.locator('[data-counted]');
  await page.locator('[data-means="100"]').click();
  await expect(counted).toContainText('of 100 within');
  await page.locator('[data-means="1"]').click();
  await expect(counted).toContainText('of 101 within');
  expect(await hashOf(page)).toBe(ID);
  await page.locator('[data-next="seed"]').click();
  await expect(counted).toContainText('draw samples');
});

test('a Cauchy variable has no mean, and says why', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'no-mean');
  await expect.poll(async () => (await numbers(page)).mean).toBeNaN();
  await expect(page.locator('[data-check="mean"]')).toHaveAttribute('data-status', 'undecided');
  await expect(page.locator('[data-check="cumulative"]')).toHaveAttribute('data-status', 'holds');
  await expect(page.locator('#sentence')).toContainText('no mean');
  await page.locator('[data-means="10"]').click();
  await expect(page.locator('[data-counted]')).toContainText('of 10 between');
  await expectOwnReading(page);
});
