//! Files of the runs, which the page keeps: if the worker dies, a new one goes on from them.

use super::{Clock, Host, MOST_RUNS, Message};
use crate::error::{Result, TrainingError};
use crate::files;
use crate::protocol::{Attachment, Event};
use crate::run::Run;

/// Milliseconds between two backups while it trains.
const INTERVAL: f64 = 5000.0;
/// Milliseconds from the start of training to the first backup.
const FIRST: f64 = 1000.0;
/// Backups take no more than this share of the time.
const SHARE: f64 = 0.05;

/// When the last backup was made, and whether the runs have changed since.
#[derive(Debug, Clone, Copy)]
pub struct Backup {
    at: f64,
    /// The milliseconds that it took.
    took: f64,
    stale: bool,
}

impl Backup {
    /// For runs that need no backup yet.
    pub fn new(now: f64) -> Self {
        Self {
            at: now,
            took: 0.0,
            stale: false,
        }
    }

    /// The runs have changed.
    pub fn touch(&mut self) {
        self.stale = true;
    }

    /// Training begins: the first backup comes soon.
    pub fn begin(&mut self, now: f64) {
        self.at = now - (INTERVAL - FIRST);
    }

    /// Whether another backup is due: every five seconds while it trains, after any change while it
    /// is paused. Large runs are backed up less often, since that takes long.
    pub fn is_due(&self, now: f64, playing: bool) -> bool {
        self.due_in(now, playing) == Some(0.0)
    }

    /// Milliseconds until it is due; none where nothing has changed.
    fn due_in(&self, now: f64, playing: bool) -> Option<f64> {
        let interval = if playing { INTERVAL } else { 0.0 };
        let left = interval.max(self.took / SHARE) - (now - self.at);
        self.stale.then_some(left.max(0.0))
    }
}

impl<C: Clock> Host<C> {
    /// Milliseconds until [`Host::keep`] has to be called while nothing trains; none where it needn't.
    pub fn keeps_in(&self) -> Option<f64> {
        let due = self.backup.due_in(self.clock.now(), false);
        due.filter(|_| !self.playing)
    }

    /// A backup that wasn't due when the runs changed, and is now.
    pub fn keep(&mut self) -> Vec<Message> {
        if self.keeps_in() == Some(0.0) {
            self.back_up().into_iter().collect()
        } else {
            Vec::new()
        }
    }

    /// A file of each run; none when they haven't changed since the last backup.
    pub(super) fn back_up(&mut self) -> Option<Message> {
        // One that fails isn't tried again before the next change.
        if !std::mem::take(&mut self.backup.stale) {
            return None;
        }
        let begun = self.clock.now();
        let step = self.first().ok()?.steps();
        let runs = self.runs.iter_mut();
        let files = runs.map(|hosted| files::save(&mut hosted.run));
        let files = files.collect::<Result<Vec<_>>>().ok()?;
        let now = self.clock.now();
        self.backup = Backup {
            at: now,
            took: now - begun,
            stale: false,
        };
        let beside = files.into_iter().map(Attachment::Bytes).collect();
        Some((Event::Kept(step), beside))
    }
}

