//! Time in a picture: stations to go to, a scrubber between them, and smooth travel that a reader
//! who wants no motion doesn't see.

use super::dom;
use crate::contract::number;
use leptos::prelude::*;
use std::time::Duration;

/// Milliseconds from one station to the next.
const PACE: f64 = 1100.0;

/// Whether the reader asked for less motion.
#[must_use]
pub fn wants_no_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|q| q.matches())
}

/// Travels through time from 0 to the last station. The time is the picture's own and no part of
/// the panel's state, since it changes no number.
#[component]
pub fn Journey(
    /// What travels, for a screen reader.
    label: &'static str,
    /// The names of the stations.
    stations: &'static [&'static str],
    /// The present time; a whole number at a station.
    time: RwSignal<f64>,
) -> impl IntoView {
    let last = stations.len().saturating_sub(1) as f64;
    let frame = StoredValue::new(None::<AnimationFrameRequestHandle>);
    let travelling = RwSignal::new(false);
    let stop = move || {
        if let Some(handle) = frame.try_update_value(Option::take).flatten() {
            handle.cancel();
        }
        travelling.try_set(false);
    };
    let go = Callback::new(move |to: f64| {
        stop();
        let from = time.get_untracked();
        if from == to {
            return;
        }
        if wants_no_motion() {
            time.set(to);
            return;
        }
        travelling.set(true);
        travel(
            Trip {
                from,
                to,
                begun: None,
            },
            time,
            frame,
            travelling,
        );
    });
    on_cleanup(stop);
    let play = move |_| {
        if travelling.get_untracked() {
            stop();
        } else if time.get_untracked() >= last {
            // From the end it begins anew.
            time.set(0.0);
            set_timeout(
                move || {
                    if time.try_get_untracked() == Some(0.0) {
                        go.run(last);
                    }
                },
                Duration::from_millis(250),
            );
        } else {
            go.run(last);
        }
    };
    let scrub = move |event| {
        stop();
        if let Some(notch) = number::parse(&event_target_value(&event)) {
            // Near a station is at it: a hand isn't finer.
            let t = notch / 100.0;
            let near = t.round();
            time.set(if (t - near).abs() < 0.035 { near } else { t });
        }
    };
    let buttons = stations
        .iter()
        .enumerate()
        .map(|(i, name)| {
            view! {
                <button
                    type="button"
                    class="button small"
                    data-station=i.to_string()
                    aria-pressed=move || (time.get() == i as f64).to_string()
                    on:click=move |_| go.run(i as f64)
                >
                    {*name}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="journey" role="group" aria-label=label>
            <button type="button" class="button small" data-station="play" on:click=play>
                {move || if travelling.get() { "Pause" } else { "Play" }}
            </button>
            <input
                type="range"
                min="0"
                max=(100.0 * last).to_string()
                step="1"
                aria-label=format!("{label}: how far")
                aria-valuetext=move || {
                    let t = time.get();
                    let at = t.round() as usize;
                    let name = stations.get(at).copied().unwrap_or_default();
                    if t == t.round() { name.to_string() } else { format!("near {name}") }
                }
                prop:value=move || (100.0 * time.get()).round().to_string()
                on:input=scrub
            />
            <div class="row">{buttons}</div>
        </div>
    }
}

#[derive(Clone, Copy)]
struct Trip {
    from: f64,
    to: f64,
    /// When its first frame was shown, in milliseconds.
    begun: Option<f64>,
}

impl Trip {
    /// Where it is, gently leaving and arriving; and whether it is there.
    fn at(self, now: f64) -> (f64, bool) {
        let length = (self.to - self.from).abs() * PACE;
        let part = ((now - self.begun.unwrap_or(now)) / length).clamp(0.0, 1.0);
        let eased = part * part * (3.0 - 2.0 * part);
        if part >= 1.0 {
            (self.to, true)
        } else {
            (self.from + eased * (self.to - self.from), false)
        }
    }
}

fn travel(
    trip: Trip,
    time: RwSignal<f64>,
    frame: StoredValue<Option<AnimationFrameRequestHandle>>,
    travelling: RwSignal<bool>,
) {
    let next = request_animation_frame_with_handle(move || {
        let now = dom::now();
        let trip = Trip {
            begun: trip.begun.or(Some(now)),
            ..trip
        };
        let (at, arrived) = trip.at(now);
        // The panel may have been left meanwhile.
        if time.try_set(at).is_some() {
            return;
        }
        if arrived {
            travelling.try_set(false);
        } else {
            travel(trip, time, frame, travelling);
        }
    });
    let _ = frame.try_update_value(|frame| *frame = next.ok());
}
