import { Matrix } from 'ml-matrix';

export default function multiply(a, b, n) {
  return Matrix.from1DArray(n, n, a)
    .mmul(Matrix.from1DArray(n, n, b))
    .to1DArray();
}
