// What only `flat-minima` has: 2/η to drag, two networks trained in the worker, rescaling.
import {
  drag,
  expect,
  expectAddressOf,
  expectReading,
  expectStand,
  frames,
  numbers,
  open,
  preset,
  read,
  test,
} from './support.js';

const ID = '#/flat-minima';
const job = (page, name) => page.locator(`.controls [data-job="${name}"]`);
const stands = (page, stand) => expectStand(job(page, 'state'), stand);
const holds = (page) =>
  Promise.all(
    ['hessian-eigenvalue', 'rescaling-keeps-the-function'].map((name) =>
      expect(page.locator(`[data-check="${name}"]`)).toHaveAttribute('data-status', 'holds'),
    ),
  );

test('dragging 2/η sets the learning rate', async ({ page }) => {
  await open(page, ID);
  expect((await numbers(page)).threshold).toBe(20);
  await drag(page, 'rate', 0, 60);
  const rate = Number(/rate=([^&]*)/.exec(await expectAddressOf(page, ID))[1]);
  const { threshold } = await numbers(page);
  expect(threshold).toBeLessThan(19);
  expect(threshold * rate).toBeCloseTo(2, 12);
});

test('two networks are trained: the large batches end sharper, and worse on new points', async ({ page }) => {
  await open(page, ID);
  expect((await numbers(page))['sharpness[0]']).toBeNaN();
  await holds(page);
  await job(page, 'play').click();
  await stands(page, 'done');
  const now = await numbers(page);
  expect(now['steps-made[0]']).toBe(3200);
  expect(now['sharpness[1]']).toBeGreaterThan(now['sharpness[0]']);
  expect(now['test-loss[1]']).toBeGreaterThan(now['test-loss[0]']);
  // Both ends of the line are the networks themselves.
  expect(now['path-loss[0][5]']).toBeCloseTo(now['train-loss[0]'], 12);
  expect(now['path-loss[1][15]']).toBeCloseTo(now['test-loss[1]'], 12);
  await holds(page);
  await expect(page.locator('[data-claim]').first()).toHaveAttribute('data-claim', 'stands');
  await job(page, 'clear').click();
  await stands(page, 'idle');
  await expectReading(page, read(ID));
});

test('rescaling keeps the function and changes the sharpness', async ({ page }) => {
  await open(page, `${ID}?protocol=epochs&small=32&rescale=8`);
  await job(page, 'play').click();
  await stands(page, 'done');
  const rescaled = async () => (await numbers(page))['rescaled-sharpness[1]'];
  await expect.poll(rescaled, { timeout: 20_000 }).toBeGreaterThan(0);
  const now = await numbers(page);
  expect(now['rescaled-sharpness[1]']).toBeGreaterThan(5 * now['rescaled-sharpness[0]']);
  await page.locator('input[data-control="rescale"][inputmode="decimal"]').fill('1');
  await expect.poll(rescaled, { timeout: 20_000 }).toBeCloseTo(now['rescaled-sharpness[0]'], 6);
  await holds(page);
});

test('a training is stopped; another protocol clears it, says so, and waits for a press', async ({ page }) => {
  await open(page, ID);
  await job(page, 'play').click();
  await stands(page, 'playing');
  await job(page, 'play').click();
  await stands(page, 'paused');
  await preset(page, 'same-epochs');
  await stands(page, 'idle');
  await expect(job(page, 'message')).toContainText('former');
  await job(page, 'play').click();
  await stands(page, 'done');
  const now = await numbers(page);
  expect([now['steps-made[0]'], now['steps-made[1]']]).toEqual([3200, 100]);
  await expect(job(page, 'message')).toBeEmpty();
  await preset(page, 'edge');
  await stands(page, 'idle');
  await expect(job(page, 'message')).toContainText('former');
  expect((await numbers(page))['sharpness[1]']).toBeNaN();
  await frames(page, 20);
  await stands(page, 'idle');
  await job(page, 'play').click();
  const sharpness = async () => (await numbers(page))['sharpness[1]'];
  await expect.poll(sharpness, { timeout: 60_000 }).toBeGreaterThan(4.7);
  expect(await sharpness()).toBeLessThan(5.3);
});
