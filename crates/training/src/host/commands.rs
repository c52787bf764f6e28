//! What each command does.

use super::job::Job;
use super::{Clock, Host, MOST_RUNS, Message, backup};
use crate::ablation::AblationRun;
use crate::coins::CoinRun;
use crate::config::Config;
use crate::error::{Result, TrainingError};
use crate::export::export;
use crate::files;
use crate::flat::FlatRun;
use crate::generate::{Sampling, generate};
use crate::gpt2::{Gpt2Ask, Gpt2Run, Gpt2Told};
use crate::inspect::{Ask, inspect};
use crate::network::Network;
use crate::opened::Look;
use crate::opening::{opening, untrained};
use crate::protocol::{About, Attachment, Command, Event, Packed};
use crate::reference::Reference;
use crate::run::Run;
use crate::slices::SliceRun;
use crate::survey::SurveyRun;
use crate::tuning::{Tune, Tuning};
use crate::valleys::ValleyRun;
use crate::widths::WidthRun;
use crate::writing::WritingRun;
use crate::xor::XorRun;
use numeric_core::network::Entry;

/// The most tokens that are written for one command.
const MOST_TOKENS: usize = 200;

/// One message without tables.
fn plain(event: Event) -> Vec<Message> {
    vec![(event, Vec::new())]
}

impl<C: Clock> Host<C> {
    pub(super) fn carry_out(
        &mut self,
        command: Command,
        beside: &[Attachment],
    ) -> Result<Vec<Message>> {
        match command {
            Command::Ping => Ok(plain(Event::Alive)),
            Command::Start(configs) => {
                let runs = Run::all(configs.into_iter().take(MOST_RUNS).collect())?;
                self.replace(runs);
                self.started(false)
            }
            Command::Open => {
                let run = files::open(file(beside)?)?;
                self.replace(vec![run]);
                self.restored(true)
            }
            Command::Network { step } => {
                let network = Network::of(self.first()?, step)?;
                let bytes = Attachment::Bytes(network.bytes());
                let event = Event::Network(Box::new(network.about));
                Ok(vec![(event, vec![bytes])])
            }
            Command::Restore => {
                let runs = backup::open(beside)?;
                self.replace(runs);
                self.restored(false)
            }
            Command::Tune(tune) => self.tune(tune, beside),
            Command::Coins(settings) => {
                Ok(self.take_on(Job::Coins(Box::new(CoinRun::new(settings)?))))
            }
            Command::Write(settings) => {
                let run = WritingRun::new(settings, Reference::read(file(beside)?)?)?;
                Ok(self.take_on(Job::Writing(Box::new(run))))
            }
            Command::Survey(settings) => {
                let run = SurveyRun::new(settings, Reference::read(file(beside)?)?)?;
                Ok(self.take_on(Job::Survey(Box::new(run))))
            }
            Command::Ablate(settings) => {
                let run = AblationRun::new(*settings, file(beside)?)?;
                Ok(self.take_on(Job::Ablation(Box::new(run))))
            }
            Command::Flips(flips) => {
                let Some(Job::Coins(run)) = &mut self.job else {
                    let what = "no model of coins has been trained yet";
                    return Err(TrainingError::Settings(what.into()));
                };
                run.ask(flips);
                Ok(self.report())
            }
            Command::Flat(settings) => {
                Ok(self.take_on(Job::Flat(Box::new(FlatRun::new(settings)?))))
            }
            Command::Xor(settings) => Ok(self.take_on(Job::Xor(Box::new(XorRun::new(settings)?)))),
            Command::Slices(settings) => {
                Ok(self.take_on(Job::Slices(Box::new(SliceRun::new(settings)?))))
            }
            Command::Look(look) => {
                let Some(Job::Slices(run)) = &mut self.job else {
                    let what = "no network has been trained yet";
                    return Err(TrainingError::Settings(what.into()));
                };
                run.look(look)?;
                Ok(self.report())
            }
            Command::Rescale(factor) => {
                let Some(Job::Flat(run)) = &mut self.job else {
                    let what = "no networks have been trained yet";
                    return Err(TrainingError::Settings(what.into()));
                };
                run.rescale(factor)?;
                Ok(self.report())
            }
            Command::Widths(settings) => {
                Ok(self.take_on(Job::Widths(Box::new(WidthRun::new(settings)?))))
            }
            Command::Valleys(settings) => {
                Ok(self.take_on(Job::Valleys(Box::new(ValleyRun::new(settings)?))))
            }
            Command::Gpt2Open { number, heads } => self.gpt2_open(number, heads, beside),
            Command::Gpt2(ask) => self.gpt2(ask),
            Command::Play => {
                self.needs_something()?;
                self.playing = true;
                self.backup.begin(self.clock.now());
                Ok(self.report())
            }
            Command::Pause => {
                self.playing = false;
                Ok(self.report_and_back_up())
            }
            Command::Step => {
                self.playing = false;
                self.needs_something()?;
                let mut messages = self.round();
                messages.extend(self.report());
                if self.backup.is_due(self.clock.now(), false) {
                    messages.extend(self.back_up());
                }
                Ok(messages)
            }
            Command::Snapshot => {
                self.first()?;
                (self.runs.iter_mut()).for_each(|hosted| hosted.run.keep_asked());
                Ok(self.report_and_back_up())
            }
            Command::Rate(rate) => {
                self.first()?.set_rate(rate);
                self.backup.touch();
                Ok(Vec::new())
            }
            Command::Measure => Ok(plain(Event::Measured(self.speed()?))),
            Command::Opening => {
                let opening = opening(self.first()?.config())?;
                Ok(plain(Event::Opens(Packed::of(&opening))))
            }
            Command::BackTo(step) => self.back_to(step),
            Command::Inspect { step, watch, look } => self.inspect(step, watch, look),
            Command::Generate {
                step,
                beginning,
                sampling,
                count,
                seed,
            } => self.generate(step, &beginning, sampling, count, seed),
            Command::Save => {
                let bytes = files::save(self.first()?)?;
                Ok(vec![(Event::Saved, vec![Attachment::Bytes(bytes)])])
            }
            Command::Export => {
                let export = export(self.first()?)?;
                let event = Event::Exported {
                    program: export.program,
                    losses: export.losses,
                };
                Ok(vec![(event, vec![Attachment::Bytes(export.tensors)])])
            }
        }
    }

