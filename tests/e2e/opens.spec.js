// Home maps the curriculum; what there isn't is said. That each panel opens is in readings.spec.js.
import { PANELS, SITE, expect, general, open, setHash } from './support.js';

general('an unknown panel is said so, and leads on', async ({ page }) => {
  // A letter is missing.
  const { id: meant } = PANELS[1];
  const written = meant.slice(0, 2) + meant.slice(3);
  for (const id of ['no-such-panel', written, '%F0%9F%90%88', 'a'.repeat(300), '%', '%00']) {
    await open(page, '');
    await setHash(page, `#/${id}`);
    await expect(page.locator('[data-notice="panel"]')).toHaveCount(1);
    await expect(page.locator('[data-notice="panel"]')).toBeVisible();
    await expect(page.locator('h1')).not.toBeEmpty();
  }
  await setHash(page, `#/${written}`);
  await expect(page.locator('[data-notice="panel"]')).toContainText(written);
  await expect(page.locator(`main a[href="#/${meant}"]`)).toBeVisible();
  await page.locator('main a[href="#/"]').click();
  await expect(page.locator('.cards').first()).toBeVisible();
});

general('home maps the whole curriculum, and its links work', async ({ page }) => {
  await open(page, '');
  for (const entry of PANELS) {
    await expect(page.locator('main').getByText(entry.title, { exact: true })).not.toHaveCount(0);
  }
  const links = page.locator('.card a');
  const targets = await links.evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  expect(targets).toEqual(PANELS.map((panel) => `#/${panel.id}`));
  for (const panel of PANELS) {
    await page.locator(`.card a[href="#/${panel.id}"]`).click();
    await expect(page.locator(`[data-panel="${panel.id}"]`)).toBeVisible();
    await page.locator('.brand').click();
    await expect(page.locator('.cards').first()).toBeVisible();
  }
});

general('home answers to every way of writing its address', async ({ fresh: page }) => {
  for (const hash of ['', '#', '#/']) {
    await page.goto('about:blank');
    await page.goto(SITE + hash);
    await expect(page.locator('.cards').first()).toBeVisible();
  }
  await expect(page).toHaveTitle(/Four Pillars/);
});
