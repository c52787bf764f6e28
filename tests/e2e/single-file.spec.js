// The copy in one file opens from a folder, and shows the state that its address names.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  PANELS,
  TESTED,
  THEME_KEY,
  expect,
  expectAddressOf,
  expectReading,
  general,
  randomAddress,
  read,
  setHash,
  test,
} from './support.js';

const FILE = process.env.FOUR_PILLARS_SINGLE_FILE;
test.skip(!FILE, 'FOUR_PILLARS_SINGLE_FILE is not set');

const url = FILE ? pathToFileURL(FILE).href : '';

general('the copy in one file was built', () => {
  expect(existsSync(FILE)).toBe(true);
});

/** The first panel of each pillar among those that are tested. */
const REOPENED = TESTED.filter(({ pillar }, at) => TESTED.findIndex((other) => other.pillar === pillar) === at);

for (const panel of TESTED) {
  test(`${panel.id} works from a file`, async ({ borrow }) => {
    const page = await borrow({ at: url });
    const asked = [];
    const note = (request) => asked.push(request.url());
    page.context().on('request', note);
    const hash = await randomAddress(21, panel.id);
    await setHash(page, hash);
    await expect(page.locator(`[data-panel="${panel.id}"]`)).toBeVisible();
    await expectReading(page, read(hash));
    const second = await randomAddress(22, panel.id);
    await setHash(page, second);
    await expectReading(page, read(second));
    await page.locator('[data-action="surprise"]').click();
    const now = await expectAddressOf(page, second);
    // As if it were opened at this address: the file is read anew, which takes its time. One panel of
    // each pillar has it done, since nothing in the file is made for one panel.
    if (REOPENED.includes(panel)) {
      await page.reload();
      await expect(page.locator(`[data-panel="${panel.id}"]`)).toBeVisible();
      await expectReading(page, read(now));
    }
    page.context().off('request', note);
    const others = asked.filter((u) => u.split('#')[0] !== url && !/^(data|blob):/.test(u));
    expect(others).toEqual([]);
  });
}

general('home, links and theme work from a file', async ({ fresh: page }) => {
  await page.goto(url);
  await page.locator(`.card a[href="#/${PANELS[0].id}"]`).click();
  await expect(page.locator(`[data-panel="${PANELS[0].id}"]`)).toBeVisible();
  await page.goBack();
  await expect(page.locator('.cards').first()).toBeVisible();
  const html = page.locator('html');
  await page.locator('.theme-switch input[value="dark"]').check({ force: true });
  await expect(html).toHaveAttribute('data-theme', 'dark');
  // The browser writes its storage in its own time, for files later than for a site.
  await expect(async () => {
    await page.reload();
    await expect(html).toHaveAttribute('data-theme', 'dark', { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([THEME_KEY]);
});

general('the policy is in the file too', async ({ fresh: page, trouble }) => {
  trouble.expected.push(/policy violated|Content Security Policy/);
  await page.goto(url);
  await expect(page.locator('h1')).toBeVisible();
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy" i]').getAttribute('content');
  const scripts = policy.split(';').find((part) => part.trim().startsWith('script-src'));
  expect(scripts).not.toMatch(/'unsafe-inline'|'unsafe-eval'|https?:/);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.struck = 1';
    document.body.append(script);
  });
  expect(await page.evaluate(() => window.struck)).toBe(undefined);
});
