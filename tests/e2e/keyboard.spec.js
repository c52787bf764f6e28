// Everything can be done without a pointer.
import { PANELS, TESTED, expect, general, hashOf, open, test } from './support.js';

/** Numbers every element that Tab should reach; returns descriptions. A group of radio buttons is one stop. */
const tabStops = (page) =>
  page.evaluate(() => {
    const wanted = 'a[href], button, input, select, textarea, summary, [tabindex]';
    const all = [...document.querySelectorAll(wanted)].filter((element) => {
      if (element.tabIndex < 0 || element.disabled) return false;
      if (!element.checkVisibility({ visibilityProperty: true })) return false;
      if (element.type === 'radio' && !element.checked) return false;
      return element.closest('dialog:not([open])') === null;
    });
    window.stops = all;
    window.reached = new Map();
    window.reaching?.abort();
    window.reaching = new AbortController();
    // From the top, as on a page that was just opened.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    const look = () => {
      const now = document.activeElement;
      // A ring round the element itself, or round what stands for a hidden control.
      const rings = [now, now.nextElementSibling];
      if (now.matches('[type="radio"], [type="checkbox"]')) {
        rings.push(now.parentElement, now.closest('label')?.parentElement);
      }
      const seen = rings.some((e) => {
        if (!e) return false;
        const style = getComputedStyle(e);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && style.opacity !== '0';
      });
      window.reached.set(now, seen);
    };
    document.addEventListener('focusin', look, { signal: window.reaching.signal });
    return all.length;
  });

const unreached = (page) =>
  page.evaluate(() => {
    const words = (e) => `${e.outerHTML.slice(0, 120)}`;
    return {
      unreached: window.stops.filter((e) => e.isConnected && !window.reached.has(e)).map(words),
      invisible: [...window.reached].filter(([, seen]) => !seen).map(([e]) => words(e)),
    };
  });

for (const panel of TESTED) {
  test(`${panel.id}: Tab reaches every control, shows where it is, and goes backwards`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    const count = await tabStops(page);
    // What scrolls is a stop of its own in some browsers, so there may be more.
    for (let i = 0; i < count + 40; i += 1) {
      await page.keyboard.press('Tab');
      const through = i >= count - 1 && (await unreached(page)).unreached.length === 0;
      if (through) break;
    }
    expect(await unreached(page)).toEqual({ unreached: [], invisible: [] });

    // Backwards too, and nothing holds it.
    await page.locator('.neighbours a').first().focus();
    await page.locator('.skip').evaluate((skip) => {
      skip.dataset.came = 'no';
      skip.addEventListener('focus', () => delete skip.dataset.came, { once: true });
    });
    for (let i = 0; i < 40; i += 1) {
      for (let j = 0; j < 10; j += 1) await page.keyboard.press('Shift+Tab');
      if ((await page.locator('.skip[data-came]').count()) === 0) return;
    }
    throw new Error('the focus never came to the skip link');
  });

  test(`${panel.id}: arrow keys move in every grid and read off every chart`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    const grids = page.locator('[role="grid"]');
    for (let at = 0; at < (await grids.count()); at += 1) {
      const grid = grids.nth(at);
      const size = await grid.evaluate((e) => [
        e.querySelectorAll('tbody tr').length,
        e.querySelectorAll('tbody tr:first-child [role="gridcell"]').length,
      ]);
      const place = () =>
        page.evaluate(() => {
          const cell = document.activeElement.closest('[role="gridcell"]');
          return cell && [cell.parentElement.rowIndex - 1, cell.cellIndex - 1];
        });
      expect(await grid.locator('[role="gridcell"][tabindex="0"]').count()).toBe(1);
      await grid.locator('[role="gridcell"][tabindex="0"]').focus();
      await page.keyboard.press('Home');
      for (let i = 0; i < size[0]; i += 1) await page.keyboard.press('ArrowUp');
      expect(await place()).toEqual([0, 0]);
      const [r, c] = [Math.min(1, size[0] - 1), Math.min(1, size[1] - 1)];
      await page.keyboard.press('ArrowRight');
      expect(await place()).toEqual([0, c]);
      await page.keyboard.press('ArrowDown');
      expect(await place()).toEqual([r, c]);
      await page.keyboard.press('ArrowLeft');
      expect(await place()).toEqual([r, 0]);
      await page.keyboard.press('End');
      expect(await place()).toEqual([r, size[1] - 1]);
      await page.keyboard.press('ArrowRight');
      expect(await place()).toEqual([r, size[1] - 1]);
      expect(await grid.locator('[role="gridcell"][tabindex="0"]').count()).toBe(1);
      await page.keyboard.press('Escape');
    }

    const charts = page.locator('.chart');
    for (let at = 0; at < (await charts.count()); at += 1) {
      const words = charts.nth(at).locator('.read-off');
      const before = await words.textContent();
      await charts.nth(at).locator('[tabindex="0"]').focus();
      await page.keyboard.press('ArrowRight');
      await expect(words).toHaveText(/: .*\d/);
      await page.keyboard.press('End');
      const last = await words.textContent();
      await page.keyboard.press('Home');
      await expect(words).not.toHaveText(last);
      await page.keyboard.press('Shift+ArrowRight');
      await expect(words).toHaveText(/: .*\d/);
      await page.keyboard.press('Escape');
      await expect(words).toHaveText(before);
    }
  });
}

