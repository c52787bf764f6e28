//! A trained network that is handed on, from a run or a file of one, with what its tokens mean: what a
//! panel needs to look into it.

use crate::config::{Config, Source, Unit};
use crate::error::{Result, TrainingError};
use crate::reference::Reference;
use crate::run::{Run, start};
use crate::text;
use nalgebra::DMatrix;
use numeric_core::language::Language;
use numeric_core::network::{Gpt, Parameters};
use numeric_core::tape::Tape;
use serde::{Deserialize, Serialize};

/// What is known of a network besides its weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NetworkAbout {
    /// How it was trained. A reader's text is left out, but for how it was cut.
    pub config: Config,
    /// After which step.
    pub step: u64,
    /// Its tokens, by number.
    pub vocabulary: Vec<String>,
    /// Two held-out stretches of what it was trained for.
    pub samples: [Vec<u32>; 2],
}

/// A network with its weights.
#[derive(Debug, Clone)]
pub struct Network {
    /// What is known of it.
    pub about: NetworkAbout,
    /// Its layers.
    pub gpt: Gpt,
    /// Its weights.
    pub parameters: Parameters<f32>,
}

/// What the tokens of a network are.
#[derive(Debug, Clone)]
pub enum Tokens {
    /// The words of a toy language.
    Toy(Box<Language>),
    /// Those of a reader's text, cut in this way.
    Text(Unit),
}

impl Network {
    /// The network of a run at a snapshot, or as it is now.
    ///
    /// # Errors
    ///
    /// A step without a snapshot.
    pub fn of(run: &mut Run, step: Option<u64>) -> Result<Self> {
        let copy = run.copy(step)?;
        let data = run.data();
        let held_out = data.held_out();
        let length = held_out.length();
        let sample = |at: usize| {
            let tokens = held_out.tokens.iter().skip(at * length).take(length);
            tokens.map(|token| *token as u32).collect()
        };
        let mut config = run.config().clone();
        if let Source::Text { text, .. } = &mut config.source {
            text.clear();
        }
        Ok(Self {
            about: NetworkAbout {
                config,
                step: copy.steps(),
                vocabulary: data.vocabulary().to_vec(),
                samples: [sample(0), sample(1)],
            },
            gpt: copy.gpt().clone(),
            parameters: copy.parameters().clone(),
        })
    }

    /// The reference model as such a network.
    ///
    /// # Errors
    ///
    /// None for a language whose tables are tested.
    pub fn reference(model: &Reference) -> Result<Self> {
        let language = Language::standard()?;
        let word = |id| language.word(id).unwrap_or_default().to_owned();
        let config = Reference::config();
        Ok(Self {
            about: NetworkAbout {
                step: config.steps,
                config,
                vocabulary: (0..language.vocabulary()).map(word).collect(),
                samples: [Vec::new(), Vec::new()],
            },
            gpt: model.gpt.clone(),
            parameters: model.parameters.clone(),
        })
    }

    /// Its weights as bytes: each parameter in its order, column by column, f32 with the low byte first.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let all = self.parameters.iter();
        all.flat_map(|p| p.value.iter().flat_map(|x| x.to_le_bytes()))
            .collect()
    }

    /// The network of such bytes.
    ///
    /// # Errors
    ///
    /// Sizes that don't fit together, too many or too few bytes, or a number that isn't finite.
    pub fn read(about: NetworkAbout, bytes: &[u8]) -> Result<Self> {
        let (gpt, mut parameters) = start(&about.config, about.vocabulary.len())?;
        let refuse = |what: &str| TrainingError::File(what.into());
        if bytes.len() != 4 * parameters.count() {
            return Err(refuse("the weights don’t fit the network’s sizes"));
        }
        let mut numbers = bytes
            .chunks_exact(4)
            .filter_map(|four| Some(f32::from_le_bytes(four.try_into().ok()?)));
        for parameter in parameters.iter_mut() {
            let (rows, columns) = parameter.value.shape();
            let next = numbers.by_ref().take(rows * columns);
            parameter.value = DMatrix::from_iterator(rows, columns, next);
            if parameter.value.iter().any(|x| !x.is_finite()) {
                return Err(refuse("a weight isn’t a finite number"));
            }
        }
        Ok(Self {
            about,
            gpt,
            parameters,
        })
    }

    /// What its tokens are.
    ///
    /// # Errors
    ///
    /// None for a language whose tables are tested.
    pub fn tokens(&self) -> Result<Tokens> {
        Ok(match &self.about.config.source {
            Source::Toy => Tokens::Toy(Box::new(Language::standard()?)),
            Source::ChangedToy => Tokens::Toy(Box::new(Language::changed()?)),
            Source::Text { unit, .. } => Tokens::Text(*unit),
        })
    }

    /// The logits of the next token after each token, a row for each, by the tape in double precision.
    ///
    /// # Errors
    ///
    /// Unknown tokens, no token, or a sequence longer than the context.
    pub fn logits(&self, tokens: &[usize]) -> Result<DMatrix<f64>> {
        let mut tape = Tape::new();
        let handles = self.parameters.cast::<f64>().record(&mut tape);
        let nodes = self.gpt.record(&mut tape, &handles, tokens, 1)?;
        Ok(tape.value(nodes.logits)?.clone())
    }

    /// The same network with heads, counted through all layers, that write nothing.
    ///
    /// # Errors
    ///
    /// A head that isn't there.
    pub fn without(&self, off: &[usize]) -> Result<Self> {
        let config = self.gpt.config();
        let each = config.width / config.heads;
        let mut model = self.clone();
        for head in off {
            let (layer, head) = (head / config.heads, head % config.heads);
            let name = format!("blocks.{layer}.attention.projection.weight");
            let weight = &mut model.parameters.named_mut(&name)?.value;
            weight.columns_mut(head * each, each).fill(0.0);
        }
        Ok(model)
    }
}

