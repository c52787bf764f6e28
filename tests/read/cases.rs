//! Single cases by hand, each about one panel.

use four_pillars::contract::headless::Seen;
use four_pillars::contract::{Address, mathml, number};
use four_pillars::panels;
use libtest_mimic::Trial;

/// The panel that a case is about, its name, and the case.
type Case = (&'static str, &'static str, fn());

macro_rules! case {
    ($panel:literal, $test:ident) => {
        ($panel, stringify!($test), $test)
    };
}

const CASES: &[Case] = &[
    case!("attention", it_opens_on_the_worked_example),
    case!("attention", a_score_can_overflow_and_the_weights_are_right),
    case!("attention", one_token_attends_to_itself),
    case!("cross-entropy-kl", impossible_outcomes_cost_infinity),
    case!("cross-entropy-kl", equal_distributions_have_no_divergence),
    case!("softmax-jacobian", extreme_logits_saturate_without_nan),
    case!("adam", the_first_step_is_the_rate),
    case!("adam", no_size_of_gradients_is_known),
    case!("classifier", a_line_is_a_network_without_hidden_layers),
    case!("attention", a_readers_text_stays_text),
];

pub fn trials() -> impl Iterator<Item = Trial> {
    CASES.iter().map(|&(panel, name, case)| {
        Trial::test(format!("read/{panel}/{name}"), move || {
            case();
            Ok(())
        })
    })
}

fn see(hash: &str) -> Seen {
    let address = Address::parse(hash);
    panels::find(&address.id).unwrap().panel.see(&address)
}

fn value(seen: &Seen, name: &str) -> f64 {
    seen.reading
        .entries()
        .into_iter()
        .find(|(n, _)| n == name)
        .expect(name)
        .1
}

fn it_opens_on_the_worked_example() {
    let seen = see("#/attention");
    for (j, expected) in [0.38586, 0.32334, 0.29080].into_iter().enumerate() {
        let x = value(&seen, &format!("weights[0][{j}]"));
        assert!((x - expected).abs() < 5e-6, "{x}");
    }
    let claim = seen.reading.claim.unwrap();
    assert!(!claim.stands && claim.measured.contains("0.38586"));
}

fn a_score_can_overflow_and_the_weights_are_right() {
    let seen = see("#/attention?q=1000;-1000&k=1000;1&v=1;0&tokens=a,b");
    assert_eq!(value(&seen, "exponentials[0][0]"), f64::INFINITY);
    assert_eq!(value(&seen, "weights[0][0]"), 1.0);
    assert_eq!(value(&seen, "weights[1][1]"), 1.0);
    assert!(seen.reading.sentence.contains("overflow"));
}

fn one_token_attends_to_itself() {
    let seen = see("#/attention?tokens=alone&q=3&k=-2&v=7");
    assert_eq!(value(&seen, "weights[0][0]"), 1.0);
    assert_eq!(value(&seen, "output[0][0]"), 7.0);
}

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

fn equal_distributions_have_no_divergence() {
    let seen = see("#/cross-entropy-kl?p=3,1,0&q=3,1,0&unit=nats");
    assert_eq!(value(&seen, "kl-pq"), 0.0);
    assert_eq!(value(&seen, "entropy"), value(&seen, "cross-entropy"));
}

fn extreme_logits_saturate_without_nan() {
    let seen = see("#/softmax-jacobian?z=1000,-1000,0&temperature=0.01");
    assert_eq!(value(&seen, "softmax[0]"), 1.0);
    assert_eq!(value(&seen, "jacobian[0][0]"), 0.0);
    let even = see("#/softmax-jacobian?z=5,5,5,5");
    assert_eq!(value(&even, "softmax[2]"), 0.25);
    assert_eq!(value(&even, "jacobian[0][1]"), -0.0625);
}

fn the_first_step_is_the_rate() {
    for g in ["3", "-0.001", "1000000", "-1e-90"] {
        let seen = see(&format!("#/adam?gradients={g},1&rate=0.25&epsilon=0"));
        let expected = if g.starts_with('-') { 0.25 } else { -0.25 };
        assert!((value(&seen, "theta[0]") - expected).abs() < 1e-15, "{g}");
    }
    // No gradient, no step, and nothing to divide by.
    let still = see("#/adam?gradients=0,0&epsilon=0");
    assert_eq!(value(&still, "theta[1]"), 0.0);
}

fn no_size_of_gradients_is_known() {
    let small = see("#/adam?gradients=0.1,0.3,-0.2&epsilon=0");
    let large = see("#/adam?gradients=100,300,-200&epsilon=0");
    let apart = value(&small, "theta[2]") - value(&large, "theta[2]");
    assert!(apart.abs() < 1e-17, "{apart}");
}

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

fn a_readers_text_stays_text() {
    let seen = see("#/attention?tokens=%3Cimg%20src%3Dx%3E,b,c");
    assert!(seen.reading.sentence.contains("“b”") || seen.reading.sentence.contains('<'));
    assert_eq!(mathml::text("<img>"), "<mtext>&lt;img&gt;</mtext>");
}
