//! `read`: the fit at the present width, the sweep, another interpolant, and the three identities.

use super::checks::checks;
use super::data::{data, model, sweep};
use super::state::{Features, WidthState, WidthView};
use super::{Overparameterization, valleys, words};
use crate::contract::lists::norm;
use crate::contract::prelude::*;
use crate::remembered::Remembered;
use std::rc::Rc;
use training::widths::{CUT, Fit, Model, Point, UNITS, stream, widths};

/// What everything else is said about.
pub struct Numbers {
    pub model: Model,
    /// The noisy examples.
    pub y: Vec<f64>,
    /// Without a ridge, and with the present one.
    pub plain: Fit,
    pub shown: Fit,
    /// Singular values that aren't cut off without a ridge.
    pub rank: usize,
    /// Where descent begins for the other interpolant, what is left of that in it, and its fit.
    pub other: Option<Other>,
    pub points: Rc<Vec<Point>>,
    /// √E‖θ‖² over the noise, and how many deviations ‖θ‖² is from E‖θ‖², with what rounding does to
    /// that; NaN where rounding moves ‖θ‖² as far as the noise does.
    pub expected_norm: f64,
    pub norm_z: f64,
    pub norm_z_off: f64,
}

/// Other weights that fit as well.
pub struct Other {
    pub start: Vec<f64>,
    pub added: Vec<f64>,
    pub fit: Fit,
}

impl Read for Overparameterization {
    fn read(state: &WidthState, broken: Option<&str>) -> Reading {
        if state.view == WidthView::Valleys {
            return valleys::reading(state, None, broken);
        }
        let n = numbers(state, broken);
        Reading {
            checks: checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(state, &n)),
            readouts: readouts(state, &n),
        }
    }
}

/// The numbers of the pictures, without what is only said of them: a drag shows them first.
#[cfg(target_arch = "wasm32")]
pub fn pictured(state: &WidthState, broken: Option<&str>) -> Reading {
    Reading {
        readouts: readouts(state, &numbers(state, broken)),
        checks: Vec::new(),
        sentence: String::new(),
        claim: None,
    }
}

fn readouts(state: &WidthState, n: &Numbers) -> Vec<Readout> {
    let names: Vec<String> = n
        .points
        .iter()
        .map(|p| format!("p = {}", p.width))
        .collect();
    let by_width = |name, label: &str, of: &dyn Fn(&Point) -> f64| {
        let values: Vec<f64> = n.points.iter().map(of).collect();
        Readout::vector(name, label, &values).rows(&names).sampled()
    };
    let here = |name, label: String, x: f64| Readout::scalar(name, label, x).sampled();
    let at = format!("at p = {}", state.width);
    let (model, shown) = (&n.model, &n.shown);
    let (smallest, smallest_off) = model.smallest();
    let known = if smallest > smallest_off {
        String::new()
    } else {
        format!(
            ", no larger than what rounding explains, {}",
            number::significant(smallest_off, 2)
        )
    };
    let (off, off_test) = doubts(model, shown, &n.y, state.ridge);
    let missed = model.missed(shown, &n.y);
    let doubt = n.points.iter().map(|p| p.doubt).fold(0.0, f64::max);
    let sizes: Vec<f64> = widths(state.examples).iter().map(|p| *p as f64).collect();
    let alone = n.other.is_none().then(|| alone(state, n.rank));
    let other = |of: &dyn Fn(&Other) -> f64| n.other.as_ref().map_or(f64::NAN, of);
    let still = n.norm_z.is_nan().then(|| {
        if state.noise == 0.0 {
            "Without noise nothing is random once the features are drawn."
        } else if n.expected_norm == 0.0 {
            "Every feature is 0 at all examples, and so is θ, whatever the noise."
        } else {
            "Rounding may move ‖θ‖² as far as the noise does."
        }
        .to_owned()
    });
    vec![
        Readout::vector("widths", "Widths of the sweep", &sizes),
        by_width(
            "train-error",
            "Mean squared error at the noisy examples, by width",
            &|p| p.train,
        )
        .known_to(doubt),
        by_width(
            "test-error",
            "Mean squared distance from the teacher at 500 test points, by width",
            &|p| p.test,
        ),
        here(
            "smallest-singular-value",
            format!("Smallest singular value of the features Φ {at}{known}"),
            smallest,
        )
        .known_to(smallest_off),
        here("weight-norm", format!("‖θ‖ {at}"), shown.norm).known_to(off),
        here(
            "train-error-here",
            format!("Mean squared error at the examples {at}"),
            shown.train,
        )
        .known_to(2.0 * shown.train.sqrt() * missed.max(off) + missed * missed),
        here(
            "test-error-here",
            format!("Mean squared distance from the teacher at the test points {at}"),
            shown.test,
        )
        .known_to(off_test),
        here(
            "expected-norm",
            format!("√E‖θ‖² {at} over the noise, for these features, exact"),
            n.expected_norm,
        ),
        here(
            "norm-z",
            "Distance of ‖θ‖² from E‖θ‖², in its standard deviations".into(),
            n.norm_z,
        )
        .known_to(n.norm_z_off)
        .missing(still),
        here(
            "other-norm",
            "‖θ‖ of another solution, which descent reaches from random weights".into(),
            other(&|o| o.fit.norm),
        )
        .known_to(model.doubt(&n.plain, &n.y, 0.0))
        .missing(alone.clone()),
        here(
            "other-test-error",
            "Test error of that solution".into(),
            other(&|o| o.fit.test),
        )
        .missing(alone),
        here(
            "best-narrow",
            "Smallest test error of the sweep at p < N".into(),
            best(&n.points, |p| p < state.examples).test,
        ),
        here(
            "best-wide",
            "Smallest test error of the sweep at p > N".into(),
            best(&n.points, |p| p > state.examples).test,
        ),
        by_width(
            "smallest-by-width",
            "Smallest singular value of Φ, by width, and 0 where rounding explains it",
            &|p| p.smallest,
        ),
        by_width("norm-by-width", "‖θ‖, by width", &|p| p.norm),
        Readout::scalar(
            "spare-weights",
            "Weights beyond the number of examples, p − N, or 0",
            state.width.saturating_sub(state.examples) as f64,
        ),
    ]
}

