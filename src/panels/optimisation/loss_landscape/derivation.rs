//! From the Taylor polynomial at the start to the threshold of the learning rate, to the escape from a
//! saddle, and to momentum; and how rarely all eigenvalues are positive.

use super::here::Here;
use super::stable::factors;
use super::state::{LandscapeState, LandscapeView};
use super::{LossLandscape, slices, xor};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;

impl Derivation for LossLandscape {
    fn derivation(state: &LandscapeState, reading: &Reading) -> Vec<Step> {
        match state.view {
            LandscapeView::Descent => descent(state, reading),
            LandscapeView::Matrices => matrices(state, reading),
            LandscapeView::Xor => xor::derivation(state, reading),
            LandscapeView::Slices => slices::derivation(state, reading),
        }
    }
}

fn descent(state: &LandscapeState, reading: &Reading) -> Vec<Step> {
    let here = Here::of(state, None);
    let or_trouble = |text: String| here.no_hessian.clone().unwrap_or(text);
    let value = reading.scalar("value");
    let gradient = reading.vector("gradient");
    let (gx, gy) = (gradient.at(0), gradient.at(1));
    let eigenvalues = reading.vector("hessian-eigenvalues");
    let (low, high) = (eigenvalues.at(0), eigenvalues.at(1));
    let [slow, fast] = factors([low, high], state.rate);
    let (rate, mu) = (state.rate, state.momentum);
    let limit = reading.scalar("threshold");
    let heavy = limit * (1.0 + mu);
    let hessian = reading.matrix("hessian");
    let grows = 1.0 + rate * low.abs();
    let doubling = std::f64::consts::LN_2 / grows.ln();
    vec![
        Step::new(
            "Near the start f is its Taylor polynomial",
            fixed!(
                r"f(\theta_0 + d) \approx f(\theta_0) + \tint{gradient}{\nabla f}\cdot d + \tfrac{1}{2}\, d^{\top} \tint{spectrum}{H}\, d"
            ),
            m::formula!(
                "{} {} {} = ( {} , {} ) {} {} = {}",
                Tint::Value.of(value),
                m::space("1em"),
                m::parts!("∇ f"),
                Tint::Gradient.of(gx),
                Tint::Gradient.of(gy),
                m::space("1em"),
                m::mi("H"),
                m::matrix(&hessian),
            ),
            or_trouble(
                "The remainder is of third order in d. A quadratic f is its own Taylor polynomial.".into(),
            ),
        ),
        Step::new(
            "In the eigenvectors of H each direction descends by itself",
            fixed!(
                r"d_t = d_{t-1} - \eta\, \tint{spectrum}{H}\, d_{t-1} \;\Rightarrow\; v_i \cdot d_t = (1 - \eta\,\tint{spectrum}{\lambda_i})^t \; v_i \cdot d_0"
            ),
            fixed!(
                r"1 - \eta\,\tint{spectrum}{\lambda_{\min}} = 1 - \live{rate}\cdot(\live{low}) = \live{slow}, \qquad 1 - \eta\,\tint{spectrum}{\lambda_{\max}} = 1 - \live{rate}\cdot(\live{high}) = \live{fast}";
                rate, low, slow, high, fast
            ),
            or_trouble(
                "d is the distance from the stationary point of the polynomial. H is symmetric, so its \
                 eigenvectors are orthogonal and don’t mix."
                    .into(),
            ),
        ),
        Step::new(
            "A direction shrinks where |1 − ηλ| < 1",
            fixed!(
                r"-1 < 1 - \eta\,\tint{spectrum}{\lambda} < 1 \iff 0 < \eta < \frac{2}{\tint{spectrum}{\lambda}}"
            ),
            fixed!(
                r"\frac{2}{\tint{spectrum}{\lambda_{\max}}} = \tint{loss}{\live{limit}}, \qquad \eta = \live{rate}";
                limit, rate
            ),
            or_trouble(match &here.no_threshold {
                Some(why) => why.clone(),
                None if limit.is_infinite() => {
                    "The largest eigenvalue is 0: no learning rate overshoots along it.".into()
                }
                None => format!(
                    "Along λₘₐₓ the factor is {}: below the threshold the distance shrinks, at the threshold \
                     it alternates for ever, beyond it grows.",
                    r(fast)
                ),
            }),
        ),
        Step::new(
            "Along a negative eigenvalue the distance grows: the way out of a saddle",
            fixed!(
                r"|v \cdot d_t| = (1 + \eta\,|\tint{spectrum}{\lambda}|)^t\, \delta \;\Rightarrow\; t \approx \frac{\ln \delta^{-1}}{\ln(1 + \eta\,|\tint{spectrum}{\lambda}|)}"
            ),
            fixed!(
                r"1 + \eta\,|\tint{spectrum}{\lambda_{\min}}| = \live{grows}, \qquad \frac{\ln 2}{\ln \live{again}} = \live{doubling}";
                grows, again = grows, doubling
            ),
            or_trouble(if low < 0.0 {
                format!(
                    "Here λₘᵢₙ is {}: the distance δ from the ridge doubles in about {}. With δ = 0 it stays \
                     0: no optimiser without noise leaves.",
                    r(low),
                    number::measured(doubling, "step"),
                )
            } else {
                "Here no eigenvalue is negative, so no direction grows in this way; the numbers are those of \
                 the same curvature with the other sign."
                    .into()
            }),
        ),
        Step::new(
            "Momentum moves the threshold",
            fixed!(
                r"d_{t+1} = (1 + \mu - \eta\,\tint{spectrum}{\lambda})\, d_t - \mu\, d_{t-1} \quad\text{is stable for}\quad 0 < \eta < \frac{2(1+\mu)}{\tint{spectrum}{\lambda}}"
            ),
            fixed!(
                r"\frac{2(1 + \live{mu})}{\tint{spectrum}{\lambda_{\max}}} = \live{heavy}";
                mu, heavy
            ),
            or_trouble(
                "The roots of z² − (1 + μ − ηλ)z + μ lie within the unit circle exactly then. RMSProp and \
                 Adam divide by the size of the gradient, and at a constant learning rate they needn’t \
                 settle anywhere."
                    .into(),
            ),
        ),
    ]
}

