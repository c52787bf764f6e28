//! The browser’s own gzip, as an outsider: its bits are shown and are no readout, since browsers differ.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

/// Bits of a text as gzip, its header of 18 bytes included; none where the browser has no
/// `CompressionStream`.
pub async fn bits(text: &str) -> Option<f64> {
    let maker = Reflect::get(&js_sys::global(), &"CompressionStream".into()).ok()?;
    let maker: Function = maker.dyn_into().ok()?;
    let squeezed = Reflect::construct(&maker, &js_sys::Array::of1(&"gzip".into())).ok()?;
    let blob = Blob::new_with_str_sequence(&js_sys::Array::of1(&text.into())).ok()?;
    let stream = call(&blob, "stream", &[])?;
    let piped = call(&stream, "pipeThrough", &[squeezed])?;
    let maker: Function = Reflect::get(&js_sys::global(), &"Response".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let response = Reflect::construct(&maker, &js_sys::Array::of1(&piped)).ok()?;
    let response: Response = response.dyn_into().ok()?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    let bytes = js_sys::Uint8Array::new(&buffer).length();
    Some(8.0 * f64::from(bytes))
}

fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let method: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    let list: js_sys::Array = arguments.iter().collect();
    method.apply(object, &list).ok()
}
