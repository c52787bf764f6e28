//! The view of `mutual-information`: three grids, of which the first is dragged, entropies that
//! overlap, words at a distance, and the words of a sentence beside the trained model's attention.

use super::table;
use super::{MutualInformation, MutualState, moves, pairs, picture, read};
use crate::contract::Reading;
use crate::contract::number::{count, measured, rounded};
use crate::contract::units::information;
use crate::contract::{Tint, lists};
use crate::frame::prelude::*;
use crate::widgets::later::later;
use nalgebra::DMatrix;

mod many;
mod sentence;

use many::Many;
use sentence::{Words, heads};

impl View for MutualInformation {
    fn view(context: Context<Self>) -> Layout {
        // Whether a dragged cell keeps the margins changes no number by itself, so it is no key.
        let keeps = RwSignal::new(true);
        let rows = context.part(|s| read::names(s).0);
        let columns = context.part(|s| read::names(s).1);
        let shown = context.pick(Shown::of);
        let main = view! {
            <Grids context=context shown=shown keeps=keeps rows=rows columns=columns />
            <Overlap context=context shown=shown />
        };
        let input = MutualState::joint().input;
        let margins = [
            margin(context, "p(x)", "joint[x]", Tint::Key, "p-x", moves::row),
            margin(
                context,
                "p(y)",
                "joint[y]",
                Tint::Value,
                "p-y",
                moves::column,
            ),
        ];
        let [x, y] = margins;
        let bars = |label: &'static str, names: Memo<Vec<String>>, series: Series| {
            view! {
                <Bars
                    label=label
                    names=names
                    series=vec![series]
                    range=Signal::stored((0.0, 1.0))
                />
            }
        };
        let controls = view! {
            {context.presets()}
            <div data-local="">
                <Switch
                    label=move || "a dragged cell keeps p(x) and p(y)"
                    control="keeps"
                    on=keeps
                    set=Callback::new(move |on| keeps.set(on))
                />
            </div>
            {titled(
                view! { <span class="tint-key">"p(x)"</span> },
                "drag; each p(y | x) stays",
                bars("Margin p(x)", rows, x),
            )}
            {titled(
                view! { <span class="tint-value">"p(y)"</span> },
                "drag; each p(x | y) stays",
                bars("Margin p(y)", columns, y),
            )}
            {context.choice(MutualState::unit())}
        };
        let more = view! {
            {context
                .entries_named(
                    ["values of X", "values of X", "joint[rows]"],
                    input.rows,
                    |s| s.joint.nrows(),
                    |s, n| resize(s, (n, s.joint.ncols())),
                )}
            {context
                .entries_named(
                    ["values of Y", "values of Y", "joint[columns]"],
                    input.columns,
                    |s| s.joint.ncols(),
                    |s, n| resize(s, (s.joint.nrows(), n)),
                )}
            {later(move || {
                let titles = ["Weights of the pairs", "weights"];
                context.matrix(MutualState::joint(), titles, Tint::Truth, rows)
            })}
            <p class="problem" role="status">{context.objection}</p>
        };
        Layout::new(main, controls)
            .more(more)
            .wide_plate(
                "A sentence: what each word tells about the next one",
                move || view! { <Words context=context /> },
            )
            .plate("Two words of the language at a distance", move || {
                distances(context)
            })
            .plate("Heads that look at the most informative word", move || {
                heads(context)
            })
            .also(move || {
                view! {
                    <section class="plate" data-local="">
                        <h2>"Many sentences"</h2>
                        <Many />
                    </section>
                }
            })
    }
}

/// The table's numbers as they are shown: 0 where rounding explains them. Picked once for all that shows
/// them, since each time the whole reading may be copied.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    p: DMatrix<f64>,
    product: DMatrix<f64>,
    difference: DMatrix<f64>,
    pointwise: DMatrix<f64>,
    overlap: Vec<(&'static str, Tint, f64, f64, f64)>,
}

impl Shown {
    fn of(reading: &Reading) -> Self {
        let reading = reading.as_shown();
        Self {
            p: reading.matrix("p"),
            product: reading.matrix("product"),
            difference: reading.matrix("difference"),
            pointwise: reading.matrix("pointwise"),
            overlap: picture::overlap(&reading),
        }
    }
}

/// The table with another number of values; new pairs are as probable as those there are on average.
fn resize(state: &mut MutualState, shape: (usize, usize)) {
    let even = state.joint.sum() / state.joint.len() as f64;
    state.joint = MutualState::joint()
        .input
        .resized(&state.joint, shape, |_, _| even);
}

/// What moves a margin of the table: an index and its new probability.
type Move = fn(&DMatrix<f64>, usize, f64) -> DMatrix<f64>;

/// A margin as bars; `moved` makes the table with a value's probability set.
fn margin(
    context: Context<MutualInformation>,
    name: &'static str,
    control: &'static str,
    tint: Tint,
    readout: &'static str,
    moved: Move,
) -> Series {
    let values = context.pick(move |r| r.vector(readout).to_vec());
    let set = Callback::new(move |(at, to): (usize, f64)| {
        context.update(|s| {
            let next = moved(&table::joint(s).0, at, to);
            s.joint = moves::tidied(&next, moves::MARGIN);
        });
    });
    Series {
        name,
        control,
        tint,
        values: values.into(),
        set: Some(set),
        step: 0.01,
        limits: (0.0, 1.0),
        paste: None,
    }
}

