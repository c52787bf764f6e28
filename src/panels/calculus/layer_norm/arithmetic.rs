//! Layer normalisation of one vector, its gradient in three terms, and what stands beside it.
//!
//! y = γ∘x̂ + β with x̂ᵢ = s·(xᵢ − μ), μ = Σx/d, σ² = Σ(xᵢ − μ)²/d, s = 1/√(σ² + ε). With g = γ∘∂L/∂y:
//!
//! ∂L/∂xᵢ = s·gᵢ − s·Σg/d − s·(xᵢ − μ)/(d·(σ² + ε))·Σⱼ gⱼ·(xⱼ − μ)
//!
//! Source: J. L. Ba, J. R. Kiros, G. E. Hinton, *Layer Normalization* (2016); B. Zhang, R. Sennrich,
//! *Root Mean Square Layer Normalization* (2019).

use super::state::LayerNormState;
use crate::contract::lists::size;

/// Mean, deviations and scale of a vector.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// μ.
    pub mean: f64,
    /// xᵢ − μ.
    pub deviations: Vec<f64>,
    /// σ², divided by d; 0 where the square of σ is too small for a number.
    pub variance: f64,
    /// σ.
    pub deviation: f64,
    /// s = 1/√(σ² + ε).
    pub scale: f64,
    /// x̂ᵢ = s·(xᵢ − μ).
    pub normal: Vec<f64>,
}

/// Below this √(σ² + ε) is taken as 0: what is divided by it may be no number.
pub const VANISHING: f64 = 1e-290;

/// Whether √(σ² + ε) is 0, so that nothing can be divided by it.
pub fn vanishes(x: &[f64], epsilon: f64) -> bool {
    let (_, deviations) = centred(x);
    root(&deviations, epsilon) < VANISHING
}

/// √(Σc²/d + ε), also where the squares under- or overflow.
fn root(c: &[f64], epsilon: f64) -> f64 {
    let square = mean(c.iter().map(|c| c * c)) + epsilon;
    if square > 1e-280 && square.is_finite() {
        return square.sqrt();
    }
    let most = size(c).max(epsilon.sqrt()).max(f64::MIN_POSITIVE);
    let of = |x: f64| (x / most) * (x / most);
    most * (mean(c.iter().map(|c| of(*c))) + of(epsilon.sqrt())).sqrt()
}

impl Moments {
    /// Of x, with ε.
    pub fn of(x: &[f64], epsilon: f64) -> Self {
        let (mean_of, deviations) = centred(x);
        let variance = mean(deviations.iter().map(|c| c * c));
        let scale = 1.0 / root(&deviations, epsilon).max(VANISHING);
        let normal = deviations.iter().map(|c| scale * c).collect();
        Self {
            mean: mean_of,
            deviation: root(&deviations, 0.0),
            deviations,
            variance,
            scale,
            normal,
        }
    }
}

/// The mean of numbers; 0 of none.
pub fn mean(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = numbers.len().max(1) as f64;
    numbers.fold(0.0, |total, x| total + x) / n
}

/// μ and xᵢ − μ. The mean is subtracted twice: the second time it takes away what rounding left of
/// it, which matters where x is large and varies little.
fn centred(x: &[f64]) -> (f64, Vec<f64>) {
    let first = mean(x.iter().copied());
    let rough: Vec<f64> = x.iter().map(|x| x - first).collect();
    let rest = mean(rough.iter().copied());
    (
        first + rest + 0.0,
        rough.iter().map(|c| c - rest + 0.0).collect(),
    )
}

/// The three terms of ∂L/∂x.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// s·gᵢ: x moves its own output.
    pub direct: Vec<f64>,
    /// −s·Σg/d: x moves the mean.
    pub mean: Vec<f64>,
    /// −s·x̂ᵢ·Σ g∘x̂/d: x moves the variance.
    pub variance: Vec<f64>,
}

/// g = γ∘∂L/∂y: the gradient at x̂.
pub fn at_normal(state: &LayerNormState) -> Vec<f64> {
    let pairs = state.gamma.iter().zip(&state.upstream);
    pairs.map(|(gamma, up)| gamma * up + 0.0).collect()
}

/// The terms, given g.
pub fn terms(moments: &Moments, g: &[f64]) -> Terms {
    let s = moments.scale;
    let through_mean = -s * mean(g.iter().copied()) + 0.0;
    let along = mean_product(g, &moments.normal);
    Terms {
        direct: g.iter().map(|g| s * g + 0.0).collect(),
        mean: vec![through_mean; g.len()],
        variance: (moments.normal.iter())
            .map(|n| -s * n * along + 0.0)
            .collect(),
    }
}

/// Σ a∘b/d.
pub fn mean_product(a: &[f64], b: &[f64]) -> f64 {
    mean(a.iter().zip(b).map(|(a, b)| a * b))
}

/// ∂x̂ⱼ/∂xᵢ = s·(δᵢⱼ − 1/d − x̂ᵢx̂ⱼ/d).
pub fn slope(moments: &Moments, i: usize, j: usize) -> f64 {
    let d = moments.normal.len() as f64;
    let delta = if i == j { 1.0 } else { 0.0 };
    let at = |k: usize| moments.normal.get(k).copied().unwrap_or(0.0);
    moments.scale * (delta - 1.0 / d - at(i) * at(j) / d)
}

