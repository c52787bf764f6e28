//! The view of `layer-norm`: four vectors to drag, the three terms end to end, and two relatives.

use super::words::{self, TERMS, WHOLE};
use super::{LayerNorm, LayerNormState, picture};
use crate::contract::compare::distance;
use crate::contract::graph::step_of;
use crate::contract::lists::{argmax_abs, size};
use crate::contract::names::{indexed, numbers};
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::widgets::stacked::{Segment, Stacked};

impl View for LayerNorm {
    fn view(context: Context<Self>) -> Layout {
        let plot = context.part(picture::parting);
        Layout::new(terms(context), controls(context))
            .more(more(context))
            .plate(
                view! { <span class="tint-value">"y"</span> ", normalised, scaled and shifted" },
                move || {
                    let output = context.readout("output", "y", Tint::Value);
                    bars(context, "Output", "y", vec![output])
                },
            )
            .plate("∂L/∂γ and ∂L/∂β", move || parameters(context))
            .plate("RMSNorm for comparison", move || rms(context))
            .plate("The textbook form and the exact gradient", move || {
                textbook(context)
            })
            .plate("Their difference against ε", move || {
                view! {
                    <Chart
                        label="The largest difference of the textbook form from the gradient against ε, with these γ and with equal ones"
                        plot=plot
                    />
                }
            })
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
    // What is dragged needs room; what is only shown may be small as a whole.
    let dragged = series.iter().any(|s| s.set.is_some());
    let least = if dragged { 0.2 } else { 0.0 };
    let range = Memo::new(move |_| {
        let sizes = values.iter().map(|v| v.with(|v| size(v)));
        let most = sizes.fold(least, f64::max);
        // In steps, so that the scale mostly stays as it is.
        let step = step_of(most, 6.0);
        let top = if most.is_finite() && most > 0.0 {
            (1.05 * most / step).ceil() * step
        } else {
            1.0
        };
        (-top, top)
    });
    view! { <Bars label=label names=names series=series range=range /> }.into_any()
}

/// The terms end to end, the gradient that they add up to, and the arithmetic of one entry.
fn terms(context: Context<LayerNorm>) -> impl IntoView {
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
                .unwrap_or_else(|| argmax_abs(r.vector("input-gradient")));
            words::entry(r, i)
        })
    });
    view! {
        <h2>"Three terms, end to end, and the gradient that they add up to"</h2>
        <p class="keyline">{colour_key(&[
            (TERMS[0].1, "direct"),
            (TERMS[1].1, "through the mean"),
            (TERMS[2].1, "through the variance"),
            (WHOLE.1, "∂L/∂x, their sum"),
        ])}</p>
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
    }
}

/// x, the upstream gradient, and ε.
fn controls(context: Context<LayerNorm>) -> impl IntoView {
    let upstream = context.numbers(LayerNormState::upstream(), "∂L/∂y", Tint::Gradient);
    view! {
        {titled(
            view! { <span class="tint-input">"x"</span> },
            "drag the bars",
            bars(context, "x", "x", vec![context.numbers(LayerNormState::x(), "x", Tint::Input)]),
        )}
        {context.presets()}
        <p class="problem" role="status">{context.objection}</p>
        {titled(
            view! { <span class="tint-gradient">"∂L/∂y"</span> ", the upstream gradient" },
            "drag",
            bars(context, "Upstream gradient", "∂L/∂y", vec![upstream]),
        )}
        {context.slider(LayerNormState::epsilon())}
    }
}

/// How many entries; gain and bias.
fn more(context: Context<LayerNorm>) -> impl IntoView {
    let entries = LayerNormState::x().input;
    let gain = context.numbers(LayerNormState::gamma(), "γ", Tint::Matrix);
    let bias = context.numbers(LayerNormState::beta(), "β", Tint::Score);
    view! {
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
            bars(context, "Gain and bias", "", vec![gain, bias]),
        )}
    }
}

/// The gradients of gain and bias.
fn parameters(context: Context<LayerNorm>) -> impl IntoView {
    view! {
        <p class="keyline">{colour_key(&[
            (Tint::Matrix, "∂L/∂γ = ∂L/∂y∘x̂"),
            (Tint::Score, "∂L/∂β = ∂L/∂y"),
        ])}</p>
        {bars(
            context,
            "Gradients of gain and bias",
            "",
            vec![
                context.readout("gamma-gradient", "∂L/∂γ", Tint::Matrix),
                context.readout("beta-gradient", "∂L/∂β", Tint::Score),
            ])}
    }
}

/// The gradient through RMSNorm beside that through LayerNorm.
fn rms(context: Context<LayerNorm>) -> impl IntoView {
    let sums = context.derived(|s, r| words::sums(s, r).map(number::rounded));
    view! {
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
            context,
            "Gradient through LayerNorm and through RMSNorm",
            "x",
            vec![
                context.readout("input-gradient", "LayerNorm", Tint::Gradient),
                context.readout("rms-gradient", "RMSNorm", Tint::Composed),
            ])}
    }
}

/// How far the form of textbooks is from the gradient.
fn textbook(context: Context<LayerNorm>) -> impl IntoView {
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
    let quoted = context.pick(|r| !r.vector("textbook-gradient").is_empty());
    let compared = move || {
        let mut series = vec![context.readout("input-gradient", "exact", Tint::Gradient)];
        if quoted.get() {
            series.push(context.readout("textbook-gradient", "textbook", Tint::Model));
        }
        bars(
            context,
            "The exact gradient and the textbook form",
            "x",
            series,
        )
    };
    view! {
        <p class="keyline">
            {colour_key(&[
                (Tint::Gradient, "∂L/∂x"),
                (Tint::Model, "γ before the bracket, σ² without ε"),
            ])}
            ": "
            {difference}
        </p>
        {compared}
    }
}
