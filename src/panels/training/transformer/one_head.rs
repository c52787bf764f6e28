//! The opened head: where it looks, and how it comes to a weight.

use super::inside::Inside;
#[cfg(target_arch = "wasm32")]
use super::read::Numbers;
use super::state::TransformerState;
use crate::contract::lists::{self, argmax};

/// The arithmetic of one attention weight: the query’s and the key’s entries, the score before the
/// division by √d, and the weight.
pub struct Weighing {
    pub query: Vec<f64>,
    pub key: Vec<f64>,
    pub score: f64,
    /// Σ exp of all scaled scores of that query.
    pub total: f64,
    pub weight: f64,
}

/// How the opened head comes to a weight; of a pair that is masked there is none.
pub fn weighing(
    state: &TransformerState,
    i: &Inside,
    (query, key): (usize, usize),
) -> Option<Weighing> {
    let head = i.pass.heads.get(state.opened_head())?;
    let weight = head.weights.get((query, key)).filter(|_| key <= query)?;
    let scale = i.model.weights.scale;
    let score = |key: usize| head.q.column(query).dot(&head.k.column(key));
    let total = (0..=query).map(|key| (score(key) * scale).exp()).sum();
    Some(Weighing {
        query: head.q.column(query).iter().copied().collect(),
        key: head.k.column(key).iter().copied().collect(),
        score: score(key),
        total,
        weight: *weight,
    })
}

/// Each head's attention on the word that the opened head looks at most, and the length that it writes.
#[cfg(target_arch = "wasm32")]
pub fn table(state: &TransformerState, n: &Numbers) -> Vec<(String, f64, f64, bool)> {
    let i = &n.inside;
    let place = state.place();
    let most = most_seen(state, i);
    let row = |(at, name): (usize, String)| {
        let head = i.pass.heads.get(at)?;
        let weight = head.weights.get((place, most)).copied()?;
        let length = head.write.column(place).norm();
        Some((name, weight, length, state.off.contains(&at)))
    };
    let names = state.sizes().head_names();
    names.into_iter().enumerate().filter_map(row).collect()
}

/// The token that the opened head attends to most at the word looked at.
pub fn most_seen(state: &TransformerState, i: &Inside) -> usize {
    let head = i.pass.heads.get(state.opened_head());
    head.map_or(0, |head| {
        let row = lists::row_of(&head.weights, state.place());
        argmax(&row)
    })
}
