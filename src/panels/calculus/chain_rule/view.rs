//! The view of `chain-rule`: three formulas to type, the chain to walk forwards and back, and each
//! link’s curve.

use super::network::{in_a_neuron, split};
use super::state::{ChainState, LIMIT, NUDGES, PRESETS, VARIABLES};
use super::words::{self, FUNCTIONS, QUANTITIES};
use super::{ChainRule, links, picture, walk};
use crate::contract::mathml::{self as m, fixed};
use crate::contract::number;
use crate::contract::plane::Spot;
use crate::expression::{Typed, place};
use crate::frame::{Context, View};
use crate::widgets::expression_field::ExpressionField;
use crate::widgets::formula::FormulaView;
use crate::widgets::graph::GraphView;
use crate::widgets::number_field::NumberField;
use crate::widgets::slider::Slider;
use crate::widgets::stepper::Stepper;
use leptos::prelude::*;
use tex::tex_block;

/// The steps of the walk.
const TITLES: [&str; 8] = [
    "Forwards: w goes in",
    "Forwards: h of w",
    "Forwards: g of h",
    "Forwards: L, the end of the chain",
    "Back: L moves by 1 for each 1 of L",
    "Back: through f to g",
    "Back: through g to h",
    "Back: through h to w",
];

impl View for ChainRule {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<ChainRule>) -> impl IntoView {
    let step = context.part(|s| s.step);
    let arithmetic = Memo::new(move |_| {
        context
            .reading
            .with(|r| context.state.with_untracked(|s| walk::arithmetic(s, r)))
    });
    view! {
        <Controls context=context />
        <div class="plates">
            <section class="plate span">
                <h2>
                    "The chain: " <span class="tint-model">"a nudge goes forwards"</span> ", "
                    <span class="tint-gradient">"the gradient comes back"</span>
                </h2>
                <Stepper
                    label="The walk along the chain"
                    titles=Signal::stored(TITLES.to_vec())
                    at=Signal::derive(move || step.get().saturating_sub(1))
                    set=Callback::new(move |at: usize| context.update(|s| s.step = at + 1))
                />
                <Walk context=context />
                <div class="arithmetic" aria-live="polite">
                    <FormulaView formula=arithmetic />
                </div>
            </section>
            <Link context=context i=0 />
            <Link context=context i=1 />
            <Link context=context i=2 />
            <section class="plate">
                <Neuron context=context />
                <SendTo context=context />
            </section>
        </div>
    }
}

#[component]
fn Controls(context: Context<ChainRule>) -> impl IntoView {
    const EXAMPLES: [&[&str]; 3] = [
        &["x^2", "2x - 1", "exp(x)", "|x|"],
        &["sin(x)", "sigmoid(x)", "tanh(x)", "relu(x)"],
        &["exp(x)", "x^2", "-log(x)", "(2x - 1)^2"],
    ];
    let field = move |i: usize| {
        let (name, control) = [("h(x)", "inner"), ("g(x)", "middle"), ("f(x)", "outer")][i];
        view! {
            <ExpressionField
                name=name
                symbol=m::applied(&m::mi(FUNCTIONS[i]), &m::mi("x"))
                control=control
                variables=VARIABLES
                value=context.part(move |s| s.links()[i].clone())
                set=Callback::new(move |f: Typed| {
                    context
                        .update(|s| match i {
                            0 => s.inner = f,
                            1 => s.middle = f,
                            _ => s.outer = f,
                        });
                })
                examples=EXAMPLES[i]
            />
        }
    };
    let presets = PRESETS
        .iter()
        .map(|preset| {
            view! {
                <button
                    type="button"
                    class="button small"
                    data-preset=preset.name
                    on:click=move |_| context.update(|s| s.take(preset))
                >
                    {preset.words}
                </button>
            }
        })
        .collect_view();
    let problem = RwSignal::new(None::<String>);
    view! {
        <div class="controls">
            <div class="row presets" role="group" aria-label="Chains to try">{presets}</div>
            <div class="walk-fields">{(0..3).map(field).collect_view()}</div>
            <label class="row">
                <span>"w ="</span>
                <NumberField
                    label=Signal::stored("w".to_string())
                    value=context.part(|s| s.w)
                    set=Callback::new(move |w| context.update(|s| s.w = w))
                    min=-LIMIT
                    max=LIMIT
                    control="w"
                    problem=problem
                />
            </label>
            <Slider
                label="nudge Δw"
                control="nudge"
                value=context.part(|s| s.nudge)
                set=Callback::new(move |x| context.update(|s| s.nudge = x))
                min=-NUDGES
                max=NUDGES
            />
            <p class="problem" role="status">{problem}</p>
        </div>
    }
}

