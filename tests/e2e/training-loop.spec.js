// A transformer trains in a worker beside the page.
import { readFileSync } from 'node:fs';
import { expect, open, setHash, test } from './support.js';

const SMALL = '#/training-loop?layers=1&width=16&heads=2&context=8&batch=8';

const state = (page) => page.locator('[data-run="state"]');
const stands = (page, stand, timeout = 40_000) =>
  expect(state(page)).toHaveAttribute('data-stand', stand, { timeout });
const button = (page, name) => page.locator(`[data-run="${name}"]`);
const number = async (page, name) =>
  Number(await page.locator(`[data-readout="${name}"]`).getAttribute('data-value'));
const message = (page) => page.locator('[data-run="message"]');
const stepOf = (page) => expect.poll(() => number(page, 'step'));

async function start(page, hash) {
  await open(page, hash);
  await stands(page, 'paused');
}

/** The losses of the first steps, one at a time. */
async function losses(page, count) {
  const list = [];
  for (let step = 1; step <= count; step += 1) {
    await button(page, 'step').click();
    await stepOf(page).toBe(step);
    list.push(await number(page, 'loss'));
  }
  return list;
}

test('two hundred steps beat the best bigram model', async ({ page }) => {
  await start(page, '#/training-loop?steps=200');
  expect(await number(page, 'step')).toBe(0);
  expect(Math.abs((await number(page, 'loss')) - Math.log(73))).toBeLessThan(0.1);
  await button(page, 'play').click();
  await stands(page, 'done');
  await stepOf(page).toBe(200);
  expect(await number(page, 'held-out')).toBeLessThan(await number(page, 'bigram'));
  expect(await number(page, 'kl')).toBeGreaterThan(0);
  expect(await number(page, 'tokens-per-second')).toBeGreaterThan(0);
  await expect(page.locator('[data-check]').first()).toBeVisible();
  for (const status of await page.locator('[data-check]').all())
    await expect(status).toHaveAttribute('data-status', 'holds');
  await expect(button(page, 'text').locator('.token')).toHaveCount(30);
});

test('the same address is the same run, to the last bit', async ({ page }) => {
  await start(page, SMALL);
  const first = await losses(page, 10);
  await page.reload();
  await stands(page, 'paused');
  expect(await losses(page, 10)).toEqual(first);
  await button(page, 'rewind').click();
  await stepOf(page).toBe(0);
  expect(await losses(page, 3)).toEqual(first.slice(0, 3));
});

test('pause, scrub back, go on from there', async ({ page }) => {
  await start(page, `${SMALL}&steps=20000`);
  await button(page, 'play').click();
  await stands(page, 'playing');
  await expect.poll(() => number(page, 'step'), { timeout: 30_000 }).toBeGreaterThan(150);
  await button(page, 'play').click();
  await stands(page, 'paused');
  const end = await number(page, 'step');
  const travel = page.locator('[data-control="travel"]');
  await travel.focus();
  await page.keyboard.press('Home');
  await expect(page.locator('[data-travel="says"]')).toContainText('after step 0');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-travel="says"]')).toContainText('after step 50');
  await button(page, 'continue').click();
  await stepOf(page).toBe(50);
  await button(page, 'step').click();
  await stepOf(page).toBe(51);
  await button(page, 'play').click();
  await expect.poll(() => number(page, 'step'), { timeout: 30_000 }).toBeGreaterThan(60);
  await button(page, 'play').click();
  expect(end).toBeGreaterThan(50);
});

test('a worker that is killed is noticed, and can be started again', async ({ page }) => {
  await start(page, `${SMALL}&steps=20000`);
  await button(page, 'play').click();
  // Long enough that the page was sent a snapshot to keep.
  await page.waitForTimeout(6500);
  const reached = await number(page, 'step');
  await page.workers()[0].evaluate(() => self.close());
  await stands(page, 'lost');
  await expect(message(page)).toContainText(/kept/);
  expect(await number(page, 'step')).toBeGreaterThanOrEqual(reached);
  await button(page, 'play').click();
  await stands(page, 'paused');
  await stepOf(page).toBeGreaterThan(0);
  await button(page, 'step').click();
  await expect(state(page)).not.toHaveText(/step 0 /);
});

