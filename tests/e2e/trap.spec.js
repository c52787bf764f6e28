// If the program ever breaks, the reader is told, and has a way on.
import { PANELS, expect, expectReading, general, hashOf, open, randomAddress, read } from './support.js';
import { CHROMIUM } from '../chromium.js';

general('a trap in the program is said, with a button that reloads', async ({ fresh: page, trouble }) => {
  trouble.expected.push(/unreachable/);
  const hash = await randomAddress(1, PANELS[0].id);
  await open(page, hash);
  await expect(page.locator('#panic')).toHaveCount(0);
  await page.evaluate(() => {
    for (let i = 0; i < 2; i += 1)
      setTimeout(() => {
        throw new WebAssembly.RuntimeError('unreachable');
      });
  });
  const message = page.getByRole('alert');
  await expect(message).toHaveCount(1);
  await expect(message).toBeInViewport();
  await expect(message.getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(message).toHaveCount(0);
  expect(await hashOf(page)).toBe(hash);
  await expectReading(page, read(hash));
});

general('a real panic is said too', async ({ fresh: page, trouble }) => {
  trouble.expected.push(/./);
  await open(page, `#/${PANELS[0].id}`);
  await page.evaluate(() => {
    // The program can't make elements any more; the message has to get by without it.
    const make = document.createElement.bind(document);
    window.mend = () => {
      document.createElement = make;
      Node.prototype.cloneNode = clone;
    };
    const clone = Node.prototype.cloneNode;
    document.createElement = (...words) => {
      if (new Error().stack.includes('wasm')) throw new Error('no more elements');
      return make(...words);
    };
    Node.prototype.cloneNode = () => {
      throw new Error('no more elements');
    };
    location.hash = '#/';
  });
  await expect(page.getByRole('alert')).toContainText('broke');
});

general('a start that fails says why, and offers to reload', async ({ fresh: page, trouble }) => {
  trouble.expected.push(/could not start|Failed to load resource|404|Failed to fetch/);
  await page.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto('');
  await expect(page.getByRole('alert')).toContainText('could not load');
  await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
  await page.unroute('**/*.wasm');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.locator('.cards').first()).toBeVisible();
});

general('without scripts the page says what it needs, and nothing seems to load', async ({ playwright }) => {
  // Playwright's own way of switching scripts off comes too late for <noscript>.
  const browser = await playwright.chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args, '--blink-settings=scriptEnabled=false'],
  });
  const page = await browser.newPage();
  await page.goto(process.env.FOUR_PILLARS_SITE);
  const session = await page.context().newCDPSession(page);
  const { documents, strings } = await session.send('DOMSnapshot.captureSnapshot', { computedStyles: [] });
  const seen = documents[0].layout.text.map((at) => strings[at] ?? '').join(' ');
  expect(seen).toContain('JavaScript');
  expect(seen).not.toContain('Loading');
  await browser.close();
});
