//! What the parts of the graph's view work with: size, look, focus, and the effects that keep them.

use super::draw::Drawn;
use super::look::{Look, MARGIN, READABLE, SCALES};
use crate::contract::Flow;
use crate::contract::plane::Spot;
use crate::widgets::resize::on_resize;
use leptos::html;
use leptos::prelude::*;

/// The tallest that the picture is, in CSS pixels, where it isn't drawn downwards.
const TALLEST: f64 = 560.0;
/// Narrower than this, links lead downwards.
const NARROW: f64 = 620.0;

/// What the parts of the view work with. Copy it freely.
#[derive(Clone, Copy)]
pub struct Board {
    /// The graph.
    pub flow: Signal<Flow>,
    /// Called with a box that was pressed.
    pub pick: Option<Callback<usize>>,
    /// The element that holds it.
    pub place: NodeRef<html::Div>,
    /// What is in view.
    pub look: RwSignal<Look>,
    /// The box that the Tab key stops at.
    pub stop: RwSignal<Option<usize>>,
    /// Whether the picture is being moved.
    pub dragging: RwSignal<bool>,
    /// Where a pressed pointer was last, and whether it has gone far enough to be a drag.
    pub hand: StoredValue<Option<(Spot, bool)>>,
    /// The view's height in CSS pixels.
    pub height: Memo<f64>,
    width: RwSignal<f64>,
    whole: Memo<Spot>,
    down: Memo<bool>,
    drawn: StoredValue<Drawn, LocalStorage>,
}

impl Board {
    /// To be called in a component.
    pub fn new(flow: Signal<Flow>, pick: Option<Callback<usize>>) -> Self {
        let width = RwSignal::new(0.0);
        let whole = Memo::new(move |_| flow.with(|f| f.whole));
        let down = Memo::new(move |_| flow.with(|f| f.down));
        let height = Memo::new(move |_| {
            let (wide, (long, tall)) = (width.get(), whole.get());
            let most = if down.get() { f64::INFINITY } else { TALLEST };
            let look = Look::fitting((long, tall), (wide, most.min(1e6)), SCALES.0);
            let scale = if down.get() {
                look.scale
            } else {
                look.scale.max(READABLE)
            };
            (tall * scale + 2.0 * MARGIN).clamp(120.0, most)
        });
        Self {
            flow,
            pick,
            place: NodeRef::new(),
            look: RwSignal::new(Look::default()),
            stop: RwSignal::new(None),
            dragging: RwSignal::new(false),
            hand: StoredValue::new(None),
            height,
            width,
            whole,
            down,
            drawn: StoredValue::new_local(Drawn::default()),
        }
    }

    /// Keeps the width of the column, and says whether it is narrow.
    pub fn follow_width(self, narrow: Option<RwSignal<bool>>) {
        let Self { place, width, .. } = self;
        Effect::new(move |_| {
            let Some(place) = place.get() else { return };
            let element = place.clone();
            on_resize(&place, move || {
                let now = f64::from(element.client_width());
                if now > 0.0
                    && width
                        .try_get_untracked()
                        .is_some_and(|before| before != now)
                {
                    width.set(now);
                    if let Some(narrow) = narrow
                        && narrow.get_untracked() != (now < NARROW)
                    {
                        narrow.set(now < NARROW);
                    }
                }
            });
        });
    }

    /// Shows all of another graph, or at another size, and keeps the present step in view.
    pub fn keep_in_view(self) {
        let Self { flow, .. } = self;
        Effect::new(move |_| {
            let view = (self.width.get(), self.height.get());
            let least = if self.down.get_untracked() {
                SCALES.0
            } else {
                READABLE
            };
            self.look.set(Look::fitting(self.whole.get(), view, least));
        });
        let active = Memo::new(move |_| {
            flow.with(|f| {
                let at = f.boxes.iter().position(|b| b.active)?;
                Some((at, f.boxes.get(at)?.at, f.size))
            })
        });
        Effect::new(move |_| {
            self.width.track();
            if let Some((at, middle, size)) = active.get() {
                self.settle(self.look.get_untracked().showing(middle, size, self.view()));
                self.stop.set(Some(at));
            }
        });
    }

    /// Draws what has changed.
    pub fn draw(self) {
        let Self {
            flow, place, drawn, ..
        } = self;
        Effect::new(move |_| {
            let Some(place) = place.get() else { return };
            flow.with(|flow| {
                drawn.update_value(|drawn| drawn.show(&place, flow, self.pick.is_some()));
            });
            let stop = self.stop.get();
            drawn.with_value(|drawn| drawn.stop_at(stop));
        });
        Effect::new(move |_| {
            flow.track();
            let look = self.look.get();
            drawn.with_value(|drawn| drawn.look(look.scale, look.at));
        });
    }

    fn view(self) -> Spot {
        (self.width.get_untracked(), self.height.get_untracked())
    }

    /// Looks at it so, but never out of view.
    pub fn settle(self, next: Look) {
        self.look
            .set(next.centred(self.whole.get_untracked(), self.view()));
    }

    /// Zooms about the middle of the view.
    pub fn zoom(self, by: f64) {
        let (wide, tall) = self.view();
        let about = (wide / 2.0, tall / 2.0);
        self.settle(self.look.get_untracked().zoomed(by, about));
    }

    /// Shows all of it.
    pub fn fit(self) {
        let whole = self.whole.get_untracked();
        self.look.set(Look::fitting(whole, self.view(), SCALES.0));
    }

    /// Gives a box the focus, and shows it.
    pub fn focus(self, at: usize) {
        self.stop.set(Some(at));
        self.flow.with_untracked(|f| {
            if let Some(shown) = f.boxes.get(at) {
                self.settle(
                    self.look
                        .get_untracked()
                        .showing(shown.at, f.size, self.view()),
                );
            }
        });
        self.drawn.with_value(|drawn| drawn.focus(at));
    }
}
