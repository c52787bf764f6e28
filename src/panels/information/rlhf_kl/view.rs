//! The view of `rlhf-kl`: the frontier to drag on, both policies, the weights, and what follows.

use super::picture::{Climb, STEPS, Weighing};
use super::{RlhfKl, RlhfState, picture, read, words};
use crate::contract::graph::step_of;
use crate::contract::lists::At;
use crate::contract::names::outcomes;
use crate::contract::{Tint, lists, number};
use crate::frame::prelude::*;
use crate::widgets::journey::Journey;
use crate::widgets::later::later;

/// What the sliders of the climb stop at.
const STATIONS: [&str; 5] = ["reference", "step 20", "step 40", "step 60", "step 80"];

impl View for RlhfKl {
    fn view(context: Context<Self>) -> Layout {
        let names = context.part(|s| outcomes(s.reference.len()));
        let range = context.part(|s| {
            let most = lists::size(&s.reward).max(lists::size(&s.truth));
            // 1, 2 or 5 times a power of ten, with room to drag.
            let top = step_of(1.1 * most, 1.0);
            (-top, top)
        });
        let bars = |label: &'static str, series: Series| {
            view! { <Bars label=label names=names series=vec![series] range=range /> }
        };
        let reward = bars(
            "Rewards",
            context.numbers(RlhfState::reward(), "reward", Tint::Query),
        );
        let truth = bars(
            "True rewards",
            context.numbers(RlhfState::truth(), "true reward", Tint::Truth),
        );
        let words =
            |class: &'static str, words: &'static str| view! { <span class=class>{words}</span> };
        let limits = RlhfState::reference().input;
        let controls = view! {
            {context.slider(RlhfState::beta())}
            {context.presets()}
            {titled(words("tint-query", "Reward r"), "drag a bar", reward)}
            {titled(words("tint-truth", "True reward"), "", truth)}
            {context
                .entries(
                    "answers",
                    (limits.fewest, limits.most),
                    |s| s.reference.len(),
                    |s, n| *s = s.with_answers(n),
                )}
        };
        let main = view! {
            <div class="duo">
                <Frontier context=context />
                <Policies context=context names=names />
            </div>
        };
        Layout::new(main, controls)
            .also(move || ascent(context))
            .plate("The reward, read back from the policy", move || {
                implied(context, names)
            })
            .plate("The two limits of β", move || limits_of_beta(context))
            .plate(
                view! { "Another way: the best of n draws from π"<sub>"ref"</sub> },
                move || best_of_n(context),
            )
    }
}

/// The frontier, and what the true reward does along it.
#[component]
fn Frontier(context: Context<RlhfKl>) -> impl IntoView {
    let graph = context.derived(picture::frontier);
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = context.dragged(picture::dragged);
    view! {
        <div>
            <h2>"What β trades" <span class="hint">"drag the point"</span></h2>
            <p class="keyline">{colour_key(&[
                (Tint::Query, "expected reward"),
                (Tint::Truth, "expected true reward (dashed)"),
                (Tint::Model, "the present β"),
            ])}</p>
            <GraphView label=sentence graph=graph moved=moved />
        </div>
    }
}

/// Both policies as bars, and how one comes from the other.
#[component]
fn Policies(context: Context<RlhfKl>, names: Memo<Vec<String>>) -> impl IntoView {
    let shares = context.part(|s| read::reference(s).p.clone());
    let series = vec![
        context.distribution(RlhfState::reference(), Tint::Weight, shares),
        context.readout("optimum", "optimal policy", Tint::Model),
    ];
    view! {
        <div class="policies">
            <h2>
                <span class="tint-weight">"Reference π"<sub>"ref"</sub></span>
                " and "
                <span class="tint-model">"optimum π*"</span>
                <span class="hint">"drag π"<sub>"ref"</sub></span>
            </h2>
            <Bars
                label="Reference policy and optimal policy"
                names=names
                series=series
                range=Signal::stored((0.0, 1.0))
            />
            {later(move || view! { <Weights context=context names=names /> })}
        </div>
    }
}

