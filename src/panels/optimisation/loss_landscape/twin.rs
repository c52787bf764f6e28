//! The NumPy program.

use super::here::Here;
use super::state::{LandscapeState, LandscapeView, VARIABLES};
use super::{LossLandscape, slices, xor};
use crate::contract::prelude::*;
use crate::expression::{Program, SLOPES};

impl Twin for LossLandscape {
    fn twin(state: &LandscapeState) -> String {
        match state.view {
            LandscapeView::Descent => descent(state),
            LandscapeView::Matrices => matrices(state),
            LandscapeView::Xor => xor::twin(state),
            LandscapeView::Slices => slices::twin(state),
        }
    }
}

fn descent(state: &LandscapeState) -> String {
    let here = Here::of(state, None);
    let mut program = Program::default();
    let formula = program.formula(&state.f, VARIABLES);
    let remark = |why: &Option<String>| match why {
        Some(why) => format!("  # {}", why.trim_end_matches('.')),
        None => String::new(),
    };
    format!(
        r#"{head}

def f(x, y):
    return {formula}


{SLOPES}

def grad(x, y):
    if not np.isfinite(f(x, y)):
        return np.full(2, np.nan)
    return np.array([slope(x, y, 1.0, 0.0), slope(x, y, 0.0, 1.0)])


start = np.array({start})
rate, momentum, steps = {rate}, {momentum}, {steps}
has_gradient = {has_gradient}{no_gradient}
has_hessian = {has_hessian}{no_hessian}
# How far rounding may take the gradient and the eigenvalues here: what is smaller isn't told from 0.
slack, slack_of_eigenvalues = np.array({slack}), np.array({slack_of_eigenvalues})

x, y = start
value = np.float64(f(x, y))
gradient = grad(x, y) if has_gradient else np.full(2, np.nan)
axes = [(1.0, 0.0), (0.0, 1.0)]
hessian = np.full((2, 2), np.nan)
if has_hessian:
    hessian = np.array([[second(x, y, j, i) for j in axes] for i in axes])
eigenvalues = np.linalg.eigvalsh(hessian) if has_hessian else np.full(2, np.nan)
if hessian[0, 1] == 0:
    eigenvalues = np.sort(np.diag(hessian))  # to the last digit

if not has_gradient:
    kind = "undecided"
elif (np.abs(gradient) > slack).any():
    kind = "slope"
elif not has_hessian or (np.abs(eigenvalues) <= slack_of_eigenvalues).any():
    kind = "undecided"
else:
    kind = ["maximum", "saddle", "minimum"][(eigenvalues > 0).sum()]

threshold = np.nan
if eigenvalues[1] > slack_of_eigenvalues[1]:
    threshold = 2 / eigenvalues[1]
elif eigenvalues[1] == 0:
    threshold = np.inf


def descend(rule):
    theta, m, v = start, np.zeros(2), np.zeros(2)
    for t in range(1, steps + 1):
        g = grad(*theta)
        if rule == "sgd":
            theta = theta - rate * g
        elif rule == "momentum":
            m = momentum * m + g
            theta = theta - rate * m
        elif rule == "rmsprop":
            v = 0.9 * v + 0.1 * g * g
            theta = theta - rate * g / (np.sqrt(v) + 1e-8)
        else:
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            theta = theta - rate * (m / (1 - 0.9**t)) / (np.sqrt(v) / np.sqrt(1 - 0.999**t) + 1e-8)
        if np.isnan(theta).any():
            return np.full(2, np.nan)
        if np.abs(theta).max() > 1e6:
            return np.full(2, np.inf)
    return theta


def loss(theta):
    if np.isnan(theta).any():
        return np.nan
    return np.inf if np.isinf(theta).any() else np.float64(f(*theta))


ends = {{rule: descend(rule) for rule in {optimisers}}}

print(json.dumps({{
    "value": value,
    "gradient": gradient.tolist(),
    "hessian": hessian.tolist(),
    "hessian-eigenvalues": eigenvalues.tolist(),
    "kind": kind,
    "threshold": threshold,
    "final": {{rule: end.tolist() for rule, end in ends.items()}},
    "final-loss": {{rule: loss(end) for rule, end in ends.items()}},
}}))
"#,
        head = program.head(),
        start = numpy::list(&[state.start.0, state.start.1]),
        rate = LandscapeState::rate().python(state),
        momentum = LandscapeState::momentum().python(state),
        steps = LandscapeState::steps().python(state),
        optimisers = LandscapeState::optimisers().python(state),
        has_gradient = numpy::boolean(here.no_gradient.is_none()),
        has_hessian = numpy::boolean(here.no_hessian.is_none()),
        no_gradient = remark(&here.no_gradient),
        no_hessian = remark(&here.no_hessian),
        slack = numpy::list(&here.level_room(state.start)),
        slack_of_eigenvalues = numpy::list(&here.eigenvalues_off),
    )
}

