// What only `chain-rule` has: three typed functions, a walk forwards and back, links to send on.
import { drag, expect, expectAddressOf, expectReading, hashOf, numbers, open, preset, read, test } from './support.js';

const ID = '#/chain-rule';

test('the walk goes forwards and back, by button, key and address', async ({ page }) => {
  await open(page, `${ID}?step=1`);
  const seen = (name) => page.locator(`[data-node="${name}"] .tint-gradient`);
  await expect(page.locator('[data-node="w"]')).toHaveClass(/here/);
  await expect(page.locator('[data-node="h"] .tint-model')).toBeHidden();
  const next = page.locator('.figure-area [data-step="next"]');
  for (let i = 0; i < 3; i += 1) await next.click();
  await expect(page.locator('[data-node="L"]')).toHaveClass(/here/);
  await expect(seen('L')).toBeHidden();
  await next.click();
  await expect(seen('L')).toBeVisible();
  await expect.poll(() => hashOf(page)).toBe(`${ID}?step=5`);
  await page.locator('.figure-area .step-dot').nth(4).press('End');
  await expect(seen('w')).toBeVisible();
  await expect(page.locator('[data-node="w"]')).toHaveClass(/here/);
  await expect.poll(() => hashOf(page)).toBe(`${ID}?step=8`);
});

test('w and its nudge are dragged along the curve, and moved with keys', async ({ page }) => {
  await open(page, ID);
  const handle = page.locator('[data-handle="w"]');
  await drag(page, handle, -60, 10);
  const hash = await expectAddressOf(page, ID);
  const w = Number(/w=([^&]*)/.exec(hash)[1]);
  expect(w).toBeLessThan(1.4);
  await page.locator('[data-handle="nudge"]').press('ArrowRight');
  await expect.poll(() => hashOf(page)).toContain('nudge=');
});

test('each function is typed, set, and refused at the character at fault', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-expression="outer"]').fill('x^3 - 2x');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?outer=x%5E3%20-%202x`);
  await expectReading(page, read(`${ID}?outer=x%5E3%20-%202x`));
  const inner = page.locator('[data-expression="inner"]');
  await inner.fill('x + y');
  await expect(inner).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#inner-problem')).toContainText('“y”');
  await page.locator('[data-example="exp(x)"]').first().click();
  await expect(inner).toHaveValue('exp(x)');
});

test('a link without a derivative is said so', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'corner');
  await expect(page.locator('#sentence')).toContainText('no derivative');
  await expect(page.locator('[data-says="g"]')).toContainText('corner');
  await expect(page.locator('[data-check]')).toHaveAttribute('data-status', 'undecided');
  await expect(page.locator('.check-reason')).toContainText('corner');
});

test('each link opens as a derivative, at its point and with its slope', async ({ page }) => {
  await open(page, ID);
  const before = await numbers(page);
  const links = page.locator('[data-send="derivative"]');
  await expect(links).toHaveCount(4);
  for (const [i, name] of [[0, 'dh'], [1, 'dg'], [2, 'df'], [3, 'product']]) {
    await open(page, ID);
    await links.nth(i).click();
    await expect(page.locator('[data-panel="derivative"]')).toBeVisible();
    const { derivative } = await numbers(page);
    expect(Math.abs(derivative - before[name])).toBeLessThan(1e-12);
    expect(await page.locator('[data-notice]').count()).toBe(0);
  }
});
