//! The view of `classifier`: the controls, the network, the plane, the losses.

mod controls;
mod diagram;
mod edit;
mod live;
mod losses;
mod plane;

use super::Classifier;
use crate::frame::{Context, View};
use controls::{Controls, PlayBar};
use diagram::Diagram;
use edit::UnitEditor;
use leptos::prelude::*;
use live::Live;
use losses::Losses;
use plane::Plane;

impl View for Classifier {
    fn view(context: Context<Self>) -> AnyView {
        let live = Live::new(context);
        view! {
            <Controls context=context />
            <PlayBar live=live />
            <div class="plates">
                <section class="plate">
                    <h2>
                        "The network"
                        <span class="hint">"point at a unit for its picture; choose it for its weights"</span>
                    </h2>
                    <Diagram live=live />
                    <UnitEditor live=live />
                </section>
                <section class="plate">
                    <h2>"The plane"</h2>
                    <Plane live=live />
                </section>
                <section class="plate span">
                    <h2 class="tint-loss">"The loss"</h2>
                    <Losses live=live />
                </section>
            </div>
        }
        .into_any()
    }
}
