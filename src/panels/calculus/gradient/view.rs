//! The view of `gradient`: contours to drag on, the surface, the slope in every direction, a walk.

use super::direction::at_typed_angle;
use super::{Gradient, GradientState, above, along, surface, words};
use crate::contract::contour::Window;
use crate::contract::number::decimals;
use crate::contract::plate::Tint;
use crate::frame::prelude::*;
use crate::widgets::relief::Relief;
use crate::widgets::window::{self, Zoom};

impl View for Gradient {
    fn view(context: Context<Self>) -> Layout {
        let at = context.value(GradientState::at());
        let window = window::following(at);
        let main = view! {
            <div class="duo">
                <Above context=context window=window />
                <Surface context=context window=window />
            </div>
        };
        Layout::new(main, view! { <Controls context=context /> })
            .plate(
                view! { "The derivative in every direction" <span class="hint">"drag u"</span> },
                move || turning(context),
            )
            .plate("f along u", move || walk(context, window))
    }
}

#[component]
fn Controls(context: Context<Gradient>) -> impl IntoView {
    view! {
            {context.function(GradientState::f())}
            {context.pair(GradientState::at())}
            {context.pair(GradientState::direction())}
            <Slider
                label="angle of u"
                control="angle"
                value=context.part(|s| decimals(s.angle(), 4))
                set=Callback::new(move |x| context.update(|s| s.direction = at_typed_angle(x)))
                min=-180.0
                max=180.0
            />
            {context.presets_named("Point u")}
    }
}

/// The contours, with the point and the direction to drag.
#[component]
fn Above(context: Context<Gradient>, window: RwSignal<Window>) -> impl IntoView {
    let contours = window::heights(context.value(GradientState::f()), window, window::FINE);
    let over =
        context.derived(move |s, r| contours.with(|contours| above::overlay(s, r, contours)));
    let sentence = context.pick(|r| r.sentence.clone());
    let right_angle = context.derived(words::right_angle);
    let moved = context.dragged(above::dragged);
    view! {
        <section class="plate">
            <h2>"Contours" <span class="hint">"drag the point and the arrow u"</span></h2>
            <p class="keyline">{colour_key(&[
                (Tint::Gradient, "∇f"),
                (Tint::Model, "u"),
                (Tint::Value, "level set through the point"),
                (Tint::Spectrum, "eigenvectors of the Hessian"),
            ])}</p>
            <ContoursView label=sentence contours=contours over=over moved=moved />
            <p class="keyline" data-angle="">{right_angle}</p>
            <Zoom at=context.value(GradientState::at()) window=window />
        </section>
    }
}

/// The surface, which can be turned.
#[component]
fn Surface(context: Context<Gradient>, window: RwSignal<Window>) -> impl IntoView {
    let coarse = window::heights(context.value(GradientState::f()), window, window::COARSE);
    let marks = context.derived(move |s, r| surface::marks(s, r, window.get().size()));
    let sentence = context.pick(|r| r.sentence.clone());
    view! {
        <section class="plate">
            <h2>"As a surface" <span class="hint">"drag to turn it, or use the arrow keys"</span></h2>
            <p class="keyline">
                "with the tangent plane; "
                {colour_key(&[(Tint::Gradient, "steepest ascent"), (Tint::Model, "along u")])}
            </p>
            <Relief label=sentence contours=coarse marks=marks />
        </section>
    }
}

/// The slope against the angle of the direction.
fn turning(context: Context<Gradient>) -> impl IntoView {
    let turning = context.derived(along::turning);
    let moved = context.dragged(above::dragged);
    view! {
        <p class="keyline">
            {colour_key(&[
                (Tint::Value, "derivative along u"),
                (Tint::Gradient, "‖∇f‖ cos ϑ (dashed)"),
            ])}
            ", largest along ∇f and 0 along the level set"
        </p>
        <GraphView label="The directional derivative against the angle of u" graph=turning moved=moved />
    }
}

/// The height on a straight walk along the direction.
fn walk(context: Context<Gradient>, window: RwSignal<Window>) -> impl IntoView {
    let walk = context.derived(move |s, r| along::walk(s, r, window.get()));
    let bent = context.derived(words::bent);
    view! {
        <p class="keyline">
            {colour_key(&[
                (Tint::Value, "f"),
                (Tint::Model, "tangent"),
                (Tint::Spectrum, "with the curvature uᵀHu (dashed)"),
            ])}
            "; "
            {bent}
        </p>
        <GraphView label="f on the straight line through the point along u" graph=walk />
    }
}
