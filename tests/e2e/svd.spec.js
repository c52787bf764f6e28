// What only `svd` has: pictures, a matrix to paste, and the errors on two scales.
import { expect, expectAddressOf, hashOf, numbers, open, test, unfold } from './support.js';

const ID = '#/svd';

test('a table is pasted, refused where it can’t be used, and typed into', async ({ page }) => {
  await open(page, ID);
  await unfold(page);
  const area = page.getByLabel('A matrix to paste');
  const use = page.locator('[data-action="use-matrix"]');
  await area.fill('1 2\n3 x');
  await use.click();
  await expect(page.locator('.problem').filter({ hasText: '“x” is not a number' })).toHaveCount(1);
  expect(await hashOf(page)).toBe(ID);
  await area.fill('np.array([[3., 0.], [0., 4.], [0., 0.]])');
  await use.click();
  const hash = await expectAddressOf(page, ID);
  const seen = await numbers(page);
  expect([seen['singular-values[0]'], seen['singular-values[1]']]).toEqual([4, 3]);
  const entry = page.locator('[data-control="a[2][0]"]');
  await entry.fill('12');
  await expectAddressOf(page, hash);
});

test('64×64 numbers are taken, and 65 are one too many', async ({ page }) => {
  test.slow();
  const table = (n) =>
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => ((i * j + 3 * i + j) % 17) - 8).join('\t'),
    ).join('\n');
  await open(page, ID);
  await unfold(page);
  const area = page.getByLabel('A matrix to paste');
  await area.fill(table(65));
  await page.locator('[data-action="use-matrix"]').click();
  await expect(page.locator('.problem').filter({ hasText: '65×65' })).toHaveCount(1);
  await area.fill(table(64));
  await page.locator('[data-action="use-matrix"]').click();
  await expect.poll(() => hashOf(page)).toContain('a=');
  const hash = await expectAddressOf(page, ID);
  await page.locator('[data-slider="rank"]').focus();
  await page.keyboard.press('ArrowRight');
  await expectAddressOf(page, hash);
});

test('both errors are the tail of the spectrum, on either scale', async ({ page }) => {
  await open(page, `${ID}?a=3,0,0;0,2,0;0,0,1&rank=1`);
  const seen = await numbers(page);
  expect(seen['error-spectral']).toBeCloseTo(2, 12);
  expect(seen['error-frobenius']).toBeCloseTo(Math.sqrt(5), 12);
  const scale = page.locator('[data-action="scale"]');
  await expect(scale).toHaveAttribute('aria-pressed', 'false');
  await scale.click();
  await expect(scale).toHaveAttribute('aria-pressed', 'true');
  await expect(scale).toHaveText('linear scale');
});

test('pictures keep the rank and show what is missing', async ({ page }) => {
  await open(page, ID);
  for (const picture of ['noise', 'gradient']) {
    const button = page.locator(`[data-image="${picture}"]`);
    if ((await button.count()) === 0) continue;
    const before = await hashOf(page);
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', 'true');
    await expectAddressOf(page, before);
  }
  await expect(page.locator('.pictures canvas')).toHaveCount(3);
});
