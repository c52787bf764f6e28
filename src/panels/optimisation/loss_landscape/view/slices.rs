//! Slices of a network’s loss: from above, as a surface, and along both directions.

use super::super::{LossLandscape, experiment, slices};
use super::session::Session;
use crate::contract::plate::Tint;
use crate::frame::prelude::*;
use crate::training::JobBar;
use crate::widgets::relief::{Marks, Relief};
use experiment::Found;
use std::sync::Arc;

type State = super::super::LandscapeState;

/// The training, and what is looked at.
#[component]
pub fn Controls(context: Context<LossLandscape>, session: Session) -> impl IntoView {
    view! {
        <JobBar job=session.job words="Train" unit="step" begin=move || session.begin() clear=move || session.clear() />
        {context.choice(State::direction())}
        {context.slider(State::reach())}
        {context.whole_slider(State::batch())}
        {context.seed(State::seed(), "another network")}
    }
}

/// The slice from above and as a surface.
#[component]
pub fn Slice(context: Context<LossLandscape>, session: Session) -> impl IntoView {
    let shown = Memo::new(move |_| {
        session.found.with(|found| {
            let report = found.as_ref().and_then(Found::slices);
            context.state.with(|s| slices::shown(s, report))
        })
    });
    let drawn = move |s: &State| shown.with(|shown| Arc::new(slices::contours(s, shown)));
    let contours = Memo::new(move |_| context.state.with(drawn));
    let over = move |s: &State| shown.with(|shown| slices::overlay(s, shown));
    let over = Memo::new(move |_| context.state.with(over));
    let recorded = Memo::new(move |_| shown.with(|shown| shown.is_recorded));
    let marks = context.pick(|r| {
        let centre = r.scalar("centre-loss");
        Marks {
            point: centre.is_finite().then_some((0.0, 0.0, centre)),
            ..Marks::default()
        }
    });
    let begun = Memo::new(move |_| session.found.with(Option::is_some));
    let sentence = context.pick(|r| r.sentence.clone());
    // Nothing in this picture is dragged.
    let moved = context.dragged(|_, _, _| {});
    view! {
        <div class="duo" class:recorded=move || recorded.get()>
            <section class="plate">
                <h2>"The training loss on a plane"</h2>
                <ContoursView label=sentence contours=contours over=over moved=moved />
                {move || {
                    (!begun.get())
                        .then(|| {
                            view! {
                                <p class="quiet">
                                    "Press Train: the network is trained, then its loss is computed row by row."
                                </p>
                            }
                        })
                }}
                <p class="keyline">
                    {colour_key(&[
                        (Tint::Input, "θ: the trained network"),
                        (Tint::Gradient, "the training, where it lies near the plane"),
                    ])}
                    {move || recorded.get().then_some(" · faint: recorded with these settings")}
                </p>
            </section>
            <section class="plate">
                <h2>"As a surface" <span class="hint">"drag to turn it, or use the arrow keys"</span></h2>
                <Relief label=sentence contours=contours marks=marks />
            </section>
        </div>
    }
}

/// The losses along both directions, and on the way.
#[component]
pub fn Below(context: Context<LossLandscape>, session: Session) -> impl IntoView {
    let profile = context.derived(|s, r| slices::profile(r, s));
    let losses = Memo::new(move |_| {
        session.found.with(|found| {
            let report = found.as_ref().and_then(Found::slices);
            context.state.with(|s| slices::training(s, report))
        })
    });
    Sections::default()
        .plate("Along both directions", move || {
            view! {
                <Chart label="The training loss along d₁ and along d₂, through the trained network" plot=profile />
            }
        })
        .plate("The training", move || {
            view! { <Chart label="The training loss step by step" plot=losses /> }
        })
        .show()
}
