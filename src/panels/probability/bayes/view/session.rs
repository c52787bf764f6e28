//! The page's side of a training on the coins of the state.

use crate::contract::plane::Spot;
use crate::frame::prelude::*;
use crate::panels::probability::bayes::learned::{Learned, take};
use crate::panels::probability::bayes::{Bayes, BayesState, BayesView};
use crate::training::{Job, JobState, progress, reported};
use training::CoinTraining;
use training::protocol::{Command, Event};

/// How many steps a training takes.
pub const LENGTHS: &[(&str, &str)] = &[("300", "300 steps"), ("1500", "1500 steps")];

/// A training. Copy it freely.
#[derive(Clone, Copy)]
pub struct Session {
    context: Context<Bayes>,
    /// How it stands.
    pub job: Job,
    /// How many steps it takes: one of [`LENGTHS`].
    pub length: RwSignal<&'static str>,
    /// The seed of weights and batches.
    pub seed: RwSignal<u64>,
    /// What was learned so far.
    pub learned: RwSignal<Option<Learned>>,
}

impl Session {
    /// Nothing yet.
    pub fn new(context: Context<Bayes>) -> Self {
        let session = Self {
            context,
            job: Job::idle(),
            length: RwSignal::new("300"),
            seed: RwSignal::new(1),
            learned: RwSignal::new(None),
        };
        // Another mixture, length or seed is another training; it begins when the reader says so.
        let mixture = context.part(|s| (s.view, s.coins.clone(), s.prior_weights()));
        Effect::new(move |before: Option<()>| {
            // Read, not only tracked: a memo that nobody has read hears of nothing.
            let there = mixture.with(|(view, ..)| *view == BayesView::InContext);
            session.length.track();
            session.seed.track();
            if before.is_none() {
                return;
            }
            if there {
                session.job.changed();
                session.learned.set(None);
            } else {
                session.clear();
            }
        });
        // Other flips are another question to the same model.
        let flips = context.part(|s| s.flips.clone());
        Effect::new(move |before: Option<()>| {
            flips.with(|_| ());
            let there = session.learned.with_untracked(Option::is_some);
            if before.is_some() && there {
                session.job.say(&session.question());
            }
        });
        session
    }

    /// What the model predicts along the present flips.
    pub fn along(self) -> Vec<Spot> {
        let of = |learned: &Option<Learned>| {
            let flips = |s: &BayesState| learned.as_ref().map(|l| l.along(&s.flips));
            self.context.state.with(flips).unwrap_or_default()
        };
        self.learned.with(of)
    }

    /// What it predicts after all of them.
    pub fn next(self) -> Option<f64> {
        let of = |learned: &Option<Learned>| {
            let flips = |s: &BayesState| learned.as_ref().and_then(|l| l.next(&s.flips));
            self.context.state.with(flips)
        };
        self.learned.with(of)
    }

    fn question(self) -> Command {
        let flips = |s: &BayesState| s.flips.iter().map(|f| *f > 0.0).collect();
        Command::Flips(self.context.state.with_untracked(flips))
    }

    /// Begins a training.
    pub fn begin(self) {
        let steps = self.length.get_untracked().parse().unwrap_or(300);
        self.learned.set(None);
        let number = self.job.begin(steps);
        let settings = self.context.state.with_untracked(|s| {
            (s.view == BayesView::InContext).then(|| CoinTraining {
                number,
                coins: s.coins.clone(),
                prior: s.prior_weights(),
                steps,
                seed: self.seed.get_untracked(),
            })
        });
        let Some(settings) = settings else { return };
        self.job
            .start(&Command::Coins(settings), None, move |event| {
                self.hear(event)
            });
        self.job.say(&self.question());
        self.job.say(&Command::Play);
    }

    /// Forgets what was learned.
    pub fn clear(self) {
        self.job.forget();
        self.learned.set(None);
    }

    fn hear(self, event: Event) {
        let Some(report) = reported!(event, Coins) else {
            return;
        };
        let mine = self.job.take(progress!(report));
        if mine && self.job.stand.get_untracked() != JobState::Idle {
            self.learned.update(|learned| take(learned, report));
        }
    }
}
