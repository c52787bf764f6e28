//! Random formulas in the panels of typed formulas: their programs run and agree; and, where it is asked
//! for, ten thousand of them against fifty digits: `cargo test --test twins formulas/scan -- --ignored`.

use crate::formulas;
use crate::python::{Pool, Python};
use crate::{agree, question_of_any};
use four_pillars::contract::headless::Headless;
use four_pillars::contract::{Address, Kind, Notice};
use four_pillars::panels;
use libtest_mimic::{Failed, Trial};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// A panel of typed formulas; one whose formula may have any names a second time, with vectors and
/// matrices.
#[derive(Clone, Copy)]
struct Subject {
    id: &'static str,
    panel: &'static dyn Headless,
    shapes: bool,
}

fn subjects() -> Vec<Subject> {
    let all = panels::CURRICULUM.iter();
    let all = all.filter(|entry| formulas::are_of_formulas(entry.panel.keys()));
    let subjects = all.flat_map(|entry| {
        let keys = entry.panel.keys();
        let open = keys.iter().any(|key| matches!(key.kind, Kind::Open));
        let subject = |shapes| Subject {
            id: entry.meta.id,
            panel: entry.panel,
            shapes,
        };
        [Some(subject(false)), open.then(|| subject(true))]
    });
    subjects.flatten().collect()
}

/// Formulas of each in the tests, and in the scan all together.
const TESTED: u64 = 400;
const SCANNED: u64 = 10_000;

pub fn trials(pool: &Arc<Pool>) -> Vec<Trial> {
    let any = subjects().into_iter().map(|subject| {
        let pool = Arc::clone(pool);
        let test = move || any_formula_runs(subject, &pool);
        let shapes = if subject.shapes { "/matrices" } else { "" };
        Trial::test(format!("twins/formulas/{}{shapes}", subject.id), test)
    });
    let scan = Trial::test("twins/formulas/scan", scan).with_ignored_flag(true);
    any.chain([scan]).collect()
}

/// Addresses with a random formula, that the panel takes as they are.
fn taken(subject: Subject, seeds: impl Iterator<Item = u64>) -> impl Iterator<Item = Address> {
    let keys = subject.panel.keys();
    seeds.filter_map(move |seed| {
        let address = formulas::address(subject.id, keys, subject.shapes, seed);
        let (opened, notices) = subject.panel.open(&address);
        // Names that aren't in the formula are refused by themselves.
        let refused = |n: &Notice| !n.text().contains("no such name");
        (!notices.iter().any(refused)).then_some(opened)
    })
}

fn any_formula_runs(subject: Subject, pool: &Pool) -> Result<(), Failed> {
    let seeds = || 0..2 * TESTED;
    let states: Vec<Address> = taken(subject, seeds()).take(TESTED as usize).collect();
    if states.len() < TESTED as usize / 2 {
        return Err(format!("only {} formulas are taken", states.len()).into());
    }
    agree(subject.panel, &states, pool, question_of_any)
}

/// Panels, programs and fifty digits; prints what was found.
fn scan() -> Result<(), Failed> {
    let mut python = Python::run("exact.py")?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let first = match std::env::var("FOUR_PILLARS_SEED") {
        Ok(seed) => seed.parse().map_err(|_| "FOUR_PILLARS_SEED is no number")?,
        Err(_) => now.map_or(0, |now| now.as_secs()) << 20,
    };
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut statuses: BTreeMap<&str, usize> = BTreeMap::new();
    let mut looked = 0;
    let subjects = subjects();
    let each = SCANNED as usize / subjects.len();
    for subject in subjects {
        let panel = subject.panel;
        for address in taken(subject, first..).take(each) {
            let checks = panel.see(&address).reading.checks;
            let mut asked = question_of_any(panel, &address);
            let named: Map<String, Value> = (checks.iter())
                .map(|check| (check.name.into(), json!(check.status().name())))
                .collect();
            for check in &checks {
                *statuses.entry(check.status().name()).or_default() += 1;
            }
            asked["checks"] = Value::Object(named);
            python.ask(&asked)?;
            let answer: BTreeMap<String, Vec<String>> = serde_json::from_str(&python.answer()?)?;
            for (kind, what) in answer {
                let line = format!("{}\n    {}", address.text(), what.join("; "));
                found.entry(kind).or_default().push(line);
            }
            looked += 1;
        }
    }
    println!("{looked} formulas from seed {first}; checks: {statuses:?}");
    for (kind, lines) in &found {
        println!("{kind}: {}", lines.len());
        for line in lines.iter().take(12) {
            println!("  {line}");
        }
    }
    if found.is_empty() {
        Ok(())
    } else {
        let counts: Vec<String> = found
            .iter()
            .map(|(k, v)| format!("{k}: {}", v.len()))
            .collect();
        Err(counts.join(", ").into())
    }
}
