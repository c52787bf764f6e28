//! The derivation in steps.

use super::{LoraPanel, LoraState};
use crate::contract::Reading;
use crate::contract::mathml::{self as m, Formula, fixed};
use crate::contract::number::grouped;
use crate::contract::panel::{Derivation, Step};
use crate::contract::plate::Tint;
use tex::tex_block;

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
            Step {
                title: "Freeze, and learn the change",
                formula: fixed!(tex_block!(r"W = W_0 + \Delta W"), &[]),
                numbers: Formula::built(&[m::int(out), m::mo("·"), m::int(into), m::mo("="), whole("full-parameters")]),
                says: "Fine-tuning moves a layer by some ΔW. Trained whole, it is as large as the layer, with gradients \
                   and the optimiser’s memory on top, for every task anew.".into(),
            },
            Step {
                title: "Write it as two thin factors",
                formula: fixed!(
                    tex_block!(r"\Delta W = \frac{\alpha}{r}\,\tint{second}{B}\,\tint{matrix}{A}, \qquad \tint{second}{B} \in \mathbb{R}^{d_{\text{out}} \times r},\ \tint{matrix}{A} \in \mathbb{R}^{r \times d_{\text{in}}}"),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::int(out), m::mo("·"), m::int(r), m::mo("+"), m::int(r), m::mo("·"), m::int(into),
                    m::mo("="), whole("lora-parameters"),
                ]),
                says: "If the change has low rank, nothing is lost. That is r·(dᵢₙ + dₒᵤₜ) numbers against dᵢₙ·dₒᵤₜ; in \
                   a square layer, 2dr against d².".into(),
            },
            Step {
                title: "Start at zero",
                formula: fixed!(
                    tex_block!(r"\tint{second}{B} = 0 \quad\Longrightarrow\quad W = W_0"),
                    &[],
                ),
                numbers: Formula::built(&[m::frac(&m::mi("α"), &m::mi("r")), m::mo("="), m::frac(&m::mn(state.alpha), &m::int(shown)), m::mo("="), m::mn(state.scale())]),
                says: "A starts at random and B at zero, so the first step changes only B. Both at zero would never move: \
                   each one’s gradient is a product with the other. Dividing by r keeps the size of a step alike when r changes.".into(),
            },
            Step {
                title: "What a rank can reach",
                formula: fixed!(
                    tex_block!(r"\lVert \Delta W - \Delta W^{*} \rVert_F \ge \sqrt{\textstyle\sum_{i > r} \tint{spectrum}{\sigma}_i^2}"),
                    &[],
                ),
                numbers: Formula::built(&[m::tinted(Tint::Model, &error("adapted-error")), m::mo("≥"), m::tinted(Tint::Spectrum, &error("best-error"))]),
                says: "Eckart and Young’s bound from the panel before. Training can only approach it; where it stays above, \
                   it needs more steps or another rate.".into(),
            },
            Step {
                title: "Merge, and nothing is slower",
                formula: fixed!(tex_block!(r"y = (W_0 + \Delta W)\,x"), &[]),
                numbers: Formula::built(&[m::text("one matrix again, of"), whole("full-parameters"), m::text("numbers")]),
                says: "After training ΔW is added to the weights once. Several adapters can share one frozen layer and be \
                   swapped.".into(),
            },
        ]
    }
}
