//! The NumPy program.

use super::MutualInformation;
use super::state::{DISTANCES, MOST_WORDS, MutualState};
use crate::contract::prelude::*;
use crate::contract::units::numpy_log;
use crate::language::{LANGUAGE, NETWORK};
use training::telling::INFORMATIVE;

impl Twin for MutualInformation {
    fn twin(state: &MutualState) -> String {
        format!(
            r#"import json
import numpy as np

np.seterr(divide="ignore", invalid="ignore")
{LANGUAGE}{NETWORK}joint = {joint}
log = {log}
distance, N = {distance}, {pairs}
text = {text}


def entropy(p):
    """H(p); what never occurs adds nothing."""
    p = p[p > 0]
    return -(p * log(p)).sum() + 0.0


def information(p, log):
    """I = sum of p log p/(p(x) p(y))."""
    logs = log(p) - log(p.sum(1, keepdims=True)) - log(p.sum(0))
    return max((p * logs)[p > 0].sum(), 0.0)


# The table.
p = joint / joint.sum()
x, y = p.sum(1), p.sum(0)
product = np.outer(x, y)


def logs(p, weights):
    """log p. A quotient that underflows has lost digits: its logarithm is that of the weights minus that of
    their sum."""
    return np.where(p < np.finfo(float).tiny, log(weights) - log(joint.sum()), log(p))


apart = logs(p, joint) - logs(x, joint.sum(1))[:, None] - logs(y, joint.sum(0))
ratio = p / x[:, None] / y
safe = (p >= np.finfo(float).tiny) & np.isfinite(ratio)

# Two words at a distance: the first word with the state after it, steps, the second word.
step = np.zeros((S, S))
np.add.at(step, (np.arange(S)[:, None], after), emit)
word_and_state = np.zeros((V, S))
np.add.at(word_and_state, (np.arange(V), after), stationary[:, None] * emit)
pairs, between = [], word_and_state
for _ in range({most}):
    pairs.append(between @ emit)
    between = between @ step
by_distance = np.array([information(pair, np.log) for pair in pairs])


def sum_of_means(p):
    """The sum over p of the means of k log k for k ~ Binomial(N, p), over the counts that weigh anything."""
    total = 0
    # Similar probabilities together, since they need similar counts.
    for q in np.array_split(np.sort(p[p > 0]), 1 + p.size // 100):
        width = 12 * np.sqrt(N * q) + 40
        low = np.maximum(N * q - width, 0).astype(int)[:, None]
        k = low + np.arange(int(2 * width.max()) + 2)
        ratios = np.maximum(N - k + 1, 0) / np.maximum(k, 1) * (q / (1 - q))[:, None]
        ratios[:, 0] = 1
        weights = np.cumsum(np.log(ratios), axis=1)
        weights = np.exp(weights - weights.max(1, keepdims=True))
        means = (weights * k * np.log(np.maximum(k, 1))).sum(1) / weights.sum(1)
        total += means.sum()
    return total


pair = pairs[distance - 1]
first, second = pair.sum(1), pair.sum(0)
means = [sum_of_means(cells.ravel()) for cells in (pair, first, second)]
expected = np.log(N) + (means[0] - means[1] - means[2]) / N
logs = np.log(pair / first[:, None] / second)[pair > 0]
spread = (pair[pair > 0] * logs**2).sum() - (pair[pair > 0] * logs).sum() ** 2
freedom = (pair > 0).sum() - (first > 0).sum() - (second > 0).sum() + 1

# Each word is hidden from the source.
ids = [words.index(w) for w in text]


def next_word(hidden=None):
    """The true distribution of the next word, one word unseen."""
    belief = sentence_start
    for at, word in enumerate(ids):
        belief = belief @ step if at == hidden else observe(belief, word)
    return belief @ emit


def kl(p, q):
    return max((p * np.log(p / q))[p > 0].sum(), 0.0) if np.isfinite(p).all() else np.nan


truth = next_word()
told = np.array([kl(truth, next_word(at)) for at in range(len(ids))])

# The trained model, which sees the full stop before the sentence.
known, seen = [0, *ids], []
predicted = network(known, seen=seen)[-1]
attention = np.concatenate(seen)[:, -1, 1:]
without = [kl(truth, network(known, off=(layer, head))[-1]) for layer in (0, 1) for head in range(HEADS)]


def auc(scores):
    """The chance that an informative word is scored above another one."""
    if not np.isfinite(told).all():
        return np.nan
    apart = scores[told > {INFORMATIVE}][:, None] - scores[told <= {INFORMATIVE}]
    return ((apart > 0) + (apart == 0) / 2).mean() if apart.size else np.nan


print(json.dumps({{
    "entropy-x": entropy(x),
    "entropy-y": entropy(y),
    "joint-entropy": entropy(p),
    "mutual-information": information(p, log),
    "x-given-y": entropy(p) - entropy(y),
    "y-given-x": entropy(p) - entropy(x),
    "pointwise": np.where(safe, log(ratio), apart).tolist(),
    "p": p.tolist(),
    "product": product.tolist(),
    "difference": (p - product).tolist(),
    "p-x": x.tolist(),
    "p-y": y.tolist(),
    "by-distance": by_distance[:{DISTANCES}].tolist(),
    "expected-plug-in": expected,
    "bias": expected - by_distance[distance - 1],
    "standard-error": np.sqrt(max(spread, 0) / N + min(freedom, N) / (2 * N**2)),
    "information": told.tolist(),
    "by-nearness": by_distance[: len(ids)][::-1].tolist(),
    "attention": attention.tolist(),
    "model-kl": kl(truth, predicted),
    "without-head": without,
    "auc": [auc(attention[:HEADS].mean(0)), auc(attention[HEADS:].mean(0)), auc(np.arange(len(ids)))],
}}))
"#,
            joint = MutualState::joint().python(state),
            log = numpy_log(state.unit),
            distance = state.distance,
            pairs = state.pairs,
            text = MutualState::text().python(state),
            most = MOST_WORDS,
        )
    }
}
