//! Decoding methods compared by texts that the trained model writes with them and the source judges.
//! The numbers follow from texts that are drawn when a reader asks, so they stand beside the reading.

use super::state::{Method, SamplingState};
use super::words;
use crate::contract::number::{short, significant};
use crate::contract::prelude::*;
use numeric_core::probability::sampling::Order;
use training::{Cut, Verdict, WithError, Writer};

/// Words of each text.
pub const WORDS: usize = 600;
/// Words from which on the texts are compared in a sentence.
const ENOUGH: usize = 100;

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name in attributes.
    pub key: &'static str,
    /// The same in words.
    pub name: String,
    /// Who writes its text.
    pub writer: Writer,
}

fn model(temperature: f64, cut: Cut) -> Writer {
    Writer::Model {
        temperature,
        cut,
        last: false,
    }
}

/// The source, the usual methods, and the method of the state.
pub fn rows(state: &SamplingState) -> Vec<Row> {
    let (t, k, p, m) = (Cut::Nothing, Cut::TopK, Cut::TopP, Cut::MinP);
    let usual = [
        ("source", "the source itself", Writer::Source),
        ("greedy", "greedy", model(1.0, k(1))),
        ("cold", "T = 0.5", model(0.5, t)),
        ("plain", "T = 1", model(1.0, t)),
        ("warm", "T = 1.5", model(1.5, t)),
        ("hot", "T = 2", model(2.0, t)),
        ("top-5", "top-k, k = 5", model(1.0, k(5))),
        ("top-40", "top-k, k = 40", model(1.0, k(40))),
        ("nucleus-5", "top-p, p = 0.5", model(1.0, p(0.5))),
        ("nucleus-9", "top-p, p = 0.9", model(1.0, p(0.9))),
        ("min-p", "min-p, p = 0.1", model(1.0, m(0.1))),
        ("hot-top-5", "T = 2, k = 5", model(2.0, k(5))),
        ("hot-nucleus-9", "T = 2, top-p 0.9", model(2.0, p(0.9))),
        ("hot-min-p", "T = 2, min-p 0.1", model(2.0, m(0.1))),
    ];
    let row = |(key, name, writer): (_, &str, _)| Row {
        key,
        name: name.into(),
        writer,
    };
    let mut rows: Vec<Row> = usual.into_iter().map(row).collect();
    rows.push(Row {
        key: "yours",
        name: yours(state),
        writer: writer(state),
    });
    rows
}

/// The method of the state as a writer.
fn writer(state: &SamplingState) -> Writer {
    Writer::Model {
        temperature: state.temperature,
        cut: match state.method {
            Method::Greedy => Cut::TopK(1),
            Method::Temperature => Cut::Nothing,
            Method::TopK => Cut::TopK(state.k),
            Method::TopP => Cut::TopP(state.p),
            Method::MinP => Cut::MinP(state.p),
        },
        last: state.order == Order::Last,
    }
}

fn yours(state: &SamplingState) -> String {
    let order = match state.order {
        Order::First => "",
        Order::Last => " after the cut",
    };
    format!(
        "as set above: {}, T = {}{order}",
        words::rule(state),
        number::given(state.temperature)
    )
}

/// A mean with its standard error, in thousandths where asked for.
pub fn with_error(estimate: WithError, factor: f64) -> String {
    let mean = short(factor * estimate.mean);
    if estimate.error.is_finite() && estimate.error > 0.0 {
        format!("{mean} ± {}", significant(factor * estimate.error, 1))
    } else {
        mean
    }
}

/// A verdict by the key of its row.
fn find<'a>(rows: &[Row], verdicts: &'a [Verdict], key: &str) -> Option<&'a Verdict> {
    let at = rows.iter().position(|row| row.key == key)?;
    verdicts.get(at).filter(|v| v.words >= ENOUGH)
}

