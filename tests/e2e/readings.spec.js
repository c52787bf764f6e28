// The page computes what the native program computes.
import {
  TESTED,
  address,
  expect,
  expectReading,
  open,
  pairsOf,
  randomAddress,
  read,
  setHash,
  statuses,
  test,
} from './support.js';

/** The program is shown where there is one; a training has none that is short. */
async function expectTwin(page, expected) {
  const program = page.locator('[data-numpy]');
  if (expected.numpy === '') await expect(program).toHaveCount(0);
  else await expect.poll(() => program.evaluate((e) => e.textContent)).toBe(expected.numpy);
}

const SEEDS = [1, 2, 3, 4, 5, 6];

for (const panel of TESTED) {
  test(`${panel.id}: readouts and checks at the default`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    const expected = await read(`#/${panel.id}`);
    await expectReading(page, expected);
    expect(new Set(Object.values(await statuses(page)))).toEqual(new Set(['holds']));
    await expectTwin(page, expected);
    await expect(page.locator('.sentence')).toHaveText(expected.sentence);
  });

  test(`${panel.id}: readouts, checks and twin at random states`, async ({ page }) => {
    for (const seed of SEEDS) {
      const hash = await randomAddress(seed, panel.id);
      // The first one is opened, the others are reached by changing the address.
      if (seed === SEEDS[0]) await open(page, hash);
      else await setHash(page, hash);
      const expected = await read(hash);
      await expectReading(page, expected);
      await expectTwin(page, expected);
      await expect(page.locator('.sentence')).toHaveText(expected.sentence);
      await expect(page.locator('[data-notice]')).toHaveCount(0);
    }
  });

  // Some checks belong to another view of the panel than the one that it opens on.
  const viewOf = (name) => pairsOf(`?${panel.views[name] ?? ''}`);

  test(`${panel.id}: each deliberate mistake turns its check`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    for (const name of panel.mistakes) {
      const hash = address(panel.id, [...viewOf(name), ['break', name]]);
      await setHash(page, hash);
      const banner = page.locator('[data-broken]');
      await expect(banner).toHaveAttribute('data-broken', name);
      await expect(banner).toContainText(/\w{3,}.*\w{3,}/);
      await expectReading(page, read(hash));
      const check = page.locator(`[data-check="${name}"]`);
      await expect(check).toHaveAttribute('data-status', 'broken');
      const [residual, tolerance] = await check.evaluate((e) => [
        Number(e.getAttribute('data-residual')),
        Number(e.getAttribute('data-tolerance')),
      ]);
      expect(residual <= tolerance).toBe(false);
    }
  });

  test(`${panel.id}: a check is broken and mended by its button`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    for (const name of panel.mistakes) {
      const start = address(panel.id, viewOf(name));
      await setHash(page, start);
      await expectReading(page, read(start));
      const button = page.locator(`[data-check="${name}"] button`);
      await button.click();
      await expect(page.locator(`[data-broken="${name}"]`)).toBeVisible();
      await expect(page.locator(`[data-check="${name}"]`)).toHaveAttribute('data-status', 'broken');
      await expect.poll(() => page.url()).toContain(`break=${name}`);
      await expectReading(page, read(address(panel.id, [...viewOf(name), ['break', name]])));
      await button.click();
      await expect(page.locator('[data-broken]')).toHaveCount(0);
      await expectReading(page, read(start));
    }
    await expect.poll(() => page.url()).not.toContain('break');
  });
}
