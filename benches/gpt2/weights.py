"""The GPT-2 of the benchmark: 124 million random weights."""

import numpy as np

LAYERS, WIDTH, HEADS, CONTEXT, VOCABULARY = 12, 768, 12, 1024, 50257
# Inputs and outputs of a block's linear layers, in widths: attention's two, the feed-forward part's two.
LINEAR = [(1, 3), (1, 1), (1, 4), (4, 1)]
SEED = 1


def draw():
    """All tensors in the order of crates/gpt2/src/filled.rs: SplitMix64 of their places and the seed.

    wte, wpe, for each block (four vectors of its normalisations, four pairs of weight and bias), and
    the last normalisation's two vectors. A weight is inputs by outputs.
    """
    at = 0

    def tensor(*shape):
        nonlocal at
        count = int(np.prod(shape))
        z = np.arange(at + 1, at + count + 1, dtype=np.uint64)
        at += count
        z = z * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(SEED)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        unit = (z >> np.uint64(40)).astype(np.float32) / np.float32(16777216)
        return ((unit - np.float32(0.5)) * np.float32(0.06928)).reshape(shape)

    wte, wpe = tensor(VOCABULARY, WIDTH), tensor(CONTEXT, WIDTH)
    blocks = []
    for _ in range(LAYERS):
        norms = [tensor(WIDTH) for _ in range(4)]
        linear = [
            (tensor(inside * WIDTH, outside * WIDTH), tensor(outside * WIDTH))
            for inside, outside in LINEAR
        ]
        blocks.append((norms, linear))
    return wte, wpe, blocks, (tensor(WIDTH), tensor(WIDTH))
