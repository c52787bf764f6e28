// What only `step-sizes` has: the learning rate dragged among the distances, two sums, many runs.
import { drag, expect, expectAddressOf, expectOwnReading, hashOf, numbers, open, preset, test } from './support.js';

const ID = '#/step-sizes';

test('opens on the running mean: both conditions hold, and E θ² is 1/T', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect(now['mean-square']).toBeCloseTo(1e-4, 12);
  expect(now.sum).toBeCloseTo(9.787606036044382, 9);
  expect([now['sum-diverges'], now['squares-converge']]).toEqual([1, 1]);
  expect(Math.abs(now.z)).toBeLessThan(5);
  await expect(page.locator('[data-readout="distance"]')).toHaveAttribute('data-sampled', '');
});

test('both ends of the learning rate are dragged, and the theorem answers', async ({ page }) => {
  await open(page, ID);
  await drag(page, 'exponent', 0, -60);
  await expect.poll(async () => (await numbers(page))['mean-square']).toBeGreaterThan(2e-4);
  const exponent = Number(/exponent=([^&]*)/.exec(await expectAddressOf(page, ID))[1]);
  expect(exponent).toBeLessThan(1);
  expect((await numbers(page))['squares-converge']).toBe(exponent > 0.5 ? 1 : 0);
  await drag(page, 'scale', 0, 30);
  await expect.poll(() => hashOf(page)).toContain('scale=');
  await expectOwnReading(page);
});

test('without noise 1/(t + 1)² stops halfway, and says so', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'halfway');
  await expect.poll(async () => (await numbers(page)).remaining).toBeCloseTo(10002 / 20002, 9);
  expect((await numbers(page))['sum-diverges']).toBe(0);
  await expect(page.locator('#sentence')).toContainText('stops halfway');
});

test('where every step is made, the picture comes to 400 runs, and the numbers stay', async ({ page }) => {
  await open(page, ID);
  const runs = page.locator('[data-runs]');
  await expect(runs).toHaveAttribute('data-runs', '400');
  await preset(page, 'corner');
  await expect.poll(() => hashOf(page)).toContain('absolute');
  await expect(runs).toHaveAttribute('data-runs', '400', { timeout: 20_000 });
  await expect(runs).toContainText('400 runs');
  await expect(page.locator('#sentence')).toContainText('the first 50 of the picture’s 400 runs of |θ|');
  await expectOwnReading(page);
});

test('a constant learning rate above 2 explodes without an error', async ({ page }) => {
  await open(page, `${ID}?scale=3&exponent=0`);
  const now = await numbers(page);
  expect([now['mean-square'], now.distance]).toEqual([Infinity, Infinity]);
  await expect(page.locator('[data-check="recursion"]')).toHaveAttribute('data-status', 'holds');
});
