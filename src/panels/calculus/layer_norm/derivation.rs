//! The gradient through layer normalisation, a step at a time; each step says how far its two sides
//! are apart, found by another route.

use super::LayerNorm;
use super::arithmetic::{
    Moments, at_normal, mean, mean_product, slope, terms, textbook, through_jacobian,
};
use super::state::LayerNormState;
use super::words::{TERMS, WHOLE};
use crate::contract::lists::argmax_abs;
use crate::contract::prelude::*;
use numeric_core::differences::RELATIVE_STEP;

/// μ, σ² and x̂ⱼ, found anew after xᵢ was moved.
fn moved(state: &LayerNormState, i: usize, by: f64) -> Moments {
    let mut x = state.x.clone();
    if let Some(entry) = x.get_mut(i) {
        *entry += by;
    }
    Moments::of(&x, state.epsilon)
}

impl Derivation for LayerNorm {
    fn derivation(state: &LayerNormState, reading: &Reading) -> Vec<Step> {
        let n = number::rounded;
        let moments = state.moments();
        let g = at_normal(state);
        let shown = reading.vector("input-gradient");
        let i = argmax_abs(shown);
        let j = usize::from(i == 0);
        let at = |v: &[f64], k: usize| v.get(k).copied().unwrap_or(0.0);
        let d = state.count() as f64;
        let s = moments.scale;
        let h = (RELATIVE_STEP / s).max(64.0 * f64::EPSILON * at(&state.x, i).abs());
        let measured = |value: &dyn Fn(&Moments) -> f64| {
            (value(&moved(state, i, h)) - value(&moved(state, i, -h))) / (2.0 * h)
        };
        let mean_slope = measured(&|near: &Moments| near.mean);
        let variance_slope = measured(&|near: &Moments| near.variance);
        let exact_variance_slope = 2.0 * at(&moments.deviations, i) / d;
        let normal_slope = measured(&|near: &Moments| at(&near.normal, j));
        let cross = slope(&moments, i, j);
        let right = terms(&moments, &g);
        let three = [
            at(reading.vector("direct-term"), i),
            at(reading.vector("mean-term"), i),
            at(reading.vector("variance-term"), i),
        ];
        let truth = through_jacobian(&moments, &g);
        let quoted = textbook(state, &moments);
        let x_i = || m::sub(&m::mi("x"), &m::int(i));
        let part = |a: f64, b: f64| n((a - b).abs());
        vec![
            Step::new(
                "Centre and scale the vector",
                fixed!(
                    r"\hat{x}_i = s\,(x_i - \mu), \qquad \mu = \frac{1}{d}\sum_k x_k, \quad \sigma^2 = \frac{1}{d}\sum_k (x_k - \mu)^2, \quad s = \frac{1}{\sqrt{\sigma^2 + \varepsilon}}"
                ),
                m::formula!(
                    "{} = {} · ( {} − {} ) = {}",
                    m::sub(&m::hat("x"), &m::int(i)),
                    s,
                    at(&state.x, i),
                    m::factor(moments.mean),
                    at(&moments.normal, i)
                ),
                format!(
                    "i = {i} is the entry with the largest gradient. The x̂ add up to {}, and the \
                     mean of their squares is {}, which is σ²/(σ² + ε) = {}: it is 1 only if ε = \
                     0.",
                    n(moments.normal.iter().sum::<f64>() + 0.0),
                    n(mean_product(&moments.normal, &moments.normal)),
                    n((moments.deviation * s).powi(2))
                ),
            ),
            Step::new(
                "From y back to x̂: multiply by γ",
                fixed!(
                    r"y_j = \gamma_j \hat{x}_j + \beta_j \;\Rightarrow\; g_j = \frac{\partial L}{\partial \hat{x}_j} = \gamma_j \frac{\partial L}{\partial y_j}, \quad \frac{\partial L}{\partial \gamma_j} = \hat{x}_j \frac{\partial L}{\partial y_j}, \quad \frac{\partial L}{\partial \beta_j} = \frac{\partial L}{\partial y_j}"
                ),
                m::formula!(
                    "{} = {} · {} = {}",
                    m::sub(&m::mi("g"), &m::int(i)),
                    m::factor(at(&state.gamma, i)),
                    m::factor(at(&state.upstream, i)),
                    Tint::Gradient.of(at(&g, i))
                ),
                format!(
                    "Each γⱼ belongs to one output, so it multiplies before any sum over j. The \
                     panel shows ∂L/∂γ = {} here; the formula gives {}.",
                    n(at(reading.vector("gamma-gradient"), i)),
                    n(at(&moments.normal, i) * at(&state.upstream, i) + 0.0)
                ),
            ),
            Step::new(
                "Mean and variance depend on every entry",
                fixed!(
                    r"\frac{\partial \mu}{\partial x_i} = \frac{1}{d}, \qquad \frac{\partial \sigma^2}{\partial x_i} = \frac{2}{d}\,(x_i - \mu)"
                ),
                m::formula!(
                    "{} = {} , {} {} = {}",
                    m::partial(&m::mi("μ"), &x_i()),
                    1.0 / d,
                    m::space("1.5em"),
                    m::partial(&m::sup(&m::mi("σ"), &m::int(2)), &x_i()),
                    exact_variance_slope + 0.0
                ),
                format!(
                    "σ² depends on xᵢ through μ too, but that part is 0, since the deviations sum \
                     to 0. Central differences with xᵢ ± {} give {} and {}; the differences from \
                     the formulas are {} and {}.",
                    n(h),
                    n(mean_slope),
                    n(variance_slope),
                    part(mean_slope, 1.0 / d),
                    part(variance_slope, exact_variance_slope)
                ),
            ),
            Step::new(
                "Three paths from one entry to one output",
                fixed!(
                    r"\frac{\partial \hat{x}_j}{\partial x_i} = \tint{value}{s\,\delta_{ij}} - \tint{key}{\frac{s}{d}} - \tint{second}{\frac{s}{d}\,\hat{x}_i \hat{x}_j}"
                ),
                m::formula!(
                    "{} = {} − {} − {} = {}",
                    m::partial(&m::sub(&m::hat("x"), &m::int(j)), &x_i()),
                    TERMS[0].1.of(0),
                    TERMS[1].1.of(s / d),
                    TERMS[2].1.of(m::parts!(
                        "{} · {} · {}",
                        s / d,
                        m::factor(at(&moments.normal, i)),
                        m::factor(at(&moments.normal, j))
                    )),
                    cross + 0.0
                ),
                format!(
                    "xᵢ affects only x̂ᵢ directly (δᵢⱼ, which is 0 here, since j = {j}). Through \
                     the mean and the scale it affects every output, with ds = −½s³·dσ². A \
                     central difference of x̂ⱼ gives {}; the two differ by {}.",
                    n(normal_slope),
                    part(normal_slope, cross)
                ),
            ),
            Step::new(
                "Sum over the outputs: three terms",
                fixed!(
                    r"\frac{\partial L}{\partial x_i} = \sum_j g_j \frac{\partial \hat{x}_j}{\partial x_i} = \tint{value}{s\,g_i} - \tint{key}{\frac{s}{d}\sum_j g_j} - \tint{second}{\frac{s\,(x_i - \mu)}{d\,(\sigma^2 + \varepsilon)} \sum_j g_j\,(x_j - \mu)}"
                ),
                m::formula!(
                    "{} + {} + {} = {}",
                    TERMS[0].1.of(three[0]),
                    TERMS[1].1.of(m::factor(three[1])),
                    TERMS[2].1.of(m::factor(three[2])),
                    WHOLE.1.of(at(shown, i))
                ),
                format!(
                    "The formula gives the terms {}, {} and {}, with the sum {}. The numbers \
                     above are those of the panel; they differ from these by up to {}.",
                    n(at(&right.direct, i)),
                    n(at(&right.mean, i)),
                    n(at(&right.variance, i)),
                    n(at(&truth, i)),
                    n((three[0] - at(&right.direct, i))
                        .abs()
                        .max((three[1] - at(&right.mean, i)).abs())
                        .max((three[2] - at(&right.variance, i)).abs())
                        .max(distance(&truth, shown)))
                ),
            ),
            Step::new(
                "What the mean and the variance term remove",
                fixed!(
                    r"\sum_i \frac{\partial L}{\partial x_i} = 0, \qquad \sum_i (x_i - \mu)\frac{\partial L}{\partial x_i} = \frac{\varepsilon\, s}{\sigma^2 + \varepsilon} \sum_j g_j (x_j - \mu)"
                ),
                {
                    let along = |v: &[f64]| d * mean_product(v, &moments.deviations);
                    m::formula!(
                        "{} , {} {} = {}",
                        m::sum(&[d * mean(shown.iter().copied()) + 0.0]),
                        m::space("1.5em"),
                        along(shown) + 0.0,
                        state.epsilon * s * s * s * along(&g) + 0.0
                    )
                },
                "Adding one number to all entries changes no output, so the gradient has no \
                 component along (1, …, 1). Scaling x about its mean changes the output only \
                 through ε: with ε = 0 the gradient has no component along x − μ either.",
            ),
            Step::new(
                "When the textbook form agrees",
                fixed!(
                    r"\frac{\gamma_i}{\sqrt{\sigma^2 + \varepsilon}} \left[ u_i - \frac{1}{d}\sum_j u_j - \frac{x_i - \mu}{d\,\sigma^2} \sum_j u_j (x_j - \mu) \right], \qquad u = \frac{\partial L}{\partial y}"
                ),
                match &quoted {
                    Some(quoted) => m::formula!(
                        "{} {} {}",
                        Tint::Model.of(at(quoted, i)),
                        m::text(" against "),
                        WHOLE.1.of(at(&truth, i))
                    ),
                    None => m::formula!(
                        "{} {} {}",
                        m::frac(&m::int(0), &m::int(0)),
                        m::text(" against "),
                        WHOLE.1.of(at(&truth, i))
                    ),
                },
                match &quoted {
                    Some(quoted) => format!(
                        "γᵢ can be factored out of the sums only if all γ are equal, and σ² can \
                         replace σ² + ε only if ε is negligible. The largest difference of an \
                         entry is {} here.",
                        n(distance(quoted, &truth))
                    ),
                    None => "σ² is 0 here, and this form divides by it.".into(),
                },
            ),
        ]
    }
}
