"""PyTorch's part of the GPT-2 benchmark, on one thread: a call a line on the input, an answer on the
output.

`["start"]` gives the version, `["clear"]` forgets what was read, `["read", BATCH, OTHERS]` reads tokens
in one batch and others one at a time, `["logits"]` gives those after the last token.
"""

import json
import sys
import time

import torch
from torch.nn import functional as F
from weights import HEADS, WIDTH, draw

torch.set_num_threads(1)
torch.set_grad_enabled(False)
cache = []


def prepared():
    wte, wpe, blocks, final = draw()
    tensor = torch.from_numpy
    linear = lambda pair: (tensor(pair[0]).T.contiguous(), tensor(pair[1]))
    blocks = [([*map(tensor, norms)], [*map(linear, pairs)]) for norms, pairs in blocks]
    return tensor(wte), tensor(wpe), blocks, [*map(tensor, final)]


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


WTE, WPE, BLOCKS, FINAL = prepared()
for line in sys.stdin:
    call, *words = json.loads(line)
    answer = {}
    if call == "start":
        answer = {"version": torch.__version__.split("+")[0]}
    elif call == "clear":
        cache.clear()
    elif call == "logits":
        answer = logits.tolist()
    else:
        clock, processor = time.perf_counter(), time.process_time()
        for tokens in [words[0], *([token] for token in words[1])]:
            if tokens:
                logits = read(tokens)
        answer = {
            "processor": time.process_time() - processor,
            "clock": time.perf_counter() - clock,
        }
    print(json.dumps(answer), flush=True)
