//! Coins as hypotheses, and flips as evidence.

use super::session::Session;
use super::transformer::{Predicted, TrainingControls, learning};
use super::{Picture, prior};
use crate::contract::names::counted;
use crate::contract::plate::Curve;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::panels::probability::bayes::state::WEIGHTS;
use crate::panels::probability::bayes::{Bayes, BayesState, picture};

/// The coins as areas, and what is predicted flip by flip.
#[component]
pub fn InContext(context: Context<Bayes>, session: Session) -> impl IntoView {
    let areas = context.derived(picture::predicted);
    let exact = context.part(picture::predictions);
    let predictions = Memo::new(move |_| {
        let mut plot = exact.get();
        let along = session.along();
        if !along.is_empty() {
            let curve = Curve::solid("transformer", Tint::Model, along);
            plot.curves.insert(1, curve);
        }
        plot
    });
    let sentence = context.pick(|r| r.sentence.clone());
    let level = context.pick(|r| format!("P(1) = {}", number::short(r.scalar("prediction"))));
    let raised = Callback::new(move |(at, to): (usize, f64)| {
        context.update(|s| {
            if let Some(coin) = s.coins.get_mut(at) {
                *coin = to;
            }
        });
    });
    view! {
        <div class="duo">
            <div>
                <h2>
                    <span class="tint-truth">"Posterior"</span>
                    " × "
                    <span class="tint-value">"θ"</span>
                    ": the area is the prediction"
                    <span class="hint">"drag a top"</span>
                </h2>
                <Picture label=sentence areas=areas level=level raised=raised />
            </div>
            <div>
                <h2>"Predictions, flip by flip"</h2>
                <Chart
                    label="The predicted probability of a 1 after each flip, by Bayes’ rule, the transformer if it is trained, the frequency and Laplace’s rule"
                    plot=predictions
                />
                <Predicted context=context session=session />
            </div>
        </div>
    }
}

#[component]
pub fn CoinControls(context: Context<Bayes>, session: Session) -> impl IntoView {
    const SHOWN: usize = 40;
    let count = context.part(|s| s.coins.len());
    let names = Memo::new(move |_| counted(count.get()));
    let bars = view! {
        <Bars
            label="Prior and θ of each coin"
            names=names
            series=vec![
                prior(context),
                context.list(BayesState::coins(), "θ", Tint::Value),
            ]
            range=Signal::stored((0.0, 1.0))
        />
    };
    let title = view! {
        <span class="tint-key">"Prior"</span>
        " and "
        <span class="tint-value">"θ, the probability of a 1"</span>
    };
    let shown = context.part(|s| {
        let n = s.flips.len();
        let last = s.flips.iter().skip(n.saturating_sub(SHOWN));
        let last: Vec<&str> = last.map(|f| if *f > 0.0 { "1" } else { "0" }).collect();
        match n {
            0 => "No flips yet.".to_owned(),
            n if n > SHOWN => format!(
                "{}, the last ones: {}",
                number::count(n, "flip"),
                last.join(" ")
            ),
            _ => format!("Flips: {}", last.join(" ")),
        }
    });
    let flip = move |words: &'static str, name: &'static str, change: fn(&mut Vec<f64>)| {
        view! {
            <button
                type="button"
                class="button small"
                data-flip=name
                on:click=move |_| {
                    context
                        .update(|s| {
                            change(&mut s.flips);
                            s.flips.truncate(BayesState::flips().input.most);
                        });
                }
            >
                {words}
            </button>
        }
    };
    view! {
        <div class="row" role="group" aria-label="Flips">
            {flip("heads: 1", "heads", |flips| flips.push(1.0))}
            {flip("tails: 0", "tails", |flips| flips.push(0.0))}
            {flip("take back", "back", |flips| {
                flips.pop();
            })}
            {flip("none", "none", Vec::clear)}
        </div>
        <p class="quiet" translate="no">{shown}</p>
        <TrainingControls session=session />
        {titled(title, "drag a bar", bars)}
        {context
            .entries(
                "coins",
                (WEIGHTS.fewest, WEIGHTS.most),
                |s| s.coins.len(),
                BayesState::with_hypotheses,
            )}
    }
}

/// Inference beside counting, in words and as bars.
#[component]
pub fn Counting(context: Context<Bayes>, session: Session) -> impl IntoView {
    let words = context.part(picture::evidence_in_words);
    let odds = context.part(picture::log_odds);
    Sections::default()
        .plate("Inference and counting", move || {
            view! {
                <p>{odds}</p>
                <p class="quiet">{words}</p>
            }
        })
        .also(move || learning(session))
        .show()
}
