//! Any tensor of the run, opened: a picture whose entries are read off with their arithmetic.

use super::session::Session;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::widgets::raster::{Raster, Table};
use training::protocol::{About, Axis, FormulaPiece, Inspection, Tensor};

/// What is listed; the second choice says which of them.
const KINDS: [(&str, &str); 12] = [
    ("embedded", "embeddings of the sequence"),
    ("queries", "queries"),
    ("keys", "keys"),
    ("values", "values"),
    ("attention", "attention weights"),
    ("units", "feed-forward units"),
    ("residual", "residual stream after a block"),
    ("logits", "logits"),
    ("weight", "a parameter’s weights"),
    ("gradient", "a parameter’s gradient"),
    ("first", "a parameter’s m (momentum’s b)"),
    ("second", "a parameter’s v"),
];

/// What a kind needs besides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Block,
    Head,
    Parameter,
}

fn needs(kind: &str) -> Needs {
    match kind {
        "units" | "residual" => Needs::Block,
        "queries" | "keys" | "values" | "attention" => Needs::Head,
        "weight" | "gradient" | "first" | "second" => Needs::Parameter,
        _ => Needs::Nothing,
    }
}

fn tensor(kind: &str, (block, head): (usize, usize), parameter: usize) -> Tensor {
    match kind {
        "queries" => Tensor::Queries(block, head),
        "keys" => Tensor::Keys(block, head),
        "values" => Tensor::Values(block, head),
        "attention" => Tensor::Attention(block, head),
        "units" => Tensor::Units(block),
        "residual" => Tensor::Residual(block),
        "logits" => Tensor::Logits,
        "weight" => Tensor::Weight(parameter),
        "gradient" => Tensor::Gradient(parameter),
        "first" => Tensor::First(parameter),
        "second" => Tensor::Second(parameter),
        _ => Tensor::Embedded,
    }
}

/// The tensor has the colour of its quantity.
fn tint(tensor: Tensor) -> Tint {
    match tensor {
        Tensor::Embedded => Tint::Input,
        Tensor::Queries(..) => Tint::Query,
        Tensor::Keys(..) => Tint::Key,
        Tensor::Attention(..) => Tint::Weight,
        Tensor::Logits => Tint::Score,
        Tensor::Weight(_) => Tint::Matrix,
        Tensor::Gradient(_) => Tint::Gradient,
        Tensor::First(_) => Tint::First,
        Tensor::Second(_) => Tint::Second,
        Tensor::Values(..) | Tensor::Units(_) | Tensor::Residual(_) => Tint::Value,
    }
}

#[component]
pub fn Tensors(session: Session) -> impl IntoView {
    let kind = RwSignal::new(KINDS[0].0);
    let (block, head) = (RwSignal::new(1_usize), RwSignal::new(1_usize));
    let parameter = RwSignal::new(0_usize);
    let sizes = Memo::new(move |_| {
        let about = session.about.get();
        about.map_or((1, 1, 1), |a| {
            (a.config.layers, a.config.heads, a.config.batch)
        })
    });
    let at_block = Memo::new(move |_| block.get().min(sizes.get().0));
    let at_head = Memo::new(move |_| head.get().min(sizes.get().1));
    // A run with fewer parameters than the last one has no such parameter.
    Effect::new(move |_| {
        let count = session.about.with(|a| a.as_ref().map(|a| a.shapes.len()));
        if count.is_some_and(|count| parameter.get_untracked() >= count) {
            parameter.set(0);
        }
    });
    Effect::new(move |_| {
        let place = (at_block.get() - 1, at_head.get() - 1);
        let to = tensor(kind.get(), place, parameter.get());
        if session.tensor.get_untracked() != to {
            session.tensor.set(to);
        }
    });
    let kinds = KINDS
        .iter()
        .map(|&(name, words)| {
            view! { <option value=name prop:selected=move || kind.get() == name>{words}</option> }
        })
        .collect_view();
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some((name, _)) = KINDS.iter().find(|(name, _)| *name == chosen) {
            kind.set(name);
        }
    };
    let need = Memo::new(move |_| needs(kind.get()));
    let count = move |words: &'static str,
                      control: &'static str,
                      value: Memo<usize>,
                      set: RwSignal<usize>,
                      most: fn((usize, usize, usize)) -> usize,
                      limit: usize| {
        view! {
            <Count
                label=move || words
                words=words
                control=control
                value=value
                set=Callback::new(move |n: usize| set.set(n.min(most(sizes.get_untracked()))))
                min=1
                max=limit
            />
        }
    };
    let sequence = Memo::new(move |_| session.sequence.get() + 1);
    let which = move || {
        let one = |it: AnyView| Some(it);
        match need.get() {
            Needs::Nothing => None,
            Needs::Block => {
                one(count("block", "tensor-block", at_block, block, |s| s.0, 4).into_any())
            }
            Needs::Head => one(view! {
                {count("block", "tensor-block", at_block, block, |s| s.0, 4)}
                {count("head", "tensor-head", at_head, head, |s| s.1, 8)}
            }
            .into_any()),
            Needs::Parameter => one(parameters(session, parameter).into_any()),
        }
    };
    let of_sequence = move || {
        (need.get() != Needs::Parameter).then(|| {
            view! {
                <Count
                    label=move || format!("sequence, of {}", sizes.get().2)
                    words="sequence of the opened tensor"
                    control="tensor-sequence"
                    value=sequence
                    set=Callback::new(move |n: usize| session.sequence.set(n.min(sizes.get_untracked().2) - 1))
                    min=1
                    max=64
                />
            }
        })
    };
    view! {
        <section class="plate span tensors" data-local="">
            <h2>"Any tensor, opened"</h2>
            <div class="controls">
                <label class="select">
                    <span>"tensor"</span>
                    <select data-control="tensor" on:change=choose>{kinds}</select>
                </label>
                {which}
                {of_sequence}
            </div>
            <Picture session=session />
        </section>
    }
}

