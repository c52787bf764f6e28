//! The three identities at the present width, each by a second route.

use super::read::{Numbers, alone};
use super::state::WidthState;
use crate::contract::lists::norm;
use crate::contract::prelude::*;
use nalgebra::{DMatrix, DVector};
use numeric_core::real;
use training::widths::Model;

const CUT_OFF: &str = "A singular value lies above rounding and below the cut of 10⁻¹⁰ of the largest, \
                       and is left out: the fit isn’t the exact solution there.";
const ZERO: &str = "Every feature is 0 at all examples, so there is nothing to fit with.";

pub fn checks(state: &WidthState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    vec![
        interpolates(state, n),
        minimum_norm(state, n),
        ridge_limit(state, n, broken == Some("ridge-limit")),
    ]
}

/// Whether the cut takes away more than rounding leaves of zeros.
pub fn is_cut(model: &Model, ridge: f64) -> bool {
    let values = model.solver.values();
    let largest = values.get(model.kept(ridge)).copied();
    largest.is_some_and(|value| value > model.off(value))
}

/// Each entry of Φ·θ, summed on its own.
fn images(model: &Model, weights: &[f64]) -> Vec<f64> {
    let image = |i: usize| {
        let row = model.data.features.row(i);
        let terms = row.iter().zip(weights).map(|(f, w)| model.scale * f * w);
        real::sum(&terms.collect::<Vec<f64>>())
    };
    (0..model.data.features.nrows()).map(image).collect()
}

fn interpolates(state: &WidthState, n: &Numbers) -> Check {
    let (model, fit, y) = (&n.model, &n.shown, &n.y);
    let passes = state.ridge == 0.0 && n.rank == state.examples;
    let cut = is_cut(model, state.ridge).then(|| CUT_OFF.to_owned());
    if passes {
        return Check {
            name: "interpolates",
            states: "With p ≥ N independent features and no ridge the fit passes through every \
                     example: Φθ = y.",
            route: "each entry of Φθ is summed again from the features and the weights, and both \
                    sums are compared with y",
            residual: worst([
                distance(&fit.fitted, y),
                distance(&images(model, &fit.weights), y),
            ]),
            tolerance: model.missed(fit, y),
            undecided: cut,
        };
    }
    let rest: Vec<f64> = y.iter().zip(&fit.fitted).map(|(y, f)| y - f).collect();
    let entry = |(column, weight): (nalgebra::DVectorView<'_, f64>, &f64)| {
        let terms: Vec<f64> = column
            .iter()
            .zip(&rest)
            .map(|(f, r)| model.scale * f * r)
            .collect();
        (real::sum(&terms) - state.ridge * weight).abs()
    };
    let first = model.values().first().copied().unwrap_or_default();
    let terms = (state.examples + 8) as f64;
    Check::new("interpolates")
        .states(
            "With p < N, dependent features or a ridge the fit misses the examples, by no more \
                 than it must: Φᵀ(y − Φθ) = λθ.",
        )
        .by(
            "the dot product of each feature with what is left is summed, and compared with λ \
                times its weight",
        )
        .compares(
            worst(
                model
                    .data
                    .features
                    .column_iter()
                    .zip(&fit.weights)
                    .map(entry),
            ),
            model.scale * model.backward * (2.0 * norm(&rest) + norm(y) + 2.0 * first * fit.norm)
                + terms * f64::EPSILON * state.ridge * fit.norm,
        )
        .unless(cut)
}

fn minimum_norm(state: &WidthState, n: &Numbers) -> Check {
    let model = &n.model;
    let mut check = // Φn and θ·n are sums of p terms, and n is known to ‖E‖/‖Φ‖ of where it comes from.
Check::new("minimum-norm").states("Without a ridge θ is the shortest of all that fit as well: another one is θ + n with \
                 Φn = 0, and ‖θ + n‖² = ‖θ‖² + ‖n‖².").by("n is what is left of random weights beside the rows of Φ; each entry of Φn is summed, \
                and the three squares are summed entry by entry; the residual is relative").compares(0.0, 8.0 * (state.width + state.examples + 8) as f64 * f64::EPSILON).unless(is_cut(model, 0.0).then(|| CUT_OFF.to_owned()));
    let Some(other) = &n.other else {
        check.undecided = Some(alone(state, n.rank));
        return check;
    };
    let features = norm(&model.values());
    let (theta, start) = (n.plain.norm, norm(&other.start));
    let image = lists::size(&images(model, &other.added));
    let products = n.plain.weights.iter().zip(&other.added);
    let whole: Vec<f64> = products
        .flat_map(|(a, b)| [(a + b) * (a + b), -a * a, -b * b])
        .collect();
    let relative = |x: f64, size: f64| if size > 0.0 { x.abs() / size } else { x.abs() };
    let sizes = (theta + start).powi(2);
    check.residual = worst([
        relative(image, features * start),
        relative(real::sum(&whole), sizes),
    ]);
    check
}

