//! What the data are made of: the toy language, or a text with its counted models.

use super::facts::split;
use super::{Baselines, Batch, Corpus, Data, generator, key};
use crate::config::{Config, Source, Unit};
use crate::error::Result;
use crate::text;
use numeric_core::language::Language;
use numeric_core::ngram::{NgramCounts, Smoothing};
use numeric_core::real;

/// About how many held-out tokens the held-out loss is measured on.
const HELD_OUT: usize = 1024;

impl Data {
    /// The data of these settings.
    ///
    /// # Errors
    ///
    /// A text that can't be trained on.
    pub fn new(config: &Config) -> Result<Self> {
        match &config.source {
            Source::Toy => Self::toy(Language::standard()?, config),
            Source::ChangedToy => Self::toy(Language::changed()?, config),
            Source::Text { text, unit } => Self::text(text, *unit, config),
        }
    }

    fn toy(language: Language, config: &Config) -> Result<Self> {
        let source = language.source();
        let context = config.context.max(1);
        let ngrams = [1, 2, 3]
            .map(|order| source.ngram_entropy_from_sentence_start(order, language.stop(), context));
        let floors = source.entropies_from_sentence_start(context);
        let vocabulary = (0..language.vocabulary())
            .map(|id| language.word(id).unwrap_or_default().to_owned())
            .collect();
        let baselines = Baselines {
            uniform: real::ln(language.vocabulary() as f64),
            ngrams,
            floor: Some(floors.iter().sum::<f64>() / context as f64),
            rate: Some(source.entropy_rate()),
        };
        let mut data = Self {
            corpus: Corpus::Toy(Box::new(language)),
            vocabulary,
            context,
            baselines,
            held_out: Batch::default(),
            truth: None,
            others: 0,
            key: key(config),
        };
        let sequences = (HELD_OUT / context).max(1);
        data.held_out = data.sequences(sequences, &mut generator(config.seed, 2, 0))?;
        data.truth = Some(data.truth_of(&data.held_out)?);
        Ok(data)
    }

    fn text(text: &str, unit: Unit, config: &Config) -> Result<Self> {
        let context = config.context.max(1);
        let tokens = text::tokens(text, unit, context)?;
        let size = tokens.vocabulary.len();
        let all = tokens.text;
        let split = split(all.len(), context);
        let held: &[usize] = if split < all.len() {
            &all[split..]
        } else {
            &all
        };
        let counts = NgramCounts::new(&all[..split], size, 3)?;
        let mut ngrams = [0.0; 3];
        for (order, loss) in (1..).zip(&mut ngrams) {
            *loss = counts
                .model(order, Smoothing::WittenBell)?
                .cross_entropy(held)?;
        }
        let baselines = Baselines {
            uniform: real::ln(size as f64),
            ngrams,
            floor: None,
            rate: None,
        };
        let windows = ((held.len() - 1) / context).min((HELD_OUT / context).max(1));
        let mut held_out = Batch::default();
        for window in 0..windows {
            let first = window * context;
            held_out.push(&held[first..first + context + 1]);
        }
        Ok(Self {
            corpus: Corpus::Text {
                held_out: held.to_vec(),
                train: all[..split].to_vec(),
                unit,
            },
            vocabulary: tokens.vocabulary,
            context,
            baselines,
            held_out,
            truth: None,
            others: tokens.others,
            key: key(config),
        })
    }
}
