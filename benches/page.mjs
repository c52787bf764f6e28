// Measures the published page in Chromium: `cargo xtask bench` builds and serves it, then runs this.
//
// From input to painted: at the start of a frame (requestAnimationFrame, where browsers hand over
// the events of a moving pointer) an event is dispatched to a control in the page; the clock stops
// in the first task after that frame (a message to itself), when its style, layout and paint are
// done. The wait for the start of the frame, up to a 60th of a second, isn't counted.
import { chromium } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { use } from './use.mjs';
import { CHROMIUM } from '../tests/chromium.js';

const { FOUR_PILLARS_SITE: SITE, FOUR_PILLARS_READ } = process.env;
if (!SITE || !FOUR_PILLARS_READ) throw new Error('run this with `cargo xtask bench`');
const EVENTS = 200;
const WARM_UP = 20;
const VISITS = 10;
const SECONDS = 10;
const RESULTS = new URL('./results/', import.meta.url);

const native = (...words) =>
  JSON.parse(execFileSync(FOUR_PILLARS_READ, words, { encoding: 'utf8', maxBuffer: 1 << 28 }));
const PANELS = native('--list');

const sorted = (times) => [...times].sort((a, b) => a - b);
const quantile = (times, part) => sorted(times)[Math.min(times.length - 1, Math.floor(part * times.length))];
const rounded = (x, digits = 1) => Number(x.toFixed(digits));

const browser = await chromium.launch(CHROMIUM);

/** Keys that say how much there is of something. */
const SIZES = ['samples', 'words', 'draws', 'steps', 'examples', 'batches', 'order', 'repeat'];

/** The address of a panel's largest state: every list, table and size as large as its key accepts. */
function largest(panel) {
  const entry = (i, j) => (((7 * i + 4 * j + 3) % 10) + 1) / 10;
  const list = (n, make) => Array.from({ length: n }, (_, i) => make(i));
  const most = (expects, words) => Number(new RegExp(`(\\d+) ${words}`).exec(expects)?.[1]);
  const value = ({ name, expects }) => {
    const whole = /^a whole number from -?\d+ to (\d+)/.exec(expects);
    if (whole && SIZES.includes(name)) return whole[1];
    if (/numbers separated/.test(expects))
      return list(most(expects, 'numbers'), (i) => entry(i, i)).join(',');
    if (/words separated/.test(expects)) return list(most(expects, 'words'), (i) => `word${i}`).join(',');
    if (!/^a matrix/.test(expects)) return null;
    const row = (i) => list(most(expects, 'columns'), (j) => entry(i, j)).join(',');
    return list(most(expects, 'rows'), row).join(';');
  };
  const pairs = panel.keys.map((key) => [key.name, value(key)]).filter(([, text]) => text !== null);
  const query = pairs.map(([name, text]) => `${name}=${text}`).join('&');
  const hash = query ? `#/${panel.id}?${query}` : `#/${panel.id}`;
  const { notices } = native(hash);
  if (notices.length > 0) console.warn(`${panel.id}: ${notices.join(' ')}`);
  return hash;
}

const KINDS = [
  ['slider', '[data-slider]'],
  ['bar', '[data-bar][role="slider"]'],
  ['point', '[data-handle]'],
  ['field', 'input[inputmode="decimal"]'],
];

/** Milliseconds that the page has spent so far on each kind of work. */
async function work(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name) => 1000 * (metrics.find((metric) => metric.name === name)?.value ?? 0);
  return { script: of('ScriptDuration'), style: of('RecalcStyleDuration'), layout: of('LayoutDuration') };
}

