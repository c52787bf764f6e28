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

export function memoryBytes() {
  ready();
  return memory.buffer.byteLength;
}

/** The last view if it is still good: wasm's memory moves when it grows. */
const view = (last, Kind, pointer, length) =>
  last?.buffer === memory.buffer ? last : new Kind(memory.buffer, pointer, length);

export function matrixProduct(a, aRows, aColumns, b, bRows, bColumns, options = {}) {
  const { transposeA = false, transposeB = false } = options;
  return ready().matrixProduct(a, aRows, aColumns, b, bRows, bColumns, transposeA, transposeB);
}

export class MatrixProduct {
  #core;
  #sizes;
  #views = [];

  constructor(m, k, n, { transposeA = false, transposeB = false } = {}) {
    this.#core = new (ready().MatrixProduct)(m, k, n, transposeA, transposeB);
    this.#sizes = [m * k, k * n, m * n];
  }

  #view(i, pointer) {
    return (this.#views[i] = view(this.#views[i], Float32Array, pointer, this.#sizes[i]));
  }

  get a() {
    return this.#view(0, this.#core.aPointer());
  }

  get b() {
    return this.#view(1, this.#core.bPointer());
  }

  get c() {
    return this.#view(2, this.#core.cPointer());
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
  #logits;
  #probabilities;
  #jacobian;

  constructor(n) {
    this.#core = new (ready().SoftmaxJacobian)(n);
    this.#n = n;
    this.#refresh();
  }

  #refresh() {
    const kept = this.#core;
    const at = (pointer, length) => new Float64Array(memory.buffer, pointer, length);
    this.#logits = at(kept.logitsPointer(), this.#n);
    this.#probabilities = at(kept.probabilitiesPointer(), this.#n);
    this.#jacobian = at(kept.jacobianPointer(), this.#n * this.#n);
  }

  // A view of memory that has moved has no entries any more.
  get logits() {
    if (this.#logits.length === 0) this.#refresh();
    return this.#logits;
  }

  get probabilities() {
    if (this.#probabilities.length === 0) this.#refresh();
    return this.#probabilities;
  }

  get jacobian() {
    if (this.#jacobian.length === 0) this.#refresh();
    return this.#jacobian;
  }

  run(temperature = 1) {
    this.#core.run(temperature);
  }

  free() {
    this.#core.free();
    this.#logits = this.#probabilities = this.#jacobian = new Float64Array(0);
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

/** Rows, columns and entries of a number, a vector (one column) or a matrix (its rows). */
function taken(name, value) {
  if (typeof value === 'number') return { rows: 1, columns: 1, entries: [value] };
  const rows = Array.from(value);
  if (!rows.some((row) => typeof row === 'object')) return { rows: rows.length, columns: 1, entries: rows };
  const columns = rows[0].length;
  if (!rows.every((row) => row?.length === columns))
    throw new Error(`gradient: the rows of ${name} are not equally long`);
  return { rows: rows.length, columns, entries: rows.flatMap((row) => Array.from(row)) };
}

/** The other way around. */
function given(rows, columns, entries) {
  if (rows === 1 && columns === 1) return entries[0];
  if (columns === 1) return Array.from(entries);
  return Array.from({ length: rows }, (_, i) => Array.from(entries.slice(i * columns, (i + 1) * columns)));
}

export function gradient(expression, values) {
  const names = Object.keys(values);
  const matrices = names.map((name) => taken(name, values[name]));
  const all = ready().expressionGradient(
    expression,
    names,
    Uint32Array.from(matrices.flatMap(({ rows, columns }) => [rows, columns])),
    Float64Array.from(matrices.flatMap(({ entries }) => entries)),
  );
  const [rows, columns] = all;
  const outputs = rows * columns;
  let at = 2;
  const next = (length) => all.subarray(at, (at += length));
  const value = given(rows, columns, next(outputs));
  const slopes = matrices.map((matrix) => {
    const inputs = matrix.rows * matrix.columns;
    const slope = next(outputs * inputs);
    if (outputs === 1) return given(matrix.rows, matrix.columns, slope);
    return Array.from({ length: outputs }, (_, i) => Array.from(slope.slice(i * inputs, (i + 1) * inputs)));
  });
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
