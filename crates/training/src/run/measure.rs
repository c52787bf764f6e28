//! Losses on held-out sequences.

use super::Run;
use crate::data::Batch;
use crate::error::Result;
use crate::inspect;
use nalgebra::DMatrix;
use numeric_core::network::Training;
use numeric_core::real;
use numeric_core::tape::Tape;

impl Run {
    /// In each block, the part of the units that do nothing for any token of the next batch (ReLU),
    /// or whose slope is below 0.01 for all of them (sigmoid, tanh).
    ///
    /// # Errors
    ///
    /// None for a run that was made.
    pub fn idle(&mut self) -> Result<Vec<f64>> {
        let step = self.steps() + 1;
        let batch = self.data.batch(&self.config, step)?;
        inspect::idle(&self.config, self.trainer.training(), &batch)
    }

    /// The held-out loss, and KL(truth‖model) where the truth is known.
    ///
    /// # Errors
    ///
    /// None for a run that was made.
    pub fn measure(&mut self) -> Result<(f64, Option<f64>)> {
        let held_out = self.data.held_out().clone();
        measure(self.trainer.training(), &held_out, self.data.truth())
    }
}

/// The mean of −log q(next) on some sequences, and the mean over their beginnings of
/// KL(p‖q) = Σ p·log(p/q), both in nats.
///
/// # Errors
///
/// Sequences that don't fit the network.
pub fn measure<T: real::Real>(
    training: &Training<T>,
    batch: &Batch,
    truth: Option<&DMatrix<f64>>,
) -> Result<(f64, Option<f64>)> {
    let mut tape = Tape::new();
    let handles = training.parameters().record(&mut tape);
    let nodes = training
        .gpt()
        .record(&mut tape, &handles, &batch.tokens, batch.sequences)?;
    let logs = tape.log_softmax_rows(nodes.logits)?;
    let logs = tape.value(logs)?;
    let rows = batch.targets.len() as f64;
    let loss: f64 = batch
        .targets
        .iter()
        .enumerate()
        .map(|(row, &target)| -logs[(row, target)].to_f64())
        .sum();
    let kl = truth.map(|truth| {
        let terms = truth.iter().zip(logs.iter());
        let sum: f64 = terms
            .filter(|&(&p, _)| p > 0.0)
            .map(|(&p, log_q)| p * (real::ln(p) - log_q.to_f64()))
            .sum();
        sum / rows
    });
    Ok((loss / rows, kl))
}
