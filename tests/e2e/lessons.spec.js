// A lesson for each pillar that has one: its figures, its numbers, and where it leads.
import { expect, general, open, overflowing, setHash, test } from './support.js';

general('each lesson opens from home, and everything in it is there', async ({ page }) => {
  test.slow();
  await open(page, '');
  const lessons = await page
    .getByRole('link', { name: 'Read the lesson' })
    .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  expect(lessons.length).toBeGreaterThan(0);
  for (const lesson of lessons) {
    await page.locator(`main a[href="${lesson}"]`).click();
    await expect(page.locator(`[data-lesson="${lesson.slice(2)}"]`)).toBeVisible();
    const title = await page.locator('h1').textContent();
    await expect(page).toHaveTitle(new RegExp(title.slice(0, 12)));

    const figures = page.locator('.lesson-figure');
    expect(await figures.count()).toBeGreaterThan(2);
    for (const figure of await figures.all()) {
      await expect(figure.locator('canvas, svg, table').first()).toBeVisible();
      await expect(figure.locator('figcaption').last()).toHaveText(/\w{3}.*Open in “.+”$/s);
    }
    const numbers = await page
      .locator('.lesson .number')
      .evaluateAll((all) => all.map((e) => [Number(e.dataset.value), e.textContent]));
    expect(numbers.length).toBeGreaterThan(2);
    expect(numbers.filter(([value, text]) => !Number.isFinite(value) || text === '')).toEqual([]);

    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 700 });
      expect(await overflowing(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    const links = await page
      .locator('.lesson .column a')
      .evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))]);
    for (const link of links) {
      await setHash(page, link);
      await expect(page.locator(`[data-panel="${link.slice(2).split('?')[0]}"], .message`)).toBeVisible();
      await expect(page.locator('[data-notice]')).toHaveCount(0);
    }
    // A panel leads back to its lesson.
    await setHash(page, links[0]);
    await page.locator('.crumb a').click();
    await expect(page.locator(`[data-lesson="${lesson.slice(2)}"]`)).toBeVisible();
    await open(page, '');
  }
});
