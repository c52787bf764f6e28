//! A slider with a number field, linear or logarithmic.

use super::later;
use super::number_field::NumberField;
use crate::contract::number;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

const NOTCHES: f64 = 1000.0;

/// A slider and a field for the same number.
#[component]
pub fn Slider(
    /// What it sets.
    label: &'static str,
    /// Its name for the tests, as in the address.
    control: &'static str,
    /// The number.
    #[prop(into)]
    value: Signal<f64>,
    /// Called with another one.
    set: Callback<f64>,
    /// Left end.
    min: f64,
    /// Right end.
    max: f64,
    /// Whether equal distances are equal ratios.
    #[prop(optional)]
    log: bool,
    /// Whether equal distances are equal ratios of what is missing to 1: 0.9, 0.99, 0.999. The left
    /// end is then 0.
    #[prop(optional)]
    near_one: bool,
    /// What an arrow key multiplies the number in the field by.
    #[prop(default = None)]
    ratio: Option<f64>,
    /// What the left end stands for, where the scale can't reach it: 0 on a logarithmic one.
    #[prop(default = None)]
    least: Option<f64>,
    /// The limits of a number that is typed, where they are wider than the slider's ends.
    #[prop(default = None)]
    typed: Option<(f64, f64)>,
    /// Whether only whole numbers are set.
    #[prop(optional)]
    whole: bool,
    /// A number that is marked along the track, and what it is.
    #[prop(default = None)]
    mark: Option<(Signal<Option<f64>>, &'static str)>,
) -> impl IntoView {
    let scale = Scale {
        log,
        near_one,
        min,
        max,
        least,
        whole,
    };
    let moved = move |event| {
        if let Some(notch) = number::parse(&event_target_value(&event)) {
            set.run(scale.at_notch(notch));
        }
    };
    let pressed = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => 1.0,
            "ArrowLeft" | "ArrowDown" => -1.0,
            _ => return,
        };
        event.prevent_default();
        if let Some(next) = scale.next(value.get_untracked(), step) {
            set.run(next);
        }
    };
    let problem = RwSignal::new(None::<String>);
    let track: NodeRef<html::Input> = NodeRef::new();
    later::attribute(track, "aria-valuetext", move || {
        number::rounded(value.get())
    });
    let range = view! {
        <input
            type="range"
            min="0"
            max=NOTCHES.to_string()
            step="1"
            aria-label=label
            node_ref=track
            data-slider=control
            prop:value=move || scale.notch(value.get()).to_string()
            on:input=moved
            on:keydown=pressed
        />
    };
    let track = match mark {
        None => range.into_any(),
        Some((at, title)) => view! {
            <span class="slider-track" title=format!("The line: {title}")>
                {range} {line(scale, at)}
            </span>
        }
        .into_any(),
    };
    view! {
        <div class="slider">
            <span class="slider-label" aria-hidden="true">{label}</span>
            {track}
            <NumberField
                label=Signal::stored(label.to_string())
                value=value
                set=set
                min=typed.map_or(least.unwrap_or(min), |(low, _)| low)
                max=typed.map_or(max, |(_, high)| high)
                step=if whole { 1.0 } else if log { 0.1 } else if near_one { 0.01 } else { (max - min) / 100.0 }
                ratio=ratio
                control=control
                problem=problem
            />
            <p class="problem" role="status">{problem}</p>
        </div>
    }
}

/// The mark on the track. Beyond its ends there is no place for it.
fn line(scale: Scale, at: Signal<Option<f64>>) -> impl IntoView {
    let seen = move || {
        let part = scale.part(at.get()?);
        (0.0..=1.0).contains(&part).then_some(part)
    };
    view! {
        <span
            class="slider-mark"
            aria-hidden="true"
            hidden=move || seen().is_none()
            style=("--part", move || seen().unwrap_or(0.0).to_string())
        ></span>
    }
}

/// Which numbers the notches of the track stand for.
#[derive(Clone, Copy)]
struct Scale {
    log: bool,
    near_one: bool,
    min: f64,
    max: f64,
    least: Option<f64>,
    whole: bool,
}

impl Scale {
    /// Where a number is: 0 at the left end, 1 at the right one.
    fn part(self, x: f64) -> f64 {
        let Self { min, max, .. } = self;
        if self.log {
            (x / min).ln() / (max / min).ln()
        } else if self.near_one {
            (1.0 - x).ln() / (1.0 - max).ln()
        } else {
            (x - min) / (max - min)
        }
    }

    fn notch(self, x: f64) -> f64 {
        (NOTCHES * self.part(x)).round().clamp(0.0, NOTCHES)
    }

    fn at_notch(self, notch: f64) -> f64 {
        let Self { min, max, .. } = self;
        if let Some(least) = self.least.filter(|_| notch == 0.0) {
            return least;
        }
        let part = notch / NOTCHES;
        let x = if self.log {
            min * (max / min).powf(part)
        } else if self.near_one {
            // Two digits of what is missing to 1.
            let missing = (1.0 - max).powf(part);
            let digits = 10_f64.powi(1 - missing.log10().floor() as i32);
            return (1.0 - (missing * digits).round() / digits).clamp(min, max);
        } else {
            min + part * (max - min)
        };
        if self.whole {
            return x.round().clamp(min, max);
        }
        // Three digits are as fine as a hand is.
        let nothing = if self.log { 1e-300 } else { 1e-12 };
        let digits = 10_f64.powi(2 - x.abs().max(nothing).log10().floor() as i32);
        ((x * digits).round() / digits).clamp(min, max)
    }

    /// The next number to one side that isn't the present one, however many notches away.
    fn next(self, present: f64, step: f64) -> Option<f64> {
        let mut notch = self.notch(present) + step;
        while (0.0..=NOTCHES).contains(&notch) {
            let next = self.at_notch(notch);
            if (next - present) * step > 0.0 {
                return Some(next);
            }
            notch += step;
        }
        None
    }
}
