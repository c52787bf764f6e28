//! `read`: what f does at the start, where each optimiser ends, and each identity by another route.

use super::here::{Here, KINDS};
use super::paths::{End, Path, chosen};
use super::state::{LandscapeState, LandscapeView};
use super::{LossLandscape, matrices, slices, stable, words, xor};
use crate::contract::prelude::*;
use crate::expression::{Doubt, Jet, NUMBER_BEYOND};
use numeric_core::dual::Number;

impl Read for LossLandscape {
    fn read(state: &LandscapeState, broken: Option<&str>) -> Reading {
        match state.view {
            LandscapeView::Descent => descent(state, broken),
            LandscapeView::Matrices => random_matrices(state, broken),
            LandscapeView::Xor => xor::reading(state, None, broken),
            LandscapeView::Slices => slices::reading(state, None, broken),
        }
    }
}

fn descent(state: &LandscapeState, broken: Option<&str>) -> Reading {
    let here = Here::of(state, broken);
    let paths = chosen(state);
    let names = ["x".to_owned(), "y".to_owned()];
    let two = ["λₘᵢₙ".to_owned(), "λₘₐₓ".to_owned()];
    let mut kind_label = "What kind of point the start is".to_owned();
    if let Some(why) = here.doubt() {
        kind_label = format!("{kind_label}: {}", lower(&why));
    }
    let known_to = |off: [f64; 2]| off[0].max(off[1]);
    let mut readouts = vec![
        Readout::scalar("value", "f at the start", here.value)
            .known_to(here.value_off)
            .missing(
                here.value
                    .is_nan()
                    .then(|| "f has no value at the start.".to_owned()),
            ),
        Readout::vector("gradient", "∇f at the start, from the tape", &here.gradient)
            .rows(&names)
            .known_to(known_to(here.gradient_off))
            .missing(here.no_gradient.clone()),
        Readout::matrix("hessian", "The Hessian at the start", &here.hessian())
            .named(&names, &names)
            .known_to(here.bends_off.iter().copied().fold(0.0, f64::max))
            .missing(here.no_hessian.clone()),
        Readout::vector(
            "hessian-eigenvalues",
            "Its eigenvalues, the smaller one first",
            &here.eigenvalues,
        )
        .rows(&two)
        .known_each_to(&here.eigenvalues_off)
        .missing(here.no_hessian.clone()),
        Readout::scalar("kind", kind_label, f64::from(here.kind as u8)).called(KINDS),
        Readout::scalar(
            "threshold",
            "2/λₘₐₓ, beyond which SGD overshoots by more than it was away",
            here.threshold,
        )
        .known_to(off_threshold(&here))
        .missing(here.no_threshold.clone()),
    ];
    readouts.extend(paths.iter().flat_map(|path| ends(state, path)));
    Reading {
        checks: vec![
            autograd(state, &here),
            hessian(state, &here),
            stable::check(state, &here),
        ],
        sentence: words::sentence(state, &here, &paths),
        claim: Some(words::escapes_claim(state)),
        readouts,
    }
}

/// A sentence as a part of another.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// 2/λ is off by its own size times what λ is off by in proportion.
fn off_threshold(here: &Here) -> f64 {
    let share = here.eigenvalues_off[1] / here.eigenvalues[1];
    let off = here.threshold * share;
    if off.is_finite() { off } else { 0.0 }
}

/// Where an optimiser ends, and its loss there.
fn ends(state: &LandscapeState, path: &Path) -> [Readout; 2] {
    let name = path.rule.name();
    let says = path.rule.words();
    let after = number::count(state.steps, "step");
    let (x, y) = path.place;
    let (loss, loss_off, lost) = end_loss(state, path);
    let [mut place_label, mut loss_label] = [
        format!("Where {says} stands after {after}"),
        format!("f where {says} stands after {after}"),
    ];
    let remark = match path.end {
        End::Left(step) => format!(" (it left 10⁶ with step {step} and stopped)"),
        End::Lost(step) => format!(" (no gradient is known where step {step} begins)"),
        End::Made => match words::unknown(path) {
            Some((of, why)) => format!(" (no digit {of} is certain, since {why})"),
            None => String::new(),
        },
    };
    place_label += &remark;
    loss_label += &remark;
    [
        Readout::new(
            format!("final.{name}"),
            place_label,
            Quantity::Vector(vec![x, y]),
        )
        .rows(&["x".to_owned(), "y".to_owned()])
        .known_each_to(&path.off)
        .missing(words::lost(path)),
        Readout::new(
            format!("final-loss.{name}"),
            loss_label,
            Quantity::Scalar(loss),
        )
        .known_to(loss_off)
        .missing(words::lost(path).or(lost)),
    ]
}

