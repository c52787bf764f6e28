// What only `compression` has: a symbol that is dragged, bits to flip, a model’s size, an outsider.
import { expect, expectOwnReading, hashOf, numbers, open, preset, release, test } from './support.js';

const ID = '#/compression';
const WORD = `${ID}?text=abracadabra&symbols=characters&model=adaptive`;

test('opens on 1,000 words, which the source codes within two bits of the ideal', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect(now['symbol-count']).toBe(1000);
  expect(now.bits - now['ideal-bits']).toBeLessThan(2);
  expect(now['huffman-bits']).toBeGreaterThan(now.bits);
});

test('a point is dragged to another symbol: the text changes there', async ({ page }) => {
  await open(page, WORD);
  const handle = page.locator('[data-handle="symbol"]');
  const box = await handle.boundingBox();
  const graph = await page.locator('.main-figure .graph').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(graph.x + graph.width - 30, box.y + box.height / 2, { steps: 5 });
  await release(page);
  await expect.poll(() => hashOf(page)).toContain('text=abrrcadabra');
  await expectOwnReading(page);
});

test('a flipped bit: what comes after it is lost', async ({ page }) => {
  await open(page, WORD);
  expect((await numbers(page)).intact).toBe(11);
  await page.locator('[data-control="flip[2]"]').click();
  await expect.poll(async () => (await numbers(page)).intact).toBeLessThan(4);
  await expect(page.locator('#sentence')).toContainText('arrives flipped');
  await expect(page.locator('[data-decoded] .wrong')).not.toBeEmpty();
});

test('an impossible word, a model that predicts words only, and its size', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'impossible');
  await expect.poll(async () => (await numbers(page))['ideal-bits']).toBe(Infinity);
  await expect(page.locator('#sentence')).toContainText('“sleep”');
  await preset(page, 'cost');
  await expect
    .poll(async () => {
      const now = await numbers(page);
      return now['total-bits'] - now.bits - now['model-bits'] - now['length-bits'];
    })
    .toBe(0);
  await page.locator('input[data-control="symbols"][value="bytes"]').check({ force: true });
  await expect.poll(() => hashOf(page)).toContain('model=adaptive');
  await expectOwnReading(page);
});
