//! The view of `adam`: the stream to draw, one step's arithmetic, and the curves.

use super::picture::Which;
use super::state::{AdamState, LIMIT, SMALLEST, settled};
use super::{Adam, arithmetic};
use crate::contract::graph::step_of;
use crate::contract::{Tint, number, paste};
use crate::frame::prelude::*;
use crate::widgets::sketch::Sketch;

impl View for Adam {
    fn view(context: Context<Self>) -> Layout {
        let chosen = RwSignal::new(None::<usize>);
        let count = context.part(|s| s.gradients.len());
        // Whose arithmetic is shown: the chosen step, or the last one.
        let shown = Memo::new(move |_| {
            let last = count.get().saturating_sub(1);
            chosen.get().map_or(last, |t| t.min(last))
        });
        let main = view! {
                    <h2>
                        <span class="tint-gradient">"The gradients g"</span>
                        <span class="hint">"draw them with the pointer; arrow keys move and change"</span>
                    </h2>
                    <Stream context=context chosen=chosen shown=shown />
            <div class="duo">
                <Curves context=context which=Which::Steps chosen=chosen />
                <Curves context=context which=Which::Theta chosen=chosen />
            </div>
        };
        Layout::new(main, view! { <Controls context=context /> })
            .wide_plate(
                "The arithmetic of the step",
                move || view! { <Arithmetic context=context shown=shown /> },
            )
            .also(move || view! { <Curves context=context which=Which::First chosen=chosen /> })
            .also(move || view! { <Curves context=context which=Which::Second chosen=chosen /> })
    }
}

#[component]
fn Controls(context: Context<Adam>) -> impl IntoView {
    let gradients = AdamState::gradients().input;
    let scale = move |words: &'static str, name: &'static str, factor: f64| {
        let disabled = move || {
            let largest = context.state.with(AdamState::largest);
            !(SMALLEST..=LIMIT).contains(&(largest * factor))
        };
        view! {
            <button
                type="button"
                class="button small"
                data-scale=name
                prop:disabled=disabled
                on:click=move |_| context.update(|s| *s = s.scaled(factor))
            >
                {words}
            </button>
        }
    };
    view! {
            {context.presets_named("Streams")}
            <div class="row presets" role="group" aria-label="Size of the gradients">
                {scale("all ×10", "up", 10.0)}
                {scale("all ÷10", "down", 0.1)}
            </div>
            {context.slider(AdamState::rate())}
            {context.slider(AdamState::beta1())}
            {context.slider(AdamState::beta2())}
            {context.slider(AdamState::epsilon())}
            {context
                .entries(
                    "steps",
                    (gradients.fewest, gradients.most),
                    |s| s.gradients.len(),
                    |s, n| *s = s.with_steps(n),
                )}
    }
}

