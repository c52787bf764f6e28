//! Reset, surprise me, copy link, numbers as CSV, picture as PNG.

use super::live::Live;
use super::{saved, slide};
use crate::app::{parts, route};
use crate::contract::csv;
use crate::contract::panel::Meta;
use crate::contract::plate::IMAGE;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

pub fn toolbar(live: Live) -> impl IntoView {
    // What was said, and how many times something was: only the last message's own time clears it.
    let said = RwSignal::new((0u32, String::new()));
    // Said until something else is. The reader may have gone on before a part, a file or a copy is done.
    let keep = move |text: &str| {
        let turn = said.try_with_untracked(|(turn, _)| turn.wrapping_add(1))?;
        said.set((turn, text.to_string()));
        Some(turn)
    };
    let say = move |text: &str| {
        let Some(turn) = keep(text) else { return };
        set_timeout(
            move || {
                if said.try_with_untracked(|(last, _)| *last == turn) == Some(true) {
                    said.update(|(_, text)| text.clear());
                }
            },
            Duration::from_secs(4),
        );
    };
    let fallback = RwSignal::new(None::<String>);
    let reset = move |_| {
        live.reset();
        say("Reset");
    };
    let surprise = move |_| {
        // The clock is the seed here: a reader asks for something new, not for something again.
        live.surprise(js_sys::Date::now() as u64);
        say("A random state");
    };
    // Where there is no link, a file is offered.
    let offered = RwSignal::new(false);
    let link = move |_| {
        offered.set(saved::is_too_long(live));
        if offered.get_untracked() {
            return say("Too long for a link");
        }
        let url = route::url(&live.address().text());
        fallback.set(None);
        copy_or(
            url,
            move || say("Link copied"),
            move |url| {
                let _ = fallback.try_set(Some(url));
            },
        );
    };
    let numbers = move |_| {
        let address = route::url(&live.address().text());
        let text = live
            .reading
            .with_untracked(|reading| csv::csv(&address, reading));
        let done = download(&text, &format!("{}.csv", live.meta.id));
        say(if done.is_ok() {
            "CSV saved"
        } else {
            "This browser would not save the file"
        });
    };
    let picture = move |_| {
        let plates = live.plates();
        let sentence = live
            .reading
            .with_untracked(|reading| reading.sentence.clone());
        let address = route::url(&live.address().text());
        let Meta { title, id, .. } = live.meta;
        keep("Drawing the picture …");
        leptos::task::spawn_local(async move {
            let draw = match parts::drawer(IMAGE).await {
                Ok(draw) => draw,
                // It asks for something that takes longer than a message stays.
                Err(trouble) => {
                    keep(&trouble);
                    return;
                }
            };
            let url = draw(title, &sentence, &address, &plates);
            let done = url.and_then(|url| save(&url, &format!("{id}.png")));
            say(if done.is_ok() {
                "Picture saved"
            } else {
                "This browser would not save the picture"
            });
        });
    };
    let unfolded = RwSignal::new(false);
    view! {
        <div class="toolbar" role="group" aria-label="This panel" class:unfolded=unfolded>
            // On a telephone the others are behind this one.
            <button
                type="button"
                class="button menu"
                aria-expanded=move || unfolded.get().to_string()
                on:click=move |_| unfolded.update(|on| *on = !*on)
            >
                "Menu"
            </button>
            <button type="button" class="button" data-action="reset" on:click=reset>"Reset"</button>
            <button type="button" class="button" data-action="surprise" on:click=surprise>"Random \
                state"</button>
            <button type="button" class="button" data-action="link" on:click=link>"Copy link"</button>
            <button type="button" class="button" data-action="csv" on:click=numbers>"Numbers (CSV)"</button>
            <button type="button" class="button" data-action="png" on:click=picture>"Picture (PNG)"</button>
            <button type="button" class="button" data-action="slide" on:click=move |_| slide::turn(live.presentation)>"Slide"</button>
            <span class="said" role="status">{move || said.with(|(_, text)| text.clone())}</span>
        </div>
        {move || {
            offered
                .get()
                .then(|| {
                    view! {
                        <p class="fallback-link">
                            "This state is too long for a link. " <saved::SaveButton live=live />
                        </p>
                    }
                })
        }}
        {move || {
            fallback
                .get()
                .map(|url| {
                    view! {
                        <label class="fallback-link">
                            "This browser doesn’t allow copying. The link:"
                            <input type="text" readonly prop:value=url />
                        </label>
                    }
                })
        }}
    }
}

/// Copies text, then calls `done`.
pub fn copy(text: String, done: impl Fn() + 'static) {
    copy_or(text, done, |_| {});
}

fn copy_or(text: String, done: impl Fn() + 'static, refused: impl Fn(String) + 'static) {
    let navigator: JsValue = window().navigator().into();
    // Without a secure context there is no clipboard at all, whatever the types say.
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into());
    let Ok(clipboard) = clipboard.and_then(|c| c.dyn_into::<web_sys::Clipboard>()) else {
        refused(text);
        return;
    };
    let promise = clipboard.write_text(&text);
    leptos::task::spawn_local(async move {
        match wasm_bindgen_futures::JsFuture::from(promise).await {
            Ok(_) => done(),
            Err(_) => refused(text),
        }
    });
}

fn download(text: &str, name: &str) -> Result<(), JsValue> {
    file(text.as_bytes(), name, "text/csv;charset=utf-8")
}

/// Hands the reader a file.
///
/// # Errors
///
/// A browser that doesn't take it.
pub fn file(bytes: &[u8], name: &str, kind: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let done = save(&url, name);
    set_timeout(
        move || {
            let _ = web_sys::Url::revoke_object_url(&url);
        },
        Duration::from_secs(10),
    );
    done
}

fn save(url: &str, name: &str) -> Result<(), JsValue> {
    let anchor: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    anchor.set_href(url);
    anchor.set_download(name);
    anchor.click();
    Ok(())
}
