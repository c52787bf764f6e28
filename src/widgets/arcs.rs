//! Attention weights as lines from each word to the words that it attends to.
//!
//! As in a heat map, the lines are made once for a number of words, and then only what changed is
//! written.

use super::heat_map::Cell;
use super::{dom, later};
use crate::contract::names;
use leptos::prelude::*;
use leptos::svg;
use nalgebra::DMatrix;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, SvgElement};

const ROW: f64 = 34.0;
const WIDTH: f64 = 360.0;
const SIDE: f64 = 110.0;
/// Longest word that has room, in letters.
const ROOM: f64 = 12.0;

/// Two columns of words with lines between them, as wide as the weights are large.
#[component]
pub fn Arcs(
    /// What the picture shows, in words.
    #[prop(into)]
    label: Signal<String>,
    /// The words.
    #[prop(into)]
    words: Signal<Vec<String>>,
    /// Row i: what word i gives to each word; the rows sum to 1.
    #[prop(into)]
    weights: Signal<DMatrix<f64>>,
    /// The cell whose row is lit.
    #[prop(into)]
    chosen: Signal<Option<Cell>>,
) -> impl IntoView {
    let place: NodeRef<svg::Svg> = NodeRef::new();
    let drawn = StoredValue::new_local(Drawn::default());
    // Counts the times that the lines were made.
    let made = RwSignal::new(0_u32);
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        weights.with(|weights| {
            drawn.update_value(|drawn| {
                if drawn.words.len() != 2 * weights.nrows() {
                    *drawn = Drawn::new(&place, weights.nrows()).unwrap_or_default();
                    made.update(|n| *n += 1);
                }
                drawn.write(weights);
            });
        });
    });
    Effect::new(move |_| {
        made.track();
        words.with(|words| drawn.with_value(|drawn| drawn.name(words)));
    });
    Effect::new(move |_| {
        made.track();
        let chosen = chosen.get();
        drawn.with_value(|drawn| drawn.light(chosen));
    });
    later::attribute(place, "aria-label", move || label.get());
    view! {
        <figure class="arcs">
            <figcaption>"Attention between the tokens"</figcaption>
            <svg translate="no" role="img" node_ref=place></svg>
        </figure>
    }
}

/// The elements of the picture.
#[derive(Default)]
struct Drawn {
    /// Row by row: a line, and the bits of the weight that it shows.
    arcs: Vec<(SvgElement, u64)>,
    /// The words on the left, then those on the right, with their texts: what is seen, and the whole word
    /// where that is more.
    words: Vec<(Element, [Node; 2])>,
}

impl Drawn {
    /// Makes the elements; weights and words are written afterwards.
    fn new(place: &Element, n: usize) -> Option<Self> {
        place.set_text_content(None);
        let height = ROW * n as f64 + 8.0;
        dom::set(place, &[("viewBox", &format!("0 0 {WIDTH} {height}"))]);
        let y = |i: usize| ROW * (i as f64 + 0.5) + 4.0;
        let mut drawn = Self::default();
        for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
            let bent = format!(
                "M{SIDE} {a} C{m} {a} {m} {b} {r} {b}",
                a = y(i),
                b = y(j),
                m = WIDTH / 2.0,
                r = WIDTH - SIDE
            );
            let arc = dom::append_svg(place, "path", &[("class", "arc"), ("d", &bent)])?;
            drawn.arcs.push((arc.unchecked_into(), !0));
        }
        for (x, anchor) in [(SIDE - 10.0, "end"), (WIDTH - SIDE + 10.0, "start")] {
            for i in 0..n {
                let word = dom::append_svg(
                    place,
                    "text",
                    &[
                        ("class", "arc-word"),
                        ("x", &x.to_string()),
                        ("y", &(y(i) + 5.0).to_string()),
                        ("text-anchor", anchor),
                    ],
                )?;
                let text = dom::text(&word, "")?;
                let title = dom::append_svg(&word, "title", &[])?;
                let texts = [text, dom::text(&title, "")?];
                drawn.words.push((word, texts));
            }
        }
        Some(drawn)
    }

    fn count(&self) -> usize {
        self.words.len() / 2
    }

    fn write(&mut self, weights: &DMatrix<f64>) {
        // The transpose lies in memory row by row.
        for ((arc, written), weight) in self.arcs.iter_mut().zip(&weights.transpose()) {
            if *written != weight.to_bits() {
                *written = weight.to_bits();
                let weight = weight.clamp(0.0, 1.0);
                let style = SvgElement::style(arc);
                for (property, x) in [
                    ("stroke-width", 0.75 + 11.0 * weight),
                    ("stroke-opacity", 0.06 + 0.84 * weight),
                ] {
                    let _ = style.set_property(property, &format!("{x:.3}"));
                }
            }
        }
    }

    fn name(&self, tokens: &[String]) {
        for ((_, [text, title]), word) in self.words.iter().zip(tokens.iter().chain(tokens)) {
            let short = names::cut(word, ROOM);
            let whole = if short == *word { "" } else { word };
            text.set_node_value(Some(&short));
            title.set_node_value(Some(whole));
        }
    }

    fn light(&self, chosen: Option<Cell>) {
        let n = self.count();
        for (at, (arc, _)) in self.arcs.iter().enumerate() {
            let lit = chosen.map(|(row, _)| row == at / n);
            let name = match lit {
                None => "arc",
                Some(true) => "arc lit",
                Some(false) => "arc faded",
            };
            dom::set(arc, &[("class", name)]);
        }
        for (at, (word, _)) in self.words.iter().enumerate() {
            let lit = chosen.is_some_and(|(row, column)| at == row || at == n + column);
            let name = if lit { "arc-word lit" } else { "arc-word" };
            dom::set(word, &[("class", name)]);
        }
    }
}
