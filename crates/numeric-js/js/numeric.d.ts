/** Four Pillars' numeric core. Matrices are typed arrays, row by row. What is wrong is thrown. */

/**
 * Fetches and starts the core; call it once and wait. With `relaxed` unset it takes the build with
 * relaxed SIMD (multiply and add in one rounding) where the browser has it.
 */
export default function init(options?: {
  relaxed?: boolean;
}): Promise<{ build: 'simd' | 'relaxed-simd' }>;

/** The bytes of the core's memory: it never shrinks, and grows when something larger is made. */
export function memoryBytes(): number;

export interface Transposed {
  transposeA?: boolean;
  transposeB?: boolean;
}

/** A·B, or with either or both transposed; `aRows` and so on are the shapes as given. */
export function matrixProduct(
  a: Float32Array,
  aRows: number,
  aColumns: number,
  b: Float32Array,
  bRows: number,
  bColumns: number,
  options?: Transposed,
): Float32Array;

/** A product m×k by k×n whose matrices stay in the core's memory: write a and b, run, read c. */
export class MatrixProduct {
  constructor(m: number, k: number, n: number, options?: Transposed);
  /** m×k, or k×m when transposed. Don't keep it past other calls: memory moves when it grows. */
  get a(): Float32Array;
  /** k×n, or n×k when transposed. */
  get b(): Float32Array;
  /** m×n. */
  get c(): Float32Array;
  run(): void;
  free(): void;
}

/** softmax(z/T). */
export function softmax(logits: Float64Array, temperature?: number): Float64Array;

/** ∂softmax(z/T)ᵢ/∂zⱼ, n×n. */
export function softmaxJacobian(logits: Float64Array, temperature?: number): Float64Array;

/** The same for n logits over and over, in the core's memory: write logits, run, read the rest. */
export class SoftmaxJacobian {
  constructor(n: number);
  /** n entries. Don't keep it past other calls: memory moves when it grows. */
  get logits(): Float64Array;
  get probabilities(): Float64Array;
  /** n×n. */
  get jacobian(): Float64Array;
  run(temperature?: number): void;
  free(): void;
}

export type Unit = 'nats' | 'bits';

/** The entropy of weights divided by their sum. */
export function entropy(p: Float64Array, unit?: Unit): number;

/** KL(p‖q) of weights divided by their sums; infinite where q is 0 and p isn't. */
export function klDivergence(p: Float64Array, q: Float64Array, unit?: Unit): number;

/** The eigenvalues of a general n×n matrix by falling modulus, real and imaginary parts in turn. */
export function eigenvalues(matrix: Float64Array, n: number): Float64Array;

/** The singular values, falling. */
export function singularValues(matrix: Float64Array, rows: number, columns: number): Float64Array;

/** The thin decomposition A = U·diag(s)·Vᵀ, with r = min(rows, columns). */
export function svd(
  matrix: Float64Array,
  rows: number,
  columns: number,
): { u: Float64Array; s: Float64Array; vt: Float64Array };

/** A number, a vector (a column; typed arrays are taken, too) or the rows of a matrix. */
export type Numbers = number | number[] | number[][];

/**
 * Value and gradient of a typed expression, such as `sin(x*y) + 3x^2` or `softmax(W*x)`.
 *
 * The gradient of a number has the shape of what it is taken along. That of anything else is the
 * Jacobian, one row for each entry of the value and one column for each entry of the name, both
 * counted row by row.
 */
export function gradient(
  expression: string,
  values: Record<string, Numbers | Float64Array>,
): { value: Numbers; gradient: Record<string, Numbers> };

export interface GptConfig {
  layers: number;
  /** A multiple of `heads`. */
  width: number;
  heads: number;
  context: number;
  vocabulary: number;
  seed?: number;
}

/** A small pre-LN GPT with Adam, in single precision. Parameters have PyTorch's names and layouts. */
export class Gpt {
  constructor(config: GptConfig);
  parameterNames(): string[];
  shape(name: string): number[];
  parameter(name: string): Float32Array;
  setParameter(name: string, data: Float32Array): void;
  /** 0.001 at first. */
  setLearningRate(rate: number): void;
  /** One step on `batch` sequences, one after another; the loss before it, in nats a token. */
  trainStep(tokens: Uint32Array, targets: Uint32Array, batch: number): number;
  loss(tokens: Uint32Array, targets: Uint32Array, batch: number): number;
  /** What training holds on to; the same from the first step on. */
  get allocatedBytes(): number;
  free(): void;
}
