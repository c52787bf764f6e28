//! The view of `classifier`: the controls, the network, the plane, the losses.

mod controls;
mod diagram;
mod edit;
mod live;
mod losses;
mod plane;

use super::Classifier;
use crate::frame::prelude::*;
use controls::{Controls, PlayBar, Sizes};
use diagram::Diagram;
use edit::UnitEditor;
use live::Live;
use losses::Losses;
use plane::{Hand, Plane, ReadOff};

impl View for Classifier {
    fn view(context: Context<Self>) -> Layout {
        let live = Live::new(context);
        let hand = Hand::new(live);
        let main = view! {
            <PlayBar live=live />
            <div class="duo">
                <div>
                    <h2>
                        "The network"
                        <span class="hint">"point at a unit for its picture; choose it for its weights"</span>
                    </h2>
                    <Diagram live=live />
                    <ReadOff hand=hand />
                </div>
                <div>
                    <h2>"The plane"</h2>
                    <Plane hand=hand />
                </div>
            </div>
        };
        let rest = move || {
            view! {
                <div class="plates">
                    <section class="plate span">
                        <UnitEditor live=live />
                    </section>
                    <section class="plate span">
                        <h2 class="tint-loss">"The loss"</h2>
                        <Losses live=live />
                    </section>
                </div>
            }
        };
        Layout::new(main, view! { <Controls context=context /> })
            .more(view! { <Sizes context=context /> })
            .below(rest)
    }
}
