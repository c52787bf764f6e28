// What only `adam` has.
import { expect, expectAddressOf, expectReading, hashOf, numbers, open, read, release, test } from './support.js';

const ID = '#/adam';

/** The gradients that an address names. */
const gradients = (hash) => /gradients=([^&]*)/.exec(hash)[1].split(',').map(Number);

test('one stroke draws many gradients, also those that it jumps over', async ({ page }) => {
  await open(page, ID);
  const box = await page.locator('.sketch').boundingBox();
  const width = box.width / 24;
  await page.mouse.move(box.x + 2.5 * width, box.y + 0.25 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 6.5 * width, box.y + 0.75 * box.height);
  await release(page);
  const drawn = gradients(await expectAddressOf(page, ID));
  [1, 0.5, 0, -0.5, -1].forEach((g, i) => expect(drawn[2 + i]).toBeCloseTo(g, 1));
  expect(drawn[1]).toBe(0.4);
  expect(drawn[7]).toBe(-0.6);
});

test('bars are drawn with the keyboard', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-bar="gradients[0]"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-bar="gradients[1]"]')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  expect(gradients(await expectAddressOf(page, ID))[1]).toBeCloseTo(1.5, 6);
  await page.keyboard.press('0');
  await expect.poll(async () => gradients(await hashOf(page))[1]).toBe(0);
  await page.keyboard.press('End');
  await expect(page.locator('[data-bar="gradients[23]"]')).toBeFocused();
});

test('a pasted list is a stream, and a bad one is refused', async ({ page }) => {
  await open(page, ID);
  const paste = (text) =>
    page.locator('[data-control="gradient"]').evaluate((field, text) => {
      const data = new DataTransfer();
      data.setData('text', text);
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  await paste('1, -2\n3, 4');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?gradients=1,-2,3,4`);
  await expectReading(page, read(`${ID}?gradients=1,-2,3,4`));
  await paste('1, two');
  await expect(page.locator('.problem').filter({ hasText: 'two' })).toHaveCount(1);
  expect(await hashOf(page)).toBe(`${ID}?gradients=1,-2,3,4`);
});

test('Adam goes as far with gradients ten times as large, SGD ten times as far', async ({ page }) => {
  await open(page, ID);
  const before = await numbers(page);
  await page.locator('[data-scale="up"]').click();
  await expectAddressOf(page, ID);
  const after = await numbers(page);
  expect(after['theta[23]'] / before['theta[23]']).toBeCloseTo(1, 5);
  expect(after['sgd-theta[23]'] / before['sgd-theta[23]']).toBeCloseTo(10, 9);
});

test('the arithmetic is that of the chosen step', async ({ page }) => {
  await open(page, `${ID}?gradients=2,-1,0.5`);
  const lines = page.locator('.step-lines');
  await expect(lines).toContainText('0.5');
  await page.locator('[data-chosen="before"]').click();
  await page.locator('[data-chosen="before"]').click();
  await expect(page.locator('[data-control="gradient"]')).toHaveValue('2');
  await expect(lines.locator('.formula').last()).toContainText('−0.001');
});
