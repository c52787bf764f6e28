//! Text from a network, a token at a time.

use crate::data::Data;
use crate::error::Result;
use numeric_core::language::{Language, Start};
use numeric_core::network::Training;
use numeric_core::probability::sampling::{Method, choose};
use numeric_core::random::Random;
use numeric_core::tape::Tape;
use serde::{Deserialize, Serialize};

/// How the next token is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Sampling {
    /// The likeliest.
    Greedy,
    /// softmax(z/T).
    Temperature(f64),
    /// Of the k likeliest, at temperature T.
    TopK(f64, usize),
    /// Of the fewest that hold the probability p, at temperature T.
    TopP(f64, f64),
}

impl Sampling {
    pub(crate) fn method(self) -> Method {
        match self {
            Sampling::Greedy => Method::Greedy,
            Sampling::Temperature(temperature) => Method::Temperature { temperature },
            Sampling::TopK(temperature, k) => Method::TopK { temperature, k },
            Sampling::TopP(temperature, p) => Method::TopP { temperature, p },
        }
    }
}

/// A token with the probability it was drawn with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// The token.
    pub token: u32,
    /// Its probability under the method.
    pub chosen: f64,
    /// Its probability under the model itself.
    pub model: f64,
    /// Its true probability after these words: 0 for what can't come, `None` where it isn't known,
    /// as after what couldn't come.
    pub truth: Option<f64>,
    /// The tokens that were most probable there, with their logits; at most 16.
    pub largest: Vec<(u32, f32)>,
}

/// Logits that are kept of each place.
const LARGEST: usize = 16;

/// The largest logits, falling; of equal ones the one of the first token comes first.
fn largest(logits: &[f64]) -> Vec<(u32, f32)> {
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|a, b| logits[*b].total_cmp(&logits[*a]));
    order.truncate(LARGEST);
    let with = |at: usize| (at as u32, logits[at] as f32);
    order.into_iter().map(with).collect()
}

/// Text that a network wrote.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Generated {
    /// The step of the network.
    pub step: u64,
    /// What was given.
    pub beginning: Vec<u32>,
    /// What it wrote.
    pub drawn: Vec<Drawn>,
}

/// Goes on from a beginning.
///
/// # Errors
///
/// A beginning with unknown words; sampling settings that make no sense.
pub fn generate(
    data: &Data,
    training: &Training<f32>,
    beginning: &str,
    sampling: Sampling,
    count: usize,
    seed: u64,
) -> Result<Generated> {
    let mut tokens = data.tokens(beginning)?;
    let mut random = Random::new(seed);
    let mut generated = Generated {
        step: training.steps(),
        beginning: tokens.iter().map(|&t| t as u32).collect(),
        drawn: Vec::new(),
    };
    let context = training.gpt().config().context;
    // What the toy language itself would say, as long as the words could be its own.
    let mut belief = data.language().map(|language| {
        let source = language.source();
        source.after(&tokens[1..], Start::Sentence).ok()
    });
    for _ in 0..count {
        let window = window(data, &tokens, context);
        let mut tape = Tape::new();
        let handles = training.parameters().record(&mut tape);
        let nodes = training.gpt().record(&mut tape, &handles, window, 1)?;
        let logits = tape.value(nodes.logits)?;
        let last = logits.row(window.len() - 1);
        let logits: Vec<f64> = last.iter().map(|&z| f64::from(z)).collect();
        let model = numeric_core::probability::softmax(&logits)?;
        let choice = choose(&logits, sampling.method())?;
        let token = choice.draws(1, &mut random)?[0];
        let truth = belief
            .as_ref()
            .and_then(|b| Some(b.as_ref()?.probability(token)));
        if let Some(language) = data.language() {
            let before = belief.as_mut().and_then(Option::as_mut);
            let goes_on = before.is_some_and(|b| b.observe(token).is_ok());
            if token == language.stop() {
                // Whatever was said before, a sentence begins anew.
                belief = Some(Some(language.source().before(Start::Sentence)));
            } else if !goes_on {
                belief = Some(None);
            }
        }
        generated.drawn.push(Drawn {
            token: token as u32,
            chosen: choice.probabilities[token],
            model: model[token],
            truth,
            largest: largest(&logits),
        });
        tokens.push(token);
    }
    Ok(generated)
}

/// The last tokens, as many as fit: in the toy language from the beginning of the sentence on,
/// since sequences begin there in training and nothing before it matters.
fn window<'a>(data: &Data, tokens: &'a [usize], context: usize) -> &'a [usize] {
    let last = tokens.len().saturating_sub(context);
    let stop = data.language().map(Language::stop);
    let sentence = tokens.iter().rposition(|&token| Some(token) == stop);
    &tokens[sentence.unwrap_or(0).max(last)..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::run::Run;

    #[test]
    fn the_same_seed_writes_the_same() {
        let mut run = Run::new(Config::default()).unwrap();
        let model = run.copy(None).unwrap();
        let write =
            |sampling, seed| generate(run.data(), &model, "the dog", sampling, 20, seed).unwrap();
        let one = write(Sampling::Temperature(1.0), 3);
        assert_eq!(one, write(Sampling::Temperature(1.0), 3));
        assert_ne!(one, write(Sampling::Temperature(1.0), 4));
        assert_eq!(one.beginning.len(), 3);
        let first = &one.drawn[0].largest;
        assert!(first.len() == LARGEST && first.is_sorted_by(|a, b| a.1 >= b.1));
        assert_eq!(write(Sampling::Greedy, 1), write(Sampling::TopK(1.0, 1), 2));
        assert!(generate(run.data(), &model, "the wolf", Sampling::Greedy, 3, 1).is_err());
        for sampling in [Sampling::TopK(1.0, 0), Sampling::TopP(1.0, -0.1)] {
            assert!(generate(run.data(), &model, "", sampling, 3, 1).is_err());
        }
    }
}
