// What only `eigenvectors` has: v to turn until Av lies along it.
import { drag, expect, expectAddressOf, numbers, open, preset, test } from './support.js';

const ID = '#/eigenvectors';

test('v is turned onto an eigenvector, and Av lies along it', async ({ page }) => {
  await open(page, ID);
  expect((await numbers(page)).angle).toBeGreaterThan(1);
  await preset(page, 'eigenvector');
  await expect.poll(async () => (await numbers(page)).angle).toBeLessThan(1e-6);
  await expect(page.locator('#sentence')).toContainText('v lies along an eigenvector');
  await expectAddressOf(page, ID);
});

test('v is dragged round the origin and moved with the arrow keys', async ({ page }) => {
  await open(page, ID);
  const tip = page.locator('.plane-figure [data-handle]');
  await drag(page, tip, -60, -40);
  const hash = await expectAddressOf(page, ID);
  await tip.press('ArrowRight');
  await expectAddressOf(page, hash);
  await expect(tip).toBeFocused();
});

test('complex pairs and defective matrices are said to be what they are', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'turn');
  await expect(page.locator('#sentence')).toContainText('rotation by 30°');
  await preset(page, 'defective');
  await expect(page.locator('#sentence')).toContainText('defective');
});

test('the powers of A applied to v grow by the largest eigenvalue', async ({ page }) => {
  await open(page, `${ID}?a=2,1;1,2&v=1,0`);
  const powers = page.getByRole('region', { name: 'Powers of A applied to v' });
  await expect(powers).toContainText('(2, 1)');
  await expect(powers.locator('tbody tr').last()).toContainText('0°');
  await page.locator('[data-control="size-more"]').click();
  await expect(powers.locator('tbody tr').first()).toContainText('(1, 0, ');
});
