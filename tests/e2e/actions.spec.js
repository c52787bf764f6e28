// The buttons of a panel: reset, surprise, link, numbers, picture, prediction, derivation, program.
import { readFile } from 'node:fs/promises';
import {
  SITE,
  TESTED,
  expect,
  expectAddressOf,
  expectReading,
  go,
  hashOf,
  open,
  randomAddress,
  read,
  readouts,
  setHash,
  test,
} from './support.js';

const press = (page, action) => page.locator(`[data-action="${action}"]`).click();

async function download(page, action) {
  const [file] = await Promise.all([page.waitForEvent('download'), press(page, action)]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** A picture has its name and size, decodes, and has something drawn in every quarter of its height. */
async function expectPicture(page, panel, { name, bytes }) {
  expect(name).toBe(`${panel.id}.png`);
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  expect(width).toBeGreaterThanOrEqual(1000);
  expect(height).toBeGreaterThanOrEqual(400);
  expect(Math.max(width, height)).toBeLessThan(10_000);
  // It decodes, and every quarter of its height has something drawn in it.
  const colours = await page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' });
    const image = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return [0, 1, 2, 3].map((part) => {
      const top = Math.floor((part * image.height) / 4);
      const { data } = context.getImageData(0, top, image.width, Math.floor(image.height / 4));
      return new Set(new Uint32Array(data.buffer)).size;
    });
  }, bytes.toString('base64'));
  for (const count of colours) expect(count).toBeGreaterThan(10);
}

