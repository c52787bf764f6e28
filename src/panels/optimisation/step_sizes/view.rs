//! The view of `step-sizes`: the learning rate to drag among the distances, and the sums.

use super::fan::{All, Fan};
use super::read::limits;
use super::runs::{MOST, outcome};
use super::state::Problem;
use super::{StepSizes, StepSizesState, graphs, picture, words};
use crate::contract::input::Choices;
use crate::contract::number;
use crate::frame::prelude::*;
use crate::widgets::later::later;
use std::sync::Arc;
use std::time::Duration;

type State = StepSizesState;

/// How long after a change the runs are made that take too long to be made at once.
const REST: Duration = Duration::from_millis(150);

impl View for StepSizes {
    fn view(context: Context<Self>) -> Layout {
        let all = all_runs(context);
        let more = move |s: &State| all.get().filter(|all| all.state == *s);
        let graph = Memo::new(move |_| {
            context.state.with(|s| match more(s) {
                Some(all) => graphs::of(s, &all.points),
                None => graphs::main(s),
            })
        });
        let runs = Memo::new(move |_| {
            context.state.with(|s| match more(s) {
                Some(_) => MOST,
                None => outcome(s).count,
            })
        });
        let sentence = context.pick(|r| r.sentence.clone());
        let moved = context.dragged(graphs::dragged);
        let conditions = context.part(words::conditions);
        let exact = context.part(|s| s.problem == Problem::Quadratic);
        // Both sums follow a frame after the distances.
        let sums = move || {
            view! {
                <Sum context=context which=0 />
                <Sum context=context which=1 />
            }
        };
        let main = view! {
            <h2>
                "Learning rate and squared distance"
                <span class="hint">"drag the two ends of the learning rate"</span>
            </h2>
            <p class="keyline">
                <span class="tint-score">"η"</span>
                " · "
                <span class="tint-truth">
                    {move || if exact.get() { "E θ², exact (dashed)" } else { "no exact curve for this problem" }}
                </span>
                " · "
                <span class="tint-value" data-runs=move || runs.get().to_string()>
                    {move || {
                        format!("{}: half and four fifths of them; dashed: their mean", number::count(runs.get(), "run"))
                    }}
                </span>
                " · "
                <span class="tint-first">"the average of the iterates"</span>
            </p>
            <GraphView label=sentence graph=graph moved=moved />
            <p class="keyline">{conditions}</p>
            <div class="duo">{later(sums)}</div>
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
        Layout::new(main, controls)
            .more(context.whole_slider(State::shift()))
            .wide_plate("The same, to be read off", move || {
                view! {
                    <p class="quiet">{compared}</p>
                    <Chart
                        label="Learning rate, mean square and averaged iterate over the steps, on logarithmic axes"
                        plot=plot
                    />
                }
            })
    }
}

/// All runs, where fewer are made at once: a while after the last change, a part at a time.
fn all_runs(context: Context<StepSizes>) -> RwSignal<Option<Arc<All>>> {
    let all = RwSignal::new(None);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |_| {
        let state = context.state.get();
        forget();
        let begin = move || {
            if let Some(fan) = Fan::of(&state) {
                make(fan, timer, all);
            }
        };
        timer.set_value(set_timeout_with_handle(begin, REST).ok());
    });
    on_cleanup(forget);
    all
}

/// Makes a part of the runs, and sees to the next one.
fn make(mut fan: Fan, timer: StoredValue<Option<TimeoutHandle>>, all: RwSignal<Option<Arc<All>>>) {
    if fan.go_on() {
        all.try_set(Some(Arc::new(fan.all())));
        return;
    }
    let next = move || make(fan, timer, all);
    timer.try_set_value(set_timeout_with_handle(next, Duration::ZERO).ok());
}

/// One of the sums as it grows, and what becomes of it.
#[component]
fn Sum(context: Context<StepSizes>, which: usize) -> impl IntoView {
    let (name, limit, title, letters) = if which == 0 {
        ("sum", "sum-limit", "Σηₜ", "must be infinite")
    } else {
        ("sum-of-squares", "squares-limit", "Σηₜ²", "must be finite")
    };
    // Without the reading, which is made when the picture is painted.
    let graph = context.part(move |s| {
        let [sum, squares] = limits(s);
        graphs::growing(s, which, if which == 0 { sum } else { squares })
    });
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
            {later(move || view! { <p class="keyline">{says}</p> })}
            <GraphView label=says graph=graph />
        </div>
    }
}
