// A transformer trains in a worker beside the page.
import { readFileSync } from 'node:fs';
import { expect, expectStand, frames, open, preset, setHash, test, unfold } from './support.js';

const SMALL = '#/training-loop?layers=1&width=16&heads=2&context=8&batch=8';

const state = (page) => page.locator('[data-run="state"]');
const stands = (page, stand, timeout = 40_000) => expectStand(state(page), stand, timeout);
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
  // Step 50, or a later one: the further the run has come, the fewer snapshots are kept.
  const says = page.locator('[data-travel="says"]');
  await expect(says).toContainText(/after step [1-9]/);
  const back = Number(/after step (\d+)/.exec(await says.textContent())[1]);
  await button(page, 'continue').click();
  await stepOf(page).toBe(back);
  await button(page, 'step').click();
  await stepOf(page).toBe(back + 1);
  await button(page, 'play').click();
  await expect.poll(() => number(page, 'step'), { timeout: 30_000 }).toBeGreaterThan(back + 10);
  await button(page, 'play').click();
  expect(end).toBeGreaterThan(back);
});

/** The last step of every run’s curve. */
const steps = async (page) =>
  (await page.locator('.loss-curve').getAttribute('data-steps')).split(',').map(Number);

/** The step of the files that the page has, in case the worker is lost; 0 where it has none. */
const kept = async (page) => Number(await page.locator('[data-run="state"]').getAttribute('data-kept'));

/** Ends the worker as a browser short of memory would: without a word. */
const kill = (page) => page.workers()[0].evaluate(() => self.close());

test('a worker that is killed is noticed, and can be started again', async ({ page }) => {
  await start(page, '#/training-loop?steps=20000');
  await button(page, 'play').click();
  await expect.poll(() => kept(page), { timeout: 30_000 }).toBeGreaterThan(0);
  const reached = await number(page, 'step');
  await kill(page);
  await stands(page, 'lost');
  await expect(message(page)).toContainText(/kept/);
  expect(await number(page, 'step')).toBeGreaterThanOrEqual(reached);
  await button(page, 'play').click();
  await stands(page, 'paused');
  await stepOf(page).toBeGreaterThan(0);
  const again = await number(page, 'step');
  await button(page, 'step').click();
  await stepOf(page).toBe(again + 1);
});

test('a crash loses no run, and nothing of a single step', async ({ page }) => {
  await start(page, `${SMALL}&against=sgd,one-head`);
  const list = await losses(page, 3);
  await expect.poll(() => steps(page)).toEqual([3, 3, 3]);
  await expect.poll(() => kept(page), 'a file comes after each single step').toBe(3);
  await kill(page);
  await stands(page, 'lost');
  await expect(message(page)).toContainText('all runs as they were at step 3');
  expect(await steps(page)).toEqual([3, 3, 3]);
  await button(page, 'play').click();
  await stands(page, 'paused');
  await expect.poll(() => steps(page)).toEqual([3, 3, 3]);
  // The curve is there before the reading of its last step.
  await expect.poll(() => number(page, 'loss')).toBe(list[2]);
  await expect(page).toHaveURL(/against=sgd,one-head/);
  await button(page, 'step').click();
  await expect.poll(() => steps(page)).toEqual([4, 4, 4]);
});

test('a crash before anything was sent is said as it is', async ({ page }) => {
  await start(page, SMALL);
  await kill(page);
  await stands(page, 'lost');
  await expect(message(page)).toContainText('Nothing is lost');
  await button(page, 'play').click();
  await stands(page, 'paused');
  await button(page, 'step').click();
  await stepOf(page).toBe(1);
});

test('a worker that can’t be loaded is said, not waited for', async ({ fresh: page, trouble }) => {
  trouble.expected.push(/404|Failed to load|wasm|WebAssembly|HTTP/i);
  await page.context().route('**/training-worker_bg.wasm', (route) =>
    route.fulfill({ status: 404, contentType: 'text/plain', body: 'gone' }),
  );
  await open(page, SMALL);
  await stands(page, 'lost');
  await expect(message(page)).toContainText('can’t be started');
});

test('a worker of another version is said', async ({ fresh: page }) => {
  await page.context().route('**/worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'postMessage([new Uint8Array([0, 99])]);' }),
  );
  await open(page, SMALL);
  await stands(page, 'lost');
  await expect(message(page)).toContainText('different versions');
});

