// What only `cross-entropy-kl` has.
import {
  expect,
  expectAddressOf,
  expectReading,
  hashOf,
  numbers,
  open,
  preset,
  read,
  readouts,
  release,
  setHash,
  test,
} from './support.js';

const ID = '#/cross-entropy-kl';

test('a dragged bar takes from the others in proportion, and gives back', async ({ page }) => {
  await open(page, ID);
  const bar = page.locator('[data-bar="p[0]"]');
  const box = await bar.boundingBox();
  const x = box.x + box.width / 2;
  await page.mouse.move(x, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(x, box.y - 30, { steps: 4 });
  await expect.poll(async () => (await numbers(page))['p[0]']).toBe(1);
  await page.mouse.move(x, box.y + box.height * 0.4, { steps: 4 });
  await release(page);
  await expectAddressOf(page, ID);
  const now = await numbers(page);
  expect(now['p[0]']).toBeCloseTo(0.6, 1);
  expect(now['p[1]'] / now['p[2]']).toBeCloseTo(0.25 / 0.15, 9);
  expect(now['p[3]'] / now['p[2]']).toBeCloseTo(0.1 / 0.15, 9);
});

test('where q rules out what happens, the divergence is infinite and said so', async ({ page }) => {
  const hash = `${ID}?q=0.5,0.5,0,0`;
  await open(page, hash);
  await expectReading(page, read(hash));
  const now = await numbers(page);
  expect([now['kl-pq'], now['cross-entropy'], now['terms[2]']]).toEqual([Infinity, Infinity, Infinity]);
  expect(Number.isFinite(now['kl-qp'])).toBe(true);
  await expect(page.locator('[data-readout="kl-pq"]')).toHaveText('∞');
  await expect(page.locator('.sentence')).toContainText(/infinit/i);
  await expect(page.locator('.bar.infinite').first()).toBeVisible();
  await expect(page.locator('main')).not.toContainText(/NaN|not a number/);
  expect(await page.locator('[data-check]:not([data-status="holds"])').count()).toBe(0);
});

test('zero times the logarithm of zero is zero', async ({ page }) => {
  for (const query of [
    'p=1,0,0,0',
    'p=1,0,0,0&q=1,0,0,0',
    'p=0,0,1,1&q=0,0,1,3',
    'p=1,0&q=0,1',
    'p=1000000,0,0.000001&q=1,0,1',
  ]) {
    await open(page, `${ID}?${query}`);
    await expectReading(page, read(`${ID}?${query}`));
    await expect(page.locator('main')).not.toContainText(/NaN|not a number/);
    expect(await page.locator('[data-check]:not([data-status="holds"])').count()).toBe(0);
  }
  await setHash(page, `${ID}?p=1,0,0,0&q=1,0,0,0`);
  await expect.poll(async () => (await numbers(page))['kl-pq']).toBe(0);
  expect((await numbers(page)).entropy).toBe(0);
});

test('the prediction knows the states in which ruling something out is harmless', async ({ page }) => {
  const right = async (query) => {
    await open(page, `${ID}?${query}`);
    const ask = page.locator('.predict').getByRole('button', { name: /ask again/i });
    if (await ask.isVisible()) await ask.click();
    await expect(page.locator('.prompt')).toContainText('is set to 0');
    await page.locator('.option').first().click();
    return page.locator('[data-verdict="right"]').textContent();
  };
  // Which question is asked depends on where p and q are largest.
  const usual = await right('p=0.3,0.5,0.1,0.1&q=0.4,0.2,0.2,0.2');
  const harmless = await right('p=0.4,0.6,0,0&q=0.4,0.2,0.2,0.2');
  expect(usual).toMatch(/infinite/i);
  expect(harmless).not.toMatch(/infinite/i);
});

test('bits and nats differ by the logarithm of two', async ({ page }) => {
  await open(page, ID);
  const bits = await numbers(page);
  await page
    .locator('label')
    .filter({ hasText: /^nats$/ })
    .click();
  await expect.poll(() => hashOf(page)).toBe(`${ID}?unit=nats`);
  await expectReading(page, read(`${ID}?unit=nats`));
  const nats = await numbers(page);
  for (const name of ['entropy', 'cross-entropy', 'kl-pq', 'kl-qp', 'terms[0]']) {
    expect(nats[name]).toBeCloseTo(bits[name] * Math.LN2, 12);
  }
});

test('the presets do what they say', async ({ page }) => {
  await open(page, ID);
  const use = async (name) => {
    const before = await hashOf(page);
    await preset(page, `${name}`);
    await expectAddressOf(page, before);
    return numbers(page);
  };
  const start = await numbers(page);
  const swapped = await use('swap');
  expect([swapped['kl-pq'], swapped['kl-qp']]).toEqual([start['kl-qp'], start['kl-pq']]);
  const even = await use('even');
  expect([even['q[0]'], even['q[3]']]).toEqual([0.25, 0.25]);
  expect((await use('equal'))['kl-pq']).toBe(0);
  expect((await use('certain')).entropy).toBe(0);
  await page.locator('[data-action="reset"]').click();
  await expect.poll(() => hashOf(page)).toBe(ID);
  expect((await use('zero'))['kl-pq']).toBe(Infinity);
});

test('from two to twelve outcomes', async ({ page }) => {
  await open(page, ID);
  for (const [end, count] of [
    ['more', 12],
    ['fewer', 2],
  ]) {
    const button = page.locator(`[data-control="outcomes-${end}"]`);
    for (let i = 0; i < 14 && (await button.isEnabled()); i += 1) await button.click();
    await expect(button).toBeDisabled();
    await expectAddressOf(page, ID);
    expect((await readouts(page)).filter(([name]) => name.startsWith('p[')).length).toBe(count);
  }
});
