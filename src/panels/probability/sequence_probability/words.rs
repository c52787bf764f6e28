//! The words around the numbers: sentence, formula, question, claim.

use super::SequenceProbability;
use super::paths::{joint, sentence_lengths, source_rounding};
use super::read::{Numbers, impossible, numbers, room};
use super::state::{MOST_WORDS, SequenceState};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::language::{MISSING, place, quoted, standard, subject};
use std::sync::OnceLock;

pub fn sentence(state: &SequenceState, n: &Numbers) -> String {
    let who = subject(state.model);
    if let Some(at) = impossible(&n.conditionals) {
        let word = quoted(state.text.get(at).copied().unwrap_or_default());
        let after = n.conditionals.get(at + 1..).unwrap_or_default();
        let rest = match after.iter().filter(|p| p.is_nan()).count() {
            0 => "",
            some if some < after.len() => {
                ", and not all words after it have a conditional probability"
            }
            _ => ", and the words after it have no conditional probabilities",
        };
        return format!(
            "{who} gives {word} the probability 0 {}: the probability of the whole text is 0 and its \
             logarithm −∞{rest}.",
            place(&state.text, at)
        );
    }
    if n.log_joint.is_nan() {
        return format!("{who} can’t be asked, since {}.", MISSING);
    }
    let least = argmin(&n.conditionals);
    let at_least = n.conditionals.at(least);
    let underflow = if n.joint < f64::MIN_POSITIVE {
        " The product is too small for a double-precision number; the sum of the logarithms is exact \
         to all its digits."
    } else {
        ""
    };
    let word = quoted(state.text.get(least).copied().unwrap_or_default());
    let (p, place) = (r(at_least), place(&state.text, least));
    // Each probability is a sum over states and words.
    let off = rounding(n.rows.first().into_iter().flatten().map(|_| at_least));
    let weakest = match lists::ties(&n.conditionals, least, off).len() {
        1 => format!("Its least probable word is {word}, {p} {place}."),
        all if all == state.text.len() => format!("Each of its words has the probability {p}."),
        ties => {
            format!("Its {ties} least probable words have {p} each; the first is {word} {place}.")
        }
    };
    format!(
        "{who} gives the text the probability P = {}: log P = {} nats, which is {} a word. \
         {weakest}{underflow}",
        r(n.joint),
        r(n.log_joint),
        r(n.log_joint / state.text.len() as f64),
    )
}

/// The first factors of a product, as far as there is room and up to the first that is 0.
pub fn shown(conditionals: &[f64]) -> (&[f64], bool) {
    const ROOM: usize = 8;
    let end = impossible(conditionals).map_or(conditionals.len(), |at| at + 1);
    let count = if end > ROOM { ROOM - 1 } else { end };
    (
        conditionals.get(..count).unwrap_or_default(),
        count < conditionals.len(),
    )
}

/// Numbers with a sign between them, and dots where more follow.
fn joined(parts: Vec<String>, sign: &str, more: bool) -> String {
    let mut all: Vec<String> = Vec::new();
    for (i, part) in parts.into_iter().enumerate() {
        if i > 0 {
            all.push(m::mo(sign));
        }
        all.push(part);
    }
    if more {
        all.extend([m::mo(sign), m::mo("…")]);
    }
    m::row(&all)
}

/// The factors as a product.
pub fn as_product(conditionals: &[f64]) -> String {
    let (factors, more) = shown(conditionals);
    joined(factors.iter().map(|p| m::mn(*p)).collect(), "·", more)
}

/// Their logarithms as a sum.
pub fn as_sum(conditionals: &[f64]) -> String {
    let (factors, more) = shown(conditionals);
    let terms = factors.iter().map(|p| m::paren(&m::mn(p.ln() + 0.0)));
    joined(terms.collect(), "+", more)
}

impl Words for SequenceProbability {
    fn formula(_: &SequenceState, reading: &Reading) -> Formula {
        let p = reading.vector("conditionals");
        let of_text = || {
            m::parts!(
                "P ( {} … {} )",
                m::sub(&m::mi("w"), &m::int(1)),
                m::sub(&m::mi("w"), &m::mi("n"))
            )
        };
        let product = m::parts!(
            "{} = {} = {}",
            of_text(),
            Tint::Model.of(as_product(p)),
            Tint::Weight.of(m::mn(reading.scalar("joint")))
        );
        let sum = m::parts!(
            "log {} = {} = {}",
            of_text(),
            Tint::Model.of(as_sum(p)),
            Tint::Loss.of(m::mn(reading.scalar("log-joint")))
        );
        Formula::display(&m::lines(&[product, sum]))
    }

    fn question(state: &SequenceState) -> Question<SequenceState> {
        let now = numbers(state, None);
        let (happens, next, lesson) = change(state, &now);
        let then = numbers(&next, None);
        let (a, b) = (now.log_joint, then.log_joint);
        let room = rounding([a, b].into_iter().filter(|x| x.is_finite()));
        let same = a == b || (a - b).abs() <= room || (a.is_nan() && b.is_nan());
        let zero = !same && b == f64::NEG_INFINITY;
        let what = |log: f64, joint: f64| {
            if joint < f64::MIN_POSITIVE && log.is_finite() {
                format!("e to the power {}", r(log))
            } else {
                r(joint)
            }
        };
        Question::new(
            format!("{happens} What happens to the probability of the text?"),
            [
                ("It becomes larger", !same && !zero && b > a),
                ("It becomes smaller, but isn’t 0", !same && !zero && b < a),
                ("It becomes 0", zero),
                (
                    "It stays the same",
                    same || (!zero && (a.is_nan() || b.is_nan())),
                ),
            ],
            format!(
                "It goes from {} to {}, and log P from {} to {}. {lesson}",
                what(a, now.joint),
                what(b, then.joint),
                r(a),
                r(b)
            ),
        )
        .then(next)
    }
}

