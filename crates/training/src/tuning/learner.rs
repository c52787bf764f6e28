//! One of the two copies of the reference model.

use super::{LanguageData, Measurement, Tune};
use crate::data::Batch;
use crate::error::{Result, TrainingError};
use crate::reference::Reference;
use nalgebra::DMatrix;
use numeric_core::network::{Gpt, Linear, Parameters, Trainer};
use numeric_core::optimise::Optimiser;
use numeric_core::random::Random;
use numeric_core::tape::Tape;

/// A copy of the reference model that learns.
#[derive(Debug)]
pub(super) struct Learner {
    trainer: Trainer,
    /// The last step at which it was measured.
    looked: Option<u64>,
    unsent: Vec<Measurement>,
    ended: bool,
}

/// The layers that get an adapter: all of attention and of the feed-forward layers, and the output
/// layer if `head` is set. Embeddings and norms stay as they are.
fn adapted(gpt: &mut Gpt, head: bool) -> impl Iterator<Item = &mut Linear> {
    let blocks = gpt.blocks.iter_mut().flat_map(|block| {
        [
            &mut block.attention.qkv,
            &mut block.attention.projection,
            &mut block.mlp.up,
            &mut block.mlp.down,
        ]
    });
    blocks.chain(head.then_some(&mut gpt.head))
}

impl Learner {
    /// A copy in which only adapters are trained.
    pub(super) fn adapters(reference: &Reference, tune: Tune, seed: u64) -> Result<Self> {
        let (mut gpt, mut parameters) = (reference.gpt.clone(), reference.parameters.clone());
        for parameter in parameters.iter_mut() {
            parameter.trained = false;
        }
        let random = &mut Random::new(seed);
        for linear in adapted(&mut gpt, tune.head) {
            linear.adapt(&mut parameters, tune.rank, tune.alpha, random)?;
        }
        Ok(Self::of(gpt, parameters, tune))
    }

    /// A copy in which everything is trained.
    pub(super) fn whole(reference: &Reference, tune: Tune) -> Self {
        Self::of(reference.gpt.clone(), reference.parameters.clone(), tune)
    }

    fn of(gpt: Gpt, parameters: Parameters<f32>, tune: Tune) -> Self {
        Self {
            trainer: Trainer::of(gpt, parameters, Optimiser::ADAM, tune.rate),
            looked: None,
            unsent: Vec::new(),
            ended: false,
        }
    }

    /// Numbers that are trained.
    pub(super) fn trained(&mut self) -> usize {
        self.trainer.training().parameters().trained_count()
    }

    /// Whether it has diverged, so that it makes no more steps.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Marks it as diverged.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    /// The measurements since the last call.
    pub(super) fn unsent(&mut self) -> Vec<Measurement> {
        std::mem::take(&mut self.unsent)
    }

    /// One step.
    pub(super) fn step(&mut self, batch: &Batch) -> Result<()> {
        self.trainer
            .step(&batch.tokens, &batch.targets, batch.sequences)?;
        Ok(())
    }

    /// Measures it on both languages, unless that was done at this step.
    pub(super) fn look(&mut self, step: u64, new: &LanguageData, old: &LanguageData) -> Result<()> {
        if self.looked == Some(step) {
            return Ok(());
        }
        let training = self.trainer.training();
        let standing = Measurement {
            step,
            new: new.measure(training)?,
            old: old.measure(training)?,
        };
        if !(standing.new.kl.is_finite() && standing.old.kl.is_finite()) {
            let what = format!("after step {step} the loss is no longer a number");
            return Err(TrainingError::Settings(what));
        }
        self.looked = Some(step);
        self.unsent.push(standing);
        Ok(())
    }

    /// See [`super::Tuning::merging`].
    pub(super) fn merging(&mut self, reference: &Reference, batch: &Batch) -> Result<f64> {
        let training = self.trainer.training();
        let with = training.parameters().cast::<f64>();
        let mut without = reference.parameters.cast::<f64>();
        for linear in adapted(&mut training.gpt().clone(), true) {
            if let Some(lora) = linear.lora() {
                let name = with.get(linear.weight())?.name.clone();
                without.named_mut(&name)?.value += lora.change(&with)?;
            }
        }
        let adapted = logits(training.gpt(), &with, batch)?;
        let plain = logits(&reference.gpt, &without, batch)?;
        Ok((adapted - plain).amax())
    }
}

fn logits(gpt: &Gpt, parameters: &Parameters<f64>, batch: &Batch) -> Result<DMatrix<f64>> {
    let mut tape = Tape::new();
    let handles = parameters.record(&mut tape);
    let nodes = gpt.record(&mut tape, &handles, &batch.tokens, batch.sequences)?;
    Ok(tape.value(nodes.logits)?.clone())
}
