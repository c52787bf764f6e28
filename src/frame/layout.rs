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

    /// With a picture or table below, with its heading. While something is dragged, all that stands
    /// below follows the main picture ([`crate::widgets::later`]).
    #[must_use]
    pub fn plate<V: IntoView + 'static>(
        self,
        heading: impl IntoView + 'static,
        body: impl FnOnce() -> V + 'static,
    ) -> Self {
        self.sections(|below| below.plate(heading, body))
    }

    /// With one below that takes the whole width.
    #[must_use]
    pub fn wide_plate<V: IntoView + 'static>(
        self,
        heading: impl IntoView + 'static,
        body: impl FnOnce() -> V + 'static,
    ) -> Self {
        self.sections(|below| below.wide_plate(heading, body))
    }

    /// With plates that make their own section.
    #[must_use]
    pub fn also<V: IntoView + 'static>(self, plates: impl FnOnce() -> V + 'static) -> Self {
        self.sections(|below| below.also(plates))
    }

    /// With something below that isn't one of the plates.
    #[must_use]
    pub fn below<V: IntoView + 'static>(self, view: impl FnOnce() -> V + 'static) -> Self {
        self.sections(|below| below.between(view))
    }

    fn sections(self, add: impl FnOnce(Sections) -> Sections) -> Self {
        Self {
            below: add(self.below),
            ..self
        }
    }
}

/// Plates one after another, each a heading with a picture or a table. They are made when they are
/// shown.
#[derive(Default)]
pub struct Sections(Vec<Section>);

enum Section {
    Plate(Make),
    Other(Make),
}

type Make = Box<dyn FnOnce() -> AnyView>;

impl Sections {
    /// With a plate.
    #[must_use]
    pub fn plate<V: IntoView + 'static>(
        self,
        heading: impl IntoView + 'static,
        body: impl FnOnce() -> V + 'static,
    ) -> Self {
        let heading = heading.into_any();
        self.also(move || section("plate", heading, untrack(body).into_any()))
    }

    /// With a plate that takes the whole width.
    #[must_use]
    pub fn wide_plate<V: IntoView + 'static>(
        self,
        heading: impl IntoView + 'static,
        body: impl FnOnce() -> V + 'static,
    ) -> Self {
        let heading = heading.into_any();
        self.also(move || section("plate span", heading, untrack(body).into_any()))
    }

    /// With plates that make their own section.
    #[must_use]
    pub fn also<V: IntoView + 'static>(mut self, plates: impl FnOnce() -> V + 'static) -> Self {
        let make = Box::new(|| untrack(plates).into_any());
        self.0.push(Section::Plate(make));
        self
    }

    /// With something between the plates.
    #[must_use]
    pub fn between<V: IntoView + 'static>(mut self, view: impl FnOnce() -> V + 'static) -> Self {
        let make = Box::new(|| untrack(view).into_any());
        self.0.push(Section::Other(make));
        self
    }

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
            match section {
                Section::Plate(make) => plates.push(make()),
                Section::Other(make) => {
                    shown.extend(columns(&mut plates));
                    shown.push(make());
                }
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

fn section(class: &'static str, heading: AnyView, body: AnyView) -> AnyView {
    view! {
        <section class=class>
            <h2>{heading}</h2>
            {body}
        </section>
    }
    .into_any()
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
