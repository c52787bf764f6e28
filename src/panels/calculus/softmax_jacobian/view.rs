//! The view of `softmax-jacobian`: logits to drag, probabilities, the Jacobian, temperature.

use super::state::{COLDEST, FEWEST, HOTTEST, LIMIT, MOST, SoftmaxState};
use super::{SoftmaxJacobian, words};
use crate::contract::{Tint, paste};
use crate::frame::{Context, View};
use crate::widgets::bars::{Bars, Series};
use crate::widgets::chart::Chart;
use crate::widgets::choice::Count;
use crate::widgets::formula::FormulaView;
use crate::widgets::heat_map::{Cell, HeatMap};
use crate::widgets::slider::Slider;
use leptos::prelude::*;

impl View for SoftmaxJacobian {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<SoftmaxJacobian>) -> impl IntoView {
    let z = context.part(|s| s.z.clone());
    let temperature = context.part(|s| s.temperature);
    let count = Memo::new(move |_| z.with(Vec::len));
    let names = move |letter: &'static str| {
        Memo::new(move |_| {
            (0..count.get())
                .map(|i| format!("{letter}{}", words::subscript(i)))
                .collect::<Vec<_>>()
        })
    };
    let (logits, probabilities) = (names("z"), names("σ"));
    let sigma = context.pick(|r| r.vector("softmax").to_vec());
    let jacobian = context.pick(|r| r.matrix("jacobian"));
    let chosen = RwSignal::new(None::<Cell>);
    // The cell whose arithmetic is shown: the chosen one, or the first of case 2.
    let shown = Memo::new(move |_| {
        let n = count.get();
        chosen
            .get()
            .filter(|(i, j)| *i < n && *j < n)
            .unwrap_or((0, 1))
    });
    let arithmetic = Memo::new(move |_| {
        let (i, j) = shown.get();
        context
            .reading
            .with(|r| context.state.with_untracked(|s| words::entry(s, r, i, j)))
    });
    let case = move || {
        let (i, j) = shown.get();
        if i == j {
            "Case 1, the same index: δ is 1, and the entry can’t be negative."
        } else {
            "Case 2, another index: δ is 0, and the entry can’t be positive."
        }
    };
    let range = Memo::new(move |_| {
        let most = z.with(|z| z.iter().fold(0.0, |m: f64, x| m.max(x.abs())));
        // 4, or the next power of ten that holds them all with room to drag.
        let top = if most <= 3.5 {
            4.0
        } else {
            10_f64.powf((1.1 * most).log10().ceil())
        };
        (-top, top)
    });
    let step = 0.1;
    let set_logit = Callback::new(move |(i, x): (usize, f64)| {
        context.update(|s| {
            if let Some(z) = s.z.get_mut(i) {
                *z = x;
            }
        });
    });
    let paste_logits = Callback::new(move |list: Vec<f64>| {
        let list = paste::listed(list, (FEWEST, MOST), LIMIT, "logits")?;
        context.update(|s| s.z = list);
        Ok(())
    });
    let set_count = Callback::new(move |n: usize| context.update(|s| resize(s, n)));
    let series = |name, control, tint, values: Signal<Vec<f64>>, set, paste| {
        vec![Series {
            name,
            control,
            tint,
            values,
            set,
            step,
            limits: (-LIMIT, LIMIT),
            paste,
        }]
    };
    let plot = context.part(words::temperature_plot);
    let sentence = context.pick(|r| r.sentence.clone());
    view! {
        <div class="controls">
            <Count
                label=|| "logits"
                words="logits"
                control="logits"
                value=count
                set=set_count
                min=FEWEST
                max=MOST
            />
            <Slider
                label="temperature T"
                control="temperature"
                value=temperature
                set=Callback::new(move |t| context.update(|s| s.temperature = t))
                min=COLDEST
                max=HOTTEST
                log=true
            />
        </div>
        <div class="plates">
            <section class="plate">
                <h2>"Logits z" <span class="hint">"drag them"</span></h2>
                <Bars
                    label="Logits"
                    names=logits
                    series=series("logit", "z", Tint::Query, z.into(), Some(set_logit), Some(paste_logits))
                    range=range
                />
            </section>
            <section class="plate">
                <h2>"Probabilities σ = softmax(z/T)"</h2>
                <Bars
                    label="Probabilities"
                    names=probabilities
                    series=series("probability", "softmax", Tint::Weight, sigma.into(), None, None)
                    range=Signal::stored((0.0, 1.0))
                />
            </section>
            <section class="plate span">
                <h2>"The Jacobian: row i, column j is ∂σᵢ/∂zⱼ"</h2>
                <p class="keyline">
                    <span class="swatch case-same"></span> "case 1, i = j"
                    <span class="swatch case-other"></span> "case 2, i ≠ j"
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
                <div class="arithmetic" aria-live="polite">
                    <FormulaView formula=arithmetic />
                    <p class="quiet">{case}</p>
                </div>
            </section>
            <section class="plate span">
                <h2>"What temperature does"</h2>
                <Chart
                    label="The largest and the smallest probability, and the largest slope times T, against temperature"
                    plot=plot
                />
            </section>
        </div>
    }
}

/// Another number of logits: the first ones stay, and new ones are 0.
fn resize(state: &mut SoftmaxState, n: usize) {
    state.z.resize(n.clamp(FEWEST, MOST), 0.0);
}
