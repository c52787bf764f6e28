//! The NumPy program.

use super::Entropy;
use super::state::EntropyState;
use crate::contract::prelude::*;
use crate::contract::units::numpy_log;

impl Twin for Entropy {
    fn twin(state: &EntropyState) -> String {
        let log = numpy_log(state.unit);
        format!(
            r#"import heapq
import json
import math
import numpy as np

weights = {p}
log = {log}
draws = {draws}

p = weights / math.fsum(weights)
possible = weights > 0
with np.errstate(divide="ignore"):
    surprisal = -log(p) + 0.0
# A quotient that underflows has lost digits: its logarithm is that of the weight minus that of the sum.
small = possible & (p < np.finfo(float).tiny)
surprisal[small] = log(math.fsum(weights)) - log(weights[small])
entropy = (p[possible] * surprisal[possible]).sum()
maximum = log(len(p))
q, s = p[possible], surprisal[possible]
apart = s[:, None] - s
apart[np.abs(apart) <= 8 * np.finfo(float).eps * (1 + np.abs(s))] = 0
deviation = np.sqrt((q[:, None] * q * apart**2).sum() / 2)

# Huffman: join the two lightest trees until one is left; each join is one bit more for all in them.
lengths = np.zeros(len(p))
heavy = np.ldexp(weights, 1000 - np.frexp(weights.max())[1]) if small.any() else p
trees = [(heavy[i], i, [i]) for i in np.flatnonzero(possible)]
heapq.heapify(trees)
age = len(p)
while len(trees) > 1:
    first, second = heapq.heappop(trees), heapq.heappop(trees)
    outcomes = first[2] + second[2]
    lengths[outcomes] += 1
    heapq.heappush(trees, (first[0] + second[0], age, outcomes))
    age += 1

print(json.dumps({{
    "entropy": entropy,
    "maximum": maximum,
    "gap": maximum - entropy,
    "p": p.tolist(),
    "surprisal": surprisal.tolist(),
    "code-lengths": lengths.tolist(),
    "code-length": (p * lengths).sum(),
    "standard-error": deviation / math.sqrt(draws),
}}))
"#,
            p = EntropyState::p().python(state),
            draws = EntropyState::draws().python(state),
        )
    }
}
