//! Links to other panels: the logits for sampling, the text for those that score it.

use super::super::{Transformer, TransformerState};
use crate::contract::address::encode;
use crate::frame::prelude::*;
use crate::frame::sent::SendLogits;
use crate::language::prose;

/// How many logits `sampling` takes.
const MOST: usize = 16;

pub fn send_to(context: Context<Transformer>) -> impl IntoView {
    let largest = context.derived(|s, r| {
        let mut all: Vec<(usize, f64)> = r.vector("logits").iter().copied().enumerate().collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(MOST);
        let named = all.into_iter().map(|(word, z)| (s.held.word(word), z));
        named.collect::<Vec<_>>()
    });
    // Their models are the shipped ones.
    let links = context.part(|s: &TransformerState| {
        if s.held.brought().is_some() {
            return Vec::new();
        }
        let (words, text) = (encode(&s.held.written(&s.text)), encode(&prose(&s.text)));
        vec![
            (
                "Perplexity",
                format!("#/perplexity?text={words}&model=transformer"),
            ),
            (
                "Sequence probability",
                format!("#/sequence-probability?text={words}&model=transformer"),
            ),
            (
                "Compression",
                format!("#/compression?text={text}&model=transformer"),
            ),
        ]
    });
    view! {
        <SendLogits tokens=largest />
        <p class="row" hidden=move || links.with(Vec::is_empty)>
            "This sentence, by the trained transformer, in: "
            {move || {
                let link = |(name, to): (&'static str, String)| {
                    view! { <a class="button small" href=to>{name}</a> }
                };
                links.get().into_iter().map(link).collect_view()
            }}
        </p>
    }
}
