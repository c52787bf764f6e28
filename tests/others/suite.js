// A short suite for other browsers than Chromium, run by `cargo xtask test others`: every panel opens
// and holds its checks, a part loads late, something is dragged, a key is pressed, a network trains.
// One page for all of it, in order.
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

const { FOUR_PILLARS_SITE: SITE, FOUR_PILLARS_READ: READ } = process.env;
const PANELS = JSON.parse(execFileSync(READ, ['--list'], { encoding: 'utf8' }));

const BROWSERS = {
  Firefox: process.env.FOUR_PILLARS_FIREFOX && {
    module: './firefox.js',
    given: process.env.FOUR_PILLARS_FIREFOX,
  },
  WebKit: process.env.FOUR_PILLARS_WEBKIT_DRIVER && {
    module: './webkit.js',
    given: {
      driver: process.env.FOUR_PILLARS_WEBKIT_DRIVER,
      browser: process.env.FOUR_PILLARS_WEBKIT,
      display: process.env.FOUR_PILLARS_DISPLAY,
    },
  },
};

/** In milliseconds: long enough for 200 steps of training on a busy machine. */
const LONGEST = 150_000;

/** What `look` gives in the page, once `good` says so; `what` is said where it never does. */
async function until(page, what, good, look, ...given) {
  const end = Date.now() + LONGEST;
  let seen;
  for (;;) {
    seen = await page.run(look, ...given);
    if (good(seen)) return seen;
    if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(seen)}`);
    await pause(60);
  }
}

const yes = Boolean;
const exactly = (expected) => (seen) => seen === expected;

const setHash = (page, hash) => page.run((to) => { location.hash = to; }, hash);

/** Opens an address in the page and waits for its panel. */
async function opened(page, id, query = '') {
  await setHash(page, `#/${id}${query}`);
  await until(page, `${id} opens`, yes, (name) => document.querySelector(`[data-panel="${name}"] [data-readout]`) !== null, id);
}

/** Errors that the page has met since it was opened. */
const watch = (page) =>
  page.run(() => {
    window.troubles = [];
    addEventListener('error', (event) => window.troubles.push(String(event.message)));
    addEventListener('unhandledrejection', (event) => window.troubles.push(String(event.reason)));
  });

const TESTS = {
  'home opens': async (page) => {
    await page.goto(SITE);
    await until(page, 'the map', exactly(PANELS.length), () => document.querySelectorAll('.card a').length);
    await watch(page);
  },
  'every panel opens, a part that loads late, and its checks hold': async (page) => {
    for (const { id, title } of PANELS) {
      await opened(page, id);
      await until(page, `${id}: title`, exactly(title), () => document.querySelector('h1').textContent);
      await until(page, `${id}: broken checks`, exactly(''), () =>
        [...document.querySelectorAll('[data-check]')]
          .filter((check) => check.dataset.status !== 'holds')
          .map((check) => check.dataset.check)
          .join(' '),
      );
      const said = await page.run(() => document.querySelector('.sentence')?.textContent ?? '');
      if (said.length < 10) throw new Error(`${id} has no sentence`);
    }
  },
  'a logit is dragged': async (page) => {
    await opened(page, 'softmax-jacobian', '?z=0,1,2');
    const place = await until(page, 'the bar', yes, () => {
      const bar = document.querySelector('[data-bar="z[1]"]');
      bar?.scrollIntoView({ block: 'center' });
      const box = bar?.getBoundingClientRect();
      return box && { x: box.x + box.width / 2, y: box.y, height: box.height };
    });
    await page.drag({ x: place.x, y: place.y + place.height / 2 }, { x: place.x, y: place.y + place.height / 4 });
    await until(
      page,
      'where it was dragged',
      (z) => z && z[0] === 0 && z[2] === 2 && Math.abs(z[1] - 2) < 0.3,
      () => /z=([^&]*)/.exec(location.hash)?.[1].split(',').map(Number),
    );
  },
  'an arrow key moves a bar': async (page) => {
    await opened(page, 'softmax-jacobian', '?z=0,0');
    await until(page, 'the bar', yes, () => {
      const bar = document.querySelector('[data-bar="z[0]"]');
      bar?.focus();
      return document.activeElement === bar && bar !== null;
    });
    await page.press('ArrowUp');
    await until(page, 'a step up', exactly('0.1'), () =>
      document.querySelector('[data-bar="z[0]"]').getAttribute('aria-valuenow'),
    );
  },
  'two hundred steps beat the best bigram model': async (page) => {
    await opened(page, 'training-loop', '?steps=200');
    const stand = () => document.querySelector('[data-run="state"]')?.dataset.stand;
    await until(page, 'ready', exactly('paused'), stand);
    await page.run(() => document.querySelector('[data-run="play"]').click());
    await until(page, 'trained', exactly('done'), stand);
    const [loss, bigram] = await page.run(() =>
      ['held-out', 'bigram'].map((name) => Number(document.querySelector(`[data-readout="${name}"]`).dataset.value)),
    );
    if (!(loss < bigram)) throw new Error(`held out ${loss}, bigram ${bigram}`);
  },
  'nothing went wrong meanwhile': async (page) => {
    await until(page, 'errors', exactly(''), () => window.troubles.join('; '));
  },
};

let failed = 0;
for (const [name, browser] of Object.entries(BROWSERS)) {
  if (!browser) {
    console.log(`- ${name}: skipped, since it isn't here`);
    continue;
  }
  const { start } = await import(browser.module);
  let page;
  try {
    page = await start(browser.given);
  } catch (error) {
    console.log(`- ${name}: skipped, since it doesn't start: ${error.message}`);
    continue;
  }
  try {
    for (const [title, test] of Object.entries(TESTS)) {
      const since = Date.now();
      let problem;
      await test(page).catch((error) => {
        problem = error;
      });
      const took = `${((Date.now() - since) / 1000).toFixed(1)} s`;
      console.log(`${problem ? '✘' : '✓'} ${name}: ${title} (${took})`);
      if (problem) {
        failed += 1;
        console.error(problem.message);
      }
    }
  } finally {
    await page.close();
  }
}
process.exitCode = failed > 0 ? 1 : 0;