/// πref times exp(r/β), and divided by the sum.
#[component]
fn Weights(context: Context<RlhfKl>, names: Memo<Vec<String>>) -> impl IntoView {
    let weighing = context.derived(Weighing::of);
    let exponent = move || {
        if weighing.with(|w| w.shifted) {
            "(r − max r)/β"
        } else {
            "r/β"
        }
    };
    let row = move |k: usize| {
        let cells = move || {
            weighing.with(|w| {
                let cell = |column: &[f64; 4]| {
                    let x = column.at(k);
                    view! { <td>{number::short(x)}</td> }
                };
                w.columns.iter().map(cell).collect_view()
            })
        };
        view! { {cells} }
    };
    let total = move || weighing.with(|w| number::short(w.total));
    let heads = move || {
        let head = |name: String| view! { <th scope="col">{name}</th> };
        names.get().into_iter().map(head).collect_view()
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Weights">
            <table class="weighing" translate="no">
                <thead>
                    <tr>
                        <td></td>
                        {heads}
                        <th scope="col">"sum"</th>
                    </tr>
                </thead>
                <tbody>
                    <tr class="tint-weight">
                        <th scope="row">"π"<sub>"ref"</sub></th>
                        {row(0)}
                        <td>"1"</td>
                    </tr>
                    <tr class="tint-query">
                        <th scope="row">"· e" <sup>{exponent}</sup></th>
                        {row(1)}
                        <td></td>
                    </tr>
                    <tr>
                        <th scope="row">"= weight"</th>
                        {row(2)}
                        <td>{total}</td>
                    </tr>
                    <tr class="tint-model">
                        <th scope="row">"/ sum = π*"</th>
                        {row(3)}
                        <td>"1"</td>
                    </tr>
                </tbody>
            </table>
        </div>
    }
}

/// Gradient ascent on the logits, step by step.
fn ascent(context: Context<RlhfKl>) -> impl IntoView {
    // How far is no part of the state, since it changes no number of the reading.
    let time = RwSignal::new(4.0);
    let step = Memo::new(move |_| {
        let part = time.get() / (STATIONS.len() - 1) as f64;
        ((part * STEPS as f64).round() as usize).min(STEPS)
    });
    let climb = context.part(Climb::of);
    let graph = Memo::new(move |_| climb.with(|c| c.graph(step.get())));
    let words = Memo::new(move |_| climb.with(|c| c.words(step.get())));
    view! {
        <section class="plate" data-local="">
            <h2>"Gradient ascent on the logits"</h2>
            <p class="keyline">{colour_key(&[
                (Tint::Gradient, "plain gradient"),
                (Tint::Value, "first steps of the natural gradient"),
                (Tint::Query, "frontier"),
            ])}</p>
            <GraphView label=words graph=graph />
            <Journey label="Gradient ascent" stations=&STATIONS time=time />
            <p class="quiet">{words}</p>
            <p class="quiet">
                "From the reference policy, by the tape’s gradient of E[r] − β·KL. The plain gradient, \
                 with learning rate 1/β, leaves the frontier: an answer of small probability has a \
                 small gradient, however large its reward. The natural gradient divides by π. Its steps of ½ halve the \
                 distance of the logits from the optimum and stay on the frontier; the check follows \
                 them to the end."
            </p>
        </section>
    }
}

/// The reward beside what the policy says of it.
fn implied(context: Context<RlhfKl>, names: Memo<Vec<String>>) -> impl IntoView {
    let reward = context.value(RlhfState::reward());
    let series = vec![
        shown("reward", "given-reward", Tint::Query, reward),
        context.readout("implied-reward", "implied reward", Tint::Model),
    ];
    let range = context.derived(|s, r| {
        let implied = r.vector("implied-reward").iter().filter(|x| x.is_finite());
        let most = implied.fold(lists::size(&s.reward), |most, x| most.max(x.abs()));
        let top = step_of(1.05 * most, 1.0);
        (-top, top)
    });
    let words = context.derived(words::implied);
    view! {
        <p class="keyline">{colour_key(&[
            (Tint::Query, "reward r"),
            (Tint::Model, "implied reward"),
        ])}</p>
        <Bars label="Reward and implied reward" names=names series=series range=range />
        <p class="quiet">{words}</p>
    }
}

/// KL against β between its limits.
fn limits_of_beta(context: Context<RlhfKl>) -> impl IntoView {
    let plot = context.part(picture::limits);
    let words = context.derived(words::limits);
    view! {
        <Chart label="KL against β, both on logarithmic scales, with its two limits" plot=plot />
        <p class="quiet">{words}</p>
    }
}

/// Best of n beside the frontier.
fn best_of_n(context: Context<RlhfKl>) -> impl IntoView {
    let plot = context.part(picture::best_of_n);
    let rows = context.part(words::best_of_n);
    let row = |cells: [String; 5]| {
        let mut cells = cells.into_iter();
        let first = cells.next();
        view! {
            <tr>
                <th scope="row">{first}</th>
                {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}
            </tr>
        }
    };
    view! {
        <Chart label="Expected reward against KL, of the optimal policies and of best of n" plot=plot />
        <DataTable label="Best of n" heads=heads!["n", "KL, nats", "log n − (n − 1)/n", "reward", "true reward"] class="keys">
            {move || rows.get().into_iter().map(row).collect_view()}
        </DataTable>
        <p class="quiet">
            "The divergence of best of n is at most log n − (n − 1)/n. No policy with the same \
             divergence has a larger expected reward than the frontier."
        </p>
    }
}
