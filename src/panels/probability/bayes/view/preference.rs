//! Rewards on the logistic curve, and wins counted.

use super::weight::Sum;
use crate::contract::Tint;
use crate::contract::lists::size;
use crate::frame::prelude::*;
use crate::panels::probability::bayes::{Bayes, BayesState, picture};

/// The logistic curve with the rewards on it, and what the wins say of their difference.
#[component]
pub fn Preference(context: Context<Bayes>) -> impl IntoView {
    let sigmoid = context.derived(picture::sigmoid);
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = context.dragged(picture::dragged);
    view! {
        <div class="duo together">
            <div>
                <h2>
                    "Preference from the difference of rewards"
                    <span class="hint">"drag the point"</span>
                </h2>
                <p class="keyline">{colour_key(&[
                    (Tint::Model, "rewards"),
                    (Tint::Value, "fitted to the wins"),
                    (Tint::Truth, "fitted to wins and prior"),
                ])}</p>
                <GraphView label=sentence graph=sigmoid moved=moved />
            </div>
            <div>
                <Sum context=context />
            </div>
        </div>
    }
}

#[component]
pub fn PreferenceControls(context: Context<Bayes>) -> impl IntoView {
    let names = Signal::stored(vec!["first".to_owned(), "second".to_owned()]);
    let rewards = context.value(BayesState::rewards());
    let reach = Memo::new(move |_| {
        let most = rewards.with(|r| size(r));
        let steps = [3.0, 10.0, 100.0, 1000.0];
        let top = steps.into_iter().find(|s| *s >= most).unwrap_or(1000.0);
        (-top, top)
    });
    let wins = context.value(BayesState::wins());
    let most_wins = Memo::new(move |_| {
        let most = wins.with(|w| size(w));
        let steps = [10.0, 100.0, 1000.0, 1e4, 1e5, 1e6];
        (0.0, steps.into_iter().find(|s| *s >= most).unwrap_or(1e6))
    });
    let won = move |at: usize, words: &'static str, name: &'static str| {
        let add = move |_| {
            context.update(|s| {
                if let Some(count) = s.wins.get_mut(at) {
                    *count = BayesState::wins().input.settled(*count + 1.0);
                }
            });
        };
        view! {
            <button type="button" class="button small" data-win=name on:click=add>
                {words}
            </button>
        }
    };
    let bars = view! {
        <Bars
            label="Rewards"
            names=names
            series=vec![context.numbers(BayesState::rewards(), "reward", Tint::Model)]
            range=reach
        />
    };
    let counts = view! {
        <Bars
            label="Wins"
            names=names
            series=vec![context.list(BayesState::wins(), "wins", Tint::Value)]
            range=most_wins
        />
    };
    view! {
        {titled(view! { <span class="tint-model">"Rewards r"</span> }, "drag a bar", bars)}
        {titled(view! { <span class="tint-value">"Wins"</span> }, "", counts)}
        <div class="row">
            {won(0, "first wins", "first")} {won(1, "second wins", "second")}
        </div>
        {context.slider(BayesState::tau())}
    }
}
