//! The view of `cross-entropy-kl`: two sets of bars, the lengths that add up, the terms.

use super::state::{FEWEST, KlState, LIMIT, MOST, set_probability};
use super::{CrossEntropyKl, words};
use crate::contract::{Tint, number};
use crate::frame::{Context, View};
use crate::widgets::bars::{Bars, Series};
use crate::widgets::chart::Chart;
use crate::widgets::choice::{Choice, Count};
use leptos::prelude::*;
use numeric_core::information::Unit;

impl View for CrossEntropyKl {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

/// Which of the two distributions is changed.
#[derive(Clone, Copy, PartialEq)]
enum Which {
    P,
    Q,
}

impl Which {
    fn of(self, state: &mut KlState) -> &mut Vec<f64> {
        match self {
            Which::P => &mut state.p,
            Which::Q => &mut state.q,
        }
    }
}

/// What the others' proportions were when a bar was taken hold of: pulled up to 1 and down again,
/// it gives them back.
struct Held {
    which: Which,
    at: usize,
    before: Vec<f64>,
    after: Vec<f64>,
}

#[component]
fn Figure(context: Context<CrossEntropyKl>) -> impl IntoView {
    let p = context.pick(|r| r.vector("p").to_vec());
    let q = context.pick(|r| r.vector("q").to_vec());
    let terms = context.pick(|r| r.vector("terms").to_vec());
    let unit = context.part(|s| words::unit(s.unit));
    let count = Memo::new(move |_| p.with(Vec::len));
    let names = Memo::new(move |_| (0..count.get()).map(words::outcome).collect::<Vec<_>>());
    let held = StoredValue::new(None::<Held>);
    let set = move |which: Which| {
        Callback::new(move |(at, x): (usize, f64)| {
            context.update(|state| {
                let weights = which.of(state);
                let before = held.with_value(|h| match h {
                    Some(h) if h.which == which && h.at == at && h.after == *weights => {
                        h.before.clone()
                    }
                    _ => weights.clone(),
                });
                let after: Vec<f64> = set_probability(&before, at, x)
                    .into_iter()
                    .map(tidy)
                    .collect();
                weights.clone_from(&after);
                held.set_value(Some(Held {
                    which,
                    at,
                    before,
                    after,
                }));
            });
        })
    };
    let pasted = move |which: Which| {
        Callback::new(move |list: Vec<f64>| {
            let n = count.get_untracked();
            if list.len() != n {
                return Err(format!(
                    "it has {} numbers, and there are {n} outcomes",
                    list.len()
                ));
            }
            if list.iter().any(|w| !(0.0..=LIMIT).contains(w)) || list.iter().all(|w| *w == 0.0) {
                return Err(format!("weights are from 0 to {LIMIT}, and not all zero"));
            }
            context.update(|s| which.of(s).clone_from(&list));
            Ok(())
        })
    };
    let series = |name, control, tint, values: Memo<Vec<f64>>, set, paste| Series {
        name,
        control,
        tint,
        values: values.into(),
        set,
        step: 0.01,
        limits: (0.0, 1.0),
        paste,
    };
    let pair = vec![
        series(
            "p",
            "p",
            Tint::Truth,
            p,
            Some(set(Which::P)),
            Some(pasted(Which::P)),
        ),
        series(
            "q",
            "q",
            Tint::Model,
            q,
            Some(set(Which::Q)),
            Some(pasted(Which::Q)),
        ),
    ];
    let term_bars = vec![series("term", "terms", Tint::Gradient, terms, None, None)];
    let term_range = Memo::new(move |_| {
        let (low, high) = terms.with(|t| {
            t.iter()
                .filter(|x| x.is_finite())
                .fold((0.0, 0.0), |(l, h): (f64, f64), x| (l.min(*x), h.max(*x)))
        });
        // In steps, so that the scale mostly stays as it is while a bar is dragged.
        let step = 10_f64.powf((high - low).max(0.1).log10().floor()) / 2.0;
        (
            (low / step).floor() * step,
            (high / step).floor() * step + step,
        )
    });
    let plot = Memo::new(move |_| {
        context
            .reading
            .with(|r| context.state.with_untracked(|s| words::path_plot(s, r)))
    });
    let preset = move |words: &'static str, name: &'static str, change: fn(&mut KlState)| {
        view! {
            <button type="button" class="button small" data-preset=name on:click=move |_| context.update(change)>
                {words}
            </button>
        }
    };
    view! {
        <div class="controls">
            <Count
                label=|| "outcomes"
                words="outcomes"
                control="outcomes"
                value=count
                set=Callback::new(move |n| context.update(|s| *s = s.with_outcomes(n)))
                min=FEWEST
                max=MOST
            />
            <Choice
                label="unit"
                control="unit"
                options=&[("bits", "bits"), ("nats", "nats")]
                value=unit
                set=Callback::new(move |name| {
                    context.update(|s| s.unit = if name == "nats" { Unit::Nats } else { Unit::Bits });
                })
            />
            <div class="row presets" role="group" aria-label="Try">
                {preset("q = p", "equal", |s| s.q = s.p.clone())}
                {preset("swap p and q", "swap", |s| std::mem::swap(&mut s.p, &mut s.q))}
                {preset("q even", "even", |s| s.q.fill(1.0))}
                {preset("p certain", "certain", |s| {
                    s.p.fill(0.0);
                    if let Some(first) = s.p.first_mut() {
                        *first = 1.0;
                    }
                })}
                {preset("q rules one out", "zero", |s| {
                    let last = s.q.len().saturating_sub(1);
                    s.q = set_probability(&s.q, last, 0.0);
                })}
            </div>
        </div>
        <div class="plates">
            <section class="plate span">
                <h2>
                    <span class="tint-truth">"Truth p"</span> " and " <span class="tint-model">"model q"</span>
                    <span class="hint">"drag a bar; the others keep their proportions"</span>
                </h2>
                <Bars label="Truth and model" names=names series=pair range=Signal::stored((0.0, 1.0)) />
            </section>
            <section class="plate span">
                <h2>"What an outcome costs"</h2>
                <Lengths context=context />
            </section>
            <section class="plate">
                <h2>"Where the divergence comes from: p·log(p/q)"</h2>
                <Bars label="Terms of the divergence" names=names series=term_bars range=term_range />
                <p class="quiet">"A term can be negative. Their sum can’t."</p>
            </section>
            <section class="plate">
                <h2>"Forward and reverse"</h2>
                <Directions context=context />
                <Chart
                    label="Forward and reverse divergence on the way from p to q"
                    plot=plot
                />
            </section>
        </div>
    }
}

/// Twelve decimals: shares like 0.18749999999999997 make long links.
fn tidy(x: f64) -> f64 {
    (x * 1e12).round() / 1e12
}

/// H(p) and KL(p‖q) end to end above H(p, q): the identity as lengths.
#[component]
fn Lengths(context: Context<CrossEntropyKl>) -> impl IntoView {
    let scalar = move |name: &'static str| context.pick(move |r| r.scalar(name));
    let (h, kl, ce) = (scalar("entropy"), scalar("kl-pq"), scalar("cross-entropy"));
    let unit = context.part(|s| words::unit(s.unit));
    // Lengths are shares of the longer line, so that both always fit.
    let share = move |x: f64| {
        let most = [h.get(), kl.get(), h.get() + kl.get(), ce.get()]
            .into_iter()
            .filter(|x| x.is_finite())
            .fold(1e-12, f64::max);
        if x.is_infinite() {
            100.0
        } else {
            (100.0 * x / most).clamp(0.0, 100.0)
        }
    };
    let segment = move |class: &'static str, value: Memo<f64>| {
        let rest = move || {
            // An endless divergence takes all the room that the entropy leaves.
            let x = value.get();
            if x.is_infinite() && class.contains("gradient") {
                100.0 - share(h.get()).min(60.0)
            } else {
                share(x).min(if kl.get().is_infinite() { 60.0 } else { 100.0 })
            }
        };
        view! {
            <div
                class=format!("length {class}")
                class:endless=move || value.get().is_infinite()
                style=("width", move || format!("{:.3}%", rest()))
            >
            </div>
        }
    };
    let label = move |class: &'static str, words: &'static str, value: Memo<f64>| {
        view! {
            <span class=format!("length-label {class}")>
                {words} " " <b>{move || number::rounded(value.get())}</b>
            </span>
        }
    };
    let whole = move || {
        if ce.get().is_infinite() {
            100.0
        } else {
            share(ce.get())
        }
    };
    view! {
        <div class="lengths" aria-hidden="true">
            <p class="length-labels">{label("tint-loss", "H(p, q)", ce)}</p>
            <div class="length-row">
                <div
                    class="length tint-loss"
                    class:endless=move || ce.get().is_infinite()
                    style=("width", move || format!("{:.3}%", whole()))
                ></div>
            </div>
            <div class="length-row">
                {segment("tint-truth", h)} {segment("tint-gradient", kl)}
            </div>
            <p class="length-labels">
                {label("tint-truth", "= H(p)", h)} {label("tint-gradient", "+ KL(p‖q)", kl)}
            </p>
        </div>
        <p class="quiet">{move || format!("in {} for each outcome", unit.get())}</p>
    }
}

/// The two directions beside each other, in words.
#[component]
fn Directions(context: Context<CrossEntropyKl>) -> impl IntoView {
    let forward = context.pick(|r| r.scalar("kl-pq"));
    let reverse = context.pick(|r| r.scalar("kl-qp"));
    view! {
        <dl class="pair">
            <div>
                <dt class="tint-truth">"forward KL(p‖q)"</dt>
                <dd>{move || number::rounded(forward.get())}</dd>
                <dd class="quiet">"q pays where p is: it must cover everything that happens."</dd>
            </div>
            <div>
                <dt class="tint-model">"reverse KL(q‖p)"</dt>
                <dd>{move || number::rounded(reverse.get())}</dd>
                <dd class="quiet">"q pays where q is: it may keep to one peak of p, but not stray."</dd>
            </div>
        </dl>
    }
}
