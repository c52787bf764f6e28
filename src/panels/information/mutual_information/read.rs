//! `read`: entropies and information of the table, of words at a distance and in a sentence, and the
//! three identities.

use super::hiding::{Hiding, head_names, hiding};
use super::pairs::{at_distance, by_distance, sample};
use super::state::{DISTANCES, MutualState};
use super::table::Table;
use super::{MutualInformation, words};
use crate::contract::prelude::*;
use crate::language::{self, MISSING, trained};
use numeric_core::information::Unit;

impl Read for MutualInformation {
    fn read(state: &MutualState, broken: Option<&str>) -> Reading {
        let table = Table::of(state, broken);
        let hiding = hiding(&state.text);
        let mut readouts = of_table(state, &table);
        readouts.extend(of_pairs(state));
        readouts.extend(of_sentence(state, &hiding));
        Reading {
            checks: checks(state, &table),
            sentence: words::sentence(state, &table),
            claim: Some(words::claim(state, &hiding)),
            readouts,
        }
    }
}

fn of_table(state: &MutualState, t: &Table) -> Vec<Readout> {
    let unit = state.unit.words();
    let (rows, columns) = names(state);
    let scalar = |name, label: String, x| Readout::scalar(name, label, x);
    let matrix = |name, label: String, m| Readout::matrix(name, label, m).named(&rows, &columns);
    let mass = rounding(t.p.iter().copied());
    let known = rounding(t.terms(state.unit));
    let entropies = known_entropies(t, state.unit);
    // The logarithms of a pair and of its margins may be far larger than their difference.
    let logs = t.shares.logs.iter().filter(|log| log.is_finite());
    let steep = lowest(logs.chain([&0.0])).abs() + state.unit.nat();
    let never = t.pointwise.iter().any(|x| x.is_nan()).then(|| {
        "A row or a column has probability 0: of a value that never occurs there is no ratio."
            .into()
    });
    vec![
        scalar("entropy-x", format!("Entropy H(X), {unit}"), t.entropy_x),
        scalar("entropy-y", format!("Entropy H(Y), {unit}"), t.entropy_y),
        scalar(
            "joint-entropy",
            format!("Joint entropy H(X, Y), {unit}"),
            t.joint_entropy,
        ),
        scalar(
            "mutual-information",
            format!("Mutual information I(X; Y), {unit}"),
            t.information,
        )
        .known_to(known),
        scalar(
            "x-given-y",
            format!("Conditional entropy H(X | Y), {unit}"),
            t.x_given_y,
        )
        .known_to(entropies),
        scalar(
            "y-given-x",
            format!("Conditional entropy H(Y | X), {unit}"),
            t.y_given_x,
        )
        .known_to(entropies),
        matrix(
            "pointwise",
            format!("Pointwise log p(x, y)/(p(x)·p(y)), {unit}"),
            &t.pointwise,
        )
        .known_to(mass * steep)
        .missing(never),
        matrix("p", "Joint distribution p(x, y)".into(), &t.p),
        matrix(
            "product",
            "Product of the margins p(x)·p(y)".into(),
            &t.product,
        ),
        matrix(
            "difference",
            "Difference p(x, y) − p(x)·p(y)".into(),
            &t.difference,
        )
        .known_to(mass),
        Readout::vector("p-x", "Margin p(x)", &t.x).rows(&rows),
        Readout::vector("p-y", "Margin p(y)", &t.y).rows(&columns),
    ]
}

fn of_pairs(state: &MutualState) -> Vec<Readout> {
    let sample = sample(state);
    let first = by_distance().get(..DISTANCES).unwrap_or_default();
    let distances: Vec<String> = (1..=DISTANCES).map(|d| format!("{d} apart")).collect();
    let exact = at_distance(state.distance);
    vec![
        Readout::vector("by-distance", "I of two words at a distance, nats", first)
            .rows(&distances),
        Readout::scalar(
            "plug-in",
            "I of the drawn pairs’ frequencies, nats",
            sample.plug_in,
        )
        .sampled(),
        Readout::scalar(
            "expected-plug-in",
            "Its mean over all samples of N pairs, nats",
            sample.expected,
        )
        .known_to(sample.rounding),
        Readout::scalar(
            "bias",
            "Bias of the plug-in estimate, nats",
            sample.expected - exact,
        )
        .known_to(sample.rounding),
        Readout::scalar(
            "standard-error",
            "Its standard error, approximately, nats",
            sample.error,
        ),
        Readout::scalar(
            "z",
            "Distance of the drawn estimate from its mean, in standard errors",
            (sample.plug_in - sample.expected) / sample.error,
        )
        .sampled(),
    ]
}

