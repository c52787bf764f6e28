// What only `sgd-noise` has: the batch size dragged in both pictures, and variances that follow from it.
import { drag, expect, expectAddressOf, numbers, open, overlaps, preset, test } from './support.js';

const ID = '#/sgd-noise';

test('opens on σ²/B, with measured variances beside it', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  for (let power = 0; power < 10; power += 1) {
    expect(now[`exact-variance[${power}]`] * 2 ** power).toBeCloseTo(now.trace, 12);
    const off = now[`variance[${power}]`] - now[`exact-variance[${power}]`];
    expect(Math.abs(off)).toBeLessThan(5 * now[`standard-error[${power}]`]);
  }
  expect(now['exact-slope']).toBeCloseTo(-1, 12);
  await expect(page.locator('[data-readout="slope"]')).toHaveAttribute('data-sampled', '');
});

test('B is dragged in the cloud and on the line, and the variance answers', async ({ page }) => {
  await open(page, ID);
  const before = await numbers(page);
  await drag(page, 'cloud', 25);
  await expect.poll(async () => (await numbers(page))['batch-variance']).toBeGreaterThan(before['batch-variance']);
  const first = await expectAddressOf(page, ID);
  const batch = Number(/batch=(\d+)/.exec(first)[1]);
  expect(batch).toBeLessThan(16);
  expect((await numbers(page))['batch-variance'] * batch).toBeCloseTo(before.trace, 12);
  await drag(page, 'batch', 90);
  // 16, the default, isn't in an address.
  const second = /batch=(\d+)/.exec(await expectAddressOf(page, first))?.[1] ?? 16;
  expect(Number(second)).toBeGreaterThan(batch + 1);
});

test('without replacement a batch of all examples has no variance', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'all');
  await expect.poll(async () => (await numbers(page))['batch-variance']).toBe(0);
  const now = await numbers(page);
  expect([now['exact-variance[9]'], now['variance[9]'], now['batch-measured']]).toEqual([0, 0, 0]);
  expect(now['exact-slope']).toBeLessThan(-1);
  await expect(page.locator('[data-check="finite-population"]')).toHaveAttribute('data-status', 'holds');
});

test('the trained network has a larger noise scale', async ({ page }) => {
  await open(page, ID);
  const fresh = (await numbers(page))['noise-scale'];
  await preset(page, 'trained');
  await expect.poll(async () => (await numbers(page))['noise-scale']).toBeGreaterThan(3 * fresh);
  await expect(page.locator('.main-figure')).toContainText('trained by 400 steps of SGD');
});

test('on a telephone the numbers above the shares lie apart', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, ID);
  const written = page.locator('.rest .bar-value');
  await written.first().scrollIntoViewIfNeeded();
  await expect(written).toHaveCount(8);
  await expect.poll(() => overlaps(written)).toEqual([]);
});
