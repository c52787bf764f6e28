//! `read` of every finished panel over thousands of random and extreme states: every check holds,
//! every deliberate mistake turns its check and only what it should, and no NaN appears.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use four_pillars::contract::registry::{Ready, Seen};
use four_pillars::contract::{Address, Draw, mathml, number};
use four_pillars::panels;
use proptest::prelude::*;

fn draw() -> impl Strategy<Value = Draw> {
    prop_oneof![Just(Draw::Ordinary), Just(Draw::Extreme)]
}

/// The address of a state with a mistake in it.
fn breaking(address: &Address, name: &str) -> Address {
    let mut address = address.clone();
    address.pairs.push(("break".into(), name.into()));
    address
}

fn ready() -> impl Iterator<Item = (&'static str, &'static dyn Ready)> {
    panels::finished().map(|entry| (entry.meta.id, entry.panel.unwrap()))
}

/// The same for one state in a hundred where `read` takes milliseconds.
fn ready_at(seed: u64) -> impl Iterator<Item = (&'static str, &'static dyn Ready)> {
    ready().filter(move |(_, panel)| !panel.is_expensive() || seed.is_multiple_of(100))
}

fn holds(seen: &Seen, check: &str) -> bool {
    seen.reading
        .checks
        .iter()
        .find(|c| c.name == check)
        .expect("the check is there")
        .holds()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn every_check_holds_and_nothing_is_nan(seed in any::<u64>(), draw in draw()) {
        for (id, panel) in ready_at(seed) {
            let address = panel.random(seed, draw);
            let seen = panel.see(&address);
            prop_assert!(seen.notices.is_empty(), "{}: {:?}", address.text(), seen.notices);
            for check in &seen.reading.checks {
                prop_assert!(
                    check.holds(),
                    "{} at {}: residual {} over {}", check.name, address.text(), check.residual, check.tolerance
                );
                prop_assert!(check.tolerance.is_finite(), "{id}: {}", check.name);
            }
            for (name, x) in seen.reading.entries() {
                prop_assert!(!x.is_nan(), "{name} is NaN at {}", address.text());
                prop_assert!(x.to_bits() != (-0.0_f64).to_bits() || name.starts_with("jacobian")
                    || id == "attention", "{name} is −0 at {}", address.text());
            }
        }
    }

    #[test]
    fn a_mistake_turns_its_check_and_only_what_it_should(seed in any::<u64>(), draw in draw()) {
        for (id, panel) in ready_at(seed) {
            let address = panel.random(seed, draw);
            for mistake in panel.mistakes() {
                let seen = panel.see(&breaking(&address, mistake.check));
                prop_assert_eq!(seen.broken, Some(mistake.check));
                for check in &seen.reading.checks {
                    let may_turn = check.name == mistake.check || mistake.also.contains(&check.name);
                    prop_assert!(
                        check.holds() || may_turn,
                        "{id}: breaking {} turned {} at {}: residual {} over {}",
                        mistake.check, check.name, address.text(), check.residual, check.tolerance
                    );
                }
            }
        }
    }

    #[test]
    fn encode_then_decode_is_the_identity(seed in any::<u64>(), draw in draw()) {
        for (_, panel) in ready_at(seed) {
            let address = panel.random(seed, draw);
            let again = panel.see(&Address::parse(&address.text()));
            prop_assert_eq!(&again.address, &address);
            prop_assert_eq!(again.reading, panel.see(&address).reading);
        }
    }

    #[test]
    fn words_pictures_and_questions_are_there(seed in any::<u64>(), draw in draw()) {
        for (id, panel) in ready_at(seed) {
            let seen = panel.see(&panel.random(seed, draw));
            prop_assert!(seen.reading.sentence.len() > 20, "{id}");
            prop_assert!(!seen.reading.sentence.contains("not a number"), "{}", seen.reading.sentence);
            let (prompt, options, answer) = &seen.question;
            prop_assert!(!prompt.is_empty() && answer < &options.len(), "{id}");
            prop_assert!(seen.derivation_steps >= 3, "{id}");
            prop_assert!(seen.twin.is_empty() || seen.twin.trim_end().ends_with("}))"), "{id}");
            let names = seen.reading.entries().len();
            prop_assert!(seen.csv().lines().count() > names, "{id}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_bytes_are_an_address(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        let address = Address::parse(&text);
        for (_, panel) in ready_at(bytes.len() as u64) {
            let _ = panel.see(&address);
        }
    }

    /// Bytes that look like an address go deeper than any bytes do.
    #[test]
    fn nearly_right_addresses_are_read(
        id in proptest::sample::select(ready().map(|(id, _)| id).collect::<Vec<_>>()),
        pairs in proptest::collection::vec((0_usize..12, "[-0-9.,;%eE+a-z]{0,40}"), 0..6),
    ) {
        let panel = panels::find(id).unwrap().panel.unwrap();
        let keys = panel.keys();
        let pairs = pairs
            .into_iter()
            .map(|(k, v)| (keys.get(k).map_or("other", |key| key.name).to_string(), v))
            .collect();
        let seen = panel.see(&Address::parse(&Address { id: id.into(), pairs }.text()));
        for check in &seen.reading.checks {
            prop_assert!(check.holds(), "{}: {}", check.name, seen.address.text());
        }
        // Whatever was refused, what remains is a state with an address of its own.
        let again = panel.see(&seen.address);
        prop_assert!(again.notices.is_empty(), "{:?}", again.notices);
        prop_assert_eq!(again.reading, seen.reading);
    }
}

#[test]
fn every_mistake_shows_at_the_default_state() {
    for (id, panel) in ready() {
        let address = Address {
            id: id.into(),
            pairs: vec![],
        };
        for mistake in panel.mistakes() {
            let seen = panel.see(&breaking(&address, mistake.check));
            assert!(
                !holds(&seen, mistake.check),
                "{id}: {} did not turn",
                mistake.check
            );
            for also in mistake.also {
                assert!(
                    seen.reading.checks.iter().any(|c| c.name == *also),
                    "{id}: no {also}"
                );
            }
        }
    }
}

/// Most random states show a mistake; one that hides almost always would teach nothing.
#[test]
fn a_mistake_shows_at_most_states() {
    for (id, panel) in ready() {
        for mistake in panel.mistakes() {
            let of = if panel.is_expensive() { 12 } else { 200 };
            let shown = (0..of)
                .filter(|&seed| {
                    let address = breaking(&panel.random(seed, Draw::Ordinary), mistake.check);
                    !holds(&panel.see(&address), mistake.check)
                })
                .count();
            assert!(
                shown * 4 >= of as usize * 3,
                "{id}: breaking {} shows at {shown} of {of}",
                mistake.check
            );
        }
    }
}

fn see(hash: &str) -> Seen {
    let address = Address::parse(hash);
    panels::find(&address.id)
        .unwrap()
        .panel
        .unwrap()
        .see(&address)
}

fn value(seen: &Seen, name: &str) -> f64 {
    seen.reading
        .entries()
        .into_iter()
        .find(|(n, _)| n == name)
        .expect(name)
        .1
}

#[test]
fn no_question_has_the_same_answer_everywhere() {
    for (id, panel) in ready() {
        let answers: std::collections::BTreeSet<String> = (0..40)
            .map(|seed| panel.see(&panel.random(seed, Draw::Ordinary)).question)
            .map(|(_, options, answer)| options[answer].clone())
            .collect();
        assert!(answers.len() > 1, "{id}: always {answers:?}");
    }
}

#[test]
fn attention_opens_on_the_worked_example() {
    let seen = see("#/attention");
    for (j, expected) in [0.38586, 0.32334, 0.29080].into_iter().enumerate() {
        let x = value(&seen, &format!("weights[0][{j}]"));
        assert!((x - expected).abs() < 5e-6, "{x}");
    }
    let claim = seen.reading.claim.unwrap();
    assert!(!claim.stands && claim.measured.contains("0.38586"));
}

#[test]
fn a_score_can_overflow_and_the_weights_are_right() {
    let seen = see("#/attention?q=1000;-1000&k=1000;1&v=1;0&tokens=a,b");
    assert_eq!(value(&seen, "exponentials[0][0]"), f64::INFINITY);
    assert_eq!(value(&seen, "weights[0][0]"), 1.0);
    assert_eq!(value(&seen, "weights[1][1]"), 1.0);
    assert!(seen.reading.sentence.contains("overflow"));
}

#[test]
fn one_token_attends_to_itself() {
    let seen = see("#/attention?tokens=alone&q=3&k=-2&v=7");
    assert_eq!(value(&seen, "weights[0][0]"), 1.0);
    assert_eq!(value(&seen, "output[0][0]"), 7.0);
}

#[test]
fn impossible_outcomes_cost_infinity() {
    let seen = see("#/cross-entropy-kl?p=1,1,0&q=1,0,1");
    assert_eq!(value(&seen, "kl-pq"), f64::INFINITY);
    assert_eq!(value(&seen, "cross-entropy"), f64::INFINITY);
    assert_eq!(value(&seen, "kl-qp"), f64::INFINITY);
    assert_eq!(value(&seen, "terms[1]"), f64::INFINITY);
    assert_eq!(value(&seen, "terms[2]"), 0.0);
    assert_eq!(value(&seen, "entropy"), 1.0);
    assert_eq!(number::rounded(f64::INFINITY), "∞");
}

#[test]
fn equal_distributions_have_no_divergence() {
    let seen = see("#/cross-entropy-kl?p=3,1,0&q=3,1,0&unit=nats");
    assert_eq!(value(&seen, "kl-pq"), 0.0);
    assert_eq!(value(&seen, "entropy"), value(&seen, "cross-entropy"));
}

#[test]
fn extreme_logits_saturate_without_nan() {
    let seen = see("#/softmax-jacobian?z=1000,-1000,0&temperature=0.01");
    assert_eq!(value(&seen, "softmax[0]"), 1.0);
    assert_eq!(value(&seen, "jacobian[0][0]"), 0.0);
    let even = see("#/softmax-jacobian?z=5,5,5,5");
    assert_eq!(value(&even, "softmax[2]"), 0.25);
    assert_eq!(value(&even, "jacobian[0][1]"), -0.0625);
}

#[test]
fn adams_first_step_is_the_rate() {
    for g in ["3", "-0.001", "1000000", "-1e-90"] {
        let seen = see(&format!("#/adam?gradients={g},1&rate=0.25&epsilon=0"));
        let expected = if g.starts_with('-') { 0.25 } else { -0.25 };
        assert!((value(&seen, "theta[0]") - expected).abs() < 1e-15, "{g}");
    }
    // No gradient, no step, and nothing to divide by.
    let still = see("#/adam?gradients=0,0&epsilon=0");
    assert_eq!(value(&still, "theta[1]"), 0.0);
}

#[test]
fn adam_knows_no_size_of_gradients() {
    let small = see("#/adam?gradients=0.1,0.3,-0.2&epsilon=0");
    let large = see("#/adam?gradients=100,300,-200&epsilon=0");
    let apart = value(&small, "theta[2]") - value(&large, "theta[2]");
    assert!(apart.abs() < 1e-17, "{apart}");
}

#[test]
fn a_line_is_a_network_without_hidden_layers() {
    // One point on the axis: o = w·x, and half of (p − y)·x comes back from each of two points.
    let seen = see("#/classifier?data=drawn&points=1,0,1;-1,0,0&layers=0");
    let w = value(&seen, "weights-1[0][0]");
    let loss = (1.0 + (-w).exp()).ln();
    assert!((value(&seen, "loss") - loss).abs() < 1e-15);
    let slope = -1.0 / (1.0 + w.exp());
    assert!((value(&seen, "weight-gradients-1[0][0]") - slope).abs() < 1e-15);
    assert!(value(&seen, "bias-gradients-1[0]").abs() < 1e-16);
    assert_eq!(value(&seen, "step"), 0.0);
    let none = seen
        .reading
        .entries()
        .into_iter()
        .find(|(n, _)| n == "test-loss");
    assert_eq!(none, None);
}

#[test]
fn a_readers_text_stays_text() {
    let seen = see("#/attention?tokens=%3Cimg%20src%3Dx%3E,b,c");
    assert!(seen.reading.sentence.contains("“b”") || seen.reading.sentence.contains('<'));
    assert_eq!(mathml::text("<img>"), "<mtext>&lt;img&gt;</mtext>");
}
