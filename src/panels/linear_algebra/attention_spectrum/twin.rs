//! The NumPy program.

use super::AttentionSpectrum;
use super::state::SpectrumState;
use crate::contract::prelude::*;
use numeric_core::attention::Mask;

impl Twin for AttentionSpectrum {
    fn twin(state: &SpectrumState) -> String {
        format!(
            r#"import json
import numpy as np

q = {q}
k = {k}
sharpness = {sharpness}
causal = {causal}
power = {power}

scores = sharpness * q @ k.T / np.sqrt(q.shape[1])
allowed = np.tril(np.ones(scores.shape, dtype=bool)) if causal else np.ones(scores.shape, dtype=bool)
masked = np.where(allowed, scores, -np.inf)
weights = np.exp(masked - masked.max(axis=1, keepdims=True))
weights /= weights.sum(axis=1, keepdims=True)


def place(z):
    """By falling modulus, then real part, then imaginary part; rounding decides nothing."""
    return [-round(abs(z), 9), -round(z.real, 9), -z.imag]


def stationary(p):
    """The left eigenvector of 1 by removing one word after the other: nothing is subtracted."""
    p = p.copy()
    for last in range(len(p) - 1, 0, -1):
        leaving = p[last, :last].sum()
        if leaving == 0.0:
            return None
        p[:last, last] /= leaving
        p[:last, :last] += np.outer(p[:last, last], p[last, :last])
    found = np.ones(1)
    for j in range(1, len(p)):
        found = np.append(found, found @ p[:j, j])
    return found / found.sum()


def even_start(p):
    """Where walkers end who start evenly on all words."""
    p = (np.eye(len(p)) + p) / 2
    for _ in range(64):
        p = p @ p
        p /= p.sum(axis=1, keepdims=True)
    return p.mean(axis=0)


eigenvalues = sorted(np.linalg.eigvals(weights).astype(complex), key=place)
pi = stationary(weights)
if pi is None:
    pi = even_start(weights)
logs = np.log(np.where(weights > 0, weights, 1.0))

print(json.dumps({{
    "weights": weights.tolist(),
    "eigenvalues": [{{"re": z.real, "im": z.imag}} for z in eigenvalues],
    "stationary": pi.tolist(),
    "spectral-gap": 1 - abs(eigenvalues[1]),
    "row-entropy": (-(weights * logs).sum(axis=1)).tolist(),
    "power-matrix": np.linalg.matrix_power(weights, power).tolist(),
}}))
"#,
            q = SpectrumState::q().python(state),
            k = SpectrumState::k().python(state),
            sharpness = SpectrumState::sharpness().python(state),
            causal = numpy::boolean(state.mask == Mask::Causal),
            power = SpectrumState::power().python(state),
        )
    }
}