test('a rate that is too high ends in an explanation and a way back', async ({ page }) => {
  await start(page, '#/training-loop');
  await page.locator('[data-preset="diverges"]').click();
  await stands(page, 'paused');
  await button(page, 'play').click();
  await expect(message(page)).toContainText('diverged', { timeout: 40_000 });
  await stands(page, 'paused');
  await expect(message(page)).toContainText('put back to step');
});

test('files: save, open again, and what is refused', async ({ page }, info) => {
  await start(page, SMALL);
  const list = await losses(page, 3);
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'save').click()]);
  const path = info.outputPath('run.safetensors');
  await download.saveAs(path);
  const file = page.locator('[data-control="open"]');
  await setHash(page, '#/training-loop?layers=2&width=16&heads=1');
  await stands(page, 'paused');
  for (const [name, bytes] of [
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('not a run')],
    ['cut', readFileSync(path).subarray(0, 5000)],
  ]) {
    await file.setInputFiles({ name: `${name}.safetensors`, mimeType: '', buffer: bytes });
    await expect(message(page)).toContainText(/isn’t a safetensors file|damaged/);
    await expect(page).toHaveURL(/layers=2/.test(page.url()) ? /#/ : /heads=1/);
  }
  await file.setInputFiles(path);
  await stepOf(page).toBe(3);
  expect(await number(page, 'loss')).toBe(list[2]);
  await expect(page).toHaveURL(/layers=1/);
  await button(page, 'step').click();
  await stepOf(page).toBe(4);
});

test('the export is two files', async ({ page }) => {
  await start(page, SMALL);
  await losses(page, 1);
  const names = [];
  page.on('download', (download) => names.push(download.suggestedFilename()));
  await button(page, 'export').click();
  await expect.poll(() => names.sort()).toEqual(['run.py', 'run.safetensors']);
});

test('a text of one’s own, odd, empty, or one character', async ({ page }) => {
  await start(page, '#/training-loop?source=characters&layers=1&width=16&heads=1&context=8&steps=20');
  const text = page.locator('[data-control="text"]');
  await text.fill('naïve 🦀\u0000\u202e <b>&amp;</b> ✓ '.repeat(40));
  await text.blur();
  await stands(page, 'paused');
  await button(page, 'play').click();
  await stands(page, 'done');
  expect(await number(page, 'loss')).toBeLessThan(await number(page, 'log-v'));
  await expect(page.locator('[data-readout="entropy-floor"]')).toHaveCount(0);
  await expect(page.locator('.sentence')).toContainText('isn’t known');
  for (const [bad, says] of [
    ['', 'no text yet'],
    ['a', 'at least 10'],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'repeats'],
  ]) {
    await text.fill(bad);
    await text.blur();
    await expect(page.locator('[data-run="problem"]')).toContainText(says);
  }
});

test('runs beside the first, and every step of the loop', async ({ page }) => {
  await start(page, `${SMALL}&steps=30&against=sgd,no-layer-norm`);
  await button(page, 'play').click();
  await stands(page, 'done');
  await expect(page.locator('.loss-curve .legend li')).toHaveCount(9);
  const dots = page.locator('.loop-steps .step-dot');
  for (let i = 0; i < 6; i += 1) {
    await dots.nth(i).click();
    await expect(page.locator('.loop-steps .step-title')).toContainText(`${i + 1}.`);
  }
  await dots.nth(4).click();
  const rows = page.locator('.loop-steps tbody tr');
  await expect(rows.first()).toContainText('weight');
  await page.locator('[data-control="watch-row"]').fill('5');
  await page.locator('[data-control="watch-row"]').blur();
  await expect(page.locator('.loop-steps code').first()).toContainText('[5]');
});

test('leaving the panel ends the worker', async ({ page }) => {
  await start(page, SMALL);
  await button(page, 'play').click();
  await stands(page, 'playing');
  expect(page.workers().length).toBe(1);
  await setHash(page, '#/attention');
  await expect(page.locator('[data-panel="attention"]')).toBeVisible();
  await expect.poll(() => page.workers().length).toBe(0);
});
