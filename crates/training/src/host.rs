//! What the worker does, without knowing that it is one.

mod tune;

use crate::config::Config;
use crate::error::{Result, TrainingError};
use crate::export::export;
use crate::files;
use crate::generate::generate;
use crate::inspect::inspect;
use crate::protocol::{About, Beside, Command, Event};
use crate::reference::Reference;
use crate::run::{Point, Run};
use crate::tuning::Tuning;
use numeric_core::network::Entry;

/// How long a slice of work is, in milliseconds: between two slices, commands are heard.
const SLICE: f64 = 12.0;
/// Between two messages about progress; no more often than a screen shows.
const PROGRESS: f64 = 33.0;
/// Between two copies that the page keeps.
const KEPT: f64 = 5000.0;
/// The most runs side by side.
const MOST: usize = 4;

/// What tells the time, in milliseconds from any beginning.
pub trait Clock {
    /// Now.
    fn now(&self) -> f64;
}

/// A message with its tables.
pub type Message = (Event, Vec<Beside>);

/// The runs that are being trained.
pub struct Host<C: Clock> {
    clock: C,
    runs: Vec<Run>,
    /// Runs beside the first that can't go on.
    ended: Vec<bool>,
    unsent: Vec<Vec<Point>>,
    /// In the place of runs.
    tuning: Option<Tuning>,
    playing: bool,
    told: f64,
    kept: f64,
    /// Milliseconds of a step of the first run, and of a step of all, averaged.
    pace: (f64, f64),
}

impl<C: Clock> Host<C> {
    /// Without runs.
    pub fn new(clock: C) -> Self {
        let now = clock.now();
        Self {
            clock,
            runs: Vec::new(),
            ended: Vec::new(),
            unsent: Vec::new(),
            tuning: None,
            playing: false,
            told: now,
            kept: now,
            pace: (0.0, 0.0),
        }
    }

    /// Whether there is something to do.
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// Carries out a command; what can't be done is said.
    pub fn handle(&mut self, command: Command, beside: &[Beside]) -> Vec<Message> {
        self.carry_out(command, beside)
            .unwrap_or_else(|error| vec![(Event::Refused(error.to_string()), Vec::new())])
    }

    fn carry_out(&mut self, command: Command, beside: &[Beside]) -> Result<Vec<Message>> {
        let plain = |event| Ok(vec![(event, Vec::new())]);
        match command {
            Command::Ping => plain(Event::Alive),
            Command::Start(configs) => {
                let runs = configs
                    .into_iter()
                    .take(MOST)
                    .map(Run::new)
                    .collect::<Result<Vec<_>>>()?;
                self.take(runs);
                self.started()
            }
            Command::Open => {
                let Some(Beside::Bytes(bytes)) = beside.first() else {
                    return Err(TrainingError::File("there is no file".into()));
                };
                let run = files::open(bytes)?;
                self.take(vec![run]);
                self.started()
            }
            Command::Tune(tune) => {
                let Some(Beside::Bytes(bytes)) = beside.first() else {
                    return Err(TrainingError::File("there is no model".into()));
                };
                let tuning = Tuning::new(tune, Reference::read(bytes)?)?;
                let about = Box::new(tuning.about());
                self.take(Vec::new());
                self.tuning = Some(tuning);
                let mut messages = vec![(Event::TuneStarted(about), Vec::new())];
                messages.extend(self.tell());
                Ok(messages)
            }
            Command::Play => {
                self.something()?;
                self.playing = true;
                self.kept = self.clock.now();
                Ok(self.tell())
            }
            Command::Pause => {
                self.playing = false;
                Ok(self.tell())
            }
            Command::Step => {
                self.playing = false;
                self.something()?;
                let mut messages = self.round();
                messages.extend(self.tell());
                Ok(messages)
            }
            Command::Rate(rate) => {
                self.first()?.set_rate(rate);
                Ok(Vec::new())
            }
            Command::BackTo(step) => {
                self.playing = false;
                self.first()?.back_to(step)?;
                for run in self.runs.iter_mut().skip(1) {
                    let near = run.snapshots().steps();
                    let near = near.into_iter().rev().find(|&s| s <= step);
                    run.back_to(near.unwrap_or(0))?;
                }
                self.ended.fill(false);
                self.unsent.iter_mut().for_each(Vec::clear);
                let steps = self.runs.iter_mut().map(Run::steps).collect();
                let snapshots = self.first()?.snapshots().steps();
                plain(Event::WentBack { steps, snapshots })
            }
            Command::Inspect { step, watch } => {
                let run = self.first()?;
                let mut copy = run.copy(step)?;
                let entry = Entry {
                    parameter: watch.0,
                    row: watch.1,
                    column: watch.2,
                };
                let (config, rate) = (run.config().clone(), run.rate());
                let (seen, tables) = inspect(&config, run.data(), &mut copy, rate, entry)?;
                let tables = [
                    tables.model,
                    tables.truth,
                    tables.attention,
                    tables.gradient,
                ];
                Ok(vec![(
                    Event::Inspected(Box::new(seen)),
                    tables.into_iter().map(Beside::Numbers).collect(),
                )])
            }
            Command::Generate {
                step,
                beginning,
                sampling,
                count,
                seed,
            } => {
                let run = self.first()?;
                let copy = run.copy(step)?;
                let count = count.min(200);
                let text = generate(run.data(), &copy, &beginning, sampling, count, seed)?;
                plain(Event::Generated(text))
            }
            Command::Save => {
                let bytes = files::save(self.first()?)?;
                Ok(vec![(Event::Saved, vec![Beside::Bytes(bytes)])])
            }
            Command::Export => {
                let export = export(self.first()?)?;
                let event = Event::Exported {
                    program: export.program,
                    losses: export.losses,
                };
                Ok(vec![(event, vec![Beside::Bytes(export.tensors)])])
            }
        }
    }

