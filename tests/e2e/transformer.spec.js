// What only `transformer` has: cells of the residual stream, heads that are opened and switched off, and
// a part taken from a second sentence.
import { forward, gpt2 } from './gpt2.js';
import {
  expect,
  expectAddressOf,
  expectOwnReading,
  expectReading,
  hashOf,
  numbers,
  open,
  preset,
  read,
  test,
} from './support.js';

const ID = '#/transformer';

test('opens on the sentence: the model is close to the truth, and head 2.2 looks at “dog”', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect(now.kl).toBeCloseTo(0.0008, 4);
  expect(now['impossible-mass']).toBeCloseTo(0.0005, 4);
  expect(now['attention[6][2]']).toBeCloseTo(0.998, 3);
  expect(now['write-norms[12]']).toBeCloseTo(4.91, 2);
  const parts = Array.from({ length: 22 }, (_, i) => now[`contributions[${i}]`]);
  const logits = Array.from({ length: 73 }, (_, i) => now[`logits[${i}]`]);
  expect(parts.reduce((sum, x) => sum + x, 0)).toBeCloseTo(Math.max(...logits), 9);
  await expectOwnReading(page);
});

test('a head is switched off by its button and by a key: agreement is lost', async ({ page }) => {
  await open(page, ID);
  const before = await numbers(page);
  const button = page.locator('[data-switch="2.2"]');
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await expectAddressOf(page, ID);
  await expect.poll(async () => (await numbers(page)).agreement).toBeLessThan(before.agreement - 5);
  expect((await numbers(page))['write-norms[12]']).toBe(0);
  await button.focus();
  await page.keyboard.press('Space');
  await expect.poll(async () => (await numbers(page)).agreement).toBe(before.agreement);
});

test('a cell of the stream chooses its word; a tile opens its head', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-cell="1.2"]').click();
  await expect(page.locator('[data-cell="1.2"]')).toHaveAttribute('aria-pressed', 'true');
  await page.locator('[data-head="1.4"]').click();
  await expect.poll(() => hashOf(page)).toContain('word=1');
  await expect.poll(() => hashOf(page)).toContain('layer=1');
  await expectOwnReading(page);
});

test('“dogs” in the place of “dog” turns the log odds; an impossible sentence has no truth', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'patch');
  await expect.poll(async () => (await numbers(page))['patched[0]']).toBeLessThan(-5);
  await open(page, `${ID}?text=cat cat sleeps`);
  await expect.poll(async () => (await numbers(page)).kl).toBeNaN();
  await expect(page.locator('#sentence')).toContainText('no truth');
});

test('a next word is chosen: what the parts add sums to its logit', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-target="chases"]').click();
  await expect(page.locator('[data-target="chases"]')).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => hashOf(page)).toContain('target=chases');
  const of = read(await hashOf(page));
  await expectReading(page, of);
  await page.locator('section:has([data-steps]) [data-step="back"]').click();
  await expect(page.locator('[data-steps="says"]')).toContainText('The heads of layer 2');
});

test('a run is sent here: its numbers are the session’s, until the shipped model is back', async ({ page }) => {
  await open(page, '#/training-loop?layers=1&width=16&heads=2&context=8&batch=2');
  await page.locator('[data-send="transformer"]').click();
  await expect(page.locator('[data-model=""]')).toContainText('your run after step 0');
  await expect(page.locator('[data-switch]')).toHaveCount(2);
  await expect(page.locator('[data-readout="entropy"]')).toHaveAttribute('data-sampled', /.*/);
  await page.locator('[data-action="shipped"]').click();
  await expect(page.locator('[data-switch]')).toHaveCount(16);
  await expect.poll(() => hashOf(page)).toContain('layer=1');
  await expectOwnReading(page);
});

