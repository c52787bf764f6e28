//! The bar that says whose numbers are shown, and where a model of the session comes from: a run that
//! was sent here, or a file that is picked or dropped.

use super::super::model::{Model, Origin};
use super::super::own::files::{Kind, Role, is_other_format, kind, role};
use super::super::{Transformer, TransformerState};
use super::own::Session;
use crate::app::keys::focus;
use crate::contract::number::count;
use crate::frame::prelude::*;
use crate::frame::sent::Whose;
use crate::training::{Client, News, taken};
use std::sync::Arc;
use training::Network;
use training::protocol::{Attachment, Command, Event};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList};

/// The largest file, in bytes: no run that is saved here has more.
const LARGEST: f64 = 1e8;
/// As much of a file’s header as tells what it is.
const BEGINNING: f64 = 65_536.0;

/// What opens a file. Copy it freely.
#[derive(Clone, Copy)]
pub struct Opener {
    context: Context<Transformer>,
    client: StoredValue<Option<Client>, LocalStorage>,
    /// The name of the file that is being opened.
    name: RwSignal<Option<String>>,
    message: RwSignal<Option<String>>,
    /// What opens a GPT-2.
    pub own: Session,
}

impl Opener {
    /// Nothing is being opened. A run that was sent here is shown.
    pub fn new(context: Context<Transformer>) -> Self {
        let opener = Self {
            context,
            client: StoredValue::new_local(None),
            name: RwSignal::new(None),
            message: RwSignal::new(None),
            own: Session::new(context),
        };
        on_cleanup(move || {
            // Dropping the client ends the worker.
            opener.client.try_update_value(Option::take);
        });
        // Later, when the address is followed: what the model lacks changes it.
        Effect::new(move |before: Option<()>| {
            if before.is_none()
                && let Some(network) = taken()
            {
                opener.show(network, Origin::Run);
            }
        });
        opener
    }

    /// Shows a network; what was shown before stays where it can’t be.
    fn show(self, network: Network, origin: Origin) {
        match Model::brought(network, origin) {
            Ok(model) => self.context.update(|s| s.hold(Some(Arc::new(model)))),
            Err(why) => self
                .message
                .set(Some(format!("That model can’t be shown: {why}."))),
        }
    }

    /// Takes the files that are dropped, if one of them is of a model, or looks like it.
    pub fn take(self, event: &DragEvent) {
        let files = event.data_transfer().and_then(|data| data.files());
        let files = files.map(|files| listed(&files)).unwrap_or_default();
        let is_of_model = |name: &str| role(name) != Role::Other || is_other_format(name);
        if files.iter().any(|file| is_of_model(&file.name())) {
            event.prevent_default();
            self.open(files);
        }
    }

