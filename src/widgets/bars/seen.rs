//! What is seen of a bar: where it stands, and the number above it.

use crate::contract::number;
use crate::widgets::upright::BarSpan;
use web_sys::{Element, HtmlElement};

/// What is seen of a bar.
pub struct Seen {
    stand: BarSpan,
    infinite: bool,
    negative: bool,
    above: String,
}

impl Seen {
    /// A number on a scale.
    pub fn of(x: f64, scale: (f64, f64), narrow: bool) -> Self {
        Self {
            stand: BarSpan::between(0.0, x, scale),
            infinite: x.is_infinite(),
            negative: x < 0.0,
            above: above(x, narrow),
        }
    }

    /// Writes what isn't as before.
    pub fn write(&self, fill: &HtmlElement, over: &Element, before: Option<&Self>) {
        self.stand.write(fill, before.map(|before| before.stand));
        let kind = |seen: &Self| (seen.infinite, seen.negative);
        if before.map(kind) != Some(kind(self)) {
            let classes = fill.class_list();
            let _ = classes.toggle_with_force("infinite", self.infinite);
            let _ = classes.toggle_with_force("negative", self.negative);
        }
        if before.is_none_or(|before| before.above != self.above)
            && let Some(text) = over.first_child()
        {
            text.set_node_value(Some(&self.above));
        }
        // On a slide the number is as large as its bar has room for.
        let length = |seen: &Self| seen.above.chars().count();
        if before.map(length) != Some(length(self)) {
            let _ = HtmlElement::style(fill).set_property("--chars", &length(self).to_string());
        }
    }
}

/// The number above a bar.
pub fn above(x: f64, narrow: bool) -> String {
    if !narrow {
        number::short(x)
    } else if (5e-3..1.0).contains(&x.abs()) {
        number::short(number::decimals(x, 2))
    } else {
        number::significant(x, 1)
    }
}
