// ml-matrix: plain JavaScript, double precision.
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';

export const start = () => 'ml-matrix, double precision';

const matrix = (data, n) => Matrix.from1DArray(n, n, data);

export const tasks = {
  product(given, { n, turnA, turnB }) {
    const a = matrix(given.a, n);
    const b = matrix(given.b, n);
    const turned = (x, turn) => (turn ? x.transpose() : x);
    const run = () => turned(a, turnA).mmul(turned(b, turnB));
    return { run, answer: () => ({ product: run().to1DArray() }) };
  },

  eigenvalues(given, { n }) {
    const a = matrix(given.matrix, n);
    // It always computes the vectors too.
    const run = () => new EigenvalueDecomposition(a, { assumeSymmetric: false });
    const answer = () => {
      const { realEigenvalues, imaginaryEigenvalues } = run();
      return { eigenvalues: realEigenvalues.flatMap((re, i) => [re, imaginaryEigenvalues[i]]) };
    };
    return { run, answer };
  },

  svd(given, { n }) {
    const a = matrix(given.matrix, n);
    const run = () => new SingularValueDecomposition(a);
    const answer = () => {
      const { leftSingularVectors, diagonal, rightSingularVectors } = run();
      return {
        u: leftSingularVectors.to1DArray(),
        s: diagonal,
        vt: rightSingularVectors.transpose().to1DArray(),
      };
    };
    return { run, answer };
  },
};
