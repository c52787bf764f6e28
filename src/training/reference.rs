//! The model that comes with the page, fetched when a panel first asks for it.

use js_sys::Uint8Array;
use leptos::prelude::{document, window};
use std::cell::RefCell;
use std::rc::Rc;
use training::Reference;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Where it is, relative to the page.
const FILE: &str = "reference.safetensors";
/// The element that holds it, base64, where the page is one file.
const ELEMENT: &str = "reference";

thread_local! {
    static KEPT: RefCell<Option<Rc<Reference>>> = const { RefCell::new(None) };
}

/// The reference model.
///
/// # Errors
///
/// In words: a file that can't be fetched, or isn't the model.
pub async fn reference() -> Result<Rc<Reference>, String> {
    if let Some(model) = kept() {
        return Ok(model);
    }
    let bytes = reference_file().await?;
    let model =
        Reference::read(&bytes).map_err(|e| format!("The trained model is damaged: {e}."))?;
    let model = Rc::new(model);
    KEPT.set(Some(Rc::clone(&model)));
    Ok(model)
}

/// The reference model, if it has been asked for and is here.
#[must_use]
pub fn kept() -> Option<Rc<Reference>> {
    KEPT.with_borrow(Clone::clone)
}

/// The reference model as the file that it is, to hand to a worker.
///
/// # Errors
///
/// In words: a file that can't be fetched.
pub async fn reference_file() -> Result<Vec<u8>, String> {
    match inside() {
        Some(bytes) => Ok(bytes),
        None => fetched().await,
    }
}

/// The bytes inside a page that is one file.
fn inside() -> Option<Vec<u8>> {
    let text = document().get_element_by_id(ELEMENT)?.text_content()?;
    let letters = window().atob(&text).ok()?;
    // atob gives a string with one character for each byte.
    Some(letters.chars().map(|c| c as u8).collect())
}

async fn fetched() -> Result<Vec<u8>, String> {
    let failed = |_| "The trained model can’t be loaded; the network may be down.".to_owned();
    let response = JsFuture::from(window().fetch_with_str(FILE)).await;
    let response: Response = response.map_err(failed)?.unchecked_into();
    if !response.ok() {
        return Err(format!(
            "The trained model can’t be loaded: the server answered {}.",
            response.status()
        ));
    }
    let buffer = response.array_buffer().map_err(failed)?;
    let buffer = JsFuture::from(buffer).await.map_err(failed)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
