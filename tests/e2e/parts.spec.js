// The program comes in parts: only what is looked at is loaded, and what can't be loaded is said.
import { PANELS, expect, expectReading, general, open, read, setHash } from './support.js';

const PARTS = '**/parts/*.wasm';

/** The parts that a page asks for, from now on. */
function watched(page) {
  const asked = [];
  page.on('request', (request) => {
    const [, name] = /\/parts\/(.+)-[0-9a-f]+\.wasm$/.exec(request.url()) ?? [];
    if (name) asked.push(name);
  });
  return asked;
}

general('home needs its figure only, a panel its own part and what it shares', async ({ fresh: page }) => {
  const asked = watched(page);
  await open(page, '');
  await expect(page.locator('.cards').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  // What is shared is called by a number.
  const named = () => asked.filter((name) => !/^s\d+$/.test(name));
  expect(named()).toEqual(['opening-figure']);
  await page.evaluate(() => {
    window.kept = 'the same page';
  });
  const own = [];
  for (const panel of PANELS.slice(0, 3)) {
    const before = asked.length;
    await setHash(page, `#/${panel.id}`);
    await expectReading(page, read(`#/${panel.id}`));
    own.push(...asked.slice(before).filter((name) => !/^s\d+$/.test(name)));
  }
  expect(own.length).toBe(3);
  expect(new Set(asked).size, 'nothing is asked for twice').toBe(asked.length);
  for (const panel of PANELS.slice(0, 3)) await setHash(page, `#/${panel.id}`);
  await setHash(page, '#/');
  await expect(page.locator('.cards').first()).toBeVisible();
  expect(await page.evaluate(() => window.kept)).toBe('the same page');
});

general('a panel opened by its address is asked for before the program has started', async ({ fresh: page }) => {
  const asked = watched(page);
  let reached;
  const held = new Promise((resolve) => {
    reached = resolve;
  });
  await page.route('**/four-pillars-*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  const coming = page.waitForRequest(PARTS);
  await page.goto(`#/${PANELS[0].id}`);
  await coming;
  expect(asked.length).toBeGreaterThan(0);
  reached();
  await expectReading(page, read(`#/${PANELS[0].id}`));
});

general('while a part is on its way the page says so', async ({ fresh: page }) => {
  await open(page, '');
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(PARTS, async (route) => {
    await held;
    await route.continue();
  });
  const [first, second] = PANELS;
  await page.locator(`.card a[href="#/${first.id}"]`).click();
  await expect(page.getByRole('status')).toHaveText('Loading…');
  await expect(page.locator('h1')).toHaveText(first.title);
  await expect(page).toHaveTitle(new RegExp(first.title.slice(0, 8)));
  // Who doesn't want to wait goes elsewhere, and isn't brought back.
  await setHash(page, `#/${second.id}`);
  await expect(page.locator('h1')).toHaveText(second.title);
  release();
  await expectReading(page, read(`#/${second.id}`));
  await expect(page.locator('.awaited')).toHaveCount(0);
});

general('a part that can’t be loaded is said, and asked for again', async ({ fresh: page, trouble }) => {
  trouble.expected.push(/Failed to load resource|request failed|Failed to fetch/);
  await open(page, '');
  await page.locator('.theme-switch input[value="dark"]').check({ force: true });
  await page.route(PARTS, (route) => route.abort('internetdisconnected'));
  const [panel] = PANELS;
  await page.locator(`.card a[href="#/${panel.id}"]`).click();
  const message = page.getByRole('alert');
  await expect(message).toContainText('couldn’t be loaded');
  await expect(page.locator('h1')).toHaveText(panel.title);
  await message.getByRole('button', { name: 'Try again' }).click();
  await expect(message).toBeVisible();
  // What is here goes on working.
  await page.locator('.brand').click();
  await expect(page.locator('.cards').first()).toBeVisible();
  await page.goBack();
  await expect(message).toBeVisible();
  await page.unroute(PARTS);
  await message.getByRole('button', { name: 'Try again' }).click();
  await expectReading(page, read(`#/${panel.id}`));
  await expect(message).toHaveCount(0);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

// A renewed site has other files: some hosts say so, others answer with their first page.
for (const [how, answer] of Object.entries({
  'are gone': { status: 404, body: 'gone' },
  'are the first page now': { status: 200, contentType: 'text/html', body: '<!doctype html><title>x</title>' },
})) {
  general(`parts that ${how} lead to one message, and reloading keeps the address`, async ({ fresh: page, trouble }) => {
    trouble.expected.push(/Failed to load resource|404|WebAssembly|magic/i);
    await open(page, '');
    await page.route(PARTS, (route) => route.fulfill(answer));
    const panel = PANELS.find(({ id }) => id === 'svd') ?? PANELS[0];
    await setHash(page, `#/${panel.id}?rank=1`);
    const message = page.getByRole('alert');
    await expect(message).toHaveCount(1);
    await expect(message).toContainText('renewed');
    await expect(message.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    // What is here goes on working.
    await page.locator('.brand').click();
    await expect(page.locator('.cards').first()).toBeVisible();
    await page.goBack();
    await expect(message).toContainText('renewed');
    await page.unroute(PARTS);
    await message.getByRole('button', { name: 'Reload' }).click();
    await expectReading(page, read(`#/${panel.id}?rank=1`));
    expect(await page.evaluate(() => location.hash)).toBe(`#/${panel.id}?rank=1`);
  });
}
