//! The view of `attention`: words, three matrices to type into, and the six steps.

mod gpt2;
mod stage;

use super::super::trained_head::TrainedHead;
use super::AttentionPanel;
use super::state::{AttentionState, MOST_TOKENS, WIDEST, resized};
use crate::contract::Tint;
use crate::contract::input::{Field, Matrix};
use crate::frame::prelude::*;
use crate::frame::sent::or_sent;
pub use gpt2::send;
use stage::Stage;

/// The names of the six steps.
fn titles(scale: bool) -> Vec<&'static str> {
    vec![
        "Transpose the keys: Kᵀ",
        "Scores of all pairs: QKᵀ",
        if scale {
            "Scale by 1/√dₖ"
        } else {
            "Scores aren’t scaled"
        },
        "Exponentiate",
        "Divide by the row’s sum: weights",
        "Average the values: output",
    ]
}

impl View for AttentionPanel {
    fn view(context: Context<Self>) -> Layout {
        or_sent(context, own)
    }
}

/// The view of matrices that are typed in.
fn own(context: Context<AttentionPanel>) -> Layout {
    let tokens = context.value(AttentionState::tokens());
    let step = context.part(|s| s.step - 1);
    // The state agrees on the other widths.
    let (q, v) = (AttentionState::q(), AttentionState::v());
    let width = move |letter, words, control, field: Field<AttentionState, Matrix>| {
        view! {
            <Count
                label=move || view! { "d" <sub>{letter}</sub> }
                words=words
                control=control
                value=context.part(move |s| field.of(s).ncols())
                set=Callback::new(move |n| {
                    context.update(|s| *field.of_mut(s) = resized(field.of(s), s.count(), n));
                })
                min=1
                max=WIDEST
            />
        }
    };
    let more = view! {
            {context
                .entries_named(
                    ["words", "words", "tokens"],
                    (1, MOST_TOKENS),
                    AttentionState::count,
                    |s, n| s.tokens = AttentionState::tokens().input.resized(&s.tokens, n),
                )}
            {width("k", "width of queries and keys", "dk", q)}
            {width("v", "width of values", "dv", v)}
        <TrainedHead
            says="Its queries, keys and values replace those here, rounded to three decimals, \
                  and can then be changed."
            take=move |head| context.update(|s| *s = AttentionState::of_head(head))
        />
    };
    let controls = view! {
            {context.choice(AttentionState::mask())}
            <Switch
                label=|| view! { "scale by 1/√d" <sub>"k"</sub> }
                control="scale"
                on=context.value(AttentionState::scale())
                set=context.setter(AttentionState::scale())
            />
        {context.words(AttentionState::tokens(), AttentionState::remove_token)}
        <div class="inputs">
            {context.matrix(q, ["Queries Q"; 2], Tint::Query, tokens)}
            {context.matrix(AttentionState::k(), ["Keys K"; 2], Tint::Key, tokens)}
            {context.matrix(v, ["Values V"; 2], Tint::Value, tokens)}
        </div>
    };
    let main = view! {
        <Stepper
            label="Steps of attention"
            titles=context.part(|s| titles(s.scale))
            at=step
            set=Callback::new(move |i| context.update(|s| s.step = i + 1))
        />
        <Stage context=context />
    };
    Layout::new(main, controls).more(more)
}
