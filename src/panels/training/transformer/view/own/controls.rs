//! In the place of the controls: the text, the token that ends texts, the head that is opened.

use super::main::of;
use super::session::Session;
use crate::frame::prelude::*;

#[component]
pub fn Controls(session: Session) -> impl IntoView {
    let text = Memo::new(move |_| session.ask.with(|ask| ask.text.clone()));
    let judge = Callback::new(move |typed: String| {
        session.read(typed);
        None
    });
    let from_end = Memo::new(move |_| session.ask.with(|ask| ask.from_end));
    let has_end = of(session, |body| body.about.end.is_some());
    let set_end = Callback::new(move |on: bool| {
        session.look(|ask| (ask.from_end, ask.place, ask.watched) = (on, None, None));
    });
    let end = move || {
        has_end.get().then(|| {
            view! {
                <Switch
                    label=|| "begin with the token that ends texts"
                    control="from-end"
                    on=from_end
                    set=set_end
                />
            }
        })
    };
    let sizes = of(session, |body| {
        let sizes = body.sizes();
        (sizes.layers, sizes.heads)
    });
    let opened = of(session, |body| {
        let heads = body.sizes().heads;
        (body.head / heads, body.head % heads)
    });
    let counts = move || {
        let (layers, heads) = sizes.get();
        let layer =
            move |layer: usize| session.open_head((layer - 1) * heads + opened.get_untracked().1);
        let head =
            move |head: usize| session.open_head(opened.get_untracked().0 * heads + head - 1);
        view! {
            <Count
                label=|| "layer"
                words="layer"
                control="layer"
                value=Memo::new(move |_| opened.get().0 + 1)
                set=Callback::new(layer)
                min=1
                max=layers
            />
            <Count
                label=|| "head"
                words="head"
                control="head"
                value=Memo::new(move |_| opened.get().1 + 1)
                set=Callback::new(head)
                min=1
                max=heads
            />
        }
    };
    view! {
        <TextField label="The text" control="own-text" text=text judge=judge />
        {end}
        {counts}
        <div class="row">
            <button
                type="button"
                class="button small"
                data-action="all-on"
                on:click=move |_| {
                    // Never disabled: it would lose the focus when it is pressed.
                    if session.ask.with_untracked(|ask| !ask.off.is_empty()) {
                        session.look(|ask| ask.off.clear());
                    }
                }
            >
                "all heads on"
            </button>
        </div>
    }
}
