//! The picture as data: the areas, the code's tree, the running mean of the draws.

use super::Entropy;
use super::read::{drawn, numbers};
use super::state::EntropyState;
use super::words::{narrow, wide};
use crate::contract::prelude::*;
use numeric_core::coding::HuffmanCode;

impl Picture for Entropy {
    fn plates(state: &EntropyState, reading: &Reading) -> Vec<Plate> {
        let p = reading.vector("p");
        vec![
            Plate::areas(
                format!("Probability × surprisal ({})", state.unit.words()),
                areas(reading),
            ),
            Plate::bars(
                "Codeword lengths, bits",
                outcomes(p.len()),
                [("length", Tint::Model, reading.vector("code-lengths"))],
            ),
            Plate::lines("The mean surprisal of the draws", running_mean(state)),
            Plate::bars(
                "Two orders of the same probabilities",
                values(p.len()),
                [
                    ("largest in the middle", Tint::Truth, narrow(p)),
                    ("largest at the ends", Tint::Model, wide(p)),
                ],
            ),
        ]
    }
}

/// The values 0, 1, 2, … of as many outcomes.
pub fn values(count: usize) -> Vec<String> {
    (0..count).map(|x| x.to_string()).collect()
}

/// Each outcome a rectangle, p wide and its surprisal high.
pub fn areas(reading: &Reading) -> Areas {
    let p = reading.vector("p");
    Areas {
        names: outcomes(p.len()),
        widths: p.to_vec(),
        heights: reading.vector("surprisal").to_vec(),
        level: reading.scalar("maximum"),
    }
}

/// The codeword of each outcome; empty where it has none or needs none.
pub fn codewords(p: &[f64]) -> Vec<String> {
    let Ok(code) = HuffmanCode::new(p) else {
        return vec![String::new(); p.len()];
    };
    let text = |bits: &[bool]| bits.iter().map(|b| if *b { '1' } else { '0' }).collect();
    (0..p.len())
        .map(|i| code.word(i).map_or_else(String::new, text))
        .collect()
}

/// The prefix code as a tree: 0 to the left, 1 to the right, an outcome at each leaf.
pub fn tree(p: &[f64]) -> Graph {
    let words = codewords(p);
    let mut leaves: Vec<usize> = (0..p.len()).filter(|&i| p[i] > 0.0).collect();
    leaves.sort_by(|&a, &b| words[a].cmp(&words[b]));
    let deepest = words.iter().map(String::len).max().unwrap_or(0);
    let count = leaves.len();
    // Leaves stand side by side, each inner node above the middle of its own.
    let middle = |prefix: &str| {
        let own: Vec<f64> = (0..count)
            .filter(|&at| words[leaves[at]].starts_with(prefix))
            .map(|at| at as f64)
            .collect();
        let (first, last) = (own.first(), own.last());
        first.zip(last).map_or(0.0, |(a, b)| f64::midpoint(*a, *b))
    };
    let place = |prefix: &str| (middle(prefix), -(prefix.len() as f64));
    let mut curves = Vec::new();
    let mut points = Vec::new();
    for &leaf in &leaves {
        let word = &words[leaf];
        for end in 1..=word.len() {
            curves.push(GraphCurve::through(
                Tint::Model,
                Stroke::Solid,
                vec![place(&word[..end - 1]), place(&word[..end])],
            ));
        }
        points.push(GraphPoint::new(
            format!("{} {word}", outcome(leaf)),
            Tint::Truth,
            place(word),
        ));
    }
    Graph::over(
        (-0.5, count.max(1) as f64 - 0.4),
        (-(deepest as f64) - 0.6, 0.4),
        ("", "bits"),
    )
    .curves(curves)
    .points(points)
}

/// The mean surprisal of the first draws, inside two standard errors of the entropy.
pub fn running_mean(state: &EntropyState) -> Plot {
    const POINTS: usize = 240;
    let n = numbers(state, None);
    let outcomes = drawn(state);
    let last = outcomes.len();
    let mut total = 0.0;
    let mut path = Vec::new();
    let mut next = 1.0_f64;
    let ratio = (last as f64).powf(1.0 / POINTS as f64);
    for (at, outcome) in (1_usize..).zip(outcomes.iter()) {
        total += n.surprisal[*outcome];
        if at as f64 >= next || at == last {
            path.push((at as f64, total / at as f64));
            while next <= at as f64 {
                next = (next * ratio)
                    .max(at as f64 + 1.0)
                    .min(next.mul_add(ratio, 1.0));
            }
        }
    }
    let band = |sign: f64| {
        let edge = |(at, _): &(f64, f64)| (*at, n.entropy + sign * 2.0 * n.deviation / at.sqrt());
        path.iter().map(edge).collect::<Vec<_>>()
    };
    Plot::over(
        "draws",
        state.unit.words(),
        [
            Curve::solid("mean surprisal so far", Tint::Value, path.clone()),
            Curve::solid(
                "H(p)",
                Tint::Loss,
                path.iter().map(|x| (x.0, n.entropy)).collect(),
            ),
            Curve::dashed("H + 2 standard errors", Tint::Score, band(1.0)),
            Curve::dashed("H − 2 standard errors", Tint::Score, band(-1.0)),
        ],
    )
    .log_x()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_has_a_leaf_for_each_possible_outcome_at_its_depth() {
        let tree = tree(&[0.5, 0.25, 0.0, 0.125, 0.125]);
        let leaves: Vec<(&str, f64)> = (tree.points.iter())
            .map(|p| (p.name.as_str(), p.at.1))
            .collect();
        let expected = [
            ("A 0", -1.0),
            ("B 10", -2.0),
            ("D 110", -3.0),
            ("E 111", -3.0),
        ];
        assert_eq!(leaves, expected);
        // One outcome that is certain needs no bits.
        assert_eq!(codewords(&[0.0, 1.0]), ["", ""]);
    }
}
