// What only `bayes` has: five views of one rule, areas whose edges and tops are dragged, flips.
import {
  drag,
  expect,
  expectAddressOf,
  expectOwnReading,
  expectStand,
  hashOf,
  numbers,
  open,
  overlaps,
  preset,
  test,
} from './support.js';

const ID = '#/bayes';

test('opens on the rare illness: 9.17 % after a positive test', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect(now['posterior[0]']).toBeCloseTo(0.009 / 0.0981, 14);
  expect(now.evidence).toBeCloseTo(0.0981, 14);
  await page.locator('[data-again]').click();
  await expect.poll(async () => (await numbers(page))['posterior[0]']).toBeCloseTo(0.09 / (0.09 + 0.0891), 12);
  await expectAddressOf(page, ID);
});

test('the top of an area is a likelihood, dragged and by keyboard; its edge is the prior', async ({ page }) => {
  await open(page, ID);
  const top = page.locator('[data-handle="top-1"]');
  const field = await page.locator('.areas-field').first().boundingBox();
  await drag(page, top, 0, (-0.4 / 1.15) * field.height);
  const likelihood = Number((await expectAddressOf(page, ID)).split('likelihood=0.9,')[1]);
  expect(likelihood).toBeGreaterThan(0.47);
  expect(likelihood).toBeLessThan(0.51);
  await top.press('Home');
  await expect.poll(async () => (await numbers(page))['posterior[0]']).toBe(1);
  await page.locator('[data-handle="edge-0"]').press('ArrowRight');
  await expect.poll(() => hashOf(page)).toContain('prior=0.02,0.98');
  await page.locator('[data-handle="top-0"]').press('Home');
  await expect.poll(async () => (await numbers(page))['posterior[0]']).toBeNaN();
  await expect(page.locator('#sentence')).toContainText('no posterior');
});

test('a mistake of another view is said not to be made here', async ({ page }) => {
  await open(page, `${ID}?break=map-is-ridge`);
  await expect(page.locator('.broken-flag')).toContainText('of another view');
  await open(page, `${ID}?break=rule`);
  await expect(page.locator('.broken-flag')).not.toContainText('another view');
});

test('weight decay, dropout and preference show areas, the first and the last with their peak named', async ({ page }) => {
  for (const [view, name] of [['weight-decay', 'ridge'], ['dropout', 'posterior'], ['preference', 'most probable d']]) {
    await open(page, `${ID}?view=${view}`);
    const right = page.locator('[data-main] .graph').nth(1);
    await expect(right).toContainText(name);
    await expect(right.locator('.plane-curve.filled')).toHaveCount(2);
  }
});

test('a point is dragged, and the most probable weight follows', async ({ page }) => {
  await open(page, `${ID}?view=weight-decay&x=1,2&y=1,3`);
  expect((await numbers(page)).map).toBeCloseTo(7 / 6, 14);
  await page.locator('[data-handle="point-1"]').press('ArrowUp');
  await expect.poll(async () => (await numbers(page)).map).toBeGreaterThan(7 / 6);
  await expectAddressOf(page, `${ID}?view=weight-decay&x=1,2&y=1,3`);
});

test('more data narrow the posterior and leave dropout’s spread', async ({ page }) => {
  await open(page, `${ID}?view=dropout`);
  const before = await numbers(page);
  await preset(page, 'thousand');
  await expect.poll(async () => (await numbers(page))['posterior-deviation']).toBeLessThan(0.02);
  expect((await numbers(page))['dropout-spread']).toBeCloseTo(before['dropout-spread'], 12);
});

test('who always won has an infinite difference, and a finite one under the prior', async ({ page }) => {
  await open(page, `${ID}?view=preference`);
  expect((await numbers(page)).preference).toBeCloseTo(0.7310585786300049, 14);
  await preset(page, 'always-won');
  await expect.poll(async () => (await numbers(page))['difference-likelihood']).toBe(Infinity);
  await page.locator('[data-win="second"]').click();
  await expect.poll(async () => (await numbers(page))['difference-likelihood']).toBeCloseTo(Math.log(5), 14);
});

