"""Records what PyTorch computes, for the tests of numeric-core: see README.md beside this file.

    pip install torch numpy safetensors
    python record.py

Everything is in float64 unless a name says otherwise. One number is stored as a tensor of shape [1].
"""

import math
from pathlib import Path

import safetensors
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).parent
EPSILON = 1e-5


def save(name, seed, tensors):
    version = torch.__version__.split("+")[0]
    recorded = f"torch {version}, safetensors {safetensors.__version__}, seed {seed}"
    flat = {
        key: (value.reshape(1) if value.ndim == 0 else value).detach().clone().contiguous()
        for key, value in tensors.items()
    }
    file = HERE / f"{name}.safetensors"
    # One entry only: the order of several isn't always the same, and the files should be.
    save_file(flat, file, metadata={"recorded": recorded})
    print(f"{file.name}: {len(flat)} tensors, {file.stat().st_size} bytes ({recorded})")


def normal(random, *shape, scale=1.0):
    return scale * torch.randn(shape, generator=random, dtype=torch.float64)


def agree(a, b):
    torch.testing.assert_close(a, b, rtol=1e-12, atol=1e-13)


def operations(seed):
    random = torch.Generator().manual_seed(seed)
    out = {}

    def record(case, compute, inputs, constants=None):
        """The value of `compute(**inputs, **constants)`, and the gradients of its inputs."""
        inputs = {key: value.clone().requires_grad_() for key, value in inputs.items()}
        constants = constants or {}
        output = compute(**inputs, **constants)
        upstream = normal(random, *output.shape)
        gradients = torch.autograd.grad(output, list(inputs.values()), upstream)
        for key, value in (inputs | constants).items():
            out[f"{case}.{key}"] = value
        out[f"{case}.output"] = output
        out[f"{case}.upstream"] = upstream
        for key, gradient in zip(inputs, gradients):
            out[f"{case}.gradient.{key}"] = gradient

    logits = normal(random, 5, 7, scale=2.0)
    logits[2] *= 200  # far beyond what exp can take
    logits[3] = 1.5  # all equal
    record("softmax", lambda input: F.softmax(input, dim=-1), {"input": logits})
    record("log_softmax", lambda input: F.log_softmax(input, dim=-1), {"input": logits})

    classes = {"classes": torch.tensor([0, 6, 2, 3, 3])}
    for case, smoothing in [("cross_entropy", 0.0), ("cross_entropy_smoothed", 0.1)]:

        def cross_entropy(logits, classes):
            return F.cross_entropy(logits, classes, label_smoothing=smoothing)

        record(case, cross_entropy, {"logits": logits}, classes)

    rows = normal(random, 4, 6, scale=3.0)
    rows[1] = 2.0 + 1e-3 * normal(random, 6)  # so nearly constant that ε matters
    rows[2] += 1000
    record(
        "layer_norm",
        lambda input, gamma, beta: F.layer_norm(input, (6,), gamma, beta, EPSILON),
        {"input": rows, "gamma": 1 + normal(random, 6, scale=0.3), "beta": normal(random, 6)},
    )

    values = normal(random, 4, 6, scale=2.0)
    values[0] = torch.tensor([0.0, -0.0, 30.0, -30.0, 1e-9, -6.0])
    record("gelu", lambda input: F.gelu(input), {"input": values})
    record("gelu_tanh", lambda input: F.gelu(input, approximate="tanh"), {"input": values})
    record("silu", lambda input: F.silu(input), {"input": values})

    # Row 1 is asked for three times, rows 3 and 4 never.
    indices = {"indices": torch.tensor([1, 0, 1, 5, 2, 1])}
    record(
        "embedding",
        lambda table, indices: F.embedding(indices, table),
        {"table": normal(random, 6, 3)},
        indices,
    )

    batch, context, heads, width = 2, 5, 3, 12
    qkv = {key: normal(random, batch * context, width) for key in "qkv"}
    for case, causal in [("attention_causal", True), ("attention_full", False)]:
        record(case, lambda q, k, v: attention(q, k, v, batch, heads, causal), qkv)
        out[f"{case}.batch_context_heads"] = torch.tensor([batch, context, heads])

    # Hidden entries of any size, a row with one left, and one that is only shifted.
    scores = normal(random, 5, 5, scale=2.0)
    scores[1, 3], scores[2, 4], scores[3, 0] = 1e300, -1e300, 1e6
    hidden = torch.ones(5, 5, dtype=torch.bool).triu(1)
    mask = torch.zeros(5, 5, dtype=torch.float64).masked_fill(hidden, -math.inf)
    mask[4] = normal(random, 5)
    record("masked_softmax", lambda input, mask: F.softmax(input + mask, dim=-1), {"input": scores}, {"mask": mask})
    save("operations", seed, out)