general('the skip link goes to the content and leaves the address alone', async ({ fresh: page }) => {
  const hash = `#/${PANELS[0].id}`;
  await open(page, hash);
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip')).toBeFocused();
  await expect(page.locator('.skip')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  expect(await hashOf(page)).toBe(hash);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement.closest('main') !== null)).toBe(true);
});

for (const keys of ['/', 'Control+k']) {
  general(`search opens with ${keys} and goes where Enter says`, async ({ page }) => {
    const target = PANELS.at(-1);
    await open(page, '');
    await page.keyboard.press(keys);
    const dialog = page.locator('dialog[aria-label^="Search"]');
    const field = dialog.getByRole('combobox');
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('');
    await page.keyboard.type(target.title.toLowerCase());
    const options = dialog.getByRole('option');
    await expect(options.first()).toContainText(target.title);
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(page.locator(`[data-panel="${target.id}"]`)).toBeVisible();
    expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  });
}

general('search: arrows choose, nothing found is said, Escape closes and gives the focus back', async ({
  page,
}) => {
  await open(page, `#/${PANELS[0].id}`);
  await page.locator('.search-button').focus();
  await page.keyboard.press('Enter');
  const dialog = page.locator('dialog[aria-label^="Search"]');
  const options = dialog.getByRole('option');
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(options.nth(1)).toBeInViewport();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(options.last()).toHaveAttribute('aria-selected', 'true');
  await expect(options.last()).toBeInViewport();
  await page.keyboard.type('qqqzzzxxx');
  await expect(options).toHaveCount(0);
  await expect(dialog.getByRole('status')).not.toBeEmpty();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.locator('.search-button')).toBeFocused();
});

general('search finds a panel by a topic and by a misspelt title; typing / elsewhere is only a /', async ({
  page,
}) => {
  await open(page, `#/${PANELS[0].id}`);
  for (const [typed, title] of [
    ['kullback', 'KL divergence'],
    ['sofmax jacob', 'softmax Jacobian'],
    ['causal mask', 'Attention'],
  ]) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(typed);
    await expect(page.locator('dialog[aria-label^="Search"]').getByRole('option').first()).toContainText(title);
    await page.keyboard.press('Escape');
  }
  await page.locator('input[data-control]').first().focus();
  await page.keyboard.press('/');
  await expect(page.locator('dialog[aria-label^="Search"]')).toBeHidden();
});

general('? lists the keys; f goes to the figure, m to what starts or moves it', async ({ page }) => {
  await open(page, '#/training-loop');
  await page.keyboard.press('?');
  const list = page.locator('dialog[aria-label="Keys"]');
  await expect(list).toBeVisible();
  await expect(list.locator('kbd')).not.toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.keyboard.press('f');
  await expect(page.locator('#figure')).toBeFocused();
  await expect(page.locator('[data-run="play"]')).toBeEnabled({ timeout: 30_000 });
  await page.keyboard.press('m');
  await expect(page.locator('[data-run="play"]')).toBeFocused();
  await open(page, '#/softmax-jacobian');
  await page.keyboard.press('m');
  await expect(page.locator('.figure-area > .controls :focus')).toHaveCount(1);
});

general('the list of keys over a slide takes its own keys first', async ({ page }) => {
  await open(page, '#/adam?show=slide');
  const html = page.locator('html');
  await page.keyboard.press('?');
  const list = page.locator('dialog[aria-label="Keys"]');
  await expect(list.locator('button')).toBeFocused();
  for (const key of ['b', 'p', 'PageDown']) {
    await page.keyboard.press(key);
    await expect(html).toHaveAttribute('data-show', 'slide');
    await expect(html).not.toHaveAttribute('data-black');
  }
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(html).toHaveAttribute('data-show', 'slide');
  await page.keyboard.press('Escape');
  await expect(html).not.toHaveAttribute('data-show');
});

// Fresh: it watches a function of the document.
general('a button that comes to its end gives the focus to its neighbour', async ({ fresh: page }) => {
  await open(page, '#/transformer?layer=2&head=4');
  // Only then is everything listed that can have the focus, which takes long on a large page.
  await page.evaluate(() => {
    window.listed = 0;
    for (const { prototype } of [Document, Element]) {
      const all = prototype.querySelectorAll;
      prototype.querySelectorAll = function (stops) {
        window.listed += stops.includes('summary');
        return all.call(this, stops);
      };
    }
  });
  const listed = () => page.evaluate(() => new Promise((seen) => setTimeout(() => seen(window.listed))));
  await page.locator('[data-control="head-fewer"]').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-control="head-fewer"]')).toBeEnabled();
  expect(await listed()).toBe(0);
  await page.locator('[data-control="layer-fewer"]').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-control="layer-fewer"]')).toBeDisabled();
  await expect(page.locator('[data-control="layer-more"]')).toBeFocused();
  expect(await listed()).toBeGreaterThan(0);
  await page.locator('.predict .option').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('.predict').getByRole('button', { name: /ask again/i }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.predict .option').first()).toBeFocused();
});
