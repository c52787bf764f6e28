// What only `cross-entropy-gradient` has: a true class, pushes that balance, and a step.
import {
  expect,
  expectAddressOf,
  expectReading,
  hashOf,
  numbers,
  open,
  read,
  release,
  setHash,
  test,
} from './support.js';

const ID = '#/cross-entropy-gradient';

test('logits at the edges give numbers, not nonsense', async ({ page }) => {
  await open(page, ID);
  for (const query of [
    'z=1000,-1000&target=1',
    'z=1000,-1000&target=0',
    'z=-1000,-1000,-1000&target=2&smoothing=0.5',
    'z=1,2,3,4,5,6,7,8,9,10,11,12&target=11&rate=100',
  ]) {
    await setHash(page, `${ID}?${query}`);
    await expectReading(page, read(`${ID}?${query}`));
    const gradient = Object.entries(await numbers(page)).filter(([name]) => name.startsWith('gradient'));
    expect(Math.abs(gradient.reduce((sum, [, x]) => sum + x, 0))).toBeLessThan(1e-14);
    expect(await page.locator('[data-check]:not([data-status="holds"])').count()).toBe(0);
    await expect(page.locator('main')).not.toContainText(/NaN|not a number/);
  }
});

test('the true class is chosen, and goes with the last class when that is taken away', async ({ page }) => {
  await open(page, `${ID}?z=1,2,3`);
  const classes = page.locator('[data-control="target"]');
  await expect(classes).toHaveCount(3);
  await classes.nth(2).check({ force: true });
  await expect.poll(() => hashOf(page)).toBe(`${ID}?z=1,2,3&target=2`);
  expect((await numbers(page))['gradient[2]']).toBeLessThan(0);
  await page.locator('[data-control="logits-fewer"]').click();
  await expect.poll(() => hashOf(page)).toBe(`${ID}?z=1,2`);
  await expect(classes.nth(1)).toBeChecked();
});

test('a logit is dragged, and the loss before and after the step follows', async ({ page }) => {
  await open(page, `${ID}?z=0,1,2`);
  const before = await page.locator('[data-loss-change]').textContent();
  const box = await page.locator('[data-bar="z[1]"]').boundingBox();
  const x = box.x + box.width / 2;
  await page.mouse.move(x, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(x, box.y + box.height / 4, { steps: 4 });
  await release(page);
  const hash = await expectAddressOf(page, `${ID}?z=0,1,2`);
  expect(Number(/z=([^&]*)/.exec(hash)[1].split(',')[1])).toBeGreaterThan(1.5);
  await expect(page.locator('[data-loss-change]')).not.toHaveText(before);
});

test('the derivation says at which step a mistake enters', async ({ page }) => {
  for (const [mistake, first] of [['central-differences', 1], ['predicted-minus-true', 4], ['sums-to-zero', 5]]) {
    await open(page, `${ID}?break=${mistake}`);
    await page.reload();
    await page.locator('.derivation summary').click();
    const says = page.locator('.derivation .step > p').last();
    for (let step = 1; step < first; step += 1) {
      await expect(says).not.toContainText('✗');
      await page.locator('.derivation [data-step="next"]').click();
    }
    await expect(says).toContainText('✗');
  }
});

test('a true class that isn’t there is refused by name', async ({ page }) => {
  await open(page, `${ID}?z=1,2,3&target=3`);
  await expect(page.locator('[data-notice="target"]')).toContainText('0 to 2');
});
