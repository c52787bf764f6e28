//! Links to any state of any panel: they open it, also after the usual damage, and however large it is.

use super::CURRICULUM;
use crate::contract::address::encode;
use crate::contract::kind::Value;
use crate::contract::{Address, Draw, Kind};
use nalgebra::DMatrix;

/// What a program that passes a link on may have made of it, and whether words can still be told from
/// the damage.
fn damaged(link: &str) -> Vec<(&'static str, String, bool)> {
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let path = path.trim_start_matches("#/");
    let whole = format!("/{path}?{query}").replace('%', "%25");
    let whole = whole
        .replace(',', "%2C")
        .replace('/', "%2F")
        .replace('&', "%26");
    let whole = whole.replace('=', "%3D").replace('?', "%3F");
    vec![
        ("nothing", link.into(), true),
        ("?", link.replacen('?', "%3F", 1), true),
        ("/", link.replacen('/', "%2F", 1), true),
        ("=", link.replace('=', "%3D"), true),
        ("&", link.replace('&', "%26"), false),
        ("amp", link.replace('&', "&amp;"), true),
        ("all", format!("#{whole}"), true),
        ("twice", link.replace(',', "%2C").replace('%', "%25"), false),
        (")", format!("{link})"), false),
        ("]", format!("{link}]"), false),
        (",", format!("{link},"), false),
        (".", format!("{link}."), false),
        ("quote", format!("{link}%22"), false),
        (">", format!("{link}>"), false),
        ("#", format!("{link}#"), false),
    ]
}

#[test]
fn every_link_opens_its_state_after_the_usual_damage() {
    for entry in CURRICULUM {
        let panel = entry.panel;
        for seed in 0..30 {
            for draw in [Draw::Ordinary, Draw::Extreme] {
                let own = panel.random(seed, draw);
                let (state, notices) = panel.open(&own);
                assert!(notices.is_empty(), "{notices:?}");
                let kind = |(name, _): &(String, String)| {
                    let key = panel.keys().iter().find(|key| key.name == name);
                    key.map(|key| key.kind)
                };
                let words = own.pairs.iter().filter_map(kind);
                let words = words
                    .filter(|kind| {
                        use Kind::{Sentence, Text, Words};
                        matches!(kind, Words { .. } | Text { .. } | Sentence { .. })
                    })
                    .count()
                    > 0;
                // A full stop behind a digit belongs to the number that is typed.
                let typed = matches!(
                    own.pairs.last().and_then(kind),
                    Some(Kind::Expression { .. } | Kind::Open | Kind::Named(_))
                );
                for (what, link, always) in damaged(&own.text()) {
                    if (words && !always) || (typed && what == ".") {
                        continue;
                    }
                    let (opened, notices) = panel.open(&Address::parse(&link));
                    assert_eq!((&opened, notices), (&state, vec![]), "{what}: {link}");
                }
            }
        }
    }
}

/// As many characters as a number in an address has.
fn long(min: f64, max: f64, i: usize) -> f64 {
    let x = -1.234_567_890_123_456_7e-7 - 1e-22 * i as f64;
    if (min..=max).contains(&x) {
        x
    } else {
        (-x).clamp(min, max)
    }
}

#[test]
fn the_largest_value_of_every_key_reads_back() {
    for entry in CURRICULUM {
        for key in entry.panel.keys() {
            let value = match key.kind {
                Kind::Vector { length, min, max } => {
                    Value::Vector((0..length.1).map(|i| long(min, max, i)).collect())
                }
                Kind::Matrix {
                    rows,
                    columns,
                    min,
                    max,
                } => {
                    let of = |i, j| long(min, max, i * columns.1 + j);
                    Value::Matrix(DMatrix::from_fn(rows.1, columns.1, of))
                }
                Kind::Words { count, longest } => Value::Words(vec!["%".repeat(longest); count.1]),
                Kind::Text { longest } => Value::Text("%".repeat(longest)),
                _ => continue,
            };
            let written = value.text();
            let read = key.kind.parse(&written);
            assert!(read == Some(value), "{}: {}", entry.meta.id, key.name);
            let link = format!("#/{}?{}={}", entry.meta.id, key.name, encode(&written));
            assert_eq!(Address::parse(&link).pairs[0].1, written);
        }
    }
}

#[test]
fn a_large_matrix_survives_its_own_link() {
    let panel = super::find("svd").unwrap().panel;
    let a = DMatrix::from_fn(64, 64, |i, j| long(-1e6, 1e6, 64 * i + j));
    let own = Address {
        id: "svd".into(),
        pairs: vec![("a".into(), Value::Matrix(a).text())],
    };
    let (opened, notices) = panel.open(&Address::parse(&own.text()));
    assert!(notices.is_empty());
    assert_eq!(opened.pairs[0], own.pairs[0]);
}
