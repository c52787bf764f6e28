//! A table of numbers or texts, as wide as it needs to be: what doesn't fit scrolls by itself.

use leptos::prelude::*;

/// The names of a table's columns: texts, or what follows the state.
#[macro_export]
macro_rules! heads {
    ($($head:expr),* $(,)?) => {
        ::std::vec::Vec::<::leptos::prelude::AnyView>::from([$(::leptos::prelude::IntoAny::into_any($head)),*])
    };
}
pub use heads;

/// The rows are the children.
#[component]
pub fn DataTable(
    /// What names the table to who can't see it.
    label: &'static str,
    /// The names of the columns; without any there is no line of names.
    heads: Vec<AnyView>,
    /// Its style.
    #[prop(default = "facts")]
    class: &'static str,
    /// Keeps to a part of the screen and scrolls up and down as well.
    #[prop(default = false)]
    tall: bool,
    children: Children,
) -> impl IntoView {
    let head = |name: AnyView| view! { <th scope="col">{name}</th> };
    let names = (!heads.is_empty()).then(|| {
        view! { <thead><tr>{heads.into_iter().map(head).collect_view()}</tr></thead> }
    });
    view! {
        <div class="scroll" class:tall=tall tabindex="0" role="region" aria-label=label>
            <table class=class>
                {names}
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
