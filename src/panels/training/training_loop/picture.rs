//! The picture as data.

use super::{LoopState, TrainingLoop};
use crate::contract::Reading;
use crate::contract::panel::Picture;
use crate::contract::plate::{Plate, Tint};

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
        vec![Plate::Bars {
            title: "The loss, and what to compare it with, in nats".into(),
            labels: there.iter().map(|(label, _)| (*label).into()).collect(),
            series: vec![(
                "nats".into(),
                Tint::Loss,
                there.iter().map(|(_, x)| *x).collect(),
            )],
        }]
    }
}
