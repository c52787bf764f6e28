//! A GPT-2 of the reader's: a part of the program of its own, loaded when such files are first picked.
//!
//! - `session`: what is said to its worker and heard from it.
//! - `opening`: files, what was found in them, progress.
//! - `main`: tokens, stream, heads, next token; `controls`: what moves them.
//! - `rest`: one head, contributions, lens, the text token by token; `writing`: a text that grows; `sending`:
//!   links to other panels.
//! - `demand`: step by step through the half-layers; parts of a second text and the cache, on demand.

mod controls;
mod demand;
mod main;
mod opening;
mod rest;
mod sending;
mod session;
mod writing;

use super::super::own::PART;
use crate::app::keys::focus;
use crate::app::parts::{self, Arrivals, Further};
use crate::frame::prelude::*;
use crate::frame::sent::Place;
pub use session::Session;

#[allow(unsafe_code, reason = "exported by a name that is used once")]
#[unsafe(export_name = "part:own_gpt2")]
extern "C" fn announce() {
    parts::page_is_here(PART, mount);
}

/// A piece of its view.
#[derive(Clone, Copy, PartialEq)]
pub enum Piece {
    /// Above the figure, while files are picked and read.
    Opening,
    /// Where the shipped model’s would stand.
    At(Place),
}

fn mount() -> AnyView {
    let (session, piece) = expect_context::<(Session, Piece)>();
    match piece {
        Piece::Opening => view! { <opening::Opening session=session /> }.into_any(),
        Piece::At(Place::Main) => view! { <main::Main session=session /> }.into_any(),
        Piece::At(Place::Controls) => view! { <controls::Controls session=session /> }.into_any(),
        Piece::At(Place::Rest) => view! { <rest::Rest session=session /> }.into_any(),
    }
}

/// Takes the focus to the figure where it is on what is about to vanish.
pub fn keep_focus(vanishes: &str) {
    let active = document().active_element();
    let around = active.and_then(|active| active.closest(vanishes).ok().flatten());
    if around.is_some() {
        focus("#figure");
    }
}

/// A piece of it, once its part of the program is here.
#[component]
pub fn OfOwn(session: Session, piece: Piece) -> impl IntoView {
    let arrivals = expect_context::<Arrivals>();
    let here = Memo::new(move |_| {
        arrivals.track();
        parts::page(PART).is_some()
    });
    let awaited = move || {
        let wanted = piece == Piece::Opening && session.wanted.get() && !here.get_untracked();
        wanted.then(|| view! { <Further parts=vec![PART] /> })
    };
    let mounted = move || {
        here.get().then(|| {
            provide_context((session, piece));
            parts::page(PART).map(|mount| mount())
        })
    };
    view! { {awaited} {mounted} }
}