test('a snapshot on request is one to travel to', async ({ page }) => {
  await start(page, `${SMALL}&steps=20000`);
  await losses(page, 3);
  const travel = page.locator('[data-control="travel"]');
  await expect(travel).toBeDisabled();
  await button(page, 'snapshot').click();
  await expect(travel).toHaveAttribute('max', '1');
  await button(page, 'step').click();
  await stepOf(page).toBe(4);
  await travel.focus();
  await page.keyboard.press('Home');
  await expect(page.locator('[data-travel="says"]')).toContainText('after step 0');
  await page.keyboard.press('End');
  await expect(page.locator('[data-travel="says"]')).toContainText('after step 3');
  await page.locator('.run-bar summary').click();
  const rate = page.locator('.run-bar input[inputmode="decimal"]');
  await rate.fill('0.5');
  await rate.press('Enter');
  await button(page, 'continue').click();
  await stepOf(page).toBe(3);
  // The rate is the snapshot’s again.
  await expect(rate).toHaveValue('0.003');
});

test('a hidden tab trains on, or pauses where the reader wants it', async ({ fresh: page }) => {
  await start(page, '#/training-loop?steps=20000');
  const hide = (hidden) =>
    page.evaluate((to) => {
      Object.defineProperty(document, 'hidden', { value: to, configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, hidden);
  await button(page, 'play').click();
  await stands(page, 'playing');
  await hide(true);
  const before = await number(page, 'step');
  await stepOf(page).toBeGreaterThan(before);
  await stands(page, 'playing');
  await hide(false);
  await page.locator('.run-bar summary').click();
  await page.locator('[data-control="pause-hidden"]').check();
  await hide(true);
  await stands(page, 'paused');
  const rested = await number(page, 'step');
  await frames(page, 8);
  expect(await number(page, 'step')).toBe(rested);
  await hide(false);
  await stands(page, 'playing');
  await stepOf(page).toBeGreaterThan(rested);
});

test('an unknown beginning is said beside it, and stops nothing', async ({ page }) => {
  await start(page, `${SMALL}&steps=20000`);
  const beginning = page.locator('[data-control="beginning"]');
  const said = page.locator('[data-run="unwritten"]');
  await beginning.fill('the wolf');
  await beginning.press('Enter');
  await expect(said).toContainText('wolf');
  await button(page, 'play').click();
  await page.evaluate(() => {
    window.stood = new Set();
    const element = document.querySelector('[data-run="state"]');
    new MutationObserver(() => window.stood.add(element.dataset.stand)).observe(element, { attributes: true });
  });
  // By then it has gone on for a while.
  await expect.poll(() => kept(page), { timeout: 30_000 }).toBeGreaterThan(0);
  const stood = await page.evaluate(() => [...window.stood]);
  expect(stood).not.toContain('paused');
  await expect(said).toContainText('wolf');
  await expect(message(page)).toBeEmpty();
  await beginning.fill('the dog');
  await beginning.press('Enter');
  await expect(said).toBeEmpty();
  // Another source has other words.
  await setHash(page, '#/training-loop?source=words&layers=1&width=16&heads=1&context=8');
  await stands(page, 'paused');
  await expect(beginning).toHaveValue('');
  await expect(said).toBeEmpty();
});

test('words are read off by pointer and by keyboard', async ({ page }) => {
  await start(page, SMALL);
  const text = button(page, 'text');
  await expect(text.locator('.token')).toHaveCount(30);
  await text.focus();
  await expect(button(page, 'word')).toContainText(/the model gives it .*%, the source .*%/);
  const first = await button(page, 'word').textContent();
  await page.keyboard.press('End');
  await expect(text.locator('.token').nth(29)).toHaveClass(/pointed/);
  await text.locator('.token').first().click();
  await expect(button(page, 'word')).toHaveText(first);
  await page.locator('[data-control="method"][value="top-k"]').check({ force: true });
  await page.locator('[data-slider="top-k"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.writing input[data-control="top-k"]')).toHaveValue('6');
  await expect(button(page, 'unwritten')).toBeEmpty();
});

test('any tensor can be opened', async ({ page }) => {
  await start(page, SMALL);
  await button(page, 'step').click();
  await stepOf(page).toBe(1);
  const choose = page.locator('[data-control="tensor"]');
  const name = button(page, 'tensor-name');
  const picture = page.locator('.tensors .raster-frame');
  await expect(name).toHaveText('embeddings: token + position, 8×16');
  await picture.focus();
  await page.keyboard.press('ArrowRight');
  await expect(button(page, 'arithmetic')).toContainText(/= token .* \+ position /);
  for (const [kind, says] of [
    ['attention', 'attention of head 1 of block 1, 8×8'],
    ['keys', 'keys of head 1 of block 1, 8×8'],
    ['residual', 'residual stream after block 1, 8×16'],
    ['units', 'feed-forward units of block 1, 8×64'],
    ['logits', 'logits, 8×73'],
    ['weight', 'token_embedding.weight, 73×16'],
    ['first', 'm of token_embedding.weight, 73×16'],
    ['second', 'v of token_embedding.weight, 73×16'],
  ]) {
    await choose.selectOption(kind);
    await expect(name).toHaveText(says);
    await expect(picture).toBeVisible();
  }
  await page.locator('[data-control="tensor-parameter"]').selectOption({ label: 'head.weight (73×16)' });
  await expect(name).toHaveText(/^v of head.weight/);
  await choose.selectOption('embedded');
  await page.locator('[data-control="tensor-sequence-more"]').click();
  await expect(page.locator('.loop-steps .count-value').first()).toHaveText('2');
});

test('a rate that is too high ends in an explanation and a way back', async ({ page }) => {
  await start(page, '#/training-loop');
  await preset(page, 'diverges');
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
  await setHash(page, '#/training-loop?layers=1&width=32&heads=1&context=8&batch=4&against=sgd');
  await stands(page, 'paused');
  const other = await losses(page, 2);
  const address = page.url();
  const shown = () => Promise.all([number(page, 'loss'), number(page, 'step'), steps(page)]);
  const before = await shown();
  expect(before).toEqual([other[1], 2, [2, 2]]);
  for (const [name, bytes] of [
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('not a run')],
    ['cut', readFileSync(path).subarray(0, 5000)],
  ]) {
    await file.setInputFiles({ name: `${name}.safetensors`, mimeType: '', buffer: bytes });
    await expect(message(page)).toContainText(/isn’t a safetensors file|damaged/);
    expect(page.url()).toBe(address);
    expect(await shown()).toEqual(before);
  }
  // And it goes on as if nothing had been.
  await button(page, 'step').click();
  await expect.poll(() => steps(page)).toEqual([3, 3]);
  await file.setInputFiles(path);
  await expect(page).toHaveURL(/width=16/);
  await stepOf(page).toBe(3);
  await expect.poll(() => number(page, 'loss')).toBe(list[2]);
  await expect(page).not.toHaveURL(/against/);
  expect(await steps(page)).toEqual([3]);
  await button(page, 'step').click();
  await stepOf(page).toBe(4);
});

test('the export is two files', async ({ fresh: page }) => {
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

test('a text is dropped anywhere on the settings, and learned by words', async ({ page }) => {
  await start(page, '#/training-loop?layers=1&width=16&heads=1&context=8&steps=20');
  const drop = (name, text) =>
    page.evaluate(
      ([name, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], name, { type: 'text/plain' }));
        const target = document.querySelector('[data-control="layers"]');
        for (const type of ['dragover', 'drop'])
          target.dispatchEvent(
            new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
          );
      },
      [name, text],
    );
  await drop('picture.txt', 'a\u0000b');
  await expect(page.locator('[data-run="text-problem"]')).toContainText('can’t be read as text');
  await drop('mine.txt', 'One fish, two fish. Red fish, blue fish! '.repeat(30));
  await expect(page).toHaveURL(/source=characters/);
  await expect(page.locator('[data-control="text"]')).toHaveValue(/^One fish/);
  await expect(page.locator('[data-run="text-room"]')).toContainText('at least 10 tokens');
  await page.locator('[data-control="source"]').selectOption('words');
  await stands(page, 'paused');
  expect(await number(page, 'log-v')).toBeCloseTo(Math.log(8), 9);
  await button(page, 'play').click();
  await stands(page, 'done');
  expect(await number(page, 'loss')).toBeLessThan(await number(page, 'log-v'));
});

test('a run beside the first differs from it', async ({ page }) => {
  await start(page, `${SMALL}&against=sgd`);
  await unfold(page);
  await expect(page.locator('[data-control="against-adam"]')).toBeDisabled();
  await page.locator('[data-control="optimiser"]').selectOption('sgd');
  await expect(button(page, 'dropped')).toContainText('with SGD');
  await expect(page).not.toHaveURL(/against/);
  await expect(page.locator('[data-control="against-sgd"]')).toBeDisabled();
  await expect(page.locator('[data-control="against-adam"]')).toBeEnabled();
});

test('what it costs is measured, and too much is refused before it starts', async ({ page }) => {
  await start(page, SMALL);
  const costs = button(page, 'costs');
  await expect(costs).toHaveAttribute('data-measured', 'true');
  await expect(costs).toContainText('as measured here');
  await setHash(
    page,
    '#/training-loop?layers=4&width=128&heads=8&context=128&batch=64&against=sgd,momentum,rmsprop',
  );
  await expect(button(page, 'problem')).toContainText(/4 runs .* GB/);
  await expect(button(page, 'play')).toBeDisabled();
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