/// The bars, and a field for the chosen one.
#[component]
fn Stream(
    context: Context<Adam>,
    chosen: RwSignal<Option<usize>>,
    shown: Memo<usize>,
) -> impl IntoView {
    let gradients = context.value(AdamState::gradients());
    let range = Memo::new(move |_| {
        // 1, 2 or 5 times a power of ten, with room to draw.
        let top = step_of(1.1 * context.state.with(AdamState::largest), 1.0).min(LIMIT);
        (-top, top)
    });
    let set = Callback::new(move |changes: Vec<(usize, f64)>| {
        context.update(|s| {
            for (at, g) in changes {
                if let Some(place) = s.gradients.get_mut(at) {
                    *place = settled(g);
                }
            }
        });
    });
    let problem = RwSignal::new(None::<String>);
    let pasted = Callback::new(move |text: String| -> bool {
        let list = paste::table(&text).map(|t| t.transpose().as_slice().to_vec());
        let outcome = list.and_then(|list| {
            let list = AdamState::gradients().input.pasted(list)?;
            context.update(|s| s.gradients = list.into_iter().map(settled).collect());
            Ok(())
        });
        problem.set(
            outcome
                .err()
                .map(|why| format!("That can’t be pasted here: {why}.")),
        );
        true
    });
    let value = Memo::new(move |_| gradients.with(|g| g.get(shown.get()).copied().unwrap_or(0.0)));
    // Round and round: a button that is switched off would lose the focus.
    let turn = move |by: isize| {
        let count = gradients.with_untracked(Vec::len);
        let to = (shown.get_untracked() + count).saturating_add_signed(by);
        chosen.set(Some(to % count.max(1)));
    };
    let top = move || number::short(range.get().1);
    view! {
        <div class="sketch-frame">
            <span class="sketch-mark top" aria-hidden="true">{top}</span>
            <span class="sketch-mark zero" aria-hidden="true">"0"</span>
            <span class="sketch-mark bottom" aria-hidden="true">{move || format!("−{}", top())}</span>
            <Sketch
                label="The gradients, one bar for each step"
                name="gradient"
                control="gradients"
                tint=Tint::Gradient
                values=gradients
                set=set
                range=range
                chosen=chosen
            />
        </div>
        <div class="row sketch-field">
            <button
                type="button"
                class="button square"
                aria-label="Step before"
                data-chosen="before"
                on:click=move |_| turn(-1)
            >
                "←"
            </button>
            <span>{move || format!("step {} of {}", shown.get() + 1, gradients.with(Vec::len))}</span>
            <button
                type="button"
                class="button square"
                aria-label="Step after"
                data-chosen="after"
                on:click=move |_| turn(1)
            >
                "→"
            </button>
            <label class="row">
                <span class="tint-gradient">"g" <sub>{move || shown.get() + 1}</sub> " ="</span>
                <NumberField
                    label=Signal::derive(move || format!("gradient {}", shown.get() + 1))
                    value=value
                    set=Callback::new(move |g| set.run(vec![(shown.get_untracked(), g)]))
                    min=-LIMIT
                    max=LIMIT
                    step=0.1
                    control="gradient"
                    paste=pasted
                    problem=problem
                />
            </label>
            <span class="hint">"or paste a list here"</span>
        </div>
        <p class="problem" role="status">{problem}</p>
    }
}

/// What step t computes, line by line.
#[component]
fn Arithmetic(context: Context<Adam>, shown: Memo<usize>) -> impl IntoView {
    const LINES: usize = 5;
    let lines = Memo::new(move |_| {
        let t = shown.get();
        context.reading.with(|r| {
            context
                .state
                .with_untracked(|s| arithmetic::arithmetic(s, r, t))
        })
    });
    let line = move |i: usize| {
        let formula = Memo::new(move |_| lines.with(|l| l.get(i).cloned().unwrap_or_default()));
        view! { <FormulaView formula=formula /> }
    };
    view! {
        <div class="arithmetic step-lines">
            {(0..LINES).map(line).collect_view()}
        </div>
    }
}

#[component]
fn Curves(context: Context<Adam>, which: Which, chosen: RwSignal<Option<usize>>) -> impl IntoView {
    let plot = Memo::new(move |_| {
        let here = chosen.get();
        context
            .reading
            .with(|r| context.state.with_untracked(|s| which.plot(s, r, here)))
    });
    let label = match which {
        Which::First => "The gradients, their running average m, and m corrected",
        Which::Second => "The squared gradients, their running average v, and v corrected",
        Which::Steps => "The steps of Adam, SGD and momentum",
        Which::Theta => "θ under Adam, SGD and momentum",
    };
    let about = match which {
        Which::First | Which::Second => {
            "dashed: before the correction, which is largest at the start"
        }
        Which::Steps => "with the same learning rate; momentum has μ = β₁",
        Which::Theta => "from 0, the same gradients for all three",
    };
    view! {
        <section class="plate">
            <h2>{which.title()}</h2>
            <p class="quiet">{about}</p>
            <Chart label=label plot=plot />
        </section>
    }
}
