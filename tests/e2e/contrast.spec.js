// Contrast themes of the system: what is told by a background is told by something else as well.
import { expect, general, open } from './support.js';

general('in a contrast theme bars, choices, steps and switches can be told', async ({ fresh: page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const style = (selector, property) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, property) => getComputedStyle(element)[property], property);
  const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  await open(page, '#/softmax-jacobian');
  expect(await style('.bar', 'backgroundColor')).not.toBe(await canvas());
  await open(page, '#/attention');
  expect(await style('.step-dot[aria-checked="true"]', 'backgroundColor')).not.toBe(
    await style('.step-dot[aria-checked="false"]', 'backgroundColor'),
  );
  expect(await style('.segment input:checked + span', 'backgroundColor')).not.toBe(
    await style('.segment input:not(:checked) + span', 'backgroundColor'),
  );
  const on = await style('.switch input:checked', 'backgroundColor');
  await page.locator('.switch input:checked').first().uncheck();
  expect(await style('.switch input:not(:checked)', 'backgroundColor')).not.toBe(on);
});
