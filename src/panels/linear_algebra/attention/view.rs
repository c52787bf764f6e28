//! The view of `attention`: words, three matrices to type into, and the six steps.

mod arcs;
mod stage;

use super::super::trained_head::TrainedHead;
use super::AttentionPanel;
use super::state::{AttentionState, LIMIT, LONGEST_TOKEN, MOST_TOKENS, WIDEST};
use crate::contract::Tint;
use crate::frame::{Context, View};
use crate::widgets::choice::{Choice, Count, Switch};
use crate::widgets::matrix_editor::MatrixEditor;
use crate::widgets::stepper::Stepper;
use crate::widgets::words_editor::WordsEditor;
use leptos::prelude::*;
use nalgebra::DMatrix;
use numeric_core::attention::Mask;
use stage::Stage;

/// The names of the six steps.
pub const TITLES: [&str; 6] = [
    "Turn the keys: Kᵀ",
    "Score every pair: QKᵀ",
    "Scale by 1/√dₖ",
    "Exponentiate",
    "Divide by the row’s sum: weights",
    "Mix the values: output",
];

impl View for AttentionPanel {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<AttentionPanel>) -> impl IntoView {
    let tokens = context.part(|s| s.tokens.clone());
    let count = context.part(AttentionState::count);
    let key_width = context.part(|s| s.q.ncols());
    let value_width = context.part(|s| s.v.ncols());
    let causal = context.part(|s| match s.mask {
        Mask::None => "none",
        Mask::Causal => "causal",
    });
    let step = context.part(|s| s.step - 1);
    let editor = move |label: &'static str,
                       control: &'static str,
                       tint: Tint,
                       get: fn(&AttentionState) -> &DMatrix<f64>,
                       set: fn(&mut AttentionState, DMatrix<f64>)| {
        let value = context.part(move |s| get(s).clone());
        view! {
            <div class="input">
                <h2 class=format!("tint-{}", tint.name())>{label}</h2>
                <MatrixEditor
                    label=label
                    control=control
                    value=value
                    set=Callback::new(move |m| context.update(|s| set(s, m)))
                    rows=tokens
                    limit=LIMIT
                    tint=tint
                />
            </div>
        }
    };
    let widths = move |dk: usize, dv: usize| context.update(|s| *s = s.with_widths(dk, dv));
    view! {
        <div class="controls">
            <Count
                label=|| "words"
                words="words"
                control="tokens"
                value=count
                set=Callback::new(move |n| context.update(|s| *s = s.with_tokens(n)))
                min=1
                max=MOST_TOKENS
            />
            <Count
                label=|| view! { "d" <sub>"k"</sub> }
                words="width of queries and keys"
                control="dk"
                value=key_width
                set=Callback::new(move |dk| widths(dk, value_width.get_untracked()))
                min=1
                max=WIDEST
            />
            <Count
                label=|| view! { "d" <sub>"v"</sub> }
                words="width of values"
                control="dv"
                value=value_width
                set=Callback::new(move |dv| widths(key_width.get_untracked(), dv))
                min=1
                max=WIDEST
            />
            <Switch
                label=|| view! { "scale by 1/√d" <sub>"k"</sub> }
                control="scale"
                on=context.part(|s| s.scale)
                set=Callback::new(move |on| context.update(|s| s.scale = on))
            />
            <Choice
                label="mask"
                control="mask"
                options=&[("none", "none"), ("causal", "causal")]
                value=causal
                set=Callback::new(move |name| {
                    context.update(|s| {
                        s.mask = if name == "causal" { Mask::Causal } else { Mask::None };
                    });
                })
            />
        </div>
        <TrainedHead
            says="Its queries, keys and values replace those below, rounded to three digits after the point; then everything here works on them as on any others."
            take=move |head| context.update(|s| *s = AttentionState::of_head(head))
        />
        <WordsEditor
            words=tokens
            set=Callback::new(move |(i, text): (usize, String)| {
                context.update(|s| {
                    if let Some(word) = s.tokens.get_mut(i) {
                        *word = text;
                    }
                });
            })
            remove=Callback::new(move |i| context.update(|s| *s = s.without_token(i)))
            control="tokens"
            longest=LONGEST_TOKEN
            fewest=1
        />
        <div class="inputs">
            {editor("Queries Q", "q", Tint::Query, |s| &s.q, |s, m| s.q = m)}
            {editor("Keys K", "k", Tint::Key, |s| &s.k, |s, m| s.k = m)}
            {editor("Values V", "v", Tint::Value, |s| &s.v, |s, m| s.v = m)}
        </div>
        <Stepper
            label="Steps of attention"
            titles=Signal::stored(TITLES.to_vec())
            at=step
            set=Callback::new(move |i| context.update(|s| s.step = i + 1))
        />
        <Stage context=context />
    }
}
