//! The view of `cross-entropy-kl`: two sets of bars, the lengths that add up, the terms.

use super::{CrossEntropyKl, KlState, picture};
use crate::contract::input::Choices;
use crate::contract::names::outcomes;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::widgets::lengths::{Length, Lengths};

impl View for CrossEntropyKl {
    fn view(context: Context<Self>) -> Layout {
        let p = context.pick(|r| r.vector("p").to_vec());
        let q = context.pick(|r| r.vector("q").to_vec());
        let terms = context.pick(|r| r.vector("terms").to_vec());
        let names = Memo::new(move |_| outcomes(p.with(Vec::len)));
        let pair = vec![
            context.distribution(KlState::p(), Tint::Truth, p),
            context.distribution(KlState::q(), Tint::Model, q),
        ];
        let term_bars = vec![shown("term", "terms", Tint::Gradient, terms)];
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
        let plot = context.part(picture::path_plot);
        let weights = KlState::p().input;
        let bars = view! {
            <Bars label="Truth and model" names=names series=pair range=Signal::stored((0.0, 1.0)) />
        };
        let named = view! {
            <span class="tint-truth">"Truth p"</span> " and " <span class="tint-model">"model q"</span>
        };
        let controls = view! {
                {context.presets()}
                {titled(named, "drag a bar", bars)}
                {context
                    .entries(
                        "outcomes",
                        (weights.fewest, weights.most),
                        |s| s.p.len(),
                        |s, n| *s = s.with_outcomes(n),
                    )}
                {context.choice(KlState::unit())}
        };
        let main = view! {
                    <h2>"The cost of an outcome"</h2>
                    <Sum context=context />
                    <h2>"The terms of the divergence, p·log(p/q)"</h2>
                    <Bars label="Terms of the divergence" names=names series=term_bars range=term_range />
                    <p class="quiet">"A term can be negative; their sum is never negative."</p>
        };
        Layout::new(main, controls).plate("Forward and reverse", move || {
            view! {
                <Directions context=context />
                <Chart
                    label="Forward and reverse divergence between p and mixtures of p and q"
                    plot=plot
                />
            }
        })
    }
}

/// H(p) and KL(p‖q) end to end below H(p, q): the identity as lengths.
#[component]
fn Sum(context: Context<CrossEntropyKl>) -> impl IntoView {
    let length = move |name, tint, readout: &'static str| Length {
        name,
        tint,
        value: context.pick(move |r| r.scalar(readout)),
    };
    let unit = context.part(|s| s.unit.words());
    view! {
        <Lengths
            whole=length("H(p, q)", Tint::Loss, "cross-entropy")
            first=length("= H(p)", Tint::Truth, "entropy")
            second=length("+ KL(p‖q)", Tint::Gradient, "kl-pq")
        />
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
                <dd class="quiet">"q is penalised where p has mass and q has little: it must \
                                   cover every outcome that occurs."</dd>
            </div>
            <div>
                <dt class="tint-model">"reverse KL(q‖p)"</dt>
                <dd>{move || number::rounded(reverse.get())}</dd>
                <dd class="quiet">"q is penalised where q has mass and p has little: it may cover \
                                   a single peak of p."</dd>
            </div>
        </dl>
    }
}
