//! `read`: what is kept and with which probabilities, draws, and the three identities.

use super::draws::{Sample, sample};
use super::state::{Method, SamplingState};
use super::{Sampling, words};
use crate::contract::prelude::*;
use crate::language::{MISSING, Model, next_words};
use numeric_core::information::{Unit, entropy};
use numeric_core::probability::sampling::{self, Choice, Order, choose_in, ranking, tempered};
use numeric_core::probability::{log_softmax, log_sum_exp, softmax_at};

/// What everything else is said about.
pub struct Numbers {
    pub names: Vec<String>,
    pub scores: Vec<f64>,
    /// softmax at T = 1.
    pub raw: Vec<f64>,
    /// softmax at T.
    pub tempered: Vec<f64>,
    /// Where the cut is made: one of the two.
    pub before: Vec<f64>,
    /// The tokens kept, by rank.
    pub kept: Vec<usize>,
    pub mass: f64,
    pub probabilities: Vec<f64>,
    pub entropy: f64,
    pub tempered_entropy: f64,
    /// The source’s distribution of the next word, where there is a text.
    pub truth: Option<Vec<f64>>,
}

impl Numbers {
    /// 1 for each token that is kept, 0 for all others.
    pub fn is_kept(&self) -> Vec<f64> {
        let mut kept = vec![0.0; self.scores.len()];
        for &token in &self.kept {
            kept[token] = 1.0;
        }
        kept
    }

    /// The probability of words that can’t follow.
    pub fn impossible(&self, of: &[f64]) -> f64 {
        let truth = self.truth.iter().flatten();
        if truth.clone().any(|t| t.is_nan()) {
            return f64::NAN;
        }
        let both = of.iter().zip(truth);
        let none = both.filter(|(_, t)| **t == 0.0).map(|(p, _)| p);
        none.sum::<f64>() + 0.0
    }
}

impl Read for Sampling {
    fn read(state: &SamplingState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let sample = sample(state, &numbers(state, None).probabilities);
        let missing = n.scores.iter().any(|z| z.is_nan());
        let why = || missing.then(|| format!("{MISSING}."));
        let list = |name, label: &str, values: &[f64]| {
            Readout::vector(name, label, values)
                .rows(&n.names)
                .missing(why())
        };
        let scalar = |name, label: &str, x| Readout::scalar(name, label, x).missing(why());
        let mut readouts = vec![
            scalar("kept-mass", "Mass of the kept tokens at T", n.mass),
            scalar("entropy", "Entropy of the result, nats", n.entropy),
            scalar(
                "tempered-entropy",
                "Entropy before the cut, at T, nats",
                n.tempered_entropy,
            ),
            list("raw", "softmax(z)", &n.raw),
            list("tempered", "softmax(z/T)", &n.tempered),
            list("kept", "Kept: 1 or 0", &n.is_kept()),
            list(
                "probabilities",
                "Probabilities, renormalised",
                &n.probabilities,
            ),
        ];
        readouts.extend(drawn(state, &n, &sample, &list));
        if let Some(truth) = &n.truth {
            readouts.extend(true_numbers(&n, truth));
        }
        Reading {
            checks: checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: words::claim(&n),
            readouts,
        }
    }
}

