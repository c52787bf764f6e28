//! The NumPy program.

use super::CrossEntropyGradient;
use super::state::LossState;
use crate::contract::prelude::*;

impl Twin for CrossEntropyGradient {
    fn twin(state: &LossState) -> String {
        format!(
            r#"import json
import numpy as np

z = {z}
target, smoothing, rate = {target}, {smoothing}, {rate}

truth = (1 - smoothing) * np.eye(len(z))[target] + smoothing / len(z)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def cross_entropy(z):
    short = z.max() - z
    others = np.delete(np.exp(-short), short.argmin())
    return np.log1p(others.sum()) + truth @ short


predicted = softmax(z)
others = np.array([np.delete(predicted, i).sum() for i in range(len(z))])
# Where both are near 1, (1 - y) - (1 - predicted) keeps the digits.
gradient = np.where(np.minimum(predicted, truth) > 0.5, (1 - truth) - others, predicted - truth)
after = z - rate * gradient

print(json.dumps({{
    "probabilities": predicted.tolist(),
    "loss": cross_entropy(z),
    "gradient": gradient.tolist(),
    "truth": truth.tolist(),
    "next-logits": after.tolist(),
    "next-probabilities": softmax(after).tolist(),
    "next-loss": cross_entropy(after),
}}))
"#,
            z = LossState::z().python(state),
            target = LossState::target().python(state),
            smoothing = LossState::smoothing().python(state),
            rate = LossState::rate().python(state),
        )
    }
}