fn matrices(state: &LandscapeState, reading: &Reading) -> Vec<Step> {
    let p = reading.vector("positive");
    let (one, two, last) = (p.at(0), p.at(1), p.at(state.size - 1));
    let n = state.size as f64;
    let error = reading
        .vector("standard-error")
        .last()
        .copied()
        .unwrap_or(f64::NAN);
    let count = state.samples as f64;
    vec![
        Step::new(
            "One dimension: the sign of a normal number",
            fixed!(r"n = 1: \qquad P(\lambda > 0) = \tfrac{1}{2}"),
            fixed!(r"P = \tint{truth}{\live{one}}"; one),
            "A single second derivative is as often positive as negative.",
        ),
        Step::new(
            "Two dimensions: eigenvalues repel each other",
            fixed!(
                r"p(\lambda_1, \lambda_2) \propto |\lambda_1 - \lambda_2|\, e^{-(\lambda_1^2 + \lambda_2^2)/4} \;\Rightarrow\; P = \frac{2 - \sqrt{2}}{4}"
            ),
            fixed!(r"P = \tint{truth}{\live{two}} < \tfrac{1}{4}"; two),
            "In polar coordinates only the angle counts, and the factor |λ₁ − λ₂| is small where both have \
             the same sign: it is rarer than for independent signs.",
        ),
        Step::new(
            "n dimensions",
            fixed!(
                r"P = \frac{\int_{\lambda > 0} \prod_{i<j} |\lambda_i - \lambda_j|\, e^{-\sum \lambda_i^2/4}\, d\lambda}{\int \prod_{i<j} |\lambda_i - \lambda_j|\, e^{-\sum \lambda_i^2/4}\, d\lambda}"
            ),
            fixed!(r"n = \live{n}: \qquad P = \tint{truth}{\live{last}}"; n, last),
            "For n = 3 this is (π − 2√2)/(4π); beyond it is integrated numerically, over n − 1 ratios of \
             neighbouring eigenvalues. The denominator is Mehta’s integral.",
        ),
        Step::new(
            "How well a sample knows it",
            fixed!(r"\sqrt{\frac{P(1 - P)}{N}}"),
            fixed!(r"N = \live{count}: \qquad \tint{value}{\live{error}}"; count, error),
            "The number of matrices that have only positive eigenvalues is binomial. The Hessian of a network \
             isn’t such a matrix; what carries over is that saddle points prevail.",
        ),
    ]
}
