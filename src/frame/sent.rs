//! What one panel sends to another: numbers of a model of the session, with a view of them. The panel
//! shows them in its own place until it is left, reset, or given an address.

use super::layout::{Below, Layout};
use super::{Context, View};
use crate::app::keys::focus;
use crate::contract::{Foreign, Panel};
use leptos::prelude::*;
use std::any::Any;
use std::cell::RefCell;
use std::sync::Arc;

/// Where in a panel something stands that isn’t the panel’s own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the place of the figure.
    Main,
    /// In the place of the controls.
    Controls,
    /// In the place of what stands below.
    Rest,
}

/// What is sent to a panel.
pub struct Sent<P: Panel> {
    foreign: Arc<dyn Foreign>,
    view: Shown<P>,
}

type Shown<P> = Arc<dyn Fn(Context<P>, Place) -> AnyView + Send + Sync>;

thread_local! {
    static ON_ITS_WAY: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

/// Leaves numbers, and what shows them, for the panel that is opened next.
pub fn send<P: Panel>(
    foreign: Arc<dyn Foreign>,
    view: impl Fn(Context<P>, Place) -> AnyView + Send + Sync + 'static,
) {
    let view = Arc::new(view);
    ON_ITS_WAY.set(Some(Box::new(Sent::<P> { foreign, view })));
}

/// A panel's own view, or in its place what was sent to it.
pub fn or_sent<P: View>(context: Context<P>, own: fn(Context<P>) -> Layout) -> Layout {
    let sent = ON_ITS_WAY.take().and_then(|sent| sent.downcast().ok());
    let Some(sent) = sent else {
        return own(context);
    };
    let Sent::<P> { foreign, view } = *sent;
    context.show_foreign(Some(foreign));
    let shown = Memo::new(move |_| context.foreign.with(Option::is_some));
    // Made once, when it is first needed: each place takes its part of it.
    let made = StoredValue::new_local(None::<Layout>);
    let part = move |place: Place| {
        let view = view.clone();
        move || {
            if shown.get() {
                return Some(view(context, place));
            }
            if made.with_value(Option::is_none) {
                made.set_value(Some(own(context)));
            }
            let take = |layout: &mut Option<Layout>| {
                let layout = layout.as_mut()?;
                match place {
                    Place::Main => Some(std::mem::replace(&mut layout.main, ().into_any())),
                    Place::Controls => {
                        let controls = std::mem::replace(&mut layout.controls, ().into_any());
                        let more = layout.more.take();
                        Some(view! { {controls} {more} }.into_any())
                    }
                    Place::Rest => Some(std::mem::take(&mut layout.below).show()),
                }
            };
            made.try_update_value(take).flatten()
        }
    };
    let [main, controls, rest] = [Place::Main, Place::Controls, Place::Rest].map(part);
    Layout::new(main, controls).below(move || rest)
}

/// Whose numbers are shown in the place of others, with a way back to these. Hidden where it says nothing.
#[component]
pub fn Whose(
    /// Whose numbers they are.
    says: Signal<String>,
    /// What comes back.
    others: &'static str,
    /// Brings it back.
    back: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="message whose" data-model="" hidden=move || says.with(String::is_empty)>
            <p>{says}</p>
            <button
                type="button"
                class="button small"
                data-action="shipped"
                on:click=move |_| back.run(())
            >
                {format!("back to {others}")}
            </button>
        </div>
    }
}

/// Whose numbers were sent to a panel, with a way back to its own.
#[component]
pub fn Back<P: Panel>(
    /// The panel.
    context: Context<P>,
    /// Whose numbers they are.
    says: String,
) -> impl IntoView {
    let back = move |()| {
        context.broken.set(None);
        context.show_foreign(None);
        focus("#figure");
    };
    view! {
        <Whose
            says=Signal::stored(says)
            others="the panel’s own numbers"
            back=Callback::new(back)
        />
    }
}

/// Logits, and what their tokens are called.
type Logits = (Vec<f64>, Vec<String>);

thread_local! {
    static LOGITS: RefCell<Logits> = const { RefCell::new((Vec::new(), Vec::new())) };
}

/// What the tokens of these logits are called, where they are those that were sent last. Their address holds
/// the numbers, and the session the names.
pub fn names(logits: &[f64]) -> Option<Vec<String>> {
    LOGITS.with_borrow(|(sent, names)| (sent == logits).then(|| names.clone()))
}

/// A link that opens the largest logits of a next token in `sampling`, with the names of their tokens. Nothing
/// where there are fewer than two or one isn’t a number.
#[component]
pub fn SendLogits(
    /// Names and logits, the largest first; as many as that panel takes.
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
        LOGITS.set((logits, untrack(names)));
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
