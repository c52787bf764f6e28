use super::super::state::VARIABLES;
use super::*;

fn ends(text: &str, start: Spot, rate: f64, steps: usize) -> Vec<Path> {
    let f = Typed::known(text, VARIABLES);
    let of = |rule: &Rule| path(&f, start, *rule, (rate, 0.9), steps);
    Rule::ALL.iter().map(of).collect()
}

#[test]
fn the_double_well_is_left_at_very_different_times() {
    let well = "x^4/4 - x^2/2 + y^2/2";
    let out = ends(well, (0.01, 1.0), 0.1, 100);
    let when = |p: &Path| p.spots.iter().position(|s| s.0.abs() > 0.5);
    let when: Vec<_> = out.iter().map(when).collect();
    assert_eq!(when, [Some(43), Some(16), Some(2), Some(6)]);
    let f = Typed::known(well, VARIABLES);
    for (path, expected) in out.iter().zip([-0.25, -0.25, -0.2465, -0.25]) {
        let loss = f.value(&[path.place.0, path.place.1]);
        assert!((loss - expected).abs() < 1e-3, "{:?} {loss}", path.rule);
        assert!(
            path.off[0] < 1e-8 && path.off[1] < 1e-8,
            "{:?} {:?}",
            path.rule,
            path.off
        );
    }
    for path in ends(well, (0.0, 1.0), 0.1, 1000) {
        assert_eq!((path.place.0, path.off[0]), (0.0, 0.0), "{:?}", path.rule);
    }
}

#[test]
fn the_ravine_alternates_at_its_threshold_and_diverges_beyond() {
    let ravine = "(x^2 + 20y^2)/2";
    let sgd = |rate: f64, steps: usize| ends(ravine, (-4.0, 1.0), rate, steps).swap_remove(0);
    let at = sgd(0.1, 100);
    assert!((at.place.1 - 1.0).abs() < 1e-12, "{:?}", at.place);
    let loss = |p: &Path| 0.5 * (p.place.0 * p.place.0 + 20.0 * p.place.1 * p.place.1);
    for (rate, expected) in [(0.09, 5e-8), (0.099, 0.18), (0.1, 10.0), (0.101, 525.0)] {
        let found = loss(&sgd(rate, 100));
        assert!((found / expected - 1.0).abs() < 0.1, "{rate}: {found}");
    }
    let gone = sgd(0.2, 1000);
    assert!(matches!(gone.end, End::Left(13)), "{:?}", gone.end);
    assert_eq!(
        (gone.place, gone.off),
        ((f64::INFINITY, f64::INFINITY), [0.0; 2])
    );
}

#[test]
fn the_bound_holds_what_a_nudge_does() {
    let f = Typed::known("(x^2 + y^2)/10 - cos(2x) - cos(2y) + x y/9", VARIABLES);
    for rule in Rule::ALL {
        let walk = |x: f64| path(&f, (x, -0.7), *rule, (0.05, 0.9), 60);
        let (one, other) = (walk(1.3), walk(1.3 * (1.0 + f64::EPSILON)));
        let apart = (one.place.0 - other.place.0).abs();
        assert!(
            apart <= 2.0 * one.off[0].max(1e-16),
            "{rule:?} {apart} {:?}",
            one.off
        );
        assert!(one.off[0] < 1e-9, "{rule:?} {:?}", one.off);
    }
}

#[test]
fn squares_beyond_the_largest_double_leave_nothing_certain() {
    let [_, _, rmsprop, adam]: [Path; 4] = ends("exp(x) + exp(y)", (-700.0, 700.0), 1.0, 3)
        .try_into()
        .unwrap();
    for path in [rmsprop, adam] {
        assert!(path.beyond && path.off[1].is_infinite(), "{path:?}");
        assert!(path.off[0] < 1e-9, "{path:?}");
    }
    // As long as the average itself is a number, the step is right.
    let adam = ends("1e154 x^2 + y^2", (1.0, 1.0), 1.0, 2).swap_remove(3);
    assert!(!adam.beyond && adam.off[0] < 1e-9, "{adam:?}");
}

#[test]
fn coordinates_that_do_not_meet_are_known_apart() {
    // 0.1² isn't 0.01, and a gradient as small as their difference is divided by ε.
    let [_, _, rmsprop, adam]: [Path; 4] = ends("(x^2 - 0.01)^2 + y^2/2", (0.1, 2.0), 0.1, 100)
        .try_into()
        .unwrap();
    for path in [rmsprop, adam] {
        assert!(path.off[0].is_infinite() && path.off[1] < 1e-9, "{path:?}");
    }
}

#[test]
fn what_is_exact_is_known_where_any_rounding_would_grow() {
    // At x = 1 the gradient is exactly 0, and x never moves.
    for path in ends("x^4/4 - x^2/2 + y^2/2", (1.0, 2.0), 0.1, 100) {
        assert_eq!((path.place.0, path.off[0]), (1.0, 0.0), "{path:?}");
        assert!(path.off[1] < 1e-9, "{path:?}");
    }
}

#[test]
fn a_nudge_over_a_corner_leads_elsewhere() {
    // After ten steps of 0.1 rounding decides on which side of the corner x is.
    let [sgd, ..]: [Path; 4] = ends("|x| + y^2", (1.0, 1.0), 0.1, 15).try_into().unwrap();
    assert!(sgd.off[0].is_infinite() && sgd.off[1] < 1e-12, "{sgd:?}");
    // Far from it the nudges do what they would without a corner.
    let [sgd, ..]: [Path; 4] = ends("|x| + y^2", (1e6, 1.0), 0.1, 15).try_into().unwrap();
    assert!(sgd.off[0] < 1e-6, "{sgd:?}");
}

#[test]
fn a_nudge_that_leaves_nothing_known_leads_elsewhere() {
    let [_, _, rmsprop, _]: [Path; 4] = ends("|x - y| + x^2", (0.5, 1.0), 0.05, 20)
        .try_into()
        .unwrap();
    assert_eq!(rmsprop.off, [f64::INFINITY; 2], "{rmsprop:?}");
}

#[test]
fn escapes_from_the_saddle() {
    let of = |rule, beside| escape(rule, (0.1, 0.9), beside);
    assert_eq!(of(Rule::Sgd, 1e-6), Some(139));
    assert_eq!(of(Rule::Momentum, 1e-6), Some(50));
    assert_eq!(of(Rule::Adam, 1e-6), Some(6));
    assert_eq!(of(Rule::RmsProp, 1e-6), Some(2));
    for rule in Rule::ALL {
        assert_eq!(of(*rule, 0.0), None);
    }
}
