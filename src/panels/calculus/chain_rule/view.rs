//! The view of `chain-rule`: three formulas to type, the steps forward and backward, and each
//! link’s curve.

use super::chain::{Chain, seen};
use super::network::{in_a_neuron, neuron, split};
use super::words::{FUNCTIONS, QUANTITIES};
use super::{ChainRule, ChainState, links, picture, walk};
use crate::contract::number;
use crate::frame::prelude::*;

/// The steps of the walk.
const TITLES: [&str; 8] = [
    "Forward: the input w",
    "Forward: h = h(w)",
    "Forward: g = g(h)",
    "Forward: L = f(g)",
    "Backward: ∂L/∂L = 1",
    "Backward: ∂L/∂g",
    "Backward: ∂L/∂h",
    "Backward: ∂L/∂w",
];

impl View for ChainRule {
    fn view(context: Context<Self>) -> Layout {
        let step = context.value(ChainState::step());
        let arithmetic = context.derived(walk::arithmetic);
        let main = view! {
                    <h2>
                        "The chain: " <span class="tint-model">"changes forward"</span> ", "
                        <span class="tint-gradient">"gradients backward"</span>
                    </h2>
                    <Stepper
                        label="The steps forward and backward"
                        titles=Signal::stored(TITLES.to_vec())
                        at=Signal::derive(move || step.get().saturating_sub(1))
                        set=Callback::new(move |at: usize| context.update(|s| s.step = at + 1))
                    />
                    <Walk context=context />
                    <div class="arithmetic" aria-live="polite">
                        <FormulaView formula=arithmetic />
                    </div>
        };
        Layout::new(main, view! { <Controls context=context /> })
            .also(move || view! { <Link context=context i=0 /> })
            .also(move || view! { <Link context=context i=1 /> })
            .also(move || view! { <Link context=context i=2 /> })
            .also(move || {
                view! {
                    <section class="plate">
                        <Neuron context=context />
                        <SendTo context=context />
                    </section>
                }
            })
    }
}

#[component]
fn Controls(context: Context<ChainRule>) -> impl IntoView {
    view! {
            {context.presets_named("Chains to try")}
            <div class="walk-fields">
                {context.function(ChainState::inner())} {context.function(ChainState::middle())}
                {context.function(ChainState::outer())}
            </div>
            {context.field(ChainState::w())}
            {context.slider(ChainState::nudge())}
    }
}

/// The four quantities in boxes, with the links between them.
#[component]
fn Walk(context: Context<ChainRule>) -> impl IntoView {
    let step = context.value(ChainState::step());
    let chain = context.derived(seen);
    let written = move |of: fn(&Chain, usize) -> f64, i: usize| {
        move || number::rounded(chain.with(|c| of(c, i)))
    };
    let (carried, backward) = (|c: &Chain| c.carried, |c: &Chain| c.backward);
    // Bars are shares of the longest one, on either side of their middle.
    let bar = move |of: fn(&Chain) -> [f64; 4], i: usize| {
        move || {
            let list = chain.with(of);
            let finite = list.iter().filter(|x| x.is_finite());
            let most = finite.fold(0.0, |m: f64, x| m.max(x.abs()));
            let x = list[i];
            let part = if x.is_nan() || x == 0.0 {
                0.0
            } else if x.is_finite() {
                50.0 * x / most
            } else {
                50.0 * x.signum()
            };
            format!("left:{:.2}%;width:{:.2}%", 50.0 + part.min(0.0), part.abs())
        }
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
                    <b>{name}</b> <span class:unseen=move || !been()>" = " {written(|c, i| c.values[i], i)}</span>
                </p>
                <div class="walk-part tint-model" class:unseen=move || !been()>
                    <span>"Δ" {name} " " {written(|c, i| c.carried[i], i)}</span>
                    <div class="walk-track"><div class="walk-bar" style=bar(carried, i)></div></div>
                </div>
                <div class="walk-part tint-gradient" class:unseen=move || !back()>
                    <span>"∂L/∂" {name} " " {written(|c, i| c.backward[i], i)}</span>
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
                    <span class="hidden">{format!("derivative of {}: ", FUNCTIONS[i])}</span>
                    "× "
                    {move || number::short(chain.with(|c| c.slopes[i]))}
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

/// The curve of one function, and why it has no derivative at its point where it has none.
#[component]
fn Link(context: Context<ChainRule>, i: usize) -> impl IntoView {
    let graph = context.derived(move |s, r| picture::curve(s, r, i));
    let (from, to) = (QUANTITIES[i], QUANTITIES[i + 1]);
    let says = context.derived(move |s, r| {
        let chain = seen(s, r);
        let change = || format!("Δ{to} ≈ {} · Δ{from}", number::rounded(chain.slopes[i]));
        chain.places[i].trouble().unwrap_or_else(change)
    });
    let label = format!("{to} as a function of {from}, with its tangent and the change");
    let picture = if i == 0 {
        let moved = context.dragged(picture::dragged);
        view! { <GraphView label=label graph=graph moved=moved /> }.into_any()
    } else {
        view! { <GraphView label=label graph=graph /> }.into_any()
    };
    view! {
        <section class="plate">
            <h2>
                {to} " = " {FUNCTIONS[i]} "(" {from} ")"
                {(i == 0).then(|| view! { <span class="hint">"drag w and w + Δw"</span> })}
            </h2>
            <p class="keyline" data-says=FUNCTIONS[i]>{says}</p>
            {picture}
        </section>
    }
}

/// The same product as a network has it: h gives z, g the activation, and f is a loss of the output.
#[component]
fn Neuron(context: Context<ChainRule>) -> impl IntoView {
    let numbers = context.derived(|s, r| {
        let chain = seen(s, r);
        in_a_neuron(&chain, &split(s, chain.values[2]))
    });
    view! {
        <h2>"For one neuron"</h2>
        <p class="keyline">"z = h(w), activation = g(z), and f is the loss of an output that is \
                            linear in the activation"</p>
        <FormulaView formula=Signal::stored(neuron()) />
        <FormulaView formula=numbers />
    }
}

/// Links that open each function in `derivative`, at its point.
#[component]
fn SendTo(context: Context<ChainRule>) -> impl IntoView {
    let sent = context.derived(links::all);
    let items = move || {
        let link = |(words, to)| {
            view! { <a class="button small" data-send="derivative" href=to>{words}</a> }
        };
        sent.get().into_iter().map(link).collect_view()
    };
    view! {
        <h2 class="walk-more">"Open in Derivative"</h2>
        <p class="quiet">"One function of the chain, with secant, tangent and the error of a \
                          finite difference."</p>
        <div class="row presets">{items}</div>
    }
}
