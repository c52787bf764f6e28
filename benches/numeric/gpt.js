// The GPT that every peer trains: its parameters, its data, and its loss in plain JavaScript.
import { normal, uniform } from './random.js';

/** Names and shapes of the parameters; matrices of linear layers are [out, in]. */
export function parameterShapes({ layers, width, context, vocabulary }) {
  const shapes = {
    'token_embedding.weight': [vocabulary, width],
    'position_embedding.weight': [context, width],
  };
  for (let i = 0; i < layers; i += 1) {
    Object.assign(shapes, {
      [`blocks.${i}.norm_1.weight`]: [width],
      [`blocks.${i}.norm_1.bias`]: [width],
      [`blocks.${i}.attention.qkv.weight`]: [3 * width, width],
      [`blocks.${i}.attention.qkv.bias`]: [3 * width],
      [`blocks.${i}.attention.projection.weight`]: [width, width],
      [`blocks.${i}.attention.projection.bias`]: [width],
      [`blocks.${i}.norm_2.weight`]: [width],
      [`blocks.${i}.norm_2.bias`]: [width],
      [`blocks.${i}.mlp.up.weight`]: [4 * width, width],
      [`blocks.${i}.mlp.up.bias`]: [4 * width],
      [`blocks.${i}.mlp.down.weight`]: [width, 4 * width],
      [`blocks.${i}.mlp.down.bias`]: [width],
    });
  }
  return Object.assign(shapes, {
    'final_norm.weight': [width],
    'final_norm.bias': [width],
    'head.weight': [vocabulary, width],
  });
}

/** The parameters that all start from. Norms and biases are off 1 and 0, so that they matter. */
export function drawParameters(config) {
  const next = normal(1);
  const draw = ([name, shape]) => {
    const scale = shape.length === 2 ? 0.08 : 0.05;
    const centre = /norm.*weight$/.test(name) ? 1 : 0;
    const size = shape.reduce((a, b) => a * b);
    return [name, { shape, data: Float32Array.from({ length: size }, () => centre + scale * next()) }];
  };
  return Object.fromEntries(Object.entries(parameterShapes(config)).map(draw));
}

/** Batches of a language in which four times in five the next token is 3t + 1. */
export function drawBatches({ batch, context, vocabulary }, count) {
  const next = uniform(2);
  const token = () => Math.floor(vocabulary * next());
  return Array.from({ length: count }, () => {
    const tokens = new Uint32Array(batch * context);
    const targets = new Uint32Array(batch * context);
    for (let row = 0; row < batch; row += 1) {
      let now = token();
      for (let i = row * context; i < (row + 1) * context; i += 1) {
        tokens[i] = now;
        now = next() < 0.8 ? (3 * now + 1) % vocabulary : token();
        targets[i] = now;
      }
    }
    return { tokens, targets };
  });
}

/** The loss in plain double precision: slow and simple, to hold the peers to. */
export function referenceLoss(config, parameters, { tokens, targets }) {
  const { layers, width, heads, context, vocabulary } = config;
  const rows = tokens.length;
  const p = (name) => parameters[name].data;

  const linear = (x, weight, bias, inside, outside) => {
    const y = new Float64Array(rows * outside);
    for (let r = 0; r < rows; r += 1)
      for (let o = 0; o < outside; o += 1) {
        let sum = bias ? bias[o] : 0;
        for (let i = 0; i < inside; i += 1) sum += x[r * inside + i] * weight[o * inside + i];
        y[r * outside + o] = sum;
      }
    return y;
  };
  const layer = (x, name, inside, outside) =>
    linear(x, p(`${name}.weight`), p(`${name}.bias`), inside, outside);
  const norm = (x, name) => {
    const y = new Float64Array(x.length);
    for (let r = 0; r < rows; r += 1) {
      const row = x.subarray(r * width, (r + 1) * width);
      const mean = row.reduce((a, b) => a + b) / width;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
      row.forEach((value, i) => {
        const standard = (value - mean) / Math.sqrt(variance + 1e-5);
        y[r * width + i] = standard * p(`${name}.weight`)[i] + p(`${name}.bias`)[i];
      });
    }
    return y;
  };
  const attention = (qkv) => {
    const size = width / heads;
    const y = new Float64Array(rows * width);
    for (let r = 0; r < rows; r += 1) {
      const first = r - (r % context);
      for (let h = 0; h < width; h += size) {
        const weights = [];
        for (let s = first; s <= r; s += 1) {
          let score = 0;
          for (let i = h; i < h + size; i += 1)
            score += qkv[3 * width * r + i] * qkv[3 * width * s + width + i];
          weights.push(Math.exp(score / Math.sqrt(size)));
        }
        const total = weights.reduce((a, b) => a + b);
        weights.forEach((weight, j) => {
          for (let i = h; i < h + size; i += 1)
            y[width * r + i] += (weight / total) * qkv[3 * width * (first + j) + 2 * width + i];
        });
      }
    }
    return y;
  };
  const gelu = (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  const add = (x, y) => x.map((value, i) => value + y[i]);

  let x = new Float64Array(rows * width).map((_, at) => {
    const [r, i] = [Math.floor(at / width), at % width];
    const position = p('position_embedding.weight')[(r % context) * width + i];
    return p('token_embedding.weight')[tokens[r] * width + i] + position;
  });
  for (let i = 0; i < layers; i += 1) {
    const name = `blocks.${i}`;
    const qkv = layer(norm(x, `${name}.norm_1`), `${name}.attention.qkv`, width, 3 * width);
    x = add(x, layer(attention(qkv), `${name}.attention.projection`, width, width));
    const up = layer(norm(x, `${name}.norm_2`), `${name}.mlp.up`, width, 4 * width);
    x = add(x, layer(up.map(gelu), `${name}.mlp.down`, 4 * width, width));
  }
  const logits = linear(norm(x, 'final_norm'), p('head.weight'), null, width, vocabulary);
  let loss = 0;
  for (let r = 0; r < rows; r += 1) {
    const row = logits.subarray(r * vocabulary, (r + 1) * vocabulary);
    loss += Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[targets[r]];
  }
  return loss / rows;
}
