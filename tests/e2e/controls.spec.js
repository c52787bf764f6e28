// Each control in a panel's figure changes the address, and the address brings its state back.
import {
  TESTED,
  expect,
  expectAddressOf,
  expectReading,
  go,
  hashOf,
  historyOf,
  open,
  read,
  release,
  settled,
  test,
  unfold,
} from './support.js';

const figure = (page) => page.locator('.figure-area');

/** The controls of a kind, but for those that only change what is looked at, which no address names. */
const controls = (page, selector) =>
  figure(page).locator(selector).and(page.locator(':not([data-local] *)'));

/** The first and the last of a list. */
const ends = (list) => (list.length > 1 ? [list[0], list.at(-1)] : list);

/** Whether the address becomes another one; a write that is on its way comes sooner than this gives up. */
const moves = (page, before) =>
  page.evaluate(async (from) => {
    for (let i = 0; i < 50 && location.hash === from; i += 1) await new Promise((done) => setTimeout(done, 10));
    return location.hash !== from;
  }, before);

/** Presses a key on a control until the address is another one; tries the second where the first is at its end. */
async function press(page, target, keys, before) {
  await target.focus();
  for (const key of keys) {
    await page.keyboard.press(key);
    if (await moves(page, before)) return;
  }
}

/** The ways to use each kind of control: a selector inside the figure, and what to do. */
const KINDS = {
  'a slider': {
    selector: '[data-slider]',
    async use(page, slider) {
      const to = (await slider.inputValue()) === '731' ? '412' : '731';
      await slider.fill(to);
    },
  },
  'a slider by keyboard': {
    selector: '[data-slider]',
    use: (page, slider, before) => press(page, slider, ['ArrowRight', 'ArrowLeft'], before),
  },
  'a number field by keyboard': {
    selector: 'input[inputmode="decimal"][data-control]',
    use: (page, field, before) =>
      press(page, field, ['ArrowUp', 'ArrowDown', 'Alt+ArrowUp', 'Alt+ArrowDown'], before),
  },
  'a number field by typing': {
    selector: 'input[inputmode="decimal"][data-control]',
    async use(page, field) {
      const x = Number(await field.inputValue());
      await field.fill(String(x > 0.6 ? Number((x * 0.75).toPrecision(3)) : 0.7));
    },
  },
  'a bar by keyboard': {
    selector: '[data-bar][role="slider"]',
    use: (page, bar, before) => press(page, bar, ['ArrowUp', 'ArrowDown'], before),
  },
  'a point by keyboard': {
    selector: '[data-handle]',
    use: (page, handle, before) => press(page, handle, ['ArrowRight', 'ArrowUp', 'ArrowLeft', ...Array(40).fill('ArrowRight')], before),
  },
  'a switch': {
    selector: 'input[role="switch"]',
    async use(page, control) {
      await control.focus();
      await page.keyboard.press('Space');
    },
  },
  'a switch by its label': {
    selector: 'label:has(input[role="switch"])',
    use: (page, label) => label.click(),
  },
  'a choice': {
    selector: 'input[type="radio"]:checked',
    use: (page, radio, before) => press(page, radio, ['ArrowRight', 'ArrowLeft'], before),
  },
  'a choice by its label': {
    selector: 'label:has(input[type="radio"]:not(:checked))',
    use: (page, label) => label.click(),
  },
  'a count': {
    selector: 'button[data-control$="-more"]:enabled, button[data-control$="-fewer"]:enabled',
    use: (page, button) => button.click(),
  },
  'a preset': { selector: '[data-preset]', use: (page, button) => button.click() },
  'a select': {
    selector: 'select[data-control]',
    use: (page, select) =>
      select.evaluate((e) => {
        e.selectedIndex = (e.selectedIndex + 1) % e.options.length;
        e.dispatchEvent(new Event('change', { bubbles: true }));
      }),
  },
  'a stepper by keyboard': {
    selector: '.stepper [role="radio"][aria-checked="true"]',
    use: (page, dot, before) => press(page, dot, ['ArrowRight', 'ArrowLeft'], before),
  },
  'a stepper by scrubbing': {
    selector: '.stepper .step-dots',
    async use(page, dots) {
      await dots.scrollIntoViewIfNeeded();
      const box = await dots.boundingBox();
      const middle = box.y + box.height / 2;
      // To the end that is further from where it stands, so that it comes to rest elsewhere.
      const right = await dots.evaluate((e) => {
        const all = [...e.querySelectorAll('[role="radio"]')];
        return all.findIndex((dot) => dot.ariaChecked === 'true') < all.length / 2;
      });
      const place = (part) => box.x + 4 + (box.width - 8) * (right ? part : 1 - part);
      await page.mouse.move(place(0), middle);
      await page.mouse.down();
      for (let i = 1; i <= 6; i += 1) await page.mouse.move(place(i / 6), middle);
      await release(page);
    },
  },
  'a stepper by its buttons': {
    selector: '.stepper [data-step]:enabled',
    use: (page, button) => button.click(),
  },
};