    fn first(&mut self) -> Result<&mut Run> {
        let none = || TrainingError::Settings("nothing has been started yet".into());
        self.runs.first_mut().ok_or_else(none)
    }

    /// Refuses where neither runs nor a fine-tuning are there.
    fn something(&mut self) -> Result<()> {
        match self.tuning {
            Some(_) => Ok(()),
            None => self.first().map(|_| ()),
        }
    }

    fn take(&mut self, runs: Vec<Run>) {
        self.playing = false;
        self.tuning = None;
        self.ended = vec![false; runs.len()];
        self.unsent = vec![Vec::new(); runs.len()];
        self.pace = (0.0, 0.0);
        self.runs = runs;
    }

    fn started(&mut self) -> Result<Vec<Message>> {
        let beside: Vec<Config> = self
            .runs
            .iter()
            .skip(1)
            .map(|r| r.config().clone())
            .collect();
        let run = self.first()?;
        let parameters = run.training().parameters().clone();
        let (data, lines) = (run.data(), run.data().lines());
        let about = About {
            config: run.config().clone(),
            vocabulary: data.vocabulary().to_vec(),
            spaced: data.spaced(),
            parameters: parameters.count(),
            shapes: parameters
                .iter()
                .map(|p| (p.name.clone(), p.value.shape()))
                .collect(),
            uniform: lines.uniform,
            ngrams: lines.ngrams,
            floor: lines.floor,
            rate: lines.rate,
            sizes: data.sizes(),
            others: data.others(),
        };
        let event = Event::Started {
            about: Box::new(about),
            beside,
            curve: run.curve().to_vec(),
            snapshots: run.snapshots().steps(),
        };
        Ok(vec![(event, Vec::new())])
    }

    /// Trains for a slice of time, and tells of it when it is time to.
    pub fn work(&mut self) -> Vec<Message> {
        let start = self.clock.now();
        let mut messages = Vec::new();
        while self.playing {
            messages.extend(self.round());
            if self.clock.now() - start >= SLICE {
                break;
            }
        }
        let now = self.clock.now();
        if self.playing && now - self.kept >= KEPT {
            self.kept = now;
            messages.extend(self.keep());
        }
        if !self.playing || now - self.told >= PROGRESS {
            messages.extend(self.tell());
        }
        messages
    }

    fn keep(&mut self) -> Option<Message> {
        let run = self.runs.first_mut()?;
        let (step, bytes) = (run.steps(), files::save(run).ok()?);
        Some((Event::Kept(step), vec![Beside::Bytes(bytes)]))
    }

    /// One step of every run that can go on.
    fn round(&mut self) -> Vec<Message> {
        let begun = self.clock.now();
        if let Some(tuning) = &mut self.tuning {
            let messages = tune::round(tuning);
            self.playing &= !tuning.finished();
            self.pace.1 = average(self.pace.1, self.clock.now() - begun);
            return messages;
        }
        let mut messages = Vec::new();
        for number in 0..self.runs.len() {
            let run = &mut self.runs[number];
            if self.ended[number] || run.finished() {
                continue;
            }
            let outcome = run.step();
            if number == 0 {
                let took = self.clock.now() - begun;
                self.pace.0 = average(self.pace.0, took);
            }
            match outcome {
                Ok(point) => self.unsent[number].push(point),
                Err(error) => {
                    let (step, why) = match error {
                        TrainingError::Diverged { step, why } => (step, why),
                        other => (run.steps() + 1, other.to_string()),
                    };
                    let back_to = run.snapshots().last().map_or(0, |s| s.step);
                    // A snapshot that is there can be put back.
                    let _ = run.back_to(back_to);
                    self.unsent[number].retain(|p| p.step <= back_to);
                    if number == 0 {
                        self.playing = false;
                    } else {
                        self.ended[number] = true;
                    }
                    let event = Event::Diverged {
                        run: number,
                        step,
                        why,
                        back_to,
                    };
                    messages.push((event, Vec::new()));
                }
            }
        }
        self.pace.1 = average(self.pace.1, self.clock.now() - begun);
        if self.runs.first_mut().is_none_or(Run::finished) {
            self.playing = false;
        }
        messages
    }

