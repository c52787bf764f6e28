//! The view of `backpropagation`: the formula and its values, the tape as a graph, and the present step.

use super::state::{LIMIT, PRESETS, Preset};
use super::trace::{Moment, Trace};
use super::{Backpropagation, BackpropagationState, picture, read, send, steps};
use crate::contract::mathml as m;
use crate::contract::{Flow, Formula, Tint, number};
use crate::expression::{Open, typeset_node};
use crate::frame::{Context, View};
use crate::panels;
use crate::widgets::expression_field::OpenField;
use crate::widgets::flow::FlowView;
use crate::widgets::formula::FormulaView;
use crate::widgets::matrix_editor::MatrixEditor;
use crate::widgets::number_field::NumberField;
use crate::widgets::slider::Slider;
use leptos::prelude::*;
use nalgebra::DMatrix;
use std::sync::Arc;
use std::time::Duration;

/// How long a step stands before the next when they are played.
const PACE: Duration = Duration::from_millis(1300);

impl View for Backpropagation {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<Backpropagation>) -> impl IntoView {
    let narrow = RwSignal::new(false);
    let trace: Memo<Shared> = Memo::new(move |_| {
        let broken = context.broken.get();
        context.state.with(|s| Shared::of(s, broken))
    });
    let moment = Memo::new(move |_| {
        trace.with(|t| match t.get() {
            Some(trace) => context.state.with(|s| s.moment(trace)),
            None => Moment::Inputs,
        })
    });
    // Where boxes go depends on the formula and on shapes alone.
    let shape = Memo::new(move |_| {
        trace.with(|t| {
            t.get()
                .map(|t| t.nodes.iter().map(|n| n.inputs.clone()).collect::<Vec<_>>())
        })
    });
    let layout = Memo::new(move |_| {
        // Read, and not only followed: what nobody reads isn't computed.
        shape.with(|_| ());
        let down = narrow.get();
        trace.with_untracked(|t| {
            t.get()
                .map(|t| picture::layout(t, down))
                .unwrap_or_default()
        })
    });
    let flow = Memo::new(move |_| {
        let (down, moment) = (narrow.get_untracked(), moment.get());
        layout.with(|layout| {
            trace.with(|t| match t.get() {
                Some(trace) => picture::flow(trace, moment, layout, down),
                None => Flow::default(),
            })
        })
    });
    let told = move |tell: fn(&Trace, Moment) -> String| {
        Memo::new(move |_| {
            trace.with(|t| t.get().map(|t| tell(t, moment.get())).unwrap_or_default())
        })
    };
    let (title, says) = (told(steps::title), told(steps::says));
    let formula = Memo::new(move |_| {
        let moment = moment.get();
        trace.with(|t| {
            t.get()
                .map(|t| steps::formula(t, moment))
                .unwrap_or_default()
        })
    });
    let sentence = context.pick(|r| r.sentence.clone());
    // A pressed box goes to its step: back if the walk is on its way back, else forward.
    let pick = Callback::new(move |at: usize| {
        let backward = !matches!(moment.get_untracked(), Moment::Inputs | Moment::Forward(_));
        trace.with_untracked(|t| {
            let Some(moments) = t.get().map(Trace::moments) else {
                return;
            };
            let find = |wanted| moments.iter().position(|m| *m == wanted);
            let found = match (backward, find(Moment::Backward(at))) {
                (true, Some(step)) => Some(step),
                _ => find(Moment::Forward(at)).or(Some(0)),
            };
            if let Some(step) = found {
                context.update(|s| s.go_to(step));
            }
        });
    });
    view! {
        <div class="controls">
            <FormulaControls context=context />
        </div>
        <Values context=context />
        <Steps context=context />
        <div class="plates">
            <section class="plate span">
                <h2>"The tape" <span class="hint">"press a box to go to its step"</span></h2>
                <p class="keyline">
                    <span class="tint-value">"values"</span>
                    " go forward, "
                    <span class="tint-gradient">"gradients ∂L/∂"</span>
                    " come back. Arrow keys go from box to box; +, − and 0 zoom; Shift and an arrow moves."
                </p>
                <FlowView label=sentence flow=flow narrow=narrow pick=pick />
            </section>
            <section class="plate span now">
                <h2>{title}</h2>
                <FormulaView formula=formula />
                <p>{says}</p>
            </section>
            <Links context=context />
        </div>
    }
}

