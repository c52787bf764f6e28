// What only `perplexity` has: surprisals to drag, infinite ones, and a die with many faces.
import { expect, expectAddressOf, expectOwnReading, numbers, open, preset, release, test } from './support.js';

const ID = '#/perplexity';

test('opens on the first sentence: 3.55 choices a word, 73 for the uniform model', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect(now.perplexity).toBeCloseTo(3.55, 2);
  expect(now['perplexities[0]']).toBeCloseTo(73, 9);
  expect(now['perplexities[5]']).toBeCloseTo(now.perplexity, 12);
  expect(now['bits-per-character']).toBeCloseTo((8 * now['cross-entropy-bits']) / 35, 12);
});

test('a bar is dragged: its word gets another probability, the others keep theirs', async ({ page }) => {
  await open(page, ID);
  const before = await numbers(page);
  const bar = page.locator('[data-bar="q[6]"]');
  const box = await bar.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 1, { steps: 4 });
  await release(page);
  await expectAddressOf(page, ID);
  const now = await numbers(page);
  expect(now['surprisals[6]']).toBeGreaterThan(before['surprisals[6]'] + 2);
  expect(now['surprisals[5]']).toBe(before['surprisals[5]']);
  expect(now.perplexity).toBeGreaterThan(before.perplexity);
  expect(now['perplexities[5]']).toBe(before['perplexities[5]']);
  await preset(page, 'own');
  await expect.poll(async () => (await numbers(page)).perplexity).toBeCloseTo(before.perplexity, 12);
});

test('one word takes the text past the vocabulary, by a button and by the slider', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'past-vocabulary');
  await expect.poll(async () => (await numbers(page)).perplexity).toBeGreaterThan(73);
  await expect(page.locator('#sentence')).toContainText('passes 73, the vocabulary’s size');
  await preset(page, 'own');
  await expect.poll(async () => (await numbers(page)).perplexity).toBeLessThan(4);
  // One notch above the left end, which is 0.
  await page.locator('[data-slider="q"]').fill('1');
  await expect.poll(async () => (await numbers(page)).perplexity).toBeGreaterThan(73);
  expect((await numbers(page)).perplexity).toBeLessThan(Infinity);
});

test('an impossible word makes it infinite and is named; a single wrong word exceeds the vocabulary', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'impossible');
  await expect.poll(async () => (await numbers(page)).perplexity).toBe(Infinity);
  await expect(page.locator('#sentence')).toContainText('“sleep”');
  await expectOwnReading(page);
  await preset(page, 'one-word');
  await expect.poll(async () => (await numbers(page)).perplexity).toBeCloseTo(1e6, 3);
});
