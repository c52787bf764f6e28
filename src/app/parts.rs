//! The program arrives in parts: what a reader doesn't look at isn't loaded.
//!
//! A panel or a lesson is a part. `boot.js` loads it and calls the one function that it exports,
//! which puts it in here. How the program is cut is in `xtask/src/build/split`; where it isn't
//! (`trunk serve`, the copy in one file), all parts are there and nothing has to be loaded.

use crate::contract::registry::{Part, Ready};
use crate::contract::{Address, Plate};
use crate::panels;
use crate::panels::linear_algebra::trained_head::Head;
use leptos::prelude::*;
use std::cell::RefCell;
use std::pin::Pin;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen]
extern "C" {
    /// In `boot.js`: loads the parts of these names, with a space between them.
    #[wasm_bindgen(js_name = fourPillarsParts, catch)]
    async fn load(names: &str) -> Result<(), JsValue>;
}

/// Mounts a page.
pub type Mount = fn() -> AnyView;
/// Fetches the trained model.
type Model = fn() -> Pin<Box<dyn Future<Output = Result<(), String>>>>;
/// A panel that has been loaded, and what it waits for.
type Awaiting = (&'static dyn Ready, Model);
/// What a head of the trained model reads of a sentence, once its file is there.
pub type Reading = Pin<Box<dyn Future<Output = Result<Head, String>>>>;
/// Reads a sentence in a head of a layer (both from 0) of the trained model.
pub type Reader = fn(String, usize, usize) -> Reading;
/// Draws plates below a title and a sentence, and above an address; gives a PNG as a `data:` URL.
pub type Drawer = fn(&str, &str, &str, &[Plate]) -> Result<String, JsValue>;

thread_local! {
    static AWAITING: RefCell<Vec<(Part, Awaiting)>> = const { RefCell::new(Vec::new()) };
    static PANELS: RefCell<Vec<(Part, &'static dyn Ready)>> = const { RefCell::new(Vec::new()) };
    static PAGES: RefCell<Vec<(Part, Mount)>> = const { RefCell::new(Vec::new()) };
    static READERS: RefCell<Vec<(Part, Reader)>> = const { RefCell::new(Vec::new()) };
    static DRAWERS: RefCell<Vec<(Part, Drawer)>> = const { RefCell::new(Vec::new()) };
}

/// Takes in the panel of a part that has been loaded.
pub fn panel_is_here(part: Part, panel: &'static dyn Ready) {
    PANELS.with_borrow_mut(|all| put(all, part, panel));
}

/// Takes in a panel of a part that has been loaded, which is shown when the trained model is here as
/// well. Without the model it is shown too, and says what it can't compute.
pub fn panel_awaits_the_model(part: Part, panel: &'static dyn Ready) {
    // By a pointer, so that only such parts hold what reads the model.
    let model: Model = || Box::pin(async { crate::training::reference().await.map(drop) });
    AWAITING.with_borrow_mut(|all| put(all, part, (panel, model)));
}

/// Waits for what a part that has been loaded needs besides.
async fn settle(name: &str) {
    let awaiting = AWAITING.with_borrow(|all| all.iter().find(|(part, _)| part.0 == name).copied());
    let Some((part, (panel, model))) = awaiting else {
        return;
    };
    if let Err(error) = model().await {
        leptos::logging::warn!("{name}: {error}");
    }
    panel_is_here(part, panel);
}

/// Takes in the page of a part that has been loaded.
pub fn page_is_here(part: Part, mount: Mount) {
    PAGES.with_borrow_mut(|all| put(all, part, mount));
}

/// Takes in the reader of a part that has been loaded.
pub fn reader_is_here(part: Part, read: Reader) {
    READERS.with_borrow_mut(|all| put(all, part, read));
}

/// Takes in what a part that has been loaded draws pictures with.
pub fn drawer_is_here(part: Part, draw: Drawer) {
    DRAWERS.with_borrow_mut(|all| put(all, part, draw));
}

/// The reader of a part, loaded where it isn't here yet.
///
/// # Errors
///
/// In words: a part that can't be loaded.
pub async fn reader(part: Part) -> Result<Reader, String> {
    fetched(part, || READERS.with_borrow(|all| find(all, part))).await
}

/// What a part draws pictures with, loaded where it isn't here yet.
///
/// # Errors
///
/// In words: a part that can't be loaded.
pub async fn drawer(part: Part) -> Result<Drawer, String> {
    fetched(part, || DRAWERS.with_borrow(|all| find(all, part))).await
}

/// What is there once a part has been loaded.
async fn fetched<T>(part: Part, here: impl Fn() -> Option<T>) -> Result<T, String> {
    let mut trouble = Trouble::Network;
    if here().is_none()
        && let Err(error) = load(part.0).await
    {
        leptos::logging::warn!("{}: {error:?}", part.0);
        trouble = Trouble::of(&error);
    }
    here().ok_or_else(|| trouble.words().to_owned())
}

/// The panel of a part, if it has been loaded.
#[must_use]
pub fn panel(part: Part) -> Option<&'static dyn Ready> {
    PANELS.with_borrow(|all| find(all, part))
}

/// What mounts the page of a part, if it has been loaded.
#[must_use]
pub fn page(part: Part) -> Option<Mount> {
    PAGES.with_borrow(|all| find(all, part))
}

fn put<T>(all: &mut Vec<(Part, T)>, part: Part, what: T) {
    if !all.iter().any(|(name, _)| *name == part) {
        all.push((part, what));
    }
}

fn find<T: Copy>(all: &[(Part, T)], part: Part) -> Option<T> {
    let found = all.iter().find(|(name, _)| *name == part);
    found.map(|(_, what)| *what)
}

/// The parts that have yet to be loaded for the panels of these addresses.
#[must_use]
pub fn missing(addresses: impl Iterator<Item = impl AsRef<str>>) -> Vec<Part> {
    let mut missing = Vec::new();
    for address in addresses {
        let part = panels::find(&Address::parse(address.as_ref()).id).map(|entry| entry.part);
        if let Some(part) = part
            && panel(part).is_none()
            && !missing.contains(&part)
        {
            missing.push(part);
        }
    }
    missing
}

/// Counts the parts that have arrived, for what waits for one.
#[derive(Clone, Copy)]
pub struct Arrivals(RwSignal<u32>);

impl Arrivals {
    /// The count, provided to everything below.
    #[must_use]
    pub fn provide() -> Self {
        let arrivals = Self(RwSignal::new(0));
        provide_context(arrivals);
        arrivals
    }

    /// Runs what runs now again when something has arrived.
    pub fn track(self) {
        self.0.track();
    }
}

/// Parts that are on their way.
#[derive(Clone, Copy)]
struct Arriving {
    names: StoredValue<String>,
    arrivals: Arrivals,
    failed: RwSignal<Option<Trouble>>,
}

/// Why a part isn't here.
#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    /// It didn't arrive.
    Network,
    /// The site has other parts than the page that is open: it was renewed meanwhile.
    Renewed,
}

