//! The picture as data: what each half-layer writes, a head, the next word beside the truth, the lens,
//! contributions and patches.

use super::read::{Numbers, numbers, part_names, token_names, writers};
use super::state::TransformerState;
use super::{Transformer, words};
use crate::contract::prelude::*;

impl Picture for Transformer {
    fn plates(state: &TransformerState, reading: &Reading) -> Vec<Plate> {
        if let Some(own) = state.own.shown() {
            return own.plates();
        }
        let tokens = token_names(state);
        let (halves, sizes) = (state.sizes().halves(), state.sizes());
        let Some(n) = numbers(state, None) else {
            return Vec::new();
        };
        let next = next(&n);
        let mut plates = vec![
            Plate::heat(
                "What each half-layer writes into the residual stream, as lengths",
                halves,
                tokens.clone(),
                reading.matrix("stream-writes").transpose(),
                Tint::Value,
            ),
            Plate::heat(
                format!("Attention of head {}", sizes.head_name(state.opened_head())),
                tokens.clone(),
                tokens,
                reading.matrix("attention"),
                Tint::Weight,
            ),
            Plate::bars(
                format!("The next word {}", words::after(state)),
                next.names.clone(),
                next.series(),
            ),
            Plate::bars(
                format!(
                    "What each part adds to the logit of {}",
                    state.held.quoted(n.target)
                ),
                part_names(sizes),
                [("", Tint::Query, reading.vector("contributions"))],
            ),
        ];
        if n.patched.is_some() {
            plates.push(Plate::bars(
                "Log odds with one part taken from the second sentence",
                writers(sizes),
                [("", Tint::Score, reading.vector("patched"))],
            ));
        }
        plates
    }
}

/// How many words are shown.
const MOST: usize = 5;

/// The likeliest next words by model and truth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Next {
    /// Their ids and names.
    pub ids: Vec<usize>,
    pub names: Vec<String>,
    /// The model's probabilities, and the source's; none where there is no truth.
    pub model: Vec<f64>,
    pub truth: Option<Vec<f64>>,
}

impl Next {
    fn series(&self) -> Vec<(&'static str, Tint, Vec<f64>)> {
        let model = ("model", Tint::Model, self.model.clone());
        let truth = self.truth.clone().map(|p| ("truth", Tint::Truth, p));
        truth.into_iter().chain([model]).collect()
    }
}

/// The words with the largest probability by either, the largest first.
pub fn next(n: &Numbers) -> Next {
    let has_truth = n.truth.iter().all(|p| p.is_finite());
    let size = |word: &usize| {
        let model = n.probabilities.at(*word);
        if has_truth {
            model.max(n.truth.at(*word))
        } else {
            model
        }
    };
    let mut ids: Vec<usize> = (0..n.probabilities.len()).collect();
    ids.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.cmp(b)));
    ids.truncate(MOST);
    let list = |list: &[f64]| ids.iter().map(|word| list.at(*word)).collect::<Vec<f64>>();
    Next {
        names: n.inside.model.words(&ids),
        model: list(&n.probabilities),
        truth: has_truth.then(|| list(&n.truth)),
        ids,
    }
}
