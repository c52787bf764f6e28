import init, { matrixProduct } from '/dist/numeric/numeric.js';

export default async function multiply(a, b, n) {
  await init();
  return matrixProduct(a, n, n, b, n, n);
}
