// What only `classifier` has.
import {
  expect,
  expectAddressOf,
  expectReading,
  frames,
  hashOf,
  numbers,
  open,
  read,
  readouts,
  release,
  setHash,
  statuses,
  test,
} from './support.js';

const ID = '#/classifier';
const button = (page, name) => page.locator(`[data-train="${name}"]`);
const standing = async (page, name) => (await page.locator(`[data-standing="${name}"]`).textContent()).trim();
const steps = async (page) => Number((await standing(page, 'step')).replaceAll(',', ''));

/** Presses "One step" so many times. */
async function step(page, count) {
  const before = await steps(page);
  for (let i = 0; i < count; i += 1) await button(page, 'step').click();
  await expect.poll(() => steps(page)).toBe(before + count);
}

test('training starts paused, lowers the loss, and pauses', async ({ page }) => {
  await open(page, `${ID}?layers=8,4`);
  const first = await numbers(page);
  await frames(page, 8);
  expect(await steps(page)).toBe(0);
  await button(page, 'play').click();
  await expect.poll(() => steps(page)).toBeGreaterThan(300);
  await button(page, 'play').click();
  const paused = await steps(page);
  await frames(page, 8);
  expect(await steps(page)).toBe(paused);
  await expect.poll(async () => (await numbers(page)).step).toBe(paused);
  const now = await numbers(page);
  expect(now.loss).toBeLessThan(0.5 * first.loss);
  expect(now.accuracy).toBeGreaterThan(0.95);
  expect(await statuses(page)).toEqual({ gradient: 'holds' });
  await expect(page.locator('.sentence')).toContainText(`After ${paused} steps`);
  // The address names where the run starts, and no step of it.
  expect(await hashOf(page)).toBe(`${ID}?layers=8,4`);
});

test('rewinding gives the same start, and the same steps again', async ({ page }) => {
  await open(page, ID);
  await step(page, 5);
  await expect.poll(async () => (await numbers(page)).step).toBe(5);
  const first = await readouts(page);
  await button(page, 'rewind').click();
  await expectReading(page, read(ID));
  await step(page, 5);
  await expect.poll(() => readouts(page)).toEqual(first);
  await page.reload();
  await expectReading(page, read(ID));
  await step(page, 5);
  await expect.poll(() => readouts(page)).toEqual(first);
});

test('another state starts from its beginning', async ({ page }) => {
  await open(page, ID);
  await step(page, 3);
  await setHash(page, `${ID}?data=xor&activation=relu`);
  await expectReading(page, read(`${ID}?data=xor&activation=relu`));
  expect(await steps(page)).toBe(0);
  await button(page, 'play').click();
  await setHash(page, ID);
  await expectReading(page, read(ID));
  await expect(button(page, 'play')).toContainText('Train');
});

test('a weight is set by hand, and rewinding takes it back', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-unit="2.1"]').click();
  const field = page.locator('[data-weight="1[1][2]"] input');
  await field.fill('2.5');
  await expect.poll(async () => (await numbers(page))['weights-2[1][2]']).toBe(2.5);
  expect(await statuses(page)).toEqual({ gradient: 'holds' });
  await field.fill('many');
  await expect(page.locator('.problem').filter({ hasText: 'many' })).toHaveCount(1);
  expect((await numbers(page))['weights-2[1][2]']).toBe(2.5);
  const bias = page.locator('[data-weight="1[1][bias]"] input');
  await bias.focus();
  await page.keyboard.press('ArrowUp');
  await expect.poll(async () => (await numbers(page))['biases-2[1]']).toBe(0.1);
  expect(await hashOf(page)).toBe(ID);
  await button(page, 'rewind').click();
  await expectReading(page, read(ID));
});

