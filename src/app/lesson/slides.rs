//! A lesson as slides: one figure after the other, each with its heading and its sentence.

use crate::app::route::Route;
use crate::contract::state::Notice;
use crate::contract::{Presentation, Show};
use crate::frame::slide::{self, Way};
use crate::lessons::{Lesson, Opened};
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
    lesson: &'static Lesson,
}

impl Slides {
    /// As the page's address has it; the two are kept together, and the keys of a slide are followed.
    pub fn follow(lesson: &'static Lesson) -> Self {
        let route = expect_context::<Route>();
        let opened = lesson.open(&untrack(|| route.address()));
        let own = Self {
            presentation: RwSignal::new(opened.presentation),
            notices: RwSignal::new(opened.notices),
            at: RwSignal::new(opened.figure),
            lesson,
        };
        slide::present(own.presentation, move |way| own.step(way));
        route.keep(
            lesson.id,
            move |address| {
                let Opened {
                    presentation,
                    figure,
                    notices,
                } = lesson.open(address);
                own.presentation.set(presentation);
                own.at.set(figure);
                own.notices.set(notices);
            },
            move || lesson.address(&own.presentation.get(), own.at.get()),
        );
        own
    }

    /// Whether the slide is the figure at an address.
    pub fn is_at(self, address: &'static str) -> bool {
        self.lesson.figures().nth(self.at.get()) == Some(address)
    }

    /// Which slide of how many, on a slide.
    pub fn place(self) -> Option<String> {
        let at = 1 + self.at.get();
        let is_on = self.presentation.with(|p| p.show == Show::Slide);
        is_on.then(|| format!("{at} of {}", self.lesson.figures().count()))
    }

    /// To the next step of the figure that is shown, or to the next figure.
    fn step(self, way: Way) {
        if slide::press(".lesson-figure.current", way) {
            return;
        }
        let at = self.at.get_untracked();
        match way {
            Way::Next if at + 1 < self.lesson.figures().count() => self.at.set(at + 1),
            Way::Back if at > 0 => self.at.set(at - 1),
            _ => {}
        }
    }
}
