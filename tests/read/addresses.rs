//! Addresses that nobody wrote: whatever the bytes, a panel opens, and what it opens holds.

use crate::Subject;
use four_pillars::contract::Address;
use libtest_mimic::{Failed, Trial};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Addresses of any bytes; most open the default, which needn't be read each time.
const ANY: u32 = 2000;
/// Addresses that are nearly right, and those of a panel whose `read` takes milliseconds.
const NEARLY: (u32, u32) = (120, 40);

pub fn trials(subject: Subject) -> Vec<Trial> {
    vec![
        subject.test("any_bytes_are_an_address", move || any_bytes(subject)),
        subject.test("nearly_right_addresses_are_read", move || {
            nearly_right(subject)
        }),
    ]
}

fn go<S: Strategy>(
    cases: u32,
    strategy: &S,
    test: impl Fn(S::Value) -> Result<(), TestCaseError>,
) -> Result<(), Failed> {
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    };
    let outcome = TestRunner::new(config).run(strategy, test);
    outcome.map_err(|failed| failed.to_string().into())
}

fn any_bytes(subject: Subject) -> Result<(), Failed> {
    let Subject { id, panel } = subject;
    let usual = panel.open(&Address::parse(&format!("#/{id}"))).0;
    panel.see(&usual);
    let bytes = proptest::collection::vec(any::<u8>(), 0..300);
    go(ANY, &bytes, |bytes| {
        let mut address = Address::parse(&String::from_utf8_lossy(&bytes));
        let (opened, _) = panel.open(&address);
        if opened != usual {
            panel.see(&address);
        }
        // The same behind a key that is there, where they go deeper.
        for key in panel.keys() {
            address.pairs = vec![(key.name.into(), String::from_utf8_lossy(&bytes).into())];
            panel.open(&address);
        }
        Ok(())
    })
}

/// Bytes that look like an address go deeper than any bytes do.
fn nearly_right(subject: Subject) -> Result<(), Failed> {
    let Subject { id, panel } = subject;
    let (many, few) = NEARLY;
    let cases = if panel.is_expensive() { few } else { many };
    let pairs = proptest::collection::vec((0_usize..12, "[-0-9.,;%eE+a-z]{0,40}"), 0..6);
    go(cases, &pairs, |pairs| {
        let keys = panel.keys();
        let named = pairs.into_iter().map(|(k, v)| {
            let name = keys.get(k).map_or("other", |key| key.name);
            (name.to_string(), v)
        });
        let address = Address {
            id: id.into(),
            pairs: named.collect(),
        };
        let seen = panel.see(&Address::parse(&address.text()));
        for check in &seen.reading.checks {
            prop_assert!(
                !check.is_broken(),
                "{}: {}",
                check.name,
                seen.address.text()
            );
        }
        // Whatever was refused, what remains is a state with an address of its own.
        let again = panel.see(&seen.address);
        prop_assert!(again.notices.is_empty(), "{:?}", again.notices);
        // As text, since a number that is missing isn't equal to itself.
        prop_assert_eq!(
            format!("{:?}", again.reading),
            format!("{:?}", seen.reading)
        );
        Ok(())
    })
}
