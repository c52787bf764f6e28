// What only `softmax-jacobian` has.
import {
  expect,
  expectAddressOf,
  expectReading,
  expectResultAboveControls,
  hashOf,
  open,
  read,
  readouts,
  release,
  setHash,
  test,
} from './support.js';

const ID = '#/softmax-jacobian';

test('logits at the edges give numbers, not nonsense', async ({ page }) => {
  await open(page, ID);
  for (const query of [
    'z=1000,-1000',
    'z=-1000,-1000,-1000',
    'z=1000,999,998&temperature=0.01',
    'z=0,0,0,0',
    'z=1000000,-1000000,0&temperature=0.01',
    'z=1,2,3&temperature=100',
    'z=1,2,3,4,5,6,7,8,9,10,11,12',
    'z=5,5,5,5,5,5,5,5,5,5,5,5&temperature=0.01',
  ]) {
    await setHash(page, `${ID}?${query}`);
    await expectReading(page, read(`${ID}?${query}`));
    const sigma = (await readouts(page))
      .filter(([name]) => name.startsWith('softmax'))
      .map(([, x]) => Number(x));
    expect(Math.abs(sigma.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-12);
    expect(await page.locator('[data-check]:not([data-status="holds"])').count()).toBe(0);
    await expect(page.locator('main')).not.toContainText(/NaN|not a number/);
  }
});

test('the two cases are marked, and a cell shows its arithmetic and which case it is', async ({ page }) => {
  await open(page, `${ID}?z=1,2,3`);
  const cells = page.locator('[role="gridcell"]');
  await expect(page.locator('.cell.case-same')).toHaveCount(3);
  await expect(page.locator('.cell.case-other')).toHaveCount(6);
  await cells.nth(4).hover();
  await expect(page.locator('.arithmetic')).toContainText('Case 1');
  await expect(page.locator('.cell.lit')).toHaveCount(4);
  const same = await page.locator('.arithmetic math').textContent();
  await cells.nth(5).hover();
  await expect(page.locator('.arithmetic')).toContainText('Case 2');
  await expect(page.locator('.arithmetic math')).not.toHaveText(same);
});

test('the temperature slider is logarithmic and keeps to its ends', async ({ page }) => {
  await open(page, ID);
  const slider = page.locator('[data-slider="temperature"]');
  const field = page.locator('[data-control="temperature"]');
  for (const [place, value] of [
    ['0', '0.01'],
    ['1000', '100'],
    ['500', '1'],
    ['750', '10'],
  ]) {
    await slider.fill(place);
    await expect(field).toHaveValue(value);
  }
  await field.fill('3.25');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?temperature=3.25`);
  await field.fill('');
  await field.pressSequentially('0.0625');
  await expect.poll(() => hashOf(page)).toBe(`${ID}?temperature=0.0625`);
  await expect(field).toHaveValue('0.0625');
});

test('a logit is dragged to where the pointer is, and only it', async ({ page }) => {
  await open(page, `${ID}?z=0,1,2`);
  const track = page.locator('[data-bar="z[1]"]');
  const box = await track.boundingBox();
  const x = box.x + box.width / 2;
  await page.mouse.move(x, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(x, box.y + box.height / 4, { steps: 5 });
  await page.mouse.move(x + 400, box.y + box.height / 4, { steps: 5 });
  await release(page);
  await expectAddressOf(page, `${ID}?z=0,1,2`);
  const z = (await hashOf(page))
    .match(/z=([^&]*)/)[1]
    .split(',')
    .map(Number);
  expect([z[0], z[2]]).toEqual([0, 2]);
  expect(z[1]).toBeGreaterThan(1.8);
  expect(z[1]).toBeLessThan(2.2);
  // A button that is let go no longer moves it.
  await page.mouse.move(x, box.y + box.height - 2);
  await expect.poll(() => hashOf(page)).toContain(`${z[1]}`);
});

test('pressing an arrow key in a bar changes it by a step, with Shift by ten', async ({ page }) => {
  await open(page, `${ID}?z=0,0`);
  const bar = page.locator('[data-bar="z[0]"]');
  await bar.focus();
  for (const [key, value] of [
    ['ArrowUp', '0.1'],
    ['Shift+ArrowUp', '1.1'],
    ['ArrowDown', '1'],
    ['PageDown', '0'],
  ]) {
    await page.keyboard.press(key);
    await expect(bar).toHaveAttribute('aria-valuenow', value);
  }
});

test('a list is pasted into the logits', async ({ page }) => {
  await open(page, ID);
  await page.locator('[data-control="z[0]"]').focus();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'np.array([3., -1., 0.5])');
    document.activeElement.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  const hash = await expectAddressOf(page, ID);
  expect(hash).toContain('z=3,-1,0.5');
});

test('on a telephone the result is above the controls', ({ page }) =>
  expectResultAboveControls(page, '#/softmax-jacobian', '[data-main] .heat'));
