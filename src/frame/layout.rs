//! Where the parts of a panel's view stand.

use leptos::prelude::*;

/// The parts of a panel's view. The frame places them: from 1100 px up the controls stand in a column
/// beside the main picture and stay in sight, on a telephone right under it.
pub struct Layout {
    /// The picture that carries the panel's point.
    pub(super) main: AnyView,
    /// The controls that move it.
    pub(super) controls: AnyView,
    /// Controls that are rarely used, folded below the others.
    pub(super) more: Option<AnyView>,
    /// What stands below the main picture and the sentence, made where it may wait for the picture.
    pub(super) below: Sections,
}

impl Layout {
    /// A view of a main picture and the controls that move it.
    #[must_use]
    pub fn new(main: impl IntoView + 'static, controls: impl IntoView + 'static) -> Self {
        Self {
            main: main.into_any(),
            controls: controls.into_any(),
            more: None,
            below: Sections::default(),
        }
    }

    /// With controls that are rarely used (seeds, sizes, ways to fill the fields).
    #[must_use]
    pub fn more(self, more: impl IntoView + 'static) -> Self {
        Self {
            more: Some(more.into_any()),
            ..self
        }
    }
}

/// What plates are added to: a view's [`Layout`], below its main picture, or [`Sections`] of their own.
/// While something is dragged, all that stands below follows the main picture
/// ([`crate::widgets::later`]).
pub trait Below: Sized {
    /// With a section at the end.
    #[must_use]
    fn with_section(self, section: Section) -> Self;

    /// With a plate: a picture or a table with its heading.
    #[must_use]
    fn plate<V: IntoView + 'static>(
        self,
        heading: impl IntoView + 'static,
        body: impl FnOnce() -> V + 'static,
    ) -> Self {
        self.with_section(Section::headed("plate", heading, body))
    }

    /// With a plate that takes the whole width.
    #[must_use]
    fn wide_plate<V: IntoView + 'static>(
        self,
        heading: impl IntoView + 'static,
        body: impl FnOnce() -> V + 'static,
    ) -> Self {
        self.with_section(Section::headed("plate span", heading, body))
    }

    /// With plates that make their own section.
    #[must_use]
    fn also<V: IntoView + 'static>(self, plates: impl FnOnce() -> V + 'static) -> Self {
        self.with_section(Section::new(true, plates))
    }

    /// With something that isn't one of the plates.
    #[must_use]
    fn below<V: IntoView + 'static>(self, view: impl FnOnce() -> V + 'static) -> Self {
        self.with_section(Section::new(false, view))
    }
}

impl Below for Layout {
    fn with_section(self, section: Section) -> Self {
        Self {
            below: self.below.with_section(section),
            ..self
        }
    }
}

impl Below for Sections {
    fn with_section(mut self, section: Section) -> Self {
        self.0.push(section);
        self
    }
}

/// One of the things below a main picture, made when it is shown.
pub struct Section {
    /// Plates that follow each other share their columns.
    is_plate: bool,
    make: Box<dyn FnOnce() -> AnyView>,
}

impl Section {
    fn new<V: IntoView + 'static>(is_plate: bool, view: impl FnOnce() -> V + 'static) -> Self {
        Self {
            is_plate,
            make: Box::new(|| untrack(view).into_any()),
        }
    }

    fn headed<V: IntoView + 'static>(
        class: &'static str,
        heading: impl IntoView + 'static,
        body: impl FnOnce() -> V + 'static,
    ) -> Self {
        let heading = heading.into_any();
        Self::new(true, move || {
            view! {
                <section class=class>
                    <h2>{heading}</h2>
                    {body()}
                </section>
            }
        })
    }
}

/// Plates one after another, each a heading with a picture or a table. They are made when they are
/// shown.
#[derive(Default)]
pub struct Sections(Vec<Section>);

impl Sections {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows them: plates that follow each other share their columns.
    #[must_use]
    pub fn show(self) -> AnyView {
        let mut shown = Vec::new();
        let mut plates = Vec::new();
        for section in self.0 {
            if section.is_plate {
                plates.push((section.make)());
            } else {
                shown.extend(columns(&mut plates));
                shown.push((section.make)());
            }
        }
        shown.extend(columns(&mut plates));
        shown.into_any()
    }
}

fn columns(plates: &mut Vec<AnyView>) -> Option<AnyView> {
    let plates = std::mem::take(plates);
    (!plates.is_empty()).then(|| view! { <div class="plates">{plates}</div> }.into_any())
}

/// A control that needs a title, such as bars to drag.
#[must_use]
pub fn titled(
    title: impl IntoView + 'static,
    hint: &'static str,
    control: impl IntoView + 'static,
) -> AnyView {
    view! {
        <div class="input">
            <h2>{title} {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}</h2>
            {control}
        </div>
    }
    .into_any()
}