/// ∂L/∂x through the whole Jacobian of x̂: the sum over every way from xᵢ to L, one output at a time.
pub fn through_jacobian(moments: &Moments, g: &[f64]) -> Vec<f64> {
    let one = |i: usize| {
        let ways = g.iter().enumerate().map(|(j, g)| slope(moments, i, j) * g);
        ways.fold(0.0, |total, way| total + way)
    };
    (0..g.len()).map(one).collect()
}

/// The form of many textbooks: γ before the bracket, σ² without ε in the third term. None where the
/// variance is 0, by which it divides.
pub fn textbook(state: &LayerNormState, moments: &Moments) -> Option<Vec<f64>> {
    let deviation = moments.deviation;
    (deviation > VANISHING).then(|| {
        let unit: Vec<f64> = moments.deviations.iter().map(|c| c / deviation).collect();
        outside(state, moments, &unit)
    })
}

/// γ before the bracket, with ε where it belongs.
pub fn gain_outside(state: &LayerNormState, moments: &Moments) -> Vec<f64> {
    outside(state, moments, &moments.normal)
}

/// γᵢ·s·[uᵢ − Σu/d − nᵢ·Σ u∘n/d].
fn outside(state: &LayerNormState, moments: &Moments, n: &[f64]) -> Vec<f64> {
    let u = &state.upstream;
    let (average, along) = (mean(u.iter().copied()), mean_product(u, n));
    let entries = state.gamma.iter().zip(u).zip(n);
    entries
        .map(|((gamma, u), n)| gamma * moments.scale * (u - average - n * along) + 0.0)
        .collect()
}

/// RMSNorm of the same vector: y = γ∘x·r + β with r = 1/√(Σx²/d + ε), and ∂L/∂x = r·(g − x̃·Σ g∘x̃/d)
/// with x̃ = r·x. It subtracts no mean, so there is no mean term.
pub fn rms(state: &LayerNormState, g: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let r = 1.0 / root(&state.x, state.epsilon).max(VANISHING);
    let normal: Vec<f64> = state.x.iter().map(|x| r * x).collect();
    let along = mean_product(g, &normal);
    let output = affine(state, &normal);
    let gradient = g.iter().zip(&normal);
    (
        output,
        gradient.map(|(g, n)| r * (g - n * along) + 0.0).collect(),
    )
}

/// γ∘n + β.
pub fn affine(state: &LayerNormState, n: &[f64]) -> Vec<f64> {
    let learned = state.gamma.iter().zip(&state.beta);
    let entries = learned.zip(n);
    entries
        .map(|((gamma, beta), n)| gamma * n + beta + 0.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::compare::distance;

    #[test]
    fn a_far_mean_costs_no_digits() {
        let near = Moments::of(&[0.25, -0.5, 1.0], 0.0);
        let far = Moments::of(&[1_000_000.25, 999_999.5, 1_000_001.0], 0.0);
        assert_eq!(near.deviations.len(), 3);
        assert!(distance(&near.normal, &far.normal) < 1e-15);
    }

    #[test]
    fn no_size_of_x_is_lost() {
        let near = Moments::of(&[1.0, 2.0, 4.0], 0.0);
        for unit in [1e-280, 1e-200, 1e-150, 1e150] {
            let far = Moments::of(&[unit, 2.0 * unit, 4.0 * unit], 0.0);
            assert!(distance(&near.normal, &far.normal) < 1e-14, "{unit}");
            assert!((far.deviation / unit / near.deviation - 1.0).abs() < 1e-14);
            assert!(!vanishes(&[unit, 2.0 * unit], 0.0));
        }
        assert!(vanishes(&[1e-200, 1e-200], 0.0));
        let even = Moments::of(&[1e-200, 2e-200], 0.25);
        assert_eq!(even.scale, 2.0);
        let both = Moments::of(&[1e-160, 3e-160], 1e-320);
        assert!((both.scale * 2.0_f64.sqrt() * 1e-160 - 1.0).abs() < 1e-3);
    }

    #[test]
    fn without_epsilon_and_with_one_gain_the_textbook_is_right() {
        let mut state = LayerNormState::usual(6);
        state.gamma = vec![1.5; 6];
        state.epsilon = 0.0;
        let moments = state.moments();
        let exact = through_jacobian(&moments, &at_normal(&state));
        let quoted = textbook(&state, &moments).unwrap();
        assert!(distance(&exact, &quoted) < 1e-13);
        state.epsilon = 0.01;
        let moments = state.moments();
        let exact = through_jacobian(&moments, &at_normal(&state));
        assert!(distance(&exact, &textbook(&state, &moments).unwrap()) > 1e-3);
        assert_eq!(textbook(&state, &Moments::of(&[2.0, 2.0], 0.01)), None);
    }

    #[test]
    fn shifting_is_free_and_scaling_is_not_felt() {
        let state = LayerNormState::usual(5);
        let g = at_normal(&state);
        let gradient = through_jacobian(&state.moments(), &g);
        assert!(gradient.iter().sum::<f64>().abs() < 1e-14);
        let shifted = state.with_x(|x| x + 8.0);
        assert!(distance(&gradient, &through_jacobian(&shifted.moments(), &g)) < 1e-13);
        // RMSNorm feels the shift; without ε its gradient is at a right angle to x.
        let (_, rms_gradient) = rms(
            &LayerNormState {
                epsilon: 0.0,
                ..state.clone()
            },
            &g,
        );
        let along: f64 = state.x.iter().zip(&rms_gradient).map(|(x, g)| x * g).sum();
        assert!(along.abs() < 1e-13);
        assert!(rms_gradient.iter().sum::<f64>().abs() > 1e-3);
    }
}