/// A trace that signals can hold; two are the same when they come from the same state.
#[derive(Clone)]
struct Shared {
    of: (BackpropagationState, Option<&'static str>),
    trace: Option<Arc<Trace>>,
}

impl Shared {
    fn of(state: &BackpropagationState, broken: Option<&'static str>) -> Self {
        // The step changes nothing that is recorded.
        let state = BackpropagationState {
            step: None,
            ..state.clone()
        };
        Self {
            trace: Trace::at(&state, read::fault(broken)).map(Arc::new),
            of: (state, broken),
        }
    }

    fn get(&self) -> Option<&Trace> {
        self.trace.as_deref()
    }
}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        self.of == other.of
    }
}

/// The formula, and those to pick.
#[component]
fn FormulaControls(context: Context<Backpropagation>) -> impl IntoView {
    let text = context.part(|s| s.formula.text().to_string());
    let set = Formula::built(&[]);
    let typeset = Memo::new(move |_| {
        context.state.with(|s| match s.formula.root() {
            Some(node) => Formula::built(&[
                m::mi("L"),
                m::mo("="),
                typeset_node(node, &steps::name_math),
            ]),
            None => set.clone(),
        })
    });
    let judge = Callback::new(move |text: String| {
        let next = Open::parse(&text)
            .and_then(|formula| context.state.with_untracked(|s| s.with_formula(formula)));
        match next {
            Ok(next) => {
                context.update(|s| *s = next);
                None
            }
            Err(error) => Some(error),
        }
    });
    let choose = move |preset: &Preset| {
        // What a program wrote is a formula, as the tests see to.
        if let Ok(state) = BackpropagationState::of(Open::known(preset.formula), preset.values) {
            context.update(|s| *s = state);
        }
    };
    let presets = PRESETS
        .iter()
        .map(|preset| {
            view! {
                <button
                    type="button"
                    class="button small"
                    data-preset=preset.id
                    aria-pressed=move || text.with(|t| (t == preset.formula).to_string())
                    on:click=move |_| choose(preset)
                >
                    {preset.name}
                </button>
            }
        })
        .collect_view();
    view! {
        <OpenField name="L" control="expression" text=text typeset=typeset judge=judge />
        <div class="row presets" role="group" aria-label="Formulas to pick">{presets}</div>
    }
}

/// A field for each number, a table for each matrix, and all of them as one text.
#[component]
fn Values(context: Context<Backpropagation>) -> impl IntoView {
    // Other fields are only needed for other names or shapes.
    let shapes = context.part(|s| {
        let shape = |(name, value): &(String, DMatrix<f64>)| (name.clone(), value.shape());
        s.values.iter().map(shape).collect::<Vec<_>>()
    });
    let value = move |at: usize| {
        context.part(move |s| {
            s.values
                .get(at)
                .map_or_else(|| DMatrix::zeros(1, 1), |v| v.1.clone())
        })
    };
    let problem = RwSignal::new(None::<String>);
    let number = move |at: usize, name: String| {
        let value = value(at);
        let first = Memo::new(move |_| value.with(|v| v.get(0).copied().unwrap_or(0.0)));
        let set = move |x: f64| context.update(|s| s.set_value(at, DMatrix::from_element(1, 1, x)));
        view! {
            <label class="row">
                <span class="variable">{name.clone()} " ="</span>
                <NumberField
                    label=Signal::stored(name.clone())
                    value=first
                    set=Callback::new(set)
                    min=-LIMIT
                    max=LIMIT
                    control=name
                    problem=problem
                />
            </label>
        }
        .into_any()
    };
    let table = move |at: usize, name: String, rows: usize| {
        let names: Vec<String> = (0..rows).map(|i| i.to_string()).collect();
        view! {
            <div class="input">
                <p class="variable">{name.clone()}</p>
                <MatrixEditor
                    label=name.clone()
                    control=name
                    value=value(at)
                    set=Callback::new(move |v| context.update(|s| s.set_value(at, v)))
                    rows=Signal::stored(names)
                    limit=LIMIT
                    tint=Tint::Value
                />
            </div>
        }
        .into_any()
    };
    let numbers = move || {
        let all = shapes.get().into_iter().enumerate();
        let numbers = all.filter(|(_, (_, shape))| *shape == (1, 1));
        numbers
            .map(|(at, (name, _))| number(at, name))
            .collect_view()
    };
    let tables = move || {
        let all = shapes.get().into_iter().enumerate();
        let tables = all.filter(|(_, (_, shape))| *shape != (1, 1));
        tables
            .map(|(at, (name, (rows, _)))| table(at, name, rows))
            .collect_view()
    };
    let text = context.part(BackpropagationState::values_text);
    let wrong = RwSignal::new(None::<String>);
    let typed = move |event| {
        let text = event_target_value(&event);
        match context.state.with_untracked(|s| s.with_values(&text)) {
            Ok(next) => {
                wrong.set(None);
                context.update(|s| *s = next);
            }
            Err(why) => wrong.set(Some(why)),
        }
    };
    view! {
        <div class="values">
            <div class="row">{numbers}</div>
            <p class="problem" role="status">{problem}</p>
            <div class="row tables">{tables}</div>
            <details class="fold">
                <summary>"Values and shapes as text"</summary>
                <p class="quiet">
                    "A number, or the rows of a matrix separated by ; and their entries by commas: W:1,2;3,4,x:5;6. What is left out is guessed."
                </p>
                <input
                    type="text"
                    class="expression-input"
                    aria-label="All values as text"
                    autocomplete="off"
                    spellcheck="false"
                    data-values=""
                    prop:value=text
                    aria-invalid=move || wrong.with(Option::is_some).to_string()
                    on:change=typed
                />
                <p class="problem" role="status">{wrong}</p>
            </details>
        </div>
    }
}

