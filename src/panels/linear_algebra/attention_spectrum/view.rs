//! The view of `attention-spectrum`: weights, walkers, the spectrum, and what sharpness does.

mod chain;
mod walkers;

use super::super::attention::LONGEST_TOKEN;
use super::super::trained_head::TrainedHead;
use super::state::{BLUNTEST, FEWEST, LIMIT, LONGEST, MOST, SHARPEST, SpectrumState};
use super::{AttentionSpectrum, picture, words};
use crate::contract::Tint;
use crate::frame::{Context, View};
use crate::widgets::chart::Chart;
use crate::widgets::choice::{Choice, Count};
use crate::widgets::heat_map::{Cell, HeatMap};
use crate::widgets::matrix_editor::MatrixEditor;
use crate::widgets::plane::PlaneView;
use crate::widgets::slider::Slider;
use crate::widgets::words_editor::WordsEditor;
use leptos::prelude::*;
use numeric_core::attention::Mask;
use walkers::Walkers;

impl View for AttentionSpectrum {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<AttentionSpectrum>) -> impl IntoView {
    let count = context.part(SpectrumState::count);
    let names = context.part(|s| s.tokens.clone());
    let mask = context.part(|s| match s.mask {
        Mask::None => "none",
        Mask::Causal => "causal",
    });
    let causal = context.part(|s| s.mask == Mask::Causal);
    let spectrum = context.pick(picture::spectrum);
    let sentence = context.pick(|r| r.sentence.clone());
    let gap = context.pick(|r| r.scalar("spectral-gap"));
    let sharpness_plot = context.part(picture::sharpness_plot);
    let focus_plot = context.part(words::focus_plot);
    let power = context.part(|s| s.power);
    view! {
        <div class="controls">
            <Count
                label=|| "words"
                words="words"
                control="words"
                value=count
                set=Callback::new(move |n| context.update(|s| *s = s.with_words(n)))
                min=FEWEST
                max=MOST
            />
            <Choice
                label="mask"
                control="mask"
                options=&[("none", "none"), ("causal", "causal")]
                value=mask
                set=Callback::new(move |name| {
                    context.update(|s| s.mask = if name == "causal" { Mask::Causal } else { Mask::None });
                })
            />
            <Slider
                label="sharpness"
                control="sharpness"
                value=context.part(|s| s.sharpness)
                set=Callback::new(move |x| context.update(|s| s.sharpness = x))
                min=BLUNTEST
                max=SHARPEST
                log=true
            />
            <Slider
                label="steps t"
                control="power"
                value=context.part(|s| s.power as f64)
                set=Callback::new(move |x: f64| context.update(|s| s.power = x.round().max(0.0) as usize))
                min=0.0
                max=LONGEST as f64
                whole=true
            />
        </div>
        <div class="plates">
            <section class="plate">
                <h2 class="tint-weight">"One step: the attention weights W"</h2>
                {heat(context, "weights", names)}
                <p class="quiet">{move || causal.get().then_some(
                    "Framed: the diagonal. Nothing stands above it, so these are the eigenvalues."
                )}</p>
            </section>
            <section class="plate">
                <h2 class="tint-weight">{move || format!("After {} steps: Wᵗ", power.get())}</h2>
                {heat(context, "power-matrix", names)}
            </section>
            <section class="plate">
                <h2>"Walkers on the words"</h2>
                <Walkers context=context names=names />
            </section>
            <section class="plate">
                <h2 class="tint-spectrum">"Eigenvalues and the unit circle"</h2>
                <PlaneView
                    label=Signal::derive(move || format!("Eigenvalues in the complex plane. {}", sentence.get()))
                    plane=spectrum
                />
                <p class="quiet">
                    {move || format!(
                        "λ₁ = 1 is the ring on the circle. The next one is {} away from the circle: the gap.",
                        crate::contract::number::rounded(gap.get())
                    )}
                </p>
            </section>
            <section class="plate">
                <h2>"What sharpness does"</h2>
                <Chart label="Spectral gap and mean row entropy against sharpness" plot=sharpness_plot />
            </section>
            <section class="plate">
                <h2>"The gap against focus"</h2>
                <Chart label="Spectral gap against mean row entropy" plot=focus_plot />
            </section>
        </div>
        <TrainedHead
            says="Its queries and keys replace those below, causal and as sharp as they are in the model."
            take=move |head| context.update(|s| *s = SpectrumState::of_head(head))
        />
        <WordsEditor
            words=names
            set=Callback::new(move |(i, text): (usize, String)| {
                context.update(|s| {
                    if let Some(word) = s.tokens.get_mut(i) {
                        *word = text;
                    }
                });
            })
            remove=Callback::new(move |i| context.update(|s| *s = s.without_word(i)))
            control="tokens"
            longest=LONGEST_TOKEN
            fewest=FEWEST
        />
        <div class="inputs">
            {editor(context, names, "Queries Q", "q", Tint::Query)}
            {editor(context, names, "Keys K", "k", Tint::Key)}
        </div>
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
    // Where nobody looks ahead the diagonal is the spectrum, of W and of its powers.
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

fn editor(
    context: Context<AttentionSpectrum>,
    names: Memo<Vec<String>>,
    label: &'static str,
    control: &'static str,
    tint: Tint,
) -> impl IntoView {
    let queries = control == "q";
    let value = context.part(move |s| if queries { s.q.clone() } else { s.k.clone() });
    let set = Callback::new(move |m| {
        context.update(|s| if queries { s.q = m } else { s.k = m });
    });
    view! {
        <div class="input">
            <h2 class=format!("tint-{}", tint.name())>{label}</h2>
            <MatrixEditor label=label control=control value=value set=set rows=names limit=LIMIT tint=tint />
        </div>
    }
}
