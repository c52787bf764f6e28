//! The bits of a code, each a button that flips it. Tab reaches one of them, arrow keys the others.

use crate::frame::prelude::*;
use crate::widgets::arrows;
use web_sys::{FocusEvent, KeyboardEvent};

/// A bit that is shown.
#[derive(Clone, Copy, PartialEq)]
pub struct Bit {
    /// Where it is in the code, from 0.
    pub place: usize,
    /// Whether it is 1.
    pub one: bool,
    /// Whether nothing that comes can change it.
    pub certain: bool,
    /// Whether it arrives as the other.
    pub flipped: bool,
}

/// A row of bits.
#[component]
pub fn Bits(
    /// Those that are shown.
    #[prop(into)]
    bits: Signal<Vec<Bit>>,
    /// Called with the place of one that is pressed.
    flip: Callback<usize>,
) -> impl IntoView {
    let count = Memo::new(move |_| bits.with(Vec::len));
    let stop = RwSignal::new(0_usize);
    // Fewer bits than before leave the last one to Tab.
    let reached = Memo::new(move |_| stop.get().min(count.get().saturating_sub(1)));
    let focused = move |event: FocusEvent| {
        if let Some((_, at)) = arrows::place(&event, "data-at") {
            stop.set(at);
        }
    };
    let key = move |event: KeyboardEvent| {
        let last = count.get_untracked().saturating_sub(1);
        arrows::follow(&event, ".code-bits", "data-at", 0..=0, 0..=last);
    };
    let button = move |i: usize| {
        let bit = Memo::new(move |_| bits.with(|bits| bits.get(i).copied()));
        let digit = move || match bit.get() {
            Some(bit) if bit.one => "1",
            _ => "0",
        };
        let is = move |what: fn(&Bit) -> bool| bit.with(|bit| bit.as_ref().is_some_and(what));
        let place = move || bit.with(|bit| bit.map_or(0, |bit| bit.place));
        view! {
            <button
                type="button"
                class="code-bit"
                class:certain=move || is(|bit| bit.certain)
                tabindex=move || if reached.get() == i { "0" } else { "-1" }
                data-at=format!("0.{i}")
                data-control=format!("flip[{i}]")
                aria-pressed=move || is(|bit| bit.flipped).to_string()
                aria-label=move || format!("bit {}: {}", place() + 1, digit())
                on:click=move |_| flip.run(place())
            >
                {digit}
            </button>
        }
    };
    view! {
        <div
            class="code-bits"
            role="group"
            aria-label="Bits of the code"
            translate="no"
            on:focusin=focused
            on:keydown=key
        >
            {move || (0..count.get()).map(button).collect_view()}
        </div>
    }
}
