//! What a panic says goes to the console, for whoever mends it. The reader's message is shown by
//! `boot.js`, since nothing in this program may run any more: it sees the trap that follows.

/// Reports panics in the console.
pub fn install() {
    std::panic::set_hook(Box::new(|info| leptos::logging::error!("{info}")));
}
