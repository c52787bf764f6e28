//! The NumPy program: a whole GPT.

use super::Transformer;
use super::inside::inside;
use super::model::{shipped, shipped_sizes};
use super::read::writers;
use super::state::TransformerState;
use crate::contract::prelude::*;
use crate::language::{LANGUAGE, LAYERS, words};

impl Twin for Transformer {
    fn twin(state: &TransformerState) -> String {
        // A program can read the shipped model alone.
        let own = state.own.shown().map(|own| own.title());
        let title = own.or_else(|| state.held.brought().map(|model| model.title()));
        let says = title.map_or_else(String::new, |title| {
            format!(
                "# This program reads the shipped model. The page shows {}, which only this session has:\n\
                 # so its numbers differ.\n",
                title.replace(['\n', '\r'], " ")
            )
        });
        let state = &state.of_shipped();
        let known = shipped().and_then(|model| inside(&model, &state.text, &state.off, None));
        let pair = known.and_then(|inside| inside.pair);
        let pair = pair.map_or("None".into(), |(right, wrong)| {
            let [right, wrong] = [right, wrong].map(|word| words(&[word]).concat());
            format!("words.index(\"{right}\"), words.index(\"{wrong}\")")
        });
        format!(
            r#"{says}import json
import numpy as np

{LANGUAGE}{LAYERS}text = {text}
other = {other}
layer, head = {layer}, {head}  # counted from 1
word = {word}  # counted from 0
off = {off}  # heads that write nothing: layer and head, from 1
target = {target}  # whose logit is taken apart; None: the likeliest next word
pair = {pair}  # a word that may follow the sentence, and its other number, which may not

LAYERS, WIDTH = 2, W["token_embedding.weight"].shape[1]
D = WIDTH // HEADS
PARTS = {parts}


def embedding(ids):
    return W["token_embedding.weight"][ids] + W["position_embedding.weight"][: len(ids)]


def unembedded(x):
    """The logits that follow from a stream, normalised at its own mean and deviation."""
    return normalised(x, "final_norm") @ W["head.weight"].T


def network(ids, patch=None):
    """One forward pass: the stream after each half-layer, what each part writes, all attention.
    With patch = (part, place, output) a part writes something else at a place."""
    n = len(ids)
    later = np.triu(np.ones((n, n), bool), 1)
    writes, attention = {{}}, []

    def written(part, output):
        if patch is not None and patch[0] == part:
            output = output.copy()
            output[patch[1]] = patch[2]
        writes[part] = output
        return output

    x = written("embedding", embedding(ids))
    stream = [x]
    for at in range(LAYERS):
        block = f"blocks.{{at}}"
        qkv = linear(normalised(x, block + ".norm_1"), block + ".attention.qkv")
        q, k, v = qkv.reshape(n, 3, HEADS, D).transpose(1, 2, 0, 3)
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(D)
        A = softmax(np.where(later, -np.inf, scores))
        attention.append(A)
        projection = W[block + ".attention.projection.weight"]
        for h in range(HEADS):
            output = A[h] @ v[h] @ projection[:, h * D : (h + 1) * D].T
            if (at + 1, h + 1) in off:
                output = np.zeros_like(output)
            x = x + written(f"head {{at + 1}}.{{h + 1}}", output)
        bias = np.tile(W[block + ".attention.projection.bias"], (n, 1))
        x = x + written(f"bias {{at + 1}}", bias)
        stream.append(x)
        units = gelu(linear(normalised(x, block + ".norm_2"), block + ".mlp.up"))
        x = x + written(f"MLP {{at + 1}}", linear(units, block + ".mlp.down"))
        stream.append(x)
    return stream, writes, attention


def log_odds(stream):
    logits = unembedded(stream[-1][-1])
    return logits[pair[0]] - logits[pair[1]] if pair else np.nan


# The full stop before the sentence is known.
ids, others = ([0, *(words.index(w) for w in t)] for t in (text, other))
place = word + 1
stream, writes, attention = network(ids)

# The truth: the source's states, filtered by the words.
belief = sentence_start
for token in ids[1 : place + 1]:
    belief = observe(belief, token)
truth = belief @ emit


def entropy(p):
    return -(p[p > 0] * np.log(p[p > 0])).sum()


def kl(q):
    return (truth * np.log(truth / q))[truth > 0].sum() if np.isfinite(truth).all() else np.nan


# What would come next after each half-layer.
with np.errstate(divide="ignore", invalid="ignore"):
    lens = [softmax(unembedded(x)) for x in stream]
    here = [p[place] for p in lens]
    losses = [-np.log(p[np.arange(len(text)), ids[1:]]).mean() for p in lens]
    divergences = [kl(q) for q in here]
logits = unembedded(stream[-1][place])

# What each part adds to the logit of the target, at the scale of the whole stream.
row = W["head.weight"][words.index(target) if target else logits.argmax()]
deviation = np.sqrt(stream[-1][place].var() + 1e-5)
direct = [(y - y.mean()) / deviation * W["final_norm.weight"] @ row for y in (writes[p][place] for p in PARTS)]
direct.append(W["final_norm.bias"] @ row)

# Each part's output at the word, taken from the other sentence.
if pair and place < len(others):
    there = network(others)[1]
    patched = [log_odds(network(ids, (part, place, there[part][place]))[0]) for part in PARTS]
else:
    patched = [np.nan] * len(PARTS)

# What is multiplied for each word: all matrices, and attention to t words.
matrices = sum(w.size for name, w in W.items() if name.startswith("blocks") and w.ndim == 2)
per_word = [matrices + 2 * LAYERS * WIDTH * t for t in range(1, len(ids) + 1)]
unembedding = W["head.weight"].size

half_writes = [stream[0]] + [b - a for a, b in zip(stream, stream[1:])]
print(json.dumps({{
    "attention": attention[layer - 1][head - 1].tolist(),
    "logits": logits.tolist(),
    "probabilities": softmax(logits).tolist(),
    "truth": truth.tolist(),
    "entropy": entropy(here[-1]),
    "kl": divergences[-1],
    "impossible-mass": here[-1][truth == 0].sum() if np.isfinite(truth).all() else np.nan,
    "lens-loss": losses,
    "lens-entropy": [entropy(p) for p in here],
    "lens-kl": divergences,
    "lens-probabilities": [p.tolist() for p in here],
    "write-norms": [np.linalg.norm(writes[part][place]) for part in PARTS],
    "stream-writes": np.linalg.norm(half_writes, axis=2).T.tolist(),
    "contributions": direct,
    "agreement": log_odds(stream),
    "patched": patched,
    "cached-multiplications": sum(per_word) + len(ids) * unembedding,
    "uncached-multiplications": sum(sum(per_word[:t]) + unembedding for t in range(1, len(ids) + 1)),
    "cache-size": 2 * LAYERS * WIDTH * len(ids),
}}))
"#,
            text = TransformerState::text().python(state),
            other = TransformerState::other().python(state),
            layer = state.layer,
            head = state.head,
            word = state.at(),
            off = TransformerState::off().python(state),
            target = TransformerState::target().python(state),
            parts = parts(),
        )
    }
}

/// The names of the parts as a list.
fn parts() -> String {
    let all: Vec<String> = (writers(shipped_sizes()).iter())
        .map(|name| format!("\"{name}\""))
        .collect();
    // Lines of a readable length.
    let lines: Vec<String> = all.chunks(10).map(|chunk| chunk.join(", ")).collect();
    format!("[\n    {},\n]", lines.join(",\n    "))
}
