//! The words around the numbers: sentence, formula, question, claim.

use super::Transformer;
use super::inside::{next_word, passed};
use super::one_head::most_seen;
use super::read::{Numbers, numbers};
use super::state::TransformerState;
use crate::contract::number::{count, measured, rounded as r};
use crate::contract::prelude::*;
use crate::language::MISSING;

/// Two predictions that differ by less than this in total variation are the same for the claim.
const APART: f64 = 1e-3;
/// What is said of a model with heads switched off.
pub const SAYS_OFF: &str = "the model does what it was never trained to do.";

/// What a cache saves: how many of what, multiplications with it and without, numbers that it holds.
#[cfg(target_arch = "wasm32")]
pub fn cache_saves(tokens: usize, [with, without]: [f64; 2], kept: f64) -> String {
    use crate::contract::number::{grouped, short};
    format!(
        "To predict the next one after each of {} in all takes {} multiplications if all tokens are computed \
         again each time, and {} with a cache: {} times fewer. The cache holds {} numbers, a key and a value of \
         each token in each layer.",
        count(tokens, "token"),
        grouped(without),
        grouped(with),
        short(without / with),
        grouped(kept)
    )
}

/// The words up to the one looked at.
fn so_far(state: &TransformerState) -> String {
    let known = state.text.get(..=state.at()).unwrap_or(&state.text);
    format!("“{}”", state.held.written(known))
}

/// Where the next word is predicted.
pub fn after(state: &TransformerState) -> String {
    let word = state.text.get(state.at()).copied().unwrap_or_default();
    format!("after {}", state.held.quoted(word))
}

/// A token of the sequence that the model sees.
pub fn token(state: &TransformerState, place: usize) -> String {
    let at = place.checked_sub(state.held.offset());
    let word = at.and_then(|at| state.text.get(at));
    word.map_or("the full stop before the sentence".into(), |word| {
        state.held.quoted(*word)
    })
}

pub fn sentence(state: &TransformerState, n: &Numbers) -> String {
    let text = so_far(state);
    let mut order: Vec<usize> = (0..n.probabilities.len()).collect();
    order.sort_by(|a, b| n.probabilities[*b].total_cmp(&n.probabilities[*a]));
    let two: Vec<usize> = order.into_iter().take(2).collect();
    let list = |p: &[f64]| {
        let each = two.iter().map(|word| r(p[*word]));
        each.collect::<Vec<_>>().join(" and ")
    };
    let names: Vec<String> = two.iter().map(|word| state.held.quoted(*word)).collect();
    let whose = (state.held.brought()).map_or("the model".into(), |model| model.title());
    let mut says = format!(
        "After {text} {whose} gives {} the probabilities {}",
        names.join(" and "),
        list(&n.probabilities)
    );
    if !state.held.is_toy() {
        says.push_str("; what its text comes from isn’t known, so there is no truth.");
    } else if n.truth.iter().any(|p| p.is_nan()) {
        says.push_str(
            "; the source never makes a sentence that begins like this, so there is no truth.",
        );
    } else {
        says.push_str(&format!(
            "; the source gives {}. KL(source‖model) is {}, and words that can’t follow get {} in all.",
            list(&n.truth),
            measured(n.divergences.last().copied().unwrap_or(f64::NAN), "nat"),
            r(n.impossible)
        ));
    }
    let head = state.opened_head();
    let most = most_seen(state, &n.inside);
    let Some(seen) = n.inside.pass.heads.get(head) else {
        return says;
    };
    says.push_str(&format!(
        " Head {} looks most at {}, with weight {}",
        state.sizes().head_name(head),
        token(state, most),
        r(seen.weights[(state.place(), most)])
    ));
    says.push_str(&if state.off.contains(&head) {
        ", and is switched off.".to_owned()
    } else {
        let length = seen.write.column(state.place()).norm();
        format!(", and writes a vector of length {}.", r(length))
    });
    if !state.off.is_empty() {
        says.push_str(&format!(
            " With {} switched off {SAYS_OFF}",
            count(state.off.len(), "head")
        ));
    }
    says
}

/// Contributions summed over each of the half-layers, and that of β.
pub fn by_half(n: &Numbers) -> Vec<f64> {
    let sizes = n.inside.model.sizes();
    let mut sums = vec![0.0; sizes.places() + 1];
    let parts = sizes.parts();
    for (at, x) in n.contributions.iter().enumerate() {
        let half = parts
            .get(at)
            .map_or(sizes.places(), |part| sizes.half_of(*part));
        sums[half] += x;
    }
    sums
}

