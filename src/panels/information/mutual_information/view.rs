//! The view of `mutual-information`: three grids, of which the first is dragged, entropies that
//! overlap, words at a distance, and the words of a sentence beside the trained model's attention.

use super::hiding::{head_names, hiding};
use super::table::Table;
use super::{MutualInformation, MutualState, moves, pairs, picture, read};
use crate::contract::number::{count, measured, rounded, short};
use crate::contract::units::information;
use crate::contract::{Tint, lists};
use crate::frame::{Context, Layout, View, shown, titled};
use crate::language::{quoted, words};
use crate::widgets::bars::{Bars, Series};
use crate::widgets::chart::Chart;
use crate::widgets::choice::Switch;
use crate::widgets::data_table::{DataTable, heads};
use crate::widgets::heat_map::{Cell, HeatMap};
use leptos::prelude::*;
use nalgebra::DMatrix;

mod many;

use many::Many;

impl View for MutualInformation {
    fn view(context: Context<Self>) -> Layout {
        // Whether a dragged cell keeps the margins changes no number by itself, so it is no key.
        let keeps = RwSignal::new(true);
        let rows = context.part(|s| read::names(s).0);
        let columns = context.part(|s| read::names(s).1);
        let main = view! {
            <Grids context=context keeps=keeps rows=rows columns=columns />
            <Overlap context=context />
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
            {context.matrix(MutualState::joint(), ["Weights of the pairs", "weights"], Tint::Truth, rows)}
            <p class="problem" role="status">{context.objection}</p>
        };
        let rest = move || {
            view! {
                <div class="plates">
                    <section class="plate span">
                        <h2>"A sentence: what each word tells about the next one"</h2>
                        <Words context=context />
                    </section>
                    <section class="plate">
                        <h2>"Two words of the language at a distance"</h2>
                        <Distances context=context />
                    </section>
                    <section class="plate">
                        <h2>"Heads that look at the most informative word"</h2>
                        <Heads context=context />
                    </section>
                    <section class="plate" data-local="">
                        <h2>"Many sentences"</h2>
                        <Many />
                    </section>
                </div>
            }
        };
        Layout::new(main, controls).more(more).rest(rest)
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
            let next = moved(&Table::of(s, None).p, at, to);
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
    keeps: RwSignal<bool>,
    rows: Memo<Vec<String>>,
    columns: Memo<Vec<String>>,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<Cell>);
    let matrix = move |name: &'static str| context.pick(move |r| r.as_shown().matrix(name));
    let joint = matrix("p");
    // One scale for both, so that equal numbers have equal colours.
    let full = context.pick(|r| {
        let size = |name: &str| lists::size(r.matrix(name).as_slice());
        size("p").max(size("product"))
    });
    let set = Callback::new(move |(cell, to): (Cell, f64)| {
        let keeps = keeps.get_untracked();
        context.update(|s| {
            let p = Table::of(s, None).p;
            let next = if keeps {
                moves::cell_within_margins(&p, cell, to)
            } else {
                moves::cell_alone(&p, cell, to)
            };
            s.joint = moves::tidied(&next, moves::CELL);
        });
    });
    let sentence = context.pick(|r| r.sentence.clone());
    let says = context.derived(|s, r| (s.unit, r.as_shown().into_owned()));
    let says = move || {
        says.with(|(unit, r)| {
            let (i, j) = chosen.get().unwrap_or_default();
            let of = |name: &str| r.matrix(name).get((i, j)).copied();
            let numbers = (of("p"), of("product"), of("difference"), of("pointwise"));
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
                format!("log p/(p·p) = {}", information(log, *unit))
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
                    values=joint
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
                    values=matrix("product")
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
                    values=matrix("difference")
                    rows=rows
                    columns=columns
                    tint=Tint::Gradient
                    chosen=chosen
                />
            </div>
        </div>
        <p class="keyline" aria-live="polite">{says}</p>
    }
}

/// The entropies on one line: H(X) and H(Y) overlap by the mutual information.
#[component]
fn Overlap(context: Context<MutualInformation>) -> impl IntoView {
    let bars = context.pick(|r| picture::overlap(&r.as_shown()));
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
#[component]
fn Distances(context: Context<MutualInformation>) -> impl IntoView {
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

/// Each word's information beside the information of its distance and the attention of both layers.
#[component]
fn Words(context: Context<MutualInformation>) -> impl IntoView {
    let names = context.part(|s| words(&s.text));
    let values = context.part(|s| picture::series(&hiding(&s.text)));
    let part = move |at: usize| {
        Memo::new(move |_| {
            values.with(|all| all.get(at).map(|one| one.2.clone()).unwrap_or_default())
        })
    };
    let series = values.with_untracked(|all| {
        let all = all.iter().enumerate();
        all.map(|(at, (name, tint, _))| shown(name, "words", *tint, part(at)))
            .collect::<Vec<_>>()
    });
    let key = values.with_untracked(|all| {
        let one = |(name, tint, _): &(&'static str, Tint, Vec<f64>)| {
            view! { <span class=format!("tint-{}", tint.name())>{*name}</span> " · " }
        };
        all.iter().map(one).collect_view()
    });
    let top = Memo::new(move |_| {
        let sizes = values.with(|all| {
            let all = all.iter().flat_map(|one| one.2.clone());
            all.filter(|x| x.is_finite()).collect::<Vec<_>>()
        });
        lists::size(&sizes).max(1.0) * 1.1
    });
    let claim = context.pick(|r| {
        let claim = r.claim.as_ref();
        claim
            .map(|claim| claim.measured.clone())
            .unwrap_or_default()
    });
    view! {
        {context.sentence(MutualState::text(), "The sentence so far")}
        <p class="keyline">{key} "of the last word on each; nats and shares on one scale"</p>
        <Bars
            label="Information of each word about the next one, and attention"
            names=names
            series=series
            range=Signal::derive(move || (0.0, top.get()))
        />
        <p>{claim}</p>
        <p class="quiet">
            "A word is hidden from the source, which knows the grammar and every probability: the KL \
            divergence from what the source then says of the next word is what only this word tells. The \
            attention at the last word predicts the next one, so the last word itself is at distance 1."
        </p>
    }
}

/// Every head: its attention on the most informative word, and what switching it off does.
#[component]
fn Heads(context: Context<MutualInformation>) -> impl IntoView {
    let rows = context.derived(|s, r| {
        let told = r.vector("information").to_vec();
        let at = lists::argmax(&told);
        let word = s.text.get(at).copied().unwrap_or_default();
        let attention = r.matrix("attention");
        let off = r.vector("without-head").to_vec();
        let rows: Vec<(String, f64, f64)> = (head_names().into_iter().zip(off).enumerate())
            .map(|(head, (name, off))| {
                let weight = attention.get((head, at)).copied().unwrap_or(f64::NAN);
                (name, weight, off)
            })
            .collect();
        (quoted(word), rows, r.scalar("model-kl"))
    });
    let number = |x: f64| if x.is_nan() { "–".into() } else { short(x) };
    let body = move || {
        let row = |(name, weight, off): (String, f64, f64)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td>{number(weight)}</td>
                    <td>{number(off)}</td>
                </tr>
            }
        };
        rows.with(|(_, rows, _)| rows.clone().into_iter().map(row).collect_view())
    };
    let word = move || rows.with(|(word, _, _)| format!("attention on {word}"));
    let says = move || {
        rows.with(|(word, rows, whole)| {
            let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
            let first = lists::argmax(&weights);
            let Some((name, weight, off)) = rows.get(first).filter(|_| whole.is_finite()) else {
                return "There is nothing to compare here.".to_string();
            };
            format!(
                "The whole model’s KL divergence from the truth is {}. Head {name} gives {word} the largest \
                 weight, {}; without it the divergence is {}. Heads with nearly equal weights may matter \
                 very differently.",
                measured(*whole, "nat"),
                short(*weight),
                rounded(*off)
            )
        })
    };
    view! {
        <DataTable label="Heads" heads=heads!["head", word, "KL, nats, when it is off"] tall=true>
            {body}
        </DataTable>
        <p class="quiet">{says}</p>
    }
}
