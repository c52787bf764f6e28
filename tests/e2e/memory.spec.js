// What a reader leaves is given back.
import { TESTED, expect, open, setHash, test } from './support.js';

const VISITS = 5;
/** Nodes that may come and go without growing from visit to visit, such as a list that is filled later. */
const PLAY = 60;

for (const panel of TESTED) {
  // Locators only: a handle on an element, as `waitForSelector` gives one, keeps its whole tree alive.
  test(`${panel.id}: visits leave nothing behind in memory`, async ({ borrow }) => {
    // Visited by no other test, so that its garbage is that of the visits.
    const page = await borrow({ named: 'memory' });
    await open(page, '');
    const session = await page.context().newCDPSession(page);
    const nodes = async () => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Memory.getDOMCounters')).nodes;
    };
    const visit = async () => {
      await setHash(page, `#/${panel.id}`);
      await page.locator(`[data-panel="${panel.id}"]`).waitFor();
      await setHash(page, '#/');
      await page.locator('.opening .sentence:not(:empty)').waitFor();
    };
    await visit();
    await visit();
    const before = await nodes();
    for (let visits = 0; visits < VISITS; visits += 1) await visit();
    // A tree that is kept has hundreds of nodes.
    await expect.poll(nodes).toBeLessThan(before + PLAY);
  });
}
