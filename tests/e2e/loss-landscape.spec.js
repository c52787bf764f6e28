// What only `loss-landscape` has: a start and a learning rate to drag, four paths, random matrices.
import {
  drag,
  expect,
  expectAddressOf,
  expectOwnReading,
  expectReading,
  expectStand,
  hashOf,
  open,
  preset,
  read,
  readouts,
  test,
} from './support.js';

const ID = '#/loss-landscape';
const values = async (page) => Object.fromEntries((await readouts(page)).map(([name, value]) => [name, value]));

test('opens beside the saddle: three end at −0.25, RMSProp circles', async ({ page }) => {
  await open(page, ID);
  const now = await values(page);
  expect(now.kind).toBe('slope');
  expect(Number(now.threshold)).toBe(2);
  for (const name of ['sgd', 'momentum', 'adam']) expect(Number(now[`final-loss.${name}`])).toBeCloseTo(-0.25, 2);
  expect(Number(now['final-loss.rmsprop'])).toBeCloseTo(-0.24749, 4);
  await preset(page, 'exactly');
  await expect.poll(async () => Number((await values(page))['final.adam[0]'])).toBe(0);
});

test('the start is dragged, and the paths follow', async ({ page }) => {
  await open(page, ID);
  const before = await values(page);
  await drag(page, 'start', -60, 40);
  const hash = await expectAddressOf(page, ID);
  const [x, y] = /start=([^&]*)/.exec(hash)[1].split(',').map(Number);
  expect(x).toBeLessThan(0);
  expect(y).toBeLessThan(1);
  const now = await values(page);
  expect(Number(now.value)).toBeCloseTo(x ** 4 / 4 - x ** 2 / 2 + y ** 2 / 2, 9);
  expect(Number(now['final.sgd[0]'])).toBeCloseTo(-1, 3);
  expect(Number(before['final.sgd[0]'])).toBeCloseTo(1, 3);
  await expectReading(page, read(hash));
});

test('the learning rate is dragged over its threshold: the ravine diverges', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'ravine');
  await expect.poll(async () => Number((await values(page))['final-loss.sgd'])).toBeCloseTo(10, 6);
  await expect(page.locator('[data-threshold]')).toContainText('for ever');
  await drag(page, 'rate', 60, 0);
  await expect.poll(async () => (await values(page))['final.sgd[1]']).toBe('Infinity');
  await expect(page.locator('#sentence')).toContainText('10⁶');
  await expect(page.locator('[data-threshold]')).toContainText('exceeded');
});

test('an eigenvalue of 0 is undecided, a corner has no Hessian', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'flat');
  await expect.poll(async () => (await values(page)).kind).toBe('undecided');
  await expect(page.locator('#sentence')).toContainText('undecided');
  await open(page, `${ID}?f=%7Cx%7C%20%2B%20y%5E2&start=0,1`);
  expect((await values(page)).threshold).toBe('NaN');
  await expect(page.locator('[data-check="hessian"]')).toHaveAttribute('data-status', 'undecided');
});

test('random matrices: exact probabilities beside the share drawn', async ({ page }) => {
  await open(page, `${ID}?view=random-matrices`);
  const now = await values(page);
  expect(Number(now['positive[1]'])).toBeCloseTo((2 - Math.SQRT2) / 4, 14);
  for (let n = 0; n < 4; n++) expect(Math.abs(Number(now[`z[${n}]`]))).toBeLessThan(5);
  await expect(page.locator('[data-readout="positive-drawn[0]"]')).toHaveAttribute('data-sampled', '');
  await page.locator('[data-next="seed"]').click();
  await expect.poll(() => hashOf(page)).toContain('seed=2');
});

const job = (page, name) => page.locator(`.controls [data-job="${name}"]`);
const stands = (page, stand) => expectStand(job(page, 'state'), stand, 30_000);

test('XOR by width: narrow networks get stuck, wide ones don’t', async ({ page }) => {
  const address = `${ID}?view=xor&starts=30`;
  await open(page, address);
  expect(Number((await values(page))['levels[0]'])).toBeCloseTo(Math.LN2 / 2, 14);
  expect((await values(page))['stuck[0]']).toBe('NaN');
  await job(page, 'play').click();
  await stands(page, 'done');
  const now = await values(page);
  expect(Number(now['stuck[0]'])).toBeGreaterThan(0.5);
  expect(Number(now['stuck[5]'])).toBe(0);
  // Another start that is followed is no other training.
  await page.locator('input[data-control="width"][inputmode]').first().fill('16');
  await expect.poll(async () => Number((await values(page))['trial-loss'])).toBeLessThan(0.05);
  expect((await values(page))['stuck[0]']).toBe(now['stuck[0]']);
  await job(page, 'clear').click();
  await stands(page, 'idle');
  await expectOwnReading(page);
});

test('a slice of a trained network, then another one of the same network', async ({ page }) => {
  await open(page, `${ID}?view=slices&direction=training&batch=8`);
  await job(page, 'play').click();
  await stands(page, 'done');
  const now = await values(page);
  expect(Number(now['start-at[0]'])).toBeCloseTo(-1, 6);
  expect(Number(now['slice-loss[0][20]'])).toBeCloseTo(Number(now['centre-loss']), 6);
  await expect(page.locator('[data-check="slice-curvature"]')).toHaveAttribute('data-status', 'holds');
  await page.locator('input[data-control="direction"][value="eigenvectors"]').check({ force: true });
  const curvature = async () => Number((await values(page))['curvature[0]']);
  await expect.poll(curvature, { timeout: 20_000 }).toBeGreaterThan(Number(now['curvature[0]']));
  expect((await values(page))['centre-loss']).toBe(now['centre-loss']);
});

test('trainings open with what was recorded, and say so', async ({ page }) => {
  const said = page.getByText('faint: recorded with these settings');
  await open(page, `${ID}?view=slices`);
  await expect(page.locator('.recorded')).toHaveCount(1);
  await expect(said).toHaveCount(1);
  expect((await values(page))['centre-loss']).toBe('NaN');
  await open(page, `${ID}?view=slices&seed=2`);
  await expect(page.locator('.recorded')).toHaveCount(0);
  await open(page, `${ID}?view=xor`);
  await expect(said).toHaveCount(2);
  await expect(page.locator('[data-stuck="0"]')).toContainText('%');
  await expect(page.locator('[data-stuck="0"]')).not.toHaveAttribute('data-value');
});
