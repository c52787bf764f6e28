// A lesson for each pillar that has one: its figures, its numbers, and where it leads.
import { PANELS, expect, general, hashOf, open, overflowing, read, setHash, test } from './support.js';

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
      await figure.scrollIntoViewIfNeeded();
      await expect(figure).toHaveAttribute('data-stage', 'live');
      await expect(figure.locator('.main-figure > :not([hidden])').first()).toBeVisible();
      await expect(figure.locator('.sentence')).toHaveText(/\w{3}.*\.$/s);
      await expect(figure.locator('.figure-foot a')).toHaveText(/^Open in “.+”$/);
    }
    const unfinished = () =>
      page
        .locator('.lesson .column > section > :is(p, ul) .number')
        .evaluateAll((all) => all.filter((e) => e.dataset.value === undefined || !Number.isFinite(Number(e.dataset.value))).length);
    await expect.poll(unfinished).toBe(0);
    expect(await page.locator('.lesson .number').count()).toBeGreaterThan(2);

    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 700 });
      expect(await overflowing(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    const links = await page
      .locator('.lesson .column > section > :is(p, ul) a')
      .evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))]);
    for (const link of links) {
      await setHash(page, link);
      const id = link.slice(2).split('?')[0];
      await expect(page.locator(`[data-panel="${id}"], [data-lesson="${id}"], .message`).first()).toBeVisible();
      await expect(page.locator('[data-notice]')).toHaveCount(0);
    }
    // A panel leads back to its lesson.
    const isPanel = (link) => PANELS.some((panel) => panel.id === link.slice(2).split('?')[0]);
    await setHash(page, links.find(isPanel));
    await page.locator('.crumb a').click();
    await expect(page.locator(`[data-lesson="${lesson.slice(2)}"]`)).toBeVisible();
    await open(page, '');
  }
});

