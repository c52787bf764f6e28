// jax-js on the CPU: its kernels are compiled to WebAssembly as they are needed.
import {
  blockUntilReady,
  defaultDevice,
  init,
  jacfwd,
  jit,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';

export async function start() {
  await init('wasm');
  defaultDevice('wasm');
  return 'jax-js, device wasm, jit';
}

const array = (data, shape) => np.array(data).reshape(shape);

export const tasks = {
  product(given, { n, turnA, turnB }) {
    const a = array(given.a, [n, n]);
    const b = array(given.b, [n, n]);
    const product = jit((x, y) =>
      np.matmul(turnA ? x.transpose() : x, turnB ? y.transpose() : y),
    );
    const run = async () => {
      const c = product(a.ref, b.ref);
      await c.blockUntilReady();
      c.dispose();
    };
    const answer = async () => ({ product: await product(a.ref, b.ref).data() });
    const free = () => [a, b, product].forEach((each) => each.dispose());
    return { run, answer, free };
  },

  gpt({ parameters, batches }, task) {
    const { learningRate } = task;
    const each = (make) =>
      Object.fromEntries(Object.entries(parameters).map(([name, given]) => [name, make(given)]));
    const zeros = () => each(({ shape }) => np.zeros(shape));
    let state = [each(({ data, shape }) => array(data, shape)), zeros(), zeros()];
    const update = jit(trainStep(task));
    let step = 0;
    const run = () => {
      const { tokens, targets } = batches[step % batches.length];
      step += 1;
      const rate = (learningRate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
      const epsilon = 1e-8 * Math.sqrt(1 - 0.999 ** step);
      const [loss, ...next] = update(
        ...state,
        np.array(new Int32Array(tokens)),
        np.array(new Int32Array(targets)),
        np.array(rate),
        np.array(epsilon),
      );
      state = next;
      return loss.dataSync()[0];
    };
    const free = () => {
      tree.dispose(state);
      update.dispose();
    };
    return { run, free };
  },

  jacobian({ logits }) {
    const jacobian = jit(jacfwd((z) => nn.softmax(z)));
    const run = () => jacobian(np.array(logits, { dtype: np.float64 })).dataSync();
    return { run, answer: () => ({ jacobian: run() }), free: () => jacobian.dispose() };
  },

  svd(given, { n }) {
    const a = np.array(given.matrix, { dtype: np.float64 }).reshape([n, n]);
    const run = async () => {
      const parts = np.linalg.svd(a.ref);
      await blockUntilReady(parts);
      tree.dispose(parts);
    };
    const answer = async () => {
      const [u, s, vt] = await Promise.all(np.linalg.svd(a.ref).map((part) => part.data()));
      return { u, s, vt };
    };
    return { run, answer, free: () => a.dispose() };
  },
};

/** Loss, gradients and Adam in one function, to be compiled as a whole. */
function trainStep(task) {
  const gradients = valueAndGrad(lossOf(task));
  return (parameters, first, second, tokens, targets, rate, epsilon) => {
    const [loss, gradient] = gradients(tree.ref(parameters), tokens, targets);
    const next = [{}, {}, {}];
    for (const name of Object.keys(parameters)) {
      const g = gradient[name];
      const m = first[name].mul(0.9).add(g.ref.mul(0.1));
      const v = second[name].mul(0.999).add(np.square(g).mul(0.001));
      const change = m.ref.div(np.sqrt(v.ref).add(epsilon.ref)).mul(rate.ref);
      next[0][name] = parameters[name].sub(change);
      next[1][name] = m;
      next[2][name] = v;
    }
    rate.dispose();
    epsilon.dispose();
    return [loss, ...next];
  };
}

function lossOf(task) {
  const { layers, width, heads, context, vocabulary, batch } = task;
  const rows = batch * context;
  return (p, tokens, targets) => {
    const norm = (x, name) =>
      nn.standardize(x, -1, { epsilon: 1e-5 }).mul(p[`${name}.weight`]).add(p[`${name}.bias`]);
    const linear = (x, name) => np.matmul(x, p[`${name}.weight`].transpose()).add(p[`${name}.bias`]);
    const attention = (x, name) => {
      const split = np.split(linear(x, `${name}.qkv`), 3, -1);
      const [q, k, v] = split.map((part) => part.reshape([batch, context, heads, width / heads]));
      const y = nn.dotProductAttention(q, k, v, { isCausal: true });
      return linear(y.reshape([rows, width]), `${name}.projection`);
    };
    const mlp = (x, name) => linear(nn.gelu(linear(x, `${name}.up`)), `${name}.down`);

    // The gradient of `take` can't be compiled with `jit`; that of a product with one-hot rows can.
    const embedding = np.matmul(nn.oneHot(tokens, vocabulary), p['token_embedding.weight']);
    let x = embedding.reshape([batch, context, width]);
    x = x.add(p['position_embedding.weight']).reshape([rows, width]);
    for (let i = 0; i < layers; i += 1) {
      x = x.ref.add(attention(norm(x, `blocks.${i}.norm_1`), `blocks.${i}.attention`));
      x = x.ref.add(mlp(norm(x, `blocks.${i}.norm_2`), `blocks.${i}.mlp`));
    }
    const logits = np.matmul(norm(x, 'final_norm'), p['head.weight'].transpose());
    const picked = nn.logSoftmax(logits, -1).mul(nn.oneHot(targets, vocabulary));
    return picked.sum().mul(-1 / rows);
  };
}
