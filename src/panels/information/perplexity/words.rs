//! The words around the numbers: sentence, formula, question, claim.

use super::Perplexity;
use super::read::{Numbers, numbers};
use super::state::PerplexityState;
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::language::{MISSING, Model, place, quoted, subject, vocabulary};

/// The place of the first word whose probability is 0.
fn impossible(p: &[f64]) -> Option<usize> {
    p.iter().position(|p| *p == 0.0)
}

fn word(state: &PerplexityState, at: usize) -> String {
    quoted(state.text.get(at).copied().unwrap_or_default())
}

/// The probability of the chosen word at which the perplexity is the vocabulary’s size, while the
/// other words keep theirs: n·log₂|V| bits less what they take. None where they have no sum, or take
/// all of it.
pub fn limit(word: usize, surprisals: &[f64]) -> Option<f64> {
    let others = surprisals.iter().enumerate().filter(|(at, _)| *at != word);
    let taken: f64 = others.map(|(_, bits)| bits).sum();
    let left = (vocabulary().len() as f64).log2() * surprisals.len() as f64 - taken;
    (left.is_finite() && left > 0.0).then(|| (-left).exp2())
}

/// A probability of the chosen word that takes the perplexity past the vocabulary’s size: half of the
/// limit, rounded down to one digit.
pub fn past(state: &PerplexityState) -> Option<f64> {
    let half = limit(state.word, &numbers(state, None).surprisals)? / 2.0;
    let size = half.log10().floor();
    let digit = (half / 10_f64.powf(size)).floor().max(1.0);
    format!("{digit}e{size}").parse().ok()
}

/// Where the perplexity passes the vocabulary’s size.
fn passing(state: &PerplexityState, n: &Numbers) -> Option<String> {
    let limit = limit(state.word, &n.surprisals)?;
    Some(format!(
        "the perplexity passes {}, the vocabulary’s size, where the probability of {} falls below {}",
        r(vocabulary().len() as f64),
        word(state, state.word),
        r(limit)
    ))
}

pub fn sentence(state: &PerplexityState, n: &Numbers) -> String {
    let who = subject(state.model);
    if let Some(at) = impossible(&n.p) {
        let which = format!("{}, {}", word(state, at), place(&state.text, at));
        let says = if state.q == Some(0.0) && at == state.word {
            format!("Probability 0 is set for {which}")
        } else {
            format!("{who} gives probability 0 to {which}")
        };
        return format!(
            "{says}: its surprisal is infinite, and so is the perplexity of the whole text, however \
             well the other words are predicted."
        );
    }
    if n.perplexity.is_nan() {
        return match state.model {
            Model::Transformer => format!("{who} can’t be asked, since {MISSING}."),
            _ => format!(
                "The text contains a word that can’t follow by this model, and what comes after it has \
                 no probability: without them there is no perplexity, whatever {} is given.",
                word(state, state.word)
            ),
        };
    }
    let top = argmax(&n.surprisals);
    // With another probability put in, what is computed is no longer the truth.
    let who = state.q.map_or_else(
        || who.to_owned(),
        |q| {
            format!(
                "{}, with {} in place of its probability of {},",
                who.strip_suffix(", the truth,").unwrap_or(who),
                number::given(q),
                word(state, state.word)
            )
        },
    );
    let passing = state.q.and(passing(state, n));
    let passing = passing.map_or_else(String::new, |says| {
        format!(" With the other words as they are, {says}.")
    });
    let most = n.surprisals.at(top);
    let bits = number::measured(most, "bit");
    let choices = number::measured(1.0 / n.p.at(top), "choice");
    // A surprisal is the logarithm of a sum over all words.
    let off = rounding(vocabulary().iter().map(|_| most.max(1.0)));
    let surprising = match lists::ties(&n.surprisals, top, off).len() {
        1 => format!(
            "The most surprising word is {} with {bits}, which is {choices}.",
            word(state, top)
        ),
        all if all == n.surprisals.len() => {
            format!("Each word is equally surprising, with {bits}, which is {choices}.")
        }
        ties => format!(
            "The {ties} most surprising words have {bits} each, which is {choices}; the first is {}.",
            word(state, top)
        ),
    };
    format!(
        "{who} is as uncertain of each word as of the throw of a fair die with {}: its cross-entropy is \
         {} a word, and 2 to this power is the perplexity. {surprising}{passing}",
        number::measured(n.perplexity, "face"),
        number::measured(n.cross_entropy, "bit"),
    )
}

/// The formula with a cross-entropy in bits and its perplexity.
pub fn product(h: f64, ppl: f64) -> Formula {
    fixed!(
        r"\mathrm{PPL} = \Bigl(\prod_{i=1}^{n} \frac{1}{\tint{model}{p_i}}\Bigr)^{1/n} = 2^{\tint{loss}{H}} = 2^{\tint{loss}{\live{h}}} = \live{ppl}";
        h, ppl
    )
}

impl Words for Perplexity {
    fn formula(_: &PerplexityState, reading: &Reading) -> Formula {
        let of = |name| reading.scalar(name);
        product(of("cross-entropy-bits"), of("perplexity"))
    }

    fn question(state: &PerplexityState) -> Question<PerplexityState> {
        let now = numbers(state, None);
        let (happens, next, lesson) = change(state);
        let then = numbers(&next, None);
        let (a, b) = (now.perplexity, then.perplexity);
        let missing = a.is_nan() || b.is_nan();
        let same = a == b || (a - b).abs() <= now.rounding() + then.rounding() || missing;
        let endless = !same && b.is_infinite();
        let text = |x: f64| {
            if x.is_nan() {
                "a number that doesn’t exist".into()
            } else {
                r(x)
            }
        };
        Question::new(
            format!("{happens} What does the perplexity do?"),
            [
                ("It becomes infinite", endless),
                ("It grows, but stays finite", !same && !endless && b > a),
                ("It shrinks", !same && !endless && b < a),
                ("It stays the same, up to rounding, or has no value", same),
            ],
            format!("It goes from {} to {}. {lesson}", text(a), text(b)),
        )
        .then(next)
    }
}

