//! The plane: what the network, or one unit, makes of it, and the points.

use super::super::layout::Layout;
use super::super::picture::CLASS_TINTS;
use super::super::pictures::{mistaken, said};
use super::super::points::{HALF, MOST_POINTS};
use super::super::read::units;
use super::super::{ClassifierState, Data, Points};
use super::diagram::ramp;
use super::live::Live;
use crate::contract::number;
use crate::widgets::pixels::Pixels;
use crate::widgets::surface::{Brush, Surface};
use leptos::html;
use leptos::prelude::*;
use nalgebra::DMatrix;
use std::cell::RefCell;
use std::f64::consts::TAU;
use web_sys::{KeyboardEvent, PointerEvent};

/// What the pointer does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    Move,
    Add(usize),
    Erase,
}

/// How near a point must be to be meant, as a share of the picture.
const NEAR: f64 = 0.025;

/// The classes in words.
const CLASSES: [&str; 2] = ["orange", "blue"];

#[component]
pub fn Plane(live: Live) -> impl IntoView {
    let context = live.context;
    let tool = RwSignal::new(Tool::Move);
    let held_out = RwSignal::new(false);
    let cursor = RwSignal::new(None::<[f64; 2]>);
    let problem = RwSignal::new(None::<String>);
    let dragged = StoredValue::new(None::<usize>);
    let frame: NodeRef<html::Div> = NodeRef::new();
    let points = Memo::new(move |_| {
        context.state.track();
        let both = |runs: &mut super::super::runs::Runs| {
            let main = runs.main();
            (main.learned().clone(), main.held_out().clone())
        };
        live.tick.track();
        live.with(both)
    });
    let pixels = RefCell::new(Pixels::default());
    let draw = move |brush: &Brush| {
        let pictures = live.pictures();
        let sizes = context.state.with(ClassifierState::sizes);
        let pointed = live.pointed.get();
        let index = pointed
            .and_then(|unit| Layout::new(sizes, 1.0).units().position(|u| u == unit))
            .unwrap_or(pictures.all.len().saturating_sub(1));
        let mut pixels = pixels.borrow_mut();
        let picture = pictures.all.get(index);
        if let Some(picture) = picture
            && pixels
                .write(pictures.side, picture, &ramp(brush, 0.62))
                .is_some()
        {
            pixels.draw(&brush.context, (0.0, 0.0), brush.width);
        }
        axes(brush);
        points.with(|points| {
            let Some((learned, others)) = points else {
                return;
            };
            if held_out.get() {
                marks(brush, others, 0.45, &[]);
            }
            // Rings where the network is wrong; a unit's own picture says nothing of that.
            live.tick.track();
            let wrong = live.with(|runs| mistaken(runs.main())).unwrap_or_default();
            let wrong = if pointed.is_none() { wrong } else { Vec::new() };
            marks(brush, learned, 1.0, &wrong);
        });
        if let Some(place) = cursor.get() {
            cross(brush, place);
        }
    };
    let place = move |event: &PointerEvent| -> Option<[f64; 2]> {
        let place = frame.get_untracked()?.get_bounding_client_rect();
        if place.width() <= 0.0 || place.height() <= 0.0 {
            return None;
        }
        let x = (f64::from(event.client_x()) - place.left()) / place.width();
        let y = (f64::from(event.client_y()) - place.top()) / place.height();
        let at = |part: f64| hundredth(HALF * (2.0 * part.clamp(0.0, 1.0) - 1.0));
        Some([at(x), at(1.0 - y)])
    };
    let nearest = move |place: [f64; 2], within: f64| {
        points.with_untracked(|points| nearest_of(&points.as_ref()?.0, place, within))
    };
    // The points as drawn ones, changed; the state is then theirs.
    let change = move |act: &dyn Fn(&mut Vec<[f64; 3]>)| {
        let table = points.with_untracked(|points| points.as_ref().map(|(l, _)| l.table()));
        let Some(table) = table else { return };
        let mut rows: Vec<[f64; 3]> = table.row_iter().map(|r| [r[0], r[1], r[2]]).collect();
        act(&mut rows);
        if rows.is_empty() {
            problem.set(Some(
                "The last point stays: there must be something to learn.".into(),
            ));
            return;
        }
        if rows.len() > MOST_POINTS {
            problem.set(Some(format!("{MOST_POINTS} points are the most.")));
            return;
        }
        problem.set(None);
        context.update(|s| {
            s.data = Data::Drawn;
            s.points = DMatrix::from_fn(rows.len(), 3, |i, j| rows[i][j]);
        });
    };
    let add = move |[x, y]: [f64; 2], class: usize| change(&|rows| rows.push([x, y, class as f64]));
    let erase = move |at: usize| {
        change(&|rows| {
            rows.remove(at);
        });
    };
    let down = move |event: PointerEvent| {
        let Some(at) = place(&event).filter(|_| event.button() == 0) else {
            return;
        };
        match tool.get_untracked() {
            Tool::Add(class) => add(at, class),
            Tool::Erase => {
                if let Some(point) = nearest(at, 2.0 * NEAR) {
                    erase(point);
                }
            }
            Tool::Move => {
                dragged.set_value(nearest(at, NEAR));
                if let Some(frame) = frame.get_untracked() {
                    let _ = frame.set_pointer_capture(event.pointer_id());
                }
            }
        }
    };
    let moved = move |event: PointerEvent| {
        let Some(at) = place(&event) else { return };
        cursor.set(Some(at));
        if let (Some(point), true) = (dragged.get_value(), event.buttons() & 1 == 1) {
            change(&|rows| {
                if let Some(row) = rows.get_mut(point) {
                    (row[0], row[1]) = (at[0], at[1]);
                }
            });
        }
    };
    // Also told when the panel is left, when nothing may be there any more.
    let up = move |_: PointerEvent| {
        dragged.try_set_value(None);
    };
    let key = move |event: KeyboardEvent| {
        let [x, y] = cursor.get_untracked().unwrap_or([0.0, 0.0]);
        let step = if event.shift_key() { 0.5 } else { 0.1 };
        let to = match event.key().as_str() {
            "ArrowLeft" => [x - step, y],
            "ArrowRight" => [x + step, y],
            "ArrowUp" => [x, y + step],
            "ArrowDown" => [x, y - step],
            "Enter" | " " => {
                let class = match tool.get_untracked() {
                    Tool::Add(class) => class,
                    _ => 1,
                };
                add([x, y], class);
                [x, y]
            }
            "b" => {
                add([x, y], 1);
                [x, y]
            }
            "o" => {
                add([x, y], 0);
                [x, y]
            }
            "Delete" | "Backspace" => {
                if let Some(point) = nearest([x, y], 1.0) {
                    erase(point);
                }
                [x, y]
            }
            "Escape" => {
                cursor.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        cursor.set(Some(to.map(|x| hundredth(x.clamp(-HALF, HALF)))));
    };
    let words = move || {
        live.tick.track();
        context.state.track();
        let here = cursor.get()?;
        let on = points.with(|points| {
            let learned = &points.as_ref()?.0;
            let i = nearest_of(learned, here, NEAR)?;
            Some(([learned.x[(i, 0)], learned.x[(i, 1)]], learned.class[i]))
        });
        let (place, class) = on.map_or((here, None), |(place, class)| (place, Some(class)));
        let said = live.with(|runs| said(runs.main(), place))?;
        let [x, y] = place.map(number::rounded);
        Some(match class {
            Some(class) => format!(
                "The {} point at ({x}, {y}) costs {} nats: the network gives its class {}.",
                CLASSES[class],
                number::exact(said.costs[class]),
                number::percent(if class == 1 {
                    said.probability
                } else {
                    1.0 - said.probability
                })
            ),
            None => format!(
                "At ({x}, {y}) the network says {} with {}. A blue point would cost {} nats there, an \
                 orange one {}.",
                CLASSES[usize::from(said.probability > 0.5)],
                number::percent(said.probability.max(1.0 - said.probability)),
                number::rounded(said.costs[1]),
                number::rounded(said.costs[0])
            ),
        })
    };
    let tools = [
        (Tool::Move, "move", "move points"),
        (Tool::Add(1), "blue", "● add blue"),
        (Tool::Add(0), "orange", "■ add orange"),
        (Tool::Erase, "erase", "erase"),
    ]
    .into_iter()
    .map(|(of, name, words)| {
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
    })
    .collect_view();
    let title = move || match live.pointed.get() {
        Some((column, unit)) => {
            let (hidden, count) = context.state.with(|s| {
                let sizes = s.sizes();
                (s.layers.len(), sizes.get(column).copied().unwrap_or(0))
            });
            let name = units(column, hidden, count).get(unit).cloned();
            format!("what {} makes of it", name.unwrap_or_default())
        }
        None => {
            "the probability of blue ●; a ring marks a point that the network gets wrong".into()
        }
    };
    let clear = move |_| change(&|rows| *rows = vec![[-0.5, 0.0, 0.0], [0.5, 0.0, 1.0]]);
    let drawn = context.part(|s| s.data == Data::Drawn);
    view! {
        <p class="quiet">{title}</p>
        <div class="row tools" role="group" aria-label="What the pointer does">
            {tools}
            <button type="button" class="button small" data-tool="clear" on:click=clear>
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
        <div
            class="plane-frame"
            class:adding=move || tool.get() != Tool::Move
            node_ref=frame
            role="application"
            aria-label="The plane. Arrow keys move a cross, b adds a blue point and o an orange one, Delete takes the nearest away."
            tabindex="0"
            data-plane=""
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=up
            on:lostpointercapture=up
            on:pointerleave=move |_| cursor.set(None)
            on:keydown=key
        >
            <Surface class="points-plane" draw=draw>
                <span class="plane-mark low" aria-hidden="true">"−3"</span>
                <span class="plane-mark high" aria-hidden="true">"3"</span>
            </Surface>
        </div>
        <p class="problem" role="status">{problem}</p>
        <p class="read-off" aria-live="polite">
            {move || {
                words()
                    .unwrap_or_else(|| {
                        "Point at the plane, or use the arrow keys, for what the network says there and what \
                         a point costs. b and o add points, Delete takes one away."
                            .into()
                    })
            }}
        </p>
    }
}

fn hundredth(x: f64) -> f64 {
    (100.0 * x).round() / 100.0 + 0.0
}

/// The point nearest to a place, if it is within a share of the picture.
fn nearest_of(points: &Points, [x, y]: [f64; 2], within: f64) -> Option<usize> {
    (0..points.len())
        .map(|i| ((points.x[(i, 0)] - x).hypot(points.x[(i, 1)] - y), i))
        .filter(|(apart, _)| *apart <= within * 2.0 * HALF)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, i)| i)
}

