"""Records what PyTorch makes of a few steps of the small classifier, for tests/classifier.rs.

    pip install torch==2.15.0 numpy==2.4.6    # the CPU is enough
    python classifier.py

Everything is in float64. It writes classifier.json beside itself, the same bytes every time: the points,
and for each case the first weights, the batches, the objective before each step, and the last weights.
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

ACTIVATIONS = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky-relu": F.leaky_relu,
    "sigmoid": torch.sigmoid,
    "gelu": F.gelu,
    "silu": F.silu,
    "linear": lambda z: z,
}
OPTIMISERS = {
    "sgd": lambda p, rate: torch.optim.SGD(p, lr=rate),
    "momentum": lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.9),
    "rmsprop": lambda p, rate: torch.optim.RMSprop(p, lr=rate, alpha=0.99, eps=1e-8),
    "adam": lambda p, rate: torch.optim.Adam(p, lr=rate, betas=(0.9, 0.999), eps=1e-8),
}
CASES = [
    # layers, activation, optimiser, rate, l1, l2, batch
    ([4, 2], "tanh", "adam", 0.03, 0.0, 0.0, 5),
    ([], "linear", "sgd", 0.1, 0.0, 0.0, 24),
    ([6], "relu", "momentum", 0.03, 0.0, 0.01, 1),
    ([3, 3, 3, 3], "leaky-relu", "rmsprop", 0.01, 0.001, 0.0, 10),
    ([5, 4], "sigmoid", "adam", 0.1, 0.0, 0.1, 7),
    ([12, 12], "gelu", "sgd", 0.1, 0.01, 0.01, 8),
    ([2, 7], "silu", "momentum", 0.01, 0.0, 0.0, 12),
]
STEPS = 12


def rounded(tensor):
    return tensor.detach().tolist()


def run(case, points, classes, random):
    layers, activation, optimiser, rate, l1, l2, batch = case
    sizes = [2, *layers, 1]
    parameters = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        for shape in [(outputs, inputs), (outputs,)]:
            value = 0.6 * torch.randn(shape, generator=random, dtype=torch.float64)
            parameters.append(value.requires_grad_())
    weights, biases = parameters[0::2], parameters[1::2]
    first = [rounded(p) for p in parameters]

    def objective(which):
        signal = points[which]
        for i, (w, b) in enumerate(zip(weights, biases)):
            signal = F.linear(signal, w, b)
            if i + 1 < len(weights):
                signal = ACTIVATIONS[activation](signal)
        loss = F.binary_cross_entropy_with_logits(signal[:, 0], classes[which].double())
        return loss + sum(l1 * w.abs().sum() + l2 / 2 * (w**2).sum() for w in weights)

    make = OPTIMISERS[optimiser](parameters, rate)
    batches, losses = [], []
    for _ in range(STEPS):
        which = torch.randperm(len(points), generator=random)[:batch]
        make.zero_grad()
        loss = objective(which)
        loss.backward()
        make.step()
        batches.append(which.tolist())
        losses.append(loss.item())
    print(f"{sizes} {activation} {optimiser}: {losses[0]:.6f} to {losses[-1]:.6f}")
    return {
        "layers": layers,
        "activation": activation,
        "optimiser": optimiser,
        "rate": rate,
        "l1": l1,
        "l2": l2,
        "first": first,
        "batches": batches,
        "losses": losses,
        "last": [rounded(p) for p in parameters],
    }


torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
random = torch.Generator().manual_seed(4)
points = 6 * torch.rand(24, 2, generator=random, dtype=torch.float64) - 3
classes = (points.norm(dim=1) < 2).long()
recorded = {
    "recorded": f"torch {torch.__version__.split('+')[0]}, seed 4",
    "points": rounded(points),
    "classes": classes.tolist(),
    "cases": [run(case, points, classes, random) for case in CASES],
}
file = Path(__file__).with_suffix(".json")
file.write_text(json.dumps(recorded) + "\n")
print(f"{file.name}: {file.stat().st_size} bytes")
