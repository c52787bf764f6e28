// A GPT-2 of 124 million random weights: the first pass of a prompt of 32 tokens, and tokens a second
// after it, with keys and values kept. `cargo xtask bench gpt2` runs this.
//
// Each build of ours runs here in Node, whose engine is Chromium's, on one thread; PyTorch runs natively
// on one thread. All have the same random numbers, so their logits are compared first. They take turns,
// and what is told is processor time: on a busy machine the clock shows what others do, too.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { FOUR_PILLARS_BUILDS: BUILDS, FOUR_PILLARS_TORCH_PYTHON: PYTHON } = process.env;
if (!BUILDS) throw new Error('run this with `cargo xtask bench gpt2`');
const ROUNDS = 7;
const AFTER = 16;
const PROMPT = Uint32Array.from({ length: 32 }, (_, i) => 1000 * i);
// Logits of random weights, in single precision.
const NEAR = 1e-3;

/** One build of ours. */
async function ours(name) {
  const module = await import(pathToFileURL(join(BUILDS, `${name}.js`)));
  module.initSync({ module: readFileSync(join(BUILDS, `${name}_bg.wasm`)) });
  const runner = new module.Runner(1);
  return {
    name: `ours, ${name}`,
    clear: async () => runner.clear(),
    async read(tokens) {
      const start = process.cpuUsage();
      const logits = runner.read(tokens);
      const { user, system } = process.cpuUsage(start);
      return { seconds: (user + system) / 1e6, first: [...logits.subarray(0, 8)] };
    },
    end() {},
  };
}

/** PyTorch, natively: a line asks, a line answers. */
async function torch(python) {
  const script = fileURLToPath(new URL('native.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const call = async (tokens) => {
    child.stdin.write(`${JSON.stringify(tokens)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended early; what it said is above');
    return JSON.parse(value);
  };
  const { version } = await call(null);
  return {
    name: `PyTorch ${version}, native`,
    clear: () => call([]),
    read: (tokens) => call([...tokens]),
    end: () => child.stdin.end(),
  };
}

const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const peers = [await ours('simd'), await ours('relaxed-simd')];
if (PYTHON) peers.push(await torch(PYTHON));
else console.log('PyTorch: not installed');

const found = peers.map(() => ({ prompt: [], after: [] }));
for (let round = 0; round <= ROUNDS; round += 1) {
  const firsts = [];
  for (const [at, peer] of peers.entries()) {
    await peer.clear();
    const { seconds, first } = await peer.read(PROMPT);
    firsts.push(first);
    let after = 0;
    for (let token = 0; token < AFTER; token += 1) after += (await peer.read(Uint32Array.of(token))).seconds;
    // The first round warms up.
    if (round > 0) {
      found[at].prompt.push(seconds);
      found[at].after.push(after / AFTER);
    }
  }
  for (const [at, first] of firsts.entries()) {
    const apart = Math.max(...first.map((z, i) => Math.abs(z - firsts[0][i])));
    if (!(apart < NEAR)) throw new Error(`${peers[at].name}: logits differ by ${apart}`);
  }
}
peers.forEach((peer) => peer.end());

const results = peers.map(({ name }, at) => ({
  name,
  prompt: middle(found[at].prompt),
  fastestPrompt: Math.min(...found[at].prompt),
  tokensPerSecond: 1 / middle(found[at].after),
  mostTokensPerSecond: 1 / Math.min(...found[at].after),
}));
for (const { name, prompt, fastestPrompt, tokensPerSecond, mostTokensPerSecond } of results)
  console.log(
    `${name}: prompt of 32 tokens ${prompt.toFixed(3)} s [${fastestPrompt.toFixed(3)}], ` +
      `then ${tokensPerSecond.toFixed(1)} tokens a second [${mostTokensPerSecond.toFixed(1)}]`,
  );
const folder = new URL('../results/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('gpt2.json', folder), `${JSON.stringify(results, null, 2)}\n`);
