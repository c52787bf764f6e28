//! The view of `cross-entropy-gradient`: logits to drag, predicted beside true, the gradient, and where
//! a step along it leads.

use super::state::{FASTEST, FEWEST, LIMIT, LossState, MOST, SMOOTHEST};
use super::{CrossEntropyGradient, picture, words};
use crate::contract::number::subscript;
use crate::contract::plate::Plot;
use crate::contract::{Reading, Tint, number, paste};
use crate::frame::{Context, View};
use crate::widgets::bars::{Bars, Series};
use crate::widgets::chart::Chart;
use crate::widgets::choice::Count;
use crate::widgets::formula::FormulaView;
use crate::widgets::slider::Slider;
use leptos::prelude::*;

impl View for CrossEntropyGradient {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<CrossEntropyGradient>) -> impl IntoView {
    let z = context.part(|s| s.z.clone());
    let count = Memo::new(move |_| z.with(Vec::len));
    let names = move |letter: &'static str| {
        Memo::new(move |_| {
            (0..count.get())
                .map(|i| format!("{letter}{}", subscript(i)))
                .collect::<Vec<_>>()
        })
    };
    let classes = Memo::new(move |_| (0..count.get()).map(|i| i.to_string()).collect::<Vec<_>>());
    let list = move |name: &'static str| context.pick(move |r| r.vector(name).to_vec());
    let gradient = list("gradient");
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
        let most = z.with(|z| z.iter().fold(0.0, |m: f64, x| m.max(x.abs())));
        // 4, or 1, 2 or 5 times a power of ten that holds them all with room to drag.
        let room = 1.1 * most;
        let power = 10_f64.powf(room.max(1.0).log10().floor());
        let fits = [1.0, 2.0, 5.0].into_iter().find(|m| m * power >= room);
        let top = if most <= 3.5 {
            4.0
        } else {
            fits.unwrap_or(10.0) * power
        };
        (-top, top)
    });
    let set_logit = Callback::new(move |(i, x): (usize, f64)| {
        context.update(|s| {
            if let Some(z) = s.z.get_mut(i) {
                *z = x;
            }
        });
    });
    let paste_logits = Callback::new(move |list: Vec<f64>| {
        let list = paste::listed(list, (FEWEST, MOST), LIMIT, "logits")?;
        context.update(|s| s.set_logits(list));
        Ok(())
    });
    let shown = |name, control, tint, values: Memo<Vec<f64>>| Series {
        name,
        control,
        tint,
        values: values.into(),
        set: None,
        step: 0.1,
        limits: (-LIMIT, LIMIT),
        paste: None,
    };
    let logits = vec![Series {
        set: Some(set_logit),
        paste: Some(paste_logits),
        ..shown("logit", "z", Tint::Query, z)
    }];
    let pair = vec![
        shown(
            "predicted",
            "probabilities",
            Tint::Model,
            list("probabilities"),
        ),
        shown("true", "truth", Tint::Truth, list("truth")),
    ];
    let step = vec![
        shown(
            "before",
            "probabilities-before",
            Tint::Model,
            list("probabilities"),
        ),
        shown(
            "after",
            "next-probabilities",
            Tint::Composed,
            list("next-probabilities"),
        ),
    ];
    let plot = move |draw: fn(&LossState, &Reading) -> Plot| {
        Memo::new(move |_| {
            context
                .reading
                .with(|r| context.state.with_untracked(|s| draw(s, r)))
        })
    };
    // Many bars take the whole width.
    let many = Memo::new(move |_| count.get() > 6);
    let (along, losses) = (plot(picture::along), plot(picture::losses));
    let scalar = move |name: &'static str| context.pick(move |r| r.scalar(name));
    let (loss, next_loss) = (scalar("loss"), scalar("next-loss"));
    view! {
        <Controls context=context count=count />
        <div class="plates">
            <section class="plate" class:span=many>
                <h2><span class="tint-query">"Logits z"</span> <span class="hint">"drag them"</span></h2>
                <Bars label="Logits" names=names("z") series=logits range=range chosen=chosen />
            </section>
            <section class="plate" class:span=many>
                <h2>
                    <span class="tint-model">"Predicted ŷ"</span> " and " <span class="tint-truth">"true y"</span>
                    <span class="hint">"of each class"</span>
                </h2>
                <Bars
                    label="Predicted and true"
                    names=classes
                    series=pair
                    range=Signal::stored((0.0, 1.0))
                    chosen=chosen
                />
            </section>
            <section class="plate" class:span=many>
                <h2><span class="tint-gradient">"The gradient ∂L/∂z = ŷ − y"</span></h2>
                <Bars
                    label="Gradient"
                    names=names("z")
                    series=vec![shown("gradient", "gradient", Tint::Gradient, gradient)]
                    range=Signal::stored((-1.0, 1.0))
                    chosen=chosen
                />
                <div class="arithmetic">
                    <FormulaView formula=arithmetic />
                </div>
                <Balance gradient=gradient />
            </section>
            <section class="plate" class:span=many>
                <h2>"One step downhill: " <span class="tint-model">"before"</span> " and " <span class="tint-composed">"after"</span></h2>
                <Bars
                    label="Probabilities before and after the step"
                    names=names("ŷ")
                    series=step
                    range=Signal::stored((0.0, 1.0))
                    chosen=chosen
                />
                <p class="keyline" data-loss-change="">
                    "loss " {move || number::rounded(loss.get())} " → "
                    <b class="tint-loss">{move || number::rounded(next_loss.get())}</b> " nats"
                </p>
            </section>
            <section class="plate">
                <h2>"Probabilities, the longer the step"</h2>
                <Chart
                    label="The probabilities of the true class, its strongest rival and the least likely class against the length of the step"
                    plot=along
                />
            </section>
            <section class="plate">
                <h2>"The loss, the longer the step"</h2>
                <Chart label="The loss after the step against the length of the step" plot=losses />
            </section>
        </div>
    }
}

