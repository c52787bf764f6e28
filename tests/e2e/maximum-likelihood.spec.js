// What only `maximum-likelihood` has: θ on its curve, data to drag or type, and what has no estimate.
import { drag, expect, expectAddressOf, expectReading, hashOf, numbers, open, preset, read, test } from './support.js';

const ID = '#/maximum-likelihood';

test('θ is dragged to the peak of seven ones in ten', async ({ page }) => {
  await open(page, ID);
  const before = await numbers(page);
  expect(before['log-likelihood']).toBeCloseTo(10 * Math.log(0.5), 12);
  expect(before.kl).toBeCloseTo(0.0823, 4);
  const handle = page.locator('[data-handle="theta"]');
  await drag(page, handle, 40, 0);
  await expectAddressOf(page, ID);
  expect((await numbers(page))['log-likelihood']).toBeGreaterThan(before['log-likelihood']);
  await preset(page, 'estimate');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?theta=0.7`);
  const there = await numbers(page);
  expect(there.likelihood).toBeCloseTo(0.7 ** 7 * 0.3 ** 3, 14);
  expect([there.kl, there['negative-log-likelihood'] - there.entropy]).toEqual([0, expect.closeTo(0, 14)]);
});

test('a datum moves by key and by text, and text that is none is said', async ({ page }) => {
  await open(page, ID);
  const datum = page.locator('[data-handle="datum-9"]');
  await datum.press('ArrowRight');
  await expect.poll(async () => (await numbers(page))['estimate[0]']).toBe(0.8);
  await expect(datum).toBeFocused();
  const field = page.locator('[data-list="data"]');
  await expect(field).toHaveValue('1, 1, 1, 1, 1, 1, 1, 0, 0, 1');
  await field.fill('1 0 1 1');
  await expect.poll(async () => (await numbers(page))['estimate[0]']).toBe(0.75);
  await field.fill('1, 2');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.fill('');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?data=`);
  await expectReading(page, read(`${ID}?data=`));
  expect((await numbers(page)).likelihood).toBe(1);
  await expect(page.locator('#sentence')).toContainText('no estimate');
});

test('borders and unbounded likelihoods are said, not computed', async ({ page }) => {
  await open(page, `${ID}?data=1,1,1,1`);
  expect((await numbers(page))['estimate[0]']).toBe(1);
  await expect(page.locator('[data-check="gradient-zero-at-estimate"]')).toHaveAttribute('data-status', 'undecided');
  await expect(page.locator('#sentence')).toContainText('border');
  await preset(page, 'zero');
  await expect.poll(async () => (await numbers(page))['negative-log-likelihood']).toBe(Infinity);
  await preset(page, 'equal');
  await expect.poll(async () => (await numbers(page))['estimate[1]']).toBe(NaN);
  await expect(page.locator('#sentence')).toContainText('without bound');
  await preset(page, 'many');
  await expect.poll(async () => (await numbers(page)).likelihood).toBe(0);
  expect((await numbers(page))['log-likelihood']).toBeCloseTo(2000 * Math.log(0.5), 9);
});

test('another family brings parameters of its own, also in an address', async ({ page }) => {
  await open(page, ID);
  await page.locator('select[data-control="family"]').selectOption('normal');
  const hash = await expectAddressOf(page, ID);
  expect(hash).not.toContain('theta');
  await expect(page.locator('[data-control="theta[1]"]')).toHaveValue('1');
  await expect(page.locator('[data-loss]')).toContainText('no density');
  await open(page, `${ID}?family=poisson&theta=-1`);
  await expect(page.locator('[data-notice="theta"]')).toContainText('the rate λ');
  await expect(page.locator('[data-control="theta[0]"]')).toHaveValue('1');
});
