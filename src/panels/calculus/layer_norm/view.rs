//! The view of `layer-norm`: four vectors to drag, the three terms end to end, and two relatives.

use super::arithmetic::{apart, size};
use super::state::{FEWEST, LARGEST_EPSILON, LIMIT, LayerNormState, MOST};
use super::words::{self, TERMS, WHOLE, names};
use super::{LayerNorm, picture};
use crate::contract::graph::step_of;
use crate::contract::plate::Tint;
use crate::contract::{number, paste};
use crate::frame::{Context, View};
use crate::widgets::bars::{Bars, Series};
use crate::widgets::chart::Chart;
use crate::widgets::choice::Count;
use crate::widgets::formula::FormulaView;
use crate::widgets::slider::Slider;
use crate::widgets::stacked::{Part, Stacked};
use leptos::prelude::*;

/// The least ε of the slider, above 0.
const LEAST_EPSILON: f64 = 1e-9;

impl View for LayerNorm {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

/// What the page knows beside the state.
#[derive(Clone, Copy)]
struct Desk {
    context: Context<LayerNorm>,
    /// Said where ε had to be taken back from 0.
    settled: RwSignal<bool>,
}

impl Desk {
    fn change(self, change: impl FnOnce(&mut LayerNormState)) {
        let mut needed = false;
        self.context.update(|s| {
            change(s);
            needed = s.settle();
        });
        if self.settled.get_untracked() != needed {
            self.settled.set(needed);
        }
    }

    /// Entries of one of the state's vectors, to drag, type and paste.
    fn series(self, key: &'static str, name: &'static str, tint: Tint) -> Series {
        let of = move |s: &LayerNormState| match key {
            "gamma" => s.gamma.clone(),
            "beta" => s.beta.clone(),
            "upstream" => s.upstream.clone(),
            _ => s.x.clone(),
        };
        let set = Callback::new(move |(i, x): (usize, f64)| {
            self.change(|s| {
                if let Some(entry) = s.vector_mut(key).get_mut(i) {
                    *entry = x + 0.0;
                }
            });
        });
        let paste = Callback::new(move |list: Vec<f64>| {
            let list = paste::listed(list, (FEWEST, MOST), LIMIT, "entries")?;
            self.change(|s| {
                *s = s.with_entries(list.len());
                *s.vector_mut(key) = list;
            });
            Ok(())
        });
        Series {
            name,
            control: key,
            tint,
            values: self.context.part(of).into(),
            set: Some(set),
            step: 0.1,
            limits: (-LIMIT, LIMIT),
            paste: Some(paste),
        }
    }

    /// A vector of the reading, to look at.
    fn shown(self, readout: &'static str, name: &'static str, tint: Tint) -> Series {
        Series {
            name,
            control: readout,
            tint,
            values: self
                .context
                .pick(move |r| r.vector(readout).to_vec())
                .into(),
            set: None,
            step: 0.1,
            limits: (-LIMIT, LIMIT),
            paste: None,
        }
    }

    fn bars(
        self,
        label: &'static str,
        letter: &'static str,
        series: Vec<Series>,
        least: f64,
    ) -> AnyView {
        let names = self.context.part(move |s| names(letter, s.count()));
        let values: Vec<_> = series.iter().map(|s| s.values).collect();
        let range = Memo::new(move |_| {
            let most = values
                .iter()
                .map(|v| v.with(|v| size(v)))
                .fold(least, f64::max);
            // In steps, so that the scale mostly stays as it is.
            let step = step_of(most, 6.0);
            let top = if most.is_finite() {
                (1.05 * most / step).ceil() * step
            } else {
                1.0
            };
            (-top, top)
        });
        view! { <Bars label=label names=names series=series range=range /> }.into_any()
    }

