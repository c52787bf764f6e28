// The page computes what the native program computes.
import { TESTED, address, expect, expectReading, go, open, pairsOf, randomAddress, read, test } from './support.js';

const SEEDS = [1, 2, 3, 4, 5, 6];

/** Whatever isn't as the native program says it: sentence and program (a training has none that is short), and notices. */
const unlike = (expected) => (now) => [
  ...(now.sentence === expected.sentence ? [] : [`the sentence is: ${now.sentence}`]),
  ...(now.program === expected.numpy.trim() ? [] : [`the program is: ${now.program}`]),
  ...now.notices.map(([key]) => `there is a notice about ${key}`),
];

for (const panel of TESTED) {
  test(`${panel.id}: it opens; readouts, checks, sentence and twin at the default and at random states`, async ({ page }) => {
    // Opened at a state; the others are reached by changing the address.
    const opened = await randomAddress(7, panel.id);
    await open(page, opened);
    await expect(page).toHaveTitle(new RegExp(panel.title.slice(0, 12)));
    await expect(page.locator('h1')).toHaveText(panel.title);
    await expect(page.locator('h1')).toHaveCount(1);
    await expect(page.locator('#loading')).toHaveCount(0);
    await expect(page.locator('.figure-area')).toBeVisible();
    await expect(page.locator('.sentence')).not.toBeEmpty();
    await expect(page.locator('.formula-block math')).not.toHaveCount(0);
    await expect(page.locator('[data-readout]')).not.toHaveCount(0);
    await expect(page.locator('[data-notice], [data-broken]')).toHaveCount(0);
    await expectReading(page, read(opened));
    const start = `#/${panel.id}`;
    const expected = await read(start);
    const { checks } = await go(page, start, expected, unlike(expected));
    expect(new Set(Object.values(checks))).toEqual(new Set(['holds']));
    for (const seed of SEEDS) {
      const hash = await randomAddress(seed, panel.id);
      const expected = await read(hash);
      await go(page, hash, expected, unlike(expected));
    }
  });

  // Some checks belong to another view of the panel than the one that it opens on.
  const viewOf = (name) => pairsOf(`?${panel.views[name] ?? ''}`);

  test(`${panel.id}: each deliberate mistake turns its check, by its address and by its button`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    for (const name of panel.mistakes) {
      const start = address(panel.id, viewOf(name));
      const hash = address(panel.id, [...viewOf(name), ['break', name]]);
      await go(page, hash);
      const banner = page.locator('[data-broken]');
      await expect(banner).toHaveAttribute('data-broken', name);
      await expect(banner).toContainText(/\w{3,}.*\w{3,}/);
      const check = page.locator(`[data-check="${name}"]`);
      await expect(check).toHaveAttribute('data-status', 'broken');
      const [residual, tolerance] = await check.evaluate((e) => [
        Number(e.getAttribute('data-residual')),
        Number(e.getAttribute('data-tolerance')),
      ]);
      expect(residual <= tolerance).toBe(false);
      // Its button mends it, and breaks it again.
      const button = check.locator('button');
      await button.click();
      await expect(page.locator('[data-broken]')).toHaveCount(0);
      await expectReading(page, read(start));
      await expect.poll(() => page.url()).not.toContain('break');
      await button.click();
      await expect(page.locator(`[data-broken="${name}"]`)).toBeVisible();
      await expectReading(page, read(hash));
      await expect.poll(() => page.url()).toContain(`break=${name}`);
    }
  });
}
