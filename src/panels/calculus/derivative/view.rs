//! The view of `derivative`: the curve to drag on, the same magnified, and the error against h.

use super::{Derivative, DerivativeState, picture, words};
use crate::contract::number;
use crate::contract::plate::Tint;
use crate::frame::prelude::*;

impl View for Derivative {
    fn view(context: Context<Self>) -> Layout {
        let curve = context.derived(picture::curve);
        let magnified = context.derived(picture::magnified);
        let errors = context.derived(picture::errors);
        let balance = context.derived(words::balance);
        let sentence = context.pick(|r| r.sentence.clone());
        let moved = context.dragged(picture::dragged);
        let shrink = move |by: f64| {
            context.update(|s| {
                let h = number::parse(&format!("{:.2e}", s.h * by)).unwrap_or(s.h);
                s.h = DerivativeState::h().input.clamped(h);
            });
        };
        let controls = view! {
                {context.function(DerivativeState::f())}
                {context.field(DerivativeState::x())}
                {context.slider(DerivativeState::h())}
                <span class="row">
                    <button type="button" class="button small" data-shrink="down" on:click=move |_| shrink(0.1)>"h ÷ 10"</button>
                    <button type="button" class="button small" data-shrink="up" on:click=move |_| shrink(10.0)>"h × 10"</button>
                </span>
        };
        let main = view! {
            <div class="duo">
                <div>
                    <h2>"Secant and tangent" <span class="hint">"drag the points"</span></h2>
                    <p class="keyline">{colour_key(&[
                        (Tint::Value, "f"),
                        (Tint::Model, "secant (dashed)"),
                        (Tint::Gradient, "tangent"),
                    ])}</p>
                    <GraphView label=sentence graph=curve moved=moved />
                </div>
                <div>
                    <h2>"The same near x, at the scale of h"</h2>
                    <p class="keyline">
                        "the smaller h, the straighter the curve; below about 10⁻¹⁴ it becomes a \
                         staircase, since floating-point numbers are discrete"
                    </p>
                    <GraphView
                        label="The curve between the two points, magnified, with its secant and its tangent"
                        graph=magnified
                    />
                </div>
            </div>
        };
        Layout::new(main, controls)
            .wide_plate("The error of finite differences", move || {
                view! {
                    <p class="keyline">{balance}</p>
                    <Chart
                        label="The error of the forward and the central difference against h, both on logarithmic scales"
                        plot=errors
                    />
                }
            })
    }
}
