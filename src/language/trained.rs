//! The trained model, where panels read it.
//!
//! In a browser its file is fetched before a panel that needs it is shown; natively the program holds
//! it.

use std::cell::RefCell;
use std::rc::Rc;
use training::Reference;

/// What is said where the model can't be had.
pub const MISSING: &str = "the trained model could not be loaded";

thread_local! {
    static KEPT: RefCell<Option<Rc<Reference>>> = const { RefCell::new(None) };
}

/// Keeps the model for the panels.
#[cfg(target_arch = "wasm32")]
pub fn keep(model: Rc<Reference>) {
    KEPT.set(Some(model));
}

/// The model, if it could be had.
#[must_use]
pub fn trained() -> Option<Rc<Reference>> {
    #[cfg(not(target_arch = "wasm32"))]
    if KEPT.with_borrow(Option::is_none) {
        let bytes = include_bytes!("../../assets/reference.safetensors");
        KEPT.set(Reference::read(bytes).ok().map(Rc::new));
    }
    KEPT.with_borrow(Clone::clone)
}
