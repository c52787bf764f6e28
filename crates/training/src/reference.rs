//! The model that comes with the page: how it is made, and what it is held to.

use crate::config::Config;
use crate::data::{Batch, Data};
use crate::error::{Result, TrainingError};
use crate::run::{measure, start};
use numeric_core::language::{Language, Start};
use numeric_core::network::{Gpt, Parameters, Trainer, Training, tensors};
use numeric_core::optimise::{Optimiser, Schedule};
use numeric_core::random::Random;
use numeric_core::tape::Tape;
use std::collections::HashMap;

/// The reference model: a GPT trained on the toy language.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The network.
    pub gpt: Gpt,
    /// Its weights.
    pub parameters: Parameters<f32>,
}

/// What was measured of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Cross-entropy on held-out sequences that begin with a sentence, nats a word.
    pub held_out: f64,
    /// The mean KL(source‖model) there.
    pub kl: f64,
    /// Verbs after a relative clause whose number it gets right, and how many there were.
    pub agreement: (usize, usize),
}

impl Reference {
    /// Its sizes and everything else that it follows from.
    #[must_use]
    pub fn config() -> Config {
        Config {
            layers: 2,
            width: 64,
            // Eight numbers to a head, as many as the attention panel shows.
            heads: 8,
            context: 32,
            batch: 32,
            steps: 8000,
            seed: 2026,
            ..Config::default()
        }
    }

    /// Trains it; calls `tell` with step and loss now and then.
    ///
    /// # Errors
    ///
    /// A run that diverges.
    pub fn train(mut tell: impl FnMut(u64, f64)) -> Result<Self> {
        let config = Self::config();
        let data = Data::new(&config)?;
        let (gpt, parameters) = start(&config, data.vocabulary().len())?;
        let mut trainer = Trainer::of(gpt, parameters, Optimiser::ADAM, config.rate);
        trainer.training().clip(Some(1.0));
        let schedule = Schedule::WarmUpCosine {
            warm_up: 100,
            total: config.steps,
            floor: 0.01,
        };
        for step in 1..=config.steps {
            let batch = data.batch(&config, step)?;
            let rate = config.rate * schedule.factor(step);
            trainer.training().set_rate(rate);
            let progress = trainer.step(&batch.tokens, &batch.targets, batch.sequences)?;
            if step.is_multiple_of(500) {
                tell(step, progress.loss);
            }
        }
        let training = trainer.training();
        Ok(Self {
            gpt: training.gpt().clone(),
            parameters: training.parameters().clone(),
        })
    }

    /// A network of the same sizes before its first step: the control of what training has made.
    ///
    /// # Errors
    ///
    /// None for sizes that were trained.
    pub fn untrained() -> Result<Self> {
        let language = Language::standard()?;
        let (gpt, parameters) = start(&Self::config(), language.vocabulary())?;
        Ok(Self { gpt, parameters })
    }

    /// Reads the file.
    ///
    /// # Errors
    ///
    /// A file that doesn't hold the reference model.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let stored = tensors::read(bytes).map_err(|e| TrainingError::File(e.to_string()))?;
        let language = Language::standard()?;
        let (gpt, mut parameters) = start(&Self::config(), language.vocabulary())?;
        tensors::load(&mut parameters, &stored).map_err(|e| TrainingError::File(e.to_string()))?;
        Ok(Self { gpt, parameters })
    }

    /// Writes the file, with its settings and what was measured.
    ///
    /// # Errors
    ///
    /// None for a model that was trained.
    pub fn write(&self, figures: Figures) -> Result<Vec<u8>> {
        let Config {
            layers,
            width,
            heads,
            context,
            batch,
            steps,
            seed,
            ..
        } = Self::config();
        let language = Language::standard()?;
        let words: Vec<&str> = (0..language.vocabulary())
            .filter_map(|id| language.word(id))
            .collect();
        let (right, sites) = figures.agreement;
        let about = [
            ("layers", layers.to_string()),
            ("width", width.to_string()),
            ("heads", heads.to_string()),
            ("context", context.to_string()),
            ("batch", batch.to_string()),
            ("steps", steps.to_string()),
            ("seed", seed.to_string()),
            ("vocabulary", words.join(" ")),
            ("entropy-rate", language.source().entropy_rate().to_string()),
            ("held-out", figures.held_out.to_string()),
            ("kl", figures.kl.to_string()),
            ("agreement", format!("{right} of {sites}")),
        ];
        let about: HashMap<String, String> =
            about.map(|(name, text)| (name.to_owned(), text)).into();
        Ok(tensors::write(&self.parameters, about)?)
    }

    /// Measures it on sequences that it was not trained on.
    ///
    /// # Errors
    ///
    /// None for a model that was trained.
    pub fn figures(&self) -> Result<Figures> {
        let config = Config {
            seed: 1,
            ..Self::config()
        };
        let data = Data::new(&config)?;
        let training = Training::of(
            self.gpt.clone(),
            self.parameters.clone(),
            Optimiser::Sgd,
            1.0,
        );
        let (mut held_out, mut kl) = (0.0, 0.0);
        // 16 × 1,024 words.
        const ROUNDS: u64 = 16;
        for round in 0..ROUNDS {
            let batch: Batch = data.batch(&config, 1_000_000 + round)?;
            let truth = data.truth_of(&batch)?;
            let (loss, distance) = measure(&training, &batch, Some(&truth))?;
            held_out += loss / ROUNDS as f64;
            kl += distance.unwrap_or(f64::NAN) / ROUNDS as f64;
        }
        Ok(Figures {
            held_out,
            kl,
            agreement: self.agreement()?,
        })
    }

    /// Of the verbs after a relative clause, how many have the larger logit in their subject's
    /// number.
    fn agreement(&self) -> Result<(usize, usize)> {
        const TEXTS: usize = 400;
        let language = Language::standard()?;
        let context = Self::config().context;
        let mut random = Random::new(77);
        let (mut right, mut sites) = (0, 0);
        for _ in 0..TEXTS {
            let source = language.source();
            let text = source.sample(context, Start::Sentence, &mut random);
            let mut tokens = vec![language.stop()];
            tokens.extend_from_slice(&text[..context - 1]);
            let mut tape = Tape::new();
            let handles = self.parameters.record(&mut tape);
            let nodes = self.gpt.record(&mut tape, &handles, &tokens, 1)?;
            let logits = tape.value(nodes.logits)?;
            for site in language.agreement_sites(&text)? {
                // The row at a word's place predicts it: the stop stands before the first.
                let row = site.position;
                sites += 1;
                right += usize::from(logits[(row, site.right)] > logits[(row, site.wrong)]);
            }
        }
        Ok((right, sites))
    }
}
