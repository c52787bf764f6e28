//! The view of `cross-entropy-gradient`: logits to drag, predicted beside true, the gradient, and where
//! a step along it leads.

use super::{CrossEntropyGradient, LossState, picture, words};
use crate::contract::graph::step_of;
use crate::contract::lists::size;
use crate::contract::names::{indexed, numbers};
use crate::contract::number::subscript;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;

impl View for CrossEntropyGradient {
    fn view(context: Context<Self>) -> Layout {
        let z = context.value(LossState::z());
        let count = Memo::new(move |_| z.with(Vec::len));
        let names = move |letter| Memo::new(move |_| indexed(letter, count.get()));
        let classes = Memo::new(move |_| numbers(count.get()));
        // The same readout a second time has a name of its own.
        let before = Series {
            control: "probabilities-before",
            ..context.readout("probabilities", "before", Tint::Model)
        };
        let gradient = context.pick(|r| r.vector("gradient").to_vec());
        let chosen = RwSignal::new(None::<usize>);
        let arithmetic = Memo::new(move |_| {
            let n = count.get();
            let target = context.state.with(|s| s.target);
            let at = chosen.get().filter(|i| *i < n).unwrap_or(target);
            context
                .reading
                .with(|r| context.state.with_untracked(|s| words::formula(s, r, at)))
        });
        let range = Memo::new(move |_| {
            let most = z.with(|z| size(z));
            // 4, or 1, 2 or 5 times a power of ten that holds them all with room to drag.
            let top = if most <= 3.5 {
                4.0
            } else {
                step_of(1.1 * most, 1.0)
            };
            (-top, top)
        });
        // Many bars take the whole width.
        let many = Memo::new(move |_| count.get() > 6);
        let along = context.derived(picture::along);
        let losses = context.derived(picture::losses);
        let scalar = move |name: &'static str| context.pick(move |r| r.scalar(name));
        let (loss, next_loss) = (scalar("loss"), scalar("next-loss"));
        let logits = view! {
            <Bars
                label="Logits"
                names=names("z")
                series=vec![context.numbers(LossState::z(), "logit", Tint::Query)]
                range=range
                chosen=chosen
            />
        };
        let controls = view! {
            {titled(view! { <span class="tint-query">"Logits z"</span> }, "drag them", logits)}
            {context.index(LossState::target(), count)}
            {context.presets()}
            {context.slider(LossState::smoothing())}
            {context.slider(LossState::rate())}
            {context
                .entries_named(
                    ["classes", "classes", "logits"],
                    (LossState::z().input.fewest, LossState::z().input.most),
                    |s| s.z.len(),
                    |s, n| s.z.resize(n, 0.0),
                )}
        };
        let main = view! {
            <div class="duo" class:many=many>
                <div>
                    <h2>
                        <span class="tint-model">"Predicted ŷ"</span> " and " <span class="tint-truth">"true y"</span>
                        <span class="hint">"of each class"</span>
                    </h2>
                    <Bars
                        label="Predicted and true"
                        names=classes
                        series=vec![
                            context.readout("probabilities", "predicted", Tint::Model),
                            context.readout("truth", "true", Tint::Truth),
                        ]
                        range=Signal::stored((0.0, 1.0))
                        chosen=chosen
                    />
                </div>
                <div>
                    <h2><span class="tint-gradient">"The gradient ∂L/∂z = ŷ − y"</span></h2>
                    <Bars
                        label="Gradient"
                        names=names("z")
                        series=vec![context.readout("gradient", "gradient", Tint::Gradient)]
                        range=Signal::stored((-1.0, 1.0))
                        chosen=chosen
                    />
                    <Balance gradient=gradient />
                </div>
            </div>
            <div class="arithmetic">
                <FormulaView formula=arithmetic />
            </div>
        };
        Layout::new(main, controls)
            .also(move || {
                view! {
                    <section class="plate" class:span=many>
                        <h2>"One gradient step: " <span class="tint-model">"before"</span> " and " <span class="tint-composed">"after"</span></h2>
                        <Bars
                            label="Probabilities before and after the step"
                            names=names("ŷ")
                            series=vec![
                                before,
                                context.readout("next-probabilities", "after", Tint::Composed),
                            ]
                            range=Signal::stored((0.0, 1.0))
                            chosen=chosen
                        />
                        <p class="keyline" data-loss-change="">
                            "loss " {move || number::rounded(loss.get())} " → "
                            <b class="tint-loss">{move || number::rounded(next_loss.get())}</b> " nats"
                        </p>
                    </section>
                }
            })
            .plate("Probabilities against the learning rate", move || {
                view! {
                    <Chart
                        label="The probabilities of the true class, the most probable other class \
                               and the least probable class against the learning rate"
                        plot=along
                    />
                }
            })
            .plate("The loss against the learning rate", move || {
                view! { <Chart label="The loss after the step against the learning rate" plot=losses /> }
            })
    }
}

/// All pushes down end to end above all pulls up: both are as long.
#[component]
fn Balance(gradient: Memo<Vec<f64>>) -> impl IntoView {
    let totals = Memo::new(move |_| {
        gradient.with(|g| {
            let side = |sign: f64| g.iter().map(|g| (sign * g).max(0.0)).sum::<f64>();
            (side(1.0), side(-1.0))
        })
    });
    let row = move |sign: f64| {
        let count = Memo::new(move |_| gradient.with(Vec::len));
        move || {
            (0..count.get())
                .map(|i| {
                    let width = Memo::new(move |_| {
                        let (down, up) = totals.get();
                        let size = gradient.with(|g| g.get(i).copied().unwrap_or(0.0));
                        100.0 * (sign * size).max(0.0) / down.max(up).max(1e-300)
                    });
                    view! {
                        <div
                            class="length tint-gradient"
                            hidden=move || width.get() < 0.05
                            style=("width", move || format!("{:.3}%", width.get()))
                        >
                            <span class="balance-name">{move || (width.get() > 9.0).then(|| format!("z{}", subscript(i)))}</span>
                        </div>
                    }
                })
                .collect_view()
        }
    };
    let (down, up) = (row(1.0), row(-1.0));
    view! {
        <div class="lengths balance" aria-hidden="true">
            <p class="length-labels">
                <span class="length-label tint-gradient">"lowered " <b>{move || number::rounded(totals.get().0)}</b></span>
            </p>
            <div class="length-row">{down}</div>
            <div class="length-row">{up}</div>
            <p class="length-labels">
                <span class="length-label tint-gradient">"raised " <b>{move || number::rounded(totals.get().1)}</b></span>
            </p>
        </div>
    }
}
