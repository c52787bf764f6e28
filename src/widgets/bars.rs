//! Bars that are dragged: one group for each entry, one bar for each series.
//!
//! Each bar is a slider for the keyboard and for a screen reader; number fields stand below the
//! bars that can be changed.

mod seen;

use super::finger::{Finger, keep_still};
use super::number_field::{NumberField, nudged};
use super::resize::on_resize;
use super::upright::{part, pointed};
use super::{dom, fields, later};
use crate::contract::lists::At;
use crate::contract::{Tint, number, paste};
use leptos::html;
use leptos::prelude::*;
use seen::{Seen, above};
use std::time::Duration;
use web_sys::{KeyboardEvent, PointerEvent};

/// One series of bars.
#[derive(Clone, Copy)]
pub struct Series {
    /// Its name.
    pub name: &'static str,
    /// Its name for the tests, as in the address.
    pub control: &'static str,
    /// Its colour.
    pub tint: Tint,
    /// The heights.
    pub values: Signal<Vec<f64>>,
    /// Called with index and height; absent where bars are only shown.
    pub set: Option<Callback<(usize, f64)>>,
    /// What an arrow key adds.
    pub step: f64,
    /// The limits of a number that is typed.
    pub limits: (f64, f64),
    /// Called with a whole list that was pasted; what it can't use it says.
    pub paste: Option<Callback<Vec<f64>, Result<(), String>>>,
}

