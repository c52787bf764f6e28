//! Parts that add up: for each entry its parts end to end, each beginning where the one before it
//! ended, and their sum beside them, from zero.
//!
//! Parts may have any sign, which bars piled on each other couldn't show. The elements are made once
//! for a count, and then only lengths are written.

use super::upright::{BarSpan, part};
use super::{dom, later};
use crate::contract::lists::At;
use crate::contract::{Tint, number};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, Node};

/// A name and its numbers, one for each entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Its name.
    pub name: &'static str,
    /// Its colour.
    pub tint: Tint,
    /// The numbers.
    pub values: Vec<f64>,
}

/// Parts end to end, and their sum.
#[component]
pub fn Stacked(
    /// What they show.
    #[prop(into)]
    label: Signal<String>,
    /// Names of the entries.
    #[prop(into)]
    names: Signal<Vec<String>>,
    /// The parts in their order.
    #[prop(into)]
    parts: Signal<Vec<Segment>>,
    /// What they add up to.
    #[prop(into)]
    whole: Signal<Segment>,
    /// The entry that was pointed at or focused last.
    chosen: RwSignal<Option<usize>>,
) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    let groups = StoredValue::new_local(Vec::<Group>::new());
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        parts.with(|parts| {
            whole.with(|whole| {
                names.with(|names| {
                    groups.update_value(|groups| {
                        if groups.len() != names.len() {
                            *groups = build(&place, parts, whole, names.len()).unwrap_or_default();
                        }
                        let scale = scale(parts, whole);
                        let zero = format!("{:.3}%", 100.0 * part(0.0, scale));
                        let _ = HtmlElement::style(&place).set_property("--zero", &zero);
                        for (i, (group, name)) in groups.iter_mut().zip(names).enumerate() {
                            group.write(name, i, parts, whole, scale);
                        }
                    });
                });
            });
        });
    });
    Effect::new(move |_| {
        names.track();
        place.track();
        let chosen = chosen.get();
        groups.with_value(|groups| {
            let stop = chosen.filter(|i| *i < groups.len()).unwrap_or(0);
            for (i, group) in groups.iter().enumerate() {
                let here = chosen == Some(i);
                let _ = group.element.class_list().toggle_with_force("chosen", here);
                let tab = if i == stop { "0" } else { "-1" };
                dom::set(&group.element, &[("tabindex", tab)]);
            }
        });
    });
    let point = move |event: &Event| {
        let found = dom::around(event, "[data-entry]")
            .and_then(|e| e.get_attribute("data-entry")?.parse::<usize>().ok());
        if found.is_some() && chosen.get_untracked() != found {
            chosen.set(found);
        }
    };
    let key = move |event: KeyboardEvent| {
        let last = groups.with_value(|g| g.len().saturating_sub(1));
        let at = chosen.get_untracked().unwrap_or(0).min(last);
        let to = match event.key().as_str() {
            "ArrowLeft" => at.saturating_sub(1),
            "ArrowRight" => (at + 1).min(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        chosen.set(Some(to));
        groups.with_value(|groups| {
            if let Some(group) = groups.get(to) {
                let _ = group.element.focus();
            }
        });
    };
    later::attribute(place, "aria-label", move || label.get());
    view! {
        <div
            class="stacked"
            role="group"
            node_ref=place
            on:pointermove=move |event| point(&event)
            on:pointerdown=move |event| point(&event)
            on:focusin=move |event| point(&event)
            on:keydown=key
        ></div>
    }
}

/// A scale that holds zero, every part where it ends, and every sum, and moves in steps.
fn scale(parts: &[Segment], whole: &Segment) -> (f64, f64) {
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for (i, sum) in whole.values.iter().enumerate() {
        let mut end = 0.0;
        for part in parts {
            end += part.values.get(i).copied().unwrap_or(0.0);
            (low, high) = (low.min(end), high.max(end));
        }
        (low, high) = (low.min(*sum), high.max(*sum));
    }
    let span = high - low;
    if !(span.is_finite() && span > 0.0) {
        return (-1.0, 1.0);
    }
    let step = crate::contract::graph::step_of(span, 8.0);
    (
        ((low - 0.03 * span) / step).floor() * step,
        ((high + 0.03 * span) / step).ceil() * step,
    )
}

struct Group {
    element: HtmlElement,
    name: Node,
    sum: Node,
    /// The columns of the parts, then that of the whole.
    columns: Vec<Column>,
}

/// A bar, with how it stood last and whether it went down.
struct Column {
    bar: HtmlElement,
    shown: Option<(BarSpan, bool)>,
}

impl Column {
    fn put(&mut self, from: f64, to: f64, scale: (f64, f64)) {
        let (stand, down) = (BarSpan::between(from, to, scale), to < from);
        let before = self.shown.replace((stand, down));
        stand.write(&self.bar, before.map(|(stand, _)| stand));
        if before.is_none_or(|(_, before)| before != down) {
            let _ = self.bar.class_list().toggle_with_force("down", down);
        }
    }
}

impl Group {
    fn write(
        &mut self,
        name: &str,
        i: usize,
        parts: &[Segment],
        whole: &Segment,
        scale: (f64, f64),
    ) {
        let of = |part: &Segment| part.values.at(i);
        let mut words = format!("{name}: ");
        let mut end = 0.0;
        for (part, column) in parts.iter().zip(&mut self.columns) {
            let x = of(part);
            column.put(end, end + x, scale);
            end += x;
            words.push_str(&format!("{} {}, ", part.name, number::rounded(x)));
        }
        let sum = of(whole);
        if let Some(column) = self.columns.get_mut(parts.len()) {
            column.put(0.0, sum, scale);
        }
        words.push_str(&format!("together {}", number::rounded(sum)));
        dom::set(&self.element, &[("aria-label", &words)]);
        self.name.set_node_value(Some(name));
        self.sum.set_node_value(Some(&number::short(sum)));
    }
}

fn build(place: &Element, parts: &[Segment], whole: &Segment, count: usize) -> Option<Vec<Group>> {
    place.set_text_content(None);
    (0..count)
        .map(|i| {
            let element = dom::append(place, "div", "stacked-group")?;
            let at = i.to_string();
            dom::set(
                &element,
                &[("role", "img"), ("tabindex", "-1"), ("data-entry", &at)],
            );
            let track = dom::append(&element, "div", "stacked-track")?;
            let columns = parts.iter().chain(std::iter::once(whole)).map(|part| {
                let class = format!("stacked-column tint-{}", part.tint.name());
                let column = dom::append(&track, "div", &class)?;
                let bar = dom::append(&column, "div", "stacked-bar")?;
                Some(Column {
                    bar: bar.unchecked_into(),
                    shown: None,
                })
            });
            let columns = columns.collect::<Option<Vec<_>>>()?;
            let text = |class: &str| dom::text(&dom::append(&element, "div", class)?, "");
            let name = text("bar-name")?;
            let sum = text(&format!("stacked-sum tint-{}", whole.tint.name()))?;
            Some(Group {
                element: element.unchecked_into(),
                name,
                sum,
                columns,
            })
        })
        .collect()
}
