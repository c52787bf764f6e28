// The numeric core as a module: imported as another page or a notebook would, in both builds.
import { readFileSync } from 'node:fs';
import * as module from '../../crates/numeric-js/js/numeric.js';
import { SITE, expect, general, test } from './support.js';

for (const relaxed of [false, true]) {
  general.describe(relaxed ? 'with relaxed SIMD' : 'with plain SIMD', () => {
    /** Runs a function in the page with the module and one argument. */
    const inModule = async (page, work, argument) => {
      await page.goto(SITE);
      return page.evaluate(
        async ([source, argument, relaxed]) => {
          const module = await import(new URL('numeric/numeric.js', document.baseURI));
          window.build = (await module.default({ relaxed })).build;
          // The policy forbids evaluating text, so the work arrives as a function's name.
          return window[source](module, argument);
        },
        [work, argument, relaxed],
      );
    };

    test.beforeEach(async ({ fresh: page }) => {
      await page.addInitScript(() => {
        window.products = (m) => {
          const a = Float32Array.from({ length: 6 }, (_, i) => i + 1);
          const kept = new m.MatrixProduct(2, 3, 2, { transposeB: true });
          kept.a.set(a);
          kept.b.set(a);
          kept.run();
          const large = Float32Array.from({ length: 1600 }, (_, i) => ((i * 7) % 11) - 5);
          const product = m.matrixProduct(large, 40, 40, large, 40, 40, { transposeA: true });
          let off = 0;
          for (let i = 0; i < 40; i += 1)
            for (let j = 0; j < 40; j += 1) {
              let sum = 0;
              for (let l = 0; l < 40; l += 1) sum += large[l * 40 + i] * large[l * 40 + j];
              off = Math.max(off, Math.abs(sum - product[i * 40 + j]));
            }
          return {
            build: window.build,
            plain: [...m.matrixProduct(a, 2, 3, a, 3, 2)],
            transposed: [...m.matrixProduct(a, 3, 2, a, 3, 2, { transposeA: true })],
            kept: [...kept.c],
            off,
          };
        };
        window.small = (m) => {
          const { u, s, vt } = m.svd(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3);
          const rebuilt = [0, 1].flatMap((i) =>
            [0, 1, 2].map((j) => [0, 1].reduce((sum, l) => sum + u[i * 2 + l] * s[l] * vt[l * 3 + j], 0)),
          );
          return {
            softmax: [...m.softmax(Float64Array.of(0, Math.log(3)))],
            jacobian: [...m.softmaxJacobian(Float64Array.of(0, 0), 0.5)],
            keptJacobian: (() => {
              const kept = new m.SoftmaxJacobian(2);
              kept.logits.set([0, Math.log(3)]);
              kept.run();
              return [...kept.probabilities, ...kept.jacobian];
            })(),
            bits: m.entropy(Float64Array.of(1, 1, 2), 'bits'),
            infinite: m.klDivergence(Float64Array.of(1, 1), Float64Array.of(1, 0)),
            turn: [...m.eigenvalues(Float64Array.of(0, -1, 1, 0), 2)],
            values: [...m.singularValues(Float64Array.of(3, 0, 0, -4), 2, 2)],
            rebuilt,
            slope: m.gradient('sin(x*y) + 3x^2', { x: 2, y: 0.5 }),
            loss: m.gradient('cross_entropy(W*x, 1)', {
              W: [[0.5, -1], [0.25, 2], [0, 0]],
              x: Float64Array.of(1, -0.5),
            }),
            layer: m.gradient('softmax(W*x)', { W: [[0.5, -1], [0.25, 2]], x: [1, -0.5] }),
            row: m.gradient('x*2', { x: [[1, 2, 3]] }),
          };
        };
        window.grows = (m) => {
          const gpt = new m.Gpt({ layers: 2, width: 32, heads: 4, context: 16, vocabulary: 20 });
          const tokens = Uint32Array.from({ length: 64 }, (_, i) => (i * 7) % 20);
          const bytes = [];
          for (let step = 0; step < 20; step += 1) {
            gpt.trainStep(tokens, tokens, 4);
            bytes.push([m.memoryBytes(), gpt.allocatedBytes]);
          }
          return bytes;
        };
        window.mistakes = (m) => {
          const said = (work) => {
            try {
              work();
              return 'nothing';
            } catch (error) {
              return error.message;
            }
          };
          const two = new Float32Array(2);
          return [
            said(() => m.matrixProduct(two, 1, 2, two, 1, 2)),
            said(() => m.matrixProduct(two, 3, 2, two, 2, 1)),
            said(() => m.gradient('3 + sine(x)', { x: 1 })),
            said(() => new m.Gpt({ layers: 1, width: 5, heads: 2, context: 4, vocabulary: 3 })),
            said(() => m.entropy(Float64Array.of(1, -1))),
            said(() => m.gradient('W*x', { W: [[1, 2], [3]], x: [1, 2] })),
            said(() => m.gradient('W*x', { W: [[1, 2]], x: [1, 2, 3] })),
            said(() => m.gradient('A', { A: Array.from({ length: 80 }, () => Array(80).fill(1)) })),
            said(() => {
              const gpt = new m.Gpt({ layers: 1, width: 4, heads: 1, context: 20000, vocabulary: 3 });
              gpt.trainStep(new Uint32Array(20000), new Uint32Array(20000), 1);
            }),
          ];
        };
        window.train = (m) => {
          const gpt = new m.Gpt({ layers: 1, width: 16, heads: 2, context: 8, vocabulary: 6, seed: 1 });
          const names = gpt.parameterNames();
          const bias = gpt.parameter('blocks.0.mlp.up.bias').fill(0.25);
          gpt.setParameter('blocks.0.mlp.up.bias', bias);
          gpt.setLearningRate(0.01);
          const tokens = Uint32Array.from({ length: 32 }, (_, i) => (i * i + 1) % 6);
          const targets = tokens.map((token) => (token + 1) % 6);
          const losses = [];
          const bytes = [];
          for (let step = 0; step < 60; step += 1) {
            losses.push(gpt.trainStep(tokens, targets, 4));
            bytes.push(gpt.allocatedBytes);
          }
          return {
            names,
            shape: gpt.shape('blocks.0.attention.qkv.weight'),
            bias: gpt.parameter('blocks.0.mlp.up.bias').length,
            losses,
            loss: gpt.loss(tokens, targets, 4),
            bytes: new Set(bytes).size,
          };
        };
      });
    });

    test('products', async ({ fresh: page }) => {
      const found = await inModule(page, 'products');
      expect(found.build).toBe(relaxed ? 'relaxed-simd' : 'simd');
      expect(found.plain).toEqual([22, 28, 49, 64]);
      expect(found.transposed).toEqual([35, 44, 44, 56]);
      expect(found.kept).toEqual([14, 32, 32, 77]);
      expect(found.off).toBe(0);
    });

    test('distributions, spectra and expressions', async ({ fresh: page }) => {
      const found = await inModule(page, 'small');
      const close = (numbers, expected) =>
        numbers.forEach((x, i) => expect(x).toBeCloseTo(expected[i], 12));
      close(found.softmax, [0.25, 0.75]);
      close(found.jacobian, [0.5, -0.5, -0.5, 0.5]);
      close(found.keptJacobian, [0.25, 0.75, 0.1875, -0.1875, -0.1875, 0.1875]);
      expect(found.bits).toBe(1.5);
      expect(found.infinite).toBe(Infinity);
      close(found.turn, [0, 1, 0, -1]);
      close(found.values, [4, 3]);
      close(found.rebuilt, [1, 2, 3, 4, 5, 6]);
      close([found.slope.value], [Math.sin(1) + 12]);
      close([found.slope.gradient.x, found.slope.gradient.y], [0.5 * Math.cos(1) + 12, 2 * Math.cos(1)]);
    });

    test('expressions of vectors and matrices', async ({ fresh: page }) => {
      const { loss, layer, row } = await inModule(page, 'small');
      const softmax = (z) => {
        const powers = z.map(Math.exp);
        return powers.map((power) => power / powers.reduce((a, b) => a + b));
      };
      const near = (found, expected) =>
        found.flat().forEach((x, i) => expect(x).toBeCloseTo(expected.flat()[i], 12));
      // The gradient of −log softmax(W·x)₁ is (p − e₁)·xᵀ in W and Wᵀ·(p − e₁) in x.
      const p = softmax([1, -0.75, 0]);
      const off = [p[0], p[1] - 1, p[2]];
      expect(loss.value).toBeCloseTo(-Math.log(p[1]), 12);
      near(loss.gradient.W, off.map((d) => [d, -0.5 * d]));
      near(loss.gradient.x, [0.5 * off[0] + 0.25 * off[1], -off[0] + 2 * off[1]]);
      // Of a vector the Jacobian: with two classes all slopes are ±p₀·p₁ times those of z₀ − z₁.
      const [one, other] = softmax([1, -0.75]);
      near(layer.value, [one, other]);
      const slope = [1, -0.5, -1, 0.5].map((x) => one * other * x);
      near(layer.gradient.W, [slope, slope.map((s) => -s)]);
      near(layer.gradient.x, [[0.25, -3], [-0.25, 3]].map((r) => r.map((x) => one * other * x)));
      expect(row.value).toEqual([[2, 4, 6]]);
      expect(row.gradient.x).toEqual([[2, 0, 0], [0, 2, 0], [0, 0, 2]]);
    });

    test('memory does not grow after the first steps', async ({ fresh: page }) => {
      const bytes = await inModule(page, 'grows');
      expect(new Set(bytes.slice(1).map(String)).size).toBe(1);
      expect(bytes[0][1]).toBe(bytes[19][1]);
      // What the tape holds is in the memory, and the memory isn't many times as large.
      expect(bytes[19][0]).toBeGreaterThan(bytes[19][1]);
      expect(bytes[19][0]).toBeLessThan(4 * bytes[19][1] + 8e6);
    });

    test('mistakes are thrown with their reason', async ({ fresh: page }) => {
      const [inner, length, name, width, weights, ragged, fit, slopes, activations] = await inModule(
        page,
        'mistakes',
      );
      expect(inner).toContain('1×2 and 1×2');
      expect(length).toContain('not 3×2');
      expect(name).toContain('sine');
      expect(width).toContain('width 5 is not a multiple of 2 heads');
      expect(weights).toContain('-1');
      expect(ragged).toContain('rows of W are not equally long');
      expect(fit).toContain('2 columns meet 3 rows');
      expect(slopes).toContain('40960000 slopes are more than');
      expect(activations).toContain('activations are more than');
    });

    test('a GPT learns', async ({ fresh: page }) => {
      const found = await inModule(page, 'train');
      expect(found.names).toContain('token_embedding.weight');
      expect(found.shape).toEqual([48, 16]);
      expect(found.bias).toBe(64);
      expect(found.losses[0]).toBeGreaterThan(Math.log(6) - 0.2);
      expect(found.loss).toBeLessThan(0.2);
      expect(found.losses[59]).toBeLessThan(found.losses[0]);
      expect(found.bytes).toBe(1);
    });
  });
}

general('the types name what the module has, and nothing else', () => {
  const types = readFileSync(new URL('../../crates/numeric-js/js/numeric.d.ts', import.meta.url), 'utf8');
  const named = [...types.matchAll(/^export (?:default )?(?:function|class|const) (\w+)/gm)].map(([, name]) => name);
  const exported = Object.keys(module).map((name) => (name === 'default' ? 'init' : name));
  expect(named.sort()).toEqual(exported.sort());
  for (const [, name, body] of types.matchAll(/^export class (\w+) \{\n(.*?)^\}/gms)) {
    const members = [...body.matchAll(/^ {2}(?:get )?(\w+)\(/gm)].map(([, member]) => member);
    expect(members.sort(), name).toEqual(Object.getOwnPropertyNames(module[name].prototype).sort());
  }
});
