//! The derivation in steps.

use super::CrossEntropyKl;
use super::state::KlState;
use crate::contract::prelude::*;
use crate::contract::units::with_unit;
use tex::tex_block;

impl Derivation for CrossEntropyKl {
    fn derivation(state: &KlState, reading: &Reading) -> Vec<Step> {
        let ce = reading.scalar("cross-entropy");
        let h = reading.scalar("entropy");
        let kl = reading.scalar("kl-pq");
        let (p, q) = (reading.vector("p"), reading.vector("q"));
        let possible = lists::shares(&state.p, state.unit);
        let moved: f64 = (p.iter().zip(q).enumerate())
            .filter(|(i, _)| possible.is_possible(*i))
            .map(|(_, (p, q))| q - p)
            .sum();
        let numbers = |markup, live: &[(&'static str, f64)]| {
            with_unit(Formula::fixed(markup, live), state.unit)
        };
        vec![
            Step::new(
                "Start from the loss",
                fixed!(
                    r"H(\tint{truth}{p},\tint{model}{q}) = -\sum_x \tint{truth}{p(x)}\,\log \tint{model}{q(x)}"
                ),
                numbers(
                    tex_block!(
                        r"H(\tint{truth}{p},\tint{model}{q}) = \tint{loss}{\live{ce}} \;\; \live{unit}"
                    ),
                    &[("ce", ce)],
                ),
                "The average cost of an outcome that is drawn from p and encoded with q’s code.",
            ),
            Step::new(
                "Add and subtract the entropy of p",
                fixed!(
                    r"= -\sum_x \tint{truth}{p}\log\tint{model}{q} + \sum_x \tint{truth}{p}\log\tint{truth}{p} - \sum_x \tint{truth}{p}\log\tint{truth}{p}"
                ),
                numbers(
                    tex_block!(
                        r"= \tint{loss}{\live{ce}} + (\live{minus}) - (\live{minus2}) \;\; \live{unit}"
                    ),
                    &[("ce", ce), ("minus", 0.0 - h), ("minus2", 0.0 - h)],
                ),
                "Σ p·log p doesn’t contain q. It is finite even where some p are zero, since 0·log 0 \
                   counts as 0, its limit.",
            ),
            Step::new(
                "Group the terms that contain only p",
                fixed!(
                    r"= \Bigl[-\sum_x \tint{truth}{p}\log\tint{truth}{p}\Bigr] + \Bigl[\sum_x \tint{truth}{p}\log\tint{truth}{p} - \sum_x \tint{truth}{p}\log\tint{model}{q}\Bigr]"
                ),
                numbers(
                    tex_block!(
                        r"= \bigl[\tint{truth}{\live{h}}\bigr] + \bigl[\live{minus} + \tint{loss}{\live{ce}}\bigr] \;\; \live{unit}"
                    ),
                    &[("h", h), ("minus", 0.0 - h), ("ce", ce)],
                ),
                "The first bracket depends only on the truth p.",
            ),
            Step::new(
                "Name the two brackets",
                fixed!(
                    r"H(\tint{truth}{p},\tint{model}{q}) = H(\tint{truth}{p}) + \mathrm{KL}(\tint{truth}{p}\,\|\,\tint{model}{q})"
                ),
                numbers(
                    tex_block!(
                        r"\tint{loss}{\live{ce}} = \tint{truth}{\live{h}} + \tint{gradient}{\live{kl}} \;\; \live{unit}"
                    ),
                    &[("ce", ce), ("h", h), ("kl", kl)],
                ),
                "The differences of logarithms are logarithms of quotients, Σ p·log(p/q). Training \
                   moves only q, so lowering the loss is lowering the divergence.",
            ),
            Step::new(
                "The divergence is never negative",
                fixed!(
                    r"-\mathrm{KL} = \sum_{\tint{truth}{p}>0} \tint{truth}{p}\,\ln\frac{\tint{model}{q}}{\tint{truth}{p}} \;\le\; \sum_{\tint{truth}{p}>0} \tint{truth}{p}\Bigl(\frac{\tint{model}{q}}{\tint{truth}{p}} - 1\Bigr) \;\le\; 0"
                ),
                fixed!(
                    r"\live{minus} \;\le\; \live{moved} \;\le\; 0 \qquad (\mathrm{nats})";
                    minus = 0.0 - kl / state.unit.nat(),
                    moved
                ),
                "ln t ≤ t − 1, with equality only at t = 1: so the divergence is 0 only where q = \
                 p (Gibbs’ inequality).",
            ),
        ]
    }
}
