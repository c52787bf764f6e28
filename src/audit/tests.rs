//! The audit sees what it is for.

use super::*;
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
fn a_scan_says_how_much_it_saw() {
    let panel = panels::find("cross-entropy-kl").unwrap().panel;
    let mut out = Vec::new();
    let time = Duration::from_millis(50);
    assert!(scan(("cross-entropy-kl", panel), 1, time, &mut out).unwrap());
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("everything holds"), "{said}");
}