/// Why there is no other solution.
pub fn alone(state: &WidthState, rank: usize) -> String {
    format!(
        "With p = {} and {} above the cut only one θ has the smallest error.",
        state.width,
        number::count(rank, "singular value")
    )
}

/// The point of the smallest test error among some widths.
pub fn best(points: &[Point], of: impl Fn(usize) -> bool) -> Point {
    let nothing = Point {
        width: 0,
        train: f64::NAN,
        test: f64::INFINITY,
        smallest: f64::NAN,
        norm: f64::NAN,
        doubt: 0.0,
    };
    let among = points.iter().filter(|p| of(p.width));
    among.fold(
        nothing,
        |best, p| if p.test < best.test { *p } else { best },
    )
}

/// How far rounding may take ‖θ‖ of a fit, and its test error.
fn doubts(model: &Model, fit: &Fit, y: &[f64], ridge: f64) -> (f64, f64) {
    let off = model.doubt(fit, y, ridge);
    // Features of a test point are about as large as those of an example.
    let feature = norm(&model.values()) / (y.len() as f64).sqrt();
    let moved = 4.0 * feature * off;
    (off, 2.0 * fit.test.sqrt() * moved + moved * moved)
}

/// A test error of the sweep, with how far rounding may take it.
pub fn bounded(state: &WidthState, n: &Numbers, point: Point) -> (f64, f64) {
    if point.width == 0 {
        return (point.test, 0.0);
    }
    // Not by `model`, which would forget the present width's decomposition for those of the sweep.
    let data = data(state);
    let solver = data.solver(point.width);
    let model = Model::new(data, solver, point.width);
    let fit = model.fit(&n.y, model.weights(&n.y, state.ridge));
    (point.test, doubts(&model, &fit, &n.y, state.ridge).1)
}

/// The test errors of the shortest θ and of another that fits as well, each with its bound.
pub fn in_valley(n: &Numbers, other: &Other) -> [(f64, f64); 2] {
    [&n.plain, &other.fit].map(|fit| (fit.test, doubts(&n.model, fit, &n.y, 0.0).1))
}

thread_local! {
    /// Those of the last state, without a mistake: pictures, reading and derivation all use them.
    static LAST: Remembered<WidthState, Rc<Numbers>> = const { Remembered::new(1) };
}

