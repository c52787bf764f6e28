// Order and summaries of samples.

/** The same things in random order. */
export function shuffled(list) {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor((i + 1) * Math.random());
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** A quantile, between the samples where it falls between them. */
export function quantile(samples, part) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (at - Math.floor(at)) * (high - low);
}

/** What is told of samples. */
export const summary = (samples) => ({
  median: quantile(samples, 0.5),
  fastest: Math.min(...samples),
  quartiles: [quantile(samples, 0.25), quantile(samples, 0.75)],
  samples,
});
