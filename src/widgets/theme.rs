//! The present colours, for what is drawn on a canvas.

use crate::contract::Tint;
use leptos::prelude::*;

/// Colours read from the style sheet's custom properties.
pub struct Palette {
    /// Background.
    pub paper: String,
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

const TINTS: [Tint; 9] = [
    Tint::Query,
    Tint::Key,
    Tint::Value,
    Tint::Score,
    Tint::Weight,
    Tint::Gradient,
    Tint::Truth,
    Tint::Model,
    Tint::Loss,
];

impl Palette {
    /// Reads the colours of the present theme.
    #[must_use]
    pub fn now() -> Self {
        let style = document()
            .document_element()
            .and_then(|root| window().get_computed_style(&root).ok().flatten());
        let read = |name: &str| {
            style
                .as_ref()
                .and_then(|s| s.get_property_value(name).ok())
                .map(|s| s.trim().to_string())
                .filter(|s| !s.is_empty())
                .unwrap_or_else(|| "#888888".into())
        };
        Self {
            paper: read("--paper"),
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
