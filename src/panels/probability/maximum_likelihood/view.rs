//! The view of `maximum-likelihood`: the curves with θ to drag, the data with their factors, the loss as
//! a sum, the steps, and two documents.

use super::model::{CATEGORIES, SMALLEST, parameters};
use super::picture::{self, Scale};
use super::state::{LIMIT, MOST};
use super::{LikelihoodState, MaximumLikelihood, Model, corpus};
use crate::contract::input::{Choices, Proportions, Weights};
use crate::contract::lists::At;
use crate::contract::names::{indexed, numbers};
use crate::contract::panel::Derivation;
use crate::contract::plane::Spot;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::widgets::lengths::{Length, Lengths};
use crate::widgets::list_field::ListField;

impl View for MaximumLikelihood {
    fn view(context: Context<Self>) -> Layout {
        // The parameter along which the likelihood is drawn.
        let chosen = RwSignal::new(None::<usize>);
        let count = context.part(|s| s.theta.len());
        let at = Memo::new(move |_| {
            let last = count.get().saturating_sub(1);
            chosen.get().unwrap_or(0).min(last)
        });
        let curve = move |scale| {
            let graph = context.part(move |s| picture::curve(s, at.get(), scale));
            let moved = Callback::new(move |(_, spot): (String, Spot)| {
                let at = at.get_untracked();
                context.update(|s| picture::drag_theta(s, at, spot.0));
            });
            (graph, moved)
        };
        let (likelihood, drag) = curve(Scale::Likelihood);
        let (logarithm, drag_log) = curve(Scale::Logarithm);
        let data = context.part(picture::data);
        let sentence = context.pick(|r| r.sentence.clone());
        let move_datum = context.dragged(picture::drag_datum);
        let hint = context.part(|s| {
            if s.data.len() > picture::HANDLES {
                "type fewer than 41 to drag them"
            } else {
                "drag a datum"
            }
        });
        let main = view! {
            <div class="duo">
                <div>
                    <h2>
                        <span class="tint-value">"Likelihood"</span> <span class="hint">"drag θ"</span>
                    </h2>
                    <GraphView label=sentence graph=likelihood moved=drag />
                </div>
                <div>
                    <h2>
                        <span class="tint-truth">"The data"</span> ", each with its factor "
                        <span class="tint-model">"p(x)"</span> <span class="hint">{hint}</span>
                    </h2>
                    <GraphView
                        label="The model’s probabilities or density, and each datum as a stick of the height of its factor"
                        graph=data
                        moved=move_datum
                    />
                </div>
                <div>
                    <h2>
                        <span class="tint-score">"Log-likelihood"</span> ": the same peak"
                        <span class="hint">"drag θ"</span>
                    </h2>
                    <GraphView
                        label="The log-likelihood along the same parameter"
                        graph=logarithm
                        moved=drag_log
                    />
                </div>
                <Loss context=context />
            </div>
        };
        let controls = view! { <Controls context=context chosen=chosen at=at /> };
        Layout::new(main, controls)
            .wide_plate("From the product to the cross-entropy", move || {
                steps(context)
            })
            .plate("Two documents: the average over tokens", averages)
            .plate("Counting estimates a bigram model", bigrams)
    }
}

#[component]
fn Controls(
    context: Context<MaximumLikelihood>,
    chosen: RwSignal<Option<usize>>,
    at: Memo<usize>,
) -> impl IntoView {
    let set_family = Callback::new(move |name: &'static str| {
        if let Some(family) = Model::named(name) {
            context.update(|s| s.choose(family));
        }
    });
    let set_data = Callback::new(move |list: Vec<f64>| -> Result<(), String> {
        let family = context.state.with_untracked(|s| s.family);
        if list.len() > MOST {
            return Err(format!(
                "there are at most {} data",
                number::grouped(MOST as f64)
            ));
        }
        if !list.iter().all(|x| family.takes(*x) && x.abs() <= LIMIT) {
            return Err(format!("expected {}", family.wants()));
        }
        context.update(|s| s.data = list.into_iter().map(|x| x + 0.0).collect());
        Ok(())
    });
    let family = context.part(|s| s.family);
    let theta = move || {
        if family.get() == Model::Categorical {
            view! { <Categories context=context chosen=chosen /> }.into_any()
        } else {
            let count = if family.get() == Model::Normal { 2 } else { 1 };
            (0..count)
                .map(|i| view! { <Parameter context=context family=family.get() i=i /> })
                .collect_view()
                .into_any()
        }
    };
    view! {
        {context.presets()}
        <Select
            label="family"
            control="family"
            options=Model::OPTIONS
            value=context.named(LikelihoodState::family())
            set=set_family
        />
        <ListField label="data" control="data" value=context.value(LikelihoodState::data()) set=set_data />
        {context
            .entries_named(
                ["number of data", "number of data", "data"],
                (0, MOST),
                |s| s.data.len(),
                LikelihoodState::resize,
            )}
        {theta}
        <Along context=context chosen=chosen at=at />
    }
}

