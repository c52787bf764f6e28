// The page keeps to itself: a strict policy, no cookies, nothing stored but the theme.
import { PANELS, SITE, TESTED, THEME_KEY, expect, general, open, openFolds, test } from './support.js';

general('the policy allows no inline scripts and no other origin', async ({ page }) => {
  await open(page, '');
  const content = await page.locator('meta[http-equiv="Content-Security-Policy" i]').getAttribute('content');
  const policy = Object.fromEntries(
    content
      .split(';')
      .map((part) => part.trim().split(/\s+/))
      .map(([name, ...sources]) => [name, sources]),
  );
  expect(policy['default-src']).toEqual(["'none'"]);
  const scripts = policy['script-src'];
  expect(scripts).toContain("'self'");
  for (const loose of ["'unsafe-inline'", "'unsafe-eval'", '*', 'https:', 'http:', 'data:', 'blob:']) {
    expect(scripts).not.toContain(loose);
  }
  for (const [name, sources] of Object.entries(policy)) {
    const outside = sources.filter((source) => /\/\/|^\*|^https?:|^'nonce/.test(source));
    expect(outside, name).toEqual([]);
  }
});

general('the policy is in force', async ({ fresh: page, trouble }) => {
  trouble.expected.push(/policy violated|Content Security Policy/);
  await open(page, '');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.struck = 1';
    document.body.append(script);
  });
  expect(await page.evaluate(() => window.struck)).toBe(undefined);
  await expect
    .poll(() => trouble.list.some((text) => text.includes('policy violated: script-src')))
    .toBe(true);
});

general('everything that the page loads is below its own address', async ({ fresh: page }) => {
  const urls = [];
  page.on('request', (request) => urls.push(request.url()));
  await open(page, `#/${PANELS[0].id}`);
  await page.evaluate(() => document.fonts.ready);
  const outside = urls.filter((url) => !url.startsWith(SITE) && !/^(data|blob):/.test(url));
  expect(outside).toEqual([]);
  expect(urls.some((url) => url.endsWith('.wasm'))).toBe(true);
});

for (const panel of TESTED) {
  // The watched page itself reports requests elsewhere and violations of the policy.
  test(`${panel.id}: a visit leaves nothing behind but the theme`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    await openFolds(page);
    await page.locator('.theme-switch input[value="dark"]').check({ force: true });
    for (const action of ['surprise', 'link', 'csv', 'png', 'reset']) {
      await page.locator(`[data-action="${action}"]`).click();
      await expect(page.locator('.said')).not.toBeEmpty();
    }
    await page.locator('.option').last().click();
    await page.locator('.figure-area button').evaluateAll((all) => all.forEach((button) => button.click()));
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    expect(await page.context().cookies()).toEqual([]);
    const stored = await page.evaluate(async () => ({
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      cookie: document.cookie,
    }));
    expect(stored).toEqual({ local: [THEME_KEY], session: [], databases: 0, caches: 0, cookie: '' });
  });
}
