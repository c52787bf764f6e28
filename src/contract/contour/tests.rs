use super::*;
use proptest::prelude::*;

fn of(half: f64, side: usize, f: impl Fn(f64, f64) -> f64) -> Contours {
    Contours::of(Window::around((0.0, 0.0), half), side, f64::EPSILON, f)
}

fn bowl(side: usize) -> Contours {
    of(2.0, side, |x, y| x * x + y * y)
}

#[test]
fn the_level_set_of_a_bowl_is_a_circle() {
    let contours = bowl(81);
    let pieces = contours.level_set(1.0);
    assert!(pieces.len() > 80);
    let mut length = 0.0;
    for ((ax, ay), (bx, by)) in &pieces {
        assert!((ax.hypot(*ay) - 1.0).abs() < 1e-3);
        length += (bx - ax).hypot(by - ay);
    }
    assert!((length - std::f64::consts::TAU).abs() < 1e-2, "{length}");
}

#[test]
fn a_saddle_crosses_and_holes_have_no_lines() {
    let saddle = of(1.0, 2, |x, y| x * y);
    assert_eq!(saddle.level_set(0.0).len(), 2);
    let root = of(1.0, 21, |x, _| x.sqrt());
    assert!(
        root.level_set(0.5)
            .iter()
            .all(|(a, b)| a.0 > 0.0 && b.0 > 0.0)
    );
    assert_eq!(root.share(f64::NAN), None);
    assert!(root.level_set(f64::NAN).is_empty());
}

#[test]
fn levels_suit_the_heights() {
    assert_eq!(bowl(41).spacing, Spacing::Even);
    let steep = |x: f64, y: f64| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
    let ravine = of(3.0, 81, steep);
    assert_eq!(ravine.spacing, Spacing::Doubling);
    assert!(ravine.levels.windows(2).all(|w| w[0] < w[1]));
    // Constant, and constant but for some roundings.
    for noise in [0.0, f64::EPSILON] {
        let flat = of(
            3.0,
            9,
            |x, _| if x > 2.0 { 7.0 * (1.0 + noise) } else { 7.0 },
        );
        assert_eq!((flat.only, flat.levels.len()), (Some(7.0), 0), "{noise}");
    }
    let nothing = of(3.0, 9, |_, _| f64::NAN);
    assert!(nothing.range.0 < nothing.range.1);
}

#[test]
fn what_is_constant_but_for_rounding_has_one_level() {
    let of = |text: &str| {
        let f = Typed::parse(text, &["x", "y"]).unwrap();
        Contours::of_formula(&f, Window::around((0.5, 0.0), 3.0), 31)
    };
    for (text, level) in [
        ("sin(x)^2 + cos(x)^2", 1.0),
        ("(x + y)^2 - x^2 - 2x*y - y^2", 0.0),
        ("exp(x)*exp(-x) + sqrt(y)*0", 1.0),
        ("7", 7.0),
    ] {
        let flat = of(text);
        assert_eq!((flat.only, flat.levels.len()), (Some(level), 0), "{text}");
        assert!(flat.remark().unwrap().starts_with("One level, "), "{text}");
        // Not even at a height that rounding has made.
        for height in [level, level - f64::EPSILON, level + f64::EPSILON] {
            assert!(flat.level_set(height).is_empty(), "{text}");
        }
    }
    for text in ["1 + 1e-14 x", "1e-300 x", "x^2 + y^2", "log(-x^2 - 1)"] {
        assert_eq!(of(text).only, None, "{text}");
    }
}

#[test]
fn windows_hold_their_point() {
    assert_eq!(Window::holding((1.0, -2.0)).x, (-3.0, 3.0));
    assert!(Window::holding((0.0, 40.0)).has((0.0, 40.0)));
    assert!(!Window::around((0.0, 0.0), 1.0).has((1.0, 0.0)));
}

proptest! {
    #[test]
    fn shares_are_shares(
        heights in proptest::collection::vec(any::<f64>(), 9),
        probe in any::<f64>(),
    ) {
        let at = |x: f64, y: f64| heights[(3.0 * (1.0 + y) + 1.0 + x).clamp(0.0, 8.0) as usize];
        let contours = of(1.0, 3, at);
        prop_assert!(contours.range.0 < contours.range.1 || contours.range.0.is_infinite());
        if let Some(share) = contours.share(probe) {
            prop_assert!((0.0..=1.0).contains(&share) || share.is_nan());
        }
        for level in &contours.levels {
            let _ = contours.level_set(*level);
        }
    }
}