test('flips move the posterior, and another view has its own keys', async ({ page }) => {
  await open(page, `${ID}?view=in-context`);
  const before = await numbers(page);
  expect(before.prediction).toBeCloseTo((0.2 + 16 * 0.8) / 17, 14);
  await page.locator('[data-flip="heads"]').click();
  await expect.poll(async () => (await numbers(page)).prediction).toBeCloseTo((0.2 + 64 * 0.8) / 65, 14);
  await page.locator('[data-flip="none"]').click();
  await expect.poll(async () => (await numbers(page)).prediction).toBeCloseTo(0.5, 14);
  await expectOwnReading(page);
  await page.locator('.segment:has(input[value="preference"])').click();
  await expect.poll(async () => Object.keys(await numbers(page))).toContain('difference-map');
  expect(Object.keys(await numbers(page))).not.toContain('posterior[0]');
});

test('a transformer learns the mixture and predicts beside Bayes’ rule', async ({ page }) => {
  await open(page, `${ID}?view=in-context`);
  const job = (name) => page.locator(`[data-job="${name}"]`);
  const trained = async (name) =>
    Number(await page.locator(`[data-trained="${name}"]`).getAttribute('data-value'));
  const stands = (stand) => expectStand(job('state'), stand);
  expect(page.workers().length).toBe(0);
  await expect(page.locator('[data-predicted]')).toContainText('not trained yet');
  await job('play').click();
  await stands('done');
  await expect(job('state')).toContainText('step 300 of 300');
  // Nearer to Bayes' rule than counting is.
  const bayes = (0.2 + 16 * 0.8) / 17;
  expect(Math.abs((await trained('prediction')) - bayes)).toBeLessThan(0.08);
  expect(await trained('kl')).toBeLessThan(0.5 * 0.01875);
  await expect(page.locator('[data-training] [data-claim]')).toHaveAttribute('data-claim', 'stands');
  expect(await trained('from-bayes[0.35]')).toBeLessThan(await trained('from-frequency[0.35]'));
  // The same model is asked about other flips.
  await page.locator('[data-flip="none"]').click();
  await expect.poll(() => trained('prediction').catch(() => NaN)).toBeLessThan(0.6);
  expect(await trained('prediction')).toBeGreaterThan(0.4);
  await page.locator('[data-flip="tails"]').click();
  await expect.poll(() => trained('prediction').catch(() => NaN)).toBeLessThan(0.4);
  expect(Math.abs((await trained('prediction')) - 0.32)).toBeLessThan(0.1);
  // Another mixture is another training.
  await preset(page, 'three-coins');
  await stands('idle');
  await expect(page.locator('[data-trained]')).toHaveCount(0);
});

test('a training on coins is stopped, goes on, and is the same again', async ({ page }) => {
  await open(page, `${ID}?view=in-context`);
  const job = (name) => page.locator(`[data-job="${name}"]`);
  const stands = (stand) => expectStand(job('state'), stand);
  const kl = async () => Number(await page.locator('[data-trained="kl"]').getAttribute('data-value'));
  await page.locator('.segment:has(input[value="1500"])').click();
  await job('play').click();
  await stands('playing');
  await job('play').click();
  await stands('paused');
  await job('play').click();
  await stands('playing');
  await job('seed').click();
  await stands('idle');
  await page.locator('.segment:has(input[value="300"])').click();
  await job('play').click();
  await stands('done');
  const first = await kl();
  await job('clear').click();
  await stands('idle');
  await job('play').click();
  await stands('done');
  expect(await kl()).toBe(first);
});

test('on a telephone both pictures are above the controls, and the names of points lie apart', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [view, picture] of [['rule', '.areas-field'], ['preference', '.graph']]) {
    await open(page, `${ID}?view=${view}`);
    const second = page.locator('[data-main]').locator(picture).nth(1);
    await expect
      .poll(async () => {
        const bottom = await second.evaluate((e) => e.getBoundingClientRect().bottom);
        return bottom <= (await page.locator('.figure-area > .controls').evaluate((e) => e.getBoundingClientRect().top)) + 8;
      })
      .toBe(true);
  }
  for (const wins of ['', '&wins=1,1', '&wins=9,1']) {
    await open(page, `${ID}?view=preference${wins}`);
    const names = page.locator('[data-main] .graph').first().locator('.plane-name');
    await expect.poll(() => overlaps(names)).toEqual([]);
  }
});
