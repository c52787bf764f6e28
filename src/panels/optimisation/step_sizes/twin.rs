//! The NumPy program.

use super::StepSizes;
use super::state::StepSizesState;
use crate::contract::prelude::*;

impl Twin for StepSizes {
    fn twin(state: &StepSizesState) -> String {
        let draws = numpy::RANDOM;
        format!(
            r#"import json
import math
import numpy as np

scale, exponent, shift = {scale}, {exponent}, {shift}
noise, start, steps, seed = {noise}, {start}, {steps}, {seed}
problem = "{problem}"

t = np.arange(1, steps + 1) + shift
rates = (scale * t.astype(float) ** -exponent).tolist()

def scaled(value, power):
    with np.errstate(over="ignore"):
        return float(np.ldexp(value, power))

# Both recursions keep the power of two apart: the numbers may leave the range of a float and come back.
def mean_square(start, noise):
    value, power = math.frexp(start * start)
    for rate in rates:
        added = math.ldexp((rate * noise) ** 2, -power)
        value, more = math.frexp((1 - rate) ** 2 * value + added)
        power += more
    return scaled(value, power)

def product(factors):
    value, power = 1.0, 0
    for factor in factors:
        value, more = math.frexp(value * factor)
        power += more
    return scaled(value, power)

# What a push at each step adds to the sum of the iterates.
responses, response = [], 1.0
for rate in reversed(rates):
    responses.append(response)
    response = 1 + (1 - rate) * response
responses.reverse()
averaged = 0.0
if noise > 0:
    averaged += sum(x * x for x in (noise * r * b / steps for r, b in zip(rates, responses)))
if start != 0 and rates[0] != 1:
    share = start / steps * (1 - rates[0]) * responses[0]
    averaged += share * share
# Iterates that explode to both sides and come back cancel in their sum; rounding leaves nothing of it.
if rates[-1] <= 2 and math.prod(rate - 1 for rate in rates if rate > 2) > 1e4:
    averaged = math.nan

# The whole series: 50 terms, and Euler and Maclaurin for the rest.
def series(a):
    if a <= 1:
        return math.inf
    head = sum((k + shift) ** -a for k in range(50, 0, -1))
    n = 51.0 + shift
    rest = n / (a - 1) + 1 / 2 + a / (12 * n) - a * (a + 1) * (a + 2) / (720 * n ** 3)
    rest += a * (a + 1) * (a + 2) * (a + 3) * (a + 4) / (30240 * n ** 5)
    return head + n ** -a * rest

spread, bias = mean_square(0.0, noise), mean_square(start, 0.0)
error = math.sqrt(spread) * math.sqrt(2 * spread + 4 * bias) / 20 if noise > 0 else 0.0

{draws}

def experiment():
    """What the page's own runs come to: the mean of θ² and of the squared average, and the mean losses of both.

    It takes up to seconds, so it isn't called here: print(experiment()). On the quadratic the steps between
    two points of the picture are drawn as one, which is exact.
    """
    random = Random(seed)
    shown = sorted({{int(10 ** (k / 12) + 0.5) for k in range(120)}} & set(range(steps)) | {{steps}})
    loss = {{"quadratic": lambda x: x * x / 2, "absolute": abs, "quartic": lambda x: x**4 / 4}}[problem]
    if problem == "quadratic":
        theta, total = np.full(400, np.sign(start)), np.zeros(400)  # θ over the root of E θ²
        square = start * start
        before = 0
        for t in shown:
            p, q, v, c, w = 1.0, 0.0, 0.0, 0.0, 0.0
            for rate in rates[before:t]:
                left = 1 - rate
                p *= left
                q += p
                v = left * left * v + (rate * noise) ** 2
                w += 2 * left * c + v
                c = left * c + v
            before, old = t, square
            square = square * p * p + v
            first, second = random.normals(400, 2).T if v > 1e-34 * square else np.zeros((2, 400))
            along = c / math.sqrt(v) if v > 0 else 0.0
            total = total + math.sqrt(old) * q * theta + along * first
            total = total + math.sqrt(max(w - along * along, 0)) * second
            if square > 0:
                theta = math.sqrt(old / square) * p * theta + math.sqrt(v / square) * first
        theta = math.sqrt(square) * theta
    else:
        count = min(max(500_000 // steps, 10), 400)
        slope = np.sign if problem == "absolute" else lambda x: x * x * x
        theta, total = np.full(count, start), np.zeros(count)
        before = 0
        for t in shown:
            now = rates[before:t]
            before = t
            pushes = np.zeros((count, len(now)))
            if noise > 0:  # nearly normal: the sum of eight bytes
                bytes_of = lambda: sum(random.bits().to_bytes(8, "little"))
                pushes = np.array([[bytes_of() - 1020 for _ in now] for _ in range(count)])
                pushes = noise * pushes / 209.02152999152983
            with np.errstate(all="ignore"):
                for rate, push in zip(now, pushes.T):
                    theta = theta - rate * (slope(theta) + push)
                    total = total + theta
            lost = ~np.isfinite(theta + total)  # what has left the range doesn't come back
            theta[lost] = total[lost] = np.inf
    average = total / steps
    mean = lambda x: float(np.mean(x))
    return {{
        "distance": mean(theta**2),
        "averaged": mean(average**2),
        "gap": mean(loss(theta)),
        "averaged-gap": mean(loss(average)),
    }}


print(json.dumps({{
    "sum": math.fsum(rates),
    "sum-of-squares": math.fsum(rate * rate for rate in rates),
    "sum-diverges": 1.0 if exponent <= 1 else 0.0,
    "squares-converge": 1.0 if exponent > 0.5 else 0.0,
    "sum-limit": scale * series(exponent),
    "squares-limit": scale ** 2 * series(2 * exponent),
    "mean-square": mean_square(start, noise),
    "remaining": product(1 - rate for rate in rates),
    "averaged-mean-square": averaged,
    "standard-error": error,
}}))
"#,
            scale = StepSizesState::scale().python(state),
            exponent = StepSizesState::exponent().python(state),
            shift = StepSizesState::shift().python(state),
            noise = StepSizesState::noise().python(state),
            start = StepSizesState::start().python(state),
            steps = StepSizesState::steps().python(state),
            seed = StepSizesState::seed().python(state),
            problem = state.problem.name(),
        )
    }
}
