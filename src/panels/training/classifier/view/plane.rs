//! The plane: what the network, or one unit, makes of it, and the points.

mod draw;
mod hand;

use super::super::Data;
use super::super::pictures::said;
use super::super::read::units;
use super::live::Live;
use crate::contract::number;
use crate::frame::prelude::*;
use crate::widgets::surface::Surface;
use draw::painter;
pub use hand::Hand;
use hand::{Tool, nearest_of};

/// The classes in words.
const CLASSES: [&str; 2] = ["orange", "blue"];

#[component]
pub fn Plane(hand: Hand) -> impl IntoView {
    let live = hand.live;
    let held_out = RwSignal::new(false);
    view! {
        <p class="keyline">{move || title(live)}</p>
        <div
            class="plane-frame"
            class:adding=move || hand.tool.get() != Tool::Move
            node_ref=hand.frame
            role="application"
            aria-label="The plane. Arrow keys move a cross, b adds a blue point and o an orange one, Delete takes the nearest away."
            tabindex="0"
            data-plane=""
            on:pointerdown=move |event| hand.down(&event)
            on:pointermove=move |event| hand.moved(&event)
            on:pointerup=move |_| hand.up()
            on:pointercancel=move |_| hand.up()
            on:lostpointercapture=move |_| hand.up()
            on:pointerleave=move |_| hand.cursor.set(None)
            on:keydown=move |event| hand.key(&event)
        >
            <Surface class="points-plane" draw=painter(hand, held_out)>
                <span class="plane-mark low" aria-hidden="true">"−3"</span>
                <span class="plane-mark high" aria-hidden="true">"3"</span>
            </Surface>
        </div>
        {tools(hand, held_out)}
        <p class="problem" role="status">{hand.problem}</p>
    }
}

/// What the network says where the pointer is.
#[component]
pub fn ReadOff(hand: Hand) -> impl IntoView {
    view! {
        <p class="read-off" aria-live="polite">
            {move || {
                read_off(hand)
                    .unwrap_or_else(|| {
                        "Point at the plane, or use the arrow keys, for the probability and the \
                         loss of a point there. b and o add points, Delete takes one away."
                            .into()
                    })
            }}
        </p>
    }
}

/// What the picture is of.
fn title(live: Live) -> String {
    match live.pointed.get() {
        Some((column, unit)) => {
            let (hidden, count) = live.context.state.with(|s| {
                let sizes = s.sizes();
                (s.layers.len(), sizes.get(column).copied().unwrap_or(0))
            });
            let name = units(column, hidden, count).get(unit).cloned();
            format!("the output of {}", name.unwrap_or_default())
        }
        None => "the probability of blue ●; ringed: classified wrongly".into(),
    }
}

/// What the pointer does, and two more buttons.
fn tools(hand: Hand, held_out: RwSignal<bool>) -> impl IntoView {
    let tool = hand.tool;
    let drawn = hand.live.context.part(|s| s.data == Data::Drawn);
    let button = |(of, name, words): (Tool, &'static str, &'static str)| {
        view! {
            <button
                type="button"
                class="button small"
                data-tool=name
                aria-pressed=move || (tool.get() == of).to_string()
                on:click=move |_| tool.set(of)
            >
                {words}
            </button>
        }
    };
    let buttons = [
        (Tool::Move, "move", "move points"),
        (Tool::Add(1), "blue", "● add blue"),
        (Tool::Add(0), "orange", "■ add orange"),
        (Tool::Erase, "erase", "erase"),
    ]
    .map(button);
    view! {
        <div class="row tools" role="group" aria-label="What the pointer does">
            {buttons.into_iter().collect_view()}
            <button type="button" class="button small" data-tool="clear" on:click=move |_| hand.clear()>
                "clear"
            </button>
            <button
                type="button"
                class="button small"
                data-held-out=""
                aria-pressed=move || held_out.get().to_string()
                hidden=move || drawn.get()
                on:click=move |_| held_out.update(|on| *on = !*on)
            >
                "held-out points"
            </button>
        </div>
    }
}

/// What the network says where the cross is, and what a point there costs.
fn read_off(hand: Hand) -> Option<String> {
    hand.live.tick.track();
    hand.live.context.state.track();
    let here = hand.cursor.get()?;
    let on = hand.points.with(|points| {
        let learned = &points.as_ref()?.0;
        let i = nearest_of(learned, here, hand::NEAR)?;
        Some(([learned.x[(i, 0)], learned.x[(i, 1)]], learned.class[i]))
    });
    let (place, class) = on.map_or((here, None), |(place, class)| (place, Some(class)));
    let said = hand.live.with(|runs| said(runs.main(), place))?;
    let [x, y] = place.map(number::rounded);
    Some(match class {
        Some(class) => format!(
            "The {} point at ({x}, {y}) has a loss of {} nats: the probability of its class is {}.",
            CLASSES[class],
            number::exact(said.costs[class]),
            number::percent(if class == 1 {
                said.probability
            } else {
                1.0 - said.probability
            })
        ),
        None => format!(
            "At ({x}, {y}) the network predicts {} with {}. A blue point there would have a loss \
             of {} nats, an orange one {}.",
            CLASSES[usize::from(said.probability > 0.5)],
            number::percent(said.probability.max(1.0 - said.probability)),
            number::rounded(said.costs[1]),
            number::rounded(said.costs[0])
        ),
    })
}
