// While the browser translates the page, what changes goes on changing.
import { TESTED, expect, expectOwnReading, general, hashOf, open, read, setHash, test } from './support.js';

/** Puts a translation in the place of every text, as browsers do; how many there were. */
const translate = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.data.trim() !== '' && !node.parentElement.closest('math, script, style, font, [translate="no"]')) texts.push(node);
    }
    for (const [at, node] of texts.entries()) {
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      // Numbers stay as they are in a translation.
      inner.textContent = /\p{L}{2}/u.test(node.data) ? `⟦${node.data}⟧` : node.data;
      outer.append(inner);
      // Browsers differ in how they do it.
      if (at % 2 === 0) node.replaceWith(outer);
      else {
        node.before(outer);
        node.remove();
      }
    }
    return texts.length;
  });

const sentenceOf = async (page) => (await read(await hashOf(page))).sentence;
const sentence = (page) => page.locator('.said-of-it .sentence');

for (const panel of TESTED) {
  test(`${panel.id}: translated by the browser, it goes on changing`, async ({ page }) => {
    await open(page, `#/${panel.id}`);
    // Twice: what has changed is translated again.
    for (let round = 0; round < 2; round += 1) {
      expect(await translate(page)).toBeGreaterThan(10);
      await expect(sentence(page)).toContainText('⟦');
      const before = await sentenceOf(page);
      for (let press = 0; press < 5; press += 1) {
        const hash = await hashOf(page);
        await page.locator('[data-action="surprise"]').click();
        await expect.poll(() => hashOf(page)).not.toBe(hash);
        await expectOwnReading(page);
        if ((await sentenceOf(page)) !== before) break;
      }
      await expect(sentence(page)).toHaveText(await sentenceOf(page));
      await expect(page.locator('.said')).toContainText('A random state');
    }
    // Parts that come and go, beside texts that were taken out.
    await translate(page);
    await setHash(page, `#/${panel.id}?nonsense=1&break=${panel.mistakes[0].name ?? panel.mistakes[0]}`);
    await expect(page.locator('[data-notice="nonsense"]')).toHaveCount(1);
    await expect(page.locator('.broken-flag')).toHaveCount(1);
    await page.locator('.broken-flag button').click();
    await expect(page.locator('.broken-flag')).toHaveCount(0);
    await setHash(page, '#/');
    await expect(page.locator('.cards').first()).toBeVisible();
    await expect(page.locator('main').getByText('⟦')).toHaveCount(0);
  });
}

general('a lesson that is translated goes on following its figures', async ({ page }) => {
  await open(page, '#/calculus');
  const figure = page.locator('.lesson-figure[data-figure="#/softmax-jacobian"]');
  await figure.scrollIntoViewIfNeeded();
  await expect(figure).toHaveAttribute('data-stage', 'live');
  await translate(page);
  const first = figure.locator('[data-control="z[0]"]');
  await first.fill('3');
  await first.press('Enter');
  const { sentence: expected } = await read('#/softmax-jacobian?z=3,1,0.1,-0.5');
  await expect(figure.locator('.sentence')).toHaveText(expected);
  await expect(page.locator('.number.follows').first()).not.toContainText('⟦');
});
