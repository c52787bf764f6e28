//! The page around the panels: shell, home, search, theme, routes.

mod home;
pub mod keys;
pub mod lesson;
mod panic;
pub mod parts;
pub mod route;
mod search;
mod shell;
pub mod theme;

use leptos::prelude::*;
pub use lesson::page as lesson_page;

/// Starts the page.
pub fn start() {
    panic::install();
    crate::widgets::later::install();
    mount_to_body(shell::Shell);
    if let Some(loading) = document().get_element_by_id("loading") {
        loading.remove();
    }
}