    /// A button that changes the state; left out where it would change nothing.
    fn preset(
        self,
        words: &'static str,
        name: &'static str,
        change: fn(&mut LayerNormState),
    ) -> AnyView {
        view! {
            <button
                type="button"
                class="button small"
                data-preset=name
                on:click=move |_| self.change(change)
            >
                {words}
            </button>
        }
        .into_any()
    }
}

#[component]
fn Figure(context: Context<LayerNorm>) -> impl IntoView {
    let desk = Desk {
        context,
        settled: RwSignal::new(false),
    };
    let count = context.part(LayerNormState::count);
    let chosen = RwSignal::new(None::<usize>);
    let parts = context.pick(|r| {
        let of = |(name, tint): (&'static str, Tint), readout: &str| Part {
            name,
            tint,
            values: r.vector(readout).to_vec(),
        };
        vec![
            of(TERMS[0], "direct-term"),
            of(TERMS[1], "mean-term"),
            of(TERMS[2], "variance-term"),
        ]
    });
    let whole = context.pick(|r| Part {
        name: WHOLE.0,
        tint: WHOLE.1,
        values: r.vector("input-gradient").to_vec(),
    });
    let sentence = context.pick(|r| r.sentence.clone());
    let arithmetic = Memo::new(move |_| {
        context.reading.with(|r| {
            let i = chosen
                .get()
                .unwrap_or_else(|| super::arithmetic::largest(r.vector("input-gradient")));
            words::entry(r, i)
        })
    });
    let difference = context.pick(|r| {
        let quoted = r.vector("textbook-gradient");
        if quoted.is_empty() {
            return "σ² is 0 here: the textbook form divides by it and says nothing".to_string();
        }
        let exact = r.vector("input-gradient");
        format!(
            "they part by up to {}",
            number::rounded(apart(exact, quoted))
        )
    });
    let sums = context.pick(|r| {
        let sum = |name: &str| r.vector(name).iter().sum::<f64>() + 0.0;
        // What rounding leaves of a sum that is 0.
        let tidy = |x: f64, name: &str| {
            if x.abs() < 1e-13 * size(r.vector(name)) {
                0.0
            } else {
                x
            }
        };
        ["input-gradient", "rms-gradient"].map(|name| number::rounded(tidy(sum(name), name)))
    });
    let quoted = context.pick(|r| !r.vector("textbook-gradient").is_empty());
    let plot = context.part(picture::parting);
    let compared = move || {
        let mut series = vec![desk.shown("input-gradient", "exact", Tint::Gradient)];
        if quoted.get() {
            series.push(desk.shown("textbook-gradient", "textbook", Tint::Model));
        }
        desk.bars("The exact gradient and the textbook form", "x", series, 0.2)
    };
    view! {
        <div class="controls">
            <Count
                label=|| "entries d"
                words="entries"
                control="entries"
                value=count
                set=Callback::new(move |n| desk.change(|s| *s = s.with_entries(n)))
                min=FEWEST
                max=MOST
            />
            <Slider
                label="ε"
                control="epsilon"
                value=context.part(|s| s.epsilon)
                set=Callback::new(move |x| desk.change(|s| s.epsilon = x))
                min=LEAST_EPSILON
                max=LARGEST_EPSILON
                log=true
                ratio=Some(2.0)
                least=Some(0.0)
            />
            <div class="row presets" role="group" aria-label="Try">
                {desk.preset("add 1 to every x", "shift", |s| *s = s.with_x(|x| x + 1.0))}
                {desk.preset("double every x", "double", |s| *s = s.with_x(|x| 2.0 * x))}
                {desk.preset("all γ = 1", "even", |s| s.gamma.fill(1.0))}
                {desk.preset("ε = 0", "no-epsilon", |s| s.epsilon = 0.0)}
                {desk.preset("all x equal", "constant", |s| *s = s.with_x(|_| 0.5))}
            </div>
            <p class="problem" role="status">
                {move || {
                    desk.settled
                        .get()
                        .then_some("With all entries of x equal, ε = 0 would leave 0/0: ε is back at 0.01.")
                }}
            </p>
        </div>
        <div class="plates">
            <section class="plate">
                <h2><span class="tint-input">"x"</span> <span class="hint">"drag the bars"</span></h2>
                {desk.bars("x", "x", vec![desk.series("x", "x", Tint::Input)], 0.2)}
            </section>
            <section class="plate">
                <h2><span class="tint-gradient">"∂L/∂y"</span> ", from above " <span class="hint">"drag"</span></h2>
                {desk.bars("Upstream gradient", "y", vec![desk.series("upstream", "∂L/∂y", Tint::Gradient)], 0.2)}
            </section>
            <section class="plate">
                <h2>
                    <span class="tint-matrix">"γ"</span> " and " <span class="tint-score">"β"</span>
                    <span class="hint">"drag"</span>
                </h2>
                {desk.bars(
                    "Gain and bias",
                    "",
                    vec![desk.series("gamma", "γ", Tint::Matrix), desk.series("beta", "β", Tint::Score)],
                    0.2,
                )}
            </section>
            <section class="plate">
                <h2><span class="tint-value">"y"</span> ", normalised, scaled and shifted"</h2>
                {desk.bars("Output", "y", vec![desk.shown("output", "y", Tint::Value)], 0.2)}
            </section>
            <section class="plate span">
                <h2>"Three terms, end to end, and the gradient that they add up to"</h2>
                <p class="keyline">
                    <span class="swatch solid tint-value"></span> "direct "
                    <span class="swatch solid tint-key"></span> "through the mean "
                    <span class="swatch solid tint-second"></span> "through the variance "
                    <span class="swatch solid tint-gradient"></span> "∂L/∂x, their sum"
                </p>
                <Stacked
                    label=sentence
                    names=context.part(|s| names("x", s.count()))
                    parts=parts
                    whole=whole
                    chosen=chosen
                />
                <div class="arithmetic" aria-live="polite">
                    <FormulaView formula=arithmetic />
                </div>
            </section>
            <section class="plate">
                <h2>"What γ and β get"</h2>
                <p class="keyline">
                    <span class="tint-matrix">"∂L/∂γ = ∂L/∂y∘x̂"</span> " · " <span class="tint-score">"∂L/∂β = ∂L/∂y"</span>
                </p>
                {desk.bars(
                    "Gradients of gain and bias",
                    "",
                    vec![
                        desk.shown("gamma-gradient", "∂L/∂γ", Tint::Matrix),
                        desk.shown("beta-gradient", "∂L/∂β", Tint::Score),
                    ],
                    0.2,
                )}
            </section>
            <section class="plate">
                <h2>"RMSNorm beside it"</h2>
                <p class="keyline">
                    <span class="tint-gradient">"∂L/∂x"</span>
                    " · "
                    <span class="tint-composed">"through RMSNorm"</span>
                    ", which divides by the root of Σx²/d and subtracts no mean: two terms are left. The entries add up to "
                    {move || sums.with(|s| s[0].clone())}
                    " and "
                    {move || sums.with(|s| s[1].clone())}
                    "."
                </p>
                {desk.bars(
                    "Gradient through LayerNorm and through RMSNorm",
                    "x",
                    vec![
                        desk.shown("input-gradient", "LayerNorm", Tint::Gradient),
                        desk.shown("rms-gradient", "RMSNorm", Tint::Composed),
                    ],
                    0.2,
                )}
            </section>
            <section class="plate">
                <h2>"The textbook form beside the exact one"</h2>
                <p class="keyline">
                    <span class="tint-gradient">"∂L/∂x"</span>
                    " · "
                    <span class="tint-model">"γ before the bracket, σ² without ε"</span>
                    ": "
                    {difference}
                </p>
                {compared}
            </section>
            <section class="plate">
                <h2>"Where they part, as ε grows"</h2>
                <Chart
                    label="The largest difference of the textbook form from the gradient against ε, with these γ and with equal ones"
                    plot=plot
                />
            </section>
        </div>
    }
}
