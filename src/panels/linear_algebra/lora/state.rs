//! The state of `lora`: sizes to count with, and a small layer to adapt.

use crate::contract::input::{Input, Number, Optional, Seed, Switch, Whole};
use crate::contract::prelude::*;
use crate::state;
use numeric_core::random::Random;
use training::{LARGEST_RANK, Tune};

/// Rows and columns of the layer that is adapted live.
pub const SIDE: usize = 8;
/// The ranks that are tried live: 1 to this. Of full rank nothing would be left to see.
pub const RANKS: usize = 6;
/// Largest dᵢₙ, dₒᵤₜ and r.
const WIDEST: i64 = 65_536;
const OUTPUTS: Whole = Whole::new(1, WIDEST)
    .often(&[256, 512, 768, 3072, 4096, 16_384])
    .extremes(&[1, 7, WIDEST]);

/// What the panel is about.
#[derive(Clone, Debug, PartialEq)]
pub struct LoraState {
    /// dᵢₙ, the columns of the layer that is counted.
    pub d: usize,
    /// dₒᵤₜ, its rows; as many as columns where `None`.
    pub outputs: Option<usize>,
    /// The rank r, at most the smaller of the two.
    pub rank: usize,
    /// The rank of the wanted change without its noise.
    pub true_rank: usize,
    /// The size of the noise in it.
    pub noise: f64,
    /// α of the factor α/r.
    pub alpha: f64,
    /// Decides the wanted change and the first A.
    pub seed: u64,
    /// How the reference model is fine-tuned.
    pub tune: Tune,
}

impl Default for LoraState {
    fn default() -> Self {
        Self {
            d: 4096,
            outputs: None,
            rank: 8,
            true_rank: 3,
            noise: 0.05,
            alpha: 4.0,
            seed: 1,
            tune: Tune::default(),
        }
    }
}

state! {
    for LoraState {
        /// columns of the layer that is counted, dᵢₙ; its rows too, unless `outputs` says otherwise
        d in d: Whole(1, WIDEST)
            .label("inputs dᵢₙ").log()
            .often(&[512, 768, 1024, 2048, 4096, 8192, 12_288]).extremes(&[1, 2, 3, 1000, WIDEST]),
        /// rows of the layer, dₒᵤₜ; as many as columns when left out
        outputs in outputs: Optional<Whole>(OUTPUTS, OUTPUTS.kind()),
        /// the rank r of the adapter, at most dᵢₙ and dₒᵤₜ
        rank in rank: Whole(1, WIDEST)
            .label("rank r").log().often(&[1, 2, 4, 8, 16, 64, 256]).extremes(&[1, 4, WIDEST]),
        /// the rank of the target change, live, before its noise
        true_rank in true_rank: Whole(1, RANKS as i64).label("rank of the target change"),
        // The least keeps every error away from zero, where all that is left is rounding.
        /// the size of the noise in that change
        noise in noise: Number(0.01, 1.0).label("its noise").log().ordinary(0.02, 0.2),
        /// α of the factor α/r
        alpha in alpha: Number(0.5, 16.0).label("α").log().often(&[1.0, 2.0, 4.0, 8.0]),
        /// the seed of the target change and the first A
        seed in seed: Seed(999_999),
        /// the rank r of the reference model’s adapters when it is fine-tuned
        tune_rank in tune.rank: Whole(1, LARGEST_RANK as i64)
            .label("rank r").log().often(&[1, 2, 4, 8, 16]),
        /// α of their factor α/r
        tune_alpha in tune.alpha: Number(0.25, 256.0)
            .label("α").log().often(&[1.0, 4.0, 8.0, 16.0, 32.0]),
        /// the learning rate of that fine-tuning
        tune_rate in tune.rate: Number(1e-5, 0.1)
            .label("learning rate").log().often(&[0.001, 0.002, 0.003, 0.005]),
        /// its steps
        tune_steps in tune.steps: Whole<u64>(1, 3000).label("steps").log().often(&[200, 300, 400]),
        /// whether the model’s head gets an adapter too
        tune_head in tune.head: Switch().label("an adapter for the head, too"),
    }
    start = start;
    agree = agree;
    random = random;
    omits = omits;
}

