//! The view of `distributions`: the density to drag on, the running mean, the means of many samples.

use super::sample::Reruns;
use super::state::Kind;
use super::{Distributions, DistributionsState, picture, words};
use crate::contract::Tint;
use crate::frame::prelude::*;
use numeric_core::probability::normalise;
use std::time::Duration;

type State = DistributionsState;

/// Numbers that are drawn before the page gets its turn.
const SLICE: usize = 20_000;
/// How many more samples a button asks for.
const MORE: [usize; 4] = [1, 10, 100, 1000];

impl View for Distributions {
    fn view(context: Context<Self>) -> Layout {
        let kind = context.part(|s| s.family);
        let graph = context.derived(picture::distribution);
        let sentence = context.pick(|r| r.sentence.clone());
        let area = context.derived(words::area);
        let moved = context.dragged(super::handles::dragged);
        let controls = view! {
            {context.select(State::family())}
            {move || parameters(context, kind.get())}
            {context.slider(State::x())}
            {context.whole_slider(State::samples())}
            {context.seed(State::seed(), "draw again")}
            {context.presets()}
        };
        let main = view! {
            <h2>"Distribution and its mean" <span class="hint">"drag the points"</span></h2>
            <p class="keyline">
                <span class="tint-weight">{area}</span>
                " · "
                <span class="tint-value">
                    {move || match kind.get() {
                        Kind::Cauchy => "no mean: there is no point of balance",
                        _ => "▲ the mean, where it balances",
                    }}
                </span>
            </p>
            <GraphView label=sentence graph=graph moved=moved />
            <div class="duo">
                <Path context=context />
                <Means context=context />
            </div>
        };
        let beside = context.part(picture::beside);
        let cumulative = context.part(picture::cumulative);
        Layout::new(main, controls)
            .plate("With and without a mean", move || {
                view! {
                    <p class="quiet">
                        "Running means on one scale. A Cauchy variable’s never settles: a single draw \
                         far away moves the mean of all before it."
                    </p>
                    <Chart label="The running mean of this variable and of one of another kind, on one scale" plot=beside />
                }
            })
            .plate("The distribution function", move || {
                view! {
                    <p class="quiet">"P(X ≤ x), the probability of a value of at most x."</p>
                    <Chart label="The probability of at most x, against x" plot=cumulative />
                }
            })
    }
}

/// The controls of a family's parameters.
fn parameters(context: Context<Distributions>, kind: Kind) -> AnyView {
    match kind {
        Kind::Bernoulli | Kind::Geometric => context.slider(State::p()),
        Kind::Binomial => {
            view! { {context.whole_slider(State::trials())} {context.slider(State::p())} }
                .into_any()
        }
        Kind::Poisson | Kind::Exponential => context.slider(State::rate()),
        Kind::Categorical => view! { <Weights context=context /> }.into_any(),
        Kind::Uniform => {
            view! { {context.slider(State::low())} {context.slider(State::high())} }.into_any()
        }
        Kind::Normal => {
            view! { {context.slider(State::mu())} {context.slider(State::sigma())} }.into_any()
        }
        Kind::Gamma => {
            view! { {context.slider(State::shape())} {context.slider(State::rate())} }.into_any()
        }
        Kind::Beta => {
            view! { {context.slider(State::a())} {context.slider(State::b())} }.into_any()
        }
        Kind::Cauchy => {
            view! { {context.slider(State::location())} {context.slider(State::scale())} }
                .into_any()
        }
    }
}

/// The bars of a categorical distribution, and how many there are.
#[component]
fn Weights(context: Context<Distributions>) -> impl IntoView {
    let shares = context.part(|s| normalise(&s.weights).unwrap_or_else(|_| s.weights.clone()));
    let count = Memo::new(move |_| shares.with(Vec::len));
    let names = Memo::new(move |_| (0..count.get()).map(|k| k.to_string()).collect::<Vec<_>>());
    let bars = view! {
        <Bars
            label="Probabilities"
            names=names
            series=vec![context.distribution(State::weights(), Tint::Truth, shares)]
            range=Signal::stored((0.0, 1.0))
        />
    };
    view! {
        {titled("Probabilities of the values", "drag a bar", bars)}
        {context
            .entries(
                "values",
                (State::weights().input.fewest, State::weights().input.most),
                |s| s.weights.len(),
                |s, n| s.weights = State::weights().input.resized(&s.weights, n),
            )}
    }
}

/// The running mean of the sample in its funnel.
#[component]
fn Path(context: Context<Distributions>) -> impl IntoView {
    let path = context.part(picture::path);
    let says = context.derived(words::path);
    view! {
        <div>
            <h2>"One sample: the mean so far"</h2>
            <p class="keyline">{says}</p>
            <GraphView
                label="The mean of the first draws, between two standard errors to each side of the expectation"
                graph=path
            />
        </div>
    }
}

/// The means of many samples, drawn by steps. They are no part of the state.
#[component]
fn Means(context: Context<Distributions>) -> impl IntoView {
    let reruns = RwSignal::new(context.state.with_untracked(Reruns::new));
    // Other draws begin anew; what moves x alone leaves them.
    let source = context.part(|s| State {
        x: 0.0,
        ..s.clone()
    });
    Effect::new(move |before: Option<()>| {
        source.track();
        if before.is_some() {
            reruns.set(context.state.with_untracked(Reruns::new));
        }
    });
    let busy = StoredValue::new(false);
    let more = move |count: usize| {
        reruns.update(|r| {
            if let Some(r) = r {
                r.more(count);
            }
        });
        if !busy.get_value() {
            busy.set_value(true);
            draw(reruns, busy);
        }
    };
    let means =
        Memo::new(move |_| reruns.with(|r| r.as_ref().map_or_else(Vec::new, |r| r.means.clone())));
    let graph = Memo::new(move |_| {
        means.with(|means| source.with(|state| picture::histogram(state, means)))
    });
    let says =
        Memo::new(move |_| means.with(|means| source.with(|state| words::counted(state, means))));
    let buttons = MORE
        .iter()
        .map(|&count| {
            view! {
                <button
                    type="button"
                    class="button small"
                    data-means=count
                    aria-label=format!("draw {count} more")
                    on:click=move |_| more(count)
                >
                    {format!("+{count}")}
                </button>
            }
        })
        .collect_view();
    view! {
        <div>
            <h2>"Many samples: their means"</h2>
            <p class="keyline" data-counted="">{says}</p>
            <p class="keyline">
                <span class="tint-truth">{move || source.with(words::limit)}</span>
            </p>
            <GraphView label=says graph=graph />
            <div class="row" role="group" aria-label="More samples" data-local="">
                <span class="quiet">"samples"</span>
                {buttons}
            </div>
        </div>
    }
}

/// Draws a part, and the next one when the page has had its turn.
fn draw(reruns: RwSignal<Option<Reruns>>, busy: StoredValue<bool>) {
    // The panel may have been left.
    let left = reruns.try_update(|r| {
        let Some(r) = r else { return false };
        r.advance(SLICE);
        r.is_busy()
    });
    match left {
        Some(true) => set_timeout(move || draw(reruns, busy), Duration::ZERO),
        _ => {
            busy.try_set_value(false);
        }
    }
}