test('a GPT-2 of one’s own: opened, looked into, without a head, writing; a damaged one is refused', async ({ page }) => {
  const made = gpt2(7);
  const programs = [];
  page.context().on('response', (response) => programs.push(response.url().split('/').pop()));
  await open(page, ID);
  const field = page.locator('[data-control="open"]');
  const own = (name) => page.locator(`[data-own="${name}"]`);
  // What is missing is named, and what was picked stays.
  await field.setInputFiles([made.model, made.config]);
  await expect(own('status')).toContainText('Also pick vocab.json with merges.txt, or tokenizer.json');
  await field.setInputFiles([made.vocabulary, made.merges]);
  await expect(own('found')).toContainText('2 layers of 2 heads, width 16, context 64, 300 different tokens');
  await expect(own('found')).toContainText('of memory for the weights');
  await own('begin').click();
  await expect(own('next').locator('li')).toHaveCount(8);
  // It runs where multiplications may be fused.
  expect(programs).toContain('fused-worker_bg.wasm');
  await expect(page.locator('[data-model=""]')).toContainText('no truth here');

  // Attention and logits are those of plain loops; contributions add up to the chosen logit.
  const tokens = made.encode('The capital of France is');
  await expect(own('opening')).toBeHidden();
  await expect(page.locator('[data-token]')).toHaveCount(tokens.length);
  const agrees = async (expected) => {
    const now = await numbers(page);
    const all = (name) => Object.keys(now).filter((key) => key.startsWith(`${name}[`)).map((key) => now[key]);
    const apart = expected.logits.map((z, token) => Math.abs(z - now[`logits[${token}]`]));
    const row = expected.attention[0].at(-1);
    const looks = row.map((weight, at) => Math.abs(weight - now[`attention[${tokens.length - 1}][${at}]`]));
    const rest = Math.abs(all('contributions').reduce((a, b) => a + b) - Math.max(...expected.logits));
    return Math.max(...apart, ...looks, rest);
  };
  const whole = forward(made.weights, tokens);
  await expect.poll(() => agrees(whole)).toBeLessThan(1e-3);
  await expect(page.locator('[data-readout="entropy"]')).toHaveAttribute('data-sampled', /.*/);
  await expect(page.locator('[data-check="rows-sum-to-one"]')).toHaveAttribute('data-status', 'holds');
  await expect(page.locator('[data-check="contributions-add-up"]')).toHaveAttribute('data-status', 'holds');

  // Of all cells, and of all heads, Tab reaches one; arrow keys reach the others.
  await expect(page.locator('[data-cell][tabindex="0"]')).toHaveCount(1);
  await page.locator('[data-cell="0.0"]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-cell="1.1"]')).toBeFocused();
  await expect(page.locator('[data-cell="1.1"]')).toHaveAttribute('tabindex', '0');
  await expect(page.locator('[data-switch][tabindex="0"]')).toHaveCount(1);
  await page.locator('[data-switch="1.1"]').focus();
  await page.keyboard.press('ArrowRight');

  // A head is switched off by a key.
  const button = page.locator('[data-switch="1.2"]');
  await expect(button).toBeFocused();
  await page.keyboard.press('Space');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  const without = forward(made.weights, tokens, [1]);
  await expect.poll(() => agrees(without)).toBeLessThan(1e-3);
  expect((await numbers(page))['write-norms[2]']).toBe(0);

  // Step by step: the chosen half-layer is marked in the stream, in its heads and in the lens.
  const steps = page.locator('section:has([data-steps])');
  await steps.locator('[data-step="back"]').click();
  await steps.locator('[role="radio"][tabindex="0"]').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('[data-steps="says"]')).toContainText('The feed-forward layers of layer 1');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-steps="says"]')).toContainText('The heads of layer 2');
  await expect(page.locator('.stream tr.chosen th')).toHaveText('attention 2');
  await expect(page.locator('.head-tile.chosen [data-head]')).toHaveCount(2);
  await expect(page.locator('.head-tile.chosen [data-head="2.1"]')).toHaveCount(1);
  await expect(page.locator('.facts tr.chosen th').first()).toHaveText('attention 2');
  const says = await page.locator('[data-steps="says"]').textContent();
  const length = (part) => numbers(page).then((now) => now[`write-norms[${part}]`]);
  // Parts: embedding, two heads, bias and MLP of layer 1, two heads of layer 2.
  const most = Math.max(await length(5), await length(6));
  expect(Number(says.match(/writes most, a vector of length ([\d.]+),/)[1]) / most).toBeCloseTo(1, 4);
  await page.keyboard.press('End');
  await expect(page.locator('[data-steps="says"]')).toContainText('The feed-forward layers of layer 2');

  // A part taken from a second text, as in plain loops; another number of tokens is refused.
  const place = made.encode('The capital of ').length;
  await page.locator(`[data-token="${place}"]`).click();
  await expect(page.locator(`[data-token="${place}"]`)).toHaveAttribute('aria-pressed', 'true');
  await page.locator('[data-control="own-other"]').fill('The capital');
  await own('patch').click();
  await expect(own('patch-state')).toContainText('for a patch they need the same number');
  await page.locator('[data-control="own-other"]').fill('The capital of Prance is');
  await own('patch').click();
  await expect(own('patches')).toContainText('log odds');
  const other = forward(made.weights, made.encode('The capital of Prance is'), [1]);
  const best = (logits, but) =>
    logits.reduce((most, z, at) => (at !== but && (most < 0 || z > logits[most]) ? at : most), -1);
  const first = best(without.logits, -1);
  const pair = [first, best(other.logits, first)];
  const odds = ({ logits }) => logits[pair[0]] - logits[pair[1]];
  const parts = ['embedding', 'head 1.1', 'head 1.2', null, 'MLP 1', 'head 2.1', 'head 2.2', null, 'MLP 2'];
  const patched = parts.map((part) => {
    const taken = part && { part, place, numbers: other.outputs[part][place] };
    return odds(forward(made.weights, tokens, [1], taken ?? undefined));
  });
  const far = async () => {
    const now = await numbers(page);
    const apart = patched.map((value, at) => Math.abs(value - now[`patched[${at}]`]));
    return Math.max(...apart, Math.abs(odds(without) - now.agreement));
  };
  await expect.poll(far).toBeLessThan(1e-3);
  expect(Math.max(...patched.map((value) => Math.abs(value - odds(without))))).toBeGreaterThan(0.01);

  // The cache: as many multiplications as are counted here, and the same logits.
  const [layers, width, n] = [2, 16, tokens.length];
  const matrices = layers * (4 * width * width + 2 * 4 * width * width);
  let [cached, uncached] = [0, 0];
  for (let t = 1; t <= n; t += 1) {
    cached += matrices + 2 * layers * width * t + 300 * width;
    for (let earlier = 1; earlier <= t; earlier += 1) uncached += matrices + 2 * layers * width * earlier;
    uncached += 300 * width;
  }
  const now = await numbers(page);
  expect([now['cached-multiplications'], now['uncached-multiplications'], now['cache-size']]).toEqual([
    cached,
    uncached,
    2 * layers * width * n,
  ]);
  await own('cache').click();
  await expect(own('cache-state')).toContainText('the largest difference of a logit from the pass');
  await expect.poll(async () => (await numbers(page))['cache-difference'] ?? Infinity).toBeLessThan(1e-5);
  await page.locator(`[data-token="${n - 1}"]`).click();
  await expect.poll(() => agrees(without)).toBeLessThan(1e-3);

  // A few Tab presses lead from the text to the next tokens.
  await page.locator('[data-control="own-text"]').focus();
  const presses = async (key) => {
    for (let count = 1; count <= 12; count += 1) {
      await page.keyboard.press(key);
      if (await own('next').locator('button:focus').count()) return count;
    }
    return Infinity;
  };
  const back = await presses('Shift+Tab');
  expect(back).toBeLessThanOrEqual(6);

  // The same seed writes the same text.
  await page.locator('[data-control="write-count"]').fill('5');
  await page.keyboard.press('Tab');
  const texts = [];
  for (let time = 0; time < 2; time += 1) {
    await own('write').click();
    await expect(own('written-state')).toHaveText('5 tokens written.');
    texts.push(await own('written').textContent());
  }
  expect(texts[0]).not.toBe('');
  expect(texts[1]).toBe(texts[0]);

  // A damaged file is refused, and the model stays.
  const cut = { ...made.model, buffer: made.model.buffer.subarray(0, -100) };
  await field.setInputFiles([cut, made.config, made.vocabulary, made.merges]);
  await expect(own('problem')).toContainText('can’t be opened');
  await own('leave').click();
  await expect(own('opening')).toBeHidden();
  expect(await agrees(without)).toBeLessThan(1e-3);

  // A next token is chosen by a key: the focus stays in its place.
  const next = own('next').locator('button').nth(1);
  await next.focus();
  await page.keyboard.press('Enter');
  await expect(next).toHaveAttribute('aria-pressed', 'true');
  await expect(next).toBeFocused();

  // The text goes to other panels, which show it until an address is opened.
  await page.locator('[data-send="perplexity"]').click();
  await expect(page.locator('[data-panel="perplexity"] [data-model=""]')).toContainText('model.safetensors');
  const apart = async () => {
    const seen = await numbers(page);
    const surprisals = Object.keys(seen).filter((key) => key.startsWith('surprisals['));
    const mean = surprisals.reduce((sum, key) => sum + seen[key], 0) / (tokens.length - 1);
    return Math.abs(seen.perplexity / 2 ** mean - 1);
  };
  await expect.poll(apart).toBeLessThan(1e-9);
  await expect(page.locator('[data-readout="perplexity"]')).toHaveAttribute('data-sampled', /.*/);
  await expect(page.locator('[data-check="geometric-mean"]')).toHaveAttribute('data-status', 'holds');
  await page.locator('[data-action="shipped"]').click();
  await expect(page.locator('[data-control="model"]')).toBeVisible();
  await expectOwnReading(page);

  // Opened once more, and left for the shipped model.
  await open(page, ID);
  await field.setInputFiles([made.model, made.config, made.vocabulary, made.merges]);
  await own('begin').click();
  await expect(own('next').locator('li')).toHaveCount(8);
  await page.locator('[data-action="shipped"]').click();
  await expect(page.locator('[data-switch]')).toHaveCount(16);
  await expectOwnReading(page);
});

