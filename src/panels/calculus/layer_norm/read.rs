//! `read`: the normalised vector, the three terms, the gradients, and the identities.

use super::LayerNorm;
use super::arithmetic::{
    self as a, Moments, Terms, affine, at_normal, gain_outside, terms, textbook, through_jacobian,
};
use super::bounds::Bounds;
use super::state::LayerNormState;
use super::words;
use crate::contract::lists::size;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::differences::RELATIVE_STEP;
use numeric_core::tape::{Tape, Var};

/// The gradient that is shown, with the mistake that is named.
struct Given {
    terms: Terms,
    input: Vec<f64>,
}

fn given(state: &LayerNormState, moments: &Moments, broken: Option<&str>) -> Given {
    let g = at_normal(state);
    let mut parts = terms(moments, &g);
    let mut input = through_jacobian(moments, &g);
    match broken {
        Some("terms-add-up") => {
            for term in &mut parts.variance {
                *term = -*term + 0.0;
            }
        }
        Some("autograd") => {
            let one = LayerNormState {
                gamma: vec![1.0; state.count()],
                ..state.clone()
            };
            let gained = |list: &mut Vec<f64>| {
                for (entry, gamma) in list.iter_mut().zip(&state.gamma) {
                    *entry = *entry * gamma + 0.0;
                }
            };
            parts = terms(moments, &at_normal(&one));
            gained(&mut parts.direct);
            gained(&mut parts.mean);
            gained(&mut parts.variance);
            input = gain_outside(state, moments);
        }
        Some("central-differences") => {
            for (entry, through) in input.iter_mut().zip(&mut parts.mean) {
                *entry -= *through;
                *through = 0.0;
            }
        }
        _ => {}
    }
    for entry in &mut input {
        *entry += 0.0;
    }
    Given {
        terms: parts,
        input,
    }
}

impl Read for LayerNorm {
    fn read(state: &LayerNormState, broken: Option<&str>) -> Reading {
        let moments = state.moments();
        let given = given(state, &moments, broken);
        let output = affine(state, &moments.normal);
        let in_gamma: Vec<f64> = (state.upstream.iter().zip(&moments.normal))
            .map(|(u, n)| u * n + 0.0)
            .collect();
        let in_beta = state.upstream.clone();
        let (rms_output, rms_gradient) = a::rms(state, &at_normal(state));
        let quoted = textbook(state, &moments);
        let bounds = Bounds::of(state);

        let checks = vec![
            terms_add_up(&moments, state, &given),
            autograd(state, &moments, &given.input, &in_gamma, &in_beta),
            central_differences(state, &moments, &given.input, &bounds),
        ];
        let vector = |name, label: &str, letter: &str, v: Vec<f64>| {
            Readout::vector(name, label, &v).rows(&indexed(letter, v.len()))
        };
        let claim = words::claim(state, &moments, quoted.as_deref(), &bounds);
        let sentence = words::sentence(state, &moments, &given.input, &given.terms, &bounds);
        let Terms {
            direct,
            mean,
            variance,
        } = given.terms;
        let gradient = |name, label: &str, entry, v: Vec<f64>, off: &[f64]| {
            vector(name, label, entry, v).known_each_to(off)
        };
        let mut readouts = vec![
            Readout::scalar("mean", "Mean μ of x", moments.mean),
            Readout::scalar(
                "variance",
                "Variance σ² of x, divided by d",
                moments.variance,
            ),
            vector("output", "Output y = γ∘(x − μ)/√(σ² + ε) + β", "y", output),
            vector(
                "direct-term",
                "Direct term s·gᵢ, with g = γ∘∂L/∂y",
                "x",
                direct,
            ),
            vector("mean-term", "Mean term −s·Σg/d", "x", mean).known_to(bounds.mean),
            gradient(
                "variance-term",
                "Variance term −s·(xᵢ − μ)/(d·(σ² + ε))·Σ g∘(x − μ)",
                "x",
                variance,
                &bounds.variance,
            ),
            gradient("input-gradient", "∂L/∂x", "x", given.input, &bounds.input),
            gradient("gamma-gradient", "∂L/∂γ", "γ", in_gamma, &bounds.gamma),
            vector("beta-gradient", "∂L/∂β", "β", in_beta),
        ];
        if let Some(quoted) = quoted {
            let label = "∂L/∂x by the textbook form: γ before the bracket, σ² without ε";
            let off = &bounds.textbook;
            readouts.push(gradient("textbook-gradient", label, "x", quoted, off));
        }
        readouts.push(vector("rms-output", "Output of RMSNorm", "y", rms_output));
        readouts.push(gradient(
            "rms-gradient",
            "∂L/∂x through RMSNorm",
            "x",
            rms_gradient,
            &bounds.rms,
        ));
        Reading {
            checks,
            sentence,
            claim: Some(claim),
            readouts,
        }
    }
}