/// One parameter of a family that isn’t of categories.
#[component]
fn Parameter(context: Context<MaximumLikelihood>, family: Model, i: usize) -> impl IntoView {
    let name = family.names(2).into_iter().nth(i).unwrap_or_default();
    let value = context.part(move |s| s.theta.at(i));
    let set = Callback::new(move |x: f64| {
        context.update(|s| {
            if let Some(entry) = s.theta.get_mut(i) {
                *entry = x + 0.0;
            }
        });
    });
    let (min, max) = match (family, i) {
        (Model::Bernoulli, _) => (0.0, 1.0),
        (Model::Poisson, _) => (0.0, LIMIT),
        (Model::Normal, 0) => (-LIMIT, LIMIT),
        _ => (SMALLEST, LIMIT),
    };
    let step = if family == Model::Bernoulli {
        0.01
    } else {
        0.1
    };
    // What can't be 0 or below is multiplied.
    let ratio = (family != Model::Bernoulli && min >= 0.0).then_some(1.1);
    let problem = RwSignal::new(None::<String>);
    view! {
        <label class="row">
            <span class="tint-model">{format!("{name} =")}</span>
            <NumberField
                label=Signal::stored(name)
                value=value
                set=set
                min=min
                max=max
                step=step
                ratio=ratio
                control=format!("theta[{i}]")
                problem=problem
            />
        </label>
        <p class="problem" role="status">{problem}</p>
    }
}

/// The probabilities of the categories as bars.
#[component]
fn Categories(
    context: Context<MaximumLikelihood>,
    chosen: RwSignal<Option<usize>>,
) -> impl IntoView {
    let shares = context.part(|s| {
        let member = s.family.member(&s.theta);
        member.as_ref().map(parameters).unwrap_or_default()
    });
    let names = Memo::new(move |_| numbers(shares.with(Vec::len)));
    let held = StoredValue::new(None::<Proportions>);
    let weights = Weights::new(CATEGORIES.0, CATEGORIES.1);
    let set = Callback::new(move |change: (usize, f64)| {
        context.update(|s| {
            let mut memory = held.try_get_value().flatten();
            s.theta = weights.dragged(&s.theta, change, &mut memory);
            held.set_value(memory);
        });
    });
    let paste = Callback::new(move |list: Vec<f64>| -> Result<(), String> {
        let n = context.state.with_untracked(|s| s.theta.len());
        let list = weights.pasted(list, n)?;
        context.update(|s| s.theta = list);
        Ok(())
    });
    let series = Series {
        name: "probability",
        control: "theta",
        tint: Tint::Model,
        values: shares.into(),
        set: Some(set),
        step: 0.01,
        limits: (0.0, 1.0),
        paste: Some(paste),
    };
    let bars = view! {
        <Bars
            label="Probabilities of the categories"
            names=names
            series=vec![series]
            range=Signal::stored((0.0, 1.0))
            chosen=chosen
        />
    };
    view! {
        {titled(view! { <span class="tint-model">"Probabilities pᵢ"</span> }, "drag a bar", bars)}
        {context
            .entries(
                "categories",
                CATEGORIES,
                |s| s.theta.len(),
                |s, n| s.theta = Weights::new(CATEGORIES.0, CATEGORIES.1).resized(&s.theta, n),
            )}
    }
}

/// Buttons for the parameter along which the curves are drawn, where there are several.
#[component]
fn Along(
    context: Context<MaximumLikelihood>,
    chosen: RwSignal<Option<usize>>,
    at: Memo<usize>,
) -> impl IntoView {
    let names = context.part(|s| match s.theta.len() {
        1 => Vec::new(),
        n if s.family == Model::Categorical => indexed("p", n),
        n => s.family.names(n),
    });
    let button = move |(i, name): (usize, String)| {
        view! {
            <button
                type="button"
                class="button small"
                data-along=i
                aria-pressed=move || (at.get() == i).to_string()
                on:click=move |_| chosen.set(Some(i))
            >
                {name}
            </button>
        }
    };
    move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            view! {
                <div
                    class="row presets"
                    role="group"
                    data-local=""
                    aria-label="The parameter along which the curves are drawn"
                >
                    <span>"curves along"</span>
                    {names.into_iter().enumerate().map(button).collect_view()}
                </div>
            }
        })
    }
}