impl Tokens {
    /// The tokens of a typed text.
    ///
    /// # Errors
    ///
    /// A token that isn't in the vocabulary, by name.
    pub fn of(&self, vocabulary: &[String], typed: &str) -> Result<Vec<usize>> {
        match self {
            Tokens::Toy(language) => language
                .tokens(&typed.replace(',', " "))
                .map_err(|e| TrainingError::Text(e.to_string())),
            Tokens::Text(unit) => text::numbered(typed, *unit, vocabulary),
        }
    }

    /// What stands before every text that the network reads: the full stop of the toy language.
    #[must_use]
    pub fn before(&self) -> Option<usize> {
        match self {
            Tokens::Toy(language) => Some(language.stop()),
            Tokens::Text(_) => None,
        }
    }

    /// What stands between two tokens where a text is written.
    #[must_use]
    pub fn space(&self) -> &'static str {
        match self {
            Tokens::Text(Unit::Characters) => "",
            _ => " ",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Activity;
    use crate::forward::{Setting, Weights, embedded, pass};

    fn run(config: Config) -> Run {
        let mut run = Run::new(Config {
            width: 8,
            heads: 2,
            context: 8,
            batch: 2,
            ..config
        })
        .unwrap();
        for _ in 0..4 {
            run.step().unwrap();
        }
        run
    }

    #[test]
    fn it_comes_back_from_its_bytes_with_the_same_logits() {
        for (layers, source) in [
            (1, Source::Toy),
            (
                3,
                Source::Text {
                    text: "the cat sat on the mat and the dog sat on the cat".into(),
                    unit: Unit::Characters,
                },
            ),
        ] {
            let mut run = run(Config {
                layers,
                source,
                ..Config::default()
            });
            let network = Network::of(&mut run, None).unwrap();
            assert_eq!(network.about.step, 4);
            let again = Network::read(network.about.clone(), &network.bytes()).unwrap();
            let tokens = [0, 3, 1, 2];
            assert_eq!(
                again.logits(&tokens).unwrap(),
                network.logits(&tokens).unwrap()
            );
            assert!(Network::read(network.about.clone(), &network.bytes()[4..]).is_err());
            let first = Network::of(&mut run, Some(0)).unwrap();
            assert_ne!(
                first.logits(&tokens).unwrap(),
                network.logits(&tokens).unwrap()
            );
            assert!(Network::of(&mut run, Some(77)).is_err());
        }
    }

    /// The pass in double precision agrees with the tape for every kind of network.
    #[test]
    fn the_forward_pass_agrees_with_the_tape() {
        for (activation, normalised, scaled) in [
            (Activity::Gelu, true, true),
            (Activity::Relu, false, true),
            (Activity::Tanh, true, false),
            (Activity::Sigmoid, true, true),
        ] {
            let mut run = run(Config {
                layers: 3,
                activation,
                normalised,
                scaled,
                ..Config::default()
            });
            let network = Network::of(&mut run, None).unwrap();
            let weights = Weights::of(network.gpt.config(), &network.parameters).unwrap();
            let tokens = [0, 5, 9, 2, 0, 7];
            let off = [1, 4];
            let setting = Setting {
                off: &off,
                broken: None,
            };
            let ours = pass(&weights, embedded(&weights, &tokens).unwrap(), setting);
            let tape = network.without(&off).unwrap().logits(&tokens).unwrap();
            let apart = (ours.logits.transpose() - tape).amax();
            assert!(apart < 1e-12, "{activation:?}: {apart}");
        }
    }

    #[test]
    fn typed_text_becomes_its_tokens() {
        let toy = Tokens::Toy(Box::new(Language::standard().unwrap()));
        assert_eq!(toy.of(&[], "the dog").unwrap().len(), 2);
        assert!(toy.of(&[], "the wolf").is_err());
        let letters = Tokens::Text(Unit::Characters);
        let known = ["a", "b", " "].map(String::from);
        assert_eq!(letters.of(&known, "a b").unwrap(), [0, 2, 1]);
        assert!(letters.of(&known, "c").is_err());
        assert_eq!((letters.before(), letters.space()), (None, ""));
    }
}
