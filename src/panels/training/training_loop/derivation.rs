//! The derivation in steps.

use super::{LoopState, TrainingLoop};
use crate::contract::prelude::*;

impl Derivation for TrainingLoop {
    fn derivation(state: &LoopState, reading: &Reading) -> Vec<Step> {
        let c = &state.config;
        let tokens = (c.batch * c.context) as f64;
        let (loss, norm) = (reading.scalar("loss"), reading.scalar("gradient-norm"));
        let (uniform, step) = (reading.scalar("log-v"), reading.scalar("step"));
        vec![
            Step::new(
                "Sample a batch",
                fixed!(r"w_{1}, w_{2}, \dots, w_{T} \sim \tint{truth}{p}"),
                fixed!(
                    r"B \cdot T = \live{b} \cdot \live{t} = \live{n}";
                    b = c.batch as f64, t = c.context as f64, n = tokens
                ),
                "Each step uses newly drawn sequences; the model predicts the next token at each \
                 position.",
            ),
            Step::new(
                "Predict",
                fixed!(
                    r"\tint{model}{q}(\cdot \mid w_{<t}) = \mathrm{softmax}(\mathrm{GPT}_\theta(w_{<t}))"
                ),
                fixed!(r"\dim \theta = \live{p}"; p = reading.scalar("parameters")),
                "One pass through the network gives a distribution for every position of every \
                   sequence at once.",
            ),
            Step::new(
                "Compare",
                fixed!(
                    r"\tint{loss}{L} = -\frac{1}{N}\sum_{t}\log \tint{model}{q}(w_t \mid w_{<t})"
                ),
                fixed!(
                    r"\tint{loss}{L} = \tint{loss}{\live{l}}, \qquad \log V = \live{v}";
                    l = loss, v = uniform
                ),
                "The mean of −log q for the tokens that came. A uniform model’s loss is log V.",
            ),
            Step::new(
                "Differentiate",
                fixed!(r"\tint{gradient}{g} = \nabla_\theta \tint{loss}{L}"),
                fixed!(
                    r"\lVert \tint{gradient}{g} \rVert = \tint{gradient}{\live{g}}";
                    g = norm
                ),
                "One backward pass over the tape gives the gradient of every weight.",
            ),
            Step::new(
                "Step",
                fixed!(
                    r"\theta \leftarrow \theta - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}"
                ),
                fixed!(r"\eta = \live{r}"; r = c.rate),
                format!(
                    "The rule here is {}: {}",
                    c.rule.name(),
                    match c.rule {
                        training::Rule::Sgd => "θ ← θ − η·g, without memory.",
                        training::Rule::Momentum => "b ← 0.9·b + g and θ ← θ − η·b.",
                        training::Rule::RmsProp => "v ← 0.99·v + 0.01·g² and θ ← θ − η·g/(√v + ε).",
                        training::Rule::Adam =>
                            "m̂ and v̂ are running averages of g and g², corrected for their \
                             start at 0.",
                        training::Rule::AdamW =>
                            "as Adam, and every weight is multiplied by 1 − η/100.",
                    }
                ),
            ),
            Step::new(
                "Repeat",
                fixed!(
                    r"\mathbb{E}\,\tint{loss}{L} = \tint{truth}{H} + \mathrm{KL}(\tint{truth}{p} \parallel \tint{model}{q})"
                ),
                fixed!(r"t = \live{s} \text{ of } \live{n}"; s = step, n = c.steps as f64),
                "Training reduces the divergence; the entropy of the source can’t be reduced.",
            ),
        ]
    }
}
