//! The view of `derivative`: the curve to drag on, the same magnified, and the error against h.

use super::state::{EXAMPLES, LIMIT, STEPS, VARIABLES};
use super::{Derivative, picture, words};
use crate::contract::plane::Spot;
use crate::contract::{mathml as m, number};
use crate::expression::place;
use crate::frame::{Context, View};
use crate::widgets::chart::Chart;
use crate::widgets::expression_field::ExpressionField;
use crate::widgets::graph::GraphView;
use crate::widgets::number_field::NumberField;
use crate::widgets::slider::Slider;
use leptos::prelude::*;

impl View for Derivative {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<Derivative>) -> impl IntoView {
    let x = context.part(|s| s.x);
    let h = context.part(|s| s.h);
    let f = context.part(|s| s.f.clone());
    let problem = RwSignal::new(None::<String>);
    let picture = move |draw: fn(&super::DerivativeState, &crate::contract::Reading) -> _| {
        Memo::new(move |_| {
            context
                .reading
                .with(|r| context.state.with_untracked(|s| draw(s, r)))
        })
    };
    let curve = picture(picture::curve);
    let magnified = picture(picture::magnified);
    let errors = Memo::new(move |_| {
        context
            .reading
            .with(|r| context.state.with_untracked(|s| picture::errors(s, r)))
    });
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = Callback::new(move |(name, at): (String, Spot)| {
        context.update(|s| picture::dragged(s, &name, at));
    });
    let trouble = Memo::new(move |_| context.state.with(|s| place(&s.f, s.x).trouble()));
    let balance = Memo::new(move |_| {
        let slope = context.reading.with(|r| r.scalar("derivative"));
        let (one, both) = context.state.with_untracked(|s| words::best(s, slope));
        let say =
            |h: Option<f64>| h.map_or("none: one of the two is nothing".into(), number::rounded);
        format!("Best h: forward {}, central {}.", say(one), say(both))
    });
    let shrink = move |by: f64| {
        context.update(|s| {
            let h = number::parse(&format!("{:.2e}", s.h * by)).unwrap_or(s.h);
            s.h = h.clamp(STEPS.0, STEPS.1);
        });
    };
    view! {
        <div class="controls">
            <ExpressionField
                name="f(x)"
                symbol=m::applied(&m::mi("f"), &m::mi("x"))
                control="f"
                variables=VARIABLES
                value=f
                set=Callback::new(move |f| context.update(|s| s.f = f))
                examples=EXAMPLES
            />
            <label class="row">
                <span>"x ="</span>
                <NumberField
                    label=Signal::stored("x".to_string())
                    value=x
                    set=Callback::new(move |x| context.update(|s| s.x = x))
                    min=-LIMIT
                    max=LIMIT
                    control="x"
                    problem=problem
                />
            </label>
            <Slider
                label="distance h"
                control="h"
                value=h
                set=Callback::new(move |h| context.update(|s| s.h = h))
                min=STEPS.0
                max=STEPS.1
                log=true
                ratio=Some(2.0)
            />
            <span class="row">
                <button type="button" class="button small" data-shrink="down" on:click=move |_| shrink(0.1)>"h ÷ 10"</button>
                <button type="button" class="button small" data-shrink="up" on:click=move |_| shrink(10.0)>"h × 10"</button>
            </span>
            <p class="problem" role="status">{problem}</p>
        </div>
        <div class="plates">
            <section class="plate">
                <h2>"Secant and tangent" <span class="hint">"drag the points"</span></h2>
                <p class="keyline">
                    <span class="tint-value">"f"</span>
                    " · "
                    <span class="tint-model">"secant (dashed)"</span>
                    " · "
                    <span class="tint-gradient">"tangent"</span>
                </p>
                <GraphView label=sentence graph=curve moved=moved />
            </section>
            <section class="plate">
                <h2>"The same, magnified until h fills it"</h2>
                <p class="keyline">
                    "the smaller h, the straighter the curve; below 10⁻¹⁴ or so it falls into steps, since numbers do"
                </p>
                <GraphView
                    label="The curve between the two points, magnified, with its secant and its tangent"
                    graph=magnified
                />
            </section>
            <section class="plate span">
                <h2>"How wrong a finite difference is"</h2>
                <p class="keyline">
                    {move || {
                        let trouble = trouble.get();
                        if trouble.is_empty() { balance.get() } else { trouble.to_string() }
                    }}
                </p>
                <Chart
                    label="The error of the forward and the central difference against h, both on logarithmic scales"
                    plot=errors
                />
            </section>
        </div>
    }
}
