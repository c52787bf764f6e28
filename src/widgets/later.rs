//! What may wait until the picture of a drag is painted.
//!
//! Every effect is a task of the executor. The tasks of effects that are made under [`Later`] are held
//! while a drag goes on: from a change that follows the one before closely, until the frame with the
//! picture that was changed is painted. They run then, and see the present state, as always. A single
//! change (a key, a click, an address) shows everything at once.

use super::dom;
use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// Changes that follow each other within so many milliseconds are a drag.
const DRAG: f64 = 150.0;
/// So many milliseconds what waits may wait, also where the frames leave no time for it.
const LONGEST: f64 = 200.0;

thread_local! {
    static GATE: RefCell<Gate> = const {
        RefCell::new(Gate { last: f64::NEG_INFINITY, closed: None, waiting: Vec::new() })
    };
}

struct Gate {
    /// When the last change was made, in milliseconds.
    last: f64,
    /// Since when it has been closed.
    closed: Option<f64>,
    waiting: Vec<Waker>,
}

/// Marks, as a context, what may wait.
#[derive(Clone, Copy)]
struct Later;

/// Has all effects run by an executor that can hold those that may wait. Called before anything is
/// mounted; where another executor was set before, nothing is held.
pub fn install() {
    let _ = Executor::init_custom_executor(Lanes);
}

/// Has what `children` shows wait for the picture of a drag.
pub fn later<V: IntoView + 'static>(children: impl FnOnce() -> V) -> impl IntoView {
    let owner = Owner::current().unwrap_or_default().child();
    let children = owner.with(|| {
        provide_context(Later);
        children().into_view()
    });
    OwnedView::new_with_owner(children, owner)
}

/// Has the effects that `make` makes wait for the picture of a drag.
pub fn effects(make: impl FnOnce()) {
    let owner = Owner::current().unwrap_or_default().child();
    owner.with(|| {
        provide_context(Later);
        make();
    });
    // It lives as long as the one around it, which doesn't hold it.
    on_cleanup(move || drop(owner));
}

/// Has an attribute follow, for what only a screen reader says or a pointer that rests shows.
pub fn attribute<E>(place: NodeRef<E>, name: &'static str, text: impl Fn() -> String + 'static)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<Element> + 'static,
{
    effects(|| {
        Effect::new(move |before: Option<Option<String>>| {
            let element = place.get()?;
            let text = text();
            if before.flatten().as_ref() != Some(&text) {
                dom::set(element.as_ref(), &[(name, &text)]);
            }
            Some(text)
        });
    });
}

/// Says that the state has just been changed.
pub fn changed() {
    let now = dom::now();
    let (closes, long) = GATE.with_borrow_mut(|gate| {
        let drag = now - gate.last < DRAG;
        gate.last = now;
        let closes = drag && gate.closed.is_none();
        if closes {
            gate.closed = Some(now);
        }
        (
            closes,
            gate.closed.is_some_and(|since| now - since > LONGEST),
        )
    });
    if long {
        return open();
    }
    if !closes {
        return;
    }
    if document().hidden() {
        // No frame is drawn.
        set_timeout(open, Duration::ZERO);
    } else {
        // The first task after a frame's callbacks comes when the frame is painted.
        request_animation_frame(|| set_timeout(open, Duration::ZERO));
    }
}

fn open() {
    let waiting = GATE.with_borrow_mut(|gate| {
        gate.closed = None;
        std::mem::take(&mut gate.waiting)
    });
    for waker in waiting {
        waker.wake();
    }
}

/// The browser's own queue, with tasks that may be held.
struct Lanes;

impl CustomExecutor for Lanes {
    fn spawn(&self, task: PinnedFuture<()>) {
        self.spawn_local(task);
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        if use_context::<Later>().is_some() {
            spawn_local(Held { task, ran: false });
        } else {
            spawn_local(task);
        }
    }

    fn poll_local(&self) {}
}

/// A task that isn't run while the gate is closed, but for the first time.
struct Held {
    task: PinnedLocalFuture<()>,
    ran: bool,
}

impl Future for Held {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let waits = self.ran
            && GATE.with_borrow_mut(|gate| {
                if gate.closed.is_some() {
                    gate.waiting.push(context.waker().clone());
                }
                gate.closed.is_some()
            });
        if waits {
            return Poll::Pending;
        }
        self.ran = true;
        self.task.as_mut().poll(context)
    }
}
