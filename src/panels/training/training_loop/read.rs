//! A run as a reading: at the start from the state alone, later from what the
//! worker tells.

use super::{LoopState, TrainingLoop, words};
use crate::contract::prelude::*;
use numeric_core::real;
use training::{Apart, Config, Facts, Opening, opening};

/// The numbers of a run at some step.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// Steps so far.
    pub step: u64,
    /// The loss of the latest batch, in nats per token.
    pub loss: f64,
    /// The held-out loss, where it was measured.
    pub held_out: Option<f64>,
    /// KL(truth‖model), where the truth is known.
    pub kl: Option<f64>,
    /// The norm of the gradient.
    pub gradient_norm: f64,
    /// Tokens a second; 0 before the first step.
    pub tokens_per_second: f64,
    /// ln V.
    pub uniform: f64,
    /// What models of one, two and three tokens reach.
    pub ngrams: [f64; 3],
    /// The exact floor.
    pub floor: Option<f64>,
    /// The source's entropy rate.
    pub rate: Option<f64>,
    /// Learned numbers.
    pub parameters: usize,
    /// The loss that the run began with.
    pub first_loss: f64,
    /// The gradient beside central differences, relative to its norm.
    pub slopes: Apart,
    /// The loss before the first step, beside ln V.
    pub start: Apart,
    /// In each block, the part of the feed-forward units that do nothing; empty before it was looked.
    pub idle: Vec<f64>,
    /// A weight's change by the rule as written, and as it is made, relative to the learning rate.
    pub change: (f64, f64),
    /// How far single precision may take the two apart.
    pub change_off: f64,
}

impl From<&Opening> for Numbers {
    fn from(open: &Opening) -> Self {
        Self {
            step: 0,
            loss: open.loss,
            held_out: None,
            kl: open.kl,
            gradient_norm: open.gradient_norm,
            tokens_per_second: 0.0,
            uniform: open.baselines.uniform,
            ngrams: open.baselines.ngrams,
            floor: open.baselines.floor,
            rate: open.baselines.rate,
            parameters: open.parameters,
            first_loss: open.loss,
            slopes: open.slopes,
            start: open.start,
            idle: Vec::new(),
            change: (open.by_hand.change, open.by_hand.made),
            change_off: open.by_hand.off,
        }
    }
}

impl Read for TrainingLoop {
    fn read(state: &LoopState, broken: Option<&str>) -> Reading {
        let only = |sentence| Reading {
            readouts: vec![Readout::scalar("step", "steps so far", 0.0)],
            checks: Vec::new(),
            sentence,
            claim: None,
        };
        let configs = state.configs(broken);
        let together = Facts::cached(&state.config)
            .and_then(|facts| Config::check_all(&configs, facts.vocabulary));
        if let Err(error) = together {
            return only(format!("This can’t be trained: {error}."));
        }
        // A page must not stand still for it: there, the worker computes the same, and says it.
        if cfg!(target_arch = "wasm32") && state.config.is_expensive() {
            return only("The network is being initialised, and its first batch drawn.".into());
        }
        match opening(&configs[0]) {
            Ok(open) => reading(state, &Numbers::from(&open)),
            Err(error) => only(format!("This can’t be trained: {error}.")),
        }
    }
}

/// The reading at some step.
pub fn reading(state: &LoopState, n: &Numbers) -> Reading {
    let one = |name, label: &str, x: f64| Readout::scalar(name, label, x);
    let mut readouts = vec![
        one("step", "steps so far", n.step as f64),
        one("loss", "loss of the latest batch, nats per token", n.loss),
        one("perplexity", "exp(loss), the perplexity", real::exp(n.loss)),
    ];
    if let Some(held_out) = n.held_out {
        readouts.push(one("held-out", "held-out loss, nats per token", held_out));
    }
    if let Some(floor) = n.floor {
        readouts.push(one(
            "entropy-floor",
            "exact entropy of the next word, given all before it in the sequence, nats",
            floor,
        ));
    }
    if let Some(rate) = n.rate {
        readouts.push(one(
            "entropy-rate",
            "exact entropy rate of the source, nats",
            rate,
        ));
    }
    if let Some(kl) = n.kl {
        readouts.push(one(
            "kl",
            "KL(source‖model) on held-out sequences, nats per token",
            kl,
        ));
    }
    // On a text the best isn't known.
    let of = |model| {
        if n.floor.is_some() {
            format!("loss of the best {model} model")
        } else {
            format!("held-out loss of a {model} model counted on the text")
        }
    };
    readouts.extend([
        one(
            "gradient-norm",
            "norm of the gradient of all weights",
            n.gradient_norm,
        ),
        one(
            "tokens-per-second",
            "tokens trained on per second",
            n.tokens_per_second,
        ),
        one("log-v", "ln V, the loss of a uniform model", n.uniform),
        one("unigram", &of("unigram"), n.ngrams[0]),
        one("bigram", &of("bigram"), n.ngrams[1]),
        one("trigram", &of("trigram"), n.ngrams[2]),
        one("parameters", "number of weights", n.parameters as f64),
    ]);
    let rate = state.config.rate;
    let (hand, made) = n.change;
    let scale = rate.max(hand.abs());
    Reading {
        readouts,
        checks: vec![
            Check::new("gradient")
                .states("The gradient from backpropagation is the derivative of the loss.")
                .by("central differences of the loss, in double precision")
                .compares(n.slopes.residual, n.slopes.tolerance)
                .unless(hidden(n.slopes.tolerance)),
            // The training is in single precision.
            Check::new("adam-step")
                .states("A weight changes by the step of the rule.")
                .by("the rule as written, by hand for one weight, in double precision")
                .compares((hand - made).abs() / scale, n.change_off / scale),
            Check::new("starts-at-log-v")
                .states("Before training, the model’s loss is ln V, but for its small random weights.")
                .by(
                    "the logarithm of the size of the vocabulary against the measured loss, within what \
                     weights of deviation 0.02 pass once in 10⁹ draws",
                )
                .compares(n.start.residual, n.start.tolerance),
        ],
        sentence: words::sentence(state, n),
        claim: None,
    }
}

/// Why there is nothing to compare, if the gradient is no larger than what rounding leaves of a quotient.
fn hidden(tolerance: f64) -> Option<String> {
    (tolerance >= 1.0).then(|| {
        "The gradient is so small that the difference of two losses is rounding alone.".into()
    })
}
