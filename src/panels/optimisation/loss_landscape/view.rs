//! The view of `loss-landscape`: contours with the start to drag and four paths, the learning rate against
//! its threshold; the shares of random matrices; or networks that are trained in the worker.

mod session;
mod slices;
mod xor;

use super::here::Here;
use super::paths::{Rule, escape};
use super::state::{LandscapeState, LandscapeView};
use super::{LossLandscape, graphs, matrices, words};
use crate::contract::contour::Window;
use crate::contract::input::Choices;
use crate::contract::lists::At;
use crate::contract::number;
use crate::contract::plate::Tint;
use crate::frame::prelude::*;
use crate::widgets::relief::{Marks, Relief};
use crate::widgets::window::{self, Zoom};
use session::Session;

type State = LandscapeState;

impl View for LossLandscape {
    fn view(context: Context<Self>) -> Layout {
        let view = context.part(|s| s.view);
        let start = context.value(State::start());
        let window = window::following(start);
        let session = Session::new(context);
        let main = move || match view.get() {
            LandscapeView::Descent => {
                view! { <Descent context=context window=window /> }.into_any()
            }
            LandscapeView::Matrices => view! { <Shares context=context /> }.into_any(),
            LandscapeView::Xor => {
                view! { <xor::Starts context=context session=session /> }.into_any()
            }
            LandscapeView::Slices => {
                view! { <slices::Slice context=context session=session /> }.into_any()
            }
        };
        let own = move || match view.get() {
            LandscapeView::Descent => view! { <DescentControls context=context /> }.into_any(),
            LandscapeView::Matrices => view! {
                {context.whole_slider(State::samples())}
                {context.count(State::size())}
                {context.seed(State::seed(), "draw again")}
            }
            .into_any(),
            LandscapeView::Xor => {
                view! { <xor::Controls context=context session=session /> }.into_any()
            }
            LandscapeView::Slices => {
                view! { <slices::Controls context=context session=session /> }.into_any()
            }
        };
        let rest = move || match view.get() {
            LandscapeView::Descent => view! { <Below context=context window=window /> }.into_any(),
            LandscapeView::Matrices => ().into_any(),
            LandscapeView::Xor => {
                view! { <xor::Below context=context session=session /> }.into_any()
            }
            LandscapeView::Slices => {
                view! { <slices::Below context=context session=session /> }.into_any()
            }
        };
        let controls = view! {
            {context.choice(State::view())}
            {context.presets()}
            {own}
        };
        Layout::new(main, controls).below(move || rest)
    }
}

#[component]
fn DescentControls(context: Context<LossLandscape>) -> impl IntoView {
    // Without the reading, which is made when the picture is painted.
    let broken = context.broken;
    let threshold = context.part(move |s| Here::of(s, broken.get()).threshold);
    let limit = context.part(move |s| limit_words(s, threshold.get()));
    let mark = Signal::derive(move || Some(threshold.get()).filter(|x| *x > 0.0));
    let switches = Rule::ALL.iter().map(|&rule| {
        let on = context.part(move |s| s.optimisers.contains(&rule));
        let set = Callback::new(move |on| context.update(|s| s.switch(rule, on)));
        let label = move || view! { <span class=format!("tint-{}", graphs::tint(rule).name())>{rule.words()}</span> };
        view! { <Switch label=label control=rule.name() on=on set=set /> }
    });
    view! {
        {context.function(State::f())}
        {context.pair(State::start())}
        {context.slider_marked(State::rate(), mark, "2/λₘₐₓ")}
        <p class="keyline" data-threshold="">{limit}</p>
        {context.slider(State::momentum())}
        <div class="row" role="group" aria-label="optimisers">{switches.collect_view()}</div>
        {context.whole_slider(State::steps())}
        <Steps context=context />
    }
}

/// The threshold, beside the slider of the learning rate.
fn limit_words(state: &State, limit: f64) -> String {
    if limit.is_nan() {
        return "2/λₘₐₓ doesn’t exist at the start".into();
    }
    let side = if (state.rate - limit).abs() <= 4.0 * f64::EPSILON * limit {
        "exactly here: the distance alternates for ever"
    } else if state.rate < limit {
        "not reached: the distance along λₘₐₓ’s eigenvector shrinks"
    } else {
        "exceeded: the distance along λₘₐₓ’s eigenvector grows"
    };
    format!("2/λₘₐₓ = {}, {side}", number::rounded(limit))
}

/// One step back, one on.
#[component]
fn Steps(context: Context<LossLandscape>) -> impl IntoView {
    let steps = context.value(State::steps());
    let input = State::steps().input;
    let go = move |to: usize| {
        let to = to.clamp(input.min as usize, input.max as usize);
        context.update(|s| s.steps = to);
    };
    view! {
        <div class="row" role="group" aria-label="steps">
            <button
                type="button"
                class="button small"
                data-go="first"
                on:click=move |_| go(0)
            >
                "to the start"
            </button>
            <button
                type="button"
                class="button small"
                data-go="back"
                prop:disabled=move || steps.get() as i64 <= input.min
                on:click=move |_| go(steps.get_untracked().saturating_sub(1))
            >
                "← Back"
            </button>
            <button
                type="button"
                class="button small"
                data-go="next"
                prop:disabled=move || (steps.get() as i64).ge(&input.max)
                on:click=move |_| go(steps.get_untracked() + 1)
            >
                "Next →"
            </button>
        </div>
    }
}