#[component]
fn Controls(context: Context<CrossEntropyGradient>, count: Memo<usize>) -> impl IntoView {
    let target = context.part(|s| s.target);
    let classes = move || {
        (0..count.get())
            .map(|i| {
                view! {
                    <label class="segment">
                        <input
                            type="radio"
                            name="target"
                            data-control="target"
                            value=i
                            prop:checked=move || target.get() == i
                            on:change=move |_| context.update(|s| s.target = i.min(s.z.len() - 1))
                        />
                        <span>{i}</span>
                    </label>
                }
            })
            .collect_view()
    };
    let preset = move |words: &'static str, name: &'static str, z: &'static [f64]| {
        let pick = move |_| {
            context.update(|s| {
                s.set_logits(z.to_vec());
                s.target = LossState::default().target;
            });
        };
        view! {
            <button type="button" class="button small" data-preset=name on:click=pick>
                {words}
            </button>
        }
    };
    view! {
        <div class="controls">
            <Count
                label=|| "classes"
                words="classes"
                control="logits"
                value=count
                set=Callback::new(move |n: usize| {
                    context.update(|s| {
                        let mut z = s.z.clone();
                        z.resize(n.clamp(FEWEST, MOST), 0.0);
                        s.set_logits(z);
                    });
                })
                min=FEWEST
                max=MOST
            />
            <fieldset class="choice">
                <legend>"true class"</legend>
                <div class="segments">{classes}</div>
            </fieldset>
            <Slider
                label="smoothing"
                control="smoothing"
                value=context.part(|s| s.smoothing)
                set=Callback::new(move |x| context.update(|s| s.smoothing = x))
                min=0.0
                max=SMOOTHEST
            />
            <Slider
                label="step (rate)"
                control="rate"
                value=context.part(|s| s.rate)
                set=Callback::new(move |x| context.update(|s| s.rate = x))
                min=picture::SLOWEST
                max=FASTEST
                least=Some(0.0)
                log=true
            />
            <div class="row presets" role="group" aria-label="Try">
                {preset("undecided", "even", &[0.0, 0.0, 0.0, 0.0])}
                {preset("sure and right", "right", &[-1.0, 4.0, 0.5, -2.0])}
                {preset("sure and wrong", "wrong", &[4.0, -1.0, 0.5, -2.0])}
                {preset("saturated", "saturated", &[1000.0, -1000.0, 0.0])}
            </div>
        </div>
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
                <span class="length-label tint-gradient">"pushed down " <b>{move || number::rounded(totals.get().0)}</b></span>
            </p>
            <div class="length-row">{down}</div>
            <div class="length-row">{up}</div>
            <p class="length-labels">
                <span class="length-label tint-gradient">"pulled up " <b>{move || number::rounded(totals.get().1)}</b></span>
            </p>
        </div>
    }
}
