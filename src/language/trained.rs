//! The trained model, where panels read it.
//!
//! In a browser its file is fetched before a panel that needs it is shown (`ready!`); natively the
//! program holds it.

use std::rc::Rc;
use training::Reference;

/// What is said where the model can't be had.
pub const MISSING: &str = "the trained model could not be loaded";

/// The model, if it could be had.
#[cfg(target_arch = "wasm32")]
#[must_use]
pub fn trained() -> Option<Rc<Reference>> {
    crate::training::kept()
}

/// The model.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn trained() -> Option<Rc<Reference>> {
    thread_local! {
        static KEPT: Option<Rc<Reference>> = {
            let bytes = include_bytes!("../../assets/reference.safetensors");
            Reference::read(bytes).ok().map(Rc::new)
        };
    }
    KEPT.with(Clone::clone)
}