/// Where a place of the plane is in the frame.
fn pixel(brush: &Brush, [x, y]: [f64; 2]) -> (f64, f64) {
    (
        (0.5 + 0.5 * x / HALF) * brush.width,
        (0.5 - 0.5 * y / HALF) * brush.height,
    )
}

fn axes(brush: &Brush) {
    let context = &brush.context;
    let (x, y) = pixel(brush, [0.0, 0.0]);
    context.set_stroke_style_str(&brush.palette.muted);
    context.set_global_alpha(0.35);
    context.set_line_width(1.0);
    context.begin_path();
    context.move_to(x, 0.0);
    context.line_to(x, brush.height);
    context.move_to(0.0, y);
    context.line_to(brush.width, y);
    context.stroke();
    context.set_global_alpha(1.0);
}

/// Discs for blue, squares for orange, with a ring round those that are marked.
fn marks(brush: &Brush, points: &Points, alpha: f64, ringed: &[bool]) {
    let context = &brush.context;
    context.set_global_alpha(alpha);
    context.set_line_width(1.25);
    context.set_stroke_style_str(&brush.palette.paper);
    for i in 0..points.len() {
        let class = points.class[i];
        let (x, y) = pixel(brush, [points.x[(i, 0)], points.x[(i, 1)]]);
        context.set_fill_style_str(brush.palette.tint(CLASS_TINTS[class]));
        context.begin_path();
        if class == 1 {
            let _ = context.arc(x, y, 4.5, 0.0, TAU);
        } else {
            context.rect(x - 4.0, y - 4.0, 8.0, 8.0);
        }
        context.fill();
        context.stroke();
        if ringed.get(i) == Some(&true) {
            context.set_stroke_style_str(&brush.palette.ink);
            context.begin_path();
            let _ = context.arc(x, y, 8.0, 0.0, TAU);
            context.stroke();
            context.set_stroke_style_str(&brush.palette.paper);
        }
    }
    context.set_global_alpha(1.0);
}

fn cross(brush: &Brush, place: [f64; 2]) {
    let context = &brush.context;
    let (x, y) = pixel(brush, place);
    context.set_stroke_style_str(&brush.palette.ink);
    context.set_line_width(1.5);
    context.begin_path();
    for (dx, dy) in [(1.0, 0.0), (0.0, 1.0)] {
        context.move_to(x - 12.0 * dx, y - 12.0 * dy);
        context.line_to(x - 5.0 * dx, y - 5.0 * dy);
        context.move_to(x + 5.0 * dx, y + 5.0 * dy);
        context.line_to(x + 12.0 * dx, y + 12.0 * dy);
    }
    context.stroke();
}