    /// One file that is a saved run is one; whatever else may belong to a GPT-2 goes to that.
    fn open(self, files: Vec<File>) {
        self.message.set(None);
        let [file] = &files[..] else {
            if !files.is_empty() {
                self.own.pick(files);
            }
            return;
        };
        if !matches!(role(&file.name()), Role::Weights | Role::Other) {
            return self.own.pick(files);
        }
        let Ok(beginning) = file.slice_with_f64_and_f64(0.0, BEGINNING) else {
            return self.open_run(file.clone());
        };
        leptos::task::spawn_local(async move {
            let bytes = JsFuture::from(beginning.array_buffer()).await;
            let bytes = bytes.map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec());
            // In the meantime the panel may have been left.
            if self.name.try_get_untracked().is_none() {
                return;
            }
            match kind(&bytes.unwrap_or_default()) {
                Kind::Tensors => self.own.pick(files),
                _ => files.into_iter().for_each(|file| self.open_run(file)),
            }
        });
    }

    fn open_run(self, file: File) {
        let name = file.name();
        if file.size() > LARGEST {
            let what = format!(
                "“{name}” can’t be opened: it isn’t a safetensors file of a GPT-2, and it is too large to be a \
                 run that was saved here. Nothing has changed."
            );
            return self.message.set(Some(what));
        }
        self.name.set(Some(name));
        leptos::task::spawn_local(async move {
            let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
                return self.fail("the browser can’t read it");
            };
            let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
            // In the meantime the panel may have been left.
            if self.name.try_get_untracked().is_some() {
                self.read(&bytes);
            }
        });
    }

    /// The worker reads the file and hands its network back.
    fn read(self, bytes: &[u8]) {
        match Client::start(move |news| self.hear(news)) {
            Ok(client) => {
                client.say_with(&Command::Open, bytes);
                client.say(&Command::Network { step: None });
                self.client.set_value(Some(client));
            }
            Err(why) => self.fail(&why),
        }
    }

    fn hear(self, news: News) {
        // The panel may have been left.
        let Some(name) = self.name.try_get_untracked() else {
            return;
        };
        match news {
            News::Said(Event::Network(about), beside) => {
                let bytes = match beside.first() {
                    Some(Attachment::Bytes(bytes)) => bytes.as_slice(),
                    _ => &[],
                };
                match Network::read(*about, bytes) {
                    Ok(network) => {
                        self.done();
                        self.show(network, Origin::File(name.unwrap_or_default()));
                    }
                    Err(why) => self.fail(&why.to_string()),
                }
            }
            // Of the two refusals, that of the file says why.
            News::Said(Event::Refused(why), _) if name.is_some() => self.fail(&why),
            News::Lost(why) => self.fail(why.trim_end_matches('.')),
            News::Slow | News::Said(..) => {}
        }
    }

    fn fail(self, why: &str) {
        let Some(Some(name)) = self.name.try_get_untracked() else {
            return;
        };
        let what = format!("“{name}” can’t be opened: {why}. Nothing has changed.");
        self.message.set(Some(what));
        self.done();
    }

    fn done(self) {
        self.name.set(None);
        // Not now: it may be the client that is calling.
        leptos::task::spawn_local(async move {
            self.client.try_update_value(Option::take);
        });
    }
}

/// The files of a list.
fn listed(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

/// Whose numbers are shown, where they aren’t the shipped model’s, with a way back to it.
#[component]
pub fn ModelBar(context: Context<Transformer>) -> impl IntoView {
    let says = context.part(|s: &TransformerState| {
        let brought = s.held.brought();
        brought.map_or_else(String::new, |model| {
            let sizes = model.sizes();
            format!(
                "These are the numbers of {}: {} of {}, width {}, {}. They are this session’s: neither the \
                 address nor the program holds them.",
                model.title(),
                count(sizes.layers, "layer"),
                count(sizes.heads, "head"),
                model.weights.width,
                count(model.vocabulary(), "different token")
            )
        })
    });
    let back = move |()| {
        context.update(|s| s.hold(None));
        focus("#figure");
    };
    view! {
        <Whose says=says.into() others="the shipped model" back=Callback::new(back) />
    }
}

/// A field for a file, which is picked or dropped.
#[component]
pub fn OpenFile(opener: Opener) -> impl IntoView {
    let field: NodeRef<leptos::html::Input> = NodeRef::new();
    let picked = move |_| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        if let Some(files) = field.files() {
            opener.open(listed(&files));
        }
        // So that the same file can be chosen again.
        field.set_value("");
    };
    let choose = move |_| {
        if let Some(field) = field.get_untracked() {
            field.click();
        }
    };
    let reading = move || {
        let name = opener.name.get();
        name.map(|name| format!("“{name}” is being read."))
    };
    view! {
        <div data-local="">
            <p class="quiet">
                "Another model: a run sent from the training loop or saved there, or a GPT-2 of your own \
                (model.safetensors with vocab.json and merges.txt, or with tokenizer.json; config.json if \
                there is one), picked or dropped here together. It stays on this machine: nothing is sent \
                anywhere."
            </p>
            <div class="row">
                <button
                    type="button"
                    class="button small"
                    data-action="open-run"
                    prop:disabled=move || opener.name.with(Option::is_some)
                    on:click=choose
                >
                    "Open a model"
                </button>
                <input
                    node_ref=field
                    type="file"
                    accept=".safetensors,.json,.txt,.bpe"
                    multiple
                    data-control="open"
                    aria-label="A saved run, or the files of a GPT-2"
                    hidden
                    on:change=picked
                />
            </div>
            <p class="quiet" role="status">
                {reading}
            </p>
            <p class="problem" role="status" data-model="problem">
                {opener.message}
            </p>
        </div>
    }
}