def attention(q, k, v, batch, heads, causal):
    """Multi-head attention on rows: [batch·context, width], the heads side by side."""
    rows, width = q.shape
    context = rows // batch

    def split(x):
        return x.view(batch, context, heads, width // heads).transpose(1, 2)

    def join(x):
        return x.transpose(1, 2).reshape(rows, width)

    output = join(F.scaled_dot_product_attention(split(q), split(k), split(v), is_causal=causal))
    if q.dtype == torch.float64:
        scores = split(q) @ split(k).transpose(2, 3) / math.sqrt(width // heads)
        if causal:
            later = torch.ones(context, context, dtype=torch.bool).triu(1)
            scores = scores.masked_fill(later, -math.inf)
        agree(output, join(F.softmax(scores, dim=-1) @ split(v)))
    return output


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        self.projection = nn.Linear(width, width)
        self.heads = heads

    def forward(self, x, batch):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        return self.projection(attention(q, k, v, batch, self.heads, causal=True))


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
        self.norm_1 = nn.LayerNorm(width, EPSILON)
        self.attention = Attention(width, heads)
        self.norm_2 = nn.LayerNorm(width, EPSILON)
        self.mlp = Mlp(width)

    def forward(self, x, batch):
        x = x + self.attention(self.norm_1(x), batch)
        return x + self.mlp(self.norm_2(x))


class Gpt(nn.Module):
    def __init__(self, layers, width, heads, context, vocabulary):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, width)
        self.position_embedding = nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.final_norm = nn.LayerNorm(width, EPSILON)
        self.head = nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens):
        batch, context = tokens.shape
        x = self.token_embedding(tokens) + self.position_embedding(torch.arange(context))
        x = x.reshape(batch * context, -1)
        for block in self.blocks:
            x = block(x, batch)
        return self.head(self.final_norm(x))

    def loss(self, tokens, targets):
        return F.cross_entropy(self(tokens), targets.flatten())


def draw(module, random, matrices):
    """Matrices of the given scale; norms and biases off their usual 1 and 0, to be put to use."""
    for name, parameter in module.named_parameters():
        centre = 1.0 if "norm" in name and name.endswith("weight") else 0.0
        scale = matrices if parameter.ndim == 2 else 0.05
        parameter.data = centre + normal(random, *parameter.shape, scale=scale)


def attention_block(seed):
    random = torch.Generator().manual_seed(seed)
    batch, context, width, heads = 2, 6, 8, 2
    block = nn.ModuleDict({"norm_1": nn.LayerNorm(width, EPSILON), "attention": Attention(width, heads)})
    draw(block, random, matrices=0.4)
    x = normal(random, batch * context, width).requires_grad_()
    output = x + block["attention"](block["norm_1"](x), batch)
    upstream = normal(random, *output.shape)
    parameters = dict(block.named_parameters())
    gradients = torch.autograd.grad(output, [x, *parameters.values()], upstream)
    out = {"input": x, "output": output, "upstream": upstream} | parameters
    out |= {f"gradient.{name}": g for name, g in zip(["input", *parameters], gradients)}
    out["batch_context_heads"] = torch.tensor([batch, context, heads])
    save("attention_block", seed, out)


