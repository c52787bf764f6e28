// What only `backpropagation` has: the tape as a graph, walked forward and back.
import {
  address,
  expect,
  expectAddressOf,
  expectReading,
  hashOf,
  open,
  overflowing,
  preset,
  read,
  release,
  setHash,
  test,
  unfold,
} from './support.js';

const ID = '#/backpropagation';
const at = (expression, values, more = []) =>
  address('backpropagation', [['expression', expression], ['values', values], ...more]);

const box = (page, name) => page.locator(`[data-box][aria-label^="${name}"]`);
const stages = (page) =>
  page.locator('[data-box]').evaluateAll((all) => all.map((e) => e.dataset.stage));
const next = (page) => page.locator('[data-step="next"]');

test('the drawn graph is the tape of the formula', async ({ page }) => {
  await open(page, at('a*b + a', 'a:2,b:-3', [['step', '5']]));
  const labels = await page
    .locator('[data-box]')
    .evaluateAll((all) => all.map((e) => e.getAttribute('aria-label')));
  expect(labels).toEqual([
    'a: value 2, gradient −2',
    'b: value −3, gradient 2',
    'v₂ = a · b: value −6, gradient 1',
    'v₃ = v₂ + a: value −4, gradient 1',
  ]);
  await expect(page.locator('.flow-link')).toHaveCount(4);
  await expect(page.locator('#sentence')).toContainText('a is used twice');
  await expect(page.locator('[data-readout="gradient.a"]')).toHaveAttribute('data-value', '-2');
});

test('forward and back by steps: what arrives, the local derivative, their product, and the sum', async ({
  page,
}) => {
  await open(page, at('a*b + a', 'a:2,b:-3'));
  await page.locator('[data-step="start"]').click();
  await expect.poll(() => stages(page)).toEqual(['valued', 'valued', 'waiting', 'waiting']);
  await next(page).click();
  await expect(page.locator('.now h3')).toHaveText('Forward: v₂ = a · b');
  await next(page).click();
  await expect.poll(() => stages(page)).toEqual(['valued', 'valued', 'valued', 'valued']);
  await next(page).click();
  await expect(page.locator('.now h3')).toContainText('∂L/∂L = 1');
  await next(page).click();
  await expect(box(page, 'a:')).toHaveAttribute('aria-label', 'a: value 2, gradient 1');
  await next(page).click();
  await expect(next(page)).toBeDisabled();
  await expect(page.locator('.now')).toContainText('added to the earlier ones: −2');
  const numbers = await page.locator('.now math').evaluate((e) => e.textContent.replaceAll('\u2062', ''));
  expect(numbers).toContain('1·(−3)=−3');
  expect(numbers).toContain('=1−3=−2');
  await page.locator('[data-step="back"]').click();
  // Half the way back, which the address leaves out.
  await expect.poll(() => hashOf(page)).not.toContain('step=');
});

test('a walk plays by itself and stops where it is told', async ({ page }) => {
  await open(page, `${ID}?step=11`);
  await page.locator('[data-step="play"]').click();
  await expect.poll(() => hashOf(page)).toContain('step=0');
  await expect.poll(() => hashOf(page), { timeout: 5000 }).toContain('step=2');
  await page.locator('[data-step="play"]').click();
  await expect(page.locator('[data-step="play"]')).toHaveText('Play');
});

test('boxes are reached, pressed and zoomed with the keyboard', async ({ page }) => {
  await open(page, ID);
  const scene = page.locator('.flow-scene');
  const look = () => scene.evaluate((e) => e.style.transform);
  await box(page, 'a:').focus();
  await page.keyboard.press('ArrowRight');
  const label = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  expect(label).toMatch(/^v. = a [·+] b/);
  await page.keyboard.press('Enter');
  await expect(page.locator('.now h3')).toHaveText(new RegExp(`Backward: ${label.split(':')[0].replace(/[+·]/, '.')}`));
  const before = await look();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect.poll(look).not.toBe(before);
  const zoomed = await look();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(look).not.toBe(zoomed);
  await page.keyboard.press('0');
  await expect.poll(look).toBe(before);
  await page.locator('[data-flow="out"]').click();
  await expect.poll(look).not.toBe(before);
  await box(page, 'a:').focus();
  await page.keyboard.press('End');
  const last = await page.evaluate(() => document.activeElement.dataset.kind);
  expect(last).toBe('output');
});

