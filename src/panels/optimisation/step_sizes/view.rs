//! The view of `step-sizes`: the learning rate to drag among the distances, and the sums.

use super::state::Problem;
use super::{StepSizes, StepSizesState, graphs, picture, words};
use crate::contract::input::Choices;
use crate::contract::number;
use crate::frame::{Context, Layout, View};
use crate::widgets::chart::Chart;
use crate::widgets::choice::Choice;
use crate::widgets::graph::GraphView;
use leptos::prelude::*;

type State = StepSizesState;

impl View for StepSizes {
    fn view(context: Context<Self>) -> Layout {
        let graph = context.part(graphs::main);
        let sentence = context.pick(|r| r.sentence.clone());
        let moved = context.dragged(graphs::dragged);
        let conditions = context.part(words::conditions);
        let exact = context.part(|s| s.problem == Problem::Quadratic);
        let main = view! {
            <h2>
                "Learning rate and squared distance"
                <span class="hint">"drag the two ends of the learning rate"</span>
            </h2>
            <p class="keyline">
                <span class="tint-score">"η"</span>
                " · "
                <span class="tint-truth">
                    {move || if exact.get() { "E θ², exact" } else { "no exact curve for this problem" }}
                </span>
                " · "
                <span class="tint-value">"runs: half and four fifths of them; dashed: their mean"</span>
                " · "
                <span class="tint-first">"the average of the iterates"</span>
            </p>
            <GraphView label=sentence graph=graph moved=moved />
            <p class="keyline">{conditions}</p>
            <div class="duo">
                <Sum context=context which=0 />
                <Sum context=context which=1 />
            </div>
        };
        let choose = Callback::new(move |name: &'static str| {
            if let Some(problem) = Problem::named(name) {
                context.update(|s| s.choose(problem));
            }
        });
        let controls = view! {
            {context.presets()}
            {context.slider(State::scale())}
            {context.slider(State::exponent())}
            <Choice
                label="problem"
                control="problem"
                options=Problem::OPTIONS
                value=context.named(State::problem())
                set=choose
            />
            {context.slider(State::noise())}
            {context.slider(State::start())}
            {context.whole_slider(State::steps())}
            {context.seed(State::seed(), "run again")}
        };
        let plot = context.part(picture::curves);
        let compared = context.derived(words::compared);
        let rest = move || {
            view! {
                <div class="plates">
                    <section class="plate span">
                        <h2>"The same, to be read off"</h2>
                        <p class="quiet">{compared}</p>
                        <Chart
                            label="Learning rate, mean square and averaged iterate over the steps, on logarithmic axes"
                            plot=plot
                        />
                    </section>
                </div>
            }
        };
        Layout::new(main, controls)
            .more(context.whole_slider(State::shift()))
            .rest(rest)
    }
}

/// One of the sums as it grows, and what becomes of it.
#[component]
fn Sum(context: Context<StepSizes>, which: usize) -> impl IntoView {
    let (name, limit, title, letters) = if which == 0 {
        ("sum", "sum-limit", "Σηₜ", "must be infinite")
    } else {
        ("sum-of-squares", "squares-limit", "Σηₜ²", "must be finite")
    };
    let graph = context.derived(move |s, r| graphs::growing(s, which, r.scalar(limit)));
    let says = context.derived(move |_, r| {
        let end = r.scalar(limit);
        let fate = if end.is_infinite() {
            "infinite".to_owned()
        } else {
            format!("finite, {}", number::rounded(end))
        };
        format!(
            "{} so far; in the end {fate}. It {letters}.",
            number::rounded(r.scalar(name))
        )
    });
    view! {
        <div>
            <h2>{title}</h2>
            <p class="keyline">{says}</p>
            <GraphView label=says graph=graph />
        </div>
    }
}
