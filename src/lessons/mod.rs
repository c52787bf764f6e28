//! Lessons: a page for each pillar that leads from one panel to the next.
//!
//! A lesson is data. Its figures are panels at an address, and the numbers in its sentences are
//! readouts, computed where they stand. What trained networks have come to is quoted from records, and a
//! test holds the text to them.

mod calculus;
mod information_theory;
mod linear_algebra;
mod open;
mod optimisation;
pub mod own;
mod parts;
mod probability;
pub mod sheet;
mod span;
mod training;

pub use open::Opened;
pub use parts::in_parts;
pub use span::{Form, Span, spans};

use crate::contract::{Pillar, registry};

/// One page.
pub struct Lesson {
    /// Its address, `#/<id>`.
    pub id: &'static str,
    /// The pillar that it is about.
    pub pillar: Pillar,
    /// The title.
    pub title: &'static str,
    /// What it is about, in a sentence.
    pub point: &'static str,
    /// The chapters.
    pub chapters: &'static [Chapter],
}

/// A heading and what stands under it.
pub struct Chapter {
    /// The heading.
    pub title: &'static str,
    /// Paragraphs, formulas and figures.
    pub parts: &'static [Block],
}

/// A piece of a chapter.
pub enum Block {
    /// A paragraph, with the marks of [`spans`].
    Text(&'static str),
    /// A list of such paragraphs.
    List(&'static [&'static str]),
    /// A formula in MathML, as [`tex::tex_block`] makes it.
    Formula(&'static str),
    /// A panel at an address: its picture, its controls and its sentence. Numbers of the same address
    /// in the text follow it. An address stands in one figure of a lesson only.
    Figure {
        /// The address, from `#` on.
        address: &'static str,
        /// Which of its pictures is shown until the panel itself is there, and in print.
        plate: usize,
    },
}

impl Lesson {
    /// The addresses of its figures, in their order.
    pub fn figures(&self) -> impl Iterator<Item = &'static str> {
        let parts = self.chapters.iter().flat_map(|chapter| chapter.parts);
        parts.filter_map(|part| match part {
            Block::Figure { address, .. } => Some(*address),
            Block::Text(_) | Block::List(_) | Block::Formula(_) => None,
        })
    }

    /// The addresses of panels whose pictures and numbers stand in it.
    pub fn addresses(&self) -> impl Iterator<Item = &'static str> {
        let parts = self.chapters.iter().flat_map(|chapter| chapter.parts);
        parts.flat_map(|part| match part {
            Block::Text(text) => numbers(text),
            Block::List(items) => items.iter().flat_map(|text| numbers(text)).collect(),
            Block::Formula(_) => Vec::new(),
            Block::Figure { address, .. } => vec![*address],
        })
    }
}

/// The addresses whose numbers stand in a text.
fn numbers(text: &'static str) -> Vec<&'static str> {
    let spans = spans(text).into_iter();
    let addresses = spans.filter_map(|span| match span {
        Span::Number { address, .. } => Some(address),
        Span::Plain(_) | Span::Strong(_) | Span::Link { .. } => None,
    });
    addresses.collect()
}

/// What everybody may know of a lesson.
pub struct Outline {
    /// Its address, `#/<id>`.
    pub id: &'static str,
    /// The pillar that it is about.
    pub pillar: Pillar,
    /// The title.
    pub title: &'static str,
    /// The part of the program that holds it.
    pub part: registry::Part,
    /// The lesson. In a browser it comes with its part: see `app::parts`.
    #[cfg(not(target_arch = "wasm32"))]
    pub lesson: &'static Lesson,
}

/// A lesson of the module of that name. In a browser it is a part of the program, as a panel is.
macro_rules! lesson {
    ($module:ident) => {{
        const PART: registry::Part = registry::Part(concat!("lesson_", stringify!($module)));
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "exported by a name that is used once")]
        #[unsafe(export_name = concat!("part:lesson_", stringify!($module)))]
        extern "C" fn announce() {
            crate::app::parts::page_is_here(PART, || crate::app::lesson_page(&$module::LESSON));
        }
        Outline {
            id: $module::LESSON.id,
            pillar: $module::LESSON.pillar,
            title: $module::LESSON.title,
            part: PART,
            #[cfg(not(target_arch = "wasm32"))]
            lesson: &$module::LESSON,
        }
    }};
}

/// A page for teachers that an address makes, as a part of the program.
pub struct Made {
    /// Its address, `#/<id>`.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// What the home page calls it.
    pub on_home: &'static str,
    /// The part of the program that shows it.
    pub part: registry::Part,
}

/// Such a page of the module of that name.
macro_rules! made {
    ($module:ident, $title:expr, $on_home:expr) => {{
        const PART: registry::Part = registry::Part(concat!("page_", stringify!($module)));
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "exported by a name that is used once")]
        #[unsafe(export_name = concat!("part:page_", stringify!($module)))]
        extern "C" fn announce() {
            crate::app::parts::page_is_here(PART, crate::app::lesson::$module::page);
        }
        Made {
            id: $module::ID,
            title: $title,
            on_home: $on_home,
            part: PART,
        }
    }};
}