def gpt(seed):
    random = torch.Generator().manual_seed(seed)
    layers, width, heads, context, batch, vocabulary = 2, 16, 2, 8, 3, 11
    start = Gpt(layers, width, heads, context, vocabulary)
    draw(start, random, matrices=0.02)
    initial = {name: parameter.detach().clone() for name, parameter in start.named_parameters()}

    # A language with something to learn: four times in five, the next token is 3t + 1.
    steps = 50
    text = torch.randint(vocabulary, (steps, batch, context + 1), generator=random)
    ruled = torch.rand(text.shape, generator=random) < 0.8
    for i in range(1, context + 1):
        expected = (3 * text[..., i - 1] + 1) % vocabulary
        text[..., i] = torch.where(ruled[..., i], expected, text[..., i])
    tokens, targets = text[..., :-1].contiguous(), text[..., 1:].contiguous()

    def train(make, steps, clip=None, dtype=torch.float64):
        model = Gpt(layers, width, heads, context, vocabulary).to(dtype)
        model.load_state_dict(initial)
        optimiser = make(model.parameters())
        losses, norms = [], []
        for step in range(steps):
            optimiser.zero_grad()
            loss = model.loss(tokens[step], targets[step])
            loss.backward()
            if clip is not None:
                norms.append(nn.utils.clip_grad_norm_(model.parameters(), clip).detach())
            optimiser.step()
            losses.append(loss.detach())
        return torch.stack(losses), norms, model.state_dict()

    out = {f"initial.{name}": value for name, value in initial.items()}
    out |= {"tokens": tokens, "targets": targets}
    out["layers_width_heads_context_batch_vocabulary"] = torch.tensor(
        [layers, width, heads, context, batch, vocabulary]
    )
    out["logits"] = start(tokens[0])
    loss = start.loss(tokens[0], targets[0])
    loss.backward()
    out["loss"] = loss
    out |= {f"gradient.{name}": parameter.grad for name, parameter in start.named_parameters()}

    def adam(parameters):
        return torch.optim.Adam(parameters, lr=1e-2, betas=(0.9, 0.999), eps=1e-8)

    losses, _, final = train(adam, steps)
    out["adam.losses"] = losses
    for name in [
        "token_embedding.weight",
        "blocks.0.attention.qkv.weight",
        "blocks.1.mlp.down.bias",
        "final_norm.weight",
        "head.weight",
    ]:
        out[f"adam.final.{name}"] = final[name]
    out["adam.losses.float32"], _, _ = train(adam, steps, dtype=torch.float32)

    few = 10
    runs = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=1e-3, alpha=0.99, eps=1e-8),
        "adamw": lambda p: torch.optim.AdamW(p, lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1),
    }
    for name, make in runs.items():
        out[f"{name}.losses"], _, final = train(make, few)
        out[f"{name}.final.head.weight"] = final["head.weight"]
        out[f"{name}.final.final_norm.bias"] = final["final_norm.bias"]
    # The same as `momentum`, but for the clipping: at 0.5 in every step, at 0.9 only in some.
    for name, clip in {"clipped": 0.5, "clipped_at_times": 0.9}.items():
        out[f"{name}.losses"], norms, final = train(runs["momentum"], few, clip)
        out[f"{name}.norms"] = torch.stack(norms)
        out[f"{name}.final.head.weight"] = final["head.weight"]
    save("gpt", seed, out)
    for name in ["adam", *runs, "clipped", "clipped_at_times"]:
        losses = out[f"{name}.losses"]
        print(f"  {name}: {losses[0]:.6f} to {losses[-1]:.6f} in {len(losses)} steps")
    difference = (out["adam.losses"] - out["adam.losses.float32"].double()).abs().max()
    print(f"  adam in float32 is within {difference:.1e} of float64")
    for name in ["clipped", "clipped_at_times"]:
        norms = out[f"{name}.norms"]
        print(f"  {name}: norms before were {norms.min():.3f} to {norms.max():.3f}")


torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
operations(seed=1)
attention_block(seed=2)
gpt(seed=3)
files = sorted(HERE.glob("*.safetensors"), key=lambda file: file.stat().st_size)
print(f"Largest: {files[-1].name}, {files[-1].stat().st_size} bytes")
print(f"Together: {sum(file.stat().st_size for file in files)} bytes")
