// What only `mutual-information` has: cells that are dragged within their margins, zero cells, the
// language's own information, and an impossible sentence.
import {
  drag,
  expect,
  expectAddressOf,
  expectOwnReading,
  expectStand,
  numbers,
  open,
  preset,
  test,
} from './support.js';

const ID = '#/mutual-information';

test('a cell is dragged up: the margins stay, and the information grows', async ({ page }) => {
  await open(page, ID);
  const before = await numbers(page);
  const cell = page.locator('.heat.dragged [role="gridcell"]').first();
  await drag(page, cell, 0, -30);
  await expectAddressOf(page, ID);
  const now = await numbers(page);
  expect(now['p[0][0]']).toBeGreaterThan(before['p[0][0]'] + 0.01);
  for (const name of ['p-x[0]', 'p-x[1]', 'p-y[0]', 'p-y[2]']) expect(now[name]).toBeCloseTo(before[name], 9);
  expect(now['mutual-information']).toBeGreaterThan(before['mutual-information']);
  await expectOwnReading(page);
});

test('a cell changes by Alt and an arrow key; arrows alone move the choice', async ({ page }) => {
  await open(page, ID);
  const cell = page.locator('.heat.dragged [role="gridcell"]').first();
  await cell.focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(async () => (await numbers(page))['p[0][0]']).toBeLessThan(0.24);
  const after = (await numbers(page))['p[0][0]'];
  await page.keyboard.press('ArrowDown');
  expect((await numbers(page))['p[0][0]']).toBe(after);
});

test('independent, a copy, and cells of probability 0', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'independent');
  await expect.poll(async () => Math.abs((await numbers(page))['mutual-information'])).toBeLessThan(1e-9);
  await expect(page.locator('#sentence')).toContainText('independent');
  await preset(page, 'copy');
  await expect.poll(async () => (await numbers(page))['mutual-information']).toBe(2);
  expect((await numbers(page))['pointwise[0][1]']).toBe(-Infinity);
});

test('the language: exact at a distance, too much in a sample, and what single words tell', async ({ page }) => {
  await open(page, `${ID}?distance=10`);
  const now = await numbers(page);
  expect(now['by-distance[0]']).toBeCloseTo(1.228, 3);
  expect(now['expected-plug-in']).toBeCloseTo(0.2376, 3);
  expect(Math.abs(now['plug-in'] - now['expected-plug-in'])).toBeLessThan(0.03);
  expect(now['information[1]']).toBeCloseTo(Math.LN2, 12);
  expect(now['information[5]']).toBeCloseTo(0.348, 3);
  await open(page, `${ID}?text=cat cat sleeps`);
  await expect.poll(async () => (await numbers(page))['information[0]']).toBeNaN();
  await expect(page.locator('main')).toContainText('never begins a sentence');
});

test('many sentences are ranked in the worker, with attention by distance', async ({ page }) => {
  await open(page, ID);
  const rank = async (name) => Number(await page.locator(`[data-rank="${name}"]`).getAttribute('data-value'));
  await page.locator('[data-job="play"]').click();
  await expectStand(page.locator('[data-job="state"]'), 'done');
  // Nearness ranks them best, the untrained network about as chance does.
  expect(await rank('mean[4]')).toBeGreaterThan(0.9);
  expect(await rank('mean[1]')).toBeLessThan(await rank('mean[4]'));
  expect(await rank('correlation[14]')).toBeGreaterThan(0.5);
  await expect(page.locator('main')).toContainText('that of layer 2 ranks them worse than nearness');
});