async function inputToPainted(panels) {
  const rows = [];
  for (const panel of panels) {
    for (const [state, hash] of [
      ['default', `#/${panel.id}`],
      ['largest', largest(panel)],
    ]) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(SITE + hash);
      await page.locator('[data-readout]').first().waitFor();
      const readouts = await page.locator('[data-readout]').count();
      const session = await page.context().newCDPSession(page);
      await session.send('Performance.enable');
      let used = 0;
      for (const [kind, inside] of KINDS) {
        // A field stands beside every slider and bar: it is used where there is neither.
        const selector = `.figure-area ${inside}`;
        if ((await page.locator(selector).count()) === 0 || (kind === 'field' && used > 0)) continue;
        used += 1;
        const before = page.url();
        const start = await work(session);
        const { painted: times, settled } = await page.evaluate(use, [kind, selector, EVENTS, WARM_UP]);
        if (times.length < EVENTS / 2) {
          console.warn(`${panel.id}: the first ${kind} changes no number here, and isn't measured`);
          continue;
        }
        const end = await work(session);
        // The warm-up counts here too.
        const each = Object.fromEntries(
          Object.keys(end).map((part) => [part, rounded((end[part] - start[part]) / (EVENTS + WARM_UP))]),
        );
        await page.waitForTimeout(300);
        if (page.url() === before) console.warn(`${panel.id}: the ${kind} is where it was at the end`);
        const [median, p95, worst] = [0.5, 0.95, 1].map((part) => rounded(quantile(times, part)));
        const numbers = rounded(quantile(settled, 0.5));
        rows.push({ panel: panel.id, state, control: kind, readouts, median, p95, worst, numbers, ...each });
      }
      await page.close();
    }
  }
  return rows;
}

/**
 * The time from frame to frame while a transformer trains in the worker, and while the classifier
 * trains in the page itself, after a second to settle.
 */
async function framesWhileTraining() {
  const rows = [];
  for (const run of [
    'training-loop?steps=20000',
    'training-loop?width=64&context=32&steps=20000',
    'classifier',
    'classifier?data=spirals&layers=12,12,12,12',
  ]) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${SITE}#/${run}`);
    const inWorker = run.startsWith('training-loop');
    if (inWorker) await page.locator('[data-run="state"][data-stand="paused"]').waitFor();
    await page.locator(inWorker ? '[data-run="play"]' : '[data-train="play"]').click();
    await page.waitForTimeout(1000);
    const times = await page.evaluate(
      (milliseconds) =>
        new Promise((done) => {
          const apart = [];
          let last = null;
          let first = null;
          const frame = (now) => {
            if (last !== null) apart.push(now - last);
            first ??= now;
            last = now;
            if (now - first > milliseconds) done(apart);
            else requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        }),
      1000 * SECONDS,
    );
    const tokens = inWorker
      ? await page.locator('[data-readout="tokens-per-second"]').getAttribute('data-value')
      : NaN;
    rows.push({
      run,
      frames: times.length,
      median: rounded(quantile(times, 0.5)),
      p95: rounded(quantile(times, 0.95)),
      worst: rounded(Math.max(...times)),
      tokens: inWorker ? Math.round(Number(tokens)) : '',
    });
    await page.close();
  }
  return rows;
}


/** What the browser asks for on a first visit, compressed as a good host would. */
async function bytesToFirstUse(hash) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const answers = [];
  page.on('response', (response) => answers.push(response));
  await page.goto(SITE + hash, { waitUntil: 'networkidle' });
  await page.evaluate(() => document.fonts.ready);
  const files = [];
  for (const answer of answers) {
    if (!answer.url().startsWith(SITE)) continue;
    const body = await answer.body();
    const name = answer.url().slice(SITE.length).split('#')[0] || 'index.html';
    const text = /\.(html|js|css|svg)$/.test(name);
    const mode = text ? constants.BROTLI_MODE_TEXT : constants.BROTLI_MODE_GENERIC;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: mode,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    };
    // A host sends fonts as they are.
    const packed = (bytes) => (name.endsWith('.woff2') ? body.length : bytes.length);
    files.push({
      name,
      raw: body.length,
      gzip: packed(gzipSync(body, { level: 9 })),
      brotli: packed(brotliCompressSync(body, { params })),
    });
  }
  await context.close();
  const maths = files.filter((file) => /math.*\.woff2$/.test(file.name));
  const rest = files.filter((file) => !maths.includes(file));
  const sum = (all, what) => all.reduce((total, file) => total + file[what], 0);
  return {
    files: rest,
    raw: sum(rest, 'raw'),
    gzip: sum(rest, 'gzip'),
    brotli: sum(rest, 'brotli'),
    program: sum(
      rest.filter((file) => file.name.endsWith('.wasm')),
      'brotli',
    ),
    mathsFont: sum(maths, 'raw'),
  };
}

