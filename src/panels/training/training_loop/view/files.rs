//! Save, open, and export to PyTorch.

use super::session::Session;
use crate::frame::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

#[component]
pub fn Files(session: Session) -> impl IntoView {
    let open = move |event: web_sys::Event| {
        let field = event
            .target()
            .and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        let Some(field) = field else { return };
        let Some(file) = field.files().and_then(|files| files.get(0)) else {
            return;
        };
        // So that the same file can be chosen again.
        field.set_value("");
        if file.size() > 1e8 {
            session
                .message
                .set(Some("That file is too large to be a saved run.".into()));
            return;
        }
        leptos::task::spawn_local(async move {
            let read = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
            match read {
                Ok(buffer) => session.open(&js_sys::Uint8Array::new(&buffer).to_vec()),
                Err(_) => {
                    session
                        .message
                        .try_set(Some("That file can’t be read.".into()));
                }
            }
        });
    };
    let field: NodeRef<leptos::html::Input> = NodeRef::new();
    let choose = move |_| {
        if let Some(field) = field.get_untracked() {
            field.click();
        }
    };
    let none = move || session.about.with(Option::is_none);
    view! {
        <section class="plate span files">
            <h2>"Save"</h2>
            <div class="run-buttons">
                <button type="button" class="button" data-run="save" prop:disabled=none on:click=move |_| session.save()>
                    "Save this run"
                </button>
                <button type="button" class="button" on:click=choose>"Open a run"</button>
                <input
                    node_ref=field
                    type="file"
                    accept=".safetensors"
                    data-control="open"
                    aria-label="A saved run"
                    hidden
                    on:change=open
                />
                <button type="button" class="button" data-run="export" prop:disabled=none on:click=move |_| session.export()>
                    "Export for PyTorch"
                </button>
            </div>
            <p class="quiet">
                "A saved run is a safetensors file with the weights under PyTorch’s names, the \
                 optimiser’s state, the settings and the curve. The export adds the next ten \
                 batches and a short program that continues from here and prints its next ten \
                 losses beside ours."
            </p>
        </section>
    }
}
