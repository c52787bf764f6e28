// What only `overparameterization` has: the width dragged among the errors, the peak and the ridge that
// removes it, the fitted curve in one dimension, medians over seeds when asked for, the line between two
// networks.
import {
  drag,
  expect,
  expectAddressOf,
  expectOwnReading,
  expectStand,
  hashOf,
  numbers,
  open,
  preset,
  test,
} from './support.js';

const ID = '#/overparameterization';

test('the width is dragged in the picture, and by keys', async ({ page }) => {
  await open(page, ID);
  const handle = page.locator('[data-handle="width"]');
  await drag(page, handle, 60, 0);
  const width = Number(/width=(\d+)/.exec(await expectAddressOf(page, ID))[1]);
  expect(width).toBeGreaterThan(100);
  expect((await numbers(page))['spare-weights']).toBe(width - 40);
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(async () => Number(/width=(\d+)/.exec(await hashOf(page))?.[1] ?? 100)).toBeLessThan(width);
  await expectOwnReading(page);
});

test('a ridge removes the peak at p = N', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'peak');
  await expect.poll(async () => (await numbers(page))['spare-weights']).toBe(0);
  const peak = await numbers(page);
  expect(peak['smallest-singular-value']).toBeLessThan(0.05);
  await expect(page.locator('[data-check="minimum-norm"]')).toHaveAttribute('data-status', 'undecided');
  await preset(page, 'ridge');
  await expect.poll(async () => (await numbers(page))['test-error-here']).toBeLessThan(peak['test-error-here'] / 3);
  await expect(page.locator('[data-readout="weight-norm"]')).toHaveAttribute('data-sampled', '');
});

test('in one dimension the fitted curve is drawn', async ({ page }) => {
  await open(page, ID);
  const pictures = page.locator('.main-figure .graph');
  await expect(pictures).toHaveCount(2);
  await preset(page, 'curve');
  await expect(pictures).toHaveCount(3);
  await expectOwnReading(page);
});

test('medians over seeds come when they are asked for, and can be stopped', async ({ page }) => {
  await open(page, `${ID}?examples=10`);
  const says = page.locator('[data-survey]');
  await expect(says).toContainText('when you ask for it');
  await page.locator('[data-job="play"]').click();
  await expect(says).toHaveAttribute('data-survey', '20', { timeout: 60_000 });
  await expect(says).toContainText('seeds 1 to 20');
});

test('two networks of each width are trained, and the line between them is drawn', async ({ page }) => {
  const address = `${ID}?view=valleys&examples=10&inputs=2`;
  const job = (name) => page.locator(`.controls [data-job="${name}"]`);
  const holds = () =>
    Promise.all(
      ['permutation-keeps-the-function', 'assignment-is-optimal'].map((name) =>
        expect(page.locator(`[data-check="${name}"]`)).toHaveAttribute('data-status', 'holds'),
      ),
    );
  await open(page, address);
  expect((await numbers(page))['barrier[0]']).toBeNaN();
  await holds();
  await job('play').click();
  await expectStand(job('state'), 'done');
  const now = await numbers(page);
  for (let k = 0; k < 6; k += 1) expect(now[`matched-barrier[${k}]`]).toBeGreaterThanOrEqual(0);
  // Both lines end at networks that say the same.
  expect(now['path-error[1][20]']).toBeCloseTo(now['path-error[0][20]'], 12);
  await holds();
  // Another width is another part of the same training.
  await page.locator('[data-control="units"][value="64"]').check({ force: true });
  await expect.poll(async () => (await numbers(page)).parameters).toBe(64 * 4 + 1);
  const wide = await numbers(page);
  expect(wide['barrier[4]']).toBe(now['barrier[4]']);
  expect(wide['end-errors[0]']).toBe(wide['path-error[0][0]']);
  await holds();
  await job('clear').click();
  await expectOwnReading(page);
});
