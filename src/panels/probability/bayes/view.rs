//! The view of `bayes`: five pictures of one rule, each with its own controls.

mod coins;
mod preference;
mod rule;
mod session;
mod transformer;
mod weight;

use super::state::{BayesState, BayesView, WEIGHTS};
use super::{Bayes, presets};
use crate::contract::Tint;
use crate::contract::input::{Choices, Proportions};
use crate::contract::plate::Areas;
use crate::frame::prelude::*;
use coins::{CoinControls, Counting, InContext};
use preference::{Preference, PreferenceControls};
use rule::{Rule, RuleControls};
use session::Session;
use weight::{Data, Heights, Weight, WeightControls};

/// The top of the areas' scale: probabilities, and room above them for their numbers.
const TOP: f64 = 1.15;

impl View for Bayes {
    fn view(context: Context<Self>) -> Layout {
        let view = context.part(|s| s.view);
        let session = Session::new(context);
        let go = Callback::new(move |name: &'static str| {
            if let Some(view) = BayesView::named(name) {
                context.update(|s| s.go_to(view));
            }
        });
        let main = move || match view.get() {
            BayesView::Rule => view! { <Rule context=context /> }.into_any(),
            BayesView::WeightDecay | BayesView::Dropout => {
                view! { <Weight context=context /> }.into_any()
            }
            BayesView::Preference => view! { <Preference context=context /> }.into_any(),
            BayesView::InContext => {
                view! { <InContext context=context session=session /> }.into_any()
            }
        };
        let own = move || match view.get() {
            BayesView::Rule => view! { <RuleControls context=context /> }.into_any(),
            BayesView::WeightDecay | BayesView::Dropout => {
                view! { <WeightControls context=context /> }.into_any()
            }
            BayesView::Preference => view! { <PreferenceControls context=context /> }.into_any(),
            BayesView::InContext => {
                view! { <CoinControls context=context session=session /> }.into_any()
            }
        };
        let buttons = move || {
            let buttons = presets(view.get()).iter().map(|p| context.preset(p));
            folded(buttons.collect())
        };
        let rest = move || match view.get() {
            BayesView::Rule => ().into_any(),
            BayesView::WeightDecay | BayesView::Dropout => {
                view! { <Data context=context /> }.into_any()
            }
            BayesView::Preference => {
                view! { <div class="plates"><Heights context=context /></div> }.into_any()
            }
            BayesView::InContext => {
                view! { <Counting context=context session=session /> }.into_any()
            }
        };
        let controls = view! {
            <Choice
                label="view"
                control=BayesState::view().key
                options=BayesView::OPTIONS
                value=context.named(BayesState::view())
                set=go
            />
            <div class="row presets" role="group" aria-label="Try">{buttons}</div>
            {own}
        };
        Layout::new(main, controls).below(move || rest)
    }
}

/// Bars of the prior: a bar is a probability, the others keep their proportions.
fn prior(context: Context<Bayes>) -> Series {
    let shares = context.part(|s| {
        let weights = s.prior_weights();
        let total: f64 = weights.iter().sum();
        weights.iter().map(|w| w / total).collect::<Vec<_>>()
    });
    let held = StoredValue::new(None::<Proportions>);
    let set = Callback::new(move |change: (usize, f64)| {
        context.update(|s| {
            let mut memory = held.try_get_value().flatten();
            s.prior = Some(WEIGHTS.dragged(&s.prior_weights(), change, &mut memory));
            held.set_value(memory);
        });
    });
    let paste = Callback::new(move |list: Vec<f64>| {
        let n = context.state.with_untracked(|s| s.prior_weights().len());
        let list = WEIGHTS.pasted(list, n)?;
        context.update(|s| s.prior = Some(list));
        Ok(())
    });
    Series {
        name: "prior",
        control: "prior",
        tint: Tint::Key,
        values: shares.into(),
        set: Some(set),
        step: 0.01,
        limits: (0.0, 1.0),
        paste: Some(paste),
    }
}

/// A picture, or why there is none.
#[component]
fn Picture(
    #[prop(into)] label: Signal<String>,
    areas: Memo<Option<Areas>>,
    #[prop(into)] level: Signal<String>,
    #[prop(optional)] raised: Option<Callback<(usize, f64)>>,
) -> impl IntoView {
    let exists = Memo::new(move |_| areas.with(Option::is_some));
    let drawn = Signal::derive(move || areas.get().unwrap_or_default());
    move || {
        if !exists.get() {
            return view! { <p class="keyline">"There is no posterior."</p> }.into_any();
        }
        match raised {
            Some(raised) => {
                view! { <AreasView label=label areas=drawn level=level scale=TOP raised=raised /> }
                    .into_any()
            }
            None => {
                view! { <AreasView label=label areas=drawn level=level scale=TOP /> }.into_any()
            }
        }
    }
}
