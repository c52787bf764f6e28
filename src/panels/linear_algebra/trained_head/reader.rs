//! Reads heads of the trained model: a part of the program of its own.

use super::{Head, PART};
use crate::app::parts;
use std::cell::RefCell;
use training::Reference;

thread_local! {
    static KEPT: RefCell<Option<Reference>> = const { RefCell::new(None) };
}

#[allow(unsafe_code, reason = "exported by a name that is used once")]
#[unsafe(export_name = "part:trained_head")]
extern "C" fn announce() {
    parts::reader_is_here(PART, read);
}

/// A sentence in a head of a layer (both from 0), of the model in these bytes.
fn read(bytes: &[u8], sentence: &str, layer: usize, head: usize) -> Result<Head, String> {
    KEPT.with_borrow_mut(|kept| {
        let model = match kept.take() {
            Some(model) => model,
            None => {
                Reference::read(bytes).map_err(|e| format!("The trained model is damaged: {e}."))?
            }
        };
        super::head(kept.insert(model), sentence, layer, head)
    })
}