/** Milliseconds from the start of navigation until a readout is in the page, nothing cached. */
async function firstReadout(panel) {
  const times = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector('[data-readout][data-value]')) return;
        window.firstReadout = performance.now();
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true, attributes: true });
    });
    await page.goto(`${SITE}#/${panel.id}`);
    await page.waitForFunction(() => window.firstReadout !== undefined);
    times.push(await page.evaluate(() => window.firstReadout));
    await context.close();
  }
  return { panel: panel.id, median: rounded(quantile(times, 0.5), 0), worst: rounded(Math.max(...times), 0) };
}

const table = (heads, rows) =>
  [heads, heads.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** Bytes to first use of each page when it is the first, and as a table. */
async function firstPages() {
  const bytes = { home: await bytesToFirstUse('') };
  for (const panel of PANELS) bytes[panel.id] = await bytesToFirstUse(`#/${panel.id}`);
  const rows = Object.entries(bytes).map(([name, { files, raw, gzip, brotli, program }]) => [
    name,
    files.length,
    raw,
    gzip,
    brotli,
    program,
  ]);
  return { bytes, sizes: table(['first page', 'files', 'raw', 'gzip', 'brotli', 'program, brotli'], rows) };
}

const [{ model }] = cpus();
const machine = {
  processor: model.trim(),
  cores: cpus().length,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  browser: `Chromium ${browser.version()}, headless`,
  load: rounded(loadavg()[0]),
  date: new Date().toISOString().slice(0, 10),
};
// `cargo xtask bench page bytes` looks at the bytes alone.
if (process.argv[2] === 'bytes') {
  console.log((await firstPages()).sizes);
  await browser.close();
  process.exit(0);
}
// `cargo xtask bench page frames` looks at training alone.
if (process.argv[2] === 'frames') {
  console.log(await framesWhileTraining());
  await browser.close();
  process.exit(0);
}
// `cargo xtask bench page svd lora` looks at the events of these panels alone.
if (process.argv[2]) {
  console.table(await inputToPainted(PANELS.filter((panel) => process.argv.includes(panel.id))));
  await browser.close();
  process.exit(0);
}
const { bytes, sizes } = await firstPages();
const visits = [];
for (const panel of PANELS) visits.push(await firstReadout(panel));
const events = await inputToPainted(PANELS);
const frames = await framesWhileTraining();
await browser.close();

const report = `Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memory}, load ${machine.load} before the start; ${machine.browser}; ${machine.date}.

### From input to painted, milliseconds (${EVENTS} events)

${table(
  [
    'panel',
    'state',
    'control',
    'readouts',
    'median',
    '95th percentile',
    'worst',
    'all numbers',
    'script',
    'style',
    'layout',
  ],
  events.map((row) => [
    row.panel,
    row.state,
    row.control,
    row.readouts,
    row.median,
    row.p95,
    row.worst,
    row.numbers,
    row.script,
    row.style,
    row.layout,
  ]),
)}

All numbers: the median until the table of numbers stands as well, which follows the picture of a drag, with the wait for the start of the frame. Script, style and layout are what an event costs on the average, the writing of the address and the program included.

### Frames of the page while it trains, milliseconds from one to the next (${SECONDS} s)

${table(
  ['run', 'frames', 'median', '95th percentile', 'worst', 'tokens a second'],
  frames.map((row) => [row.run, row.frames, row.median, row.p95, row.worst, row.tokens]),
)}

### Bytes to first use (everything that a page asks for when it is the first, the maths font apart)

${sizes}

The home page's files:

${table(
  ['file', 'raw', 'gzip', 'brotli'],
  bytes.home.files.map((file) => [file.name, file.raw, file.gzip, file.brotli]),
)}

### From navigation to the first readout, milliseconds (${VISITS} visits, nothing cached, host on the same machine)

${table(
  ['panel', 'median', 'worst'],
  visits.map((row) => [row.panel, row.median, row.worst]),
)}
`;
mkdirSync(RESULTS, { recursive: true });
writeFileSync(
  new URL('page.json', RESULTS),
  `${JSON.stringify({ machine, events, frames, bytes, visits }, null, 2)}\n`,
);
writeFileSync(new URL('page.md', RESULTS), report);
console.log(report);
