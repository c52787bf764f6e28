//! Every panel's NumPy twin against `read`, over many random states.
//!
//! The Python to use is named by FOUR_PILLARS_PYTHON (`cargo xtask test` sets it); it needs NumPy.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use four_pillars::contract::{Address, Draw, number};
use four_pillars::panels;
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// States of each panel and kind of draw.
const STATES: u64 = 300;

fn case(address: &Address) -> (String, Value) {
    let panel = panels::find(&address.id).unwrap().panel.unwrap();
    let seen = panel.see(address);
    let readouts: Map<String, Value> = seen
        .reading
        .entries()
        .into_iter()
        .map(|(name, x)| (name, Value::String(number::exact(x))))
        .collect();
    (
        address.text(),
        json!({ "program": seen.twin, "readouts": readouts }),
    )
}

#[test]
fn twins() {
    let mut cases: Vec<(String, Value)> = Vec::new();
    for entry in panels::finished() {
        let panel = entry.panel.unwrap();
        let address = Address {
            id: entry.meta.id.into(),
            pairs: vec![],
        };
        // A training's numbers have no program that is short; PyTorch checks those.
        if panel.see(&address).twin.is_empty() {
            continue;
        }
        cases.push(case(&Address {
            id: entry.meta.id.into(),
            pairs: vec![],
        }));
        for seed in 0..STATES {
            cases.push(case(&panel.random(seed, Draw::Ordinary)));
            cases.push(case(&panel.random(seed, Draw::Extreme)));
        }
    }

    let python = std::env::var("FOUR_PILLARS_PYTHON").unwrap_or_else(|_| "python3".into());
    let mut runner = Command::new(&python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/twins.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{python} did not start: {error}"));
    let mut input = runner.stdin.take().unwrap();
    let lines: Vec<String> = cases.iter().map(|(_, case)| case.to_string()).collect();
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(input, "{line}").expect("the runner reads");
        }
    });
    let answers: Vec<String> = BufReader::new(runner.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .collect();
    writer.join().expect("all cases were written");
    assert!(
        runner.wait().unwrap().success(),
        "{python} failed; does it have NumPy?"
    );
    assert_eq!(answers.len(), cases.len(), "{python} stopped early");

    let problems: Vec<String> = cases
        .iter()
        .zip(&answers)
        .filter(|(_, answer)| answer.as_str() != "[]")
        .map(|((address, _), answer)| format!("{address}\n    {answer}"))
        .collect();
    assert!(
        problems.is_empty(),
        "{} of {} states disagree; the first:\n{}",
        problems.len(),
        cases.len(),
        problems[..problems.len().min(5)].join("\n")
    );
}
