//! The NumPy program.

use super::state::{Kind, NgramState};
use super::{Ngram, own};
use crate::contract::input::Input;
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

{own}print(json.dumps({{
    "floors": floors.tolist(),
    "floor": floors[order - 1],
    "source-perplexity": np.exp(rate),
    "ideal": (belief @ emit).tolist(),
    "truth": predict("source", context)[-1].tolist(),{printed}
}}))
"#,
            predict = predictions(&[Model::Source]),
            order = state.order,
            context = written(&state.context),
            own = own_program(state),
            printed = if state.own.trim().is_empty() {
                ""
            } else {
                PRINTED
            },
        )
    }
}

const PRINTED: &str = r#"
    "own-vocabulary": own_vocabulary,
    "own-train-perplexities": own_train,
    "own-held-out-perplexities": own_held_out,
    "own-unseen": own_unseen,"#;

/// The models of the reader’s own text, by counting.
fn own_program(state: &NgramState) -> String {
    if state.own.trim().is_empty() {
        return String::new();
    }
    let words = training::words(&state.own);
    if words.len() < own::FEWEST {
        return "own_vocabulary = np.nan\nown_train = own_held_out = own_unseen = [np.nan] * 7\n\n"
            .into();
    }
    let mixed = match state.smoothing {
        Kind::None => "return count / total".to_owned(),
        Kind::AddAlpha => format!(
            "return (count + {a}) / (total + {a} * V)",
            a = NgramState::alpha().input.python(&state.alpha)
        ),
        Kind::JelinekMercer => format!(
            "return {l} * count / total + (1 - {l}) * shorter()",
            l = NgramState::lambda().input.python(&state.lambda)
        ),
        Kind::WittenBell => "return (count + types * shorter()) / (total + types)".to_owned(),
        Kind::KneserNey => format!(
            "return (max(count - {d}, 0) + {d} * types * shorter()) / total",
            d = NgramState::discount().input.python(&state.discount)
        ),
    };
    let (continued, unseen) = match state.smoothing {
        Kind::None => ("False", "0.0"),
        Kind::AddAlpha => ("False", "1 / V"),
        Kind::JelinekMercer | Kind::WittenBell => ("False", "shorter()"),
        Kind::KneserNey => ("True", "shorter()"),
    };
    format!(
        r#"# Your own text: its first four fifths are counted, the rest is held out.
own = {text}.split(" ")
training, held_out = own[: len(own) - len(own) // 5], own[len(own) - len(own) // 5 :]
V = own_vocabulary = len(set(own))

# How often a word follows a context, and after how many different words it does so.
counts, before = {{}}, {{}}
for t, word in enumerate(training):
    for length in range(min(t, 6) + 1):
        h = tuple(training[t - length : t])
        row = counts.setdefault(h, {{}})
        row[word] = row.get(word, 0) + 1
        if length > 0:
            before.setdefault(h[1:], {{}}).setdefault(word, set()).add(h[0])
continuations = {{h: {{w: len(x) for w, x in row.items()}} for h, row in before.items()}}
row_totals = {{id(row): sum(row.values()) for table in (counts, continuations) for row in table.values()}}


def probability(h, word, longest=True):
    def shorter():
        return probability(h[1:], word, False) if h else 1 / V

    if h not in counts:
        return {unseen}
    row = continuations.get(h, {{}}) if {continued} and not longest else counts[h]
    if not row:
        return shorter()
    count, total, types = row.get(word, 0), row_totals[id(row)], len(row)
    {mixed}


def perplexity(text, order):
    contexts = [tuple(text[max(t - order + 1, 0) : t]) for t in range(len(text))]
    p = np.array([probability(h, word) for h, word in zip(contexts, text)])
    with np.errstate(divide="ignore"):
        return np.exp(-np.log(np.minimum(p, 1)).mean()), np.mean([h not in counts for h in contexts])


own_train = [perplexity(training, order)[0] for order in range(1, 8)]
own_held_out, own_unseen = zip(*[perplexity(held_out, order) for order in range(1, 8)])

"#,
        text = NgramState::own().input.python(&words.join(" ")),
    )
}
