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
    let r = number::rounded;
    let token = if state.source == Learned::Characters {
        "characters"
    } else {
        "words"
    };
    let so_far = match n.step {
        0 => "Before the first step".to_owned(),
        1 => "After one step".to_owned(),
        step => format!("After {step} steps"),
    };
    let now = format!(
        "{so_far} the loss is {} nats: the model is as uncertain as someone choosing among {} {token}",
        r(n.loss),
        choices(n.loss)
    );
    let place = if n.loss > n.uniform + 0.5 {
        "that is worse than knowing nothing: too large steps have thrown it out"
    } else if n.loss > n.ngrams[0] {
        "it hasn’t yet learned how frequent each one is"
    } else if n.loss > n.ngrams[1] {
        "it knows more than frequencies, and less than which follows which"
    } else if n.loss > n.ngrams[2] {
        "it is better than any bigram model"
    } else {
        "it is better than any model that looks two back"
    };
    let idle = idle(state, &n.idle);
    match (n.floor, n.kl) {
        (Some(floor), Some(kl)) => format!(
            "{now}; {place}. The source itself leaves {} nats that nobody can know, and the model is {} \
             nats away from it.{idle}",
            r(floor),
            r(kl)
        ),
        _ => format!(
            "{now}; {place}. How low it could go isn’t known: nobody knows the true distribution of \
             this text.{idle}"
        ),
    }
}

/// Units that no longer learn, where there are some worth a word.
fn idle(state: &LoopState, parts: &[f64]) -> String {
    let mean = parts.iter().sum::<f64>() / parts.len().max(1) as f64;
    if mean < 0.05 {
        return String::new();
    }
    let what = match state.config.activation {
        training::Activity::Gelu => return String::new(),
        training::Activity::Relu => "are dead: no token of the batch wakes them",
        _ => "are saturated: no token of the batch finds them with a slope above 0.01",
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
        let mut answer = 0;
        for (i, part) in parts.iter().enumerate() {
            if *part > parts[answer] {
                answer = i;
            }
        }
        Question::new(
            format!(
                "Layers {}, width {}, {} different tokens: where are most of the weights?",
                state.config.layers, state.config.width, vocabulary
            ),
            names,
            answer,
            format!(
                "Embeddings and head have {}, attention {}, the feed-forward layers {}. A layer grows with \
             the square of the width, an embedding only with the width itself; and feed-forward \
             layers, four times as wide inside, have twice as many as attention. Every one of them is \
             turned in every step, by what {} tokens say.",
                parts[0],
                parts[1],
                parts[2],
                state.config.batch * state.config.context
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
        assert!(says.contains("70.0") && says.contains("are dead"), "{says}");
        state.config.activation = Activity::Sigmoid;
        assert!(sentence(&state, &n).contains("saturated"));
        state.config.activation = Activity::Gelu;
        assert!(!sentence(&state, &n).contains("units"));
        n.loss = 12.0;
        assert!(sentence(&state, &n).contains("worse than knowing nothing"));
    }
}
