// What only `derivative` has: a typed function, points to drag on its curve.
import {
  drag,
  expect,
  expectAddressOf,
  expectReading,
  expectRoundedAtRest,
  hashOf,
  numbers,
  open,
  read,
  test,
  unfold,
} from './support.js';

const ID = '#/derivative';

test('a point dragged along the curve takes the numbers with it', async ({ page }) => {
  await open(page, ID);
  const handle = page.locator('[data-handle="x"]');
  await drag(page, handle, -90, 10);
  const hash = await expectAddressOf(page, ID);
  expect(Number(/x=([^&]*)/.exec(hash)[1])).toBeLessThan(0.1);
  await handle.press('ArrowRight');
  await expectAddressOf(page, hash);
  await expect(handle).toBeFocused();
});

test('h shrinks by powers of ten, and the error with it, until rounding', async ({ page }) => {
  await open(page, `${ID}?h=1`);
  const before = await numbers(page);
  for (let i = 0; i < 6; i += 1) await page.locator('[data-shrink="down"]').click();
  await expect.poll(() => hashOf(page)).toBe(`${ID}?h=0.000001`);
  const after = await numbers(page);
  expect(after.error).toBeLessThan(1e-4 * before.error);
  for (let i = 0; i < 8; i += 1) await page.locator('[data-shrink="down"]').click();
  await expect.poll(async () => (await numbers(page)).error).toBeGreaterThan(1e3 * after.error);
});

test('a formula is set as it is typed, and its fault is marked under the character', async ({ page }) => {
  await open(page, ID);
  const field = page.locator('[data-expression="f"]');
  await field.fill('x^3 - 2x');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?f=x%5E3%20-%202x`);
  await expectReading(page, read(`${ID}?f=x%5E3%20-%202x`));
  await expect(page.locator('.expression-set msup')).toHaveCount(1);
  await field.fill('x^3 - 2y');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('.expression-mark pre')).toHaveText(`${' '.repeat(7)}^`, { useInnerText: true });
  await expect(page.locator(`#${await field.getAttribute('aria-describedby')}`)).toContainText('“y”');
  expect(await hashOf(page), 'the state is kept').toBe(`${ID}?f=x%5E3%20-%202x`);
  await unfold(page);
  await page.locator('[data-example="|x|"]').click();
  await expect(field).toHaveAttribute('aria-invalid', 'false');
  await expect(field).toHaveValue('|x|');
});

test('where no derivative exists it is said', async ({ page }) => {
  for (const [f, x] of [['abs(x)', 0], ['relu(x)', 0], ['sqrt(x)', 0], ['log(x)', -1], ['1/x', 0]]) {
    await open(page, `${ID}?f=${encodeURIComponent(f)}&x=${x}`);
    await expect(page.locator('#sentence')).toContainText('no derivative exists');
  }
});

test('a bad formula in the address is named, and the rest is kept', async ({ page }) => {
  await open(page, `${ID}?f=sin(&x=2`);
  const notice = page.locator('[data-notice="f"]');
  await expect(notice).toContainText('sin(');
  await expect(notice).toContainText('formula of x');
  await expect(page.locator('[data-control="x"]')).toHaveValue('2');
});

test('a field is rounded at rest, and whole while the reader is in it', ({ page }) =>
  expectRoundedAtRest(page, '#/derivative?x=0.123456789', 'x'));
