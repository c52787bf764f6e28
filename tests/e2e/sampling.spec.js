// What only `sampling` has: the cut on the cumulative curve, the order of the stages, the model's words.
import { drag, expect, expectAddressOf, expectStand, numbers, open, preset, test } from './support.js';

const ID = '#/sampling';
const kept = async (page) =>
  Object.entries(await numbers(page)).filter(([name, value]) => name.startsWith('kept[') && value === 1).length;

test('opens on a nucleus of four: the token that crosses p is kept', async ({ page }) => {
  await open(page, ID);
  const now = await numbers(page);
  expect(await kept(page)).toBe(4);
  expect(now['kept-mass']).toBeCloseTo(0.885, 4);
  expect(now['tempered-entropy']).toBeCloseTo(1.5959, 4);
  expect(now.entropy).toBeCloseTo(1.2451, 4);
});

test('the cut is dragged on the curve', async ({ page }) => {
  await open(page, ID);
  const handle = page.locator('[data-handle="p"]');
  await drag(page, handle, 0, 60);
  await expectAddressOf(page, ID);
  expect(await kept(page)).toBeLessThan(4);
  const before = await kept(page);
  await handle.press('Shift+ArrowUp');
  await expect.poll(() => kept(page)).toBeGreaterThanOrEqual(before);
});

test('the order of temperature and cut decides between one token and two', async ({ page }) => {
  await open(page, ID);
  await preset(page, 'order');
  await expect.poll(() => kept(page)).toBe(1);
  await preset(page, 'order');
  await expect.poll(() => kept(page)).toBe(2);
});

test('logits that the transformer sends keep the names of their tokens', async ({ page }) => {
  await open(page, '#/transformer');
  const link = page.locator('[data-send="sampling"]');
  const names = (await link.locator('xpath=following-sibling::*').textContent()).split(', ');
  expect(names.length).toBe(16);
  await link.click();
  const shown = page.locator('[data-panel="sampling"] .bars.editable .bar-name');
  await expect(shown).toHaveText(names);
  // A token that is left out and one that is new.
  await page.locator('[data-control="tokens-fewer"]').click();
  await expect(shown).toHaveText(names.slice(0, 15));
  await page.locator('[data-control="tokens-more"]').click();
  await expect(shown).toHaveText([...names.slice(0, 15), 'P']);
  // No address holds them.
  await page.reload();
  await expect(shown.first()).toHaveText('A');
});

test('the trained model writes, and each word leads to its candidates', async ({ page }) => {
  await open(page, `${ID}?text=the%20dog`);
  await page.locator('[data-action="write"]').click();
  await expect(page.locator('[data-written]')).toHaveCount(24, { timeout: 20_000 });
  await page.locator('[data-written="2"]').click();
  await expect(page.locator('[data-control="text"]')).toHaveValue(/^the dog \S+ \S+$/);
});

test('the source judges texts by each method, and writing can be stopped', async ({ page }) => {
  await open(page, ID);
  const job = (name) => page.locator(`[data-job="${name}"]`);
  const verdict = async (name) =>
    Number(await page.locator(`[data-verdict="${name}"]`).getAttribute('data-value'));
  const stands = (stand) => expectStand(job('state'), stand);
  expect(page.workers().length).toBe(0);
  await job('play').click();
  await expect.poll(() => verdict('hot.words').catch(() => 0), { timeout: 60_000 }).toBeGreaterThan(15);
  await job('play').click();
  await stands('paused');
  expect(await verdict('source.impossible')).toBe(0);
  expect(await verdict('greedy.words')).toBeLessThan(await verdict('hot.words'));
  await expect(page.locator('[data-verdicts] tr.chosen')).toContainText('top-p with p = 0.8');
  await job('clear').click();
  await stands('idle');
  await expect(page.locator('[data-verdict="hot.words"]')).toHaveCount(0);
});
