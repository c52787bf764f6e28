//! What page and worker say to each other, without a browser.

use super::*;
use crate::config::{Companion, Config, Rule};
use crate::generate::Sampling;
use crate::opened::Look;
use crate::opening::opening;
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
        Command::Inspect {
            step: None,
            watch,
            look: Look::default(),
        },
        Command::Snapshot,
        Command::Restore,
        Command::Measure,
        Command::Opening,
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
            look: Look::default(),
        },
        &[],
    );
    assert!(seen[0].1.len() >= 5);
    let opens = host.handle(Command::Opening, &[]);
    let expected = opening(&small()).unwrap();
    assert_eq!(
        opens[0].0,
        Event::Opens(crate::protocol::Packed::of(&expected))
    );
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
fn an_unknown_word_stops_nothing() {
    let mut host = host();
    host.handle(Command::Start(vec![small()]), &[]);
    host.handle(Command::Play, &[]);
    let generate = Command::Generate {
        step: None,
        beginning: "the wolf".into(),
        sampling: Sampling::Greedy,
        count: 3,
        seed: 1,
    };
    let answer = host.handle(generate, &[]);
    assert!(matches!(&answer[0].0, Event::Unwritten(why) if why.contains("wolf")));
    assert!(host.is_playing());
}

#[test]
fn between_two_runs_of_a_round_commands_are_heard() {
    let mut host = host();
    let configs = vec![small(), small(), small()];
    host.handle(Command::Start(configs), &[]);
    host.handle(Command::Play, &[]);
    host.step_next();
    let paused = host.handle(Command::Pause, &[]);
    assert_eq!(points(&paused), [1, 0, 0, 0]);
    // A single step ends the round and makes another.
    assert_eq!(points(&host.handle(Command::Step, &[])), [1, 2, 2, 0]);
    assert_eq!(points(&host.handle(Command::Step, &[])), [1, 1, 1, 0]);
}

#[test]
fn the_rate_is_said_where_it_changes_by_itself() {
    let mut host = host();
    let rate = |messages: &[Message]| {
        messages.iter().find_map(|(event, _)| match event {
            Event::Rate(rate) => Some(*rate),
            _ => None,
        })
    };
    let begun = host.handle(Command::Start(vec![small()]), &[]);
    assert_eq!(rate(&begun), Some(small().rate));
    host.handle(Command::Step, &[]);
    host.handle(Command::Rate(0.5), &[]);
    let saved = host.handle(Command::Save, &[]);
    let back = host.handle(Command::BackTo(0), &[]);
    assert_eq!(rate(&back), Some(small().rate));
    let opened = host.handle(Command::Open, &saved[0].1);
    assert_eq!(rate(&opened), Some(0.5));
    assert!(matches!(&opened[0].0, Event::Started { opened: true, .. }));
}

#[test]
fn a_machine_is_measured() {
    let mut host = host();
    host.handle(Command::Start(vec![small()]), &[]);
    let answer = host.handle(Command::Measure, &[]);
    // Two looks at the clock are a millisecond apart.
    let operations = small().estimate(73).unwrap().operations;
    assert_eq!(answer[0].0, Event::Measured(1000.0 * operations));
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

#[test]
fn a_loss_that_explodes_without_infinities_gets_a_word() {
    let mut host = host();
    let wild = Config {
        rate: 1.0,
        steps: 200,
        ..small()
    };
    host.handle(Command::Start(vec![wild]), &[]);
    host.handle(Command::Play, &[]);
    let mut messages = Vec::new();
    while host.is_playing() {
        messages.extend(host.work());
    }
    let words: Vec<&Event> = messages
        .iter()
        .map(|(event, _)| event)
        .filter(|event| matches!(event, Event::Exploding { .. }))
        .collect();
    let [
        Event::Exploding {
            loss,
            worst,
            back_to,
            ..
        },
    ] = words[..]
    else {
        panic!("{words:?}");
    };
    assert!(loss.is_finite() && *worst > 5.0 && *back_to < 5);
}