fn drawn(
    state: &SamplingState,
    n: &Numbers,
    sample: &Sample,
    list: &dyn Fn(&'static str, &str, &[f64]) -> Readout,
) -> Vec<Readout> {
    let draws = state.draws as f64;
    // 1 − p as the sum of the others, which keeps its digits where p is nearly 1.
    let error = |(at, p): (usize, &f64)| {
        let others = n.probabilities.iter().enumerate();
        let others: f64 = others.filter(|(i, _)| *i != at).map(|(_, q)| q).sum();
        (p * others / draws).sqrt()
    };
    let errors: Vec<f64> = n.probabilities.iter().enumerate().map(error).collect();
    vec![
        list(
            "frequencies",
            "Frequencies of the draws",
            &sample.frequencies,
        )
        .sampled(),
        list("standard-errors", "Their standard errors", &errors),
        Readout::scalar("chi-squared", "χ² of the draws", sample.chi_squared).sampled(),
        Readout::scalar(
            "degrees-of-freedom",
            "Degrees of freedom, the expectation of χ²",
            sample.degrees,
        ),
        Readout::scalar(
            "chi-squared-deviation",
            "Standard deviation of χ²",
            sample.deviation,
        ),
        Readout::scalar(
            "z",
            "Distance of χ² from its expectation, in standard deviations",
            sample.z(),
        )
        .sampled(),
    ]
}

fn true_numbers(n: &Numbers, truth: &[f64]) -> Vec<Readout> {
    let why = truth.iter().any(|t| t.is_nan()).then(|| {
        "These words can’t follow each other, so the source has no next word after them.".to_owned()
    });
    let kept: f64 = n.kept.iter().filter_map(|&at| truth.get(at)).sum();
    vec![
        Readout::vector("truth", "The source’s next word", truth)
            .rows(&n.names)
            .missing(why.clone()),
        Readout::scalar(
            "kept-truth",
            "True probability of the kept words",
            kept + 0.0,
        )
        .missing(why.clone()),
        Readout::scalar(
            "impossible",
            "Probability of words that can’t follow",
            n.impossible(&n.probabilities),
        )
        .missing(why),
    ]
}

pub fn numbers(state: &SamplingState, broken: Option<&str>) -> Numbers {
    let scores = state.scores();
    let nowhere = || vec![f64::NAN; scores.len()];
    let raw = tempered(&scores, 1.0).unwrap_or_else(|_| nowhere());
    let hot = tempered(&scores, state.temperature).unwrap_or_else(|_| nowhere());
    let choice = kept(state, &scores, broken).unwrap_or_else(|| Choice {
        kept: Vec::new(),
        kept_mass: f64::NAN,
        probabilities: nowhere(),
    });
    let mut probabilities = choice.probabilities;
    let mut mass = choice.kept_mass;
    if broken == Some("sums-to-one") {
        let top = choice.kept.first().map_or(0.0, |&at| probabilities[at]);
        probabilities.iter_mut().for_each(|p| *p /= 1.0 + top);
    }
    if broken == Some("kept-mass") {
        let masses = || choice.kept.iter().map(|&at| hot[at]);
        let last = masses().rev().find(|p| *p > 0.0).unwrap_or(0.0);
        mass = (mass - last).max(0.0);
    }
    // What doesn't sum to 1, by mistake, has no entropy; the sum of its terms is shown.
    let terms = |p: &[f64]| -> f64 {
        let possible = p.iter().filter(|p| **p > 0.0);
        -possible.map(|p| p * p.ln()).sum::<f64>()
    };
    let nats = |p: &[f64]| entropy(p, Unit::Nats).unwrap_or_else(|_| terms(p));
    Numbers {
        names: state.names(),
        before: state.before_the_cut(&scores).unwrap_or_else(|_| nowhere()),
        truth: (state.text.as_ref())
            .map(|text| next_words(Model::Source, text).pop().unwrap_or_default()),
        entropy: nats(&probabilities),
        tempered_entropy: nats(&hot),
        kept: choice.kept,
        tempered: hot,
        probabilities,
        scores,
        mass,
        raw,
    }
}

/// What the method keeps, with the mistake of counting k from 0 where it is made.
fn kept(state: &SamplingState, scores: &[f64], broken: Option<&str>) -> Option<Choice> {
    let rule = match (state.rule(), state.method) {
        (sampling::Method::TopK { temperature, k }, Method::TopK) if broken == Some("limits") => {
            let k = (k - 1).max(1);
            sampling::Method::TopK { temperature, k }
        }
        (rule, _) => rule,
    };
    choose_in(scores, rule, state.order).ok()
}

fn checks(state: &SamplingState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    let reason = n
        .scores
        .iter()
        .any(|z| z.is_nan())
        .then(|| format!("There is nothing to sample from: {MISSING}."));
    let sum = rounding(n.tempered.iter().copied());
    let parts = || n.kept.iter().map(|&at| n.tempered[at]);
    let all: f64 = parts().sum();
    let mut divided = vec![0.0; n.scores.len()];
    for (&at, part) in n.kept.iter().zip(parts()) {
        divided[at] = part / all;
    }
    let total: f64 = n.probabilities.iter().sum();
    vec![
        Check::new("sums-to-one")
            .states(
                "The probabilities sum to 1: each kept token has softmax(z/T) divided by the \
                     mass of all kept ones.",
            )
            .by(
                "their sum is compared with 1, and each with the quotient; they were made as \
                    the softmax of the kept logits alone",
            )
            .compares(
                worst([
                    distance(&[total], &[1.0]),
                    distance(&n.probabilities, &divided),
                ]),
                2.0 * sum,
            )
            .unless(reason.clone()),
        Check::new("kept-mass")
            .states(
                "The kept mass is Σ exp(z/T) over the kept tokens divided by Σ exp(z/T) over \
                     all; what is cut off is what the method says.",
            )
            .by(
                "both sums as log-sum-exp, and the last token kept and the first one left out \
                    held against k, p or the largest",
            )
            .compares(
                worst([distance(&[n.mass], &[partition(state, n)]), edge(state, n)]),
                3.0 * sum,
            )
            .unless(reason.clone()),
        Check::new("limits")
            .states(
                "T → 0 leaves only the largest logits, with equal parts where several are \
                     tied; k = n, top-p with p = 1 and min-p with p = 0 change nothing.",
            )
            .by(
                "softmax at a temperature of 1/800 of the gap below the largest logit, and the \
                    exponential of log-softmax",
            )
            .compares(limits(state, n, broken).unwrap_or(f64::NAN), 2.0 * sum)
            .unless(reason),
    ]
}

/// How far each logit is below the largest, divided by T.
fn scaled(n: &Numbers, temperature: f64) -> Vec<f64> {
    let top = highest(n.scores.iter());
    let below = n.scores.iter().map(|z| z - top);
    if temperature > 0.0 {
        return below.map(|d| d / temperature).collect();
    }
    below
        .map(|d| if d < 0.0 { f64::NEG_INFINITY } else { 0.0 })
        .collect()
}

/// The kept part of the sum of exponentials.
fn partition(state: &SamplingState, n: &Numbers) -> f64 {
    let all = scaled(n, state.temperature);
    let kept: Vec<f64> = n.kept.iter().map(|&at| all[at]).collect();
    match (log_sum_exp(&kept), log_sum_exp(&all)) {
        (Ok(kept), Ok(all)) => (kept - all).exp(),
        _ => f64::NAN,
    }
}

/// How far the edge of what is kept is from where the method puts it.
fn edge(state: &SamplingState, n: &Numbers) -> f64 {
    let at = |token: &usize| n.before.at(*token);
    let Some(last) = n.kept.last().map(at) else {
        return f64::NAN;
    };
    let dropped = ranking(&n.scores).get(n.kept.len()).map(at);
    match state.method {
        Method::TopP => {
            let kept: f64 = if n.mass.is_nan() {
                f64::NAN
            } else {
                n.kept.iter().map(at).sum()
            };
            excess(state.p.min(1.0), kept).max(match dropped {
                Some(_) => excess(kept - last, state.p),
                None => 0.0,
            })
        }
        Method::MinP => {
            let least = state.p * n.before.iter().copied().fold(0.0, f64::max);
            excess(least, last).max(dropped.map_or(0.0, |d| excess(d, least)))
        }
        Method::Greedy | Method::Temperature | Method::TopK => {
            dropped.map_or(0.0, |d| excess(d, last))
        }
    }
}

/// How far the limits are from where the methods go.
fn limits(state: &SamplingState, n: &Numbers, broken: Option<&str>) -> Option<f64> {
    let scores = &n.scores;
    let below = scaled(n, 1.0);
    let gap = lowest(below.iter().filter(|d| **d < 0.0).map(|d| -d));
    // In units of the gap the second largest logit is at −1, whatever their size.
    let units: Vec<f64> = below
        .iter()
        .map(|d| if *d < 0.0 { d / gap } else { 0.0 })
        .collect();
    let cold = softmax_at(&units, 1.0 / 800.0).ok()?;
    let limit = sampling::Method::Temperature { temperature: 0.0 };
    let mut apart = distance(
        &choose_in(scores, limit, Order::First).ok()?.probabilities,
        &cold,
    );
    let plain: Vec<f64> = log_softmax(&scaled(n, state.temperature))
        .ok()?
        .into_iter()
        .map(f64::exp)
        .collect();
    let (temperature, k) = (state.temperature, scores.len());
    let k = if broken == Some("limits") { k - 1 } else { k };
    for rule in [
        sampling::Method::TopK { temperature, k },
        sampling::Method::TopP {
            temperature,
            p: 1.0,
        },
        sampling::Method::MinP {
            temperature,
            p: 0.0,
        },
    ] {
        let choice = choose_in(scores, rule, state.order).ok()?;
        let left_out = scores.len().abs_diff(choice.kept.len()) as f64;
        apart = worst([apart, distance(&choice.probabilities, &plain), left_out]);
    }
    Some(apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn the_default_is_the_known_nucleus() {
        let reading = Sampling::read(&SamplingState::default(), None);
        assert_eq!(reading.vector("kept").iter().sum::<f64>(), 4.0);
        for (name, known) in [
            ("kept-mass", 0.8850),
            ("entropy", 1.2451),
            ("tempered-entropy", 1.5959),
        ] {
            let x = reading.scalar(name);
            assert!((x - known).abs() < 5e-5, "{name}: {x}");
        }
        let first: f64 = reading.vector("tempered")[..3].iter().sum();
        assert!((first - 0.7952).abs() < 5e-5);
    }

    #[test]
    fn a_mistaken_sum_is_finite_where_one_token_is_kept() {
        for query in ["method=greedy", "method=min-p", "temperature=0", "p=0"] {
            let (state, _) = SamplingState::opened(&format!("#/sampling?{query}"));
            let reading = Sampling::read(&state, Some("sums-to-one"));
            assert!(reading.scalar("entropy").is_finite(), "{query}");
            let broken = |check: &&Check| check.is_broken();
            let broken: Vec<_> = reading.checks.iter().filter(broken).collect();
            assert_eq!(broken.len(), 1, "{query}");
            assert!(broken[0].residual.is_finite(), "{query}");
        }
    }

    #[test]
    fn the_order_decides_between_one_and_two() {
        let mut state = SamplingState {
            logits: vec![3.0, 2.0, 1.0],
            temperature: 0.5,
            ..SamplingState::default()
        };
        assert_eq!(numbers(&state, None).kept, [0]);
        state.order = Order::Last;
        assert_eq!(numbers(&state, None).kept, [0, 1]);
    }
}
