//! The view of `attention-spectrum`: weights, walkers, the spectrum, and what sharpness does.

mod chain;
mod walkers;

use super::super::trained_head::TrainedHead;
use super::state::{COUNTS, SpectrumState};
use super::{AttentionSpectrum, picture};
use crate::contract::Tint;
use crate::contract::number::{self, rounded};
use crate::frame::prelude::*;
use numeric_core::attention::Mask;
use walkers::Walkers;

impl View for AttentionSpectrum {
    fn view(context: Context<Self>) -> Layout {
        let names = context.value(SpectrumState::tokens());
        let causal = context.part(|s| s.mask == Mask::Causal);
        let spectrum = context.pick(picture::spectrum);
        let sentence = context.pick(|r| r.sentence.clone());
        let gap = context.pick(|r| r.scalar("spectral-gap"));
        let sharpness_plot = context.part(picture::sharpness_plot);
        let focus_plot = context.part(picture::focus_plot);
        let power = context.value(SpectrumState::power());
        let more = view! {
        <TrainedHead
            says="Its queries and keys replace those here, causal and as sharp as they are in the model."
            take=move |head| context.update(|s| *s = SpectrumState::of_head(head))
        />
            {context
                .entries(
                    "words",
                    COUNTS,
                    SpectrumState::count,
                    |s, n| s.tokens = SpectrumState::tokens().input.resized(&s.tokens, n),
                )}
        };
        let controls = view! {
            {context.whole_slider(SpectrumState::power())}
            {context.slider(SpectrumState::sharpness())}
            {context.choice(SpectrumState::mask())}
            {context.words(SpectrumState::tokens(), SpectrumState::remove_word)}
            <div class="inputs">
                {context.matrix(SpectrumState::q(), ["Queries Q"; 2], Tint::Query, names)}
                {context.matrix(SpectrumState::k(), ["Keys K"; 2], Tint::Key, names)}
            </div>
        };
        let main = view! {
                <div class="duo">
                    <div>
                        <h2 class="tint-weight">"One step: the attention weights A"</h2>
                        {heat(context, "weights", names)}
                        <p class="quiet">{move || causal.get().then_some(
                            "Framed: the diagonal, which holds the eigenvalues, since A is \
                             triangular."
                        )}</p>
                    </div>
                    <div>
                        <h2 class="tint-weight">{move || format!("After {}: Aᵗ", number::count(power.get(), "step"))}</h2>
                        {heat(context, "power-matrix", names)}
                    </div>
        </div>
        <h2>"Walkers on the tokens"</h2>
        <Walkers context=context names=names />
        };
        Layout::new(main, controls)
            .more(more)
            .also(move || {
                view! {
                    <section class="plate">
                                    <h2 class="tint-spectrum">"Eigenvalues and the unit circle"</h2>
                                    <PlaneView
                                        label=Signal::derive(move || format!("Eigenvalues in the complex plane. {}", sentence.get()))
                                        plane=spectrum
                                    />
                                    <p class="quiet">
                                        {move || format!(
                                            "λ₁ = 1 is the ring on the circle. λ₂ has the distance {} from \
                                             the circle: the spectral gap.",
                                            rounded(gap.get())
                                        )}
                                    </p>
                    </section>
                }
            })
            .plate("The effect of sharpness", move || {
                view! {
                    <Chart label="Spectral gap and mean row entropy against sharpness" plot=sharpness_plot />
                }
            })
            .plate("The spectral gap against the entropy", move || {
                view! { <Chart label="Spectral gap against mean row entropy" plot=focus_plot /> }
            })
    }
}

fn heat(
    context: Context<AttentionSpectrum>,
    name: &'static str,
    names: Memo<Vec<String>>,
) -> impl IntoView {
    let values = context.pick(move |r| r.matrix(name));
    let chosen = RwSignal::new(None::<Cell>);
    let causal = context.part(|s| s.mask == Mask::Causal);
    // With a causal mask the diagonal is the spectrum, of A and of its powers.
    let mark = move |(i, j): Cell| {
        if i == j && causal.get() { "framed" } else { "" }
    };
    view! {
        <HeatMap
            label=Signal::stored(name.to_string())
            values=values
            rows=names
            columns=names
            tint=Tint::Weight
            chosen=chosen
            mark=Callback::new(mark)
            full=1.0
        />
    }
}
