//! Addresses that nobody wrote: whatever the bytes, a panel opens, and what it opens holds.

use crate::Subject;
use four_pillars::contract::{Address, Key, Kind, Value};
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
        subject.test("the_largest_states_read_back", move || largest(subject)),
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

/// The longest text that a key takes: as many numbers as there may be, with all their digits; the
/// longest words and texts, of characters that an address escapes. None where a key has no size.
fn longest(key: &Key) -> Option<String> {
    let number = |at: usize, min: f64, max: f64| {
        let part = ((at + 1) as f64 * 0.618_033_988_749_894_9).fract();
        (min + (max - min) * part).clamp(min, max)
    };
    let value = match key.kind {
        Kind::Vector { length, min, max } => {
            Value::Vector((0..length.1).map(|i| number(i, min, max)).collect())
        }
        Kind::Matrix {
            rows,
            columns,
            min,
            max,
        } => {
            let row = |i: usize| {
                let entry = |j: usize| number(i * columns.1 + j, min, max).to_string();
                (0..columns.1).map(entry).collect::<Vec<_>>().join(",")
            };
            return Some((0..rows.1).map(row).collect::<Vec<_>>().join(";"));
        }
        Kind::Words { count, longest } => {
            let word = |i: usize| {
                let signs = "😀,%é".chars().cycle().skip(i);
                signs.take(longest).collect()
            };
            Value::Words((0..count.1).map(word).collect())
        }
        Kind::Text { longest } => Value::Text("é😀&#".chars().cycle().take(longest).collect()),
        _ => return None,
    };
    Some(value.text())
}

/// What a page writes it reads: each key at its largest, and all together.
fn largest(subject: Subject) -> Result<(), Failed> {
    let Subject { id, panel } = subject;
    let mut pairs: Vec<(String, String)> = Vec::new();
    for key in panel.keys() {
        if let Some(text) = longest(key) {
            if key.kind.parse(&text).is_none() {
                return Err(format!("{id}: the longest {} can’t be read", key.name).into());
            }
            pairs.push((key.name.into(), text));
        }
    }
    let alone = pairs.iter().map(|pair| vec![pair.clone()]);
    for pairs in alone.chain([pairs.clone()]) {
        let address = Address {
            id: id.into(),
            pairs,
        };
        let read = Address::parse(&address.text());
        if read != address {
            return Err(format!("{id}: the address is read as another").into());
        }
        // Values that don't fit each other are refused by name; none is refused for its length.
        let (opened, _) = panel.open(&read);
        let (again, notices) = panel.open(&Address::parse(&opened.text()));
        if again != opened || !notices.is_empty() {
            let length = opened.text().len();
            return Err(format!("{id}: {length} characters, {notices:?}").into());
        }
    }
    Ok(())
}
