//! The view of `bayes`: five pictures of one rule, each with its own controls.

use super::state::{BayesState, BayesView, MOST_DATA, WEIGHTS};
use super::{Bayes, curves, picture, presets};
use crate::contract::input::{Choices, Proportions};
use crate::contract::names::{counted, outcomes};
use crate::contract::number::{rounded, tidy};
use crate::contract::plate::Areas;
use crate::contract::{Tint, number};
use crate::frame::{Context, Layout, View, folded, titled};
use crate::widgets::areas::AreasView;
use crate::widgets::bars::{Bars, Series};
use crate::widgets::chart::Chart;
use crate::widgets::choice::Choice;
use crate::widgets::graph::GraphView;
use leptos::prelude::*;

/// The top of the areas' scale: probabilities, and room above them for their numbers.
const TOP: f64 = 1.15;

impl View for Bayes {
    fn view(context: Context<Self>) -> Layout {
        let view = context.part(|s| s.view);
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
            BayesView::InContext => view! { <InContext context=context /> }.into_any(),
        };
        let own = move || match view.get() {
            BayesView::Rule => view! { <RuleControls context=context /> }.into_any(),
            BayesView::WeightDecay | BayesView::Dropout => {
                view! { <WeightControls context=context /> }.into_any()
            }
            BayesView::Preference => view! { <PreferenceControls context=context /> }.into_any(),
            BayesView::InContext => view! { <CoinControls context=context /> }.into_any(),
        };
        let buttons = move || {
            let buttons = presets(view.get()).iter().map(|p| context.preset(p));
            folded(buttons.collect())
        };
        let rest = move || match view.get() {
            BayesView::Rule => ().into_any(),
            BayesView::WeightDecay | BayesView::Dropout => {
                view! { <DataAndSum context=context /> }.into_any()
            }
            BayesView::Preference => {
                view! { <div class="plates"><Sum context=context /></div> }.into_any()
            }
            BayesView::InContext => view! { <Counting context=context /> }.into_any(),
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
        Layout::new(main, controls).rest(rest)
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

/// Prior × likelihood, and the same areas as posterior × evidence.
#[component]
fn Rule(context: Context<Bayes>) -> impl IntoView {
    let joint = context.derived(picture::joint);
    let posterior = context.pick(picture::posterior);
    let sentence = context.pick(|r| r.sentence.clone());
    let level = context.pick(|r| format!("P(E) = {}", number::short(r.scalar("evidence"))));
    let moved = Callback::new(move |(at, to): (usize, f64)| {
        let shares = joint.with_untracked(|a| a.widths.clone());
        let before: f64 = shares.iter().take(at).sum();
        let both: f64 = shares.iter().skip(at).take(2).sum();
        let first = tidy((to - before).clamp(0.0, both));
        let mut next = shares;
        if let Some([left, right]) = next.get_mut(at..at + 2) {
            *left = first;
            *right = tidy((both - first).max(0.0));
            context.update(|s| s.prior = Some(next));
        }
    });
    let raised = Callback::new(move |(at, to): (usize, f64)| {
        context.update(|s| {
            if let Some(height) = s.likelihood.get_mut(at) {
                *height = to;
            }
        });
    });
    view! {
        <div class="duo">
            <div>
                <h2>
                    <span class="tint-key">"Prior"</span>
                    " × "
                    <span class="tint-value">"likelihood"</span>
                    <span class="hint">"drag edges and tops"</span>
                </h2>
                <AreasView label=sentence areas=joint level=level moved=moved raised=raised scale=TOP />
            </div>
            <div>
                <h2>
                    <span class="tint-truth">"Posterior"</span>
                    " × "
                    <span class="tint-gradient">"evidence"</span>
                    ": the same areas"
                </h2>
                <Picture
                    label="The same areas at one height, the evidence: their widths are the posterior"
                    areas=posterior
                    level=level
                />
            </div>
        </div>
        <p class="keyline">
            "Left: how wide is the prior, how high the likelihood. The dashed line is the mean height, \
             the evidence P(E). Right: each area is kept and made as high as that line."
        </p>
    }
}

#[component]
fn RuleControls(context: Context<Bayes>) -> impl IntoView {
    let count = context.part(|s| s.likelihood.len());
    let names = Memo::new(move |_| outcomes(count.get()));
    let bars = view! {
        <Bars
            label="Prior and likelihood"
            names=names
            series=vec![
                prior(context),
                context.list(BayesState::likelihood(), "likelihood", Tint::Value),
            ]
            range=Signal::stored((0.0, 1.0))
        />
    };
    let title = view! {
        <span class="tint-key">"Prior P(H)"</span>
        " and "
        <span class="tint-value">"likelihood P(E|H)"</span>
    };
    let again = move |_| {
        let posterior = context
            .reading
            .with_untracked(|r| r.vector("posterior").to_vec());
        if posterior.iter().any(|p| *p > 0.0) {
            context.update(|s| s.prior = Some(posterior));
        }
    };
    view! {
        {titled(title, "drag a bar", bars)}
        {context
            .entries(
                "hypotheses",
                (WEIGHTS.fewest, WEIGHTS.most),
                |s| s.likelihood.len(),
                BayesState::with_hypotheses,
            )}
        <button type="button" class="button small" data-again="" on:click=again>
            "the same evidence again"
        </button>
    }
}

/// The data to drag, and prior, likelihood and posterior of the weight, or the spreads against data.
#[component]
fn Weight(context: Context<Bayes>) -> impl IntoView {
    let dropout = context.part(|s| s.view == BayesView::Dropout);
    let scatter = context.part(picture::scatter);
    let heights = context.part(|s| curves::product(s).heights());
    let spreads = context.part(picture::spreads);
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = context.dragged(picture::dragged);
    let key = move || {
        if dropout.get() {
            view! {
                <span class="tint-truth">"most probable w ± its deviation"</span>
                " · "
                <span class="tint-model">"dropout’s mean (dashed) ± its deviation"</span>
            }
            .into_any()
        } else {
            view! {
                <span class="tint-truth">"most probable w ± its deviation"</span>
                " · "
                <span class="tint-value">"least squares (dashed)"</span>
            }
            .into_any()
        }
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
fn WeightControls(context: Context<Bayes>) -> impl IntoView {
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
fn DataAndSum(context: Context<Bayes>) -> impl IntoView {
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
fn Sum(context: Context<Bayes>) -> impl IntoView {
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

/// The logistic curve with the rewards on it, and what the wins say of their difference.
#[component]
fn Preference(context: Context<Bayes>) -> impl IntoView {
    let sigmoid = context.derived(picture::sigmoid);
    let heights = context.part(|s| curves::product(s).heights());
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = context.dragged(picture::dragged);
    view! {
        <div class="duo">
            <div>
                <h2>
                    "Preference from the difference of rewards"
                    <span class="hint">"drag the point"</span>
                </h2>
                <p class="keyline">
                    <span class="tint-model">"rewards"</span>
                    " · "
                    <span class="tint-value">"fitted to the wins"</span>
                    " · "
                    <span class="tint-truth">"fitted to wins and prior"</span>
                </p>
                <GraphView label=sentence graph=sigmoid moved=moved />
            </div>
            <div>
                <h2>"What the wins say of the difference"</h2>
                <Chart
                    label="Prior, likelihood and posterior of the difference, each divided by its largest value"
                    plot=heights
                />
            </div>
        </div>
    }
}

#[component]
fn PreferenceControls(context: Context<Bayes>) -> impl IntoView {
    let names = Signal::stored(vec!["first".to_owned(), "second".to_owned()]);
    let rewards = context.value(BayesState::rewards());
    let reach = Memo::new(move |_| {
        let most = rewards.with(|r| crate::contract::lists::size(r));
        let steps = [3.0, 10.0, 100.0, 1000.0];
        let top = steps.into_iter().find(|s| *s >= most).unwrap_or(1000.0);
        (-top, top)
    });
    let wins = context.value(BayesState::wins());
    let most_wins = Memo::new(move |_| {
        let most = wins.with(|w| crate::contract::lists::size(w));
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

/// The coins as areas, and what is predicted flip by flip.
#[component]
fn InContext(context: Context<Bayes>) -> impl IntoView {
    let areas = context.derived(picture::predicted);
    let predictions = context.part(picture::predictions);
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
                    label="The predicted probability of a 1 after each flip, by Bayes’ rule, the frequency and Laplace’s rule"
                    plot=predictions
                />
            </div>
        </div>
    }
}

#[component]
fn CoinControls(context: Context<Bayes>) -> impl IntoView {
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
                "{} flips, the last ones: {}",
                rounded(n as f64),
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
fn Counting(context: Context<Bayes>) -> impl IntoView {
    let words = context.part(picture::evidence_in_words);
    let odds = context.part(picture::log_odds);
    view! {
        <div class="plates">
            <section class="plate">
                <h2>"Inference and counting"</h2>
                <p>{odds}</p>
                <p class="quiet">{words}</p>
                <p class="quiet">
                    "A model that is trained on sequences from such a mixture is rewarded for these \
                     predictions, since no other ones have a lower expected loss."
                </p>
            </section>
        </div>
    }
}
