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
