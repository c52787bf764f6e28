// What is measured: the tasks, their inputs, and whether an answer is right. For Node and the page.
import { drawBatches, drawParameters } from './gpt.js';
import { normal } from './random.js';

const product = (n) =>
  ['', 'A·Bᵀ', 'Aᵀ·B', 'Aᵀ·Bᵀ'].map((form) => ({
    id: `product ${n} ${form}`.trim(),
    kind: 'product',
    n,
    turnA: form.startsWith('Aᵀ'),
    turnB: form.endsWith('Bᵀ'),
  }));
const gpt = (width, context) => ({
  id: `gpt width ${width}, context ${context}`,
  kind: 'gpt',
  layers: 2,
  width,
  heads: 4,
  context,
  vocabulary: 65,
  batch: 8,
  learningRate: 1e-3,
});

/** Everything that is measured. */
export const TASKS = [
  ...[32, 64, 128, 256, 512, 1024].flatMap(product),
  ...[gpt(64, 64), gpt(128, 64), gpt(64, 128), gpt(128, 128)],
  { id: 'softmax Jacobian of 64', kind: 'jacobian', n: 64 },
  { id: 'eigenvalues of 8×8', kind: 'eigenvalues', n: 8 },
  { id: 'SVD of 64×64', kind: 'svd', n: 64 },
];

const list = (Kind, size, seed) => Kind.from({ length: size }, normal(seed));

/** The inputs of a task: the same for every peer. */
export function inputs(task) {
  const { kind, n } = task;
  switch (kind) {
    case 'product':
      return { a: list(Float32Array, n * n, 3), b: list(Float32Array, n * n, 4) };
    case 'gpt':
      return { parameters: drawParameters(task), batches: drawBatches(task, 4) };
    case 'jacobian':
      return { logits: list(Float64Array, n, 5) };
    default:
      return { matrix: list(Float64Array, n * n, 6) };
  }
}

/** What is wrong with an answer, or nothing. (A GPT's losses are compared between the peers.) */
export function mistake(task, given, answer) {
  const error = errorOf(task, given, answer);
  // Single precision here, double there; but some have exponentials of their own.
  const allowed = task.kind === 'product' ? 1e-4 : 1e-7;
  return error <= allowed ? null : `wrong: off by ${error.toExponential(1)}`;
}

function errorOf({ kind, n, turnA, turnB }, given, answer) {
  switch (kind) {
    case 'product':
      return productError(given.a, given.b, answer.product, n, [turnA, turnB]);
    case 'jacobian':
      return jacobianError(given.logits, answer.jacobian);
    case 'eigenvalues':
      return eigenvaluesError(given.matrix, answer.eigenvalues, n);
    case 'svd':
      return svdError(given.matrix, answer, n);
    default:
      return 0;
  }
}

// C·x against A·(B·x) for some x: as good a test as the whole product, and quadratic.
function productError(a, b, c, n, [turnA, turnB]) {
  if (c.length !== n * n) return Infinity;
  const next = normal(7);
  const x = Float64Array.from({ length: n }, next);
  const times = (matrix, vector, turned = false) =>
    Float64Array.from({ length: n }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < n; j += 1) sum += matrix[turned ? j * n + i : i * n + j] * vector[j];
      return sum;
    });
  return furthest(times(c, x), times(a, times(b, x, turnB), turnA)) / n;
}

function jacobianError(logits, jacobian) {
  const exponentials = logits.map(Math.exp);
  const total = exponentials.reduce((a, b) => a + b);
  const p = exponentials.map((e) => e / total);
  const expected = [...p].flatMap((pi, i) => [...p].map((pj, j) => pi * ((i === j ? 1 : 0) - pj)));
  return furthest(jacobian, expected);
}

// The sums of the eigenvalues' powers are the traces of the matrix's powers.
function eigenvaluesError(matrix, eigenvalues, n) {
  const times = (a, b) =>
    Float64Array.from({ length: n * n }, (_, at) => {
      let sum = 0;
      for (let k = 0; k < n; k += 1) sum += a[at - (at % n) + k] * b[k * n + (at % n)];
      return sum;
    });
  let power = matrix;
  let powers = Array.from({ length: n }, () => [1, 0]);
  let error = 0;
  for (let exponent = 1; exponent <= n; exponent += 1) {
    if (exponent > 1) power = times(power, matrix);
    powers = powers.map(([re, im], i) => {
      const [a, b] = [eigenvalues[2 * i], eigenvalues[2 * i + 1]];
      return [re * a - im * b, re * b + im * a];
    });
    let trace = 0;
    for (let i = 0; i < n; i += 1) trace += power[i * n + i];
    const sum = (part) => powers.reduce((total, value) => total + value[part], 0);
    const size = powers.reduce((total, [re, im]) => total + Math.hypot(re, im), 0);
    error = Math.max(error, Math.abs(sum(0) - trace) / size, Math.abs(sum(1)) / size);
  }
  return error;
}

function svdError(matrix, { u, s, vt }, n) {
  const again = matrix.map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return s.reduce((sum, value, k) => sum + u[i * n + k] * value * vt[k * n + j], 0);
  });
  return furthest(again, matrix) / s[0];
}

function furthest(a, b) {
  if (a.length !== b.length) return Infinity;
  // NaN must not pass for near.
  return a.reduce((worst, value, i) => {
    const distance = Math.abs(value - b[i]);
    return distance <= worst ? worst : distance;
  }, 0);
}
