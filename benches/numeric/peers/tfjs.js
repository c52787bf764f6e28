// TensorFlow.js on its WebAssembly backend: one thread, SIMD.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';

export async function start() {
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  await tf.setBackend('wasm');
  await tf.ready();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const threads = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  return `TensorFlow.js, backend ${tf.getBackend()}${simd ? ', SIMD' : ''}${threads ? ', threads' : ''}`;
}

export const tasks = {
  product(given, { n, turnA, turnB }) {
    const a = tf.tensor2d(given.a, [n, n]);
    const b = tf.tensor2d(given.b, [n, n]);
    const product = () => tf.matMul(turnA ? turned(a) : a, turnB ? turned(b) : b);
    const run = () => tf.tidy(product).dispose();
    const answer = () => ({ product: tf.tidy(() => product().dataSync()) });
    return { run, answer, free: () => tf.dispose([a, b]) };
  },

  gpt({ parameters, batches }, task) {
    const variables = Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => [
        name,
        tf.variable(tf.tensor(data, shape), true, name),
      ]),
    );
    const optimiser = tf.train.adam(task.learningRate, 0.9, 0.999, 1e-8);
    const mask = causalMask(task);
    let step = 0;
    const run = () => {
      const { tokens, targets } = batches[step % batches.length];
      step += 1;
      return tf.tidy(() => {
        const loss = () => lossOf(task, variables, mask, tokens, targets);
        return optimiser.minimize(loss, true).dataSync()[0];
      });
    };
    const free = () => {
      optimiser.dispose();
      mask.dispose();
      tf.dispose(Object.values(variables));
    };
    return { run, free };
  },
};

function causalMask({ context }) {
  const later = Float32Array.from({ length: context * context }, (_, at) =>
    at % context > Math.floor(at / context) ? -1e9 : 0,
  );
  return tf.tensor(later, [context, context]);
}

function lossOf(task, p, mask, tokens, targets) {
  const { layers, width, heads, context, vocabulary, batch } = task;
  const rows = batch * context;
  const linear = (x, name) => linearLayer(x, p[`${name}.weight`], p[`${name}.bias`]);
  const norm = (x, name) => layerNorm(x, p[`${name}.weight`], p[`${name}.bias`]);
  const attention = (x, name) => {
    // One transposition for q, k and v, of four dimensions and split after it: with five, or split
    // before, it would take this backend several times longer.
    const size = width / heads;
    const apart = tf.reshape(linear(x, `${name}.qkv`), [batch, context, 3 * heads, size]);
    const together = tf.reshape(tf.transpose(apart, [0, 2, 1, 3]), [batch, 3, heads * context * size]);
    const split = tf.split(together, 3, 1).map((part) => tf.reshape(part, [batch * heads, context, size]));
    const y = tf.reshape(dotProductAttention(...split, mask), [batch, heads, context, size]);
    return linear(tf.reshape(tf.transpose(y, [0, 2, 1, 3]), [rows, width]), `${name}.projection`);
  };
  const mlp = (x, name) => linear(gelu(linear(x, `${name}.up`)), `${name}.down`);

  // The backend has no kernel for the gradient of a gather; a product with one-hot rows has one.
  const oneHot = (ids) => tf.oneHot(tf.tensor1d(new Int32Array(ids), 'int32'), vocabulary);
  const embedding = embed(tf.cast(oneHot(tokens), 'float32'), p['token_embedding.weight']);
  const placed = tf.add(tf.reshape(embedding, [batch, context, width]), p['position_embedding.weight']);
  let x = tf.reshape(placed, [rows, width]);
  for (let i = 0; i < layers; i += 1) {
    x = tf.add(x, attention(norm(x, `blocks.${i}.norm_1`), `blocks.${i}.attention`));
    x = tf.add(x, mlp(norm(x, `blocks.${i}.norm_2`), `blocks.${i}.mlp`));
  }
  const logits = linearLayer(norm(x, 'final_norm'), p['head.weight'], tf.zeros([vocabulary]));
  return tf.losses.softmaxCrossEntropy(oneHot(targets), logits);
}

// Gradients written out, since automatic ones take several times as many operations; and matrices
// transposed before their product, since this backend is many times slower at a product that
// transposes, which its own gradients are made of.

const turned = (x) => tf.transpose(x, x.rank === 2 ? [1, 0] : [0, 2, 1]);

const linearLayer = tf.customGrad((x, weight, bias, save) => {
  save([x, weight]);
  const gradFunc = (dy, [input, w]) => [tf.matMul(dy, w), tf.matMul(turned(dy), input), tf.sum(dy, 0)];
  return { value: tf.fused.matMul({ a: x, b: turned(weight), bias }), gradFunc };
});

const embed = tf.customGrad((rows, table, save) => {
  save([rows]);
  // Nobody asks for the gradient of the rows.
  const gradFunc = (dy, [r]) => [tf.zerosLike(r), tf.matMul(turned(r), dy)];
  return { value: tf.matMul(rows, table), gradFunc };
});

const dotProductAttention = tf.customGrad((q, k, v, mask, save) => {
  const scale = 1 / Math.sqrt(q.shape[2]);
  const weights = tf.softmax(tf.add(tf.mul(tf.matMul(q, turned(k)), scale), mask));
  save([q, k, v, mask, weights]);
  const gradFunc = (dy, [q_, k_, v_, mask_, w]) => {
    const dw = tf.mul(tf.matMul(dy, turned(v_)), w);
    const ds = tf.mul(tf.sub(dw, tf.mul(w, tf.sum(dw, -1, true))), scale);
    return [tf.matMul(ds, k_), tf.matMul(turned(ds), q_), tf.matMul(turned(w), dy), tf.zerosLike(mask_)];
  };
  return { value: tf.matMul(weights, v), gradFunc };
});

const layerNorm = tf.customGrad((x, weight, bias, save) => {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5));
  const standard = tf.mul(centred, scale);
  save([standard, scale, weight]);
  const gradFunc = (dy, [y, s, w]) => {
    const dStandard = tf.mul(dy, w);
    const along = tf.mean(tf.mul(dStandard, y), -1, true);
    const rest = tf.sub(dStandard, tf.add(tf.mean(dStandard, -1, true), tf.mul(y, along)));
    return [tf.mul(rest, s), tf.sum(tf.mul(dy, y), 0), tf.sum(dy, 0)];
  };
  return { value: tf.add(tf.mul(standard, weight), bias), gradFunc };
});

// (1 + tanh z)/2 is the logistic function of 2z: one operation instead of three.
const SLOPE = 2 * Math.sqrt(2 / Math.PI);
const gelu = tf.customGrad((x, save) => {
  const square = tf.square(x);
  const gate = tf.sigmoid(tf.mul(x, tf.add(tf.mul(square, SLOPE * 0.044715), SLOPE)));
  save([x, square, gate]);
  const gradFunc = (dy, [input, inputSquared, g]) => {
    const inner = tf.mul(input, tf.add(tf.mul(inputSquared, 3 * SLOPE * 0.044715), SLOPE));
    const slope = tf.mul(g, tf.add(1, tf.mul(inner, tf.sub(1, g))));
    return tf.mul(dy, slope);
  };
  return { value: tf.mul(x, gate), gradFunc };
});
