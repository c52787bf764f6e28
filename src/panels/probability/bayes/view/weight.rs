//! One weight: its data to drag, what adds up, and the spread of dropout.

use crate::contract::Tint;
use crate::contract::names::counted;
use crate::frame::Context;
use crate::panels::probability::bayes::state::MOST_DATA;
use crate::panels::probability::bayes::{Bayes, BayesState, BayesView, curves, picture};
use crate::widgets::chart::Chart;
use crate::widgets::graph::GraphView;
use crate::widgets::key::colour_key;
use leptos::prelude::*;

/// The data to drag, and prior, likelihood and posterior of the weight, or the spreads against data.
#[component]
pub fn Weight(context: Context<Bayes>) -> impl IntoView {
    let dropout = context.part(|s| s.view == BayesView::Dropout);
    let scatter = context.part(picture::scatter);
    let heights = context.part(|s| curves::product(s).heights());
    let spreads = context.part(picture::spreads);
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = context.dragged(picture::dragged);
    let key = move || {
        let other = if dropout.get() {
            (Tint::Model, "dropout’s mean (dashed) ± its deviation")
        } else {
            (Tint::Value, "least squares (dashed)")
        };
        colour_key(&[(Tint::Truth, "most probable w ± its deviation"), other])
    };
    let right = move || {
        if dropout.get() {
            view! {
                <h2>"Standard deviation at x = 1, against data"</h2>
                <Chart
                    label="The posterior’s standard deviation falls with the number of data; dropout’s doesn’t"
                    plot=spreads
                />
            }
            .into_any()
        } else {
            view! {
                <h2>"Prior × likelihood gives the posterior"</h2>
                <Chart
                    label="Prior, likelihood and posterior of the weight, each divided by its largest value"
                    plot=heights
                />
            }
            .into_any()
        }
    };
    view! {
        <div class="duo">
            <div>
                <h2>"The data, y = w·x + noise" <span class="hint">"drag the points"</span></h2>
                <p class="keyline">{key}</p>
                <GraphView label=sentence graph=scatter moved=moved />
            </div>
            <div>{right}</div>
        </div>
    }
}

#[component]
pub fn WeightControls(context: Context<Bayes>) -> impl IntoView {
    let dropout = context.part(|s| s.view == BayesView::Dropout);
    let more = move || {
        dropout.get().then(|| {
            view! {
                {context.slider(BayesState::keep())}
                {context.whole_slider(BayesState::repeat())}
            }
        })
    };
    view! {
        {context.slider(BayesState::sigma())}
        {context.slider(BayesState::tau())}
        {more}
        {context.entries("data", (0, MOST_DATA), |s| s.x.len(), BayesState::with_data)}
    }
}

/// What adds up, and the data in fields.
#[component]
pub fn DataAndSum(context: Context<Bayes>) -> impl IntoView {
    let rows = context.part(|s| counted(s.x.len()));
    let any = context.part(|s| !s.x.is_empty());
    let tables = move || {
        any.get().then(|| {
            view! {
                <section class="plate">
                    <h2>"The data"</h2>
                    <div class="row">
                        {context.column(BayesState::x(), ["x", "x"], Tint::Input, rows)}
                        {context.column(BayesState::y(), ["y", "y"], Tint::Input, rows)}
                    </div>
                </section>
            }
        })
    };
    view! {
        <div class="plates">
            <Sum context=context />
            {tables}
        </div>
    }
}

/// The negative logarithms, whose sum is least at the peak of the posterior.
#[component]
pub fn Sum(context: Context<Bayes>) -> impl IntoView {
    let penalties = context.part(|s| curves::product(s).penalties());
    let words = context.part(|s| match s.view {
        BayesView::Preference => {
            "The prior’s penalty d²/(2τ²) and the loss of the reward model add up; their sum is least \
             at the most probable difference. The model is usually fitted without the prior."
        }
        _ => {
            "The penalty w²/(2τ²) and the squared error divided by 2σ² add up; their sum is least at \
             the ridge solution. Decoupled weight decay, as in AdamW, shrinks the weights beside the \
             gradient step, and isn’t this penalty."
        }
    });
    view! {
        <section class="plate">
            <h2>"What adds up: the negative logarithms"</h2>
            <Chart
                label="The negative logarithms of prior, likelihood and posterior"
                plot=penalties
            />
            <p class="quiet">{words}</p>
        </section>
    }
}