/// Bars side by side on one scale.
#[component]
pub fn Bars(
    /// What they show.
    #[prop(into)]
    label: Signal<String>,
    /// Names of the groups.
    #[prop(into)]
    names: Signal<Vec<String>>,
    /// The series, in the order in which they stand in a group.
    series: Vec<Series>,
    /// Bottom and top of the scale.
    #[prop(into)]
    range: Signal<(f64, f64)>,
    /// The chosen entry, when the owner wants to know.
    #[prop(optional)]
    chosen: Option<RwSignal<Option<usize>>>,
    /// A height that is marked across all bars.
    #[prop(optional, into)]
    level: Option<Signal<f64>>,
    /// Whether the bars are so narrow that only two decimals have room above them.
    #[prop(optional)]
    narrow: bool,
) -> impl IntoView {
    let count = Memo::new(move |_| names.with(Vec::len));
    // The scale doesn't move under a finger.
    let held = RwSignal::new(None::<(f64, f64)>);
    let scale = Memo::new(move |_| held.get().unwrap_or_else(|| range.get()));
    let level = level.map(|level| {
        Memo::new(move |_| {
            let level = level.get();
            level
                .is_finite()
                .then(|| format!("{:.2}%", 100.0 * part(level, scale.get())))
        })
    });
    let shared = Row {
        names,
        scale,
        held,
        chosen,
        narrow,
        level,
    };
    let problem = RwSignal::new(None::<String>);
    let row: NodeRef<html::Div> = NodeRef::new();
    // Left and right leave a field at its edge for the same series of the next group.
    let walk = move |event: KeyboardEvent| {
        let Some((control, i)) = place(&event) else {
            return;
        };
        let to = match event.key().as_str() {
            "ArrowLeft" if i > 0 && fields::at_edge(&event, true) => i - 1,
            "ArrowRight" if i + 1 < count.get_untracked() && fields::at_edge(&event, false) => {
                i + 1
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(row) = row.get_untracked() {
            fields::focus(&row, &format!("input[data-control=\"{control}[{to}]\"]"));
        }
    };
    let editable = series.iter().any(|s| s.set.is_some());
    // Numbers of many groups have no room beside each other.
    let may_turn = series.len() > 1 && !editable && !narrow;
    let turned = move || may_turn && count.get() > 5;
    // Bars that are only shown hold nothing that the keyboard could go to: where there are more than
    // fit, their row can be scrolled from it.
    let look = move || {
        let Some(row) = row.try_get_untracked().flatten() else {
            return;
        };
        let _ = if row.scroll_width() > row.client_width() {
            row.set_attribute("tabindex", "0")
        } else {
            row.remove_attribute("tabindex")
        };
    };
    if !editable {
        Effect::new(move |_| {
            if let Some(row) = row.get() {
                on_resize(&row, look);
            }
        });
        Effect::new(move |_| {
            count.track();
            set_timeout(look, Duration::from_millis(120));
        });
    }
    // Computed once for all bars of a series.
    let series = series.into_iter().map(|series| Series {
        values: Memo::new(move |_| series.values.get()).into(),
        ..series
    });
    let series = StoredValue::new(series.collect::<Vec<_>>());
    later::attribute(row, "aria-label", move || label.get());
    let groups = move || {
        (0..count.get())
            .map(|i| {
                let bars =
                    series.with_value(|all| all.iter().map(|s| bar(*s, i, shared)).collect_view());
                let fields = series.with_value(|all| {
                    all.iter()
                        .filter(|s| s.set.is_some())
                        .map(|s| field(*s, i, names, problem))
                        .collect_view()
                });
                view! {
                    <div class="bar-group">
                        <div class="bar-tracks">{bars}</div>
                        <div class="bar-name" translate="no" aria-hidden="true">
                            {move || names.with(|n| n.get(i).cloned())}
                        </div>
                        <div class="bar-fields">{fields}</div>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <div
            class="bars"
            class:editable=editable
            class:turned=turned
            role="group"
            class:levelled=move || level.is_some_and(|level| level.with(Option::is_some))
            style=("--zero", move || format!("{:.2}%", 100.0 * part(0.0, scale.get())))
            node_ref=row
            on:keydown=walk
        >
            {groups}
        </div>
        <p class="problem" role="status">{problem}</p>
    }
}

/// The series and the index of the field that an event comes from (`z[3]`).
fn place(event: &KeyboardEvent) -> Option<(String, usize)> {
    use wasm_bindgen::JsCast;
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let name = target.get_attribute("data-control")?;
    let (control, index) = name.strip_suffix(']')?.rsplit_once('[')?;
    Some((control.to_string(), index.parse().ok()?))
}

type Attributes = Vec<(&'static str, String)>;

/// What the bars of a row share.
#[derive(Clone, Copy)]
struct Row {
    names: Signal<Vec<String>>,
    scale: Memo<(f64, f64)>,
    held: RwSignal<Option<(f64, f64)>>,
    chosen: Option<RwSignal<Option<usize>>>,
    narrow: bool,
    /// Where the marked height is.
    level: Option<Memo<Option<String>>>,
}

fn bar(series: Series, i: usize, row: Row) -> impl IntoView {
    let Row {
        names,
        scale,
        held,
        chosen,
        narrow,
        level,
    } = row;
    let Series { set, limits, .. } = series;
    let track: NodeRef<html::Div> = NodeRef::new();
    let value = Memo::new(move |_| series.values.with(|v| v.at(i)));
    let follow = move |event: &PointerEvent| {
        let (Some(set), Some(track)) = (set, track.get_untracked()) else {
            return;
        };
        if let Some(x) = pointed(event, &track, scale.get_untracked()) {
            set.run((i, x.clamp(limits.0, limits.1)));
        }
    };
    let finger = Finger::none();
    let begin = move |event: &PointerEvent| {
        if let Some(track) = track.get_untracked() {
            let _ = track.set_pointer_capture(event.pointer_id());
            let _ = track.focus();
        }
        held.set(Some(scale.get_untracked()));
        follow(event);
    };
    let down = move |event: PointerEvent| {
        if let Some(chosen) = chosen {
            chosen.set(Some(i));
        }
        if set.is_none() || event.button() != 0 {
            return;
        }
        event.prevent_default();
        let first = event.clone();
        if !finger.waits(&event, move || begin(&first)) {
            begin(&event);
        }
    };
    let moved = move |event: PointerEvent| {
        if finger.turns(&event) {
            begin(&event);
        } else if held.get_untracked().is_some() && event.buttons() & 1 == 1 {
            follow(&event);
        } else if let Some(chosen) = chosen {
            chosen.set(Some(i));
        }
    };
    // Also told when a bar is taken out, when nothing may be left to set.
    let gone = move |_: PointerEvent| {
        finger.decided();
        held.try_set(None);
    };
    let up = move |event: PointerEvent| {
        if finger.taps() {
            begin(&event);
        }
        gone(event);
    };
    let key = move |event: KeyboardEvent| {
        let Some(set) = set else { return };
        let (low, high) = scale.get_untracked();
        let x = value.get_untracked();
        let to = match event.key().as_str() {
            "ArrowUp" | "ArrowRight" => nudged(x, true, event.shift_key(), series.step),
            "ArrowDown" | "ArrowLeft" => nudged(x, false, event.shift_key(), series.step),
            "PageUp" => nudged(x, true, true, series.step),
            "PageDown" => nudged(x, false, true, series.step),
            "Home" => low,
            "End" => high,
            _ => return,
        };
        event.prevent_default();
        set.run((i, to.clamp(limits.0, limits.1)));
    };
    let fill: NodeRef<html::Div> = NodeRef::new();
    let over: NodeRef<html::Span> = NodeRef::new();
    // One effect for what is seen, as there are many bars.
    Effect::new(move |before: Option<Seen>| {
        let now = Seen::of(value.get(), scale.get(), narrow);
        if let (Some(fill), Some(over)) = (fill.get(), over.get()) {
            now.write(&fill, &over, before.as_ref());
        }
        now
    });
    let attributes = move |before: Option<Attributes>| {
        let (x, (low, high)) = (value.get(), scale.get());
        let of = names.with(|n| n.get(i).cloned().unwrap_or_default());
        let who = format!("{} {of}", series.name);
        let now = if set.is_some() {
            vec![
                ("aria-label", who),
                ("aria-valuenow", number::exact(x)),
                ("aria-valuemin", number::exact(low.min(x))),
                ("aria-valuemax", number::exact(high.max(x))),
                ("aria-valuetext", number::rounded(x)),
            ]
        } else {
            vec![("aria-label", format!("{who} {}", number::rounded(x)))]
        };
        if let Some(track) = track.get() {
            for (at, (attribute, text)) in now.iter().enumerate() {
                let known = before.as_ref().and_then(|b| b.get(at));
                if known.is_none_or(|(_, known)| known != text) {
                    dom::set(&track, &[(attribute, text)]);
                }
            }
        }
        now
    };
    later::effects(|| {
        Effect::new(attributes);
    });
    view! {
        <div
            node_ref=track
            class=format!("bar-track tint-{}", series.tint.name())
            class:dragged=set.is_some()
            role=if set.is_some() { "slider" } else { "img" }
            tabindex=if set.is_some() { "0" } else { "-1" }
            aria-orientation=set.is_some().then_some("vertical")
            data-bar=format!("{}[{i}]", series.control)
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=gone
            on:lostpointercapture=gone
            on:touchmove=keep_still(move || held.try_get_untracked().flatten().is_some())
            on:keydown=key
            on:focus=move |_| {
                if let Some(chosen) = chosen {
                    chosen.set(Some(i));
                }
            }
        >
            {level
                .map(|level| {
                    view! {
                        <div
                            class="bar-level"
                            aria-hidden="true"
                            hidden=move || level.with(Option::is_none)
                            style=("bottom", move || level.get())
                        ></div>
                    }
                })}
            <div class="bar" node_ref=fill>
                <span class="bar-value" node_ref=over>{above(value.get_untracked(), narrow)}</span>
            </div>
        </div>
    }
}

fn field(
    series: Series,
    i: usize,
    names: Signal<Vec<String>>,
    problem: RwSignal<Option<String>>,
) -> impl IntoView {
    let pasted = Callback::new(move |text: String| -> bool {
        let Some(paste) = series.paste else {
            return false;
        };
        let list = paste::table(&text).map(|t| t.transpose().as_slice().to_vec());
        let why = list.and_then(|list| paste.run(list)).err();
        problem.set(why.map(|why| format!("That can’t be pasted here: {why}.")));
        true
    });
    let value = Signal::derive(move || series.values.with(|v| v.at(i)));
    let set = Callback::new(move |x| {
        if let Some(set) = series.set {
            set.run((i, x));
        }
    });
    let label = Signal::derive(move || {
        let of = names.with(|n| n.get(i).cloned().unwrap_or_default());
        format!("{} of {of}", series.name)
    });
    view! {
        <span class=format!("bar-field tint-{}", series.tint.name())>
            <NumberField
                label=label
                value=value
                set=set
                min=series.limits.0
                max=series.limits.1
                step=series.step
                control=format!("{}[{i}]", series.control)
                paste=pasted
                problem=problem
            />
        </span>
    }
}
