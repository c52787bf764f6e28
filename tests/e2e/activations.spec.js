// What only `activations` has: a unit to drag on, and a deep network whose gradient is drawn.
import { drag, expect, expectAddressOf, hashOf, numbers, open, preset, test, unfold } from './support.js';

const ID = '#/activations';

test('the point dragged along the curve takes value and slope with it', async ({ page }) => {
  await open(page, `${ID}?activation=tanh`);
  const handle = page.locator('[data-handle="x"]');
  await drag(page, handle, -60, 0);
  const hash = await expectAddressOf(page, `${ID}?activation=tanh`);
  expect(Number(/x=([^&]*)/.exec(hash)[1])).toBeLessThan(2.2);
  await handle.press('ArrowLeft');
  await expectAddressOf(page, hash);
  await expect(handle).toBeFocused();
});

test('a gradient vanishes through sigmoids, and residual connections let it through', async ({ page }) => {
  await open(page, ID);
  const relu = (await numbers(page))['gradient-norms[0]'];
  expect(relu).toBeGreaterThan(0.05);
  await page.locator('[data-control="activation"]').selectOption('sigmoid');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?activation=sigmoid`);
  await expect.poll(async () => (await numbers(page))['gradient-norms[0]']).toBeLessThan(1e-8);
  await expect(page.locator('#sentence')).toContainText('it vanishes');
  await page.locator('[data-control="residual"]').click();
  await expect.poll(async () => (await numbers(page))['gradient-norms[0]']).toBeGreaterThan(0.1);
});

test('the claim about ReLU depends on the gain', async ({ page }) => {
  await open(page, ID);
  await expect(page.locator('[data-claim]')).toContainText('because of the weights');
  await preset(page, 'gain-one');
  await expect(page.locator('[data-claim]')).toContainText('doesn’t hold here');
  await unfold(page);
  await page.locator('[data-action="he"]').click();
  await expect(page.locator('[data-claim]')).toContainText('because of the weights');
});

test('the gradients of all six are drawn once things stand still', async ({ page }) => {
  await open(page, ID);
  const chart = page.getByRole('img', { name: /length of the gradient at each layer/ });
  await expect(chart).toBeVisible();
  await page.locator('[data-slider="depth"]').focus();
  await page.keyboard.press('ArrowRight');
  await expectAddressOf(page, ID);
  await expect(page.locator('[data-readout="gradient-norms[24]"]')).toHaveCount(1);
});
