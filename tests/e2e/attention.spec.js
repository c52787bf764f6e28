// What only `attention` has.
import {
  expect,
  expectAddressOf,
  expectReading,
  expectResultAboveControls,
  hashOf,
  open,
  read,
  readouts,
  test,
  unfold,
} from './support.js';

const ID = '#/attention';
const shown = async (page, name) => (await readouts(page)).find(([readout]) => readout === name);
const entry = (page, name) => page.locator(`[data-control="${name}"]`);

test('opens on the worked example', async ({ page }) => {
  await open(page, ID);
  const words = await page.locator('[data-control^="tokens["]').evaluateAll((all) => all.map((e) => e.value));
  expect(words).toEqual(['The', 'cat', 'sat']);
  const row = [];
  for (const j of [0, 1, 2]) row.push((await shown(page, `weights[0][${j}]`))[2]);
  expect(row).toEqual(['0.38586', '0.32334', '0.2908']);
});

test('words are typed, added and removed', async ({ page }) => {
  await open(page, ID);
  await entry(page, 'tokens[1]').fill('dog, 100% <b>é');
  const hash = await expectAddressOf(page, ID);
  expect(hash).not.toMatch(/[ <>]/);
  await expect(page.locator('.stage')).toContainText('<b>é');
  await page.reload();
  await expect(entry(page, 'tokens[1]')).toHaveValue('dog, 100% <b>é');
  await entry(page, 'tokens[1]').fill('   ');
  await expect(page.locator('.words-editor .problem')).not.toBeEmpty();
  expect(await hashOf(page)).toBe(hash);
  await page.getByRole('button', { name: 'Remove The' }).click();
  const fewer = await expectAddressOf(page, hash);
  const { readouts: left } = await read(fewer);
  expect(left['weights[1][1]']).toBeDefined();
  expect(left['weights[2][2]']).toBeUndefined();
  await expect(page.locator('[data-control^="tokens["]')).toHaveCount(2);
});

test('grows to twelve words of width eight and shrinks to one of width one', async ({ page }) => {
  await open(page, ID);
  for (const end of ['more', 'fewer']) {
    for (const what of ['tokens', 'dk', 'dv']) {
      const button = entry(page, `${what}-${end}`);
      await button.evaluate((e) => {
        for (let i = 0; i < 14; i += 1) e.click();
      });
      await expect(button).toBeDisabled();
    }
    await expectAddressOf(page, ID);
    const [tokens, wide] = end === 'more' ? [12, 8] : [1, 1];
    expect((await readouts(page)).filter(([name]) => name.startsWith('weights')).length).toBe(
      tokens * tokens,
    );
    expect((await readouts(page)).filter(([name]) => name.startsWith('output')).length).toBe(tokens * wide);
  }
  expect((await shown(page, 'weights[0][0]'))[1]).toBe('1');
});

test('the six steps show their result, and a cell its arithmetic', async ({ page }) => {
  await open(page, ID);
  const result = page.locator('.stage-part.result');
  const said = new Set();
  for (let step = 1; step <= 6; step += 1) {
    await page
      .locator('.figure-area .stepper [role="radio"]')
      .nth(step - 1)
      .click();
    await expect(page.locator('.figure-area .step-title')).toHaveText(new RegExp(`^${step}\\.`));
    if (step !== 5) await expect.poll(() => hashOf(page)).toBe(`${ID}?step=${step}`);
    const cells = result.locator('[role="gridcell"]');
    const arithmetic = page.locator('.arithmetic math');
    const texts = new Set();
    for (const at of [0, 1, 3]) {
      await cells.nth(at).hover();
      await expect(cells.nth(at)).toHaveClass(/chosen/);
      texts.add(await arithmetic.textContent());
      // The row or column that it is made of is lit in what goes in.
      await expect(page.locator('.stage-part:not(.result) .lit').first()).toBeVisible();
    }
    expect(texts.size).toBe(3);
    // The keyboard does the same.
    await cells.nth(0).focus();
    const first = await arithmetic.textContent();
    await page.keyboard.press('ArrowDown');
    await expect(arithmetic).not.toHaveText(first);
    said.add(await result.locator('figcaption').textContent());
  }
  expect(said.size).toBe(6);
});

