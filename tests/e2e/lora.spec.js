// What only `lora` has: counts of any shape, the small layer, and the fine-tuning in a worker.
import {
  expect,
  expectAddressOf,
  expectReading,
  expectStand,
  hashOf,
  open,
  read,
  setHash,
  test,
  unfold,
} from './support.js';

const ID = '#/lora';
const field = (page, name) => page.locator(`[data-control="${name}"]`);
const number = async (page, name) =>
  Number(await page.locator(`[data-readout="${name}"]`).getAttribute('data-value'));
const tuned = async (page, name) =>
  Number(await page.locator(`[data-tuned="${name}"]`).getAttribute('data-value'));
const button = (page, name) => page.locator(`[data-tune="${name}"]`);
const stands = (page, stand) => expectStand(button(page, 'state'), stand, 40_000);

async function type(page, name, text) {
  const before = await hashOf(page);
  await field(page, name).fill(text);
  await field(page, name).blur();
  return expectAddressOf(page, before);
}

test('the counter takes any shape and any rank that fits', async ({ page }) => {
  await open(page, ID);
  await unfold(page);
  expect(await number(page, 'full-parameters')).toBe(16777216);
  expect(await number(page, 'lora-parameters')).toBe(65536);
  expect(await number(page, 'reduction')).toBe(256);
  expect(await type(page, 'outputs', '11008')).toBe(`${ID}?outputs=11008`);
  expect(await number(page, 'full-parameters')).toBe(4096 * 11008);
  expect(await number(page, 'lora-parameters')).toBe(8 * (4096 + 11008));
  await expect(page.locator('.sentence')).toContainText('11,008 × 4096');
  // More than a thousand, up to the smaller side.
  expect(await type(page, 'rank', '3000')).toBe(`${ID}?outputs=11008&rank=3000`);
  expect(await number(page, 'lora-parameters')).toBe(3000 * (4096 + 11008));
  await field(page, 'rank').fill('4097');
  await expect(page.locator('.problem').filter({ hasText: '4097' })).toContainText('from 1 to 4096');
  await field(page, 'rank').blur();
  // A smaller layer takes its rank along, and a square one has no outputs in its address.
  expect(await type(page, 'outputs', '64')).toBe(`${ID}?outputs=64&rank=64`);
  await page.locator('[data-square]').click();
  expect(await expectAddressOf(page, `${ID}?outputs=64&rank=64`)).toBe(`${ID}?rank=64`);
  await expect(page.locator('[data-square]')).toBeDisabled();
  expect(await type(page, 'd', '768')).toBe(`${ID}?d=768&rank=64`);
  expect(await number(page, 'full-parameters')).toBe(768 * 768);
});

test('a rank that doesn’t fit is said so, and the rest is kept', async ({ page }) => {
  await open(page, `${ID}?d=1024&outputs=16&rank=17&alpha=2`);
  await expect(page.locator('[data-notice="rank"]')).toContainText('at most 16');
  await expectReading(page, read(`${ID}?d=1024&outputs=16&alpha=2`));
});

test('the table of layers follows the rank', async ({ page }) => {
  await open(page, ID);
  const row = page.locator('.facts tbody tr').filter({ hasText: 'MLP upwards' });
  await expect(row).toContainText('11,008 × 4096');
  await expect(row).toContainText('120,832');
  await type(page, 'rank', '2');
  await expect(row).toContainText('30,208');
});

test('the small layer: α over r, the merged weights, and full fine-tuning', async ({ page }) => {
  await open(page, `${ID}?rank=2&alpha=3`);
  await expect(page.locator('[data-live="scale"]')).toHaveText('α/r = 3/2 = 1.5');
  const cells = (name) =>
    page
      .locator('.plates .plate', { has: page.locator('h2', { hasText: name }) })
      .locator('[role=gridcell]')
      .evaluateAll((all) => all.map((cell) => Number(cell.textContent.replace('−', '-'))));
  const [frozen, product, merged] = [await cells(/frozen/), await cells(/^BA/), await cells(/Merged/)];
  expect(frozen.length).toBe(64);
  merged.forEach((x, i) => expect(Math.abs(frozen[i] + 1.5 * product[i] - x)).toBeLessThan(0.02));
  expect(await number(page, 'full-error')).toBeLessThan(await number(page, 'adapted-error[0]'));
});

