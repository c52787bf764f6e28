//! What the worker does, without knowing that it is one.

mod kept;
#[cfg(test)]
mod tests;
mod tune;

use crate::config::Config;
use crate::error::{Result, TrainingError};
use crate::export::export;
use crate::files;
use crate::generate::generate;
use crate::inspect::{Ask, inspect};
use crate::opening::opening;
use crate::protocol::{About, Beside, Command, Event};
use crate::reference::Reference;
use crate::run::{Point, Run};
use crate::tuning::Tuning;
use kept::Kept;
use numeric_core::network::Entry;

/// How long a slice of work is, in milliseconds: between two slices, commands are heard.
const SLICE: f64 = 12.0;
/// Between two messages about progress; no more often than a screen shows.
const PROGRESS: f64 = 33.0;
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
    /// Runs of whose explosion the page knows.
    warned: Vec<bool>,
    /// In the place of runs.
    tuning: Option<Tuning>,
    playing: bool,
    /// The run whose turn it is, and the milliseconds that this round has taken so far.
    turn: (usize, f64),
    told: f64,
    kept: Kept,
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
            warned: Vec::new(),
            tuning: None,
            playing: false,
            turn: (0, 0.0),
            told: now,
            kept: Kept::new(now),
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
                let runs = Run::all(configs.into_iter().take(MOST).collect())?;
                self.take(runs);
                self.started(false)
            }
            Command::Open => {
                let Some(Beside::Bytes(bytes)) = beside.first() else {
                    return Err(TrainingError::File("there is no file".into()));
                };
                let run = files::open(bytes)?;
                self.take(vec![run]);
                self.started_to_keep(true)
            }
            Command::Restore => {
                let runs = kept::open(beside)?;
                self.take(runs);
                self.started_to_keep(false)
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
                self.kept.begin(self.clock.now());
                Ok(self.tell())
            }
            Command::Pause => {
                self.playing = false;
                let mut messages = self.tell();
                messages.extend(self.keep());
                Ok(messages)
            }
            Command::Step => {
                self.playing = false;
                self.something()?;
                let mut messages = self.round();
                messages.extend(self.tell());
                if self.kept.is_due(self.clock.now(), false) {
                    messages.extend(self.keep());
                }
                Ok(messages)
            }
            Command::Snapshot => {
                self.first()?;
                self.runs.iter_mut().for_each(Run::keep_asked);
                let mut messages = self.tell();
                messages.extend(self.keep());
                Ok(messages)
            }
            Command::Rate(rate) => {
                self.first()?.set_rate(rate);
                self.kept.touch();
                Ok(Vec::new())
            }
            Command::Measure => Ok(self.measure()?),
            Command::Opening => {
                let open = opening(self.first()?.config())?;
                plain(Event::Opens(Box::new(open)))
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
                self.warned.fill(false);
                self.turn = (0, 0.0);
                self.unsent.iter_mut().for_each(Vec::clear);
                let steps = self.runs.iter_mut().map(Run::steps).collect();
                let run = self.first()?;
                let (snapshots, rate) = (run.snapshots().steps(), run.rate());
                let mut messages = vec![
                    (Event::WentBack { steps, snapshots }, Vec::new()),
                    (Event::Rate(rate), Vec::new()),
                ];
                self.kept.touch();
                messages.extend(self.keep());
                Ok(messages)
            }
            Command::Inspect { step, watch, look } => {
                let run = self.first()?;
                // All snapshots are looked at with one batch, so that what is seen compares.
                let batch = run.steps() + 1;
                let mut copy = run.copy(step)?;
                let entry = Entry {
                    parameter: watch.0,
                    row: watch.1,
                    column: watch.2,
                };
                let ask = Ask {
                    rate: run.rate(),
                    watch: entry,
                    batch,
                    look,
                };
                let config = run.config().clone();
                let (seen, tables) = inspect(&config, run.data(), &mut copy, ask)?;
                let mut all = vec![
                    tables.model,
                    tables.truth,
                    tables.attention,
                    tables.gradient,
                ];
                all.extend(tables.opened);
                Ok(vec![(
                    Event::Inspected(Box::new(seen)),
                    all.into_iter().map(Beside::Numbers).collect(),
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
                let text = generate(run.data(), &copy, &beginning, sampling, count, seed);
                plain(match text {
                    Ok(text) => Event::Generated(text),
                    Err(why) => Event::Unwritten(why.to_string()),
                })
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
        self.warned = vec![false; runs.len()];
        self.unsent = vec![Vec::new(); runs.len()];
        self.turn = (0, 0.0);
        self.pace = (0.0, 0.0);
        // As they are, they can be made again from the settings or the file.
        self.kept = Kept::new(self.clock.now());
        self.runs = runs;
    }

    fn started(&mut self, opened: bool) -> Result<Vec<Message>> {
        let beside: Vec<Config> = self
            .runs
            .iter()
            .skip(1)
            .map(|r| r.config().clone())
            .collect();
        let others = self.runs.iter().skip(1);
        let others = others.map(|r| r.curve().to_vec()).collect();
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
            others,
            snapshots: run.snapshots().steps(),
            opened,
        };
        let rate = Event::Rate(run.rate());
        Ok(vec![(event, Vec::new()), (rate, Vec::new())])
    }

    /// The same of runs that can't be made again from the settings.
    fn started_to_keep(&mut self, opened: bool) -> Result<Vec<Message>> {
        let mut messages = self.started(opened)?;
        self.kept.touch();
        messages.extend(self.keep());
        Ok(messages)
    }

    /// Times a gradient of the first run on a part of its batch; the second time, since the first
    /// takes the memory.
    fn measure(&mut self) -> Result<Vec<Message>> {
        /// Tokens that are enough to be timed.
        const TOKENS: usize = 128;
        let run = self.first()?;
        let config = run.config().clone();
        let batch = run.data().batch(&config, 1)?.first(TOKENS);
        let part = Config {
            batch: batch.sequences,
            ..config
        };
        let operations = part.estimate(run.data().vocabulary().len())?.operations;
        let mut copy = run.copy(None)?;
        let mut took = 0.0;
        for _ in 0..2 {
            let begun = self.clock.now();
            copy.gradients(&batch.tokens, &batch.targets, batch.sequences)?;
            took = self.clock.now() - begun;
        }
        // A browser may round its clock to a tenth of a millisecond.
        let speed = 1000.0 * operations / took.max(0.1);
        Ok(vec![(Event::Measured(speed), Vec::new())])
    }

    /// Trains for a slice of time, and tells of it when it is time to.
    pub fn work(&mut self) -> Vec<Message> {
        let start = self.clock.now();
        let mut messages = Vec::new();
        while self.playing {
            messages.extend(self.turn());
            if self.clock.now() - start >= SLICE {
                break;
            }
        }
        let now = self.clock.now();
        if self.kept.is_due(now, self.playing) {
            messages.extend(self.keep());
        }
        if !self.playing || now - self.told >= PROGRESS {
            messages.extend(self.tell());
        }
        messages
    }

    /// One step of every run that can go on; what is left of a round that was begun, first.
    fn round(&mut self) -> Vec<Message> {
        if self.tuning.is_some() {
            return self.turn();
        }
        let mut messages = Vec::new();
        while self.turn.0 != 0 {
            messages.extend(self.turn());
        }
        for _ in 0..self.runs.len() {
            messages.extend(self.turn());
        }
        messages
    }

    /// One step of the run whose turn it is, or of a fine-tuning: between two, however long they take,
    /// commands can be heard.
    fn turn(&mut self) -> Vec<Message> {
        let begun = self.clock.now();
        if let Some(tuning) = &mut self.tuning {
            let messages = tune::round(tuning);
            self.playing &= !tuning.finished();
            self.pace.1 = average(self.pace.1, self.clock.now() - begun);
            return messages;
        }
        let mut messages = Vec::new();
        let number = self.turn.0;
        if let Some(run) = self.runs.get_mut(number)
            && !self.ended[number]
            && !run.finished()
        {
            let outcome = run.step();
            self.kept.touch();
            let took = self.clock.now() - begun;
            if number == 0 {
                self.pace.0 = average(self.pace.0, took);
            }
            self.turn.1 += took;
            match outcome {
                Ok(point) => {
                    self.unsent[number].push(point);
                    if !self.warned[number] && run.has_exploded() {
                        self.warned[number] = true;
                        let event = Event::Exploding {
                            run: number,
                            step: point.step,
                            loss: point.loss,
                            worst: run.worst(),
                            back_to: run.last_good(),
                        };
                        messages.push((event, Vec::new()));
                    }
                }
                Err(error) => messages.extend(self.diverged(number, error)),
            }
        }
        self.turn.0 += 1;
        if self.turn.0 >= self.runs.len() {
            self.pace.1 = average(self.pace.1, self.turn.1);
            self.turn = (0, 0.0);
        }
        if self.runs.first_mut().is_none_or(Run::finished) && self.turn.0 == 0 {
            self.playing = false;
        }
        messages
    }

    /// Puts a run back that can't go on: before its loss exploded, since the snapshots from then on
    /// are as lost.
    fn diverged(&mut self, number: usize, error: TrainingError) -> Vec<Message> {
        let run = &mut self.runs[number];
        let (step, why) = match error {
            TrainingError::Diverged { step, why } => (step, why),
            other => (run.steps() + 1, other.to_string()),
        };
        let back_to = run.last_good();
        // A snapshot that is there can be put back.
        let _ = run.back_to(back_to);
        let rate = run.rate();
        self.unsent[number].retain(|p| p.step <= back_to);
        let event = Event::Diverged {
            run: number,
            step,
            why,
            back_to,
        };
        let mut messages = vec![(event, Vec::new())];
        if number == 0 {
            self.playing = false;
            self.warned[0] = false;
            messages.push((Event::Rate(rate), Vec::new()));
        } else {
            self.ended[number] = true;
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
