// In the worker: one peer, which reads tokens and gives the logits of the next one.
const HEADS = 12;
const EACH = 64;

/** One build of ours. */
async function ours(build) {
  const module = await import(`./${build}.js`);
  await module.default({ module_or_path: `./${build}_bg.wasm` });
  const runner = new module.Runner(1);
  return { clear: () => runner.clear(), read: (tokens) => runner.read(tokens) };
}

/** onnxruntime-web: the keys and values that one run gives are what the next one takes. */
async function onnxruntime() {
  const ort = await import('./node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs');
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create('./gpt2.onnx', { executionProviders: ['wasm'] });
  const presents = session.outputNames.filter((name) => name.startsWith('present'));
  let past;
  let length;
  const clear = () => {
    length = 0;
    const none = () => new ort.Tensor('float32', new Float32Array(), [2, 1, HEADS, 0, EACH]);
    past = Object.fromEntries(presents.map((name) => [name.replace('present', 'past'), none()]));
  };
  const whole = (numbers) =>
    new ort.Tensor('int64', BigInt64Array.from(numbers, BigInt), [1, numbers.length]);
  return {
    clear,
    async read(tokens) {
      const places = tokens.map((_, at) => length + at);
      const outputs = await session.run({ tokens: whole(tokens), places: whole(places), ...past });
      for (const name of presents) past[name.replace('present', 'past')] = outputs[name];
      length += tokens.length;
      return outputs.logits.data;
    },
  };
}

let peer;
let logits;
const calls = {
  async start(name) {
    peer = await (name === 'onnxruntime' ? onnxruntime() : ours(name));
  },
  clear: () => peer.clear(),
  /** Tokens in one batch, then others one at a time: seconds by the clock. */
  async read(batch, others) {
    const start = performance.now();
    if (batch.length > 0) logits = await peer.read(Uint32Array.from(batch));
    for (const token of others) logits = await peer.read(Uint32Array.of(token));
    return { clock: (performance.now() - start) / 1000 };
  },
  /** Those after the last token, asked for by themselves so that handing them over isn't timed. */
  logits: () => Array.from(logits),
};

onmessage = async ({ data: [name, ...words] }) => {
  try {
    postMessage((await calls[name](...words)) ?? {});
  } catch (error) {
    postMessage({ error: `${error.message ?? error}` });
  }
};
