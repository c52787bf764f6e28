// What only `sampling` has: the cut on the cumulative curve, the order of the stages, the model's words.
import { expect, expectAddressOf, open, preset, readouts, test } from './support.js';

const ID = '#/sampling';
const numbers = async (page) =>
  Object.fromEntries((await readouts(page)).map(([name, value]) => [name, Number(value)]));
const kept = async (page) =>
  Object.entries(await numbers(page)).filter(([name, value]) => name.startsWith('kept[') && value === 1).length;

test('opens on a nucleus of four: the token that crosses p is kept', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect(await kept(page)).toBe(4);
  expect(now['kept-mass']).toBeCloseTo(0.885, 4);
  expect(now['tempered-entropy']).toBeCloseTo(1.5959, 4);
  expect(now.entropy).toBeCloseTo(1.2451, 4);
});

test('the cut is dragged on the curve', async ({ page }) => {
  await open(page, ID);
  const handle = page.locator('[data-handle="p"]');
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 60, { steps: 4 });
  await page.mouse.up();
  await expectAddressOf(page, ID);
  expect(await kept(page)).toBeLessThan(4);
  const before = await kept(page);
  await handle.press('Shift+ArrowUp');
  await expect.poll(() => kept(page)).toBeGreaterThanOrEqual(before);
});

test('the order of temperature and cut decides between one token and two', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'order');
  await expect.poll(() => kept(page)).toBe(1);
  await preset(page, 'order');
  await expect.poll(() => kept(page)).toBe(2);
});

test('the trained model writes, and each word leads to its candidates', async ({ page }) => {
  await open(page, `${ID}?text=the%20dog`);
  await page.locator('[data-action="write"]').click();
  await expect(page.locator('[data-written]')).toHaveCount(24, { timeout: 20_000 });
  await page.locator('[data-written="2"]').click();
  await expect(page.locator('[data-control="text"]')).toHaveValue(/^the dog \S+ \S+$/);
});
