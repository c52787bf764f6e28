//! The experiments that a twin offers to run by hand: they draw the page's data and starts, and come to the
//! figures of the worker.

use four_pillars::contract::Address;
use four_pillars::panels;
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::process::Command;
use training::FlatRecord;
use training::valleys::{ValleyRun, ValleyTraining};
use training::widths::{Features, WidthProblem};

pub fn trials() -> [Trial; 2] {
    [
        Trial::test("twins/flat-minima/experiment", flat_minima),
        Trial::test("twins/overparameterization/experiment", valleys),
    ]
}

/// What the program of an address prints, with lines of Python after it.
fn printed(id: &str, view: Option<&str>, more: &str) -> Result<Value, Failed> {
    let pairs = view.map(|view| ("view".to_owned(), view.to_owned()));
    let address = Address {
        id: id.into(),
        pairs: pairs.into_iter().collect(),
    };
    let panel = panels::find(id).map(|entry| entry.panel);
    let program = panel.ok_or("no panel")?.twin(&address);
    let python = std::env::var("FOUR_PILLARS_PYTHON").unwrap_or_else(|_| "python3".into());
    let ran = Command::new(python)
        .args(["-c", &format!("{program}\n{more}")])
        .env("OPENBLAS_NUM_THREADS", "1")
        .output()?;
    let text = String::from_utf8_lossy(&ran.stdout);
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last)
        .map_err(|e| format!("{e}: {text}{}", String::from_utf8_lossy(&ran.stderr)).into())
}

/// Fails where two figures are further apart than a part of the larger one.
fn near(what: &str, found: f64, expected: f64, part: f64) -> Result<(), Failed> {
    if (found - expected).abs() <= part * found.abs().max(expected.abs()) {
        return Ok(());
    }
    Err(format!("{what}: the program says {found}, the worker {expected}").into())
}

/// Sharpness and losses after some steps. Four digits of the worker's are kept.
fn flat_minima() -> Result<(), Failed> {
    const STEPS: u64 = 13;
    let more = format!("print(json.dumps([experiment(b, {STEPS}) for b in batches]))");
    let found = printed("flat-minima", None, &more)?;
    let record = FlatRecord::kept();
    for (which, curve) in record.curves.iter().enumerate() {
        let kept = curve.iter().find(|point| point.step == STEPS);
        let kept = kept.ok_or("no such step in the record")?;
        let of = |name: &str| found[which][name].as_f64().unwrap_or(f64::NAN);
        near("sharpness", of("sharpness"), kept.sharpness, 1e-3)?;
        near("training loss", of("train"), kept.train, 1e-3)?;
        near("loss on new points", of("new"), kept.test, 1e-3)?;
    }
    Ok(())
}

/// The barriers at the default, up to 16 hidden units. The worker trains in 32 bits and the program in 64.
fn valleys() -> Result<(), Failed> {
    let more = "print(json.dumps([experiment(h) for h in hidden[:3]]))";
    let found = printed("overparameterization", Some("valleys"), more)?;
    let mut run = ValleyRun::new(ValleyTraining {
        number: 1,
        problem: WidthProblem {
            examples: 40,
            inputs: 10,
            features: Features::Relu,
            seed: 4,
        },
        noise: 0.3,
        table: 0,
    })?;
    while run.report(false, 0.0).widths.len() < 3 {
        for _ in 0..200 {
            run.step();
        }
    }
    for (k, width) in run.report(false, 0.0).widths.iter().enumerate() {
        for (which, barrier) in width.barriers().into_iter().enumerate() {
            let program = found[k][which].as_f64().unwrap_or(f64::NAN);
            near(&format!("H = {}", width.hidden), program, barrier, 0.02)?;
        }
    }
    Ok(())
}
