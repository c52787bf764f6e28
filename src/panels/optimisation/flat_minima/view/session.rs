//! The page's side of the trainings: one pair, and the table of many.

use crate::contract::Tint;
use crate::contract::plate::{Curve, Plot};
use crate::frame::prelude::*;
use crate::panels::optimisation::flat_minima::read::reading;
use crate::panels::optimisation::flat_minima::{FlatMinima, FlatMinimaState};
use crate::training::{Job, Trained, progress, reported};
use training::protocol::{Command, Event};
use training::{FlatPoint, FlatReport, FlatRescaling, FlatTraining};

/// The settings of a training, but for its number.
pub fn settings(state: &FlatMinimaState, table: u64) -> FlatTraining {
    FlatTraining {
        number: 0,
        batches: state.batches(),
        rate: state.rate,
        ends: state.ends(),
        flipped: state.flipped,
        rescale: state.rescale,
        seed: state.seed,
        table,
    }
}

/// A pair of trainings. Copy it freely.
#[derive(Clone, Copy)]
pub struct Session {
    /// How it stands.
    pub job: Job,
    trained: Trained<FlatMinima, FlatReport>,
    /// The factor that the worker was asked about and hasn't answered yet.
    asked: StoredValue<Option<f64>>,
}

impl Session {
    /// Nothing yet.
    pub fn new(context: Context<FlatMinima>) -> Self {
        let read = |s: &FlatMinimaState, report: &_, broken: Option<&str>| {
            Some(reading(s, Some(report), broken))
        };
        let trained = Trained::new(context, read);
        let session = Self {
            job: trained.job,
            trained,
            asked: StoredValue::new(None),
        };
        // Other settings are another training; it begins when the reader says so.
        let asked = context.part(|s| FlatTraining {
            rescale: 1.0,
            ..settings(s, 0)
        });
        Effect::new(move |before: Option<()>| {
            // Read, not only tracked: a memo that nobody has read hears of nothing.
            asked.with(|_| ());
            if before.is_some() {
                trained.changed(true);
            }
        });
        // Another factor is a question to the same network.
        let factor = context.part(|s| s.rescale);
        Effect::new(move |before: Option<()>| {
            factor.with(|_| ());
            if before.is_some() {
                session.ask();
                trained.show();
            }
        });
        // A mistake goes into the reading of what was trained.
        Effect::new(move |before: Option<()>| {
            context.broken.track();
            if before.is_some() {
                trained.show();
            }
        });
        session
    }

    /// Both networks on the way.
    pub fn curves(self) -> Option<[Vec<FlatPoint>; 2]> {
        self.trained
            .report
            .with(|r| r.as_ref().map(|r| r.curves.clone()))
    }

    /// The trained ReLU network.
    pub fn rescaling(self) -> Option<FlatRescaling> {
        self.trained
            .report
            .with(|r| r.as_ref().and_then(|r| r.rescaling.clone()))
    }

    /// The losses on the way.
    pub fn plot(self) -> Option<Plot> {
        let [small, large] = self.curves()?;
        let of = |points: &[FlatPoint], f: fn(&FlatPoint) -> f64| {
            points.iter().map(|p| ((p.step + 1) as f64, f(p))).collect()
        };
        let curves = [
            Curve::solid("training, small", Tint::Truth, of(&small, |p| p.train)),
            Curve::dashed("new points, small", Tint::Truth, of(&small, |p| p.test)),
            Curve::solid("training, large", Tint::Loss, of(&large, |p| p.train)),
            Curve::dashed("new points, large", Tint::Loss, of(&large, |p| p.test)),
        ];
        Some(Plot::over("1 + step", "loss", curves).log_x().log_y())
    }

    /// Begins a training.
    pub fn begin(self) {
        self.asked.set_value(None);
        let state = self.trained.context.state;
        let training = state.with_untracked(|s| settings(s, 0));
        let steps = training.steps();
        let asked = |number| Some(Command::Flat(FlatTraining { number, ..training }));
        let hear = move |event| self.hear(event);
        self.trained.begin(steps, asked, hear);
    }

    /// Forgets what was trained.
    pub fn clear(self) {
        self.trained.clear();
    }

    fn hear(self, event: Event) {
        let Some(report) = reported!(event, Flat) else {
            return;
        };
        if !self.trained.is_mine(progress!(report)) {
            return;
        }
        if let Some(found) = &report.rescaling
            && self.asked.get_value() == Some(found.asked.factor)
        {
            self.asked.set_value(None);
        }
        self.trained.report.set(Some(report));
        self.ask();
        self.trained.show();
    }

    /// Asks the worker about the present factor, one question at a time.
    fn ask(self) {
        let factor = self.trained.context.state.with_untracked(|s| s.rescale);
        let known = self.trained.report.with_untracked(|r| {
            let found = r.as_ref().and_then(|r| r.rescaling.as_ref());
            found.map(|f| f.asked.factor)
        });
        let waits = self.asked.with_value(Option::is_some);
        if known.is_some_and(|known| known != factor) && !waits {
            self.asked.set_value(Some(factor));
            self.job.say(&Command::Rescale(factor));
        }
    }
}
