//! The NumPy program.

use super::Ngram;
use super::state::NgramState;
use crate::contract::prelude::*;
use crate::language::{LANGUAGE, Model, predictions, written};

impl Twin for Ngram {
    fn twin(state: &NgramState) -> String {
        format!(
            r#"import json
import numpy as np

{LANGUAGE}{predict}order = {order}
context = [words.index(word) for word in {context:?}.split()]

# The best model of an order knows the last n - 1 words. Words of one class lead to the same states and
# have fixed shares, so the runs of words are followed by their classes.
classes = language["classes"]
move = np.zeros((len(classes), S, S))
for state, arcs in enumerate(language["states"]):
    for kind, probability, following in arcs:
        move[kind, state, following] += probability
within = np.array([-sum(share * np.log(share) for _, share in kind) for kind in classes])

beliefs, weights, entropies = stationary[None, :], np.ones(1), []
for n in range(7):
    joint = np.stack([beliefs @ m for m in move], axis=1)  # belief, class, next state
    shares = joint.sum(axis=2)
    logs = np.log(np.where(shares > 0, shares, 1))
    entropies.append((weights * (-shares * logs + shares * within).sum(axis=1)).sum())
    possible = shares > 0
    after_one_more = joint[possible] / shares[possible][:, None]
    weights = (weights[:, None] * shares)[possible]
    _, first, same = np.unique(after_one_more.round(12), axis=0, return_index=True, return_inverse=True)
    beliefs, weights = after_one_more[first], np.bincount(same.ravel(), weights)
floors = np.exp(entropies)

logs = np.log(np.where(emit > 0, emit, 1))
rate = -(stationary[:, None] * emit * logs).sum()

belief = stationary
for word in context[max(len(context) - order + 1, 0) :]:
    belief = observe(belief, word)

print(json.dumps({{
    "floors": floors.tolist(),
    "floor": floors[order - 1],
    "source-perplexity": np.exp(rate),
    "ideal": (belief @ emit).tolist(),
    "truth": predict("source", context)[-1].tolist(),
}}))
"#,
            predict = predictions(&[Model::Source]),
            order = state.order,
            context = written(&state.context),
        )
    }
}
