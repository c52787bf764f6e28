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
relative = masked - masked.max(axis=1, keepdims=True)
weights = np.exp(relative)
totals = weights.sum(axis=1, keepdims=True)
weights /= totals


def place(z):
    """By falling modulus, then real part, then imaginary part; rounding decides nothing."""
    return [-round(abs(z), 9), -round(z.real, 9), -z.imag]


def stationary(p):
    """The left eigenvector of 1 by removing one word after the other, which subtracts nothing. In
    logarithms, since a weight may be below the smallest double."""
    p = p.copy()
    for last in range(len(p) - 1, 0, -1):
        p[:last, last] -= np.logaddexp.reduce(p[last, :last])
        p[:last, :last] = np.logaddexp(p[:last, :last], p[:last, last, None] + p[last, :last])
    found = np.zeros(1)
    for j in range(1, len(p)):
        found = np.append(found, np.logaddexp.reduce(found + p[:j, j]))
    shares = np.exp(found - found.max())
    return shares / shares.sum()


eigenvalues = sorted(np.linalg.eigvals(weights).astype(complex), key=place)
pi = stationary(relative - np.log(totals))
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
