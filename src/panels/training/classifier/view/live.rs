//! The runs behind the view: trained in slices between frames, shown as they go.

use super::super::layout::Unit;
use super::super::pairs::Change;
use super::super::pictures::{grid, pictures};
use super::super::runs::Runs;
use super::super::session::Stopped;
use super::super::{Classifier, ClassifierState, words};
use crate::frame::prelude::*;
use crate::widgets::dom::now;
use nalgebra::DMatrix;
use std::rc::Rc;
use std::time::Duration;

/// Milliseconds of a frame that training may take.
const SLICE: f64 = 6.0;
/// Milliseconds from one reading to the next while training: a reading has a thousand numbers, and
/// checks its gradient.
const READING: f64 = 250.0;
/// A network with more numbers than these is drawn in every third frame.
const LARGE: usize = 120;
/// Cells across a picture while it moves, and when it stands still.
const SIDES: (usize, usize) = (40, 100);

/// How many steps are taken between two frames.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    One,
    Ten,
    /// As many as fit.
    All,
}

/// The pictures of all units, with their number of cells across.
#[derive(Clone, Default)]
pub struct Pictures {
    pub side: usize,
    pub all: Rc<Vec<Vec<u8>>>,
}

/// What the parts of the view work with. Copy it freely.
#[derive(Clone, Copy)]
pub struct Live {
    pub context: Context<Classifier>,
    pub playing: RwSignal<bool>,
    pub pace: RwSignal<Pace>,
    /// Why the run stopped by itself.
    pub stopped: RwSignal<Option<String>>,
    /// Counts changes of the networks: steps, weights set, other runs.
    pub tick: RwSignal<u32>,
    /// The unit that is pointed at or focused.
    pub pointed: RwSignal<Option<Unit>>,
    /// The unit whose weights can be changed.
    pub chosen: RwSignal<Unit>,
    runs: StoredValue<Option<Runs>, LocalStorage>,
    grids: StoredValue<(DMatrix<f64>, DMatrix<f64>), LocalStorage>,
    pictures: RwSignal<Pictures, LocalStorage>,
    frame: StoredValue<Option<AnimationFrameRequestHandle>, LocalStorage>,
    refining: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    read_at: StoredValue<f64>,
    frames: StoredValue<u32>,
}

impl Live {
    pub fn new(context: Context<Classifier>) -> Self {
        let runs = context.state.with_untracked(|state| Runs::new(state).ok());
        let live = Self {
            context,
            playing: RwSignal::new(false),
            pace: RwSignal::new(Pace::Ten),
            stopped: RwSignal::new(None),
            tick: RwSignal::new(0),
            pointed: RwSignal::new(None),
            chosen: RwSignal::new((1, 0)),
            runs: StoredValue::new_local(runs),
            grids: StoredValue::new_local((grid(SIDES.0), grid(SIDES.1))),
            pictures: RwSignal::new_local(Pictures::default()),
            frame: StoredValue::new_local(None),
            refining: StoredValue::new_local(None),
            read_at: StoredValue::new(0.0),
            frames: StoredValue::new(0),
        };
        live.paint(SIDES.1);
        // Another state is another run, from its start.
        Effect::new(move |before: Option<()>| {
            context.state.track();
            if before.is_some() {
                live.start_over();
            }
        });
        // A mistake goes into the gradients of a run that is under way, and into its reading.
        Effect::new(move |before: Option<()>| {
            context.broken.track();
            if before.is_some() {
                live.read();
            }
        });
        on_cleanup(move || {
            live.stop_frames();
            live.forget_refining();
        });
        live
    }

    fn start_over(self) {
        self.pause();
        let runs = self
            .context
            .state
            .with_untracked(|state| Runs::new(state).ok());
        let sizes = self.context.state.with_untracked(ClassifierState::sizes);
        self.runs.set_value(runs);
        self.stopped.set(None);
        self.pointed.set(None);
        let (column, unit) = self.chosen.get_untracked();
        let column = column.min(sizes.len() - 1);
        self.chosen.set((column, unit.min(sizes[column] - 1)));
        self.context.show(None);
        self.changed();
    }

    /// Looks at the runs, or changes them; nothing where there are none any more.
    pub fn with<T>(self, act: impl FnOnce(&mut Runs) -> T) -> Option<T> {
        self.runs
            .try_update_value(|runs| runs.as_mut().map(act))
            .flatten()
    }

