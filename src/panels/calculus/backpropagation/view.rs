//! The view of `backpropagation`: the formula and its values, the tape as a graph, and the present step.

mod values;
mod walk;

use super::trace::{Moment, Trace};
use super::{Backpropagation, BackpropagationState, picture, read, send, steps};
use crate::contract::mathml as m;
use crate::contract::{Flow, Formula, Panel, Preset};
use crate::expression::{Open, typeset_node};
use crate::frame::prelude::*;
use crate::widgets::expression_field::OpenField;
use crate::widgets::flow::FlowView;
use std::sync::Arc;
use values::Values;
use walk::Walk;

impl View for Backpropagation {
    fn view(context: Context<Self>) -> Layout {
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
            // Read, and not only tracked: what isn't read isn't computed.
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
        let (title, own) = (told(steps::title), told(steps::says));
        let formula = Memo::new(move |_| {
            let moment = moment.get();
            trace.with(|t| {
                t.get()
                    .map(|t| steps::formula(t, moment))
                    .unwrap_or_default()
            })
        });
        let sentence = context.pick(|r| r.sentence.clone());
        // The sentence below says it already, but for the last step, where it sums up.
        let says = move || {
            let own = own.get();
            let said = own.is_empty() || sentence.with(|sentence| sentence.starts_with(&own));
            (!said).then(|| view! { <p>{own}</p> })
        };
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
        let controls = view! {
            <Walk context=context />
            <FormulaControls context=context />
            <Values context=context />
        };
        let main = view! {
                    <h2>"The tape" <span class="hint">"press a box to go to its step; arrow keys go from box to box, + − 0 zoom, Shift and an arrow moves"</span></h2>
                    <p class="keyline">
                        <span class="tint-value">"values v"</span>
                        " in the forward pass, "
                        <span class="tint-gradient">"gradients ∂L/∂v"</span>
                        " in the backward pass"
                    </p>
                    <FlowView label=sentence flow=flow narrow=narrow pick=pick />
                    <div class="now">
                        <h3>{title}</h3>
                        <FormulaView formula=formula />
                        {says}
                    </div>
        };
        Layout::new(main, controls).also(move || links(context))
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
    let formula = context.value(BackpropagationState::expression());
    let text = Memo::new(move |_| formula.with(|f| f.text().to_string()));
    let typeset = Memo::new(move |_| {
        formula.with(|f| match f.root() {
            Some(root) => Formula::built(&[
                m::mi("L"),
                m::mo("="),
                typeset_node(root, &steps::name_math),
            ]),
            None => Formula::built(&[]),
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
    let button = move |preset: &'static Preset<BackpropagationState>| {
        let mut made = BackpropagationState::default();
        (preset.change)(&mut made);
        let pressed = move || formula.with(|f| *f == made.expression).to_string();
        view! {
            <button
                type="button"
                class="button small"
                data-preset=preset.name
                aria-pressed=pressed
                on:click=move |_| context.update(preset.change)
            >
                {preset.words}
            </button>
        }
    };
    let presets = folded(
        Backpropagation::PRESETS
            .iter()
            .map(|p| button(p).into_any())
            .collect(),
    );
    view! {
        <OpenField name="L" control="expression" text=text typeset=typeset judge=judge />
        <div class="row presets" role="group" aria-label="Formulas to choose">{presets}</div>
    }
}

/// The same formula elsewhere.
fn links(context: Context<Backpropagation>) -> impl IntoView {
    let links = context.part(send::links);
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
                        <p class="keyline">"the same formula in another panel, with the other \
                                            inputs fixed"</p>
                        <ul class="send">{items}</ul>
                    </section>
                }
            })
        })
    }
}
