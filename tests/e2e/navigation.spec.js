// Going between panels and states: links, back and forward, addresses written by hand.
import {
  PANELS,
  TESTED,
  expect,
  expectAddressOf,
  expectReading,
  general,
  hashOf,
  open,
  randomAddress,
  read,
  setHash,
  settledHash,
  test,
} from './support.js';

general('back and forward return to each panel as it was left', async ({ fresh: page }) => {
  test.skip(PANELS.length < 2, 'one panel only');
  const [first, second] = PANELS;
  await open(page, '');
  await page.locator(`.card a[href="#/${first.id}"]`).click();
  await expectReading(page, read(`#/${first.id}`));
  await page.locator('[data-action="surprise"]').click();
  const left = await expectAddressOf(page, `#/${first.id}`);
  await page.locator(`.neighbours a[href="#/${second.id}"]`).click();
  await expect(page.locator(`[data-panel="${second.id}"]`)).toBeVisible();
  await expectReading(page, read(`#/${second.id}`));
  expect(await page.evaluate(() => scrollY)).toBe(0);

  await page.goBack();
  await expect(page.locator(`[data-panel="${first.id}"]`)).toBeVisible();
  await expectReading(page, read(left));
  await page.goBack();
  await expect(page.locator('.cards').first()).toBeVisible();
  await page.goForward();
  await expectReading(page, read(left));
  await page.goForward();
  await expectReading(page, read(`#/${second.id}`));
});

general('leaving a panel while its address is still being written loses nothing', async ({ page }) => {
  const panel = PANELS.at(-1);
  await open(page, `#/${panel.id}`);
  const button = page.locator('[data-action="surprise"]');
  for (let i = 0; i < 6; i += 1) await button.click();
  await page.locator('.brand').click();
  await expect(page.locator('.cards').first()).toBeVisible();
  expect(await settledHash(page)).toMatch(/^#?\/?$/);
  await expect(page.locator('[data-panel]')).toHaveCount(0);
});

for (const panel of TESTED) {
  test(`${panel.id}: an address written by hand is read at once, and one with everything encoded`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    const first = await randomAddress(11, panel.id);
    const second = await randomAddress(12, panel.id);
    for (const hash of [first, second, first, `#/${panel.id}`]) {
      await setHash(page, hash);
      await expectReading(page, read(hash));
    }
    // Back through what was written by hand.
    await page.goBack();
    await expectReading(page, read(first));
    await page.goBack();
    await expectReading(page, read(second));

    const hash = await randomAddress(13, panel.id);
    const encoded = hash.replace(/=([^&]*)/g, (_, value) => {
      const all = [...Buffer.from(decodeURIComponent(value))];
      return `=${all.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`;
    });
    await setHash(page, encoded);
    await expectReading(page, read(hash));
    await expect(page.locator('[data-notice]')).toHaveCount(0);
  });

  test(`${panel.id}: a mistake, a message and a state don't get in each other's way`, async ({ page }) => {
    const name = panel.mistakes[0];
    await open(page, `#/${panel.id}?break=${name}&nonsense=1`);
    await expect(page.locator('[data-notice="nonsense"]')).toHaveCount(1);
    await expect(page.locator(`[data-broken="${name}"]`)).toHaveCount(1);
    const before = await hashOf(page);
    await page.locator('[data-action="surprise"]').click();
    await expect(page.locator('[data-notice]')).toHaveCount(0);
    await expect.poll(() => hashOf(page)).toMatch(new RegExp(`[?&]break=${name}$`));
    await expectAddressOf(page, before);
  });
}