test('a GPT-2 without config.json: the heads are typed, and the focus stays; another format is named', async ({ page }) => {
  const made = gpt2(7);
  await open(page, ID);
  const own = (name) => page.locator(`[data-own="${name}"]`);
  const other = { ...made.model, name: 'pytorch_model.bin' };
  await page.locator('[data-control="open"]').setInputFiles([other, made.model, made.vocabulary, made.merges]);
  await expect(own('unused')).toHaveText('Not used: pytorch_model.bin. Weights are read from safetensors files only.');
  await expect(own('problem')).toContainText('give the number of heads below');
  const heads = page.locator('[data-control="gpt2-heads"]');
  await heads.fill('3');
  await heads.press('Enter');
  await expect(own('problem')).toContainText('3 heads');
  await expect(heads).toBeFocused();
  // What config.json says counts, whatever was typed before.
  await page.locator('[data-control="open"]').setInputFiles([made.config]);
  await expect(own('found')).toContainText('2 layers of 2 heads,');
  await own('leave').click();
  await page.locator('[data-control="open"]').setInputFiles([made.model, made.vocabulary, made.merges]);
  await heads.fill('1');
  await heads.press('Enter');
  await expect(own('found')).toContainText('2 layers of 1 head,');
  await expect(heads).toBeFocused();
});
