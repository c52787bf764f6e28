//! The present colours, for what is drawn on a canvas.

use crate::app::theme::ThemeChanged;
use crate::contract::Tint;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, HtmlElement};

/// Colours read from the style sheet's custom properties, as `#rrggbb`.
pub struct Palette {
    /// Background.
    pub paper: String,
    /// Cards and figures.
    pub raised: String,
    /// Text.
    pub ink: String,
    /// Quieter text.
    pub muted: String,
    /// Hairlines.
    pub line: String,
    /// Negative numbers in heat maps.
    pub negative: String,
    tints: Vec<(Tint, String)>,
}

const TINTS: [Tint; 15] = [
    Tint::Query,
    Tint::Key,
    Tint::Value,
    Tint::Score,
    Tint::Weight,
    Tint::Gradient,
    Tint::Truth,
    Tint::Model,
    Tint::Loss,
    Tint::First,
    Tint::Second,
    Tint::Input,
    Tint::Matrix,
    Tint::Composed,
    Tint::Spectrum,
];

thread_local! {
    static LAST: RefCell<Option<(u32, Rc<Palette>)>> = const { RefCell::new(None) };
}

/// The present theme as a number that grows whenever colours change; to be called in a component.
#[must_use]
pub fn changes() -> Signal<u32> {
    use_context::<ThemeChanged>().map_or_else(|| Signal::stored(0), |changed| changed.0.into())
}

impl Palette {
    /// The colours after so many [`changes`]. Reading them makes the browser compute styles, so it
    /// is done once for each.
    #[must_use]
    pub fn after(changes: u32) -> Rc<Self> {
        LAST.with_borrow_mut(|last| match last {
            Some((of, palette)) if *of == changes => Rc::clone(palette),
            _ => {
                let palette = Rc::new(Self::now());
                *last = Some((changes, Rc::clone(&palette)));
                palette
            }
        })
    }

    /// Reads the colours of the present theme.
    #[must_use]
    pub fn now() -> Self {
        let probe = Probe::new();
        let read = |name: &str| {
            let colour = probe.as_ref().and_then(|probe| probe.colour(name));
            colour.unwrap_or_else(|| "#888888".into())
        };
        Self {
            paper: read("--paper"),
            raised: read("--raised"),
            ink: read("--ink"),
            muted: read("--muted"),
            line: read("--line"),
            negative: read("--negative"),
            tints: TINTS
                .map(|t| (t, read(&format!("--tint-{}", t.name()))))
                .to_vec(),
        }
    }

    /// The colour of a quantity.
    #[must_use]
    pub fn tint(&self, tint: Tint) -> &str {
        self.tints
            .iter()
            .find(|(t, _)| *t == tint)
            .map_or(&self.ink, |(_, colour)| colour)
    }
}

/// An element that is never seen, whose text takes one colour after another. A custom property is
/// kept as it was written, `light-dark(…)` and all; only where it is used does the browser say which
/// colour that is.
struct Probe {
    element: HtmlElement,
    style: CssStyleDeclaration,
}

impl Probe {
    fn new() -> Option<Self> {
        let element: HtmlElement = document().create_element("span").ok()?.dyn_into().ok()?;
        element.set_hidden(true);
        // The page's own colours, also where the system's replace them on its elements.
        let own = element.style();
        own.set_property("forced-color-adjust", "none").ok()?;
        document().body()?.append_child(&element).ok()?;
        let style = window().get_computed_style(&element).ok()??;
        Some(Self { element, style })
    }

    /// The colour that a custom property stands for, as `#rrggbb`.
    fn colour(&self, name: &str) -> Option<String> {
        let value = format!("var({name}, #888888)");
        self.element.style().set_property("color", &value).ok()?;
        hex(&self.style.get_property_value("color").ok()?)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.element.remove();
    }
}

/// `rgb(r, g, b)`, as a browser tells a colour, as `#rrggbb`.
fn hex(colour: &str) -> Option<String> {
    let parts = colour.strip_prefix("rgb(")?.strip_suffix(')')?;
    let mut parts = parts.split(',').map(|part| part.trim().parse::<u8>().ok());
    let mut next = || parts.next().flatten();
    let (r, g, b) = (next()?, next()?, next()?);
    Some(format!("#{r:02x}{g:02x}{b:02x}"))
}

/// `#rrggbb` as its three parts; grey where it isn't one.
#[must_use]
pub fn rgb(colour: &str) -> (u8, u8, u8) {
    let part = |from: usize| {
        colour
            .get(from..from + 2)
            .and_then(|p| u8::from_str_radix(p, 16).ok())
            .unwrap_or(128)
    };
    (part(1), part(3), part(5))
}
