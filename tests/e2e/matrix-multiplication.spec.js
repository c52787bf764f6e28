// What only `matrix-multiplication` has: a plane that moves, tips to drag, shapes that fit or don't.
import {
  expect,
  expectAddressOf,
  expectReading,
  expectRoundedAtRest,
  hashOf,
  numbers,
  open,
  read,
  test,
} from './support.js';

const ID = '#/matrix-multiplication';

test('the tip of a column of W is dragged, and W follows', async ({ page }) => {
  await open(page, ID);
  // Before any map only x can be dragged; after W its columns can.
  await page.locator('[data-station="1"]').click();
  const tips = page.locator('.plane-figure [data-handle]:not([data-handle="x"])');
  await expect.poll(() => tips.count()).toBeGreaterThan(1);
  const before = await numbers(page);
  const tip = tips.first();
  await tip.focus();
  await tip.press('ArrowUp');
  await expectAddressOf(page, ID);
  expect((await numbers(page)).determinant).not.toBe(before.determinant);
});

test('the plane goes its way under W and then under W₂ by keyboard', async ({ page }) => {
  await open(page, ID);
  const caption = page.locator('.plane-figure figcaption');
  const texts = new Set();
  for (const station of [0, 1, 2]) {
    const button = page.locator(`[data-station="${station}"]`);
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(button).toHaveAttribute('aria-pressed', 'true');
    texts.add(await caption.textContent());
  }
  expect(texts.size).toBe(3);
  expect(await hashOf(page), 'time is only looked at').toBe(ID);
});

test('a projection flattens, a mirror turns over, and 4×4 is shown in numbers', async ({ page }) => {
  await open(page, `${ID}?w=1,0;0,0`);
  expect((await numbers(page)).determinant).toBe(0);
  await expect(page.locator('#sentence')).toContainText(/line|flat/i);
  await open(page, `${ID}?w=0,1;1,0`);
  expect((await numbers(page)).determinant).toBe(-1);
  await page.locator('[data-control="size-more"]').click();
  await page.locator('[data-control="size-more"]').click();
  await expect(page.locator('.plane-figure')).toHaveCount(0);
  const hash = await expectAddressOf(page, `${ID}?w=0,1;1,0`);
  await expectReading(page, read(hash));
  await expect(page.locator('.products .shape').first()).toHaveText('4 × 4');
});

test('an entry shows its row times its column', async ({ page }) => {
  await open(page, `${ID}?w=1,2;3,4&x=5,6`);
  await page.locator('.products .result .heat [role="gridcell"]').nth(1).hover();
  await expect(page.locator('.products .arithmetic').first()).toContainText('39');
});

test('which shapes fit is said in words', async ({ page }) => {
  await open(page, ID);
  const status = page.locator('.shapes [role="status"]');
  await expect(status).toContainText('2×4');
  await page.getByRole('button', { name: 'More: columns of the left' }).click();
  await expect(status).toHaveClass(/misfit/);
  await expect(status).toContainText(/4.*3|3.*4/);
});

test('a field of a matrix is rounded at rest, and whole while the reader is in it', ({ page }) =>
  expectRoundedAtRest(page, '#/matrix-multiplication?w=0.123456789,1;0,1', 'w[0][0]'));