/// The runs of a backup.
pub fn open(beside: &[Attachment]) -> Result<Vec<Run>> {
    if beside.is_empty() {
        return Err(TrainingError::File("there is no file".into()));
    }
    let run = |file: &Attachment| match file {
        Attachment::Bytes(bytes) => files::open(bytes),
        Attachment::Numbers(_) | Attachment::File(_) => {
            Err(TrainingError::File("that is no file of a run".into()))
        }
    };
    beside.iter().take(MOST_RUNS).map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Companion, Config};
    use crate::protocol::Command;
    use std::cell::Cell;

    struct Set(Cell<f64>);

    impl Clock for &Set {
        fn now(&self) -> f64 {
            self.0.get()
        }
    }

    fn configs() -> Vec<Config> {
        let small = Config {
            layers: 1,
            width: 8,
            heads: 2,
            context: 8,
            batch: 2,
            steps: 50,
            ..Config::default()
        };
        vec![small.clone(), Companion::Sgd.of(&small)]
    }

    fn kept(messages: &[Message]) -> Option<(u64, Vec<Attachment>)> {
        messages.iter().find_map(|(event, beside)| match event {
            Event::Kept(step) => Some((*step, beside.clone())),
            _ => None,
        })
    }

    #[test]
    fn what_is_kept_goes_on_as_all_runs_would_have() {
        let clock = Set(Cell::new(0.0));
        let mut host = Host::new(&clock);
        host.handle(Command::Start(configs()), &[]);
        for step in 1..=3 {
            let (at, files) = kept(&host.handle(Command::Step, &[])).unwrap();
            assert_eq!((at, files.len()), (step, 2));
        }
        host.handle(Command::Rate(0.01), &[]);
        let (_, files) = kept(&host.handle(Command::Pause, &[])).unwrap();
        // Nothing has happened since.
        assert!(kept(&host.handle(Command::Pause, &[])).is_none());

        let mut other = Host::new(&clock);
        let begun = other.handle(Command::Restore, &files);
        let Event::Started {
            curve,
            others,
            beside,
            opened,
            ..
        } = &begun[0].0
        else {
            panic!("{begun:?}");
        };
        assert_eq!((curve.len(), others[0].len(), beside.len()), (3, 3, 1));
        assert!(!opened);
        assert_eq!(begun[1].0, Event::Rate(0.01));
        // The page forgets what it had when runs start, and has it again.
        assert_eq!(kept(&begun).unwrap(), (3, files));
        let progress = |host: &mut Host<&Set>| host.handle(Command::Step, &[])[0].0.clone();
        let (one, two) = (progress(&mut host), progress(&mut other));
        let points = |event: Event| match event {
            Event::Progress { points, .. } => points,
            other => panic!("{other:?}"),
        };
        assert_eq!(points(one), points(two));
        assert!(open(&[]).is_err() && open(&[Attachment::Bytes(vec![1, 2])]).is_err());
    }

    #[test]
    fn a_single_step_soon_after_a_copy_is_kept_a_little_later() {
        let clock = Set(Cell::new(0.0));
        let mut host = Host::new(&clock);
        host.handle(Command::Start(configs()), &[]);
        assert!(kept(&host.handle(Command::Step, &[])).is_some() && host.keeps_in().is_none());
        // Making that copy took long.
        host.backup.took = 10.0;
        assert!(kept(&host.handle(Command::Step, &[])).is_none());
        let left = host.keeps_in().unwrap();
        assert_eq!(left, 10.0 / SHARE);
        assert!(host.keep().is_empty());
        clock.0.set(left);
        assert_eq!(kept(&host.keep()).unwrap().0, 2);
        assert!(host.keeps_in().is_none());
    }

    #[test]
    fn the_first_copy_comes_soon_and_the_last_at_the_end() {
        let clock = Set(Cell::new(0.0));
        let mut host = Host::new(&clock);
        host.handle(Command::Start(configs()), &[]);
        assert!(kept(&host.handle(Command::Play, &[])).is_none());
        let mut at = Vec::new();
        while host.is_playing() {
            // 400 ms for a turn: the slice ends after it.
            clock.0.set(clock.0.get() + 400.0);
            let turn = host.step_next();
            assert!(kept(&turn).is_none());
            if host.backup.is_due(clock.0.get(), host.playing) {
                at.push(clock.0.get());
                host.back_up();
            }
        }
        assert!(at[0] <= 1200.0 && at[1] - at[0] >= 5000.0, "{at:?}");
        assert_eq!(at.last(), Some(&clock.0.get()));
    }

    #[test]
    fn a_snapshot_on_request_is_kept_and_can_be_gone_back_to() {
        let clock = Set(Cell::new(0.0));
        let mut config = configs();
        config[0].steps = 20_000;
        config.truncate(1);
        let mut host = Host::new(&clock);
        host.handle(Command::Start(config), &[]);
        for _ in 0..3 {
            host.handle(Command::Step, &[]);
        }
        host.handle(Command::Rate(0.01), &[]);
        let answer = host.handle(Command::Snapshot, &[]);
        let Event::Progress { snapshots, .. } = &answer[0].0 else {
            panic!("{answer:?}");
        };
        assert_eq!(snapshots, &[0, 3]);
        assert!(kept(&answer).is_some());
        host.handle(Command::Step, &[]);
        let back = host.handle(Command::BackTo(3), &[]);
        assert!(matches!(&back[0].0, Event::WentBack { steps, .. } if steps == &[3]));
        assert_eq!(back[1].0, Event::Rate(0.01));
    }
}