/// What could happen next, the state after it, and what it teaches.
fn change(state: &PerplexityState) -> (String, PerplexityState, &'static str) {
    let count = state.text.len();
    match (state.word + count) % 4 {
        0 if state.q != Some(1e-6) => (
            format!(
                "The probability of {} is set to 10⁻⁶, and every other word keeps its own.",
                word(state, state.word)
            ),
            PerplexityState {
                q: Some(1e-6),
                ..state.clone()
            },
            "One word adds its surprisal, divided by the number of words, to the mean, and the mean is \
             in the exponent.",
        ),
        1 if 2 * count <= 60 => {
            let mut next = state.clone();
            next.text.extend_from_slice(&state.text);
            (
                "The text is written twice, one copy after the other.".into(),
                next,
                "A mean doesn’t depend on how many words there are. The second copy has other \
                 probabilities only where the words before it matter.",
            )
        }
        2 if state.model != Model::Bigram => (
            "The bigram model, which sees only the word before, predicts the same words.".into(),
            PerplexityState {
                model: Model::Bigram,
                ..state.clone()
            },
            "On a long text of the source no model has a lower perplexity than the source; on a few words \
             one may be lucky.",
        ),
        _ if state.model != Model::Uniform => (
            "The uniform model predicts the same words.".into(),
            PerplexityState {
                model: Model::Uniform,
                ..state.clone()
            },
            "The uniform model gives every word the same probability, so its own perplexity is the \
             number of words that it knows.",
        ),
        _ => (
            "The source itself, the truth, predicts the same words.".into(),
            PerplexityState {
                model: Model::Source,
                ..state.clone()
            },
            "The source knows which words can follow and how often they do.",
        ),
    }
}

/// That a perplexity of the vocabulary's size is the most there is.
pub fn claim(state: &PerplexityState, n: &Numbers) -> Claim {
    let words = vocabulary().len() as f64;
    let wrong = PerplexityState {
        q: Some(1e-6),
        ..state.clone()
    };
    let here = numbers(&wrong, None).perplexity;
    // Of a single word the perplexity is 1/p.
    let alone = 1e6;
    let zero = if impossible(&n.p).is_some() {
        " A word of this text has probability 0, and the perplexity is infinite."
    } else {
        ""
    };
    let with = if here.is_finite() {
        let passing = passing(state, n).map_or_else(String::new, |says| {
            format!(" With the other words as they are, {says}.")
        });
        format!(
            "With 10⁻⁶ for {} the perplexity of this text is {}, and of this word alone {}.{passing}",
            word(state, state.word),
            r(here),
            r(alone)
        )
    } else {
        format!(
            "A word with probability 10⁻⁶ alone has the perplexity {}.",
            r(alone)
        )
    };
    Claim {
        says: format!(
            "A perplexity of the vocabulary’s size, {} here, means that the model is maximally \
             uncertain.",
            r(words)
        ),
        measured: format!("{with}{zero}"),
        verdict:
            "The uniform model has just this perplexity, and it is the one that is most uncertain. \
                  But perplexity has no upper limit: a model that is sure and wrong has more."
                .into(),
        stands: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_takes_the_perplexity_past_the_vocabulary() {
        let mut state = PerplexityState::default();
        let words = vocabulary().len() as f64;
        let own = numbers(&state, None);
        let limit = limit(state.word, &own.surprisals).unwrap();
        state.q = Some(limit);
        let at = numbers(&state, None);
        assert!((at.perplexity / words - 1.0).abs() < 1e-12);
        assert!(sentence(&state, &at).contains(&format!("falls below {}", r(limit))));
        // One wrong word among eight isn’t enough at 10⁻⁶; alone it is.
        assert!(limit < 1e-6);
        state.q = past(&state);
        assert!(state.q.unwrap() < limit);
        assert!(numbers(&state, None).perplexity > words);
        // An impossible word elsewhere leaves no limit.
        assert_eq!(super::limit(0, &[1.0, f64::INFINITY]), None);
    }

    #[test]
    fn what_changes_by_more_than_rounding_changes() {
        let mut state = PerplexityState::default();
        state.word = (0..state.text.len())
            .find(|word| (word + state.text.len()) % 4 == 0)
            .unwrap();
        let answer =
            |state: &PerplexityState| Perplexity::question(state).right().unwrap().to_owned();
        // It is set to 10⁻⁶: 10⁻¹¹ of it less surprises more, and more than rounding does.
        state.q = Some(1e-6 * (1.0 + 1e-11));
        assert!(answer(&state).contains("grows"), "{}", answer(&state));
        state.q = Some(1e-6 * (1.0 + 1e-15));
        assert!(
            answer(&state).contains("stays the same"),
            "{}",
            answer(&state)
        );
    }

    #[test]
    fn with_another_probability_the_source_is_not_the_truth() {
        let mut state = PerplexityState::default();
        let says = |state: &PerplexityState| sentence(state, &numbers(state, None));
        assert!(says(&state).starts_with("The source, the truth, is as uncertain"));
        state.q = Some(0.125);
        let said = says(&state);
        assert!(
            said.starts_with("The source, with 0.125 in place of its probability of “"),
            "{said}"
        );
    }
}
