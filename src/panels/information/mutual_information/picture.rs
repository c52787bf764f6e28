//! The picture as data: the three grids, entropies, words at a distance, words of a sentence.

use super::MutualInformation;
use super::hiding::{Hiding, hiding};
use super::pairs::{by_distance, first_order};
use super::read::names;
use super::state::{DISTANCES, MutualState};
use crate::contract::prelude::*;
use crate::language::words;

impl Picture for MutualInformation {
    fn plates(state: &MutualState, reading: &Reading) -> Vec<Plate> {
        let (rows, columns) = names(state);
        let shown = reading.as_shown();
        let grid = |title: &str, name: &str, tint| {
            Plate::heat(
                title,
                rows.clone(),
                columns.clone(),
                shown.matrix(name),
                tint,
            )
        };
        let bars = [
            "joint-entropy",
            "entropy-x",
            "entropy-y",
            "mutual-information",
        ];
        let mut plates = vec![
            grid("p(x, y)", "p", Tint::Truth),
            grid("p(x)·p(y)", "product", Tint::Model),
            grid("p(x, y) − p(x)·p(y)", "difference", Tint::Gradient),
            Plate::bars(
                format!("Entropies and mutual information, {}", state.unit.words()),
                ["H(X, Y)", "H(X)", "H(Y)", "I(X; Y)"]
                    .map(String::from)
                    .into(),
                [("", Tint::Gradient, bars.map(|name| shown.scalar(name)))],
            ),
            Plate::lines(
                "Information of two words of the language at a distance",
                distances(state),
            ),
        ];
        let hiding = hiding(&state.text);
        if hiding.is_possible() && hiding.attention.iter().all(|x| x.is_finite()) {
            let series = series(&hiding).map(|(name, tint, values)| (name, tint, values));
            plates.push(Plate::bars(
                "Information of each word about the next one, and attention",
                words(&state.text),
                series,
            ));
        }
        plates
    }
}

/// I by distance, and what N pairs read on average to the first order of the bias.
pub fn distances(state: &MutualState) -> Plot {
    let exact = by_distance().iter().take(DISTANCES);
    let n = state.pairs as f64;
    let at = |(i, x): (usize, f64)| ((i + 1) as f64, x);
    let biased = exact
        .clone()
        .zip(first_order())
        .map(|(x, bias)| x + bias / n);
    let curves = [
        Curve::solid(
            "exact",
            Tint::Truth,
            exact.copied().enumerate().map(at).collect(),
        ),
        Curve::dashed(
            "exact + (cells − rows − columns + 1)/(2N)",
            Tint::Score,
            biased.enumerate().map(at).collect(),
        ),
    ];
    Plot::over("distance, words", "nats", curves).at(state.distance as f64)
}

/// What is said of each word: its information, that of its distance, the attention of both layers.
pub fn series(h: &Hiding) -> [(&'static str, Tint, Vec<f64>); 4] {
    [
        ("information, nats", Tint::Gradient, h.information.clone()),
        (
            "I at its distance, nats",
            Tint::Score,
            h.by_nearness.clone(),
        ),
        ("attention, layer 1", Tint::Weight, h.layer(0)),
        ("attention, layer 2", Tint::Query, h.layer(1)),
    ]
}

/// The three bars on the line of H(X, Y): name, colour, where each begins and how long it is, in percent.
pub fn overlap(reading: &Reading) -> Vec<(&'static str, Tint, f64, f64, f64)> {
    let of = |name: &str| reading.scalar(name);
    let (x, y) = (of("entropy-x"), of("entropy-y"));
    let (i, whole) = (of("mutual-information"), of("joint-entropy"));
    let most = [whole, x, y].into_iter().fold(1e-12, f64::max);
    let share = |x: f64| (100.0 * x / most).clamp(0.0, 100.0);
    let begins = share(of("x-given-y"));
    vec![
        ("H(X, Y)", Tint::Matrix, 0.0, share(whole), whole),
        ("H(X)", Tint::Key, 0.0, share(x), x),
        ("H(Y)", Tint::Value, begins, share(y).min(100.0 - begins), y),
        (
            "I(X; Y)",
            Tint::Gradient,
            begins,
            share(i).min(100.0 - begins),
            i,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bars_overlap_by_the_information() {
        let reading = MutualInformation::read(&MutualState::default(), None);
        let bars = overlap(&reading);
        let ends = |at: usize| bars[at].2 + bars[at].3;
        assert!((ends(1) - ends(3)).abs() < 1e-9, "I ends where H(X) does");
        assert!(
            (ends(2) - 100.0).abs() < 1e-9,
            "H(Y) ends where H(X, Y) does"
        );
        assert!((bars[2].2 - bars[3].2).abs() < 1e-12);
    }
}