/// Joint, product and difference.
#[component]
fn Grids(
    context: Context<MutualInformation>,
    shown: Memo<Shown>,
    keeps: RwSignal<bool>,
    rows: Memo<Vec<String>>,
    columns: Memo<Vec<String>>,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<Cell>);
    let matrix =
        move |of: fn(&Shown) -> &DMatrix<f64>| Memo::new(move |_| shown.with(|s| of(s).clone()));
    // One scale for both, so that equal numbers have equal colours.
    let full = Memo::new(move |_| {
        shown.with(|s| lists::size(s.p.as_slice()).max(lists::size(s.product.as_slice())))
    });
    let set = Callback::new(move |(cell, to): (Cell, f64)| {
        let keeps = keeps.get_untracked();
        context.update(|s| {
            let (p, _) = table::joint(s);
            let next = if keeps {
                moves::cell_within_margins(&p, cell, to)
            } else {
                moves::cell_alone(&p, cell, to)
            };
            s.joint = moves::tidied(&next, moves::CELL);
        });
    });
    let sentence = context.pick(|r| r.sentence.clone());
    let unit = context.part(|s| s.unit);
    let says = move || {
        let unit = unit.get();
        shown.with(|s| {
            let (i, j) = chosen.get().unwrap_or_default();
            let of = |m: &DMatrix<f64>| m.get((i, j)).copied();
            let numbers = (
                of(&s.p),
                of(&s.product),
                of(&s.difference),
                of(&s.pointwise),
            );
            let (Some(p), Some(q), Some(d), Some(log)) = numbers else {
                return "Choose a cell to see its numbers.".to_string();
            };
            let name = |of: Memo<Vec<String>>, at: usize| of.with(|all| all.get(at).cloned());
            let (x, y) = (
                name(rows, i).unwrap_or_default(),
                name(columns, j).unwrap_or_default(),
            );
            let last = if log.is_nan() {
                "a value that never occurs has no pointwise information".into()
            } else {
                format!("log p/(p·p) = {}", information(log, unit))
            };
            format!(
                "({x}, {y}): {} − {} = {}; {last}.",
                rounded(p),
                rounded(q),
                rounded(d)
            )
        })
    };
    view! {
        <div class="trio">
            <div>
                <h2>
                    <span class="tint-truth">"p(x, y)"</span>
                    <span class="hint">"drag a cell up or down; Alt and ↑ or ↓"</span>
                </h2>
                <HeatMap
                    label=Signal::derive(move || format!("Joint distribution. {}", sentence.get()))
                    values=matrix(|s| &s.p)
                    rows=rows
                    columns=columns
                    tint=Tint::Truth
                    chosen=chosen
                    full=full
                    set=set
                />
            </div>
            <div>
                <h2><span class="tint-model">"p(x)·p(y)"</span> ", if independent"</h2>
                <HeatMap
                    label="Product of the margins"
                    values=matrix(|s| &s.product)
                    rows=rows
                    columns=columns
                    tint=Tint::Model
                    chosen=chosen
                    full=full
                />
            </div>
            <div>
                <h2><span class="tint-gradient">"Difference"</span></h2>
                <HeatMap
                    label="Joint distribution minus product"
                    values=matrix(|s| &s.difference)
                    rows=rows
                    columns=columns
                    tint=Tint::Gradient
                    chosen=chosen
                />
            </div>
        </div>
        <p class="keyline" aria-live="polite">{later(move || says)}</p>
    }
}

/// The entropies on one line: H(X) and H(Y) overlap by the mutual information.
#[component]
fn Overlap(context: Context<MutualInformation>, shown: Memo<Shown>) -> impl IntoView {
    let bars = Memo::new(move |_| shown.with(|s| s.overlap.clone()));
    let unit = context.part(|s| s.unit);
    let row = move |at: usize| {
        let of = move || bars.with(|b| b.get(at).copied());
        let name = bars.with_untracked(|b| b.get(at).map_or(("", Tint::Matrix), |b| (b.0, b.1)));
        let percent = |x: f64| format!("{x:.3}%");
        view! {
            <div class=format!("overlap-row tint-{}", name.1.name())>
                <span class="length-label">
                    {name.0} " "
                    <b>
                        {move || of().map(|bar| information(bar.4, unit.get()))}
                    </b>
                </span>
                <div class="length-row">
                    <div style=("width", move || of().map(|bar| percent(bar.2)))></div>
                    <div class="length" style=("width", move || of().map(|bar| percent(bar.3)))></div>
                </div>
            </div>
        }
    };
    view! {
        <div class="overlap">{(0..4).map(row).collect_view()}</div>
    }
}

/// I by distance, and what a sample of pairs reads.
fn distances(context: Context<MutualInformation>) -> impl IntoView {
    let plot = context.part(picture::distances);
    let says = context.derived(|s, r| {
        let of = |name: &str| r.scalar(name);
        format!(
            "Two words {} apart share {}, exactly. The frequencies of {} drawn here read {}; in the mean \
             over all such samples they read {}, too much by {}. The standard error is about {}.",
            count(s.distance, "place"),
            measured(pairs::at_distance(s.distance), "nat"),
            count(s.pairs, "pair"),
            rounded(of("plug-in")),
            rounded(of("expected-plug-in")),
            rounded(of("bias")),
            rounded(of("standard-error")),
        )
    });
    view! {
        {context.whole_slider(MutualState::distance())}
        {context.whole_slider(MutualState::pairs())}
        {context.seed(MutualState::seed(), "draw again")}
        <Chart label="Information of two words by their distance" plot=plot />
        <p>{says}</p>
        <p class="quiet">
            "The estimate from frequencies is biased upwards: a table of 73 × 73 cells finds structure in \
            any sample. The dashed curve adds the first order of the bias, (cells − rows − columns + \
            1)/(2N), with all cells, rows and columns that are possible; it is too large where most cells \
            are drawn less than once."
        </p>
    }
}
