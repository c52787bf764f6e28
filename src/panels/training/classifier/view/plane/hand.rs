//! What pointer and keyboard do to the points.

use super::super::super::Data;
use super::super::super::points::{HALF, MOST_POINTS, Points};
use super::super::live::Live;
use crate::contract::number::decimals;
use crate::frame::prelude::*;
use leptos::html;
use nalgebra::DMatrix;
use web_sys::{KeyboardEvent, PointerEvent};

/// How near a point must be to be meant, as a share of the picture.
pub const NEAR: f64 = 0.025;

/// What the pointer does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Move,
    Add(usize),
    Erase,
}

/// The hand over the plane. Copy it freely.
#[derive(Clone, Copy)]
pub struct Hand {
    pub live: Live,
    pub tool: RwSignal<Tool>,
    /// Where the pointer is, or the cross that the keys move.
    pub cursor: RwSignal<Option<[f64; 2]>>,
    /// What can't be done, and why.
    pub problem: RwSignal<Option<String>>,
    pub frame: NodeRef<html::Div>,
    /// The points that are learned from, and those held out.
    pub points: Memo<Option<(Points, Points)>>,
    dragged: StoredValue<Option<usize>>,
}

impl Hand {
    pub fn new(live: Live) -> Self {
        let points = Memo::new(move |_| {
            live.context.state.track();
            live.tick.track();
            live.with(|runs| {
                let main = runs.main();
                (main.learned().clone(), main.held_out().clone())
            })
        });
        Self {
            live,
            tool: RwSignal::new(Tool::Move),
            cursor: RwSignal::new(None),
            problem: RwSignal::new(None),
            frame: NodeRef::new(),
            points,
            dragged: StoredValue::new(None),
        }
    }

    /// The place of the plane that the pointer is over.
    fn place(self, event: &PointerEvent) -> Option<[f64; 2]> {
        let place = self.frame.get_untracked()?.get_bounding_client_rect();
        if place.width() <= 0.0 || place.height() <= 0.0 {
            return None;
        }
        let x = (f64::from(event.client_x()) - place.left()) / place.width();
        let y = (f64::from(event.client_y()) - place.top()) / place.height();
        let at = |part: f64| decimals(HALF * (2.0 * part.clamp(0.0, 1.0) - 1.0), 2);
        Some([at(x), at(1.0 - y)])
    }

    fn nearest(self, place: [f64; 2], within: f64) -> Option<usize> {
        self.points
            .with_untracked(|points| nearest_of(&points.as_ref()?.0, place, within))
    }

    /// The points as drawn ones, changed; the state is then theirs.
    fn change(self, act: impl Fn(&mut Vec<[f64; 3]>)) {
        let table = self
            .points
            .with_untracked(|points| points.as_ref().map(|(learned, _)| learned.table()));
        let Some(table) = table else { return };
        let mut rows: Vec<[f64; 3]> = table.row_iter().map(|r| [r[0], r[1], r[2]]).collect();
        act(&mut rows);
        let problem = match rows.len() {
            0 => Some("The last point can’t be removed: training needs at least one.".into()),
            n if n > MOST_POINTS => Some(format!("There can be at most {MOST_POINTS} points.")),
            _ => None,
        };
        if problem.is_none() {
            self.live.context.update(|s| {
                s.data = Data::Drawn;
                s.points = DMatrix::from_fn(rows.len(), 3, |i, j| rows[i][j]);
            });
        }
        self.problem.set(problem);
    }

    fn add(self, [x, y]: [f64; 2], class: usize) {
        self.change(|rows| rows.push([x, y, class as f64]));
    }

    fn erase(self, place: [f64; 2], within: f64) {
        if let Some(point) = self.nearest(place, within) {
            self.change(|rows| {
                rows.remove(point);
            });
        }
    }

    /// All but one point of each class.
    pub fn clear(self) {
        self.change(|rows| *rows = vec![[-0.5, 0.0, 0.0], [0.5, 0.0, 1.0]]);
    }

    pub fn down(self, event: &PointerEvent) {
        let Some(at) = self.place(event).filter(|_| event.button() == 0) else {
            return;
        };
        match self.tool.get_untracked() {
            Tool::Add(class) => self.add(at, class),
            Tool::Erase => self.erase(at, 2.0 * NEAR),
            Tool::Move => {
                self.dragged.set_value(self.nearest(at, NEAR));
                if let Some(frame) = self.frame.get_untracked() {
                    let _ = frame.set_pointer_capture(event.pointer_id());
                }
            }
        }
    }

    pub fn moved(self, event: &PointerEvent) {
        let Some(at) = self.place(event) else { return };
        self.cursor.set(Some(at));
        if let (Some(point), true) = (self.dragged.get_value(), event.buttons() & 1 == 1) {
            self.change(|rows| {
                if let Some(row) = rows.get_mut(point) {
                    (row[0], row[1]) = (at[0], at[1]);
                }
            });
        }
    }

    /// Also told when the panel is left, when nothing may be there any more.
    pub fn up(self) {
        self.dragged.try_set_value(None);
    }

    pub fn key(self, event: &KeyboardEvent) {
        let [x, y] = self.cursor.get_untracked().unwrap_or([0.0, 0.0]);
        let step = if event.shift_key() { 0.5 } else { 0.1 };
        let mut to = [x, y];
        match event.key().as_str() {
            "ArrowLeft" => to[0] -= step,
            "ArrowRight" => to[0] += step,
            "ArrowUp" => to[1] += step,
            "ArrowDown" => to[1] -= step,
            "Enter" | " " => match self.tool.get_untracked() {
                Tool::Add(class) => self.add(to, class),
                _ => self.add(to, 1),
            },
            "b" => self.add(to, 1),
            "o" => self.add(to, 0),
            "Delete" | "Backspace" => self.erase(to, 1.0),
            "Escape" => {
                self.cursor.set(None);
                return;
            }
            _ => return,
        }
        event.prevent_default();
        self.cursor
            .set(Some(to.map(|x| decimals(x.clamp(-HALF, HALF), 2))));
    }
}

/// The point nearest to a place, if it is within a share of the picture.
pub fn nearest_of(points: &Points, [x, y]: [f64; 2], within: f64) -> Option<usize> {
    (0..points.len())
        .map(|i| ((points.x[(i, 0)] - x).hypot(points.x[(i, 1)] - y), i))
        .filter(|(apart, _)| *apart <= within * 2.0 * HALF)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, i)| i)
}
