//! The words around the numbers: sentence, formula, question, the loop in steps.

use super::read::Numbers;
use super::state::{LoopState, rule_name};
use crate::contract::mathml::{Formula, fixed};
use crate::contract::panel::{Question, Step};
use crate::contract::plate::{Plate, Tint};
use crate::contract::{Reading, number};
use numeric_core::real;
use tex::tex_block;

/// `7.9 words`, for a loss in nats.
pub fn choices(loss: f64) -> String {
    number::significant(real::exp(loss), 3)
}

pub fn sentence(state: &LoopState, n: &Numbers) -> String {
    let r = number::rounded;
    let token = if state.source == "characters" {
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

pub fn formula(reading: &Reading) -> Formula {
    let (loss, perplexity) = (reading.scalar("loss"), reading.scalar("perplexity"));
    fixed!(
        tex_block!(
            r"\tint{loss}{L} = -\frac{1}{N}\sum_{t} \log \tint{model}{q}(w_t \mid w_{<t}) = \tint{loss}{\live{l}}, \qquad e^{L} = \live{p}"
        ),
        &[("l", loss), ("p", perplexity)],
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

pub fn question(state: &LoopState) -> Question<LoopState> {
    let facts = training::Facts::kept(&state.config);
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
    Question {
        prompt: format!(
            "Layers {}, width {}, {} different tokens: where are most of the weights?",
            state.config.layers, state.config.width, vocabulary
        ),
        options: names.map(String::from).to_vec(),
        answer,
        because: format!(
            "Embeddings and head have {}, attention {}, the feed-forward layers {}. A layer grows with \
             the square of the width, an embedding only with the width itself; and feed-forward \
             layers, four times as wide inside, have twice as many as attention. Every one of them is \
             turned in every step, by what {} tokens say.",
            parts[0],
            parts[1],
            parts[2],
            state.config.batch * state.config.context
        ),
        then: None,
    }
}

pub fn derivation(state: &LoopState, reading: &Reading) -> Vec<Step> {
    let c = &state.config;
    let tokens = (c.batch * c.context) as f64;
    let (loss, norm) = (reading.scalar("loss"), reading.scalar("gradient-norm"));
    let (uniform, step) = (reading.scalar("log-v"), reading.scalar("step"));
    vec![
        Step {
            title: "Sample a batch",
            formula: fixed!(
                tex_block!(r"w_{1}, w_{2}, \dots, w_{T} \sim \tint{truth}{p}"),
                &[],
            ),
            numbers: fixed!(
                tex_block!(r"B \cdot T = \live{b} \cdot \live{t} = \live{n}"),
                &[
                    ("b", c.batch as f64),
                    ("t", c.context as f64),
                    ("n", tokens),
                ],
            ),
            says:
                "Each step sees sequences that it has not seen before, drawn anew; the next token \
                   of each position is what has to be guessed."
                    .into(),
        },
        Step {
            title: "Predict",
            formula: fixed!(
                tex_block!(
                    r"\tint{model}{q}(\cdot \mid w_{<t}) = \mathrm{softmax}(\mathrm{GPT}_\theta(w_{<t}))"
                ),
                &[],
            ),
            numbers: fixed!(
                tex_block!(r"\dim \theta = \live{p}"),
                &[("p", reading.scalar("parameters"))],
            ),
            says: "One pass through the network gives a distribution for every position of every \
                   sequence at once."
                .into(),
        },
        Step {
            title: "Compare",
            formula: fixed!(
                tex_block!(
                    r"\tint{loss}{L} = -\frac{1}{N}\sum_{t}\log \tint{model}{q}(w_t \mid w_{<t})"
                ),
                &[],
            ),
            numbers: fixed!(
                tex_block!(r"\tint{loss}{L} = \tint{loss}{\live{l}}, \qquad \log V = \live{v}"),
                &[("l", loss), ("v", uniform)],
            ),
            says:
                "The price of what came, averaged. Whoever gives every token the same share pays \
                   log V."
                    .into(),
        },
        Step {
            title: "Differentiate",
            formula: fixed!(
                tex_block!(r"\tint{gradient}{g} = \nabla_\theta \tint{loss}{L}"),
                &[],
            ),
            numbers: fixed!(
                tex_block!(r"\lVert \tint{gradient}{g} \rVert = \tint{gradient}{\live{g}}"),
                &[("g", norm)],
            ),
            says: "The tape is walked backwards once, and every weight has its slope.".into(),
        },
        Step {
            title: "Step",
            formula: fixed!(
                tex_block!(
                    r"\theta \leftarrow \theta - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}"
                ),
                &[],
            ),
            numbers: fixed!(tex_block!(r"\eta = \live{r}"), &[("r", c.rate)]),
            says: format!(
                "The rule here is {}: {}",
                rule_name(c.rule),
                match c.rule {
                    training::Rule::Sgd => "θ ← θ − η·g, nothing remembered.",
                    training::Rule::Momentum => "b ← 0.9·b + g and θ ← θ − η·b.",
                    training::Rule::RmsProp => "v ← 0.99·v + 0.01·g² and θ ← θ − η·g/(√v + ε).",
                    training::Rule::Adam =>
                        "m̂ and v̂ are running averages of g and g², corrected for \
                                             having started at zero.",
                    training::Rule::AdamW =>
                        "as Adam, and every weight shrinks by η/100 of itself.",
                }
            ),
        },
        Step {
            title: "Repeat",
            formula: fixed!(
                tex_block!(
                    r"\mathbb{E}\,\tint{loss}{L} = \tint{truth}{H} + \mathrm{KL}(\tint{truth}{p} \parallel \tint{model}{q})"
                ),
                &[],
            ),
            numbers: fixed!(
                tex_block!(r"t = \live{s} \text{ of } \live{n}"),
                &[("s", step), ("n", c.steps as f64)],
            ),
            says: "Steps can take the divergence away. The entropy of the source stays.".into(),
        },
    ]
}

pub fn plates(reading: &Reading) -> Vec<Plate> {
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