/// Back, scrub, next, play.
#[component]
fn Steps(context: Context<Backpropagation>) -> impl IntoView {
    let last = context.part(BackpropagationState::last);
    let at = context.part(BackpropagationState::at);
    let playing = RwSignal::new(false);
    let timer = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        playing.try_set(false);
    };
    let go = move |to: usize| context.update(|s| s.go_to(to));
    let play = move |_| {
        if playing.get_untracked() {
            stop();
            return;
        }
        if at.get_untracked() >= last.get_untracked() {
            go(0);
        }
        playing.set(true);
        let next = move || {
            // The panel may have been left meanwhile.
            let (Some(now), Some(last)) = (at.try_get_untracked(), last.try_get_untracked()) else {
                return;
            };
            if now < last {
                go(now + 1);
            }
            if now + 1 >= last {
                stop();
            }
        };
        timer.set_value(set_interval_with_handle(next, PACE).ok());
    };
    on_cleanup(stop);
    let by_hand = move |to: usize| {
        stop();
        go(to);
    };
    let scrub = move || {
        let last = last.get().max(1) as f64;
        view! {
            <Slider
                label="step"
                control="step"
                value=Memo::new(move |_| at.get() as f64)
                set=Callback::new(move |x: f64| by_hand(x.round() as usize))
                min=0.0
                max=last
                whole=true
            />
        }
    };
    view! {
        <div class="walk" role="group" aria-label="Steps forward and back">
            <button
                type="button"
                class="button small"
                data-step="start"
                prop:disabled=move || at.get() == 0
                on:click=move |_| by_hand(0)
            >
                "Start"
            </button>
            <button
                type="button"
                class="button small"
                data-step="back"
                prop:disabled=move || at.get() == 0
                on:click=move |_| by_hand(at.get_untracked().saturating_sub(1))
            >
                "← Back"
            </button>
            <button
                type="button"
                class="button small"
                data-step="next"
                prop:disabled=move || { at.get() >= last.get() }
                on:click=move |_| by_hand((at.get_untracked() + 1).min(last.get_untracked()))
            >
                "Next →"
            </button>
            <button type="button" class="button small" data-step="play" on:click=play>
                {move || if playing.get() { "Pause" } else { "Play" }}
            </button>
            {scrub}
            <span class="quiet">{move || format!("of {}", number::grouped(last.get() as f64))}</span>
        </div>
    }
}

/// The same formula elsewhere.
#[component]
fn Links(context: Context<Backpropagation>) -> impl IntoView {
    let links = context.part(|s| {
        send::links(s, |id| {
            panels::find(id).is_some_and(|entry| entry.is_ready())
        })
    });
    move || {
        links.with(|links| {
            (!links.is_empty()).then(|| {
                let items = links
                    .iter()
                    .map(|link| {
                        view! {
                            <li><a href=link.address.text() data-send=link.address.id.clone()>{link.words.clone()}</a></li>
                        }
                    })
                    .collect_view();
                view! {
                    <section class="plate span">
                        <h2>"Send to"</h2>
                        <p class="keyline">"the same formula in another panel, the other inputs fixed where they are"</p>
                        <ul class="send">{items}</ul>
                    </section>
                }
            })
        })
    }
}