fn of_sentence(state: &MutualState, h: &Hiding) -> Vec<Readout> {
    let text = language::words(&state.text);
    let heads = head_names();
    let rankings: Vec<String> = ["attention, layer 1", "attention, layer 2", "nearness"]
        .map(String::from)
        .into();
    let impossible = (!h.is_possible()).then(|| {
        "The source never begins a sentence with these words, so there is no truth about the next one."
            .to_owned()
    });
    let absent = trained()
        .is_none()
        .then(|| format!("There is no number, since {MISSING}."));
    let either = impossible.clone().or_else(|| absent.clone());
    let one_kind = h.auc.iter().any(|a| a.is_nan()).then(|| {
        "Ranks need words that tell something about the next one and words that don’t.".to_owned()
    });
    // Each of the words moves the belief by a few roundings; probabilities sum to 1.
    let known = rounding([1.0; 73]) * (text.len() as f64 + 1.0);
    vec![
        Readout::vector(
            "information",
            "Information of each word about the next one, nats",
            &h.information,
        )
        .rows(&text)
        .known_to(known)
        .missing(impossible),
        Readout::vector(
            "by-nearness",
            "I of two words as far apart as each word and the next one, nats",
            &h.by_nearness,
        )
        .rows(&text),
        Readout::matrix(
            "attention",
            "Attention of the last word, by head",
            &h.attention,
        )
        .named(&heads, &text)
        .missing(absent),
        Readout::scalar(
            "model-kl",
            "KL(source‖model) of the next word, nats",
            h.model,
        )
        .known_to(known)
        .missing(either.clone()),
        Readout::vector(
            "without-head",
            "The same with one head switched off, nats",
            &h.without,
        )
        .rows(&heads)
        .known_to(known)
        .missing(either.clone()),
        Readout::vector("auc", "AUC of ranking informative words first", &h.auc)
            .rows(&rankings)
            .missing(either.or(one_kind)),
    ]
}

/// The names of the values of X and Y.
pub fn names(state: &MutualState) -> (Vec<String>, Vec<String>) {
    let (rows, columns) = state.joint.shape();
    (subscripted("x", rows), subscripted("y", columns))
}

/// How far rounding may move a sum of the three entropies.
pub fn known_entropies(t: &Table, unit: Unit) -> f64 {
    let of = |p: &[f64]| {
        let possible = p.iter().copied().filter(|p| *p > 0.0);
        rounding(possible.map(|p| p * (unit.log(p).abs() + unit.nat())))
    };
    of(&t.x) + of(&t.y) + of(t.p.as_slice())
}

fn checks(state: &MutualState, t: &Table) -> Vec<Check> {
    let unit = state.unit;
    let entropies = known_entropies(t, unit);
    let terms = rounding(t.terms(unit));
    vec![
        Check::new("two-forms").states("I(X; Y) = H(X) + H(Y) − H(X, Y).").by("the sum of p·log p/(p·p) over the pairs is compared with three separate entropies").compares(distance(
                &[t.information],
                &[t.entropy_x + t.entropy_y - t.joint_entropy],
            ), entropies + terms),
        Check::new("symmetric").states("X tells as much about Y as Y about X: H(X) − H(X | Y) = H(Y) − H(Y | X).").by("the conditional entropies are summed separately, along the columns and along the rows").compares(distance(&[t.entropy_x - t.x_given_y], &[t.entropy_y - t.y_given_x]), 2.0 * entropies),
        Check::new("non-negative").states("I(X; Y) ≥ 0, with 0 only where X and Y are independent.").by("it is compared with Pinsker’s bound ½·(Σ|p(x, y) − p(x)·p(y)|)² (in nats)").compares(excess(pinsker(t, unit), t.information), terms),
    ]
}

/// The least mutual information that so large a difference from independence allows.
fn pinsker(t: &Table, unit: Unit) -> f64 {
    let apart: f64 = t.difference.iter().map(|d| d.abs()).sum();
    0.5 * apart * apart * unit.nat()
}
