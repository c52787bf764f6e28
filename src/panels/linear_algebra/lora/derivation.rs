//! The derivation in steps.

use super::{LoraPanel, LoraState};
use crate::contract::number::grouped;
use crate::contract::prelude::*;

impl Derivation for LoraPanel {
    fn derivation(state: &LoraState, reading: &Reading) -> Vec<Step> {
        let (into, out, r) = (state.d, state.out(), state.rank);
        let shown = state.shown_rank();
        let whole = |name| m::text(&grouped(reading.scalar(name)));
        let error = |name| {
            let found = reading.vector(name).get(shown - 1).copied();
            m::mn(found.unwrap_or(f64::NAN))
        };
        vec![
            Step::new(
                "Freeze, and learn the change",
                fixed!(r"W = W_0 + \Delta W"),
                m::formula!("{} · {} = {}", out, into, whole("full-parameters")),
                "Fine-tuning changes the weights by ΔW. Trained in full, ΔW is as large as the \
                 layer and needs gradients and optimiser state of the same size, for every task.",
            ),
            Step::new(
                "Write it as a product of two thin matrices",
                fixed!(
                    r"\Delta W = \frac{\alpha}{r}\,\tint{second}{B}\,\tint{matrix}{A}, \qquad \tint{second}{B} \in \mathbb{R}^{d_{\text{out}} \times r},\ \tint{matrix}{A} \in \mathbb{R}^{r \times d_{\text{in}}}"
                ),
                m::formula!(
                    "{} · {} + {} · {} = {}",
                    out,
                    r,
                    r,
                    into,
                    whole("lora-parameters")
                ),
                "If the change has rank r or less, nothing is lost. BA has r·(dᵢₙ + dₒᵤₜ) numbers \
                 instead of dᵢₙ·dₒᵤₜ; in a square layer, 2dr instead of d².",
            ),
            Step::new(
                "Start at zero",
                fixed!(r"\tint{second}{B} = 0 \quad\Longrightarrow\quad W = W_0"),
                m::formula!(
                    "{} = {} = {}",
                    m::frac(&m::mi("α"), &m::mi("r")),
                    m::frac(&m::mn(state.alpha), &m::int(shown)),
                    state.scale()
                ),
                "A starts random and B starts at 0, so the first step changes only B. If both \
                 were 0, both gradients would be 0 too, since each has the other as a factor. \
                 Dividing by r keeps the steps of similar size for every r.",
            ),
            Step::new(
                "The least error of a rank",
                fixed!(
                    r"\lVert \Delta W - \Delta W^{*} \rVert_F \ge \sqrt{\textstyle\sum_{i > r} \tint{spectrum}{\sigma}_i^2}"
                ),
                m::formula!(
                    "{} ≥ {}",
                    Tint::Model.of(error("adapted-error")),
                    Tint::Spectrum.of(error("best-error"))
                ),
                "The bound of Eckart and Young (panel Singular values). Training can only \
                 approach it; where it stays above, it needs more steps or another learning rate.",
            ),
            Step::new(
                "Merge, without extra cost",
                fixed!(r"y = (W_0 + \Delta W)\,x"),
                m::formula!(
                    "{} {} {}",
                    m::text("one matrix again, of "),
                    whole("full-parameters"),
                    m::text(" numbers")
                ),
                "After training ΔW is added to the weights once. Several adapters can share one frozen layer and be \
                   swapped.",
            ),
        ]
    }
}