    /// What the page is told of new runs.
    fn started(&mut self, opened: bool) -> Result<Vec<Message>> {
        let others = || self.runs.iter().skip(1).map(|hosted| &hosted.run);
        let beside: Vec<Config> = others().map(|run| run.config().clone()).collect();
        let others = others().map(|run| run.curve().to_vec()).collect();
        let run = self.first()?;
        let parameters = run.training().parameters().clone();
        let (data, baselines) = (run.data(), run.data().baselines());
        let about = About {
            config: run.config().clone(),
            vocabulary: data.vocabulary().to_vec(),
            spaced: data.spaced(),
            parameters: parameters.count(),
            start: untrained(run.config(), data)?,
            shapes: parameters
                .iter()
                .map(|p| (p.name.clone(), p.value.shape()))
                .collect(),
            uniform: baselines.uniform,
            ngrams: baselines.ngrams,
            floor: baselines.floor,
            rate: baselines.rate,
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

    /// As [`Host::started`], for runs from files. They are backed up at once, because the settings
    /// alone wouldn't bring them back.
    fn restored(&mut self, opened: bool) -> Result<Vec<Message>> {
        let mut messages = self.started(opened)?;
        self.backup.touch();
        messages.extend(self.back_up());
        Ok(messages)
    }

    fn tune(&mut self, tune: Tune, beside: &[Attachment]) -> Result<Vec<Message>> {
        let tuning = Tuning::new(tune, Reference::read(file(beside)?)?)?;
        let about = Packed::of(&tuning.about());
        let mut messages = plain(Event::TuneStarted(about));
        messages.extend(self.take_on(Job::Tuning(Box::new(tuning))));
        Ok(messages)
    }

    fn gpt2_open(
        &mut self,
        number: u64,
        heads: Option<u32>,
        beside: &[Attachment],
    ) -> Result<Vec<Message>> {
        let picked = beside.iter().filter_map(|file| match file {
            Attachment::File(picked) => Some(picked.clone()),
            _ => None,
        });
        let run = Gpt2Run::open(number, heads, &picked.collect::<Vec<_>>())?;
        let about = run.about();
        let mut messages = plain(Event::Gpt2(Packed::of(&Gpt2Told::Found(about))));
        messages.extend(self.take_on(Job::Gpt2(Box::new(run))));
        Ok(messages)
    }

    fn gpt2(&mut self, ask: Gpt2Ask) -> Result<Vec<Message>> {
        let Some(Job::Gpt2(run)) = &mut self.job else {
            let what = "no GPT-2 has been opened yet";
            return Err(TrainingError::Settings(what.into()));
        };
        run.ask(ask)?;
        // Its steps take another time than those before.
        self.round_time = 0.0;
        self.playing = true;
        Ok(self.report())
    }

    fn report_and_back_up(&mut self) -> Vec<Message> {
        let mut messages = self.report();
        messages.extend(self.back_up());
        messages
    }

    /// Takes the first run back to a snapshot, and each other one to its last snapshot not after
    /// that step.
    fn back_to(&mut self, step: u64) -> Result<Vec<Message>> {
        self.playing = false;
        self.first()?.back_to(step)?;
        for hosted in self.runs.iter_mut().skip(1) {
            let steps = hosted.run.snapshots().steps();
            let before = steps.into_iter().rev().find(|&s| s <= step);
            hosted.run.back_to(before.unwrap_or(0))?;
        }
        for hosted in &mut self.runs {
            hosted.ended = false;
            hosted.warned = false;
            hosted.unsent.clear();
        }
        self.start_round();
        let steps = self.runs.iter_mut().map(|hosted| hosted.run.steps());
        let steps = steps.collect();
        let run = self.first()?;
        let (snapshots, rate) = (run.snapshots().steps(), run.rate());
        let mut messages = plain(Event::WentBack { steps, snapshots });
        messages.extend(plain(Event::Rate(rate)));
        self.backup.touch();
        messages.extend(self.back_up());
        Ok(messages)
    }

    /// Looks into the first run at a snapshot, or as it is now. Every snapshot is looked at with the
    /// batch that comes next now, so that what is seen at two of them compares.
    fn inspect(
        &mut self,
        step: Option<u64>,
        (parameter, row, column): (usize, usize, usize),
        look: Look,
    ) -> Result<Vec<Message>> {
        let run = self.first()?;
        let ask = Ask {
            rate: run.rate(),
            watch: Entry {
                parameter,
                row,
                column,
            },
            batch: run.steps() + 1,
            look,
        };
        let mut copy = run.copy(step)?;
        let config = run.config().clone();
        let (seen, tables) = inspect(&config, run.data(), &mut copy, ask)?;
        let mut all = vec![
            tables.model,
            tables.truth,
            tables.attention,
            tables.gradient,
        ];
        all.extend(tables.opened);
        let all = all.into_iter().map(Attachment::Numbers).collect();
        Ok(vec![(Event::Inspected(Packed::of(&seen)), all)])
    }

    fn generate(
        &mut self,
        step: Option<u64>,
        beginning: &str,
        sampling: Sampling,
        count: usize,
        seed: u64,
    ) -> Result<Vec<Message>> {
        let run = self.first()?;
        let copy = run.copy(step)?;
        let count = count.min(MOST_TOKENS);
        let text = generate(run.data(), &copy, beginning, sampling, count, seed);
        Ok(plain(match text {
            Ok(text) => Event::Generated(text),
            Err(why) => Event::Unwritten(why.to_string()),
        }))
    }

    /// Operations a second of this machine, from a gradient of the first run on a part of its batch.
    /// It is computed twice and the second time counts, since the first one allocates the memory.
    fn speed(&mut self) -> Result<f64> {
        /// Enough tokens for a time that can be measured.
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
        Ok(1000.0 * operations / took.max(0.1))
    }
}

/// The file beside a command.
fn file(beside: &[Attachment]) -> Result<&[u8]> {
    match beside.first() {
        Some(Attachment::Bytes(bytes)) => Ok(bytes),
        _ => Err(TrainingError::File("there is no file".into())),
    }
}