/// "Sampling strategies control randomness vs. coherence", from the texts.
pub fn claim(rows: &[Row], verdicts: &[Verdict]) -> Option<Claim> {
    let of = |key| find(rows, verdicts, key);
    let (greedy, cold, hot, cut) = (of("greedy")?, of("cold")?, of("hot")?, of("hot-nucleus-9")?);
    let per_thousand = |v: &Verdict| short(1000.0 * v.impossible.mean);
    let varied = |v: &Verdict| percent(v.trigrams);
    let stands = greedy.trigrams <= cold.trigrams
        && cold.trigrams < hot.trigrams
        && cold.impossible.mean < hot.impossible.mean;
    let verdict = match (stands, cut.impossible.mean < 0.5 * hot.impossible.mean) {
        (true, true) => {
            "It holds for the temperature: more variety, and more words that can’t come. With a cut \
             the two don’t have to be traded one for one: the nucleus removes most of the impossible \
             words and keeps most of the variety."
        }
        (true, false) => {
            "It holds for the temperature: more variety, and more words that can’t come."
        }
        (false, _) => "These texts don’t show it; longer ones or another seed may.",
    };
    Some(Claim {
        says: "Different sampling strategies control randomness vs. coherence.".into(),
        measured: format!(
            "Of {} each, different trigrams and impossible words: greedy {} and {} per thousand, \
             T = 0.5 {} and {}, T = 2 {} and {}, and T = 2 with top-p 0.9 {} and {}.",
            number::count(hot.words, "word"),
            varied(greedy),
            per_thousand(greedy),
            varied(cold),
            per_thousand(cold),
            varied(hot),
            per_thousand(hot),
            varied(cut),
            per_thousand(cut),
        ),
        verdict: verdict.into(),
        stands,
    })
}

/// What one text can tell about rare words.
pub fn limits(words: usize) -> String {
    let one = 1000.0 / words.max(1) as f64;
    format!(
        "One word of {words} is {} per thousand, and none at all still allows up to {} per thousand \
         (95 % confidence).",
        short(one),
        short(3.0 * one)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(impossible: f64, trigrams: f64) -> Verdict {
        let estimate = |mean| WithError { mean, error: 0.002 };
        Verdict {
            words: 600,
            impossible: estimate(impossible),
            surprisal: estimate(1.8),
            trigrams,
            different: 50,
            last: Vec::new(),
        }
    }

    #[test]
    fn the_method_of_the_state_is_a_row_of_its_own() {
        let state = SamplingState {
            order: Order::Last,
            temperature: 2.0,
            ..SamplingState::default()
        };
        let rows = rows(&state);
        let last = rows.last().unwrap();
        assert_eq!(
            last.name,
            "as set above: top-p with p = 0.8, T = 2 after the cut"
        );
        let Writer::Model { cut, last, .. } = last.writer else {
            panic!("{last:?}")
        };
        assert_eq!((cut, last), (Cut::TopP(0.8), true));
        let mut keys: Vec<&str> = rows.iter().map(|row| row.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), rows.len());
    }

    #[test]
    fn the_claim_follows_from_the_texts() {
        let rows = rows(&SamplingState::default());
        let mut all = vec![verdict(0.0, 0.8); rows.len()];
        assert!(!claim(&rows, &all).unwrap().stands);
        all[1] = verdict(0.0, 0.02);
        all[2] = verdict(0.0, 0.5);
        all[5] = verdict(0.06, 0.92);
        all[12] = verdict(0.0017, 0.91);
        let found = claim(&rows, &all).unwrap();
        assert!(found.stands && found.verdict.contains("nucleus"));
        assert!(
            found.measured.contains("and 60, and T = 2 with top-p 0.9"),
            "{}",
            found.measured
        );
        all[5].words = 50;
        assert_eq!(claim(&rows, &all), None);
        assert_eq!(claim(&rows, &[]), None);
    }

    #[test]
    fn errors_are_shown_where_there_are_any() {
        let of = |mean, error| with_error(WithError { mean, error }, 1000.0);
        assert_eq!(of(0.016, 0.0052), "16 ± 5");
        assert_eq!(of(0.0, 0.0), "0");
        assert_eq!(of(0.016, f64::NAN), "16");
        assert!(limits(WORDS).contains("up to 5 per thousand"));
    }
}