fn ridge_limit(state: &WidthState, n: &Numbers, wrong: bool) -> Check {
    let model = &n.model;
    let mut check = Check::new("ridge-limit")
        .states(
            "As λ → 0 the ridge solution tends to the one of smallest norm: their distance is \
                 √Σ(λ·(uᵢ·y)/(σᵢ(σᵢ² + λ)))².",
        )
        .by(
            "for λ of 1, 0.1 and 0.01 times the smallest σ² above the cut, the ridge solution \
                Φᵀ(ΦΦᵀ + λI)⁻¹y by Cholesky’s factors; the residual is relative to ‖θ‖",
        )
        .compares(0.0, 0.0)
        .unless(is_cut(model, 0.0).then(|| CUT_OFF.to_owned()));
    let values = model.values();
    let last = n.rank.checked_sub(1).and_then(|at| values.get(at).copied());
    let Some(last) = last.filter(|_| n.plain.norm > 0.0) else {
        check.undecided = Some(ZERO.into());
        return check;
    };
    let shares = model.solver.coordinates(&n.y);
    let formula = |ridge: f64| {
        let share = |(s, c): (&f64, &f64)| {
            let under = if wrong { s + ridge } else { s * s + ridge };
            ridge / (s * under) * c
        };
        let kept = values.iter().zip(&shares).take(n.rank);
        norm(&kept.map(share).collect::<Vec<f64>>())
    };
    let small = [1.0, 0.1, 0.01].map(|share| share * last * last);
    let Some(found) = by_cholesky(state, n, &small) else {
        check.undecided = Some(too_coarse());
        return check;
    };
    let theta = n.plain.norm;
    let off = 2.0 * model.doubt(&n.plain, &n.y, 0.0);
    let least = lowest(small.iter().map(|ridge| formula(*ridge)));
    check.residual = worst(
        small
            .iter()
            .zip(&found)
            .map(|(ridge, (away, _))| (away - formula(*ridge)).abs() / theta),
    );
    check.tolerance =
        worst(found.iter().map(|(_, doubt)| (doubt + off) / theta)) + 16.0 * f64::EPSILON;
    if check.tolerance * theta >= least {
        check.undecided = Some(too_coarse());
    }
    check
}

fn too_coarse() -> String {
    "ΦΦᵀ squares the condition, and the features are too nearly dependent here: rounding alone may \
     move its solution as far as the distance that is compared."
        .into()
}

/// For each ridge the distance of Φᵀ(ΦΦᵀ + λI)⁻¹y from θ, and how far rounding may take it.
fn by_cholesky(state: &WidthState, n: &Numbers, ridges: &[f64]) -> Option<Vec<(f64, f64)>> {
    let model = &n.model;
    let features = model.data.features.columns(0, model.width).into_owned() * model.scale;
    let gram = &features * features.transpose();
    let count = state.examples;
    let square = norm(&model.values()).powi(2);
    let terms = (model.width + 2 * count + 8) as f64 * f64::EPSILON;
    let one = |ridge: &f64| {
        let shifted = &gram + DMatrix::identity(count, count) * *ridge;
        let alpha = shifted.cholesky()?.solve(&DVector::from_column_slice(&n.y));
        let theta = features.tr_mul(&alpha);
        let gaps: Vec<f64> = (theta.iter().zip(&n.plain.weights))
            .map(|(a, b)| a - b)
            .collect();
        let doubt = terms * alpha.norm() * (square / ridge.sqrt() + square.sqrt());
        Some((norm(&gaps), doubt))
    };
    ridges.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read::numbers;
    use super::super::state::Features;
    use super::*;

    fn undecided(state: &WidthState) -> Vec<&'static str> {
        let found = checks(state, &numbers(state, None), None);
        assert!(
            found.iter().all(|c| c.undecided.is_some() || c.holds()),
            "{found:?}"
        );
        let open = found.iter().filter(|c| c.undecided.is_some());
        open.map(|c| c.name).collect()
    }

    #[test]
    fn what_is_undecided_and_why() {
        let usual = WidthState::default();
        let at = |width| WidthState {
            width,
            ..usual.clone()
        };
        assert!(undecided(&usual).is_empty());
        assert!(undecided(&at(1000)).is_empty());
        // With N features or fewer there is one solution only.
        assert_eq!(undecided(&at(40)), ["minimum-norm"]);
        assert_eq!(undecided(&at(10)), ["minimum-norm"]);
        // Two directions only, however many features: no interpolation, but many solutions.
        let line = WidthState {
            inputs: 1,
            ..usual.clone()
        };
        assert!(undecided(&line).is_empty());
        let peak = WidthState {
            features: Features::Cosines,
            examples: 40,
            width: 40,
            ..usual
        };
        assert!(undecided(&peak).contains(&"ridge-limit"));
        // Singular values of 4·10⁻¹³ and of 4·10⁻¹⁴: the cut takes away what isn't 0.
        for width in [60, 61] {
            let (examples, peak) = (60, peak.clone());
            let open = undecided(&WidthState {
                examples,
                width,
                ..peak
            });
            assert_eq!(open, ["interpolates", "minimum-norm", "ridge-limit"]);
        }
    }
}