/// The loss at the end of a path, how far rounding may take it, and why there is none.
pub fn end_loss(state: &LandscapeState, path: &Path) -> (f64, f64, Option<String>) {
    match path.end {
        End::Lost(_) => (f64::NAN, 0.0, None),
        End::Left(_) => (f64::INFINITY, path.off[0], None),
        End::Made => {
            let jet = state.f.scalar().value(&Jet::variables(path.place));
            let value = jet.value + 0.0;
            let [gx, gy] = jet.slopes;
            let [xx, xy, yy] = jet.bends;
            let [dx, dy] = path.off;
            let part = |factor: f64, by: f64| if by == 0.0 { 0.0 } else { (factor * by).abs() };
            let off = jet.of_value()
                + part(gx, dx)
                + part(gy, dy)
                + part(xx, dx * dx)
                + 2.0 * part(xy, dx * dy)
                + part(yy, dy * dy);
            let off = if off.is_nan() { f64::INFINITY } else { off };
            let none = value
                .is_nan()
                .then(|| "f has no value where the path ends.".to_owned());
            (value, off, none)
        }
    }
}

/// How far rounding may take each slope by the tape and by dual numbers.
fn slopes_off(state: &LandscapeState) -> [f64; 2] {
    let (x, y) = state.start;
    let of = |x: Doubt, y: Doubt| state.f.scalar().value(&[x, y]).of_two_slopes();
    [
        of(Doubt::variable(x), Doubt::from_f64(y)),
        of(Doubt::from_f64(x), Doubt::variable(y)),
    ]
}

fn autograd(state: &LandscapeState, here: &Here) -> Check {
    let at = [state.start.0, state.start.1];
    let other = [
        state.f.along(&at, &[1.0, 0.0]),
        state.f.along(&at, &[0.0, 1.0]),
    ];
    let off = slopes_off(state);
    let compared = compared(&here.gradient, &other, &off, here.no_gradient.as_ref());
    check(
        "autograd",
        "The gradient from the tape is the gradient by dual numbers.",
        "the tape goes through the formula once forwards and once backwards; dual numbers carry the \
         derivative along, once for x and once for y",
        compared,
    )
}

fn hessian(state: &LandscapeState, here: &Here) -> Check {
    let tape = Here::on_tape(state);
    let ours = [here.bends[0], here.bends[1], here.bends[1], here.bends[2]];
    let theirs = [tape[(0, 0)], tape[(0, 1)], tape[(1, 0)], tape[(1, 1)]];
    let [xx, xy, yy] = here.bends_off;
    // The tape rounds as often again.
    let off = [2.0 * xx, 2.0 * xy, 2.0 * xy, 2.0 * yy];
    let compared = compared(&ours, &theirs, &off, here.no_hessian.as_ref());
    check(
        "hessian",
        "The Hessian is the derivative of the gradient, and symmetric.",
        "the Hessian comes from second-order jets, which carry value, gradient and second derivatives \
         through the formula at once; the other route is forward mode over the tape’s backward pass, \
         column by column",
        compared,
    )
}

type Compared = (f64, f64, Option<String>);

/// The entry that is farthest beyond its tolerance.
fn compared(ours: &[f64], theirs: &[f64], off: &[f64], missing: Option<&String>) -> Compared {
    if let Some(why) = missing {
        return (0.0, 0.0, Some(why.clone()));
    }
    let mut found = (0.0, 0.0);
    for ((a, b), room) in ours.iter().zip(theirs).zip(off) {
        let apart = (a - b).abs();
        if !apart.is_finite() || !room.is_finite() {
            return (0.0, 0.0, Some(NUMBER_BEYOND.to_owned()));
        }
        if found == (0.0, 0.0) || apart - room > found.0 - found.1 {
            found = (apart, *room);
        }
    }
    (found.0, found.1, None)
}