/// The loss as the sum of entropy and divergence, where these exist.
#[component]
fn Loss(context: Context<MaximumLikelihood>) -> impl IntoView {
    let length = move |name, tint, readout: &'static str| Length {
        name,
        tint,
        value: context.pick(move |r| r.scalar(readout)),
    };
    let is_sum = context.pick(|r| !r.scalar("entropy").is_nan());
    let why = context.derived(|s, r| {
        if s.data.is_empty() {
            "Without data there is no loss.".to_owned()
        } else {
            let loss = number::measured(r.scalar("negative-log-likelihood"), "nat");
            format!(
                "The loss is {loss} for each datum. Points have no density, so their entropy and \
                 divergence don’t exist; the last step below has the sum for the fitted density."
            )
        }
    });
    let sum = move || {
        if is_sum.get() {
            view! {
                <Lengths
                    whole=length("−log L/N", Tint::Loss, "negative-log-likelihood")
                    first=length("= H(p̂)", Tint::Truth, "entropy")
                    second=length("+ KL(p̂‖pθ)", Tint::Gradient, "kl")
                />
                <p class="keyline">
                    "in nats for each datum; H(p̂), the entropy of the data, doesn’t depend on θ"
                </p>
            }
            .into_any()
        } else {
            view! { <p class="quiet" data-loss="">{why}</p> }.into_any()
        }
    };
    view! {
        <div>
            <h2><span class="tint-loss">"Loss"</span> " = entropy + divergence"</h2>
            {sum}
        </div>
    }
}

/// The steps of the derivation beside each other, one shown at a time.
fn steps(context: Context<MaximumLikelihood>) -> impl IntoView {
    let at = RwSignal::new(0_usize);
    let steps = context.derived(MaximumLikelihood::derivation);
    let titles = Memo::new(move |_| steps.with(|s| s.iter().map(|s| s.title).collect::<Vec<_>>()));
    let formula = Memo::new(move |_| {
        steps.with(|s| {
            s.get(at.get())
                .map(|s| s.formula.clone())
                .unwrap_or_default()
        })
    });
    let present = Memo::new(move |_| {
        steps.with(|s| {
            s.get(at.get())
                .map(|s| s.numbers.clone())
                .unwrap_or_default()
        })
    });
    let says = Memo::new(move |_| steps.with(|s| s.get(at.get()).map(|s| s.says.clone())));
    view! {
        <div data-local="">
            <Stepper
                label="Steps from the product to the cross-entropy"
                titles=titles
                at=at
                set=Callback::new(move |i| at.set(i))
            />
            <div class="step" aria-live="polite">
                <FormulaView formula=formula />
                <FormulaView formula=present />
                <p class="quiet">{says}</p>
            </div>
        </div>
    }
}

fn averages() -> impl IntoView {
    let [first, second] = corpus::texts();
    let (tokens, documents) = corpus::least();
    view! {
        <p class="quiet">
            "Two diaries: “" {first} "” and “" {second} "”. All 10 words together have the share "
            {number::rounded(tokens)}
            " of “sun”, which is the estimate. The mean of the two documents’ own shares, 0 and 0.875, is "
            {number::rounded(documents)} ": a word of the short document counts four times as much there."
        </p>
        <Chart
            label="The loss of the two documents by the probability of “sun”: averaged over all tokens, and averaged over documents"
            plot=Signal::stored(picture::averages())
            fixed=true
        />
    }
}

fn bigrams() -> impl IntoView {
    let loss = corpus::bigram_loss(&corpus::bigram_table());
    let chosen = RwSignal::new(None::<Cell>);
    view! {
        <p class="quiet">
            "The probability of the next word (columns) after the word before it (rows), from the same two \
             diaries: how often the pair occurs, divided by how often its first word is followed by any. No \
             other table makes them more probable; its loss is "
            {number::measured(loss, "nat")} " for each word."
        </p>
        <HeatMap
            label=Signal::stored("Bigram probabilities of the two documents".to_string())
            values=Signal::stored(corpus::bigram_table())
            rows=Signal::stored(corpus::contexts())
            columns=Signal::stored(corpus::WORDS.map(String::from).to_vec())
            tint=Tint::Weight
            chosen=chosen
        />
    }
}