/// The contours with the paths, and what the learning rate does.
#[component]
fn Descent(context: Context<LossLandscape>, window: RwSignal<Window>) -> impl IntoView {
    let contours = window::heights(context.value(State::f()), window, window::FINE);
    let over = context.part(move |s| graphs::overlay(s, window.get(), graphs::UNSEEN));
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = context.dragged(graphs::dragged);
    let factors = context.part(graphs::threshold);
    let side = context.part(|s| words::side_words(s, &Here::of(s, None)));
    let rules = Rule::ALL.iter();
    let mut key: Vec<_> = rules
        .map(|rule| (graphs::tint(*rule), graphs::key(*rule)))
        .collect();
    key.push((Tint::Spectrum, "eigenvectors of the Hessian"));
    view! {
        <div class="duo">
            <section class="plate">
                <h2>"Four paths from one start" <span class="hint">"drag the start"</span></h2>
                <p class="keyline">{colour_key(&key)}</p>
                <ContoursView label=sentence contours=contours over=over moved=moved />
                <Zoom at=context.value(State::start()) window=window />
            </section>
            <section class="plate">
                <h2>"One step along each eigenvector" <span class="hint">"drag η"</span></h2>
                <p class="keyline">{colour_key(&[
                    (Tint::Spectrum, "|1 − ηλₘₐₓ|, dashed |1 − ηλₘᵢₙ|"),
                    (Tint::Loss, "lines: 1, 2/λₘₐₓ"),
                ])}</p>
                <GraphView label=side graph=factors moved=moved />
                <p class="keyline">{side}</p>
            </section>
        </div>
    }
}

/// The losses, the surface, and the ways out of a saddle.
#[component]
fn Below(context: Context<LossLandscape>, window: RwSignal<Window>) -> impl IntoView {
    let losses = context.part(graphs::losses);
    let coarse = window::heights(context.value(State::f()), window, window::COARSE);
    let marks = context.derived(|s, r| Marks {
        point: Some((s.start.0, s.start.1, r.scalar("value"))),
        ..Marks::default()
    });
    let sentence = context.pick(|r| r.sentence.clone());
    Sections::default()
        .plate("f at each step", move || {
            view! { <Chart label="f at each step of each optimiser" plot=losses /> }
        })
        .plate(
            view! { "As a surface" <span class="hint">"drag to turn it, or use the arrow keys"</span> },
            move || view! { <Relief label=sentence contours=coarse marks=marks /> },
        )
        .plate("Leaving a saddle", move || escapes(context))
        .show()
}

/// Distances from the saddle of the table.
const BESIDE: [(f64, &str); 4] = [(0.01, "10⁻²"), (1e-6, "10⁻⁶"), (1e-12, "10⁻¹²"), (0.0, "0")];

/// How long each optimiser stays beside a saddle.
fn escapes(context: Context<LossLandscape>) -> impl IntoView {
    let table = context.part(|s| {
        let of = |beside: f64| {
            let settings = (s.rate, s.momentum);
            let says = |rule: &Rule| match escape(*rule, settings, beside) {
                Some(steps) => number::grouped(steps as f64),
                None => "never".to_owned(),
            };
            Rule::ALL.iter().map(says).collect::<Vec<String>>()
        };
        BESIDE.map(|(beside, _)| of(beside)).to_vec()
    });
    let settings = context.part(|s| {
        format!(
            "η = {}, μ = {}",
            number::rounded(s.rate),
            number::rounded(s.momentum)
        )
    });
    let head = Rule::ALL.iter().map(|rule| {
        view! { <th scope="col" class=format!("tint-{}", graphs::tint(*rule).name())>{rule.words()}</th> }
    });
    let rows = BESIDE.iter().enumerate().map(|(row, (_, name))| {
        let cells = (0..Rule::ALL.len()).map(move |column| {
            let says = move || {
                table.with(|t| {
                    t.get(row)
                        .and_then(|r| r.get(column))
                        .cloned()
                        .unwrap_or_default()
                })
            };
            view! { <td data-escape=format!("{row}-{column}")>{says}</td> }
        });
        view! {
            <tr>
                <th scope="row">{*name}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <p class="quiet">
            "Steps until |x| > ½ on x⁴/4 − x²/2, from x beside the saddle at 0, with " {settings}
            ". “Never” is not within 1000 steps."
        </p>
        <div class="scroll" tabindex="0" role="region" aria-label="Steps to leave a saddle">
            <table class="facts">
                <thead>
                    <tr>
                        <th scope="col">"from x ="</th>
                        {head.collect_view()}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// How rarely all eigenvalues of a random matrix are positive.
#[component]
fn Shares(context: Context<LossLandscape>) -> impl IntoView {
    let plot = context.part(|s| graphs::shares_plot(&matrices::shares(s)));
    let rows = context.part(|s| {
        let shares = matrices::shares(s);
        (0..s.size)
            .map(|k| {
                [
                    (k + 1).to_string(),
                    number::rounded(shares.exact.at(k)),
                    number::rounded(shares.drawn.at(k)),
                    number::short(shares.error.at(k)),
                    number::short(shares.z.at(k)),
                ]
            })
            .collect::<Vec<_>>()
    });
    let lines = move || {
        let row = |cells: [String; 5]| {
            let [n, rest @ ..] = cells;
            view! {
                <tr>
                    <th scope="row">{n}</th>
                    {rest.map(|cell| view! { <td>{cell}</td> }).into_iter().collect_view()}
                </tr>
            }
        };
        rows.get().into_iter().map(row).collect_view()
    };
    view! {
        <h2>"How often all eigenvalues are positive"</h2>
        <p class="keyline">{colour_key(&[
            (Tint::Truth, "exact"),
            (Tint::Value, "of the matrices drawn"),
            (Tint::Score, "2⁻ⁿ"),
        ])}</p>
        <Chart label="The probability that all eigenvalues are positive, against n" plot=plot />
        <DataTable label="Exact and drawn shares" heads=heads!["n", "exact", "drawn", "standard error", "z"]>
            {lines}
        </DataTable>
    }
}
