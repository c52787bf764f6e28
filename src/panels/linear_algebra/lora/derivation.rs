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
                "Fine-tuning moves a layer by some ΔW. Trained whole, it is as large as the layer, with gradients \
                   and the optimiser’s memory on top, for every task anew.",
            ),
            Step::new(
                "Write it as two thin factors",
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
                "If the change has low rank, nothing is lost. That is r·(dᵢₙ + dₒᵤₜ) numbers against dᵢₙ·dₒᵤₜ; in \
                   a square layer, 2dr against d².",
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
                "A starts at random and B at zero, so the first step changes only B. Both at zero would never move: \
                   each one’s gradient is a product with the other. Dividing by r keeps the size of a step alike when r changes.",
            ),
            Step::new(
                "What a rank can reach",
                fixed!(
                    r"\lVert \Delta W - \Delta W^{*} \rVert_F \ge \sqrt{\textstyle\sum_{i > r} \tint{spectrum}{\sigma}_i^2}"
                ),
                m::formula!(
                    "{} ≥ {}",
                    Tint::Model.of(error("adapted-error")),
                    Tint::Spectrum.of(error("best-error"))
                ),
                "Eckart and Young’s bound from the panel before. Training can only approach it; where it stays above, \
                   it needs more steps or another rate.",
            ),
            Step::new(
                "Merge, and nothing is slower",
                fixed!(r"y = (W_0 + \Delta W)\,x"),
                m::formula!(
                    "{} {} {}",
                    m::text("one matrix again, of"),
                    whole("full-parameters"),
                    m::text("numbers")
                ),
                "After training ΔW is added to the weights once. Several adapters can share one frozen layer and be \
                   swapped.",
            ),
        ]
    }
}