/// The four quantities in boxes, with the links between them.
#[component]
fn Walk(context: Context<ChainRule>) -> impl IntoView {
    let step = context.part(|s| s.step);
    let carried = context.pick(|r| r.vector("carried").to_vec());
    let backward = context.pick(|r| r.vector("backward").to_vec());
    let scalar = move |name: &'static str| context.pick(move |r| r.scalar(name));
    let w = context.part(|s| s.w);
    let values = [w, scalar("h"), scalar("g"), scalar("l")];
    let slopes = [scalar("dh"), scalar("dg"), scalar("df")];
    // Bars are shares of the longest one, on either side of their middle.
    let bar = move |list: Memo<Vec<f64>>, i: usize| {
        move || {
            list.with(|list| {
                let most = list
                    .iter()
                    .filter(|x| x.is_finite())
                    .fold(0.0, |m: f64, x| m.max(x.abs()));
                let x = list.get(i).copied().unwrap_or(0.0);
                let part = if x.is_nan() || x == 0.0 {
                    0.0
                } else if x.is_finite() {
                    50.0 * x / most
                } else {
                    50.0 * x.signum()
                };
                format!("left:{:.2}%;width:{:.2}%", 50.0 + part.min(0.0), part.abs())
            })
        }
    };
    let at = |list: Memo<Vec<f64>>, i: usize| {
        move || number::rounded(list.with(|l| l.get(i).copied().unwrap_or(f64::NAN)))
    };
    let node = move |i: usize| {
        let here = move || {
            let step = step.get();
            if step <= 4 {
                step == i + 1
            } else {
                8 - step == i
            }
        };
        let been = move || step.get() > i;
        let back = move || step.get() + i >= 8;
        let name = QUANTITIES[i];
        view! {
            <div class="walk-node" class:here=here data-node=name>
                <p class="walk-value">
                    <b>{name}</b> <span class:unseen=move || !been()>" = " {move || number::rounded(values[i].get())}</span>
                </p>
                <div class="walk-part tint-model" class:unseen=move || !been()>
                    <span>"Δ" {name} " " {at(carried, i)}</span>
                    <div class="walk-track"><div class="walk-bar" style=bar(carried, i)></div></div>
                </div>
                <div class="walk-part tint-gradient" class:unseen=move || !back()>
                    <span>"∂L/∂" {name} " " {at(backward, i)}</span>
                    <div class="walk-track"><div class="walk-bar" style=bar(backward, i)></div></div>
                </div>
            </div>
        }
    };
    let link = move |i: usize| {
        let seen = move || step.get() >= i + 2;
        view! {
            <div class="walk-link tint-matrix" class:unseen=move || !seen() data-link=FUNCTIONS[i]>
                <span class="walk-arrow" aria-hidden="true">"→"</span>
                <span class="walk-slope">
                    <span class="hidden">{format!("slope of {}: ", FUNCTIONS[i])}</span>
                    "× "
                    {move || number::short(slopes[i].get())}
                </span>
                <span class="walk-arrow" class:unseen=move || { step.get() + i < 8 } aria-hidden="true">"←"</span>
            </div>
        }
    };
    view! {
        <div class="walk">
            {node(0)} {link(0)} {node(1)} {link(1)} {node(2)} {link(2)} {node(3)}
        </div>
    }
}

