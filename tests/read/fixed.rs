//! States that every run looks at: the default of each panel, and what was once found
//! (`tests/findings.txt`).

use crate::Subject;
use crate::survey::report;
use four_pillars::audit::{Fault, audit, breaking};
use four_pillars::contract::Address;
use four_pillars::panels;
use libtest_mimic::{Failed, Trial};

const FINDINGS: &str = include_str!("../findings.txt");

pub fn trials(subject: Subject) -> Vec<Trial> {
    vec![
        subject.test("the_default_holds", move || default_holds(subject)),
        subject.test("every_mistake_shows_at_the_default", move || {
            mistakes_show(subject)
        }),
        subject.test("findings_stay_mended", move || findings(subject)),
    ]
}

/// The addresses in the list of findings; what follows an address says what it once showed.
fn addresses() -> impl Iterator<Item = Address> {
    let lines = FINDINGS.lines().filter(|line| line.starts_with("#/"));
    lines.map(|line| Address::parse(line.split(' ').next().unwrap()))
}

fn default(subject: Subject) -> Address {
    Address {
        id: subject.id.into(),
        pairs: vec![],
    }
}

fn default_holds(subject: Subject) -> Result<(), Failed> {
    let seen = subject.panel.see(&default(subject));
    for check in &seen.reading.checks {
        assert_eq!(check.undecided, None, "{}", check.name);
    }
    let faults = audit(subject.panel, &default(subject)).faults;
    report(&faults.iter().collect::<Vec<_>>(), 1)
}

/// The mistake turns its check, what it names besides is there, and the formulas keep their places.
fn mistakes_show(subject: Subject) -> Result<(), Failed> {
    for mistake in subject.panel.mistakes() {
        // Some checks belong to another view than the default's.
        let view = Address::parse(&format!("#/{}?{}", subject.id, mistake.at));
        let address = breaking(&view, mistake.check);
        let seen = subject.panel.see(&address);
        let check = |name| seen.reading.checks.iter().find(|c| c.name == name);
        let own = check(mistake.check).expect("the check is there");
        assert!(own.is_broken(), "{} did not turn", mistake.check);
        for also in mistake.also {
            assert!(check(also).is_some(), "{}: no {also}", mistake.check);
        }
        let said = subject.panel.say(&address, &seen.reading);
        let steps = said
            .derivation
            .iter()
            .flat_map(|step| [&step.formula, &step.numbers]);
        for formula in steps.chain([&said.formula]) {
            assert_eq!(formula.faults(), [""; 0], "{}", address.text());
        }
    }
    Ok(())
}

fn findings(subject: Subject) -> Result<(), Failed> {
    let own: Vec<Address> = addresses().filter(|a| a.id == subject.id).collect();
    let states = own.iter().map(|address| subject.panel.open(address).0);
    let faults: Vec<Fault> = states
        .flat_map(|state| audit(subject.panel, &state).faults)
        .collect();
    report(&faults.iter().collect::<Vec<_>>(), own.len())
}

/// A finding whose panel has no such id, or whose values can't be used any more, would test nothing.
pub fn every_finding_is_a_panels() -> Result<(), Failed> {
    for address in addresses() {
        let panel = panels::find(&address.id).map(|entry| entry.panel);
        let notices = panel.map(|panel| panel.open(&address).1);
        assert_eq!(notices, Some(vec![]), "{}", address.text());
    }
    Ok(())
}
