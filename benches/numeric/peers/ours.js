// This project's own numeric core.

const MODULE = '/dist/numeric/numeric.js';
let numeric;

export async function start() {
  numeric = await import(MODULE);
  const { build } = await numeric.default();
  return `Four Pillars, ${build}`;
}

export const tasks = {
  product({ a, b }, { n, turnA, turnB }) {
    const product = new numeric.MatrixProduct(n, n, n, { transposeA: turnA, transposeB: turnB });
    product.a.set(a);
    product.b.set(b);
    const run = () => product.run();
    const answer = () => {
      run();
      return { product: product.c.slice() };
    };
    return { run, answer, free: () => product.free?.() };
  },

  gpt({ parameters, batches }, { layers, width, heads, context, vocabulary, batch, learningRate }) {
    const model = new numeric.Gpt({ layers, width, heads, context, vocabulary, seed: 1 });
    for (const name of model.parameterNames()) model.setParameter(name, parameters[name].data);
    model.setLearningRate(learningRate);
    let step = 0;
    const run = () => {
      const { tokens, targets } = batches[step % batches.length];
      step += 1;
      return model.trainStep(tokens, targets, batch);
    };
    const memory = () => ({ training: model.allocatedBytes, all: numeric.memoryBytes() });
    return { run, memory, free: () => model.free() };
  },

  jacobian({ logits }) {
    const kept = new numeric.SoftmaxJacobian(logits.length);
    const run = () => {
      kept.logits.set(logits);
      kept.run();
      return kept.jacobian;
    };
    return { run, answer: () => ({ jacobian: run().slice() }), free: () => kept.free() };
  },

  eigenvalues({ matrix }, { n }) {
    const run = () => numeric.eigenvalues(matrix, n);
    return { run, answer: () => ({ eigenvalues: run() }) };
  },

  svd({ matrix }, { n }) {
    const run = () => numeric.svd(matrix, n, n);
    return { run, answer: run };
  },
};