/// A link’s curve, and what is wrong at its point where something is.
#[component]
fn Link(context: Context<ChainRule>, i: usize) -> impl IntoView {
    let graph = Memo::new(move |_| {
        context
            .reading
            .with(|r| context.state.with_untracked(|s| picture::curve(s, r, i)))
    });
    let moved = Callback::new(move |(name, at): (String, Spot)| {
        context.update(|s| picture::dragged(s, &name, at));
    });
    let point = move |s: &ChainState, r: &crate::contract::Reading| match i {
        0 => s.w,
        1 => r.scalar("h"),
        _ => r.scalar("g"),
    };
    let trouble = Memo::new(move |_| {
        context.reading.with(|r| {
            context
                .state
                .with_untracked(|s| place(s.links()[i], point(s, r)).trouble())
        })
    });
    let slope = ["dh", "dg", "df"][i];
    let effect = context.pick(move |r| words::effect(r.scalar(slope)));
    let (from, to) = (QUANTITIES[i], QUANTITIES[i + 1]);
    let says = move || {
        let trouble = trouble.get();
        if trouble.is_empty() {
            format!("Δ{from} is {} on its way to Δ{to}", effect.get())
        } else {
            trouble.to_string()
        }
    };
    let label = format!("{to} as a function of {from}, with its tangent and the nudge");
    let picture = if i == 0 {
        view! { <GraphView label=label graph=graph moved=moved /> }.into_any()
    } else {
        view! { <GraphView label=label graph=graph /> }.into_any()
    };
    view! {
        <section class="plate">
            <h2>
                {to} " = " {FUNCTIONS[i]} "(" {from} ")"
                {(i == 0).then(|| view! { <span class="hint">"drag w and its nudge"</span> })}
            </h2>
            <p class="keyline" data-says=FUNCTIONS[i]>{says}</p>
            {picture}
        </section>
    }
}

/// The same product as a network has it: h gives z, g the activation, and f is a loss of the output.
#[component]
fn Neuron(context: Context<ChainRule>) -> impl IntoView {
    let letters = fixed!(
        tex_block!(
            r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial\,\text{output}} \cdot \frac{\partial\,\text{output}}{\partial\,\text{activation}} \cdot \frac{\partial\,\text{activation}}{\partial z} \cdot \frac{\partial z}{\partial w}"
        ),
        &[],
    );
    let numbers = Memo::new(move |_| {
        context.reading.with(|r| {
            let parts = context.state.with_untracked(|s| split(s, r.scalar("g")));
            in_a_neuron(r, &parts)
        })
    });
    view! {
        <h2>"In a neuron’s words"</h2>
        <p class="keyline">"h gives z, g the activation, and f is the loss of an output that is linear in it"</p>
        <FormulaView formula=Signal::stored(letters) />
        <FormulaView formula=numbers />
    }
}

/// Links that open each function in `derivative`, at its point.
#[component]
fn SendTo(context: Context<ChainRule>) -> impl IntoView {
    let sent = Memo::new(move |_| {
        context.reading.with(|r| {
            context.state.with_untracked(|s| {
                let points = [s.w, r.scalar("h"), r.scalar("g")];
                let mut list: Vec<(String, Option<String>)> = s
                    .links()
                    .into_iter()
                    .zip(points)
                    .enumerate()
                    .map(|(i, (f, x))| {
                        let words = format!("{} at {}", FUNCTIONS[i], number::rounded(x));
                        (words, links::in_derivative(f, x))
                    })
                    .collect();
                let whole = links::composed(s).and_then(|f| links::in_derivative(&f, s.w));
                list.push(("the whole chain at w".into(), whole));
                list
            })
        })
    });
    let items = move || {
        sent.get()
            .into_iter()
            .filter_map(|(words, to)| {
                Some(view! { <a class="button small" data-send="derivative" href=to?>{words}</a> })
            })
            .collect_view()
    };
    view! {
        <h2 class="walk-more">"Look closer"</h2>
        <p class="quiet">"Open a link of the chain as a derivative: secant, tangent, and how exact a finite difference is."</p>
        <div class="row presets">{items}</div>
    }
}
