// What only `sequence-probability` has: a sentence that is built by choosing its next word, the same
// text by every model, words that can't follow.
import { expect, expectAddressOf, expectOwnReading, hashOf, numbers, open, preset, test } from './support.js';

const ID = '#/sequence-probability';

test('opens on the first sentence: eight factors and their product', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  const factors = [0.6, 0.1185, 0.6, 0.4091, 0.0889, 0.2824, 0.2, 0.4545];
  factors.forEach((factor, i) => expect(now[`conditionals[${i}]`]).toBeCloseTo(factor, 4));
  expect(now.joint).toBeCloseTo(3.982e-5, 8);
  expect(now['log-joint']).toBeCloseTo(-10.131, 3);
  expect(now['per-word']).toBeCloseTo(-10.131 / 8, 4);
});

test('one click to “sleep”: the truth gives it 0, and every other model more', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'sleep');
  await expect.poll(async () => (await numbers(page))['log-joint']).toBe(-Infinity);
  const now = await numbers(page);
  expect(now.joint).toBe(0);
  expect(now['conditionals[6]']).toBe(0);
  expect(now['conditionals[7]']).toBeNaN();
  for (const model of [0, 1, 2, 3, 4]) expect(now[`log-joints[${model}]`]).toBeGreaterThan(-1000);
  await expect(page.locator('#sentence')).toContainText('“sleep”');
  await expectOwnReading(page);
});

test('a sentence is built by choosing its next word', async ({ page }) => {
  await open(page, `${ID}?text=the`);
  for (const word of ['dog', 'sleeps', '.']) {
    await page.locator(`.next-word[data-word="${word}"]`).click();
    await expect(page.locator('.factors thead')).toContainText(word);
  }
  await expect.poll(() => hashOf(page)).toContain(encodeURIComponent('the dog sleeps .'));
  await expectAddressOf(page, `${ID}?text=the`);
  // What is searched for is all that is left, and the place is still the one after the last word.
  await page.locator('.next-search input').fill('eve');
  await expect(page.locator('.next-word:visible')).toHaveCount(1);
  expect((await numbers(page))['distribution[3]']).toBeCloseTo(0.6, 12);
});

test('a word of the text is looked at, and another is put into its place', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-control="word[1]"]').click();
  await expect.poll(() => hashOf(page)).toBe(`${ID}?word=1`);
  await page.locator('.next-word[data-word="cat"]').click();
  await expect.poll(async () => (await numbers(page)).joint).not.toBeCloseTo(3.982e-5, 8);
  await expect(page.locator('.factors thead')).toContainText('cat');
  await open(page, `${ID}?word=9`);
  await expect(page.locator('[data-notice="word"]')).toContainText('from 0 to 8');
});