    /// The units' pictures, tracked.
    pub fn pictures(self) -> Pictures {
        self.pictures.get()
    }

    /// Trains on, or stops.
    pub fn toggle(self) {
        if self.playing.get_untracked() {
            self.pause();
            self.changed();
            self.read();
        } else {
            self.stopped.set(None);
            self.playing.set(true);
            self.schedule();
        }
    }

    fn pause(self) {
        self.stop_frames();
        if self.playing.get_untracked() {
            self.playing.set(false);
        }
    }

    /// A single step.
    pub fn step(self) {
        self.pause();
        self.train(1);
        self.changed();
        self.read();
    }

    /// Back to the first weights.
    pub fn rewind(self) {
        self.pause();
        self.stopped.set(None);
        self.with(Runs::rewind);
        self.changed();
        self.read();
    }

    /// Sets one number of the network.
    pub fn set(self, parameter: usize, place: (usize, usize), value: f64) {
        self.with(|runs| {
            runs.main().set(parameter, place, value);
            runs.note();
        });
        self.changed();
        self.read();
    }

    /// Adds a run beside the first one; all start again.
    pub fn add(self, change: &Change) {
        self.with(|runs| runs.add(change).is_ok());
        self.changed();
        self.read();
    }

    /// Takes a run away.
    pub fn remove(self, at: usize) {
        self.with(|runs| runs.remove(at));
        self.changed();
    }

    /// Takes steps until there are enough or the slice is over.
    fn train(self, most: usize) {
        let broken = self.context.broken.get_untracked();
        let start = now();
        let outcome = self.with(|runs| {
            for _ in 0..most {
                runs.step(broken)?;
                if now() - start > SLICE {
                    break;
                }
            }
            Ok(())
        });
        self.with(Runs::note);
        if let Some(Err(Stopped(why))) = outcome {
            self.pause();
            self.stopped.set(Some(why));
        }
    }

    fn schedule(self) {
        let handle = request_animation_frame_with_handle(move || self.on_frame());
        self.frame.try_set_value(handle.ok());
    }

    fn on_frame(self) {
        if self.playing.try_get_untracked() != Some(true) {
            return;
        }
        self.train(match self.pace.get_untracked() {
            Pace::One => 1,
            Pace::Ten => 10,
            Pace::All => usize::MAX,
        });
        if !self.playing.get_untracked() {
            self.changed();
            self.read();
            return;
        }
        // A large network isn't drawn in every frame: it would leave none of it to the training.
        self.frames.update_value(|n| *n = n.wrapping_add(1));
        let numbers = self.context.state.with_untracked(words::count);
        if numbers <= LARGE || self.frames.get_value().is_multiple_of(3) {
            self.paint(SIDES.0);
            self.tick.update(|n| *n = n.wrapping_add(1));
        }
        if now() - self.read_at.get_value() > READING {
            self.read();
        }
        self.schedule();
    }

    fn stop_frames(self) {
        if let Some(handle) = self.frame.try_update_value(Option::take).flatten() {
            handle.cancel();
        }
    }

    /// Shows what has changed: coarsely at once, finely when it stands still.
    fn changed(self) {
        self.paint(SIDES.0);
        self.tick.update(|n| *n = n.wrapping_add(1));
        self.refine();
    }

    /// Shows the reading of the run, or the state's own where the run stands at its start.
    fn read(self) {
        let broken = self.context.broken.get_untracked();
        let reading = self.with(|runs| {
            let main = runs.main();
            (!main.is_fresh()).then(|| main.reading(broken))
        });
        self.read_at.try_set_value(now());
        self.context.show(reading.flatten());
    }

    fn paint(self, side: usize) {
        let all = self.grids.try_with_value(|(coarse, fine)| {
            let grid = if side == SIDES.0 { coarse } else { fine };
            self.with(|runs| pictures(runs.main(), grid))
        });
        if let Some(Some(all)) = all {
            self.pictures.try_set(Pictures {
                side,
                all: Rc::new(all),
            });
        }
    }

    fn refine(self) {
        self.forget_refining();
        let fine = move || {
            if self.playing.try_get_untracked() == Some(false) {
                self.paint(SIDES.1);
            }
        };
        let handle = set_timeout_with_handle(fine, Duration::from_millis(150));
        self.refining.try_set_value(handle.ok());
    }

    fn forget_refining(self) {
        if let Some(handle) = self.refining.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }
}