for (const panel of TESTED) {
  test(`${panel.id}: every control writes the address, and a reload shows the same`, async ({ page }) => {
    test.slow();
    const start = `#/${panel.id}`;
    await open(page, start);
    const history = await historyOf(page);
    for (const [kind, { selector, use }] of Object.entries(KINDS)) {
      const count = await controls(page, selector).count();
      for (const at of ends([...Array(count).keys()])) {
        await test.step(`${kind}, number ${at}`, async () => {
          // Some controls are folded away at first, and again where another view was shown meanwhile.
          await figure(page)
            .locator('details')
            .evaluateAll((folds) => folds.forEach((fold) => (fold.open = true)));
          await use(page, controls(page, selector).nth(at), await hashOf(page));
          await expectAddressOf(page, start);
          await go(page, start);
        });
      }
    }
    expect(await historyOf(page), 'no history entries were added').toEqual(history);

    await page.locator('[data-action="surprise"]').click();
    const hash = await expectAddressOf(page, start);
    await page.reload();
    await expect(page.locator(`[data-panel="${panel.id}"]`)).toBeVisible();
    expect(await hashOf(page)).toBe(hash);
    await expectReading(page, read(hash));
  });

  test(`${panel.id}: bars, sliders and points are dragged, follow the pointer and add no history`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    await unfold(page);
    const history = await historyOf(page);
    const targets = controls(page, '[data-bar][role="slider"], [data-slider]');
    const count = await targets.count();
    for (const at of ends([...Array(count).keys()])) {
      const target = targets.nth(at);
      await target.scrollIntoViewIfNeeded();
      const box = await target.boundingBox();
      const upright = await target.evaluate((e) => e.getAttribute('aria-orientation') === 'vertical');
      const place = (part) =>
        upright
          ? [box.x + box.width / 2, box.y + box.height * (1 - part)]
          : [box.x + box.width * part, box.y + box.height / 2];
      const before = await hashOf(page);
      await page.mouse.move(...place(0.5));
      await page.mouse.down();
      for (let i = 0; i <= 24; i += 1) await page.mouse.move(...place(0.5 + 0.3 * Math.sin(i / 4)));
      await page.mouse.move(...place(0.9));
      await settled(page);
      const held = await page.locator('[data-readout]').evaluateAll((all) => all.map((e) => e.dataset.value));
      await release(page);
      await expectAddressOf(page, before);
      const after = await page
        .locator('[data-readout]')
        .evaluateAll((all) => all.map((e) => e.dataset.value));
      expect(after, 'the readouts followed before the button was let go').toEqual(held);
    }

    await go(page, `#/${panel.id}`);
    const handles = controls(page, '[data-handle]');
    const points = await handles.count();
    test.skip(count + points === 0, 'nothing to drag');
    for (const at of ends([...Array(points).keys()])) {
      const handle = handles.nth(at);
      await handle.scrollIntoViewIfNeeded();
      const box = await handle.boundingBox();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const before = await hashOf(page);
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (let i = 1; i <= 10; i += 1) await page.mouse.move(x - 3 * i, y - 2 * i);
      // A point with few places to go to is drawn further, to one side and to the other.
      for (let i = 1; i <= 20 && !(await moves(page, before)); i += 1) await page.mouse.move(x - 30 - 9 * i, y);
      for (let i = 1; i <= 20 && !(await moves(page, before)); i += 1) await page.mouse.move(x + 18 * i, y);
      // Where the picture is drawn, the point is, too.
      const away = async () => {
        const now = await handle.boundingBox();
        return Math.hypot(now.x + now.width / 2 - x, now.y + now.height / 2 - y);
      };
      await expect.poll(away).toBeGreaterThan(2);
      await release(page);
      await expectAddressOf(page, before);
    }
    expect(await historyOf(page)).toEqual(history);
  });

  test(`${panel.id}: a field says what it can't use, and keeps the state`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    await unfold(page);
    const fields = figure(page).locator('input[inputmode="decimal"][data-control]');
    test.skip((await fields.count()) === 0, 'no number fields');
    const field = fields.first();
    const before = await field.inputValue();
    for (const bad of ['x', '', '1e999', 'NaN', 'Infinity', '1,5', '99999999999']) {
      await field.fill(bad);
      await expect(field).toHaveAttribute('aria-invalid', 'true');
      // A comma may have been meant as a decimal point.
      const why = bad.includes(',') ? 'write a decimal point' : 'is not a number';
      await expect(figure(page).locator('.problem').filter({ hasText: why })).toHaveCount(1);
    }
    await expectReading(page, read(`#/${panel.id}`));
    expect(await hashOf(page)).toBe(`#/${panel.id}`);
    await field.blur();
    await expect(field).toHaveValue(before);
    await expect(figure(page).locator('.problem').filter({ hasText: /./ })).toHaveCount(0);
  });
}
