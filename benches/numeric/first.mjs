// What a library costs before its first result: bytes over the network, and time.
import { brotliCompressSync, constants } from 'node:zlib';
import { shuffled, summary } from './statistics.mjs';

const compressed = (body, text) =>
  brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: text ? constants.BROTLI_MODE_TEXT : constants.BROTLI_MODE_GENERIC,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  }).length;

/** Bytes, and milliseconds from navigation to a product of two 64×64 matrices, for each peer. */
export async function firstResults(browser, site, peers, visits) {
  const times = Object.fromEntries(peers.map((peer) => [peer, []]));
  const bytes = {};
  for (let visit = 0; visit < visits; visit += 1)
    for (const peer of shuffled(peers)) {
      // A context of its own: nothing is cached.
      const context = await browser.newContext();
      const page = await context.newPage();
      const answers = [];
      if (visit === 0) page.on('response', (response) => answers.push(response));
      await page.goto(`${site}benches/numeric/first.html?peer=${peer}`);
      await page.waitForFunction(() => window.first !== undefined);
      const { time, right } = await page.evaluate(() => window.first);
      if (!right) throw new Error(`${peer}: the first product is wrong`);
      times[peer].push(time);
      if (visit === 0) bytes[peer] = await sizes(answers);
      await context.close();
    }
  return peers.map((peer) => ({ peer, ...bytes[peer], time: summary(times[peer]) }));
}

async function sizes(answers) {
  const total = { js: 0, jsBrotli: 0, wasm: 0, wasmBrotli: 0, requests: 0 };
  for (const answer of answers) {
    const ending = /\.(js|wasm)$/.exec(new URL(answer.url()).pathname)?.[1];
    if (!ending) continue;
    const body = await answer.body();
    total[ending] += body.length;
    total[`${ending}Brotli`] += compressed(body, ending === 'js');
    total.requests += 1;
  }
  return total;
}
