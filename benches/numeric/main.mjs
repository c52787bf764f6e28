// Runs the peers side by side: `cargo xtask bench numeric` serves the project, then runs this.
//
// Each peer has a page of its own in one browser; only one works at a time. All prepare a task and
// show that they are right; then follow rounds, in each of which every peer gives one sample, in
// random order, so that whatever else the machine does falls on all alike. What is told is the
// processor time of the thread that computes: on a busy machine the clock shows what others do, too.
// (It leaves out what a browser collects and compiles in other threads, to the peers' advantage.)
import { chromium } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { bundle } from './bundle.mjs';
import { firstResults } from './first.mjs';
import { inputs, TASKS } from './work.js';
import { referenceLoss } from './gpt.js';
import { torch } from './native.mjs';
import { report } from './report.mjs';
import { quantile, shuffled, summary } from './statistics.mjs';
import { CHROMIUM } from '../../tests/chromium.js';

const { FOUR_PILLARS_CHECKOUT: SITE, FOUR_PILLARS_TORCH_PYTHON } = process.env;
if (!SITE) throw new Error('run this with `cargo xtask bench numeric`');
const RESULTS = new URL('../results/', import.meta.url);
const ROUNDS = 11;
const VISITS = 15;
// Losses of the same steps, in single precision.
const NEAR = 1e-4;

// Words that choose tasks: those whose name has one of them in it.
const chosen = process.argv.slice(2);
const tasks = TASKS.filter(({ id }) => chosen.length === 0 || chosen.some((word) => id.includes(word)));

const version = (name) =>
  JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url))).version;
const PACKAGES = { jax: '@jax-js/jax', tfjs: '@tensorflow/tfjs-core', ml_matrix: 'ml-matrix' };

const ours = existsSync(new URL('../../dist/numeric/numeric.js', import.meta.url));
if (!ours) console.log('ours: left out, since dist/numeric/numeric.js is not there yet');
const inPage = [...(ours ? ['ours'] : []), 'jax', 'tfjs', 'ml_matrix', 'plain'];
await bundle(inPage.filter((name) => name !== 'plain'));

const browser = await chromium.launch(CHROMIUM);

/** A peer in a page of its own. */
async function peerInPage(name) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.warn(`${name}: ${error.message}`));
  await page.goto(`${SITE}benches/numeric/page.html`);
  await page.waitForFunction(() => window.bench !== undefined);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find((metric) => metric.name === 'TaskDuration').value;
  };
  /** What a call into the page gives, and the processor's milliseconds that it took. */
  const timed = async (work) => {
    const start = await spent();
    const given = await page.evaluate(work);
    return { given, time: (await spent()) - start };
  };
  // What the call itself and the question for the time take.
  const calls = [];
  for (let i = 0; i < 21; i += 1) calls.push((await timed(() => 0)).time);
  const call = quantile(calls, 0.5);
  return {
    start: () => page.evaluate((peer) => window.bench.start(peer), name),
    prepare: (task) => page.evaluate((given) => window.bench.prepare(given), task),
    async sample() {
      const { given, time } = await timed(() => window.bench.sample());
      return { processor: (time - call) / given.repetitions, clock: given.clock };
    },
    close: () => page.evaluate(() => window.bench.close()),
    end: () => page.close(),
  };
}

const peers = {};
for (const name of inPage) peers[name] = await peerInPage(name);
if (FOUR_PILLARS_TORCH_PYTHON) peers.torch = torch(FOUR_PILLARS_TORCH_PYTHON);
const about = {};
for (const [name, peer] of Object.entries(peers)) {
  try {
    const packaged = PACKAGES[name] ? ` ${version(PACKAGES[name])}` : '';
    about[name] = (await peer.start()).replace(/^[^,]*/, (title) => title + packaged);
    console.log(`${name}: ${about[name]}`);
  } catch (error) {
    console.warn(`${name}: left out, since it does not start: ${error.message}`);
    delete peers[name];
  }
}
if (!FOUR_PILLARS_TORCH_PYTHON) console.log('torch: not installed');

const machine = {
  processor: cpus()[0].model.trim(),
  cores: cpus().length,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  browser: `Chromium ${browser.version()}, headless`,
  load: Number(loadavg()[0].toFixed(1)),
  date: new Date().toISOString().slice(0, 10),
};

/** Those whose losses are what they have to be; says of the others why not. */
function agreeing(task, ready, failures) {
  const { parameters, batches } = inputs(task);
  const first = referenceLoss(task, parameters, batches[0]);
  const expected = (step) =>
    step === 0
      ? first
      : quantile(
          Object.values(ready).map(({ losses }) => losses[step]),
          0.5,
        );
  return Object.keys(ready).filter((name) =>
    ready[name].losses.every((loss, step) => {
      const right = Math.abs(loss - expected(step)) <= NEAR;
      if (!right) failures[name] ??= `wrong: loss ${loss} in step ${step + 1}, not ${expected(step)}`;
      return right;
    }),
  );
}

async function measure(task) {
  const ready = {};
  const failures = {};
  for (const [name, peer] of Object.entries(peers)) {
    try {
      const prepared = await peer.prepare(task);
      if (prepared?.wrong) failures[name] = prepared.wrong;
      else if (prepared) ready[name] = prepared;
    } catch (error) {
      failures[name] = `failed: ${error.message.split('\n')[0].replace('page.evaluate: ', '')}`;
    }
  }
  const names = task.kind === 'gpt' ? agreeing(task, ready, failures) : Object.keys(ready);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of shuffled(names)) samples[name].push(await peers[name].sample());
  for (const [name, peer] of Object.entries(peers)) {
    const held = await peer.close();
    const before = ready[name]?.memory;
    if (before && (held.all !== before.all || held.training !== before.training))
      failures[name] ??= `grows: from ${before.all} to ${held.all} bytes`;
  }
  const of = (name, kind) => summary(samples[name].map((sample) => sample[kind]));
  const results = Object.fromEntries(
    names.map((name) => [name, { ...ready[name], ...of(name, 'processor'), clock: of(name, 'clock') }]),
  );
  const line = names.map((name) => `${name} ${results[name].median.toPrecision(3)} ms`);
  const wrong = Object.entries(failures).map(([name, reason]) => `${name} ${reason}`);
  console.log(`${task.id}: ${[...line, ...wrong].join(', ')}`);
  return { task, results, failures };
}

const measured = [];
for (const task of tasks) measured.push(await measure(task));
for (const peer of Object.values(peers)) await peer.end();
const libraries = inPage.filter((name) => name !== 'plain' && about[name]);
const first =
  chosen.length === 0 || chosen.includes('first') ? await firstResults(browser, SITE, libraries, VISITS) : [];
await browser.close();

const all = { machine, about, rounds: ROUNDS, visits: VISITS, measured, first };
const text = report(all);
mkdirSync(RESULTS, { recursive: true });
writeFileSync(new URL('numeric.json', RESULTS), `${JSON.stringify(all, null, 2)}\n`);
writeFileSync(new URL('numeric.md', RESULTS), text);
console.log(`\n${text}`);