fn matrices(state: &LandscapeState) -> String {
    let draws = numpy::RANDOM;
    format!(
        r#"import itertools
import json
import math
import numpy as np

size, samples, seed = {size}, {samples}, {seed}
nodes, weights = np.polynomial.legendre.leggauss(12)
nodes, weights = (nodes + 1) / 2, weights / 2  # on (0, 1)


def integrated(n):
    '''The density of the eigenvalues over 0 < λ₁ < … < λₙ, with λₙ₋ₖ = t·q₁⋯qₖ.'''
    half = (n * (n - 1) / 2 + n) / 2
    q = np.array(list(itertools.product(nodes, repeat=n - 1))).reshape(-1, n - 1)
    weight = np.array(list(itertools.product(weights, repeat=n - 1))).reshape(-1, n - 1).prod(axis=1)
    places = np.hstack([np.ones((len(q), 1)), np.cumprod(q, axis=1)])
    jacobian = places[:, :-1].prod(axis=1)
    apart = np.ones(len(q))
    for i, j in itertools.combinations(range(n), 2):
        apart = apart * (places[:, i] - places[:, j])
    total = (weight * jacobian * apart / (places**2).sum(axis=1) ** half).sum()
    mehta = (2 * math.pi) ** (n / 2)
    for j in range(1, n + 1):
        mehta *= math.gamma(1 + j / 2) / math.gamma(1.5)
    return total * 2 ** (half - 1) * math.gamma(half) * math.factorial(n) / mehta


closed = [1 / 2, (2 - math.sqrt(2)) / 4, (math.pi - 2 * math.sqrt(2)) / (4 * math.pi)]
positive = np.array([closed[n - 1] if n <= 3 else integrated(n) for n in range(1, size + 1)])
{draws}

def experiment():
    """The share of the page's own matrices that is positive definite, for each size.

    A matrix is drawn entry by entry as far as its Cholesky decomposition goes. It takes up to seconds, so it
    isn't called here: print(experiment())
    """
    random, counts = Random(seed), np.zeros(5)
    for _ in range(samples):
        factor = []
        for n in range(5):
            row = []
            for above in factor:
                left = sum(a * b for a, b in zip(row, above))
                row.append((random.normal() - left) / above[-1])
            pivot = math.sqrt(2) * random.normal() - sum(a * a for a in row)
            if pivot <= 0:
                break
            factor.append(row + [math.sqrt(pivot)])
            counts[n] += 1
    return {{"positive-drawn": (counts[:size] / samples).tolist()}}


print(json.dumps({{
    "positive": positive.tolist(),
    "standard-error": np.sqrt(positive * (1 - positive) / samples).tolist(),
}}))
"#,
        size = LandscapeState::size().python(state),
        samples = LandscapeState::samples().python(state),
        seed = LandscapeState::seed().python(state),
    )
}
