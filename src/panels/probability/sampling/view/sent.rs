//! Logits that another panel sends here. Their address holds the numbers; the session keeps what their
//! tokens are called.

use leptos::prelude::*;
use std::cell::RefCell;

type Sent = (Vec<f64>, Vec<String>);

thread_local! {
    static SENT: RefCell<Sent> = const { RefCell::new((Vec::new(), Vec::new())) };
}

/// What the tokens of these logits are called, where they are those that were sent last.
pub fn names(logits: &[f64]) -> Option<Vec<String>> {
    SENT.with_borrow(|(sent, names)| (sent == logits).then(|| names.clone()))
}

/// A link that opens the largest logits of a next token here, with the names of their tokens. Nothing
/// where there are fewer than two or one isn’t a number.
#[component]
pub fn SendLogits(
    /// Names and logits, the largest first; as many as the panel takes.
    #[prop(into)]
    tokens: Signal<Vec<(String, f64)>>,
    /// What stands between two names.
    #[prop(default = ", ")]
    between: &'static str,
) -> impl IntoView {
    let are_some = Memo::new(move |_| {
        tokens.with(|all| all.len() > 1 && all.iter().all(|(_, z)| z.is_finite()))
    });
    let to = move || {
        let logits = tokens.with(|all| all.iter().map(|(_, z)| z.to_string()).collect::<Vec<_>>());
        format!("#/sampling?logits={}", logits.join(","))
    };
    let names =
        move || tokens.with(|all| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
    let send = move |_| {
        let logits = tokens.with_untracked(|all| all.iter().map(|(_, z)| *z).collect());
        SENT.set((logits, untrack(names)));
    };
    view! {
        <p class="row" hidden=move || !are_some.get()>
            <a class="button small" data-send="sampling" href=to on:click=send>
                {move || format!("Open the {} largest logits in Sampling", tokens.with(Vec::len))}
            </a>
            <span class="quiet" translate="no">{move || names().join(between)}</span>
        </p>
    }
}