for (const panel of TESTED) {
  test(`${panel.id}: surprise and reset`, async ({ page }) => {
    const start = `#/${panel.id}`;
    await open(page, `${start}?break=${panel.mistakes[0]}`);
    const first = `${start}?break=${panel.mistakes[0]}`;
    await press(page, 'surprise');
    const other = await expectAddressOf(page, first);
    await press(page, 'surprise');
    await expectAddressOf(page, other);
    await press(page, 'reset');
    await expect.poll(() => hashOf(page)).toBe(start);
    await expectReading(page, read(start));
    await expect(page.locator('[data-broken]')).toHaveCount(0);
  });

  test(`${panel.id}: the copied link opens the same state; where the clipboard is closed, it is shown`, async ({
    page,
  }) => {
    await open(page, `#/${panel.id}`);
    await press(page, 'surprise');
    await press(page, 'link');
    await expect(page.locator('.said')).toHaveText(/copied/i);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const hash = await expectAddressOf(page, `#/${panel.id}`);
    expect(link).toBe(SITE + hash);
    await page.evaluate(() => {
      // Until the page is loaded anew.
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    });
    const closed = await randomAddress(2, panel.id);
    await setHash(page, closed);
    await expectReading(page, read(closed));
    await press(page, 'link');
    await expect(page.locator('.fallback-link input')).toHaveValue(SITE + closed);
    await page.goto('about:blank');
    await page.goto(link);
    await expectReading(page, read(hash));
  });

  test(`${panel.id}: the numbers as CSV, the picture as PNG, the program copied`, async ({ page }) => {
    const hash = await randomAddress(4, panel.id);
    await open(page, hash);
    const expected = await read(hash);
    await expectReading(page, expected);
    const { name, bytes } = await download(page, 'csv');
    expect(name).toBe(`${panel.id}.csv`);
    const lines = bytes.toString('utf8').split('\r\n');
    expect(lines[0]).toBe('name,value');
    expect(lines.at(-1)).toBe('');
    const rows = lines
      .slice(1, -1)
      .map((line) => [line.slice(0, line.indexOf(',')), line.slice(line.indexOf(',') + 1)]);
    const shown = (await readouts(page)).map(([readout, value]) => [readout, value]);
    expect(rows.slice(0, shown.length)).toEqual(shown);
    for (const check of Object.keys(expected.checks)) {
      expect(rows.some(([key]) => key.includes(check) && key.includes('residual'))).toBe(true);
    }
    expect(rows.at(-1)).toEqual(['address', `"${SITE}${hash}"`]);

    await go(page, `#/${panel.id}`);
    await expectPicture(page, panel, await download(page, 'png'));

    // The program, where there is one: no short one computes a training.
    const state = await randomAddress(6, panel.id);
    const { numpy } = await read(state);
    await go(page, state);
    if (numpy === '') return;
    await expect(page.locator('[data-numpy]')).toBeHidden();
    await page.locator('.twin summary').click();
    await expect(page.locator('[data-numpy]')).toBeVisible();
    await page.locator('.twin button').click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(numpy);
  });

  test(`${panel.id}: a prediction gets a computed verdict, and can be looked at`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    const answers = new Set();
    let shown = 0;
    for (let seed = 0; seed < 8; seed += 1) {
      const hash = seed === 0 ? `#/${panel.id}` : await randomAddress(seed, panel.id);
      await setHash(page, hash);
      await expectReading(page, read(hash));
      const ask = page.locator('.predict').getByRole('button', { name: /ask again/i });
      if (await ask.isVisible()) await ask.click();
      const options = page.locator('.predict .option');
      const count = await options.count();
      expect(count).toBeGreaterThan(1);
      await expect(page.locator('.predict [data-verdict="right"]')).toHaveCount(0);
      const choice = seed % count;
      await options.nth(choice).click();
      await expect(page.locator('.predict [data-verdict="right"]')).toHaveCount(1);
      const right = await options.evaluateAll((all) => all.findIndex((e) => e.dataset.verdict === 'right'));
      answers.add(await page.locator('.answer').textContent());
      await expect(page.locator('.predict [data-verdict="wrong"]')).toHaveCount(right === choice ? 0 : 1);
      await expect(page.locator('.answer')).toHaveText(right === choice ? /^Yes/ : /^No/);
      await expect(page.locator('.answer')).toHaveText(/\d/);
      const show = page.locator('.predict').getByRole('button', { name: 'Show me' });
      if ((await show.count()) > 0 && shown < 2) {
        shown += 1;
        await show.click();
        await expectAddressOf(page, hash);
        await expect(page.locator('.answer')).toBeVisible();
      }
    }
    expect(answers.size, 'each state has an answer of its own').toBe(8);
  });

  test(`${panel.id}: the derivation opens, steps, and follows the state`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    const fold = page.locator('.derivation');
    await fold.locator('summary').click();
    const title = fold.locator('.step-title');
    const seen = new Set();
    for (let guard = 0; guard < 40; guard += 1) {
      await expect(title).not.toBeEmpty();
      await expect(fold.locator('.step math')).toHaveCount(2);
      expect(
        await fold.locator('.step math').evaluateAll((all) => all.every((m) => m.textContent.length > 2)),
      ).toBe(true);
      await expect(fold.locator('.step > p').last()).toHaveText(/\w{3}/);
      seen.add(await title.textContent());
      const next = fold.locator('[data-step="next"]');
      if (await next.isDisabled()) break;
      await next.click();
    }
    expect(seen.size).toBeGreaterThan(2);
    await fold.locator('[role="radio"][aria-checked="true"]').focus();
    await page.keyboard.press('Home');
    await expect(fold.locator('[role="radio"]').first()).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(title).toHaveText(/^2\./);
    // Another state, once by a button and once by an address: the steps have its numbers.
    const numbers = () => fold.locator('.step math').last().textContent();
    const before = await numbers();
    // A step may depend on one part of the state alone, which a random state may leave as it was.
    for (let again = 0; again < 8 && (await numbers()) === before; again += 1) {
      await press(page, 'surprise');
      await expect
        .poll(numbers, { timeout: 2000 })
        .not.toBe(before)
        .catch(() => {});
    }
    expect(await numbers()).not.toBe(before);
    const other = await randomAddress(5, panel.id);
    await setHash(page, other);
    await expectReading(page, read(other));
    await expect(fold.locator('.step math'), 'the derivation is still there').toHaveCount(2);
    await expect(title).toHaveText(/^2\./);
  });
}