fn check(
    name: &'static str,
    states: &'static str,
    route: &'static str,
    (residual, tolerance, undecided): Compared,
) -> Check {
    Check::new(name)
        .states(states)
        .by(route)
        .compares(residual, tolerance)
        .unless(undecided)
}

fn random_matrices(state: &LandscapeState, broken: Option<&str>) -> Reading {
    let mut shares = matrices::shares(state);
    if broken == Some("positive-share") {
        for (k, p) in shares.exact.iter_mut().enumerate() {
            *p = 0.5_f64.powi(k as i32 + 1);
        }
    }
    let sizes: Vec<String> = (1..=state.size).map(|n| format!("n = {n}")).collect();
    let count = number::grouped(state.samples as f64);
    let vector =
        |name, label: String, list: &[f64]| Readout::vector(name, label, list).rows(&sizes);
    // Up to n = 3 the closed form is compared with the integral, beyond two integrals.
    let (other, room): (Vec<f64>, Vec<f64>) = (1..=state.size)
        .map(|n| {
            let (fine, off) = matrices::by_integral(n);
            let (fewer, fewer_off) = matrices::by_fewer(n);
            if n <= 3 {
                (fine, off)
            } else {
                (fewer, off + fewer_off)
            }
        })
        .unzip();
    Reading {
        checks: vec![check(
            "positive-share",
            "The probability that all eigenvalues of a random symmetric n×n matrix are positive.",
            "for n up to 3 a closed form against the integral of the density of the eigenvalues, which is \
             divided by Mehta’s integral; beyond, the integral with 12 points along each axis against \
             that with 9, within what 10 points change",
            compared(&shares.exact, &other, &room, None),
        )],
        sentence: matrices::words::sentence(state, &shares),
        claim: Some(matrices::words::claim(state, &shares)),
        readouts: vec![
            vector(
                "positive",
                "P(all eigenvalues positive), in closed form up to n = 3 and by integration beyond"
                    .into(),
                &shares.exact,
            ),
            vector(
                "positive-drawn",
                format!("The share of {count} random matrices"),
                &shares.drawn,
            )
            .sampled(),
            vector(
                "standard-error",
                "The standard error of that share, √(p(1 − p)/N)".into(),
                &shares.error,
            ),
            vector("z", "Their distance in standard errors".into(), &shares.z).sampled(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::VARIABLES;
    use super::*;
    use crate::expression::Typed;

    fn at(text: &str, start: Spot, rate: f64) -> Reading {
        let state = LandscapeState {
            f: Typed::known(text, VARIABLES),
            start,
            rate,
            ..LandscapeState::default()
        };
        LossLandscape::read(&state, None)
    }

    #[test]
    fn the_default() {
        let reading = LossLandscape::read(&LandscapeState::default(), None);
        assert!(
            reading.checks.iter().all(Check::holds),
            "{:?}",
            reading.checks
        );
        assert!((reading.scalar("value") - 0.49995).abs() < 1e-8);
        assert_eq!(reading.scalar("threshold"), 2.0);
        let loss = reading.scalar("final-loss.rmsprop");
        assert!((loss + 0.2465).abs() < 1e-3, "{loss}");
    }

    #[test]
    fn what_does_not_exist_says_why() {
        for (text, start) in [
            ("|x| + |y|", (0.0, 1.0)),
            ("log(x) + y", (-1.0, 0.0)),
            ("x |x| + y^2", (0.0, 0.0)),
            ("1/x", (0.0, 0.0)),
        ] {
            let reading = at(text, start, 0.1);
            let eigenvalues = reading.vector("hessian-eigenvalues");
            assert!(eigenvalues.iter().all(|x| x.is_nan()), "{text}");
            let undecided = reading.checks.iter().filter(|c| c.undecided.is_some());
            assert!(undecided.count() >= 2, "{text}");
        }
    }

    #[test]
    fn a_path_that_leaves_is_infinite() {
        let reading = at("(x^2 + 20y^2)/2", (-4.0, 1.0), 0.5);
        assert_eq!(reading.vector("final.sgd"), [f64::INFINITY; 2]);
        assert_eq!(reading.scalar("final-loss.sgd"), f64::INFINITY);
        assert!(reading.sentence.contains("10⁶"), "{}", reading.sentence);
    }
}
