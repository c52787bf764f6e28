//! One weight: its data to drag, areas that add up, and the spread of dropout.

use crate::contract::Tint;
use crate::contract::names::counted;
use crate::frame::prelude::*;
use crate::panels::probability::bayes::state::MOST_DATA;
use crate::panels::probability::bayes::{Bayes, BayesState, BayesView, bands, curves, picture};

/// The data to drag, and the logarithms that add up, or the bands against the number of data.
#[component]
pub fn Weight(context: Context<Bayes>) -> impl IntoView {
    let dropout = context.part(|s| s.view == BayesView::Dropout);
    let scatter = context.part(picture::scatter);
    let bands = context.part(bands::bands);
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
                <h2>"The posterior narrows with data"</h2>
                <p class="keyline">{colour_key(&[
                    (Tint::Truth, "posterior’s mean ± its deviation"),
                    (Tint::Model, "dropout’s (dashed), which stays"),
                ])}</p>
                <GraphView
                    label="The posterior’s mean ± its standard deviation narrows as the number of data grows; dropout’s doesn’t"
                    graph=bands
                />
            }
            .into_any()
        } else {
            view! { <Sum context=context /> }.into_any()
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

/// Prior, likelihood and posterior, with dropout the spreads against data, and the data in fields.
#[component]
pub fn Data(context: Context<Bayes>) -> impl IntoView {
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
    let dropout = context.part(|s| s.view == BayesView::Dropout);
    let spreads = move || {
        dropout.get().then(|| {
            let spreads = context.part(bands::spreads);
            view! {
                <section class="plate">
                    <h2>"Standard deviation at x = 1, against data"</h2>
                    <Chart
                        label="The posterior’s standard deviation falls with the number of data; dropout’s doesn’t"
                        plot=spreads
                    />
                </section>
            }
        })
    };
    view! {
        <div class="plates">
            <Heights context=context />
            {spreads}
            {tables}
        </div>
    }
}

/// The logarithms of prior and likelihood, one hanging from the other.
#[component]
pub fn Sum(context: Context<Bayes>) -> impl IntoView {
    let sum = context.part(|s| curves::product(s).sum());
    let key = colour_key(&[
        (Tint::Key, "log prior"),
        (Tint::Value, "log likelihood"),
        (Tint::Truth, "log posterior, the lower edge"),
    ]);
    view! {
        <h2>"log prior + log likelihood = log posterior"</h2>
        <p class="keyline">{key}</p>
        <GraphView
            label="The areas of log prior and log likelihood hang from 0, one under the other; their \
                   lower edge is the log posterior"
            graph=sum
        />
    }
}

/// Prior, likelihood and posterior as areas, and what their logarithms are called in training.
#[component]
pub fn Heights(context: Context<Bayes>) -> impl IntoView {
    let heights = context.part(|s| curves::product(s).heights());
    let words = context.part(|s| match s.view {
        BayesView::Preference => {
            "With the sign turned, the log prior is the penalty d²/(2τ²) and the log likelihood the loss \
             of the reward model; their sum is least at the most probable difference. The model is \
             usually fitted without the prior."
        }
        _ => {
            "With the sign turned, the log prior is the penalty w²/(2τ²) and the log likelihood the \
             squared error divided by 2σ²; their sum is least at the ridge solution. Decoupled weight \
             decay, as in AdamW, shrinks the weights beside the gradient step, and isn’t this penalty."
        }
    });
    let key = colour_key(&[
        (Tint::Key, "prior"),
        (Tint::Value, "likelihood"),
        (Tint::Truth, "posterior"),
    ]);
    view! {
        <section class="plate">
            <h2>"Prior × likelihood gives the posterior"</h2>
            <p class="keyline">{key}</p>
            <GraphView
                label="Prior, likelihood and posterior as areas, each divided by its largest value"
                graph=heights
            />
            <p class="quiet">{words}</p>
        </section>
    }
}
