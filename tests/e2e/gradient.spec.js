// What only `gradient` has: contours with a point and a direction, a surface that turns.
import { drag, expect, expectAddressOf, expectReading, hashOf, numbers, open, preset, read, test } from './support.js';

const ID = '#/gradient';

test('the point is dragged, and the contours stay where they are', async ({ page }) => {
  await open(page, ID);
  const field = page.locator('.contours-field > canvas');
  const picture = () => field.evaluate((canvas) => canvas.toDataURL());
  await expect.poll(async () => (await picture()).length).toBeGreaterThan(5000);
  const before = await picture();
  const handle = page.locator('[data-handle="at"]');
  await drag(page, handle, -80, 40);
  const hash = await expectAddressOf(page, ID);
  const [x, y] = /at=([^&]*)/.exec(hash)[1].split(',').map(Number);
  expect(x).toBeLessThan(0.9);
  expect(y).toBeLessThan(0.7);
  expect(await picture()).toBe(before);
  await handle.press('ArrowUp');
  await expectAddressOf(page, hash);
  await expect(handle).toBeFocused();
});

test('the direction turns by its arrow, by the curve of slopes, by slider and by fields', async ({ page }) => {
  await open(page, ID);
  await drag(page, page.locator('[data-handle="direction"]'), -60, -120);
  const first = await expectAddressOf(page, ID);
  expect(first).toContain('direction=');
  await page.locator('[data-handle="angle"]').press('ArrowRight');
  const second = await expectAddressOf(page, first);
  await page.locator('[data-slider="angle"]').fill('750');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?direction=0,1`);
  const field = page.locator('[data-control="direction[1]"]');
  await field.fill('0');
  await expect(page.locator('.controls .problem').filter({ hasText: 'has no direction' })).toHaveCount(1);
  expect(await hashOf(page), 'the state is kept').toBe(`${ID}?direction=0,1`);
  expect(second).not.toBe(first);
});

test('uphill the slope is the length of the gradient, along the level set 0, downhill its opposite', async ({ page }) => {
  await open(page, ID);
  const { norm } = await numbers(page);
  const directional = async () => (await numbers(page)).directional;
  await preset(page, 'uphill');
  await expect.poll(directional).toBeCloseTo(norm, 6);
  await preset(page, 'level');
  await expect.poll(directional).toBeLessThan(1e-3 * norm);
  await preset(page, 'downhill');
  await expect.poll(directional).toBeCloseTo(-norm, 6);
  await expect(page.locator('[data-angle]')).toContainText('90°');
});

test('the surface turns by drag, keys and buttons, and comes back', async ({ page }) => {
  await open(page, ID);
  const relief = page.locator('.relief');
  await relief.scrollIntoViewIfNeeded();
  const said = page.locator('.relief-line .quiet');
  const first = await said.textContent();
  await drag(page, relief, 90, 30);
  await expect(said).not.toHaveText(first);
  const turned = await said.textContent();
  await relief.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(said).not.toHaveText(turned);
  await page.keyboard.press('Home');
  await expect(said).toHaveText(first);
  await page.locator('[data-turn="higher"]').click();
  await expect(said).not.toHaveText(first);
  expect(await hashOf(page), 'looking changes no state').toBe(ID);
});

test('a formula is typed, its fault marked, and an example picked', async ({ page }) => {
  await open(page, ID);
  const field = page.locator('[data-expression="f"]');
  await field.fill('x^2 y - 3x');
  await expectReading(page, read(await expectAddressOf(page, ID)));
  await field.fill('x^2 + z');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('.expression-mark pre')).toHaveText(`${' '.repeat(6)}^`, { useInnerText: true });
  await page.locator('[data-example="x^2 - y^2"]').click();
  await expect(field).toHaveAttribute('aria-invalid', 'false');
  await expect(page.locator('main')).toContainText('like a saddle');
});

test('where no gradient exists it is said', async ({ page }) => {
  for (const [f, at] of [['|x| + |y|', '0,1'], ['max(x, y)', '2,2'], ['log(x)', '-1,0'], ['1/x', '0,0'], ['sqrt(x)', '0,1']]) {
    await open(page, `${ID}?f=${encodeURIComponent(f)}&at=${at}`);
    await expect(page.locator('#sentence')).toContainText('no gradient exists');
    await expect(page.locator('[data-angle]')).toContainText('No gradient exists');
  }
});

test('the window can be narrowed and widened, and follows the point', async ({ page }) => {
  await open(page, ID);
  const ticks = () => page.locator('.contours .plane-tick').allTextContents();
  const before = await ticks();
  await page.locator('[data-zoom="in"]').click();
  await expect.poll(ticks).not.toEqual(before);
  await page.locator('[data-zoom="first"]').click();
  await expect.poll(ticks).toEqual(before);
  await page.locator('[data-control="at[0]"]').fill('40');
  await expect.poll(async () => (await ticks()).join()).toContain('40');
});

test('a direction of no length is refused by name', async ({ page }) => {
  await open(page, `${ID}?direction=0,0&at=1,2`);
  await expect(page.locator('[data-notice="direction"]')).toContainText('no direction');
  await expect(page.locator('[data-control="at[1]"]')).toHaveValue('2');
});
