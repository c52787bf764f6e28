//! Elements made and written by hand, for tables of so many parts that following each of them
//! with effects of its own would cost more than the page has between two frames.

use crate::contract::plane::Spot;
use leptos::prelude::{document, window};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, Node};

/// The root's font size in CSS pixels that drawings were made for.
const USUAL: f64 = 17.0;

thread_local! {
    static SCALE: Cell<f64> = const { Cell::new(1.0) };
}

/// How much larger than usual the page's type is, as on a slide: drawings whose type is given in
/// pixels scale with it.
pub fn type_scale() -> f64 {
    SCALE.get()
}

/// The same for the numbers of an axis, which are read from farther away on a slide.
pub fn axis_scale() -> f64 {
    let root = document().document_element();
    let show = root.and_then(|root| root.get_attribute("data-show"));
    let larger = if show.as_deref() == Some("slide") {
        1.2
    } else {
        1.0
    };
    larger * type_scale()
}

/// Reads the type's size off the page; again when the window changes.
pub fn measure_type() {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    // The browser's own parser: home has no other use for Rust's, whose tables are 10 kB.
    let size = size.map(|text| js_sys::parse_float(&text));
    let scale = size.map_or(1.0, |size| size / USUAL);
    SCALE.set(if scale > 0.0 { scale } else { 1.0 });
}

/// Milliseconds since the page was opened, as the browser's clock has them.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// A new element at the end of another.
pub fn append(parent: &Element, tag: &str, class: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    parent.append_child(&element).ok()?;
    Some(element)
}

/// The same in a drawing, with attributes.
pub fn append_svg(parent: &Element, tag: &str, attributes: &[(&str, &str)]) -> Option<Element> {
    let space = Some("http://www.w3.org/2000/svg");
    let element = document().create_element_ns(space, tag).ok()?;
    set(&element, attributes);
    parent.append_child(&element).ok()?;
    Some(element)
}

/// A new text at the end of an element. Writing to it later is cheaper than replacing the text of
/// the element, which makes the browser lay out a new one.
pub fn text(parent: &Element, text: &str) -> Option<Node> {
    let node: Node = document().create_text_node(text).into();
    parent.append_child(&node).ok()
}

/// Sets attributes that are names and values.
pub fn set(element: &Element, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        // Only names that aren't names are refused.
        let _ = element.set_attribute(name, value);
    }
}

/// The closest element around an event's target that a selector matches.
pub fn around(event: &Event, selector: &str) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok().flatten()
}

/// An element of a drawing with what was last written to it. The same isn't written again: the browser
/// would read the path and lay out the drawing anew.
pub struct Written {
    element: Element,
    last: Vec<(&'static str, String)>,
}

impl Written {
    /// What is to be written to an element.
    pub fn to(element: Element) -> Self {
        Self {
            element,
            last: Vec::new(),
        }
    }

    /// Takes it away.
    pub fn remove(self) {
        self.element.remove();
    }

    /// Sets attributes that are names and values, where they change.
    pub fn set(&mut self, attributes: &[(&'static str, &str)]) {
        for &(name, value) in attributes {
            match self.last.iter_mut().find(|(known, _)| *known == name) {
                Some((_, last)) if last == value => continue,
                Some((_, last)) => value.clone_into(last),
                None => self.last.push((name, value.into())),
            }
            set(&self.element, &[(name, value)]);
        }
    }
}

/// Makes a list as long as it should be: what is too much is removed from its end, what is missing is made.
/// What stays is written to, which is cheaper than new elements.
pub fn keep<T>(
    list: &mut Vec<T>,
    count: usize,
    mut make: impl FnMut() -> Option<T>,
    remove: impl Fn(T),
) {
    list.drain(count.min(list.len())..).for_each(remove);
    while list.len() < count {
        let Some(one) = make() else { return };
        list.push(one);
    }
}

/// A text in a drawing, with where it stands.
pub struct Name {
    element: Written,
    text: Node,
    shown: String,
}

impl Name {
    /// A new one at the end of an element, empty.
    pub fn new(parent: &Element, class: &str) -> Option<Self> {
        let element = append_svg(parent, "text", &[])?;
        let text = text(&element, "")?;
        let mut name = Self {
            element: Written::to(element),
            text,
            shown: String::new(),
        };
        name.classed(class);
        Some(name)
    }

    /// Takes it away.
    pub fn remove(self) {
        self.element.remove();
    }

    /// Sets what it is styled as.
    pub fn classed(&mut self, class: &str) {
        self.element.set(&[("class", class)]);
    }

    /// Writes it at a place.
    pub fn write(&mut self, name: &str, (x, y): Spot) {
        if self.shown != name {
            self.shown = name.into();
            self.text.set_node_value(Some(name));
        }
        let (x, y) = (format!("{x:.1}"), format!("{y:.1}"));
        self.element.set(&[("x", &x), ("y", &y)]);
    }
}
