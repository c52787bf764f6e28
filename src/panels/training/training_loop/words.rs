//! The words around the numbers: sentence, formula, question.

use super::read::Numbers;
use super::state::Learned;
use super::{LoopState, TrainingLoop};
use crate::contract::prelude::*;
use numeric_core::real;

/// `7.9 words`, for a loss in nats.
pub fn choices(loss: f64) -> String {
    number::significant(real::exp(loss), 3)
}

pub fn sentence(state: &LoopState, n: &Numbers) -> String {
    let token = if state.source == Learned::Characters {
        "character"
    } else {
        "word"
    };
    let so_far = match n.step {
        0 => "Before the first step".to_owned(),
        step => format!("After {}", number::count(step as usize, "step")),
    };
    let now = format!(
        "{so_far} the loss is {} per {token}, that of a uniform choice among {} {}",
        number::measured(n.loss, "nat"),
        choices(n.loss),
        number::plural(0.0, token)
    );
    let place = place(n);
    let idle = idle(state, &n.idle);
    match (n.floor, n.kl) {
        (Some(floor), Some(kl)) => format!(
            "{now}; {place}. The entropy of the source is {}, and the KL divergence of the model \
             from it is {}.{idle}",
            number::measured(floor, "nat"),
            number::measured(kl, "nat")
        ),
        _ => format!(
            "{now}; {place}. The least possible loss isn’t known, since the true distribution of \
             this text isn’t.{idle}"
        ),
    }
}

/// Where the loss is beside those of simpler models. Those of the toy language are the least that there can
/// be. On a text they are counted, and on so short a text may be above that of a uniform model.
fn place(n: &Numbers) -> String {
    if n.loss > n.uniform + 0.5 {
        // It may have begun there, with no step made.
        let grown = n.step > 0 && n.loss > n.first_loss;
        let why = if grown {
            ": the steps were too large"
        } else {
            ""
        };
        return format!("this is worse than a uniform model{why}");
    }
    if n.floor.is_none() {
        let [one, two, three] = n.ngrams.map(number::rounded);
        return format!(
            "the held-out loss of a uniform model is {}, and those of unigram, bigram and trigram models \
             counted on the text are {one}, {two} and {three}",
            number::rounded(n.uniform)
        );
    }
    if n.loss > n.ngrams[0] {
        "the best unigram model is better"
    } else if n.loss > n.ngrams[1] {
        "it is better than any unigram model, and the best bigram model is better"
    } else if n.loss > n.ngrams[2] {
        "it is better than any bigram model, and the best trigram model is better"
    } else {
        "it is better than any trigram model"
    }
    .into()
}

/// Units that no longer learn, where there are some worth a word.
fn idle(state: &LoopState, parts: &[f64]) -> String {
    let mean = parts.iter().sum::<f64>() / parts.len().max(1) as f64;
    if mean < 0.05 {
        return String::new();
    }
    let what = match state.config.activation {
        training::Activity::Gelu => return String::new(),
        training::Activity::Relu => "are dead: their output is 0 for every token of the batch",
        _ => "are saturated: their derivative is below 0.01 for every token of the batch",
    };
    format!(
        " Of the feed-forward units, {} {what}.",
        number::percent(mean)
    )
}

/// Weights of embeddings and head, of attention, of the feed-forward layers.
fn parts(state: &LoopState, vocabulary: f64) -> [f64; 3] {
    let c = &state.config;
    let (w, l) = (c.width as f64, c.layers as f64);
    [
        (2.0 * vocabulary + c.context as f64) * w,
        l * (4.0 * w * w + 4.0 * w),
        l * (8.0 * w * w + 5.0 * w),
    ]
}

impl Words for TrainingLoop {
    fn formula(_: &LoopState, reading: &Reading) -> Formula {
        let (loss, perplexity) = (reading.scalar("loss"), reading.scalar("perplexity"));
        fixed!(
            r"\tint{loss}{L} = -\frac{1}{N}\sum_{t} \log \tint{model}{q}(w_t \mid w_{<t}) = \tint{loss}{\live{l}}, \qquad e^{L} = \live{p}";
            l = loss, p = perplexity
        )
    }

    fn question(state: &LoopState) -> Question<LoopState> {
        let facts = training::Facts::cached(&state.config);
        let vocabulary = facts.map_or(0, |facts| facts.vocabulary) as f64;
        let parts = parts(state, vocabulary);
        let names = [
            "Embeddings and the last layer",
            "Attention: queries, keys, values and the projection",
            "The feed-forward layers",
        ];
        let largest = argmax(&parts);
        Question::new(
            format!(
                "With {} of width {} and {}, which part has the largest number of weights?",
                number::count(state.config.layers, "layer"),
                state.config.width,
                number::count(vocabulary as usize, "different token")
            ),
            [0, 1, 2].map(|i| (names[i], i == largest)),
            format!(
                "Embeddings and head have {}, attention {}, the feed-forward layers {}. The weights of a \
                 layer grow with the square of the width, those of an embedding with the width; and \
                 feed-forward layers, four times as wide inside, have twice as many as attention. Every \
                 step changes all of them, with the gradients of {}.",
                number::grouped(parts[0]),
                number::grouped(parts[1]),
                number::grouped(parts[2]),
                number::count(state.config.batch * state.config.context, "token")
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use training::{Activity, opening};

    #[test]
    fn idle_units_and_thrown_out_runs_are_in_the_sentence() {
        let mut state = LoopState::default();
        state.config.activation = Activity::Relu;
        let mut n = Numbers::from(&opening(&state.config).unwrap());
        assert!(!sentence(&state, &n).contains("dead"));
        n.idle = vec![0.5, 0.9];
        let says = sentence(&state, &n);
        assert!(
            says.contains("70\u{202f}%") && says.contains("are dead"),
            "{says}"
        );
        state.config.activation = Activity::Sigmoid;
        assert!(sentence(&state, &n).contains("saturated"));
        state.config.activation = Activity::Gelu;
        assert!(!sentence(&state, &n).contains("units"));
        n.loss = 12.0;
        assert!(sentence(&state, &n).contains("worse than a uniform model."));
        n.step = 5;
        assert!(sentence(&state, &n).contains("the steps were too large"));
    }

    #[test]
    fn models_counted_on_a_text_are_not_called_the_best() {
        let mut state = LoopState::default();
        let mut n = Numbers::from(&opening(&state.config).unwrap());
        n.loss = 2.0;
        assert!(sentence(&state, &n).contains("better than any trigram model"));
        (n.floor, n.kl) = (None, None);
        state.source = Learned::Words;
        let says = sentence(&state, &n);
        assert!(
            says.contains("counted on") && !says.contains("better"),
            "{says}"
        );
    }
}
