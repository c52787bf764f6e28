"""PyTorch's part of the GPT-2 benchmark: tokens a line on the input, time and logits on the output.

`null` asks for the version, `[]` forgets what was read.
"""

import json
import sys
import time

import numpy as np
import torch
from torch.nn import functional as F

LAYERS, WIDTH, HEADS, CONTEXT, VOCABULARY = 12, 768, 12, 1024, 50257


def tensors():
    """All numbers in the order of crates/gpt2/src/filled.rs: SplitMix64 of their places, seed 1."""
    at = 0

    def draw(*shape):
        nonlocal at
        count = int(np.prod(shape))
        place = np.arange(at + 1, at + count + 1, dtype=np.uint64)
        at += count
        z = place * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(1)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        unit = (z >> np.uint64(40)).astype(np.float32) / np.float32(16777216)
        values = (unit - np.float32(0.5)) * np.float32(0.06928)
        return torch.from_numpy(values.reshape(shape))

    wte, wpe = draw(VOCABULARY, WIDTH), draw(CONTEXT, WIDTH)
    blocks = []
    for _ in range(LAYERS):
        norms = [draw(WIDTH) for _ in range(4)]
        linear = []
        for inside, outside in [(1, 3), (1, 1), (1, 4), (4, 1)]:
            weight = draw(inside * WIDTH, outside * WIDTH)
            linear.append((weight.T.contiguous(), draw(outside * WIDTH)))
        blocks.append((norms, linear))
    return wte, wpe, blocks, (draw(WIDTH), draw(WIDTH))


torch.set_num_threads(1)
torch.set_grad_enabled(False)
WTE, WPE, BLOCKS, FINAL = tensors()
cache = []


def heads(x):
    return x.view(-1, HEADS, WIDTH // HEADS).transpose(0, 1)


def read(tokens):
    past = cache[0][0].shape[1] if cache else 0
    x = WTE[torch.tensor(tokens)] + WPE[past : past + len(tokens)]
    for i, (norms, (qkv, projection, up, down)) in enumerate(BLOCKS):
        normal = F.layer_norm(x, (WIDTH,), norms[0], norms[1])
        q, k, v = (heads(part) for part in F.linear(normal, *qkv).chunk(3, 1))
        if past:
            k, v = torch.cat([cache[i][0], k], 1), torch.cat([cache[i][1], v], 1)
            cache[i] = (k, v)
        else:
            cache.append((k, v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=past == 0)
        x = x + F.linear(y.transpose(0, 1).reshape(-1, WIDTH), *projection)
        normal = F.layer_norm(x, (WIDTH,), norms[2], norms[3])
        x = x + F.linear(F.gelu(F.linear(normal, *up), approximate="tanh"), *down)
    return F.linear(F.layer_norm(x[-1:], (WIDTH,), *FINAL), WTE)[0]


for line in sys.stdin:
    tokens = json.loads(line)
    answer = {"version": torch.__version__.split("+")[0]}
    if tokens == []:
        cache.clear()
    elif tokens:
        start = time.process_time()
        logits = read(tokens)
        answer = {"seconds": time.process_time() - start, "first": logits[:8].tolist()}
    print(json.dumps(answer), flush=True)
