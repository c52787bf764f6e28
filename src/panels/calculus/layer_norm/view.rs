//! The view of `layer-norm`: four vectors to drag, the three terms end to end, and two relatives.

use super::words::{self, TERMS, WHOLE};
use super::{LayerNorm, LayerNormState, picture};
use crate::contract::graph::step_of;
use crate::contract::lists::{furthest, size};
use crate::contract::names::{indexed, numbers};
use crate::contract::reading::distance;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::widgets::stacked::{Segment, Stacked};

impl View for LayerNorm {
    fn view(context: Context<Self>) -> Layout {
        layout(context)
    }
}

/// Bars of the entries; a name for each is made of a letter, or is its number alone.
fn bars(
    context: Context<LayerNorm>,
    label: &'static str,
    letter: &'static str,
    series: Vec<Series>,
) -> AnyView {
    let names = context.part(move |s| match letter {
        "" => numbers(s.count()),
        _ => indexed(letter, s.count()),
    });
    let values: Vec<_> = series.iter().map(|s| s.values).collect();
    let range = Memo::new(move |_| {
        let sizes = values.iter().map(|v| v.with(|v| size(v)));
        let most = sizes.fold(0.2, f64::max);
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

fn layout(context: Context<LayerNorm>) -> Layout {
    let bars = move |label, letter, series| bars(context, label, letter, series);
    let entries = LayerNormState::x().input;
    let chosen = RwSignal::new(None::<usize>);
    let parts = context.pick(|r| {
        let of = |(name, tint): (&'static str, Tint), readout: &str| Segment {
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
    let whole = context.pick(|r| Segment {
        name: WHOLE.0,
        tint: WHOLE.1,
        values: r.vector("input-gradient").to_vec(),
    });
    let sentence = context.pick(|r| r.sentence.clone());
    let arithmetic = Memo::new(move |_| {
        context.reading.with(|r| {
            let i = chosen
                .get()
                .unwrap_or_else(|| furthest(r.vector("input-gradient")));
            words::entry(r, i)
        })
    });
    let difference = context.pick(|r| {
        let quoted = r.vector("textbook-gradient");
        if quoted.is_empty() {
            return "σ² is 0 here, and the textbook form divides by it".to_string();
        }
        let exact = r.vector("input-gradient");
        format!(
            "they differ by up to {}",
            number::rounded(distance(exact, quoted))
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
        let mut series = vec![context.readout("input-gradient", "exact", Tint::Gradient)];
        if quoted.get() {
            series.push(context.readout("textbook-gradient", "textbook", Tint::Model));
        }
        bars("The exact gradient and the textbook form", "x", series)
    };
    let upstream = context.numbers(LayerNormState::upstream(), "∂L/∂y", Tint::Gradient);
    let gain = context.numbers(LayerNormState::gamma(), "γ", Tint::Matrix);
    let bias = context.numbers(LayerNormState::beta(), "β", Tint::Score);
    let controls = view! {
        {titled(
            view! { <span class="tint-input">"x"</span> },
            "drag the bars",
            bars("x", "x", vec![context.numbers(LayerNormState::x(), "x", Tint::Input)]),
        )}
        {context.presets()}
        <p class="problem" role="status">{context.objection}</p>
        {titled(
            view! { <span class="tint-gradient">"∂L/∂y"</span> ", the upstream gradient" },
            "drag",
            bars("Upstream gradient", "y", vec![upstream]),
        )}
        {context.slider(LayerNormState::epsilon())}
    };
    let more = view! {
        {context
            .entries_named(
                ["entries d", "entries", "entries"],
                (entries.fewest, entries.most),
                LayerNormState::count,
                |s, n| *s = s.with_entries(n),
            )}
        {titled(
            view! { <span class="tint-matrix">"γ"</span> " and " <span class="tint-score">"β"</span> },
            "drag",
            bars("Gain and bias", "", vec![gain, bias]),
        )}
    };
    let main = view! {
                <h2>"Three terms, end to end, and the gradient that they add up to"</h2>
                <p class="keyline">
                    <span class="swatch solid tint-value"></span> "direct "
                    <span class="swatch solid tint-key"></span> "through the mean "
                    <span class="swatch solid tint-second"></span> "through the variance "
                    <span class="swatch solid tint-gradient"></span> "∂L/∂x, their sum"
                </p>
                <Stacked
                    label=sentence
                    names=context.part(|s| indexed("x", s.count()))
                    parts=parts
                    whole=whole
                    chosen=chosen
                />
                <div class="arithmetic" aria-live="polite">
                    <FormulaView formula=arithmetic />
                </div>
    };
    let rest = move || {
        view! {
            <div class="plates">
                <section class="plate">
                    <h2><span class="tint-value">"y"</span> ", normalised, scaled and shifted"</h2>
                    {bars("Output", "y", vec![context.readout("output", "y", Tint::Value)])}
                </section>
                <section class="plate">
                    <h2>"∂L/∂γ and ∂L/∂β"</h2>
                    <p class="keyline">{colour_key(&[
                        (Tint::Matrix, "∂L/∂γ = ∂L/∂y∘x̂"),
                        (Tint::Score, "∂L/∂β = ∂L/∂y"),
                    ])}</p>
                    {bars(
                        "Gradients of gain and bias",
                        "",
                        vec![
                            context.readout("gamma-gradient", "∂L/∂γ", Tint::Matrix),
                            context.readout("beta-gradient", "∂L/∂β", Tint::Score),
                        ])}
                </section>
                <section class="plate">
                    <h2>"RMSNorm for comparison"</h2>
                    <p class="keyline">
                        {colour_key(&[(Tint::Gradient, "∂L/∂x"), (Tint::Composed, "through RMSNorm")])}
                        ", which divides by the root of Σx²/d and subtracts no mean, so there are \
                         only two terms. Sums of the entries: "
                        {move || sums.with(|s| s[0].clone())}
                        " and "
                        {move || sums.with(|s| s[1].clone())}
                        "."
                    </p>
                    {bars(
                        "Gradient through LayerNorm and through RMSNorm",
                        "x",
                        vec![
                            context.readout("input-gradient", "LayerNorm", Tint::Gradient),
                            context.readout("rms-gradient", "RMSNorm", Tint::Composed),
                        ])}
                </section>
                <section class="plate">
                    <h2>"The textbook form and the exact gradient"</h2>
                    <p class="keyline">
                        {colour_key(&[
                            (Tint::Gradient, "∂L/∂x"),
                            (Tint::Model, "γ before the bracket, σ² without ε"),
                        ])}
                        ": "
                        {difference}
                    </p>
                    {compared}
                </section>
                <section class="plate">
                    <h2>"Their difference against ε"</h2>
                    <Chart
                        label="The largest difference of the textbook form from the gradient against ε, with these γ and with equal ones"
                        plot=plot
                    />
                </section>
            </div>
        }
    };
    Layout::new(main, controls).more(more).rest(rest)
}