general('a figure of a lesson is moved in place, and its numbers follow', async ({ page }) => {
  await open(page, '#/calculus');
  const figure = page.locator('.lesson-figure[data-figure="#/softmax-jacobian"]');
  await figure.scrollIntoViewIfNeeded();
  await expect(figure).toHaveAttribute('data-stage', 'live');
  const { readouts: before } = await read('#/softmax-jacobian');
  const { readouts: after } = await read('#/softmax-jacobian?z=3,1,0.1,-0.5');
  const number = page.locator('.lesson li .number').filter({ hasText: /\d/ });
  const holds = (value) =>
    expect
      .poll(() => number.evaluateAll((all) => all.map((e) => Number(e.dataset.value))))
      .toContain(value);
  const entry = (readouts) => readouts['jacobian[0][0]'];
  await holds(entry(before));
  const back = figure.locator('[data-action="as-in-the-text"]');
  await expect(back).toBeDisabled();

  const first = figure.locator('[data-control="z[0]"]');
  await first.fill('3');
  await first.press('Enter');
  await holds(entry(after));
  await expect(page.locator('.number.follows').first()).toBeVisible();
  await expect(figure.locator('.figure-foot a')).toHaveAttribute('href', '#/softmax-jacobian?z=3,1,0.1,-0.5');
  // The lesson's own address stays, and other figures as they were.
  await expect(page).toHaveURL(/#\/calculus$/);
  await back.click();
  await holds(entry(before));
  await expect(page.locator('.number.follows')).toHaveCount(0);

  await figure.locator('.controls [data-bar]').first().focus();
  await page.keyboard.press('ArrowUp');
  await expect(back).toBeEnabled();
  await figure.locator('.figure-foot a').click();
  await expect(page.locator('.panel[data-panel="softmax-jacobian"]')).toBeVisible();
  await expect(page).toHaveURL(/z=/);
});

general('a lesson as slides goes from figure to figure', async ({ page }) => {
  const current = page.locator('.lesson-figure.current');
  const fits = () =>
    page.evaluate(() => {
      const figure = document.querySelector('.lesson-figure.current .figure-area');
      const whole = document.scrollingElement.scrollHeight <= innerHeight + 1;
      if (!figure || !whole || figure.getBoundingClientRect().bottom > innerHeight) return false;
      // A figure may have sections of its own, which are no chapters.
      return [...figure.querySelectorAll('section')].every((e) => getComputedStyle(e).display !== 'none');
    });
  for (const lesson of ['linear-algebra', 'calculus']) {
    await open(page, `#/${lesson}`);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.locator('.lesson-figure').first().waitFor();
    const all = await page
      .locator('.lesson-figure')
      .evaluateAll((figures) => figures.map((figure) => figure.dataset.figure));
    await page.locator('[data-action="slide"]').click();
    const seen = [];
    for (let presses = 0; seen.length < all.length && presses < 80; presses += 1) {
      await expect(current).toHaveAttribute('data-stage', 'live');
      const now = await current.getAttribute('data-figure');
      if (now !== seen.at(-1)) {
        seen.push(now);
        await expect.poll(fits, now).toBe(true);
        await expect(page.locator('.lesson h2:visible').first()).toBeVisible();
      }
      await page.keyboard.press('PageDown');
    }
    expect(seen).toEqual(all);
    await expect(page.locator('.slide-number')).toHaveText(`${all.length} of ${all.length}`);
    await expect.poll(() => hashOf(page)).toBe(`#/${lesson}?show=slide&figure=${all.length}`);
    await page.keyboard.press('Escape');
    await expect(page.locator('html[data-show]')).toHaveCount(0);
  }
  await setHash(page, '#/calculus?show=slide&figure=99');
  await expect(page.locator('[data-notice="figure"]')).toBeVisible();
  await expect(current).toHaveAttribute('data-figure', '#/derivative');
});

general('home reads a sentence as it is typed', async ({ fresh: page }) => {
  await open(page, '');
  const figure = page.locator('.opening');
  const sentence = figure.locator('.sentence');
  await expect(sentence).toContainText('attention to “dog”');
  const field = figure.locator('[data-control="opening"]');
  await field.fill('the cats that the dog chase');
  await expect(sentence).toContainText('“chase” gives');
  await field.fill('the wolf');
  await expect(figure.locator('.problem')).toContainText('“wolf”');
  await field.fill('the cat ');
  await expect(figure.locator('.problem')).toBeEmpty();
  const [first] = await figure.locator('[data-next]').evaluateAll((all) => all.map((e) => e.dataset.next));
  await figure.locator('[data-next]').first().focus();
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue(`the cat ${first}`);
  await expect(sentence).toContainText(`“${first}” gives`);
  await expect(figure.locator('[data-next]').first()).toBeFocused();
  await figure.getByRole('link', { name: /Open this head/ }).click();
  await expect(page.locator('[data-panel="attention"]')).toBeVisible();
  await expect(page.locator('[data-notice]')).toHaveCount(0);
});

const step = (hash) => encodeURIComponent(hash);

general('a lesson that an address holds: its words are text, its figures live, bad steps are named', async ({ page }) => {
  const own = (more) =>
    `#/lesson?title=A%20%3Cb%3Elesson&say=Before&step=${step('#/softmax-jacobian?temperature=0.5')}` +
    `&say=%3Ci%3Efirst%20%26%20last&step=${step('#/entropy')}${more}`;
  await open(page, own(`&step=${step('#/softmax_jacobian')}&say=lost&step=${step('#/svd?rank=99')}`));
  await expect(page.locator('h1')).toHaveText('A <b>lesson');
  await expect(page.locator('[data-say]')).toHaveText(['Before', '<i>first & last']);
  const figures = page.locator('.lesson-figure');
  await expect(figures).toHaveCount(3);
  await expect(page.locator('.lesson-head [data-notice]')).toHaveCount(2);
  await expect(page.locator('.lesson-head [data-notice="step"]')).toContainText('perhaps #/softmax-jacobian');
  await expect(page.locator('section [data-notice="rank"]')).toBeVisible();
  for (const [i, id] of ['softmax-jacobian', 'entropy', 'svd'].entries()) {
    await figures.nth(i).scrollIntoViewIfNeeded();
    await expect(figures.nth(i).locator(`[data-panel="${id}"]`)).toBeVisible();
  }
  await expect(figures.first().locator('a')).toHaveAttribute('href', '#/softmax-jacobian?temperature=0.5');

  await setHash(page, own(''));
  await expect(figures).toHaveCount(2);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.locator('[data-action="slide"]').click();
  const current = page.locator('.lesson-figure.current');
  for (const [i, id] of ['softmax-jacobian', 'entropy'].entries()) {
    await expect(current.locator(`[data-panel="${id}"]`)).toBeVisible();
    await expect(page.locator('section [data-say]:visible')).toHaveCount(1 - i);
    await expect
      .poll(() => page.evaluate(() => document.scrollingElement.scrollHeight <= innerHeight + 1))
      .toBe(true);
    await page.keyboard.press('PageDown');
  }
  await expect.poll(() => hashOf(page)).toMatch(/^#\/lesson\?title=A%20%3Cb%3Elesson&show=slide&say=Before&figure=2&step=/);
  await page.keyboard.press('Escape');
});

general('a worksheet: the same address is the same sheet, and its key is folded', async ({ page }) => {
  const hash = '#/worksheet?of=softmax-jacobian,svd,nothing&count=4&seed=3';
  await open(page, hash);
  await expect(page.locator('[data-notice="of"]')).toContainText('nothing');
  const prompts = page.locator('.exercises .prompt');
  await expect(prompts).toHaveCount(4);
  await expect(page.locator('.exercises h2')).toHaveText([/Jacobian/, /Singular/, /Jacobian/, /Singular/]);
  await expect(page.locator('.exercises :is(svg, canvas, table, .bars)').first()).toBeVisible();
  const links = () => page.locator('.exercises a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  const before = await links();
  expect(new Set(before).size).toBe(4);
  // The key is right: the panel itself gives the same verdict.
  const key = page.locator('[data-key] li');
  await expect(key.first()).toBeHidden();
  await page.locator('[data-key] summary').click();
  await expect(key).toHaveCount(4);
  const [letter, because] = (await key.first().textContent()).split(/\. (.*)/s);
  const options = page.locator('.exercises > li').first().locator('.options li');
  const right = (await options.nth(letter.charCodeAt(0) - 65).textContent()).replace(/^. /, '');
  await open(page, before[0]);
  await page.locator('.predict .option', { hasText: right }).first().click();
  await expect(page.locator('.answer')).toContainText(`Yes. ${because}`);
  await open(page, hash);
  await expect(prompts).toHaveCount(4);
  expect(await links()).toEqual(before);
  await page.locator('[data-action="another"]').click();
  await expect.poll(() => hashOf(page)).toBe('#/worksheet?of=softmax-jacobian,svd&count=4&seed=4');
  await expect.poll(links).not.toEqual(before);
});