impl Words for Transformer {
    fn formula(state: &TransformerState, _: &Reading) -> Formula {
        if let Some(own) = state.own.shown() {
            return own.formula();
        }
        let Some(n) = numbers(state, None) else {
            return Formula::default();
        };
        let names = n.inside.model.sizes().halves();
        let term = |(at, x): (usize, &f64)| {
            let name = names
                .get(at)
                .map_or_else(|| m::mi("β"), |name| m::text(name));
            m::sub(&m::factor(*x), &name)
        };
        let terms: Vec<String> = by_half(&n).iter().enumerate().map(term).collect();
        let word = m::text(&n.inside.model.word(n.target));
        m::formula!(
            "{} = {} = {}",
            Tint::Query.of(m::sub(&m::mi("z"), &word)),
            terms.join(&m::mo("+")),
            Tint::Query.of(n.logits[n.target])
        )
    }

    fn question(state: &TransformerState) -> Question<TransformerState> {
        if let Some(own) = state.own.shown() {
            return own.question().without_state();
        }
        let head = state.opened_head();
        let mut next = state.clone();
        next.toggle(head);
        let here = numbers(state, None);
        let word = here.as_ref().map_or(0, |n| n.target);
        // How far rounding may move each logit.
        let off = here.map_or(0.0, |n| n.inside.rounding);
        let model = state.held.model();
        let of = |s: &TransformerState| {
            let pass = passed(model.as_ref()?, &s.text, &s.off, None)?;
            next_word(&pass, s.place()).get(word).copied()
        };
        let [now, then] = [state, &next].map(|s| of(s).unwrap_or(f64::NAN));
        let was_off = state.off.contains(&head);
        let question = Question::new(
            format!(
                "Head {} is switched {}. What does the probability of {} {} do?",
                state.sizes().head_name(head),
                if was_off { "on again" } else { "off" },
                state.held.quoted(word),
                after(state)
            ),
            trend(
                now,
                then,
                // Either logit and the sum of all exponentials, each relative to the probability.
                2.0 * off * (now + then),
                ["It grows", "It falls", "It stays the same, up to rounding"],
            ),
            format!(
                "It goes from {} to {}. A head that looks at an important word isn’t necessarily needed: \
                 another one may write the same, and what it writes may point where no logit of these \
                 words lies.",
                r(now),
                r(then)
            ),
        );
        // The answer is an address, and no address holds a model of the session.
        if state.held.brought().is_some() {
            return question;
        }
        question.then(next)
    }
}

/// "Transformers make no Markov assumption", on the two sentences.
pub fn claim(state: &TransformerState, n: &Numbers) -> Claim {
    let says =
        "A transformer makes no Markov assumption: it conditions on the full context.".to_owned();
    let open = |measured: String, verdict: &str| Claim {
        says: says.clone(),
        measured,
        verdict: verdict.into(),
        stands: false,
    };
    let pairs = state.text.iter().rev().zip(state.other.iter().rev());
    let alike = pairs.take_while(|(a, b)| a == b).count();
    let shorter = state.text.len().min(state.other.len());
    if alike == 0 || alike == state.text.len().max(state.other.len()) {
        let what = if alike == 0 {
            "The two sentences don’t end in the same word."
        } else {
            "The two sentences are the same."
        };
        return open(
            what.into(),
            "It isn’t tested here: that takes two sentences that begin differently and end alike.",
        );
    }
    let model = &n.inside.model;
    let Some(there) = passed(model, &state.other, &state.off, None) else {
        return open(
            format!("There is no second prediction, since {MISSING}."),
            "It isn’t tested here.",
        );
    };
    let context = model.weights.positions.ncols();
    let last = |text: &[usize]| text.len() + model.offset() - 1;
    let p = next_word(&n.inside.pass, last(&state.text));
    let q = next_word(&there, last(&state.other));
    let apart: f64 = p.iter().zip(&q).map(|(p, q)| (p - q).abs()).sum::<f64>() / 2.0;
    let stands = apart > APART;
    let end = if alike == 1 {
        "last word"
    } else {
        "last words"
    };
    let how_many = if alike == 1 {
        String::new()
    } else {
        format!("{alike} ")
    };
    Claim {
        says,
        measured: format!(
            "“{}” and “{}” have the {how_many}{end} in common{}. A model that sees only {} predicts the \
             same after both. The predictions of this one are {} apart in total variation (0 is the same, \
             1 is nothing in common).",
            model.written(&state.text),
            model.written(&state.other),
            if alike == shorter {
                " and differ in how many words come before"
            } else {
                ""
            },
            if alike == 1 { "that" } else { "those" },
            r(apart)
        ),
        verdict: if stands {
            format!(
                "It depends on words further back, so no such model could say the same. But it sees \
                 {context} words and no more: with this window it is a Markov model whose context has \
                 {context} words, exactly."
            )
        } else {
            "Here the words further back make no difference to what comes next. The model could read them, \
             but a prediction doesn’t always depend on them."
                .into()
        },
        stands,
    }
}