/// A bound on the terms, with γ before or inside the sums.
fn largest_term(moments: &Moments, state: &LayerNormState) -> f64 {
    let arriving: f64 = state.upstream.iter().map(|u| u.abs()).sum();
    moments.scale * size(&state.gamma) * arriving
}

fn terms_add_up(moments: &Moments, state: &LayerNormState, given: &Given) -> Check {
    let added: Vec<f64> = (given.terms.direct.iter())
        .zip(&given.terms.mean)
        .zip(&given.terms.variance)
        .map(|((direct, mean), variance)| direct + mean + variance)
        .collect();
    Check::new("terms-add-up")
        .states("The direct, the mean and the variance term add up to ∂L/∂x.")
        .by("the whole Jacobian ∂x̂ⱼ/∂xᵢ is used instead, one output at a time")
        .compares(
            distance(&added, &given.input),
            8.0 * f64::EPSILON * state.count() as f64 * largest_term(moments, state),
        )
}

fn autograd(
    state: &LayerNormState,
    moments: &Moments,
    input: &[f64],
    in_gamma: &[f64],
    in_beta: &[f64],
) -> Check {
    let nothing = || vec![vec![f64::NAN; state.count()]; 3];
    // Where the tape's squares would underflow, it is given x in another unit, and the gradient in x
    // back in x's own.
    let unit = match size(&moments.deviations) {
        most if state.epsilon < 1e-200 && most < 1e-100 => 2.0_f64.powi(most.log2() as i32),
        _ => 1.0,
    };
    let even = LayerNormState {
        x: state.x.iter().map(|x| x / unit).collect(),
        epsilon: state.epsilon / unit / unit,
        ..state.clone()
    };
    let taped = |build: Build| {
        let mut all = on_tape(&even, build).unwrap_or_else(|_| nothing());
        for slope in all.first_mut().into_iter().flatten() {
            *slope /= unit;
        }
        all
    };
    let one_by_one = taped(&step_by_step);
    let fused = taped(
        &|tape: &mut Tape<f64>, [x, gamma, beta]: [Var; 3], epsilon: f64| {
            tape.layer_norm(x, gamma, beta, epsilon)
        },
    );
    let lost = lost_digits(state, moments);
    let upstream = size(&state.upstream);
    let roundings = 40.0 * f64::EPSILON * state.count() as f64;
    // Each gradient by the bound of what it is made of: ∂L/∂β is ∂L/∂y itself.
    let compared = [
        (input, roundings * lost * largest_term(moments, state)),
        (
            in_gamma,
            roundings * (lost + size(&moments.normal)) * upstream,
        ),
        (in_beta, f64::EPSILON * upstream),
    ];
    let mut at = 0;
    let [of_x, of_gamma, of_beta] = compared.map(|(ours, bound)| {
        let apart = [&one_by_one, &fused].map(|taped| distance(ours, &taped[at]));
        at += 1;
        (worst(apart), bound)
    });
    let (residual, tolerance) = tightest([of_x, of_gamma, of_beta]);
    Check::new("autograd")
        .states("∂L/∂x, ∂L/∂γ and ∂L/∂β equal those of automatic differentiation.")
        .by(
            "the tape differentiates mean, variance, root and quotient one after the other, and \
                once more as the one fused operation that training uses",
        )
        .compares(residual, tolerance)
}

/// How much larger than ε a relative error gets where x is subtracted from a mean far from 0: |x|
/// against the deviations.
fn lost_digits(state: &LayerNormState, moments: &Moments) -> f64 {
    1.0 + size(&state.x) * moments.scale
}

