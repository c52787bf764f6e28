// What only `ngram` has: the order on the chart, the context that lights up, exact floors.
import { expect, expectAddressOf, numbers, open, preset, test } from './support.js';

const ID = '#/ngram';

test('opens with the exact floors, and order 3 is best at 10,000 words', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  const floors = [35.8, 10.48, 8.85, 7.92, 7.07, 6.8, 6.72];
  floors.forEach((floor, i) => expect(now[`floors[${i}]`]).toBeCloseTo(floor, 1));
  expect(now['source-perplexity']).toBeCloseTo(6.328, 3);
  expect(now.floor).toBe(now['floors[2]']);
});

test('the order is dragged, and the context lights up', async ({ page }) => {
  await open(page, ID);
  await expect(page.locator('[data-lit="true"]')).toHaveCount(2);
  const handle = page.locator('[data-handle="order"]');
  await handle.scrollIntoViewIfNeeded();
  await handle.press('ArrowRight');
  await expect(page.locator('[data-lit="true"]')).toHaveCount(3);
  await expectAddressOf(page, ID);
});

test('without smoothing the held-out perplexity is infinite from order 2 on', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'unsmoothed');
  await expect.poll(async () => (await numbers(page))['held-out-perplexities[1]']).toBe(Infinity);
  await expect(page.locator('main')).not.toContainText(/NaN/);
});

test('a text of one’s own has perplexities by order and no floor', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-control="own"]').fill('one two three four . '.repeat(12));
  await expect
    .poll(async () => (await numbers(page))['own-held-out-perplexities[0]'])
    .toBeCloseTo(5, 0);
  const now = await numbers(page);
  expect(now['own-vocabulary']).toBe(5);
  expect(now['own-held-out-perplexities[1]']).toBeLessThan(1.35);
  await expect(page.locator('main')).toContainText('so there is no floor');
  await expectAddressOf(page, ID);
  await page.locator('[data-control="own"]').fill('one two');
  await expect(page.locator('main')).toContainText('it takes at least 20');
});
