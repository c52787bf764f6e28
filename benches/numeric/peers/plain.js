// Plain JavaScript, as one writes it with care: the baseline.

export const start = () => 'plain JavaScript';

export const tasks = {
  jacobian({ logits }) {
    const n = logits.length;
    // Into the same arrays every time: new ones would take ten times as long as the arithmetic.
    const p = new Float64Array(n);
    const jacobian = new Float64Array(n * n);
    const run = () => softmaxJacobian(logits, p, jacobian);
    return { run, answer: () => ({ jacobian: run() }) };
  },
};

function softmaxJacobian(logits, p, jacobian) {
  const n = logits.length;
  let highest = -Infinity;
  for (let i = 0; i < n; i += 1) if (logits[i] > highest) highest = logits[i];
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    p[i] = Math.exp(logits[i] - highest);
    total += p[i];
  }
  for (let i = 0; i < n; i += 1) p[i] /= total;
  for (let i = 0; i < n; i += 1) {
    const row = i * n;
    for (let j = 0; j < n; j += 1) jacobian[row + j] = -p[i] * p[j];
    jacobian[row + i] += p[i];
  }
  return jacobian;
}