test('fine-tuning: both learn, both forget, and the merged model is the adapted one', async ({ page }) => {
  await open(page, `${ID}?tune-rank=2&tune-steps=30&tune-rate=0.003`);
  await stands(page, 'idle');
  expect(page.workers().length).toBe(0);
  await button(page, 'step').click();
  await expect(button(page, 'state')).toContainText('step 1 of 30', { timeout: 40_000 });
  await stands(page, 'paused');
  expect(await tuned(page, 'adapters.trained')).toBe(2 * 2048);
  expect(await tuned(page, 'whole.trained')).toBe(111488);
  expect(await tuned(page, 'before.old-kl')).toBeLessThan(0.01);
  const first = await tuned(page, 'whole.new-kl');
  await button(page, 'play').click();
  await stands(page, 'done');
  const before = await tuned(page, 'before.new-kl');
  for (const who of ['adapters', 'whole']) {
    expect(await tuned(page, `${who}.new-kl`)).toBeLessThan(0.8 * before);
    expect(await tuned(page, `${who}.forgotten`)).toBeGreaterThan(0.02);
  }
  // In so few steps all weights learn more, and forget more.
  expect(await tuned(page, 'whole.new-kl')).toBeLessThan(await tuned(page, 'adapters.new-kl'));
  expect(await tuned(page, 'whole.forgotten')).toBeGreaterThan(await tuned(page, 'adapters.forgotten'));
  expect(await tuned(page, 'merging')).toBeLessThan(1e-11);
  await expect(button(page, 'says')).toContainText('After 30 steps');
  await expect(page.locator('.tuning .legend').first()).toContainText('entropy floor');
  // The same settings are the same numbers.
  await button(page, 'reset').click();
  await stands(page, 'idle');
  await expect(page.locator('[data-tuned]')).toHaveCount(0);
  await button(page, 'step').click();
  await expect(button(page, 'state')).toContainText('step 1 of 30', { timeout: 40_000 });
  expect(await tuned(page, 'whole.new-kl')).toBe(first);
});

test('other settings begin anew, a dead worker is noticed, leaving ends it', async ({ page }) => {
  await open(page, `${ID}?tune-steps=3000`);
  await button(page, 'play').click();
  await stands(page, 'playing');
  await button(page, 'play').click();
  await stands(page, 'paused');
  expect(page.workers().length).toBe(1);
  await type(page, 'tune-rank', '1');
  await stands(page, 'idle');
  await button(page, 'play').click();
  await stands(page, 'playing');
  expect(await tuned(page, 'adapters.trained')).toBe(2048);
  await page.workers()[0].evaluate(() => self.close());
  await stands(page, 'lost');
  await expect(button(page, 'message')).toContainText('What was measured is kept');
  await expect(page.locator('[data-tuned="whole.new-kl"]')).toHaveCount(1);
  await button(page, 'play').click();
  await stands(page, 'playing');
  await setHash(page, '#/svd');
  await expect(page.locator('[data-panel="svd"]')).toBeVisible();
  await expect.poll(() => page.workers().length).toBe(0);
});

test('a model that can’t be had is said in its place', async ({ fresh: page, trouble }) => {
  trouble.expected.push(/reference|404|Failed to load resource/);
  await page.route('**/reference.safetensors', (route) => route.fulfill({ status: 404, body: '' }));
  await open(page, ID);
  await button(page, 'play').click();
  await expect(button(page, 'message')).toContainText('can’t be loaded');
  await stands(page, 'idle');
  await page.unroute('**/reference.safetensors');
  await page.route('**/reference.safetensors', (route) => route.fulfill({ body: 'not a model' }));
  await button(page, 'play').click();
  await expect(button(page, 'message')).toContainText('can’t be fine-tuned');
  await stands(page, 'idle');
});
