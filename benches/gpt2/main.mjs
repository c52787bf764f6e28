// A GPT-2 of 124 million random weights: the first pass of a prompt of 32 tokens, and tokens a second
// after it, with keys and values kept. `cargo xtask bench gpt2` builds and serves what it needs and runs
// this.
//
// Each build of ours and onnxruntime-web run in Chromium, each in a worker of a page of its own, on one
// thread; PyTorch runs natively on one thread. All have the same random numbers, so their logits are
// compared first, of the prompt and of the last token. They take turns in random order, and what is told
// is processor time, of all of the browser's pages: on a busy machine the clock shows what others do, too.
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CHROMIUM } from '../../tests/chromium.js';
import { quantile, shuffled } from '../numeric/statistics.mjs';

const { FOUR_PILLARS_SERVED: SITE, FOUR_PILLARS_TORCH_PYTHON: PYTHON } = process.env;
if (!SITE) throw new Error('run this with `cargo xtask bench gpt2`');
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url)));
const ROUNDS = Number(process.argv[2] ?? 9);
if (!(ROUNDS >= 1)) throw new Error('after `gpt2` stands the number of rounds');
const PROMPT = Array.from({ length: 32 }, (_, i) => 1000 * i);
const AFTER = Array.from({ length: 24 }, (_, i) => i);
// Logits of random weights in single precision: the largest difference, in parts of the largest logit.
const NEAR = 1e-3;

const browser = await chromium.launch(CHROMIUM);
const session = await browser.newBrowserCDPSession();
/** Seconds of processor that all pages have taken, in steps of a hundredth. */
async function spent() {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return pages.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** A peer in a worker. */
async function inBrowser(name) {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(`${name}: ${message.text()}`));
  await page.goto(`${SITE}page.html`);
  await page.evaluate((peer) => window.begin(peer), name);
  const call = (...words) => page.evaluate((given) => window.call(...given), words);
  return {
    clear: () => call('clear'),
    logits: () => call('logits'),
    async read(...words) {
      const start = await spent();
      const answer = await call('read', ...words);
      return { ...answer, processor: (await spent()) - start };
    },
    end: () => page.close(),
  };
}

/** PyTorch, natively: a line asks, a line answers. */
async function torch(python) {
  const script = fileURLToPath(new URL('native.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const call = async (...words) => {
    child.stdin.write(`${JSON.stringify(words)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended early; what it said is above');
    return JSON.parse(value);
  };
  const { version } = await call('start');
  return {
    version,
    clear: () => call('clear'),
    logits: () => call('logits'),
    read: (...words) => call('read', ...words),
    end: () => child.stdin.end(),
  };
}

const peers = {};
for (const name of ['simd', 'relaxed-simd']) peers[`ours, ${name}`] = await inBrowser(name);
peers[`onnxruntime-web ${dependencies['onnxruntime-web']}`] = await inBrowser('onnxruntime');
if (PYTHON) {
  const native = await torch(PYTHON);
  peers[`PyTorch ${native.version}, native`] = native;
} else console.log('PyTorch: not installed');
const names = Object.keys(peers);

/** How far logits are from others, in parts of the largest. */
function apart(logits, others) {
  let [largest, difference] = [0, 0];
  logits.forEach((z, i) => {
    largest = Math.max(largest, Math.abs(z));
    difference = Math.max(difference, Math.abs(z - others[i]));
  });
  return difference / largest;
}

const found = Object.fromEntries(names.map((name) => [name, { prompt: [], each: [], clock: [] }]));
for (let round = 0; round <= ROUNDS; round += 1) {
  const logits = {};
  for (const name of shuffled(names)) {
    const peer = peers[name];
    await peer.clear();
    const prompt = await peer.read(PROMPT, []);
    logits[name] = [await peer.logits()];
    const after = await peer.read([], AFTER);
    logits[name].push(await peer.logits());
    // The first round warms up.
    if (round > 0) {
      found[name].prompt.push(prompt.processor);
      found[name].each.push(after.processor / AFTER.length);
      found[name].clock.push([prompt.clock, after.clock / AFTER.length]);
    }
  }
  for (const name of names) {
    const far = logits[name].map((each, at) => apart(each, logits[names[0]][at]));
    if (round === 0) console.log(`${name}: logits differ by ${far.map((x) => x.toExponential(1)).join(', ')}`);
    if (!far.every((x) => x < NEAR)) throw new Error(`${name}: logits differ by ${far}`);
  }
}
for (const peer of Object.values(peers)) await peer.end();
const version = browser.version();
await browser.close();

const results = names.map((name) => {
  const { prompt, each, clock } = found[name];
  const spread = (numbers) => [0.5, 0, 1].map((at) => quantile(numbers, at));
  return {
    name,
    prompt: spread(prompt),
    tokensPerSecond: spread(each.map((seconds) => 1 / seconds)),
    clock: {
      prompt: spread(clock.map(([first]) => first)),
      tokensPerSecond: spread(clock.map(([, seconds]) => 1 / seconds)),
    },
  };
});
console.log(`Chromium ${version}, ${ROUNDS} rounds, load ${loadavg()[0].toFixed(1)}; median [least, most]`);
const said = ([median, least, most], digits) =>
  `${median.toFixed(digits)} [${least.toFixed(digits)}, ${most.toFixed(digits)}]`;
for (const { name, prompt, tokensPerSecond, clock } of results) {
  console.log(
    `${name}: prompt of 32 tokens ${said(prompt, 3)} s, then ${said(tokensPerSecond, 1)} tokens a second ` +
      `(by the clock ${said(clock.prompt, 3)} s, ${said(clock.tokensPerSecond, 1)})`,
  );
}
const folder = new URL('../results/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('gpt2.json', folder), `${JSON.stringify({ version, results }, null, 2)}\n`);