/// Rows beside as many columns say nothing, and no rank is larger than the smaller side.
fn start(query: &mut Query) -> LoraState {
    let LoraState { d, outputs, .. } = LoraState::filled(query);
    if outputs == Some(d) {
        query.forget("outputs");
    }
    let smaller = LoraState::filled(query).smaller();
    if query.integer("rank").is_some_and(|r| r as usize > smaller) {
        let expected = format!("at most {smaller}, the smaller side of the layer");
        query.reject("rank", &expected);
    }
    let mut state = LoraState::filled(query);
    agree(&mut state);
    state
}

fn agree(state: &mut LoraState) {
    state.rank = state.rank.min(state.smaller());
}

fn random(random: &mut Random, draw: Draw) -> LoraState {
    let mut state = LoraState::drawn(random, draw);
    if random.uniform() < 0.5 {
        let outputs = OUTPUTS.random(random, draw, &state.d);
        state.resize(state.d, (outputs != state.d).then_some(outputs));
    }
    state
}

/// Rows that are left out are as many as columns.
fn omits(state: &LoraState, key: &str) -> bool {
    key == "outputs" && state.out() == state.d
}

impl LoraState {
    /// dₒᵤₜ.
    #[must_use]
    pub fn out(&self) -> usize {
        self.outputs.unwrap_or(self.d)
    }

    /// The smaller side of the layer: no rank is larger.
    #[must_use]
    pub fn smaller(&self) -> usize {
        self.d.min(self.out())
    }

    /// Another dᵢₙ or dₒᵤₜ; the rank stays one that fits.
    pub fn resize(&mut self, d: usize, outputs: Option<usize>) {
        (self.d, self.outputs) = (d, outputs);
        agree(self);
    }

    /// α/r of the small layer at the rank that is shown.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.alpha / self.shown_rank() as f64
    }

    /// The rank that is shown live: r, as far as the small layer has it.
    #[must_use]
    pub fn shown_rank(&self) -> usize {
        self.rank.clamp(1, RANKS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn a_rank_is_at_most_the_size() {
        let (s, notices) = LoraState::opened("#/lora?d=4&rank=5&alpha=2");
        assert_eq!(
            (s.d, s.rank, s.alpha, notices),
            (4, 4, 2.0, vec!["rank".to_string()])
        );
        let (s, notices) = LoraState::opened("#/lora?d=4");
        assert_eq!((s.rank, notices.len()), (4, 0));
        let (s, notices) = LoraState::opened("#/lora?outputs=100&rank=101");
        assert_eq!((s.rank, notices), (8, vec!["rank".to_string()]));
        let (s, notices) = LoraState::opened("#/lora?d=1024&outputs=64&rank=64");
        assert_eq!((s.d, s.out(), s.rank, notices.len()), (1024, 64, 64, 0));
    }

    #[test]
    fn a_square_layer_has_no_outputs_in_its_address() {
        let (s, _) = LoraState::opened("#/lora?d=768&outputs=768");
        assert_eq!(s.outputs, None);
        assert_eq!(s.pairs(), [("d".to_string(), "768".to_string())]);
        let (mut s, _) = LoraState::opened("#/lora?d=768");
        assert_eq!((s.out(), s.pairs().len()), (768, 1));
        s.resize(768, Some(3072));
        assert!(s.pairs().contains(&("outputs".into(), "3072".into())));
        s.resize(3072, Some(3072));
        assert_eq!(s.pairs(), [("d".to_string(), "3072".to_string())]);
        s.rank = 3000;
        s.resize(2, None);
        assert_eq!((s.rank, s.out()), (2, 2));
    }
}
