//! The NumPy program.

use super::Perplexity;
use super::state::PerplexityState;
use crate::contract::prelude::*;
use crate::language::{LANGUAGE, Model, NETWORK, predictions};

impl Twin for Perplexity {
    fn twin(state: &PerplexityState) -> String {
        let models: Vec<String> = Model::NAMES
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect();
        format!(
            r#"import json
import numpy as np

{LANGUAGE}{NETWORK}{predict}text = {text}
word = {word}  # counted from 0
q = {q}  # what this word gets instead of the model's own probability

ids = [words.index(w) for w in text]


def probabilities(model):
    """The model's own probability of each word; what rounding lifts above 1 is 1."""
    return np.minimum(predict(model, ids)[np.arange(len(ids)), ids], 1)


def cross_entropy(p):
    """Bits a word; infinite as soon as a word can't follow."""
    return np.inf if (p == 0).any() else -np.log2(p).mean() + 0.0


p = probabilities("{model}")
if q is not None:
    p[word] = q
H = cross_entropy(p)
written = " ".join(text).replace(" .", ".")

with np.errstate(divide="ignore", over="ignore"):
    print(json.dumps({{
        "perplexity": np.exp2(H),
        "cross-entropy-bits": H,
        "surprisals": (-np.log2(p) + 0.0).tolist(),
        "choices": (1 / p).tolist(),
        "perplexities": [np.exp2(cross_entropy(probabilities(m))) for m in [{models}]],
        "bits-per-character": H * len(ids) / len(written),
        "character-perplexity": np.exp2(H * len(ids) / len(written)),
    }}))
"#,
            predict = predictions(Model::ALL),
            text = PerplexityState::text().python(state),
            word = state.word,
            q = PerplexityState::q().python(state),
            models = models.join(", "),
            model = state.model.name(),
        )
    }
}