type Built = numeric_core::Result<Var>;
/// Makes y of x, γ and β, and ε.
type Build<'a> = &'a dyn Fn(&mut Tape<f64>, [Var; 3], f64) -> Built;

/// The gradients of Σ upstream∘y in x, γ and β by the tape, as `build` makes y.
fn on_tape(state: &LayerNormState, build: Build) -> numeric_core::Result<Vec<Vec<f64>>> {
    let mut tape = Tape::new();
    let row = |v: &[f64]| DMatrix::from_row_slice(1, v.len(), v);
    let leaves = [&state.x, &state.gamma, &state.beta].map(|v| tape.variable(row(v)));
    let y = build(&mut tape, leaves, state.epsilon)?;
    let gradients = tape.backward(y, &row(&state.upstream))?;
    leaves
        .into_iter()
        .map(|leaf| gradients.of(leaf).map(|g| g.iter().copied().collect()))
        .collect()
}

/// y from operations that know nothing of layer normalisation.
fn step_by_step(tape: &mut Tape<f64>, [x, gamma, beta]: [Var; 3], epsilon: f64) -> Built {
    let d = tape.value(x)?.ncols();
    let mean = tape.mean(x)?;
    let means = tape.broadcast_scalar(mean, 1, d)?;
    let deviations = tape.subtract(x, means)?;
    let squares = tape.multiply(deviations, deviations)?;
    let variance = tape.mean(squares)?;
    let epsilon = tape.constant(DMatrix::from_element(1, 1, epsilon));
    let sum = tape.add(variance, epsilon)?;
    let root = tape.sqrt(sum)?;
    let roots = tape.broadcast_scalar(root, 1, d)?;
    let normal = tape.divide(deviations, roots)?;
    let scaled = tape.multiply(gamma, normal)?;
    tape.add(scaled, beta)
}

/// L = Σ upstream∘y, from the definition.
fn loss(state: &LayerNormState, x: &[f64]) -> f64 {
    let moments = Moments::of(x, state.epsilon);
    let g = at_normal(state);
    g.iter().zip(&moments.normal).map(|(g, n)| g * n).sum()
}

fn central_differences(
    state: &LayerNormState,
    moments: &Moments,
    input: &[f64],
    bounds: &Bounds,
) -> Check {
    let g = at_normal(state);
    // A step in proportion to how far the entries are spread, and no finer than x itself is.
    let spread = 1.0 / moments.scale;
    let step = (RELATIVE_STEP * spread).max(64.0 * f64::EPSILON * size(&state.x));
    let mut x = state.x.clone();
    let (mut residual, mut bend) = (0.0_f64, 0.0_f64);
    for (i, slope) in input.iter().enumerate() {
        let at = state.x.get(i).copied().unwrap_or(0.0);
        let mut beside = |x_i: f64| {
            if let Some(entry) = x.get_mut(i) {
                *entry = x_i;
            }
            let near = Moments::of(&x, state.epsilon);
            let gradient = through_jacobian(&near, &g).get(i).copied();
            (loss(state, &x), gradient.unwrap_or(f64::NAN))
        };
        let (above, below) = (at + step, at - step);
        let (high, low) = (beside(above), beside(below));
        let (inner, outer) = (beside(at + 0.5 * step), beside(at - 0.5 * step));
        let here = beside(at);
        let central = (high.0 - low.0) / (above - below);
        residual = worst([residual, (central - slope).abs()]);
        // How unevenly the slope changes over the step: of second order in it.
        let uneven = |a: f64, b: f64| (a + b - 2.0 * here.1).abs();
        bend = bend
            .max(uneven(high.1, low.1))
            .max(uneven(inner.1, outer.1));
    }
    let sum: f64 = g.iter().map(|g| g.abs()).sum();
    let rounding = f64::EPSILON * sum * (8.0 + 4.0 * size(&state.x) * moments.scale) / step;
    Check::new("central-differences")
        .states("∂L/∂xᵢ is the derivative of L in xᵢ alone, by central differences.")
        .by(
            "L = Σ ∂L/∂y∘y is evaluated on both sides of each xᵢ; the tolerance follows from \
                rounding and from the curvature of L",
        )
        .compares(residual, bend + rounding + bounds.of_input())
}