/// What could happen next, the state after it, and what it teaches.
fn change(state: &SequenceState, now: &Numbers) -> (String, SequenceState, &'static str) {
    let count = state.text.len();
    let best = |at: usize| now.rows.get(at).map_or(0, |row| argmax(row));
    let word = |at: usize| quoted(state.text.get(at).copied().unwrap_or_default());
    let partner = |at: usize| {
        let id = state.text.get(at)?;
        standard().ok()?.partner(*id)
    };
    let looked = state.word.min(count - 1);
    match (state.word + count) % 3 {
        0 if count < MOST_WORDS => {
            let after = best(count);
            (
                format!(
                    "The text goes on with {}, which has the largest probability there.",
                    quoted(after)
                ),
                state.with_word(count, after),
                "One more factor, which is at most 1: a longer text is never more probable than its \
                 beginning.",
            )
        }
        1 if best(looked) != 0 => {
            let other = best(looked);
            (
                format!(
                    "In the place of {}, {}, stands {}.",
                    word(looked),
                    place(&state.text, looked),
                    quoted(other)
                ),
                state.with_word(looked, other),
                "The factor of the word itself changes, and so do those of the words that come after \
                 it, since it is among what they are given.",
            )
        }
        _ => {
            // A noun or verb near the place that is looked at.
            let near = (0..count).rev().map(|i| (looked + i) % count);
            let changed = near.filter_map(|at| Some((at, partner(at)?))).next();
            let (at, other) = changed.unwrap_or((looked, best(looked)));
            (
                format!(
                    "Word {} of the text, {}, becomes {}.",
                    at + 1,
                    word(at),
                    quoted(other)
                ),
                state.with_word(at, other),
                "Verb and subject agree in number. Whether a model knows that depends on how far back \
                 it sees.",
            )
        }
    }
}

/// That the factorisation is exact, and no approximation.
pub fn claim(state: &SequenceState, n: &Numbers) -> Claim {
    static ALL: OnceLock<(f64, f64, usize, usize, f64)> = OnceLock::new();
    let (total, total_off, shortest, longest, mean) = *ALL.get_or_init(|| {
        let lengths = sentence_lengths();
        let some = |p: &f64| *p > 0.0;
        let weighted = || lengths.iter().enumerate().map(|(n, p)| n as f64 * p);
        let each = standard().map_or(0.0, |language| source_rounding(language.source()));
        (
            lengths.iter().sum(),
            // A step to the next word is a sum over the states.
            weighted().sum::<f64>() * each + rounding(lengths.iter().copied()),
            lengths.iter().position(some).unwrap_or(0),
            lengths.iter().rposition(some).unwrap_or(0),
            weighted().sum(),
        )
    });
    let second = joint(state.model, &state.text);
    let apart = distance(&[n.log_joint], &[second.log_joint]);
    let stands = apart <= room(n, &second) && (total - 1.0).abs() <= total_off;
    let second = second.log_joint;
    let here = if n.log_joint.is_finite() {
        format!(
            "By the product log P is {}, by the second route {}.",
            number::significant(n.log_joint, 9),
            number::significant(second, 9)
        )
    } else {
        "Both routes give this text the probability 0.".into()
    };
    Claim {
        says: "The chain rule takes a joint probability apart exactly, and this is what an \
               autoregressive model does."
            .into(),
        measured: format!(
            "{here} The products of all sentences of the source, which have {shortest} to {longest} \
             words with the stop and {} on average, add up to {}.",
            number::significant(mean, 4),
            number::significant(total, 9)
        ),
        verdict: if stands {
            "It holds: the chain rule is an identity. What a model can get wrong are the \
             conditional probabilities."
                .into()
        } else {
            "The two routes differ here.".into()
        },
        stands,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;
    use crate::language::Model;

    fn said(query: &str) -> String {
        let (state, _) = SequenceState::opened(&format!("#/sequence-probability?{query}"));
        sentence(&state, &numbers(&state, None))
    }

    #[test]
    fn the_chain_rule_holds_for_every_model() {
        for model in Model::ALL {
            let state = SequenceState {
                model: *model,
                ..SequenceState::default()
            };
            let n = numbers(&state, None);
            assert!(claim(&state, &n).stands, "{model:?}");
            // A part of 10⁻¹⁰ is no rounding.
            let off = Numbers {
                log_joint: n.log_joint * (1.0 + 1e-10),
                ..n
            };
            let exact = *model != Model::Transformer;
            assert!(!(exact && claim(&state, &off).stands), "{model:?}");
        }
    }

    #[test]
    fn factors_after_an_impossible_word_are_not_denied() {
        let text = "text=dog%20that%20the%20cats";
        let bigram = said(&format!("{text}&model=bigram"));
        assert!(bigram.ends_with("its logarithm −∞."), "{bigram}");
        assert!(said(text).ends_with("have no conditional probabilities."));
    }

    #[test]
    fn equal_factors_have_no_least() {
        let uniform = said("model=uniform");
        assert!(
            uniform.ends_with("Each of its words has the probability 0.013699."),
            "{uniform}"
        );
    }
}