test('points are drawn, moved and taken away', async ({ page }) => {
  await open(page, `${ID}?data=drawn`);
  const plane = page.locator('[data-plane]');
  await plane.scrollIntoViewIfNeeded();
  const box = await plane.boundingBox();
  const at = (x, y) => [box.x + (0.5 + x / 6) * box.width, box.y + (0.5 - y / 6) * box.height];
  const rows = async () =>
    /points=([^&]*)/
      .exec(await expectAddressOf(page, ''))[1]
      .split(';')
      .map((row) => row.split(',').map(Number));
  await page.locator('[data-tool="orange"]').click();
  await page.mouse.click(...at(1.5, -1));
  let points = await rows();
  expect(points.length).toBe(9);
  expect(points[8][0]).toBeCloseTo(1.5, 1);
  expect(points[8][1]).toBeCloseTo(-1, 1);
  expect(points[8][2]).toBe(0);

  await page.locator('[data-tool="move"]').click();
  await page.mouse.move(...at(1.5, -1));
  await page.mouse.down();
  await page.mouse.move(...at(-1, 1), { steps: 4 });
  await release(page);
  points = await rows();
  expect(points[8][0]).toBeCloseTo(-1, 1);
  expect(points[8][1]).toBeCloseTo(1, 1);

  await page.locator('[data-tool="erase"]').click();
  await page.mouse.click(...at(-1, 1));
  await expect.poll(() => hashOf(page)).toBe(`${ID}?data=drawn`);

  await plane.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('b');
  points = await rows();
  expect(points[8]).toEqual([0.1, 0, 1]);
  await page.keyboard.press('Delete');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?data=drawn`);
});

test('drawing on given points makes them drawn ones', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-plane]').focus();
  await page.keyboard.press('o');
  const hash = await expectAddressOf(page, ID);
  expect(hash).toContain('data=drawn');
  expect(hash.split(';').length).toBe(101);
  await expect(page.locator('[data-readout="test-loss"]')).toHaveCount(0);
  await page.locator('[data-tool="clear"]').click();
  await expect.poll(async () => (await hashOf(page)).split(';').length).toBe(2);
});

test('the exact loss of the whole, and of one point', async ({ page }) => {
  await open(page, `${ID}?data=drawn&points=0,0,1;2,2,0`);
  const exact = page.locator('.exact');
  await exact.focus();
  expect(await exact.getAttribute('data-exact')).toBe(
    await page.locator('[data-readout="loss"]').getAttribute('data-value'),
  );
  await page.locator('[data-plane]').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.locator('.read-off').filter({ hasText: 'A blue point there would have a loss' })).toHaveCount(1);
  await page.keyboard.press('Shift+ArrowLeft');
  // Biases start at 0, so tanh of nothing is nothing: one half, ln 2.
  await expect(page.locator('.read-off').filter({ hasText: '0.6931471805599453' })).toHaveCount(1);
});

test('runs with one thing changed train side by side', async ({ page }) => {
  await open(page, ID);
  await step(page, 2);
  const list = page.locator('.beside-list li');
  for (const name of ['optimiser sgd', 'batch 1', 'activation relu']) {
    await page.locator('[data-beside]').selectOption(name);
    await page.locator('[data-add]').click();
  }
  await expect(list).toHaveCount(3);
  expect(await steps(page)).toBe(0);
  await expect(page.locator('[data-add]')).toBeDisabled();
  await step(page, 4);
  const chart = page.locator('.chart').last();
  await expect(chart.locator('.legend li')).toHaveCount(5);
  await chart.locator('[tabindex="0"]').focus();
  await page.keyboard.press('Home');
  await expect(chart.locator('.read-off')).toHaveText(/step 0: loss .*sgd .*batch 1 .*relu/);
  await page.locator('[data-remove="1"]').click();
  await expect(list).toHaveCount(2);
  expect(await steps(page)).toBe(4);
});

test('a rate that is too high stops the run with a word, and rewinding mends it', async ({ page }) => {
  await open(page, `${ID}?layers=12,12&activation=relu&optimiser=sgd&rate=10&l2=1`);
  await page.locator('[data-pace="all that fit"]').click();
  await button(page, 'play').click();
  await expect(page.locator('[data-stopped]')).toContainText('rewind');
  await expect(button(page, 'play')).toContainText('Train');
  await expect(page.locator('main')).not.toContainText(/NaN|not a number/);
  await button(page, 'rewind').click();
  await expect(page.locator('[data-stopped]')).toHaveCount(0);
  expect(await steps(page)).toBe(0);
});

test('units are reached with the arrow keys, and show what they make of the plane', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-unit="1.0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-unit="2.1"]')).toBeFocused();
  await expect(page.locator('[data-panel]')).toContainText('the output of h2.2');
  await page.keyboard.press('Enter');
  await expect(page.locator('.unit-editor h3')).toContainText('Into h2.2');
  await expect(page.locator('.unit-field')).toHaveCount(5);
});

test('a mistake goes into a run that is under way, and out of it', async ({ page }) => {
  await open(page, ID);
  await step(page, 3);
  const toggle = page.locator('[data-check="gradient"] button');
  await toggle.click();
  await expect(page.locator('[data-check="gradient"]')).toHaveAttribute('data-status', 'broken');
  expect((await numbers(page)).step).toBe(3);
  await toggle.click();
  await expect(page.locator('[data-check="gradient"]')).toHaveAttribute('data-status', 'holds');
});

test('leaving in the middle of a run is quiet, and coming back is a start', async ({ page }) => {
  await open(page, ID);
  await button(page, 'play').click();
  await expect.poll(() => steps(page)).toBeGreaterThan(20);
  await page.locator('.brand').click();
  await expect(page.locator('.cards').first()).toBeVisible();
  await frames(page, 8);
  await setHash(page, ID);
  await expectReading(page, read(ID));
  expect(await steps(page)).toBe(0);
});