/// The pages that an address makes.
pub static MADE: &[Made] = &[
    made!(own, "A lesson", "A lesson of your own"),
    made!(sheet, "Exercises", "A worksheet with its key"),
];

/// The page of that id that an address makes.
#[must_use]
pub fn made(id: &str) -> Option<&'static Made> {
    MADE.iter().find(|made| made.id == id)
}

/// The lessons that are written.
pub static LESSONS: &[Outline] = &[
    lesson!(linear_algebra),
    lesson!(calculus),
    lesson!(probability),
    lesson!(information_theory),
    lesson!(optimisation),
    lesson!(training),
];

/// The lesson of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Outline> {
    LESSONS.iter().find(|lesson| lesson.id == id)
}

/// The lesson about a pillar.
#[must_use]
pub fn about(pillar: Pillar) -> Option<&'static Outline> {
    LESSONS.iter().find(|lesson| lesson.pillar == pillar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Address, Formula};
    use crate::panels::{CURRICULUM, find as panel};

    fn texts(lesson: &Lesson) -> Vec<&'static str> {
        let parts = lesson.chapters.iter().flat_map(|c| c.parts);
        parts
            .flat_map(|part| match part {
                Block::Text(text) => vec![*text],
                Block::List(items) => items.to_vec(),
                Block::Formula(_) | Block::Figure { .. } => vec![],
            })
            .collect()
    }

    /// Opens an address as it is written in a lesson: with nothing that can't be used.
    fn opens(address: &str) -> Address {
        let parsed = Address::parse(address);
        if let Some(other) = find(&parsed.id) {
            assert_eq!(other.lesson.open(&parsed).notices, [], "{address}");
            return parsed;
        }
        let entry = panel(&parsed.id).unwrap_or_else(|| panic!("{address} is no panel"));
        assert_eq!(entry.panel.glance(&parsed).notices, [], "{address}");
        parsed
    }

    #[test]
    fn every_address_opens_and_every_number_is_there() {
        for lesson in LESSONS.iter().map(|outline| outline.lesson) {
            for text in texts(lesson) {
                for span in spans(text) {
                    match span {
                        Span::Link { words, to } => {
                            let parsed = opens(to);
                            // “The panel …” is followed by its title, which the page puts there.
                            if words.is_empty() {
                                assert!(panel(&parsed.id).is_some(), "{to}");
                            } else {
                                let called = format!("panel [{words}](");
                                assert!(!text.contains(&called), "{words}");
                            }
                        }
                        Span::Number {
                            address, readout, ..
                        } => {
                            let parsed = opens(address);
                            let ready = panel(&parsed.id).unwrap().panel;
                            let reading = ready.glance(&parsed).reading;
                            assert!(reading.value(readout).is_some(), "{address} {readout}");
                        }
                        Span::Plain(_) | Span::Strong(_) => {}
                    }
                }
            }
            let figures: Vec<&str> = lesson.figures().collect();
            for part in lesson.chapters.iter().flat_map(|c| c.parts) {
                if let Block::Figure { address, plate } = part {
                    assert_eq!(
                        figures.iter().filter(|at| *at == address).count(),
                        1,
                        "{address}"
                    );
                    let parsed = opens(address);
                    let plates = panel(&parsed.id).unwrap().panel;
                    assert!(plates.glance(&parsed).plates.len() > *plate, "{address}");
                }
            }
        }
    }

    #[test]
    fn every_formula_is_in_order() {
        for lesson in LESSONS.iter().map(|outline| outline.lesson) {
            for part in lesson.chapters.iter().flat_map(|c| c.parts) {
                if let Block::Formula(markup) = part {
                    assert!(Formula::fixed(markup, &[]).faults().is_empty(), "{markup}");
                }
            }
        }
    }

    #[test]
    fn a_lesson_leads_to_every_panel_of_its_pillar() {
        for lesson in LESSONS.iter().map(|outline| outline.lesson) {
            assert!(panel(lesson.id).is_none(), "{} is a panel too", lesson.id);
            assert!(made(lesson.id).is_none(), "{}", lesson.id);
            let mut named: Vec<String> = Vec::new();
            for text in texts(lesson) {
                for span in spans(text) {
                    if let Span::Link { to, .. } = span {
                        named.push(Address::parse(to).id);
                    }
                }
            }
            let of_it = CURRICULUM.iter().filter(|e| e.meta.pillar == lesson.pillar);
            for entry in of_it {
                assert!(
                    named.iter().any(|id| id == entry.meta.id),
                    "{} has no link to {}",
                    lesson.id,
                    entry.meta.id
                );
            }
        }
    }
}
