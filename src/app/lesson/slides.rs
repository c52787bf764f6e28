//! A lesson as slides: one figure after the other, each with its heading and its sentence.

use crate::app::route::Route;
use crate::contract::state::Notice;
use crate::contract::{Address, Presentation, Show};
use crate::frame::slide::{self, Way};
use crate::lessons::Opened;
use leptos::prelude::*;

/// Which figure is shown, and how. Copy it freely.
#[derive(Clone, Copy)]
pub struct Slides {
    /// How the lesson is shown.
    pub presentation: RwSignal<Presentation>,
    /// What couldn't be used of the address.
    pub notices: RwSignal<Vec<Notice>>,
    /// The figure that is shown on a slide, from 0.
    at: RwSignal<usize>,
    /// How many figures there are.
    count: Signal<usize>,
}

impl Slides {
    /// As the page's address has it; the two are kept together, and the keys of a slide are followed.
    /// `open` says what an address is, `address` is that of what is shown, tracked.
    pub fn follow(
        id: &'static str,
        count: Signal<usize>,
        open: impl Fn(&Address) -> Opened + 'static,
        address: impl Fn(&Presentation, usize) -> Address + 'static,
    ) -> Self {
        let route = expect_context::<Route>();
        let opened = open(&untrack(|| route.address()));
        let own = Self {
            presentation: RwSignal::new(opened.presentation),
            notices: RwSignal::new(opened.notices),
            at: RwSignal::new(opened.figure),
            count,
        };
        slide::present(own.presentation, move |way| own.step(way));
        route.keep(
            id,
            move |address| {
                let Opened {
                    presentation,
                    figure,
                    notices,
                } = open(address);
                own.presentation.set(presentation);
                own.at.set(figure);
                own.notices.set(notices);
            },
            move || address(&own.presentation.get(), own.at.get()),
        );
        own
    }

    /// A button that turns slides on or off.
    pub fn button(self) -> impl IntoView {
        view! {
            <button
                type="button"
                class="button small"
                data-action="slide"
                on:click=move |_| slide::turn(self.presentation)
            >
                "Slides"
            </button>
        }
    }

    /// Whether the slide is the figure of that number, from 0.
    pub fn is_at(self, figure: usize) -> bool {
        self.at.get() == figure
    }

    /// Which slide of how many, on a slide.
    pub fn place(self) -> Option<String> {
        let at = 1 + self.at.get();
        let is_on = self.presentation.with(|p| p.show == Show::Slide);
        is_on.then(|| format!("{at} of {}", self.count.get()))
    }

    /// To the next step of the figure that is shown, or to the next figure.
    fn step(self, way: Way) {
        if slide::press(".lesson-figure.current", way) {
            return;
        }
        let at = self.at.get_untracked();
        match way {
            Way::Next if at + 1 < self.count.get_untracked() => self.at.set(at + 1),
            Way::Back if at > 0 => self.at.set(at - 1),
            _ => {}
        }
    }
}
