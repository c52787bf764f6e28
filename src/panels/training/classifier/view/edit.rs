//! The weights of the chosen unit, to change, with the gradient that comes back to each.

use super::super::ClassifierState;
use super::super::read::{BIAS_GRADIENTS, BIASES, WEIGHT_GRADIENTS, WEIGHTS, units};
use super::super::session::LARGEST_WEIGHT;
use super::live::Live;
use crate::contract::lists::At;
use crate::contract::number;
use crate::frame::prelude::*;

#[component]
pub fn UnitEditor(live: Live) -> impl IntoView {
    let context = live.context;
    let sizes = context.part(ClassifierState::sizes);
    // The unit and its number of inputs: other fields are made only when these change.
    let shown = Memo::new(move |_| {
        let (column, unit) = live.chosen.get();
        sizes.with(|sizes| {
            let column = column.clamp(1, sizes.len() - 1);
            (
                column,
                unit.min(sizes[column] - 1),
                sizes[column - 1],
                sizes.len() - 2,
            )
        })
    });
    let problem = RwSignal::new(None::<String>);
    let name = move || {
        let (column, unit, _, hidden) = shown.get();
        let all = sizes.with(|sizes| units(column, hidden, sizes[column]));
        all.get(unit).cloned().unwrap_or_default()
    };
    let fields = move || {
        let (column, unit, inputs, hidden) = shown.get();
        let layer = column - 1;
        let from = units(column - 1, hidden, inputs);
        let weights = (0..inputs).map(|i| {
            let entry = |names: [&'static str; 5]| {
                context.pick(move |r| {
                    let matrix = r.matrix(names[layer]);
                    matrix.get((unit, i)).copied().unwrap_or(f64::NAN)
                })
            };
            let label = format!("weight from {}", from.get(i).cloned().unwrap_or_default());
            let place = format!("{layer}[{unit}][{i}]");
            let set = Callback::new(move |x| live.set(2 * layer, (unit, i), x));
            field(
                label,
                place,
                entry(WEIGHTS),
                entry(WEIGHT_GRADIENTS),
                set,
                problem,
            )
        });
        let bias =
            |names: [&'static str; 5]| context.pick(move |r| r.vector(names[layer]).at(unit));
        let set = Callback::new(move |x| live.set(2 * layer + 1, (0, unit), x));
        let place = format!("{layer}[{unit}][bias]");
        let bias = field(
            "bias".into(),
            place,
            bias(BIASES),
            bias(BIAS_GRADIENTS),
            set,
            problem,
        );
        weights.chain([bias]).collect_view()
    };
    view! {
        <div class="unit-editor">
            <h3>
                "Into "
                {name}
                <span class="hint">
                    "weights and bias can be set; below each is its gradient"
                </span>
            </h3>
            <div class="unit-fields">{fields}</div>
            <p class="problem" role="status">{problem}</p>
        </div>
    }
}

fn field(
    label: String,
    place: String,
    value: Memo<f64>,
    gradient: Memo<f64>,
    set: Callback<f64>,
    problem: RwSignal<Option<String>>,
) -> AnyView {
    let spoken = label.clone();
    view! {
        <label class="unit-field" data-weight=place>
            <span>{label}</span>
            <NumberField
                label=Signal::stored(spoken)
                value=value
                set=set
                min=-LARGEST_WEIGHT
                max=LARGEST_WEIGHT
                step=0.1
                problem=problem
            />
            <span class="tint-gradient gradient-value">{move || number::short(gradient.get())}</span>
        </label>
    }
    .into_any()
}
