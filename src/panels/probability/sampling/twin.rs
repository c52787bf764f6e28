//! The NumPy program.

use super::Sampling;
use super::state::{Method, SamplingState};
use crate::contract::prelude::*;
use crate::language::{LANGUAGE, Model, NETWORK, predictions, written};
use numeric_core::probability::sampling::Order;

impl Twin for Sampling {
    fn twin(state: &SamplingState) -> String {
        let (given, [defined, more]) = match &state.text {
            None => (format!("z = {}\n", numpy::array(&state.logits)), ["", ""]),
            Some(text) => (
                format!(
                    "{LANGUAGE}{NETWORK}{}text = {:?}.split()\n\
                     ids = [words.index(word) for word in text]\n\
                     z = np.log(predict(\"transformer\", ids)[-1])\n\
                     truth = predict(\"source\", ids)[-1]\n",
                    predictions(&[Model::Transformer, Model::Source]),
                    written(text)
                ),
                TRUTH,
            ),
        };
        let before = match state.order {
            Order::First => "tempered",
            Order::Last => "raw",
        };
        let cut = match state.method {
            Method::Greedy => "count = 1".into(),
            Method::Temperature => "count = len(z)".into(),
            Method::TopK => format!("count = {}", state.k),
            Method::TopP => format!(
                "p = {}\n\
                 # By rank, one after the other; the token that crosses p is kept.\n\
                 mass = np.cumsum({before}[ranking])\n\
                 count = len(z) if p == 1 or mass[-1] < p else int(np.argmax(mass >= p)) + 1",
                numpy::float(state.p)
            ),
            Method::MinP => format!(
                "p = {}\ncount = int(({before} >= p * {before}.max()).sum())",
                numpy::float(state.p)
            ),
        };
        format!(
            r#"import json
import numpy as np

{given}T = {temperature}
draws = {draws}


def softmax(z, T):
    if T == 0:  # the limit: equal parts on the largest
        e = (z == z.max()).astype(float)
    else:
        e = np.exp((z - z.max()) / T)
    return e / np.cumsum(e)[-1]


raw, tempered = softmax(z, 1), softmax(z, T)
ranking = np.argsort(-z, kind="stable")  # of equal logits the first comes first
{cut}
kept = ranking[:count]

probabilities = np.zeros(len(z))
probabilities[kept] = softmax(z[kept], T)
is_kept = np.zeros(len(z))
is_kept[kept] = 1


def entropy(p):
    p = p[p > 0]
    return -(p * np.log(p)).sum() + 0.0


possible = probabilities[probabilities > 0]
n = len(possible)
variance = 2 * (n - 1) + ((1 / possible).sum() - n**2 - 2 * n + 2) / draws

others = [np.delete(probabilities, i).sum() for i in range(len(z))]
{defined}
print(json.dumps({{
    "kept-mass": min(tempered[kept].sum(), 1.0),
    "entropy": entropy(probabilities),
    "tempered-entropy": entropy(tempered),
    "raw": raw.tolist(),
    "tempered": tempered.tolist(),
    "kept": is_kept.tolist(),
    "probabilities": probabilities.tolist(),
    "standard-errors": np.sqrt(probabilities * others / draws).tolist(),
    "degrees-of-freedom": n - 1,
    "chi-squared-deviation": max(variance, 0) ** 0.5,
{more}}}))
"#,
            temperature = SamplingState::temperature().python(state),
            draws = state.draws,
        )
    }
}

/// What is said of the truth in a text: before the readouts, and among them.
const TRUTH: [&str; 2] = [
    "defined = not np.isnan(truth).any()\n",
    r#"    "truth": truth.tolist(),
    "kept-truth": truth[kept].sum(),
    "impossible": probabilities[truth == 0].sum() if defined else float("nan"),
"#,
];
