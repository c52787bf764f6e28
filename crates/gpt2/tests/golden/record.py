"""Records small GPT-2s with what PyTorch's transformers computes with them, for tests/golden.rs.

python3 record.py           the small ones, beside this script
python3 record.py FOLDER    one of 124 million weights, into a folder, for the test that is ignored

Needs torch, transformers and safetensors.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel, __version__

HERE = Path(__file__).parent
# Name, settings, type, prefix, whether the file has a head of its own and the mask's buffers.
SMALL = [
    ("tied", dict(n_layer=2, n_embd=16, n_head=2, vocab_size=50, n_positions=12),
     torch.float32, "transformer.", False),
    ("untied", dict(n_layer=3, n_embd=12, n_head=4, vocab_size=37, n_positions=9, n_inner=20,
                    layer_norm_epsilon=1e-3, tie_word_embeddings=False), torch.float16, "", True),
    ("bfloat", dict(n_layer=2, n_embd=16, n_head=1, vocab_size=50, n_positions=12),
     torch.bfloat16, "transformer.", False),
]


def build(settings, scale, kind):
    config = GPT2Config(
        attn_pdrop=0.0, embd_pdrop=0.0, resid_pdrop=0.0, bos_token_id=0, eos_token_id=0, **settings
    )
    config._attn_implementation = "eager"
    model = GPT2LMHeadModel(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            centre = 1.0 if ".ln_" in name and name.endswith("weight") else 0.0
            parameter.copy_(centre + scale * torch.randn(parameter.shape))
            # The file's numbers, exactly.
            parameter.copy_(parameter.to(kind).float())
    return config, model


def computed(model, tokens):
    """Logits, attention of each head, and what follows each half-layer, as lists."""
    writes = {}
    keep = lambda name: lambda module, inputs, output: writes.update(
        {name: (output[0] if isinstance(output, tuple) else output)[0]}
    )
    hooks = []
    for i, block in enumerate(model.transformer.h):
        hooks.append(block.attn.register_forward_hook(keep(f"attention {i}")))
        hooks.append(block.mlp.register_forward_hook(keep(f"mlp {i}")))
    with torch.no_grad():
        output = model(
            torch.tensor([tokens]), output_attentions=True, output_hidden_states=True
        )
    for hook in hooks:
        hook.remove()
    stream = [output.hidden_states[0][0]]
    for i in range(len(model.transformer.h)):
        stream.append(stream[-1] + writes[f"attention {i}"])
        stream.append(stream[-1] + writes[f"mlp {i}"])
        if i + 1 < len(model.transformer.h):
            # The stream by its parts is the one that transformers hands on.
            assert torch.allclose(stream[-1], output.hidden_states[i + 1][0], atol=1e-4)
    return {
        "tokens": tokens,
        "logits": output.logits[0].flatten().tolist(),
        "attention": [head.flatten().tolist() for layer in output.attentions for head in layer[0]],
        "stream": [x.flatten().tolist() for x in stream],
        "mlps": [writes[f"mlp {i}"].flatten().tolist() for i in range(len(model.transformer.h))],
    }


def tensors(model, kind, prefix, extra):
    state = {}
    for name, value in model.state_dict().items():
        if name == "lm_head.weight":
            if extra:
                state[name] = value.to(kind).contiguous()
            continue
        name = name.removeprefix("transformer.")
        if not name.endswith((".attn.bias", ".attn.masked_bias")):
            state[prefix + name] = value.to(kind).contiguous().clone()
    if extra:
        n = model.config.n_positions
        for i in range(model.config.n_layer):
            state[f"{prefix}h.{i}.attn.bias"] = torch.tril(torch.ones(1, 1, n, n))
            state[f"{prefix}h.{i}.attn.masked_bias"] = torch.tensor(-1e4)
    return state


def shortened(value):
    if isinstance(value, float):
        return float(f"{value:.8g}")
    if isinstance(value, list):
        return [shortened(x) for x in value]
    if isinstance(value, dict):
        return {key: shortened(x) for key, x in value.items()}
    return value


def record(folder, name, settings, kind, prefix, extra, scale, length):
    config, model = build(settings, scale, kind)
    save_file(tensors(model, kind, prefix, extra), folder / f"{name}.safetensors")
    tokens = torch.randint(config.vocab_size, (length,)).tolist()
    precise = model.double() if config.n_embd < 100 else model
    recorded = {
        "recorded": f"torch {torch.__version__.split('+')[0]}, transformers {__version__}",
        "config": {
            "model_type": "gpt2",
            "n_head": config.n_head,
            "layer_norm_epsilon": config.layer_norm_epsilon,
            "activation_function": config.activation_function,
        },
        **shortened(computed(precise, tokens)),
    }
    file = folder / f"{name}.json"
    file.write_text(json.dumps(recorded) + "\n")
    print(file.name, file.stat().st_size, (folder / f"{name}.safetensors").stat().st_size)


torch.set_num_threads(1)
torch.manual_seed(18)
if len(sys.argv) > 1:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    record(folder, "large", {}, torch.float32, "", False, 0.05, 32)
else:
    for name, settings, kind, prefix, extra in SMALL:
        record(HERE, name, settings, kind, prefix, extra, 0.3, settings["n_positions"])
