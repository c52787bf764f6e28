//! One step at a time: what goes in, the operation, what comes out, and the arithmetic of a cell.

use super::super::{AttentionPanel, AttentionState, derivation};
use crate::contract::Tint;
use crate::contract::lists::{argmax, column};
use crate::contract::names::dimensions;
use crate::frame::prelude::*;
use crate::widgets::arcs::Arcs;
use nalgebra::DMatrix;

/// Where a matrix of the stage comes from.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    Queries,
    Keys,
    Values,
    Read(&'static str),
    RowSums,
}

/// How the cells of an operand belong to the chosen cell of the result.
#[derive(Clone, Copy, PartialEq)]
enum Lit {
    Row,
    Column,
    Same,
    Swapped,
}

struct Operand {
    source: Source,
    title: &'static str,
    tint: Tint,
    lit: Lit,
}

/// Operands with the sign before each, and the result, of a step from 1 to 6, with scores divided by
/// √dₖ or not.
fn plan(step: usize, scale: bool) -> (Vec<(&'static str, Operand)>, Operand) {
    let op = |source, title, tint, lit| Operand {
        source,
        title,
        tint,
        lit,
    };
    let read = |name, title, tint, lit| op(Source::Read(name), title, tint, lit);
    let (divided, scaled) = if scale {
        ("÷ √dₖ", "scaled scores")
    } else {
        ("", "scores (not scaled)")
    };
    match step {
        1 => (
            vec![("", op(Source::Keys, "K", Tint::Key, Lit::Swapped))],
            read("k-transposed", "Kᵀ", Tint::Key, Lit::Same),
        ),
        2 => (
            vec![
                ("", op(Source::Queries, "Q", Tint::Query, Lit::Row)),
                ("×", read("k-transposed", "Kᵀ", Tint::Key, Lit::Column)),
            ],
            read("scores", "scores", Tint::Score, Lit::Same),
        ),
        3 => (
            vec![(divided, read("scores", "scores", Tint::Score, Lit::Same))],
            read("scaled", scaled, Tint::Score, Lit::Same),
        ),
        4 => (
            vec![("exp", read("scaled", scaled, Tint::Score, Lit::Same))],
            read("exponentials", "exponentials", Tint::Score, Lit::Same),
        ),
        5 => (
            vec![
                (
                    "",
                    read("exponentials", "exponentials", Tint::Score, Lit::Row),
                ),
                ("÷", op(Source::RowSums, "row sums", Tint::Score, Lit::Row)),
            ],
            read("weights", "weights", Tint::Weight, Lit::Same),
        ),
        _ => (
            vec![
                ("", read("weights", "weights", Tint::Weight, Lit::Row)),
                ("×", op(Source::Values, "V", Tint::Value, Lit::Column)),
            ],
            read("output", "output", Tint::Value, Lit::Same),
        ),
    }
}

#[component]
pub fn Stage(context: Context<AttentionPanel>) -> impl IntoView {
    let step = context.part(|s| s.step);
    let scale = context.value(AttentionState::scale());
    let chosen = RwSignal::new(None::<Cell>);
    let shown = Memo::new(move |_| {
        let name = match plan(step.get(), true).1.source {
            Source::Read(name) => name,
            _ => "weights",
        };
        let (r, c) = context.reading.with(|reading| reading.matrix(name).shape());
        // Where nothing is chosen: what the sentence speaks of, the last word's largest weight.
        let said = || {
            let weights = context.reading.with(|reading| reading.matrix("weights"));
            let last = weights.nrows().saturating_sub(1);
            let row: Vec<f64> = weights.row(last).iter().copied().collect();
            (last, argmax(&row))
        };
        let (i, j) = chosen.get().unwrap_or_else(said);
        (i.min(r.saturating_sub(1)), j.min(c.saturating_sub(1)))
    });
    let arithmetic = context.derived(move |s, r| {
        let (i, j) = shown.get();
        derivation::cell(s, r, step.get(), i, j)
    });
    let has_weights = context.part(|s| s.step >= 5);
    let tokens = context.value(AttentionState::tokens());
    let weights = context.pick(|r| r.matrix("weights"));
    let sentence = context.pick(|r| r.sentence.clone());
    let picture = move || {
        let (operands, result) = plan(step.get(), scale.get());
        let mut parts: Vec<AnyView> = Vec::new();
        for (sign, operand) in operands {
            let before = matches!(sign, "×" | "÷");
            let sign =
                (!sign.is_empty()).then(|| view! { <span class="sign">{sign}</span> }.into_any());
            let map = matrix(context, operand, chosen, shown, false);
            if before {
                parts.extend(sign);
                parts.push(map);
            } else {
                parts.push(map);
                parts.extend(sign);
            }
        }
        let arrow = if step.get() == 1 { "→" } else { "=" };
        parts.push(view! { <span class="sign">{arrow}</span> }.into_any());
        parts.push(matrix(context, result, chosen, shown, true));
        parts
    };
    view! {
        <div class="stage">{picture}</div>
        <div class="arithmetic" aria-live="polite">
            <FormulaView formula=arithmetic />
        </div>
        {move || has_weights.get().then(|| view! { <Arcs label=sentence words=tokens weights=weights chosen=chosen /> })}
    }
}

fn matrix(
    context: Context<AttentionPanel>,
    operand: Operand,
    chosen: RwSignal<Option<Cell>>,
    shown: Memo<Cell>,
    is_result: bool,
) -> AnyView {
    let Operand {
        source,
        title,
        tint,
        lit,
    } = operand;
    let values: Memo<DMatrix<f64>> = match source {
        Source::Queries => context.value(AttentionState::q()),
        Source::Keys => context.value(AttentionState::k()),
        Source::Values => context.value(AttentionState::v()),
        Source::Read(name) => context.pick(move |r| r.matrix(name)),
        Source::RowSums => context.pick(|r| column(r.vector("row-sums"))),
    };
    let tokens = context.value(AttentionState::tokens());
    let dims = move |count: fn(&DMatrix<f64>) -> usize| {
        Memo::new(move |_| dimensions("", values.with(count)))
    };
    let rows: Signal<Vec<String>> = match source {
        Source::Read("k-transposed") => dims(DMatrix::nrows).into(),
        _ => tokens.into(),
    };
    let columns: Signal<Vec<String>> = match source {
        Source::Queries | Source::Keys | Source::Values | Source::Read("output") => {
            dims(DMatrix::ncols).into()
        }
        Source::RowSums => Signal::stored(vec!["Σ".to_string()]),
        Source::Read(_) => tokens.into(),
    };
    // Operands light up with the chosen cell of the result, and choose nothing themselves.
    let own = RwSignal::new(None::<Cell>);
    let lights = move |(i, j): Cell| {
        let (r, c) = shown.get();
        match lit {
            Lit::Row => i == r,
            Lit::Column => j == c,
            Lit::Same => (i, j) == (r, c),
            Lit::Swapped => (i, j) == (c, r),
        }
    };
    // Parts of the state and not the state, so that a drag doesn't mark the cells anew.
    let mask = context.value(AttentionState::mask());
    let masked = move |(i, j): Cell| {
        let square = matches!(source, Source::Read("exponentials" | "weights"));
        if square && !mask.get().allows(i, j) {
            "masked"
        } else {
            ""
        }
    };
    view! {
        <figure class="stage-part" class:result=is_result>
            <figcaption class=format!("tint-{}", tint.name())>{title}</figcaption>
            <HeatMap
                label=Signal::stored(title.to_string())
                values=values
                rows=rows
                columns=columns
                tint=tint
                chosen=if is_result { chosen } else { own }
                lit=Callback::new(lights)
                mark=Callback::new(masked)
            />
        </figure>
    }
    .into_any()
}
