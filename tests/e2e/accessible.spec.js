// axe finds nothing, and nothing scrolls sideways.
import { AxeBuilder } from '@axe-core/playwright';
import {
  COMING,
  PANELS,
  expect,
  expectReading,
  open,
  openFolds,
  overflowing,
  randomAddress,
  read,
  setHash,
  test,
} from './support.js';

const PAGES = [
  ['home', ''],
  ['a panel that is coming', `#/${COMING[0]?.id}`],
  ['an unknown panel', '#/no-such-panel'],
  ['a lesson', '#/linear-algebra'],
  ...PANELS.map((panel) => [panel.id, `#/${panel.id}`]),
].filter(([, hash]) => !hash.includes('undefined'));

// One page without frames: the simple mode looks at all of it, and is quicker.
async function violations(page) {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  );
}

for (const [name, hash] of PAGES) {
  for (const theme of ['light', 'dark']) {
    test(`axe: ${name}, ${theme}`, async ({ page }) => {
      test.slow();
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await open(page, hash);
      await openFolds(page);
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        // What scrolls now becomes a stop for the keyboard after a pause (widgets/formula.rs).
        await page.waitForTimeout(400);
        expect.soft(await violations(page), `${width} px`).toEqual([]);
      }
    });
  }
}

for (const panel of PANELS) {
  test(`axe: ${panel.id} with messages, a mistake and an answer`, async ({ page }) => {
    await open(page, `#/${panel.id}?break=${panel.mistakes[0]}&nonsense=1&${panel.keys[0].name}=`);
    await page.locator('.option').first().click();
    await page.locator('.predict .answer').waitFor();
    expect.soft(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect.soft(await violations(page)).toEqual([]);
  });

  test(`${panel.id} doesn't scroll sideways on a telephone`, async ({ page }) => {
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 640 });
      await open(page, `#/${panel.id}?nonsense=${'x'.repeat(200)}`);
      await openFolds(page);
      expect.soft(await overflowing(page), `${width} px`).toEqual([]);
      for (let seed = 1; seed <= 5; seed += 1) {
        const hash = randomAddress(seed, panel.id);
        await setHash(page, hash);
        await expectReading(page, read(hash));
        expect.soft(await overflowing(page), `${hash} at ${width} px`).toEqual([]);
      }
      await page.goto('about:blank');
    }
  });
}

test('axe: search', async ({ page }) => {
  await open(page, '');
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('e');
    await expect(page.locator('dialog').getByRole('option')).not.toHaveCount(0);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
  }
});

test("other pages don't scroll sideways on a telephone", async ({ page }) => {
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 640 });
    for (const hash of ['', `#/${COMING[0]?.id ?? ''}`, `#/${'x'.repeat(300)}`, '#/no-such-panel']) {
      await open(page, '');
      await setHash(page, hash);
      await expect(page.locator('h1')).toBeVisible();
      expect.soft(await overflowing(page), `${hash} at ${width} px`).toEqual([]);
    }
  }
});
