//! The audit sees what it is for.

use super::*;
use crate::contract::Readout;
use crate::panels;
use std::time::Duration;

#[test]
fn a_broken_state_has_faults_and_the_state_itself_has_none() {
    let panel = panels::find("softmax-jacobian").unwrap().panel;
    let sound = panel.random(1, Draw::Ordinary);
    assert_eq!(audit(panel, &sound).faults, []);
    let broken = breaking(&sound, "rows-sum-to-zero");
    let faults = audit(panel, &broken).faults;
    assert!(
        faults
            .iter()
            .any(|f| f.property == Property::EveryCheckHolds)
    );
    assert!(faults.iter().all(|f| f.address == broken.text()));
}

#[test]
fn an_address_that_is_not_its_states_own_does_not_read_back() {
    let panel = panels::find("softmax-jacobian").unwrap().panel;
    let faults = audit(panel, &Address::parse("#/softmax-jacobian?temperature=1.0")).faults;
    assert_eq!(faults[0].property, Property::AddressesReadBack);
}

#[test]
fn only_what_says_why_may_be_missing() {
    let of = |readout: Readout| Reading {
        readouts: vec![readout],
        checks: Vec::new(),
        sentence: String::new(),
        claim: None,
    };
    let lost = || Readout::vector("p", "", &[f64::NAN, 0.5]);
    assert_eq!(filled(&of(lost()), 1.0), None);
    let why = Some("There is no first one.".to_owned());
    let found = filled(&of(lost().missing(why.clone())), 1.0).unwrap();
    assert_eq!(found.vector("p"), [1.0, 0.5]);
    let whole = Readout::vector("p", "", &[0.5]).missing(why);
    assert_eq!(filled(&of(whole), 1.0), None);
}

#[test]
fn only_what_a_number_mends_is_excused() {
    let shows = |what: &str| (Property::FormulasFit, format!("{what} shows NaN"));
    let reading = Reading {
        readouts: vec![Readout::scalar("p", "", f64::NAN).missing(Some("There is none.".into()))],
        checks: Vec::new(),
        sentence: String::new(),
        claim: None,
    };
    let all = || {
        vec![
            shows("p"),
            shows("q"),
            (Property::WordsAreThere, "no words".into()),
        ]
    };
    // With a number for p its formula shows one, and another's still doesn't.
    let mut found = all();
    excuse(&mut found, &reading, |filled| {
        assert!(!filled.scalar("p").is_nan());
        vec![shows("q")]
    });
    assert_eq!(found, all()[1..]);
    // At one of the numbers it has a value.
    let mut found = all();
    excuse(&mut found, &reading, |filled| {
        let has = filled.scalar("p") < 0.0;
        if has {
            vec![shows("q")]
        } else {
            vec![shows("p"), shows("q")]
        }
    });
    assert_eq!(found, all()[1..]);
}

#[test]
fn a_scan_says_how_much_it_saw() {
    let panel = panels::find("cross-entropy-kl").unwrap().panel;
    let mut out = Vec::new();
    let time = Duration::from_millis(50);
    assert!(scan(("cross-entropy-kl", panel), 1, time, &mut out).unwrap());
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("everything holds"), "{said}");
}
