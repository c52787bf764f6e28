//! Every panel's NumPy twin against `read`, over many random states: the tests are named
//! `twins/PANEL/WHICH`, so that cargo's filter takes one panel.
//!
//! The Python to use is named by FOUR_PILLARS_PYTHON (`cargo xtask test` sets it); it needs NumPy.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod experiments;
mod formulas;
mod python;
mod scan;

use four_pillars::contract::headless::{Headless, Seen};
use four_pillars::contract::kind::Kind;
use four_pillars::contract::{Address, Draw, Readout, number};
use four_pillars::panels;
use libtest_mimic::{Arguments, Failed, Trial};
use python::Pool;
use serde_json::{Map, Value, json};
use std::process::ExitCode;
use std::sync::Arc;

/// States of each kind; fewer where one takes long.
const STATES: u64 = 300;
const FEW: u64 = 100;

type Panel = &'static dyn Headless;

/// States that are made only when their test runs.
type States = Box<dyn FnOnce() -> Vec<Address> + Send>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let pool = Arc::new(Pool::default());
    let mut trials: Vec<Trial> = Vec::new();
    for entry in panels::CURRICULUM {
        let panel = entry.panel;
        let id = entry.meta.id;
        let usual = Address {
            id: id.into(),
            pairs: vec![],
        };
        // A training's numbers have no program that is short; PyTorch checks those.
        if panel.twin(&usual).is_empty() {
            continue;
        }
        let count = if panel.is_expensive() { FEW } else { STATES };
        let random = move |draw| (0..count).map(|seed| panel.random(seed, draw)).collect();
        let states: [(&str, States); 3] = [
            ("default", Box::new(move || vec![usual])),
            ("ordinary", Box::new(move || random(Draw::Ordinary))),
            ("extreme", Box::new(move || random(Draw::Extreme))),
        ];
        for (which, states) in states {
            let pool = Arc::clone(&pool);
            let test = move || agree(panel, &states(), &pool, question);
            trials.push(Trial::test(format!("twins/{id}/{which}"), test));
        }
    }
    trials.extend(scan::trials(&pool));
    trials.extend(experiments::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// What Python is asked about a state: the program, what it has to print, and how well some of it is
/// known.
fn question(panel: Panel, address: &Address) -> Value {
    let Seen { reading, .. } = panel.see(address);
    let exact = |x| Value::String(number::exact(x));
    // What depends on draws is another number with another generator; a program may draw the same.
    let spelled = |readout: &Readout| -> Vec<(String, Value)> {
        let entries = readout.entries().into_iter();
        let value = |(name, x)| (name, Value::String(readout.spelled(x)));
        entries.map(value).collect()
    };
    let entries = |sampled: bool| -> Map<String, Value> {
        let readouts = reading.readouts.iter().filter(|r| r.sampled == sampled);
        readouts.flat_map(spelled).collect()
    };
    let (readouts, sampled) = (entries(false), entries(true));
    let rounding: Map<String, Value> = (reading.readouts.iter())
        .filter_map(|readout| Some((readout.name.to_string(), exact(readout.rounding?))))
        .collect();
    json!({
        "program": panel.twin(address),
        "readouts": readouts,
        "sampled": sampled,
        "rounding": rounding,
        "of_formula": panel.keys().iter().any(|key| matches!(key.kind, Kind::Expression { .. } | Kind::Open)),
    })
}

/// The same for any formula: a second derivative of what has underflowed is 0 by one order of the same
/// operations and no number by another, and isn't compared.
fn question_of_any(panel: Panel, address: &Address) -> Value {
    let mut asked = question(panel, address);
    asked["rounding"]["hessian"] = json!("Infinity");
    asked
}

/// Whether the twins of these states print what the panel reads.
fn agree(
    panel: Panel,
    states: &[Address],
    pool: &Pool,
    question: fn(Panel, &Address) -> Value,
) -> Result<(), Failed> {
    let mut python = pool.take()?;
    let mut problems: Vec<String> = Vec::new();
    let mut keep = |address: &Address, answer: String| {
        if answer != "[]" {
            problems.push(format!("{}\n    {answer}", address.text()));
        }
    };
    // While Python computes one state, the next one is read here.
    let mut asked: Option<&Address> = None;
    for address in states {
        let question = question(panel, address);
        if let Some(before) = asked {
            keep(before, python.answer().map_err(|e| at(before, &e))?);
        }
        python.ask(&question).map_err(|e| at(address, &e))?;
        asked = Some(address);
    }
    if let Some(last) = asked {
        keep(last, python.answer().map_err(|e| at(last, &e))?);
    }
    pool.give_back(python);
    if problems.is_empty() {
        return Ok(());
    }
    let (count, first) = (problems.len(), problems.len().min(5));
    let first = problems[..first].join("\n");
    Err(format!(
        "{count} of {} states disagree; the first:\n{first}",
        states.len()
    )
    .into())
}

fn at(address: &Address, error: &str) -> String {
    format!("{}\n    {error}", address.text())
}
