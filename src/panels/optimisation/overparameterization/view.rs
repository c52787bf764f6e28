//! The view of `overparameterization`: the width to drag among the errors, or two networks and the
//! straight line between them.

mod seeds;
mod session;
mod sweep;
mod valleys;

use super::state::{WidthState, WidthView};
use super::{Overparameterization, presets};
use crate::frame::prelude::*;
use session::Session;
use sweep::{Sweep, SweepControls, SweepRest};
use valleys::{Valleys, ValleysControls, ValleysRest};

type State = WidthState;

impl View for Overparameterization {
    fn view(context: Context<Self>) -> Layout {
        let view = context.part(|s| s.view);
        let session = Session::new(context);
        let main = move || match view.get() {
            WidthView::Sweep => view! { <Sweep context=context /> }.into_any(),
            WidthView::Valleys => view! { <Valleys context=context /> }.into_any(),
        };
        let own = move || match view.get() {
            WidthView::Sweep => view! { <SweepControls context=context /> }.into_any(),
            WidthView::Valleys => {
                view! { <ValleysControls context=context session=session /> }.into_any()
            }
        };
        let rest = move || match view.get() {
            WidthView::Sweep => view! { <SweepRest context=context /> }.into_any(),
            WidthView::Valleys => view! { <ValleysRest context=context /> }.into_any(),
        };
        let buttons = move || {
            let buttons = presets(view.get()).iter().map(|p| context.preset(p));
            folded(buttons.collect())
        };
        let controls = view! {
            {context.choice(State::view())}
            <div class="row presets" role="group" aria-label="Try">{buttons}</div>
            {own}
        };
        Layout::new(main, controls)
            .more(context.whole_slider(State::inputs()))
            .below(move || rest)
    }
}
