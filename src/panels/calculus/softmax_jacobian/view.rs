//! The view of `softmax-jacobian`: logits to drag, probabilities, the Jacobian, temperature.

use super::{SoftmaxJacobian, SoftmaxState, picture, words};
use crate::contract::Tint;
use crate::contract::lists::size;
use crate::contract::names::indexed;
use crate::frame::prelude::*;

impl View for SoftmaxJacobian {
    fn view(context: Context<Self>) -> Layout {
        let z = context.value(SoftmaxState::z());
        let count = Memo::new(move |_| z.with(Vec::len));
        let logits = Memo::new(move |_| indexed("z", count.get()));
        let probabilities = Memo::new(move |_| indexed("σ", count.get()));
        let sigma = context.pick(|r| r.vector("softmax").to_vec());
        let jacobian = context.pick(|r| r.matrix("jacobian"));
        let chosen = RwSignal::new(None::<Cell>);
        // The cell whose arithmetic is shown: the chosen one, or the first of case 2.
        let shown_cell = Memo::new(move |_| {
            let n = count.get();
            chosen
                .get()
                .filter(|(i, j)| *i < n && *j < n)
                .unwrap_or((0, 1))
        });
        let arithmetic = Memo::new(move |_| {
            let (i, j) = shown_cell.get();
            context
                .reading
                .with(|r| context.state.with_untracked(|s| words::entry(s, r, i, j)))
        });
        let case = move || {
            let (i, j) = shown_cell.get();
            if i == j {
                "Case 1, the same index: δᵢⱼ = 1, and the entry is never negative."
            } else {
                "Case 2, another index: δᵢⱼ = 0, and the entry is never positive."
            }
        };
        let range = Memo::new(move |_| {
            let most = z.with(|z| size(z));
            // 4, or the next power of ten that holds them all with room to drag.
            let top = if most <= 3.5 {
                4.0
            } else {
                10_f64.powf((1.1 * most).log10().ceil())
            };
            (-top, top)
        });
        let plot = context.part(picture::temperature_plot);
        let sentence = context.pick(|r| r.sentence.clone());
        let bars = view! {
            <Bars
                label="Logits"
                names=logits
                series=vec![context.numbers(SoftmaxState::z(), "logit", Tint::Query)]
                range=range
            />
        };
        let controls = view! {
                {titled(view! { <span class="tint-query">"Logits z"</span> }, "drag them", bars)}
                {context.slider(SoftmaxState::temperature())}
                {context
                    .entries(
                        "logits",
                        (SoftmaxState::z().input.fewest, SoftmaxState::z().input.most),
                        |s| s.z.len(),
                        // The first ones stay, and new ones are 0.
                        |s, n| s.z.resize(n, 0.0),
                    )}
        };
        let main = view! {
            <div class="duo">
                <div>
                    <h2 class="tint-weight">"Probabilities σ = softmax(z/T)"</h2>
                    <Bars
                        label="Probabilities"
                        names=probabilities
                        series=vec![shown("probability", "softmax", Tint::Weight, sigma)]
                        range=Signal::stored((0.0, 1.0))
                    />
                </div>
                <div>
                    <h2><span class="tint-gradient">"The Jacobian"</span>": row i, column j is ∂σᵢ/∂zⱼ"</h2>
                    <p class="keyline">
                        <span class="keyed"><span class="swatch case-same"></span> "case 1, i = j"</span>
                        " "
                        <span class="keyed"><span class="swatch case-other"></span> "case 2, i ≠ j"</span>
                    </p>
                    <HeatMap
                        label=Signal::derive(move || format!("Jacobian. {}", sentence.get()))
                        values=jacobian
                        rows=probabilities
                        columns=logits
                        tint=Tint::Gradient
                        chosen=chosen
                        mark=Callback::new(|(i, j): Cell| if i == j { "case-same" } else { "case-other" })
                        lit=Callback::new(move |(i, j): Cell| {
                            chosen.get().is_some_and(|(r, c)| (r == i) != (c == j))
                        })
                    />
                </div>
            </div>
            <div class="arithmetic" aria-live="polite">
                <FormulaView formula=arithmetic />
                <p class="quiet">{case}</p>
            </div>
        };
        Layout::new(main, controls).wide_plate("The effect of temperature", move || {
            view! {
                <Chart
                    label="The largest and the smallest probability, and T times the largest \
                           derivative, against temperature"
                    plot=plot
                />
            }
        })
    }
}