impl Trouble {
    /// `boot.js` names the errors.
    fn of(error: &JsValue) -> Self {
        let name = error.dyn_ref::<js_sys::Error>().map(js_sys::Error::name);
        if name.is_some_and(|name| name == "Renewed") {
            Self::Renewed
        } else {
            Self::Network
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Network => {
                "This part of the explorer couldn’t be loaded; the network may be down."
            }
            Self::Renewed => {
                "The explorer was renewed while this page was open, and this part can’t be loaded any \
                 more. Reloading brings the new explorer at the same address."
            }
        }
    }
}

impl Arriving {
    /// Asks for them.
    fn new(parts: &[Part]) -> Self {
        let names: Vec<&str> = parts.iter().map(|part| part.0).collect();
        let arriving = Self {
            names: StoredValue::new(names.join(" ")),
            arrivals: expect_context::<Arrivals>(),
            failed: RwSignal::new(None),
        };
        if !parts.is_empty() {
            arriving.ask();
        }
        arriving
    }

    fn ask(self) {
        self.failed.set(None);
        // Each by itself, so that what has arrived is shown.
        for name in self.names.get_value().split(' ').map(str::to_owned) {
            spawn_local(async move {
                if let Err(error) = load(&name).await {
                    leptos::logging::warn!("{name}: {error:?}");
                    // Perhaps the reader has gone on.
                    let trouble = Trouble::of(&error);
                    let _ = self.failed.try_update(|failed| {
                        // Of several parts one is enough to know that the page is an old one.
                        if *failed != Some(Trouble::Renewed) {
                            *failed = Some(trouble);
                        }
                    });
                } else {
                    settle(&name).await;
                    self.arrivals.0.update(|count| *count += 1);
                }
            });
        }
    }

    /// What is said where they can't be had, with a way to try again.
    fn failure(self) -> impl IntoView {
        let again = move || {
            view! {
                <button type="button" class="button" on:click=move |_| self.ask()>
                    "Try again"
                </button>
            }
            .into_any()
        };
        let reload = || {
            let reload = |_| _ = window().location().reload();
            view! { <button type="button" class="button" on:click=reload>"Reload"</button> }
                .into_any()
        };
        move || {
            let trouble = self.failed.get()?;
            let (more, button) = match trouble {
                Trouble::Network => (" If trying again doesn’t help, reload the page.", again()),
                Trouble::Renewed => ("", reload()),
            };
            Some(view! {
                <div class="message" role="alert">
                    <p>{trouble.words()} " What is loaded already keeps working." {more}</p>
                    {button}
                </div>
            })
        }
    }
}

/// Stands for a page while its parts are on their way, and says so where they can't be had.
#[component]
pub fn Awaited(
    /// Of the page.
    title: &'static str,
    /// What it waits for.
    parts: Vec<Part>,
) -> impl IntoView {
    let arriving = Arriving::new(&parts);
    view! {
        <article class="column plain awaited">
            <h1>{title}</h1>
            <p role="status">{move || if arriving.failed.get().is_some() { "" } else { "Loading…" }}</p>
            {arriving.failure()}
        </article>
    }
}

/// Loads parts for a page that is shown meanwhile; nothing is seen of it unless they can't be had.
#[component]
pub fn Further(
    /// What is loaded.
    parts: Vec<Part>,
) -> impl IntoView {
    Arriving::new(&parts).failure()
}