/// The parameters by name.
fn parameters(session: Session, chosen: RwSignal<usize>) -> impl IntoView {
    let options = move || {
        let about = session.about.get()?;
        let option = |(place, (name, (rows, columns))): (usize, &(String, (usize, usize)))| {
            view! {
                <option value=place.to_string() prop:selected=move || chosen.get() == place>
                    {format!("{name} ({rows}×{columns})")}
                </option>
            }
        };
        Some(about.shapes.iter().enumerate().map(option).collect_view())
    };
    view! {
        <label class="select">
            <span>"parameter"</span>
            <select
                data-control="tensor-parameter"
                on:change=move |event| {
                    if let Ok(place) = event_target_value(&event).parse() {
                        chosen.set(place);
                    }
                }
            >
                {options}
            </select>
        </label>
    }
}

/// The numbers as a picture; where they are none, the reason.
#[component]
fn Picture(session: Session) -> impl IntoView {
    let chosen = RwSignal::new(None);
    let table = Memo::new(move |_| {
        let first = session.tables.with(|t| t.opened.first().cloned());
        first.unwrap_or_default()
    });
    let name = Memo::new(move |_| {
        let seen = session.seen.get();
        seen.map_or_else(String::new, |s| s.opened.name.clone())
    });
    let shape = move || table.with(|t| (t.rows, t.columns));
    let colour = Memo::new(move |_| {
        let seen = session.seen.get();
        tint(seen.map_or(Tensor::Embedded, |s| s.opened.tensor))
    });
    let says = Callback::new(move |cell: (usize, usize)| {
        let seen = session.seen.get()?;
        session.tables.with(|t| arithmetic(&seen, &t.opened, cell))
    });
    let entry = Callback::new(move |(i, j): (usize, usize)| {
        let (about, seen) = (session.about.get(), session.seen.get());
        match (about, seen) {
            (Some(about), Some(seen)) => {
                let (rows, columns) = seen.opened.axes;
                format!(
                    "{}[{}, {}]",
                    seen.opened.name,
                    place(&about, &seen, rows, i),
                    place(&about, &seen, columns, j)
                )
            }
            _ => String::new(),
        }
    });
    view! {
        <p class="quiet" data-run="tensor-name">
            {move || {
                let (rows, columns) = shape();
                if rows * columns == 0 { name.get() } else { format!("{}, {rows}×{columns}", name.get()) }
            }}
        </p>
        {move || {
            let tint = colour.get();
            (table.with(|t| t.rows * t.columns > 0)).then(|| view! {
                <Raster
                    label=move || format!("The numbers of {}", name.get())
                    table=table
                    tint=tint
                    chosen=chosen
                    name=entry
                />
            })
        }}
        <p class="tensor-arithmetic" data-run="arithmetic" aria-live="polite">
            {move || chosen.get().and_then(|cell| says.run(cell))}
        </p>
    }
}

/// What a row or column is called.
fn place(about: &About, seen: &Inspection, axis: Axis, at: usize) -> String {
    let word = |token: usize| {
        let known = about.vocabulary.get(token);
        known.map_or_else(|| "?".to_owned(), |word| format!("“{word}”"))
    };
    match axis {
        Axis::Numbers => at.to_string(),
        Axis::Tokens => word(at),
        Axis::Positions => {
            let token = seen.tokens.get(at).map(|&t| word(t as usize));
            format!("{} {}", at + 1, token.unwrap_or_default())
        }
    }
}

/// `0.12 = token 0.1 + position 0.02`
fn arithmetic(seen: &Inspection, tables: &[Table], cell: (usize, usize)) -> Option<String> {
    let own = tables.first()?;
    if seen.opened.how.is_empty() || cell.0 >= own.rows || cell.1 >= own.columns {
        return None;
    }
    let number = |table: &Table| number::rounded(f64::from(table.at(cell)));
    let pieces = seen.opened.how.iter().map(|part| match part {
        FormulaPiece::Text(words) => words.clone(),
        FormulaPiece::Own => number(own),
        FormulaPiece::Entry(k) => tables.get(k + 1).map_or_else(String::new, number),
    });
    // A sum or a quotient makes the number; the other ways say what belongs to it.
    let makes = matches!(
        seen.opened.tensor,
        Tensor::Embedded | Tensor::Residual(_) | Tensor::Attention(..) | Tensor::Units(_)
    );
    let sign = if makes { " = " } else { ": " };
    Some(format!(
        "{}{sign}{}",
        number(own),
        pieces.collect::<String>()
    ))
}
