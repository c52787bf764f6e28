"""PyTorch's part of the numeric benchmark: one request a line on the input, one answer a line.

Natively, on one thread. Arrays come and go through files in a folder that the request names.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

WARM_UP_SECONDS, WARM_UP_CALLS = 1, 5
SAMPLE_SECONDS = 0.05


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        self.projection = nn.Linear(width, width)
        self.heads = heads

    def forward(self, x):
        batch, context, width = x.shape
        parts = self.qkv(x).view(batch, context, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.projection(y.transpose(1, 2).reshape(batch, context, width))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.down(F.gelu(self.up(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm_1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm_2 = nn.LayerNorm(width)
        self.mlp = Mlp(width)

    def forward(self, x):
        x = x + self.attention(self.norm_1(x))
        return x + self.mlp(self.norm_2(x))


class Gpt(nn.Module):
    def __init__(self, layers, width, heads, context, vocabulary, **_):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, width)
        self.position_embedding = nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.final_norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens, targets):
        x = self.token_embedding(tokens) + self.position_embedding.weight
        for block in self.blocks:
            x = block(x)
        logits = self.head(self.final_norm(x))
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def read(folder, name, kind, *shape):
    return torch.from_numpy(np.fromfile(folder / name, kind).reshape(shape))


def product(task, folder):
    n = task["n"]
    a, b = (read(folder, name, np.float32, n, n) for name in "ab")
    out = torch.empty(n, n)
    a = a.T if task["turnA"] else a
    b = b.T if task["turnB"] else b
    return lambda: torch.mm(a, b, out=out), lambda: {"product": out}


def gpt(task, folder):
    torch.manual_seed(0)
    model = Gpt(**task)
    everything = read(folder, "parameters", np.float32, -1)
    start, values = 0, {}
    for name, shape in task["shapes"].items():
        size = int(np.prod(shape))
        values[name] = everything[start : start + size].view(shape)
        start += size
    model.load_state_dict(values)
    shape = (-1, task["batch"], task["context"])
    tokens, targets = (read(folder, name, np.uint32, *shape).long() for name in ("tokens", "targets"))
    # Neither model nor step compiled: torch.compile takes a C++ compiler and half a minute, and made
    # a step a few per cent faster.
    optimiser = torch.optim.Adam(model.parameters(), lr=task["learningRate"], eps=1e-8, fused=True)
    step = 0

    def run():
        nonlocal step
        at = step % len(tokens)
        step += 1
        optimiser.zero_grad()
        loss = model(tokens[at], targets[at])
        loss.backward()
        optimiser.step()
        return loss.item()

    return run, None


def eigenvalues(task, folder):
    matrix = read(folder, "matrix", np.float64, task["n"], task["n"])

    def run():
        return torch.linalg.eigvals(matrix)

    return run, lambda: {"eigenvalues": torch.view_as_real(run())}


def svd(task, folder):
    matrix = read(folder, "matrix", np.float64, task["n"], task["n"])

    def run():
        return torch.linalg.svd(matrix)

    return run, lambda: dict(zip(["u", "s", "vt"], run()))


TASKS = {"product": product, "gpt": gpt, "eigenvalues": eigenvalues, "svd": svd}


def timed(run, repetitions):
    """Seconds of one call: the processor's, and by the clock."""
    start, processor = time.perf_counter(), time.process_time()
    for _ in range(repetitions):
        run()
    taken = time.process_time() - processor, time.perf_counter() - start
    return [seconds / repetitions for seconds in taken]


class Peer:
    def start(self):
        return f"PyTorch {torch.__version__.split('+')[0]}, native, {torch.get_num_threads()} thread"

    def prepare(self, task, folder):
        folder = Path(folder)
        self.run, answer = TASKS[task["kind"]](task, folder)
        losses = [self.run() for _ in range(4)] if task["kind"] == "gpt" else []
        if answer:
            self.run()
            for name, value in answer().items():
                value.double().contiguous().numpy().tofile(folder / name)
        start, calls = time.perf_counter(), 0
        while time.perf_counter() - start < WARM_UP_SECONDS or calls < WARM_UP_CALLS:
            _, each = timed(self.run, 1)
            calls += 1
        _, each = timed(self.run, max(1, int(SAMPLE_SECONDS / each)))
        self.repetitions = max(1, round(SAMPLE_SECONDS / each + 0.5))
        return {"losses": losses, "repetitions": self.repetitions}

    def sample(self):
        processor, clock = timed(self.run, self.repetitions)
        return {"processor": 1000 * processor, "clock": 1000 * clock}

    def close(self):
        self.run = None


torch.set_num_threads(1)
peer = Peer()
for line in sys.stdin:
    request = json.loads(line)
    answer = getattr(peer, request["call"])(*request["arguments"])
    print(json.dumps(answer), flush=True)
