// A small GPT-2 that follows from a seed: its files, and a forward pass in plain loops.

/** Sizes; 256 bytes, joined pairs and the end of a text make 300 tokens. */
const [LAYERS, HEADS, WIDTH, CONTEXT, TOKENS] = [2, 2, 16, 64, 300];

/** Numbers around 0, the same in every run. */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    // A linear congruence and a shift are random enough for weights.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround((state / 2 ** 32 - 0.5) * 0.9);
  };
}

/** The tensors by name: shape and numbers. */
function tensors(seed) {
  const next = numbers(seed);
  const all = new Map();
  const add = (name, shape, base = 0) => {
    const size = shape.reduce((a, b) => a * b, 1);
    all.set(name, { shape, data: Float32Array.from({ length: size }, () => base + next()) });
  };
  add('wte.weight', [TOKENS, WIDTH]);
  add('wpe.weight', [CONTEXT, WIDTH]);
  const norm = (name) => {
    add(`${name}.weight`, [WIDTH], 1);
    add(`${name}.bias`, [WIDTH]);
  };
  for (let layer = 0; layer < LAYERS; layer += 1) {
    norm(`h.${layer}.ln_1`);
    norm(`h.${layer}.ln_2`);
    for (const [name, from, to] of [
      ['attn.c_attn', WIDTH, 3 * WIDTH],
      ['attn.c_proj', WIDTH, WIDTH],
      ['mlp.c_fc', WIDTH, 4 * WIDTH],
      ['mlp.c_proj', 4 * WIDTH, WIDTH],
    ]) {
      add(`h.${layer}.${name}.weight`, [from, to]);
      add(`h.${layer}.${name}.bias`, [to]);
    }
  }
  norm('ln_f');
  return all;
}

function safetensors(all) {
  const header = {};
  let at = 0;
  for (const [name, { shape, data }] of all) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + data.byteLength] };
    at += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...[...all.values()].map(({ data }) => Buffer.from(data.buffer))]);
}

/** Bytes as tokenizer files write them. */
function letters() {
  const seen = (b) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  let other = 256;
  return Array.from({ length: 256 }, (_, b) => String.fromCharCode(seen(b) ? b : other++));
}

/** The files of the model, to be picked. */
export function gpt2(seed) {
  const weights = tensors(seed);
  const vocabulary = Object.fromEntries(letters().map((letter, b) => [letter, b]));
  const pairs = [...'abcdefg'].flatMap((a) => [...'hijklmn'].map((b) => [a, b])).slice(0, TOKENS - 257);
  pairs.forEach(([a, b], at) => (vocabulary[a + b] = 256 + at));
  vocabulary['<|endoftext|>'] = TOKENS - 1;
  const file = (name, content) => ({ name, mimeType: '', buffer: Buffer.from(content) });
  return {
    weights,
    model: file('model.safetensors', safetensors(weights)),
    config: file('config.json', JSON.stringify({ model_type: 'gpt2', n_head: HEADS })),
    vocabulary: file('vocab.json', JSON.stringify(vocabulary)),
    merges: file('merges.txt', `#version: 0.2\n${pairs.map((pair) => pair.join(' ')).join('\n')}\n`),
    /** The tokens of a text that is ASCII and has no three letters that could be joined in two ways. */
    encode(text) {
      const tokens = [];
      for (let at = 0; at < text.length; at += 1) {
        const pair = vocabulary[text.slice(at, at + 2)];
        tokens.push(pair ?? text.charCodeAt(at));
        if (pair !== undefined) at += 1;
      }
      return tokens;
    },
  };
}

/**
 * Each head's attention, what the parts put out, and the logits after the last token; heads in `off`, from 0,
 * write nothing. A patch `{ part, place, numbers }` takes the place of what a part puts out at a token; parts
 * are named `embedding`, `head 1.1` (its Σ A·V before the projection) and `MLP 1`.
 */
export function forward(weights, tokens, off = [], patch = undefined) {
  const outputs = {};
  const put = (part, place, own) => {
    const numbers = patch?.part === part && patch.place === place ? patch.numbers : own;
    (outputs[part] ??= [])[place] = numbers;
    return numbers;
  };
  const of = (name) => weights.get(name).data;
  const linear = (x, name, to) => {
    const [w, b] = [of(`${name}.weight`), of(`${name}.bias`)];
    return Array.from({ length: to }, (_, j) => x.reduce((sum, xi, i) => sum + xi * w[i * to + j], b[j]));
  };
  const normal = (x, name) => {
    const mean = x.reduce((a, b) => a + b) / x.length;
    const variance = x.reduce((sum, xi) => sum + (xi - mean) ** 2, 0) / x.length;
    const [w, b] = [of(`${name}.weight`), of(`${name}.bias`)];
    return x.map((xi, i) => ((xi - mean) / Math.sqrt(variance + 1e-5)) * w[i] + b[i]);
  };
  const gelu = (z) => 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3)));
  const row = (name, at) => Array.from(of(name).subarray(at * WIDTH, (at + 1) * WIDTH));
  const plus = (x, y) => x.map((xi, i) => xi + y[i]);
  const each = WIDTH / HEADS;
  const attention = [];
  let x = tokens.map((token, at) => put('embedding', at, plus(row('wte.weight', token), row('wpe.weight', at))));
  for (let layer = 0; layer < LAYERS; layer += 1) {
    const qkv = x.map((xi) => linear(normal(xi, `h.${layer}.ln_1`), `h.${layer}.attn.c_attn`, 3 * WIDTH));
    const mixed = x.map(() => Array(WIDTH).fill(0));
    for (let head = 0; head < HEADS; head += 1) {
      const part = (at, which) => qkv[at].slice(which * WIDTH + head * each, which * WIDTH + (head + 1) * each);
      const table = x.map((_, i) => {
        const scores = x.slice(0, i + 1).map((__, j) => {
          const key = part(j, 1);
          return Math.exp(part(i, 0).reduce((sum, q, k) => sum + q * key[k], 0) / Math.sqrt(each));
        });
        const total = scores.reduce((a, b) => a + b);
        return scores.map((score) => score / total);
      });
      attention.push(table);
      const isOff = off.includes(layer * HEADS + head);
      table.forEach((weights_, i) => {
        const sum = Array(each).fill(0);
        weights_.forEach((weight, j) => part(j, 2).forEach((value, k) => (sum[k] += isOff ? 0 : weight * value)));
        put(`head ${layer + 1}.${head + 1}`, i, sum).forEach((value, k) => (mixed[i][head * each + k] = value));
      });
    }
    x = x.map((xi, i) => plus(xi, linear(mixed[i], `h.${layer}.attn.c_proj`, WIDTH)));
    x = x.map((xi, at) => {
      const units = linear(normal(xi, `h.${layer}.ln_2`), `h.${layer}.mlp.c_fc`, 4 * WIDTH).map(gelu);
      return plus(xi, put(`MLP ${layer + 1}`, at, linear(units, `h.${layer}.mlp.c_proj`, WIDTH)));
    });
  }
  const last = normal(x.at(-1), 'ln_f');
  const logits = Array.from({ length: TOKENS }, (_, token) =>
    row('wte.weight', token).reduce((sum, u, i) => sum + u * last[i], 0),
  );
  return { attention, logits, outputs };
}
