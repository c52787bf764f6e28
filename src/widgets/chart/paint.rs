//! When a chart is drawn: on every change while it is in view, later where it isn't.

use super::draw::{Area, Axes, Size, draw};
use crate::contract::plate::Plot;
use crate::widgets::in_view::on_view;
use crate::widgets::resize::on_resize;
use crate::widgets::theme;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// How long a chart out of view waits for things to stand still.
const PAUSE: Duration = Duration::from_millis(150);

/// Keeps a plot drawn on a canvas in a frame, and says where its axes are.
pub fn painted(
    frame: NodeRef<html::Div>,
    canvas: NodeRef<html::Canvas>,
    plot: Signal<Plot>,
) -> RwSignal<Option<Area>> {
    let area = RwSignal::new(None::<Area>);
    let theme = theme::changes();
    let axes = StoredValue::new_local(Axes::default());
    let size = size_of(frame);
    let paint = move || {
        let (Some(Some(canvas)), Some(theme), Some(size)) = (
            canvas.try_get_untracked(),
            theme.try_get_untracked(),
            size.try_get_untracked(),
        ) else {
            return;
        };
        // Read anew: not every browser tells when the screen's pixels change.
        let ratio = window().device_pixel_ratio().max(1.0);
        let size = Size { ratio, ..size };
        if size.width < 40.0 || size.height < 40.0 {
            return;
        }
        let drawn = axes.try_update_value(|axes| {
            plot.try_with_untracked(|plot| draw(&canvas, size, plot, theme, axes))
        });
        area.try_set(drawn.flatten().flatten());
    };
    // Out of view a chart is drawn once things stand still: several on one page would take more than
    // a drag leaves.
    let in_view = StoredValue::new(true);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        let handle = waiting.try_update_value(Option::take).flatten();
        handle.map(|handle| handle.clear()).is_some()
    };
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            on_view(&frame, move |now| {
                in_view.try_set_value(now);
                if now && forget() {
                    paint();
                }
            });
        }
    });
    Effect::new(move |_| {
        theme.track();
        size.track();
        plot.track();
        canvas.track();
        forget();
        if in_view.get_value() {
            paint();
        } else {
            let late = move || {
                if forget() {
                    paint();
                }
            };
            waiting.set_value(set_timeout_with_handle(late, PAUSE).ok());
        }
    });
    on_cleanup(move || {
        forget();
    });
    area
}

/// The size of the frame: it follows the width of the column, and the pixels of the screen.
fn size_of(frame: NodeRef<html::Div>) -> RwSignal<Size> {
    let size = RwSignal::new(Size::default());
    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        let element = frame.clone();
        on_resize(&frame, move || {
            let place = element.get_bounding_client_rect();
            let ratio = window().device_pixel_ratio().max(1.0);
            let now = Size {
                width: place.width(),
                height: place.height(),
                ratio,
            };
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
            }
        });
    });
    size
}
