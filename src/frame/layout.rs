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
    pub(super) rest: Option<Box<dyn FnOnce() -> AnyView>>,
}

impl Layout {
    /// A view of a main picture and the controls that move it.
    #[must_use]
    pub fn new(main: impl IntoView + 'static, controls: impl IntoView + 'static) -> Self {
        Self {
            main: main.into_any(),
            controls: controls.into_any(),
            more: None,
            rest: None,
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

    /// With further pictures and tables below. While something is dragged they follow the main picture
    /// ([`crate::widgets::later`]).
    #[must_use]
    pub fn rest<V: IntoView + 'static>(self, rest: impl FnOnce() -> V + 'static) -> Self {
        Self {
            rest: Some(Box::new(|| rest().into_any())),
            ..self
        }
    }
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
