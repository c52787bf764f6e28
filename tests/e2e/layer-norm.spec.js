// What only `layer-norm` has: four vectors that stay equally long, terms end to end, two relatives.
import { expect, expectAddressOf, expectOwnReading, hashOf, numbers, open, preset, test, unfold } from './support.js';

const ID = '#/layer-norm';

test('the parts of each entry stand end to end and reach its gradient', async ({ page }) => {
  await open(page, ID);
  const groups = page.locator('.stacked-group');
  await expect(groups).toHaveCount(5);
  const off = await groups.evaluateAll((all) =>
    all.map((group) => {
      const boxes = [...group.querySelectorAll('.stacked-bar')].map((bar) => ({
        box: bar.getBoundingClientRect(),
        down: bar.classList.contains('down'),
      }));
      const end = ({ box, down }) => (down ? box.bottom : box.top);
      return Math.abs(end(boxes[2]) - end(boxes[3]));
    }),
  );
  for (const apart of off) expect(apart).toBeLessThan(2.5);
  await groups.nth(1).hover();
  const arithmetic = page.locator('.arithmetic math');
  const before = await arithmetic.textContent();
  await groups.nth(1).focus();
  await page.keyboard.press('ArrowRight');
  await expect(groups.nth(2)).toBeFocused();
  await expect(arithmetic).not.toHaveText(before);
  await expect(groups.nth(2)).toHaveAttribute('aria-label', /direct .*mean .*variance .*together/);
});

test('an entry more or less changes all four vectors', async ({ page }) => {
  await open(page, ID);
  await unfold(page);
  await page.locator('[data-control="entries-more"]').click();
  const hash = await expectAddressOf(page, ID);
  for (const key of ['x', 'gamma', 'beta', 'upstream']) {
    expect(new RegExp(`${key}=([^&]*)`).exec(hash)[1].split(',').length).toBe(6);
  }
  await page.locator('[data-control="entries-fewer"]').click();
  await expect.poll(() => hashOf(page)).toBe(ID);
});

test('a pasted list sets the length of all', async ({ page }) => {
  await open(page, ID);
  await unfold(page);
  await page.locator('[data-control="gamma[0]"]').focus();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', '[1, 2, 3]');
    document.activeElement.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  const hash = await expectAddressOf(page, ID);
  expect(hash).toContain('gamma=1,2,3');
  await expect(page.locator('[data-bar^="x["]')).toHaveCount(3);
});

test('shifting x changes nothing but the mean; scaling it hardly reaches the output', async ({ page }) => {
  await open(page, `${ID}?epsilon=0`);
  const before = await numbers(page);
  await preset(page, 'shift');
  await expect.poll(async () => (await numbers(page)).mean).toBeCloseTo(before.mean + 1, 12);
  let now = await numbers(page);
  expect(now['input-gradient[0]']).toBeCloseTo(before['input-gradient[0]'], 12);
  await preset(page, 'double');
  await expect.poll(async () => (await numbers(page)).variance).toBeCloseTo(4 * before.variance, 12);
  now = await numbers(page);
  expect(now['output[1]']).toBeCloseTo(before['output[1]'], 12);
  expect(now['input-gradient[0]']).toBeCloseTo(before['input-gradient[0]'] / 2, 12);
});

test('equal entries leave no 0/0 anywhere, and it is said', async ({ page }) => {
  await open(page, `${ID}?x=2,2,2&epsilon=0`);
  await expect(page.locator('[data-notice="epsilon"]')).toContainText('above 0');
  await expect(page.locator('main')).not.toContainText(/NaN|not a number/);
  await open(page, `${ID}?x=1,2,3&epsilon=0`);
  await expect(page.locator('[data-notice]')).toHaveCount(0);
  await preset(page, 'constant');
  await expect(page.locator('.controls .problem').filter({ hasText: '0/0' })).toHaveCount(1);
  await expectOwnReading(page);
  await expect(page.locator('main')).not.toContainText(/NaN|not a number/);
  await expect(page.locator('main')).toContainText('the textbook form divides by it');
});

test('the textbook form agrees with equal γ and no ε, and else parts', async ({ page }) => {
  await open(page, ID);
  await expect(page.locator('[data-claim]')).toHaveAttribute('data-claim', 'falls');
  await preset(page, 'even');
  await expect(page.locator('[data-claim]')).toContainText('not by d·σ²');
  await preset(page, 'no-epsilon');
  await expect(page.locator('[data-claim]')).toHaveAttribute('data-claim', 'stands');
});

test('a vector of another length is refused by name', async ({ page }) => {
  await open(page, `${ID}?x=1,2,3&beta=1,1&upstream=1,0,0`);
  await expect(page.locator('[data-notice="beta"]')).toContainText('3 numbers');
  await expect(page.locator('[data-control="x[2]"]')).toHaveValue('3');
});