    fn tell(&mut self) -> Vec<Message> {
        self.told = self.clock.now();
        if let Some(tuning) = &mut self.tuning {
            return vec![tune::tell(tuning, self.playing, self.pace.1)];
        }
        let Some(run) = self.runs.first_mut() else {
            return Vec::new();
        };
        let left = run.config().steps.saturating_sub(run.steps()) as f64;
        let tokens = (run.config().batch * run.config().context) as f64;
        let per_second = |milliseconds: f64| {
            if milliseconds > 0.0 {
                1000.0 / milliseconds
            } else {
                0.0
            }
        };
        let event = Event::Progress {
            tokens_per_second: tokens * per_second(self.pace.0),
            seconds_left: left * self.pace.1 / 1000.0,
            snapshots: run.snapshots().steps(),
            playing: self.playing,
            bytes: 4 * run.training().allocated(),
            points: self.unsent.iter_mut().map(std::mem::take).collect(),
        };
        vec![(event, Vec::new())]
    }
}

/// A running average; the first value as it is.
fn average(before: f64, value: f64) -> f64 {
    if before == 0.0 {
        value
    } else {
        0.95 * before + 0.05 * value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Companion, Rule};
    use crate::generate::Sampling;
    use std::cell::Cell;

    /// A clock on which each look takes a millisecond.
    struct Ticks(Cell<f64>);

    impl Clock for Ticks {
        fn now(&self) -> f64 {
            self.0.set(self.0.get() + 1.0);
            self.0.get()
        }
    }

    fn small() -> Config {
        Config {
            layers: 1,
            width: 8,
            heads: 2,
            context: 8,
            batch: 2,
            steps: 30,
            ..Config::default()
        }
    }

    fn host() -> Host<Ticks> {
        Host::new(Ticks(Cell::new(0.0)))
    }

    fn points(messages: &[Message]) -> Vec<usize> {
        let mut counts = vec![0; 4];
        for (event, _) in messages {
            if let Event::Progress { points, .. } = event {
                for (count, run) in counts.iter_mut().zip(points) {
                    *count += run.len();
                }
            }
        }
        counts
    }

    #[test]
    fn it_trains_runs_side_by_side_to_the_end() {
        let mut host = host();
        let configs = vec![small(), Companion::Sgd.of(&small())];
        let begun = host.handle(Command::Start(configs), &[]);
        assert!(matches!(begun[0].0, Event::Started { .. }));
        assert!(!host.is_playing());
        let mut messages = host.handle(Command::Play, &[]);
        while host.is_playing() {
            messages.extend(host.work());
        }
        assert_eq!(points(&messages), [30, 30, 0, 0]);
        let Some((
            Event::Progress {
                playing, snapshots, ..
            },
            _,
        )) = messages.last()
        else {
            panic!()
        };
        assert!(!playing && snapshots.last() == Some(&30));
    }

    #[test]
    fn every_command_is_answered_and_nothing_panics_before_the_start() {
        let mut host = host();
        let watch = (0, 0, 0);
        let generate = Command::Generate {
            step: None,
            beginning: "the dog".into(),
            sampling: Sampling::Greedy,
            count: 3,
            seed: 1,
        };
        let commands = [
            Command::Play,
            Command::Step,
            Command::Rate(0.1),
            Command::BackTo(1),
            Command::Inspect { step: None, watch },
            generate.clone(),
            Command::Save,
            Command::Open,
            Command::Export,
        ];
        for command in commands {
            let answer = host.handle(command, &[]);
            assert!(matches!(answer[0].0, Event::Refused(_)));
        }
        host.handle(Command::Start(vec![small()]), &[]);
        assert_eq!(points(&host.handle(Command::Step, &[])), [1, 0, 0, 0]);
        let seen = host.handle(
            Command::Inspect {
                step: Some(0),
                watch: (999, 9, 9),
            },
            &[],
        );
        assert_eq!(seen[0].1.len(), 4);
        assert!(matches!(
            host.handle(generate, &[])[0].0,
            Event::Generated(_)
        ));
        let saved = host.handle(Command::Save, &[]);
        let opened = host.handle(Command::Open, &saved[0].1);
        assert!(matches!(&opened[0].0, Event::Started { curve, .. } if curve.len() == 1));
        let back = host.handle(Command::BackTo(0), &[]);
        assert!(matches!(&back[0].0, Event::WentBack { steps, .. } if steps == &[0]));
        let back = host.handle(Command::BackTo(7), &[]);
        assert!(matches!(&back[0].0, Event::Refused(_)));
    }

    #[test]
    fn a_run_that_diverges_is_put_back() {
        let mut host = host();
        let wild = Config {
            rule: Rule::Sgd,
            rate: 1e20,
            normalised: false,
            ..small()
        };
        host.handle(Command::Start(vec![wild]), &[]);
        host.handle(Command::Play, &[]);
        let mut messages = Vec::new();
        while host.is_playing() {
            messages.extend(host.work());
        }
        let diverged = messages
            .iter()
            .any(|(e, _)| matches!(e, Event::Diverged { run: 0, .. }));
        assert!(diverged, "{messages:?}");
    }
}