test('the causal mask hides what comes later, and scaling can be switched off', async ({ page }) => {
  await open(page, `${ID}?mask=causal&scale=off`);
  await expectReading(page, read(`${ID}?mask=causal&scale=off`));
  expect((await shown(page, 'weights[0][1]'))[1]).toBe('0');
  expect((await shown(page, 'weights[0][0]'))[1]).toBe('1');
  expect((await shown(page, 'scaled[1][1]'))[1]).toBe((await shown(page, 'scores[1][1]'))[1]);
  await expect(page.locator('.stage-part.result .masked')).toHaveCount(3);
});

test('scores too large for an exponential are shown as infinite, and the weights stay right', async ({
  page,
}) => {
  const hash = `${ID}?q=100,100;0.3,0.8;-100,-100&k=100,100;0.4,0.7;0.2,0.8`;
  await open(page, hash);
  await expectReading(page, read(hash));
  const [, value, text] = await shown(page, 'exponentials[0][0]');
  expect([value, text]).toEqual(['Infinity', '∞']);
  expect((await shown(page, 'weights[0][0]'))[1]).toBe('1');
  await expect(page.locator('main')).not.toContainText('NaN');
  await expect(page.locator('.figure-area')).not.toContainText('not a number');
});

test('the entries are walked with the arrow keys, and a table is pasted', async ({ page }) => {
  await open(page, ID);
  await entry(page, 'q[0][0]').focus();
  const where = () => page.evaluate(() => document.activeElement.dataset.control);
  for (const [key, place] of [
    ['ArrowDown', 'q[1][0]'],
    ['ArrowRight', 'q[1][1]'],
    ['ArrowUp', 'q[0][1]'],
    ['Enter', 'q[1][1]'],
    ['ArrowLeft', 'q[1][0]'],
    ['ArrowUp', 'q[0][0]'],
  ]) {
    await page.keyboard.press(key);
    expect(await where()).toBe(place);
  }
  const paste = (text) =>
    page.evaluate((words) => {
      const data = new DataTransfer();
      data.setData('text/plain', words);
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(event);
    }, text);
  const values = () =>
    page.locator('[data-control^="q["]').evaluateAll((all) => all.map((e) => Number(e.value)));
  await paste('1\t2\n3\t4\n5\t6\n');
  await expect.poll(values).toEqual([1, 2, 3, 4, 5, 6]);
  await paste('np.array([[-1., 2.5],\n          [0., 1e-3], [7, 8]])');
  await expect.poll(values).toEqual([-1, 2.5, 0, 0.001, 7, 8]);
  const hash = await expectAddressOf(page, ID);
  await paste('1\tx');
  await expect(page.locator('.matrix-editor > .problem').first()).toContainText('x');
  expect(await hashOf(page)).toBe(hash);
});

test('a head of the trained model', async ({ page }) => {
  await open(page, '#/attention');
  await unfold(page);
  const sentence = page.locator('[data-control="sentence"]');
  await page.locator('[data-action="take-head"]').click();
  // The full stop before the sentence, and its seven words.
  await expect(page.locator('[data-control="tokens[7]"]')).toHaveValue('sleeps');
  await expect.poll(() => hashOf(page)).toContain('mask=causal');
  const before = await expectAddressOf(page, ID);
  await page.locator('[data-control="trained-head-more"]').click();
  await expect.poll(() => hashOf(page)).not.toBe(before);
  await sentence.fill('the wolf sleeps');
  await sentence.blur();
  await expect(page.locator('.trained .problem')).toContainText('“wolf”');
  await expect(page.locator('[data-control="tokens[7]"]')).toHaveValue('sleeps');
});

test('the first attention weight is within twelve presses of Tab', async ({ page }) => {
  await open(page, '#/attention');
  await page.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });
  let presses = 0;
  const there = () => page.evaluate(() => document.activeElement.closest('.stage-part.result') !== null);
  while (presses < 12 && !(await there())) {
    await page.keyboard.press('Tab');
    presses += 1;
  }
  expect(await there()).toBe(true);
});

test('on a telephone the result is above the controls', ({ page }) =>
  expectResultAboveControls(page, '#/attention', '.stage-part.result'));
