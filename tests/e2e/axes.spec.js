// What holds of every picture: its numbers are whole, differ from each other, and don't lie on each other.
import { expect, general, open, openFolds, overlaps } from './support.js';

const SIZES = [{ width: 1280, height: 800 }, { width: 360, height: 740 }];

for (const hash of [
  '#/derivative?f=x%5E2&x=-1000000&h=1',
  '#/derivative?f=exp(x)&x=30&h=1',
  '#/gradient?f=x%5E2&at=1000000,-1000000',
  '#/distributions?family=beta&a=10000&b=0.001&x=0.999999',
  '#/distributions?family=binomial&trials=10000&p=0.999999&x=10000',
]) {
  general(`numbers beside axes are whole and differ: ${hash}`, async ({ page }) => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await open(page, hash);
      const wrong = () =>
        page.locator('[data-main] .graph').evaluateAll((graphs) =>
          graphs.flatMap((graph) => {
            const whole = graph.getBoundingClientRect();
            const ticks = [...graph.querySelectorAll('.plane-tick:not(.axis)')];
            const cut = ticks.filter((tick) => {
              const box = tick.getBoundingClientRect();
              return box.left < whole.left - 0.5 || box.right > whole.right + 0.5;
            });
            const text = (tick) => `${tick.classList.contains('end')} ${tick.textContent}`;
            const twice = ticks.filter((tick, i) => ticks.findIndex((other) => text(other) === text(tick)) < i);
            return [...cut, ...twice].map((tick) => tick.textContent);
          }),
        );
      await expect.poll(wrong).toEqual([]);
    }
  });
}

for (const hash of ['#/ngram', '#/mutual-information', '#/sampling?text=the%20dog', '#/layer-norm']) {
  general(`numbers above bars that are only shown lie apart: ${hash}`, async ({ page }) => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await open(page, hash);
      await openFolds(page);
      for (const bars of await page.locator('.bars:not(.editable)').all()) {
        const wrong = await overlaps(bars.locator('.bar-value'));
        const tracks = await bars.evaluate((e) =>
          [...e.querySelectorAll('.bar-tracks')].filter((tracks) => tracks.scrollWidth > tracks.clientWidth + 3).length,
        );
        expect([wrong, tracks]).toEqual([[], 0]);
      }
    }
  });
}
