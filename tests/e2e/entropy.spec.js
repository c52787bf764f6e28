// What only `entropy` has: areas whose edges are dragged, a code, and draws.
import { expect, expectAddressOf, expectOwnReading, hashOf, numbers, open, preset, release, test } from './support.js';

const ID = '#/entropy';

test('opens on halves, a quarter and eighths: 1.75 of 2 bits, and a code as short', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect([now.entropy, now.maximum, now.gap, now['code-length']]).toEqual([1.75, 2, 0.25, 1.75]);
  expect([0, 1, 2, 3].map((i) => now[`code-lengths[${i}]`])).toEqual([1, 2, 3, 3]);
  await expect(page.locator('code').filter({ hasText: /^(0|10|110|111)$/ })).toHaveCount(4);
});

test('an edge is dragged: what one outcome gains its neighbour loses, the others keep theirs', async ({ page }) => {
  await open(page, ID);
  const edge = page.locator('[data-handle="edge-0"]');
  await edge.scrollIntoViewIfNeeded();
  const field = await page.locator('.areas-field').boundingBox();
  const box = await edge.boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(field.x + 0.6 * field.width, y, { steps: 4 });
  await release(page);
  await expectAddressOf(page, ID);
  const now = await numbers(page);
  expect(now['p[0]']).toBeCloseTo(0.6, 2);
  expect(now['p[0]'] + now['p[1]']).toBeCloseTo(0.75, 12);
  expect([now['p[2]'], now['p[3]']]).toEqual([0.125, 0.125]);
  // Not beyond the next edge, however far.
  await edge.press('End');
  await expect.poll(async () => (await numbers(page))['p[1]']).toBe(0);
  await edge.press('ArrowLeft');
  await expect.poll(async () => (await numbers(page))['p[1]']).toBeCloseTo(0.01, 6);
  await expect(edge).toBeFocused();
});

test('uniform has the most, one-hot has none, and an impossible outcome adds nothing', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'uniform');
  await expect.poll(async () => (await numbers(page)).gap).toBe(0);
  await expect(page.locator('#sentence')).toContainText('equally likely');
  await preset(page, 'rule-out');
  await expect.poll(async () => (await numbers(page))['surprisal[3]']).toBe(Infinity);
  await expect(page.locator('#sentence')).toContainText('has probability 0');
  await expect(page.locator('.area.infinite .area-value').first()).toHaveText('∞');
  await expect(page.locator('.areas').first()).toHaveAttribute('aria-label', /An arrow upward, ∞, stands for D/);
  await preset(page, 'one-hot');
  await expect.poll(async () => (await numbers(page)).entropy).toBe(0);
  await expect(page.locator('#sentence')).toContainText('has probability 1');
  await expectOwnReading(page);
  await expect(page.locator('main')).not.toContainText(/NaN|not a number/);
});

test('nats are bits times ln 2, and code lengths stay in bits', async ({ page }) => {
  await open(page, ID);
  await page.locator('.segment:has(input[value="nats"])').click();
  await expect.poll(() => hashOf(page)).toBe(`${ID}?unit=nats`);
  const now = await numbers(page);
  expect(now.entropy).toBeCloseTo(1.75 * Math.LN2, 14);
  expect(now['code-length']).toBe(1.75);
  await expect(page.locator('#sentence')).toContainText('nats');
});

test('draws follow from the seed, stand beside what theory says of them, and are marked', async ({ page }) => {
  await open(page, `${ID}?draws=5000`);
  const first = await numbers(page);
  expect(Math.abs(first.z)).toBeLessThan(5);
  expect(first['mean-surprisal']).toBeCloseTo(1.75, 1);
  await expect(page.locator('[data-readout="mean-surprisal"]')).toHaveAttribute('data-sampled', '');
  await expect(page.locator('[data-readout="entropy"][data-sampled]')).toHaveCount(0);
  await page.locator('[data-next="seed"]').click();
  await expect.poll(() => hashOf(page)).toBe(`${ID}?draws=5000&seed=2`);
  await expect.poll(async () => (await numbers(page))['mean-surprisal']).not.toBe(first['mean-surprisal']);
});

test('one outcome, and weights that are all zero', async ({ page }) => {
  await open(page, `${ID}?p=3`);
  const now = await numbers(page);
  expect([now.entropy, now.maximum, now['code-length'], now['p[0]']]).toEqual([0, 0, 0, 1]);
  await expect(page.locator('[data-notice]')).toHaveCount(0);
  await open(page, `${ID}?p=0,0,0&unit=nats`);
  await expect(page.locator('[data-notice="p"]')).toContainText('at least one weight above 0');
  await expect.poll(async () => (await numbers(page)).maximum).toBeCloseTo(Math.log(4), 14);
});
