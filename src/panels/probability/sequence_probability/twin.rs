//! The NumPy program.

use super::SequenceProbability;
use super::state::SequenceState;
use crate::contract::prelude::*;
use crate::language::{LANGUAGE, Model, NETWORK, predictions};

impl Twin for SequenceProbability {
    fn twin(state: &SequenceState) -> String {
        format!(
            r#"import json
import numpy as np

{LANGUAGE}{NETWORK}{predict}text = {text}
word = {word}  # counted from 0

ids = [words.index(w) for w in text]


def log_joint(p):
    """The sum of the logarithms; minus infinity as soon as a word can't follow."""
    return -np.inf if (p == 0).any() else np.log(p).sum()


with np.errstate(divide="ignore"):
    rows = {{model: predict(model, ids) for model in {models}}}
    conditionals = {{model: p[np.arange(len(ids)), ids] for model, p in rows.items()}}
    logs = {{model: log_joint(p) for model, p in conditionals.items()}}

p = conditionals["{model}"]
print(json.dumps({{
    "conditionals": p.tolist(),
    "joint": 0.0 if (p == 0).any() else p.prod(),
    "log-joint": logs["{model}"],
    "per-word": logs["{model}"] / len(ids),
    "log-joints": list(logs.values()),
    "distribution": rows["{model}"][word].tolist(),
}}))
"#,
            predict = predictions(Model::ALL),
            text = SequenceState::text().python(state),
            word = state.word,
            models = names(),
            model = state.model.name(),
        )
    }
}

fn names() -> String {
    let names: Vec<String> = Model::NAMES
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    format!("[{}]", names.join(", "))
}
