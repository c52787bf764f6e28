//! The picture as data.

use super::{LoopState, TrainingLoop};
use crate::contract::prelude::*;

impl Picture for TrainingLoop {
    fn plates(_: &LoopState, reading: &Reading) -> Vec<Plate> {
        let names = [
            ("log-v", "ln V"),
            ("unigram", "unigram"),
            ("bigram", "bigram"),
            ("trigram", "trigram"),
            ("entropy-floor", "floor"),
            ("loss", "loss"),
        ];
        let there: Vec<(&str, f64)> = names
            .iter()
            .map(|&(name, label)| (label, reading.scalar(name)))
            .filter(|(_, x)| x.is_finite())
            .collect();
        vec![Plate::bars(
            "The loss, and what to compare it with, in nats",
            there.iter().map(|(label, _)| (*label).into()).collect(),
            [(
                "nats",
                Tint::Loss,
                there.iter().map(|(_, x)| *x).collect::<Vec<_>>(),
            )],
        )]
    }
}