pub fn numbers(state: &WidthState, broken: Option<&str>) -> Rc<Numbers> {
    if broken.is_some() {
        return Rc::new(found(state, broken));
    }
    LAST.with(|last| last.value(state.clone(), |state| Rc::new(found(state, None))))
}

fn found(state: &WidthState, broken: Option<&str>) -> Numbers {
    let data = data(state);
    let y = data.targets(state.noise);
    let model = model(state, state.width);
    let rank = model.kept(0.0);
    let mut weights = model.weights(&y, 0.0);
    let mut random = stream(state.seed, 5);
    let start: Vec<f64> = (0..state.width).map(|_| random.normal()).collect();
    let other = (state.width > rank).then(|| {
        let added = model.solver.beside(&start, rank);
        let sum = weights.iter().zip(&added).map(|(a, b)| a + b).collect();
        let fit = model.fit(&y, sum);
        Other { start, added, fit }
    });
    if let (Some("minimum-norm"), Some(other)) = (broken, &other) {
        weights.clone_from(&other.fit.weights);
    }
    let plain = model.fit(&y, weights);
    let mut shown = if state.ridge == 0.0 {
        plain.clone()
    } else {
        model.fit(&y, model.weights(&y, state.ridge))
    };
    if broken == Some("interpolates") {
        forget_one(&model, &mut shown, &y);
    }
    let off = 2.0 * shown.norm * model.doubt(&shown, &y, state.ridge);
    let (expected_norm, norm_z, norm_z_off) = expected(state, &model, shown.norm, off);
    Numbers {
        points: sweep(state),
        model,
        y,
        plain,
        shown,
        rank,
        other,
        expected_norm,
        norm_z,
        norm_z_off,
    }
}

/// The mistake of `interpolates`: the feature that says most is left out of what is said.
fn forget_one(model: &Model, shown: &mut Fit, y: &[f64]) {
    let size = |(j, w): (usize, &f64)| w.abs() * model.data.features.column(j).norm();
    let sizes: Vec<f64> = shown.weights.iter().enumerate().map(size).collect();
    let most = argmax(&sizes);
    let mut weights = shown.weights.clone();
    if let Some(weight) = weights.get_mut(most) {
        *weight = 0.0;
    }
    let wrong = model.fit(y, weights);
    shown.fitted = wrong.fitted;
    shown.train = wrong.train;
}

/// √E‖θ‖² over the noise, and z of ‖θ‖², which rounding may take so far, with what that makes of z: θ is a
/// sum of independent normal shares, one for each singular value.
fn expected(state: &WidthState, model: &Model, length: f64, off: f64) -> (f64, f64, f64) {
    let clean = model.solver.coordinates(&model.data.clean);
    let variance = state.noise * state.noise;
    let (mut mean, mut spread) = (0.0, 0.0);
    for (value, c) in model.solver.values().iter().zip(&clean) {
        let w = (model.filter(*value, state.ridge) / model.scale).powi(2);
        mean += w * (c * c + variance);
        spread += w * w * variance * (2.0 * variance + 4.0 * c * c);
    }
    let deviation = spread.sqrt();
    // A z is about 1: a bound as large leaves nothing of it.
    if deviation > off {
        let z = (length * length - mean) / deviation;
        (mean.sqrt(), z, off / deviation)
    } else {
        (mean.sqrt(), f64::NAN, 0.0)
    }
}

/// What the numbers are of, for whoever wants to know it exactly.
pub fn problem(state: &WidthState) -> String {
    match state.features {
        Features::Relu => format!(
            "The teacher is Σ vₖ·tanh(wₖ·x/√d)/√2 with {UNITS} units and d = {}; w, v and x are \
             normal. A feature is max(0, w·x/√d)/√p with a random normal w that isn’t trained.",
            state.inputs
        ),
        Features::Cosines => {
            "The teacher is sin 4x on the interval from −1 to 1. The features are \
                              1, cos φ, ½·cos 2φ, ⅓·cos 3φ, … with φ = π(x + 1)/2; they have no \
                              factor 1/√p."
                .to_owned()
        }
    }
}

/// The cut, in words.
pub fn cut() -> String {
    format!(
        "Singular values up to {} of the largest are left out: the height of a peak can depend on this.",
        number::rounded(CUT)
    )
}
