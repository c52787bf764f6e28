// Four Pillars' numeric core as an ES module: import it from anywhere, call the default export once,
// and use the rest. numeric.d.ts says what there is.

/** A module of one function that multiplies and adds with relaxed rounding. */
const RELAXED = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65,
  0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
]);

let core;
let memory;
let started;

async function start({ relaxed = WebAssembly.validate(RELAXED) } = {}) {
  const build = relaxed ? 'relaxed-simd' : 'simd';
  core = await (relaxed ? import('./relaxed-simd.js') : import('./simd.js'));
  ({ memory } = await core.default());
  return { build };
}

export default function init(options) {
  started ??= start(options);
  return started;
}

function ready() {
  if (!core) throw new Error('numeric: await init() first');
  return core;
}

export function matrixProduct(a, aRows, aColumns, b, bRows, bColumns, options = {}) {
  const { transposeA = false, transposeB = false } = options;
  return ready().matrixProduct(a, aRows, aColumns, b, bRows, bColumns, transposeA, transposeB);
}

export class MatrixProduct {
  #core;
  #sizes;

  constructor(m, k, n, { transposeA = false, transposeB = false } = {}) {
    this.#core = new (ready().MatrixProduct)(m, k, n, transposeA, transposeB);
    this.#sizes = [m * k, k * n, m * n];
  }

  // Views are made anew: wasm's memory moves when it grows.
  get a() {
    return new Float32Array(memory.buffer, this.#core.aPointer(), this.#sizes[0]);
  }

  get b() {
    return new Float32Array(memory.buffer, this.#core.bPointer(), this.#sizes[1]);
  }

  get c() {
    return new Float32Array(memory.buffer, this.#core.cPointer(), this.#sizes[2]);
  }

  run() {
    this.#core.run();
  }

  free() {
    this.#core.free();
  }
}

export const softmax = (logits, temperature = 1) => ready().softmax(logits, temperature);

export const softmaxJacobian = (logits, temperature = 1) => ready().softmaxJacobian(logits, temperature);

export class SoftmaxJacobian {
  #core;
  #n;

  constructor(n) {
    this.#core = new (ready().SoftmaxJacobian)(n);
    this.#n = n;
  }

  get logits() {
    return new Float64Array(memory.buffer, this.#core.logitsPointer(), this.#n);
  }

  get probabilities() {
    return new Float64Array(memory.buffer, this.#core.probabilitiesPointer(), this.#n);
  }

  get jacobian() {
    return new Float64Array(memory.buffer, this.#core.jacobianPointer(), this.#n * this.#n);
  }

  run(temperature = 1) {
    this.#core.run(temperature);
  }

  free() {
    this.#core.free();
  }
}

export const entropy = (p, unit = 'nats') => ready().entropy(p, unit);

export const klDivergence = (p, q, unit = 'nats') => ready().klDivergence(p, q, unit);

export const eigenvalues = (matrix, n) => ready().eigenvalues(matrix, n);

export const singularValues = (matrix, rows, columns) => ready().singularValues(matrix, rows, columns);

export function svd(matrix, rows, columns) {
  const rank = Math.min(rows, columns);
  const all = ready().svd(matrix, rows, columns);
  return {
    u: all.slice(0, rows * rank),
    s: all.slice(rows * rank, rows * rank + rank),
    vt: all.slice(rows * rank + rank),
  };
}

export function gradient(expression, values) {
  const names = Object.keys(values);
  const numbers = Float64Array.from(names, (name) => values[name]);
  const [value, ...slopes] = ready().expressionGradient(expression, names, numbers);
  return { value, gradient: Object.fromEntries(names.map((name, i) => [name, slopes[i]])) };
}

export class Gpt {
  #core;

  constructor({ layers, width, heads, context, vocabulary, seed = 0 }) {
    this.#core = new (ready().Gpt)(layers, width, heads, context, vocabulary, seed);
  }

  parameterNames() {
    return this.#core.parameterNames();
  }

  shape(name) {
    return [...this.#core.shape(name)];
  }

  parameter(name) {
    return this.#core.parameter(name);
  }

  setParameter(name, data) {
    this.#core.setParameter(name, data);
  }

  setLearningRate(rate) {
    this.#core.setLearningRate(rate);
  }

  trainStep(tokens, targets, batch) {
    return this.#core.trainStep(tokens, targets, batch);
  }

  loss(tokens, targets, batch) {
    return this.#core.loss(tokens, targets, batch);
  }

  get allocatedBytes() {
    return this.#core.allocated();
  }

  free() {
    this.#core.free();
  }
}