test('a drag moves the graph and presses nothing; a press goes to its step', async ({ page }) => {
  await open(page, ID);
  for (let i = 0; i < 4; i += 1) await page.locator('[data-flow="in"]').click();
  const scene = page.locator('.flow-scene');
  const look = () => scene.evaluate((e) => e.style.transform);
  await page.locator('.flow-view').scrollIntoViewIfNeeded();
  const view = await page.locator('.flow-view').boundingBox();
  const [x, y] = [view.x + view.width / 2, view.y + view.height / 2];
  await expect.poll(look).not.toBe('');
  const before = await look();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 30, y + 5);
  await page.mouse.move(x - 80, y + 15);
  await release(page);
  await expect.poll(look).not.toBe(before);
  expect(await hashOf(page)).toBe(ID);
  await page.locator('[data-flow="all"]').click();
  // At v₅ it is already.
  await box(page, 'v₄').click();
  await expectAddressOf(page, ID);
  expect(await hashOf(page)).toContain('step=');
});

test('a typed formula keeps its values, and its faults are marked', async ({ page }) => {
  await open(page, `${ID}?values=a:4,b:0.5,c:1`);
  const field = page.locator('[data-expression="expression"]');
  await field.fill('a*b + sum(W*x)');
  await expect(page.locator('[data-control="W[1][1]"]')).toBeVisible();
  const hash = await expectAddressOf(page, ID);
  expect(hash).toContain('values=a:4,b:0.5,W:');
  await expect(page.locator('.expression-set math')).toContainText('sum');
  await field.fill('a*b + W*(x');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('.expression-mark pre')).toHaveText(`${' '.repeat(8)}^`, { useInnerText: true });
  await field.fill('[a, b]');
  await expect(page.locator('#expression-problem')).toContainText('must be one number');
  expect(await hashOf(page), 'the state is kept').toBe(hash);
});

test('values as text bring other shapes; what does not fit is said', async ({ page }) => {
  await open(page, at('sum(W*x)', 'W:1,2;3,4,x:5;6'));
  await page.locator('.values summary').click();
  const field = page.locator('[data-values]');
  await expect(field).toHaveValue('W:1,2;3,4,x:5;6');
  await field.fill('W:1,2,3;4,5,6,x:1;0;-1');
  await field.press('Enter');
  await expectReading(page, read(at('sum(W*x)', 'W:1,2,3;4,5,6,x:1;0;-1')));
  await field.fill('W:1,2,3;4,5,6,x:1;0');
  await field.press('Enter');
  await expect(page.locator('.values .fold .problem')).toContainText('can\'t multiply');
  await page.locator('[data-control="W[1][2]"]').fill('10');
  await expect.poll(() => hashOf(page)).toContain('W:1,2,3;4,5,10');
});

test('parts of the values that cannot be used are named, and the others count', async ({ page }) => {
  await open(page, at('a*b', 'a:4,b:oops,q:1'));
  await expect(page.locator('[data-notice="values"]')).toHaveCount(2);
  await expect(page.locator('[data-notice="values"]').first()).toContainText('“b:oops”');
  await expect(page.locator('[data-control="a"]')).toHaveValue('4');
});

test('presets fit, and the largest can be read', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await open(page, ID);
  await unfold(page);
  const presets = page.locator('[data-preset]');
  const count = await presets.count();
  expect(count).toBeGreaterThan(5);
  for (let i = 0; i < count; i += 1) {
    await presets.nth(i).click();
    const problems = () =>
      page.evaluate(() => {
        const all = [...document.querySelectorAll('.flow-frame')].map((e) => e.getBoundingClientRect());
        const found = [];
        all.forEach((a, i) => {
          if (a.height < 40) found.push(`${a.height} tall`);
          for (const b of all.slice(i + 1)) {
            if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) found.push('overlap');
          }
        });
        for (const box of document.querySelectorAll('.flow-box')) {
          const frame = box.querySelector('.flow-frame').getBoundingClientRect();
          const text = box.querySelector('.flow-symbol').getBoundingClientRect();
          if (text.width > frame.width) found.push(`${box.getAttribute('aria-label')} is too wide`);
        }
        return found;
      });
    await expect.poll(problems).toEqual([]);
  }
});

test('on a telephone the graph leads downwards and fits', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, ID);
  for (const name of ['network', 'twice']) {
    await preset(page, name);
    await expect.poll(() => overflowing(page)).toEqual([]);
    const first = await box(page, name === 'twice' ? 'a:' : 'x:').boundingBox();
    const last = await page.locator('[data-kind="output"]').boundingBox();
    expect(last.y).toBeGreaterThan(first.y + 40);
    expect(last.width).toBeGreaterThan(24);
  }
});

test('the same formula opens in another panel with the same slope', async ({ page }) => {
  await open(page, at('a*b + a', 'a:2,b:-3'));
  const link = page.locator('[data-send="derivative"]').first();
  await expect(link).toContainText('of a alone');
  await link.click();
  await expect(page.locator('[data-panel="derivative"]')).toBeVisible();
  await expect(page.locator('[data-readout="derivative"]')).toHaveAttribute('data-value', '-2');
  await setHash(page, at('sum(W)', 'W:1,2'));
  await expect(page.locator('[data-panel="backpropagation"]')).toBeVisible();
  await expect(page.locator('[data-send]')).toHaveCount(0);
});
