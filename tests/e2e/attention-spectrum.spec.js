// What only `attention-spectrum` has: walkers, the spectrum under a mask, and real heads.
import { expect, expectAddressOf, expectReading, hashOf, numbers, open, read, test, unfold } from './support.js';

const ID = '#/attention-spectrum';

test('walkers step, walk and start again', async ({ page }) => {
  await open(page, ID);
  const line = page.locator('.keyline').filter({ hasText: 'walkers' });
  await expect(line).toContainText('all on the last token');
  await page.getByRole('button', { name: 'One step' }).click();
  await expect(line).toContainText('after 1 step');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(line).toContainText(/after ([3-9]|\d\d) steps/);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('button', { name: 'Start again' }).click();
  await expect(line).toContainText('all on the last token');
  expect(await hashOf(page), 'a walk is only looked at').toBe(ID);
});

test('under a causal mask the eigenvalues are the diagonal, and all end on the first word', async ({ page }) => {
  await open(page, ID);
  await page.locator('.segment:has(input[value="causal"])').click();
  await expect.poll(() => hashOf(page)).toBe(`${ID}?mask=causal`);
  await expectReading(page, read(`${ID}?mask=causal`));
  const seen = await numbers(page);
  expect(seen['stationary[0]']).toBeCloseTo(1, 12);
  const diagonal = [0, 1, 2].map((i) => seen[`weights[${i}][${i}]`]).sort((a, b) => b - a);
  for (const [i, x] of diagonal.entries()) expect(seen[`eigenvalues[${i}].re`]).toBeCloseTo(x, 12);
  await expect(page.locator('.heat').first().locator('.framed')).toHaveCount(3);
  await expect(page.locator('#sentence')).toContainText('attention sink');
});

test('the claim about the gap is measured as sharpness moves', async ({ page }) => {
  const gaps = [];
  for (const sharpness of [0.1, 1, 3, 10]) {
    await open(page, `${ID}?sharpness=${sharpness}`);
    gaps.push((await numbers(page))['spectral-gap']);
  }
  expect(gaps.map((gap) => Number(gap.toFixed(3)))).toEqual([0.989, 0.89, 0.687, 0.225]);
  await expect(page.locator('[data-claim]')).toHaveAttribute('data-claim', 'falls');
});

test('a head of the trained model', async ({ page }) => {
  await open(page, ID);
  await unfold(page);
  await page.locator('[data-action="take-head"]').click();
  await expect.poll(() => hashOf(page)).toContain('mask=causal');
  await expectAddressOf(page, ID);
});
