//! The view of a head of a GPT-2: scores and weights with their numbers, what is wide as pictures.

use super::super::AttentionPanel;
use super::super::gpt2::OfGpt2;
use crate::contract::Tint;
use crate::frame::prelude::*;
use crate::frame::sent::{self, Back, Place};
use crate::panels::training::transformer::ToldHead;
use crate::widgets::arcs::Arcs;
use crate::widgets::raster::{Raster, Table};
use nalgebra::DMatrix;
use std::sync::Arc;

/// Leaves a head for the panel, which is opened next.
pub fn send(number: u64, told: ToldHead) {
    let of = Arc::new(OfGpt2::new(number, told));
    let foreign = of.clone();
    sent::send::<AttentionPanel>(foreign, move |context, place| match place {
        Place::Main => main(context, &of),
        Place::Controls => view! { <Back context=context says=of.says() /> }.into_any(),
        Place::Rest => rest(context, &of),
    });
}

fn square(
    context: Context<AttentionPanel>,
    of: &OfGpt2,
    readout: &'static str,
    label: &'static str,
    tint: Tint,
    chosen: RwSignal<Option<Cell>>,
) -> AnyView {
    let tokens = Signal::stored(of.told.tokens.clone());
    let values = context.pick(move |r| r.matrix(readout));
    view! {
        <HeatMap
            label=Signal::stored(label.to_owned())
            values=values
            rows=tokens
            columns=tokens
            tint=tint
            chosen=chosen
            mark=Callback::new(|(i, j): Cell| if j > i { "masked" } else { "" })
        />
    }
    .into_any()
}

fn main(context: Context<AttentionPanel>, of: &OfGpt2) -> AnyView {
    let chosen = RwSignal::new(None::<Cell>);
    let last = of.told.tokens.len().saturating_sub(1);
    let lit = Signal::derive(move || Some(chosen.get().unwrap_or((last, 0))));
    view! {
        <div class="duo">
            <div>
                <h2>"Attention weights" <span class="hint">"a row for each query"</span></h2>
                {square(context, of, "weights", "Attention weights", Tint::Weight, chosen)}
            </div>
            <div>
                <Arcs
                    label=context.pick(|r| r.sentence.clone())
                    words=Signal::stored(of.told.tokens.clone())
                    weights=context.pick(|r| r.matrix("weights"))
                    chosen=lit
                />
            </div>
        </div>
    }
    .into_any()
}

/// A wide matrix, read off with the pointer or the arrow keys.
fn wide(label: &'static str, tokens: &[String], values: &DMatrix<f64>, tint: Tint) -> AnyView {
    let table = Table {
        rows: values.nrows(),
        columns: values.ncols(),
        entries: values.transpose().iter().map(|x| *x as f32).collect(),
    };
    let tokens = tokens.to_vec();
    let name = move |(i, j): Cell| {
        let token = tokens.get(i).cloned().unwrap_or_default();
        format!("“{token}”, number {}", j + 1)
    };
    view! {
        <section class="plate">
            <h2>{label}</h2>
            <Raster
                label=Signal::stored(label.to_owned())
                table=Signal::stored(table)
                tint=tint
                chosen=RwSignal::new(None)
                name=Callback::new(name)
            />
        </section>
    }
    .into_any()
}

fn rest(context: Context<AttentionPanel>, of: &OfGpt2) -> AnyView {
    let output = context.reading.with_untracked(|r| r.matrix("output"));
    let [q, k, v] = &of.told.qkv;
    let tokens = &of.told.tokens;
    let chosen = RwSignal::new(None::<Cell>);
    view! {
        <div class="plates">
            <section class="plate">
                <h2>"Scaled scores QKᵀ/√dₖ"</h2>
                {square(context, of, "scaled", "Scaled scores", Tint::Score, chosen)}
            </section>
            {wide("Queries Q", tokens, q, Tint::Query)} {wide("Keys K", tokens, k, Tint::Key)}
            {wide("Values V", tokens, v, Tint::Value)}
            {wide("Output AV", tokens, &output, Tint::Value)}
        </div>
    }
    .into_any()
}
