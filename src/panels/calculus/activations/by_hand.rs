//! The second route: the gradient of the first input alone, from each layer to the one below by plain
//! sums, and how far rounding alone may have moved it.
//!
//! Each sum is known to ε times the sizes of what it adds up (Higham, Accuracy and Stability of
//! Numerical Algorithms, 2002, chapter 3). So the bound grows where a layer cancels, and only there.

use super::network::{BATCH, EPSILON, Made};
use super::shape;
use super::state::Settings;
use nalgebra::DMatrix;
use numeric_core::network::Activation;

/// Two units in the last place of 1: room for the few operations around each sum.
const ROUNDING: f64 = 2.0 * f64::EPSILON;

/// ∂L/∂hₗ of the first input, a row for each layer.
#[derive(Clone, Debug, PartialEq)]
pub struct ByHand {
    /// The gradient.
    pub gradient: DMatrix<f64>,
    /// How far rounding may have moved each entry, on this route or on another that adds up the same
    /// terms.
    pub error: DMatrix<f64>,
}

/// A number and how far rounding may have moved it.
#[derive(Clone, Copy)]
struct Known {
    value: f64,
    error: f64,
}

/// Each layer's gradient from the one above, by slopes and weights. `hidden` are the hₗ that went
/// through and `gradient` the ∂L/∂hₗ that came back by the other route: so what rounding did in a layer
/// is compared with that layer, and isn't enlarged by all that follow. At the top stands the direction
/// itself.
#[must_use]
pub fn first_input(
    settings: &Settings,
    activation: Activation,
    made: &Made,
    hidden: &DMatrix<f64>,
    gradient: &DMatrix<f64>,
) -> ByHand {
    let (n, top) = (settings.width, settings.depth - 1);
    let mut found = ByHand {
        gradient: DMatrix::zeros(settings.depth, n),
        error: DMatrix::zeros(settings.depth, n),
    };
    let mut write = |l: usize, j: usize, g: Known| {
        found.gradient[(l, j)] = g.value;
        found.error[(l, j)] = g.error;
    };
    for (j, c) in made.direction.iter().enumerate() {
        write(top, j, over(exactly(*c), exactly((BATCH as f64).sqrt())));
    }
    for l in (1..=top).rev() {
        let w = &made.weights[l];
        let product = |i: usize, j: usize| times(exactly(w[(i, j)]), exactly(hidden[(l - 1, j)]));
        let mut sums: Vec<Known> = (0..n).map(|i| sum((0..n).map(|j| product(i, j)))).collect();
        let spread = settings.norm.then(|| normalise(&mut sums));
        let mut d: Vec<Known> = (0..n)
            .map(|j| times(exactly(gradient[(l, j)]), slope(activation, sums[j])))
            .collect();
        if let Some(spread) = spread {
            through_norm(&mut d, &sums, spread);
        }
        for j in 0..n {
            let through = (0..n).map(|i| times(d[i], exactly(w[(i, j)])));
            let straight = settings.residual.then(|| exactly(gradient[(l, j)]));
            write(l - 1, j, sum(through.chain(straight)));
        }
    }
    found
}

/// A number that both routes start from.
fn exactly(value: f64) -> Known {
    Known { value, error: 0.0 }
}

fn times(a: Known, b: Known) -> Known {
    let value = a.value * b.value;
    Known {
        value,
        error: a.value.abs() * b.error
            + b.value.abs() * a.error
            + a.error * b.error
            + ROUNDING * value.abs()
            + f64::MIN_POSITIVE,
    }
}

/// Adding up n terms, in whatever order, moves the sum by at most n·ε of their sizes.
fn sum(terms: impl Iterator<Item = Known>) -> Known {
    let (mut value, mut error, mut sizes, mut count) = (0.0, 0.0, 0.0, 1.0);
    for term in terms {
        value += term.value;
        error += term.error;
        sizes += term.value.abs();
        count += 1.0;
    }
    error += count * ROUNDING * sizes;
    Known { value, error }
}

fn mean(terms: impl Iterator<Item = Known>, count: f64) -> Known {
    let Known { value, error } = sum(terms);
    Known {
        value: value / count,
        error: error / count,
    }
}

/// (z − mean)/√(variance + ε) for each of the sums; gives the root.
fn normalise(sums: &mut [Known]) -> Known {
    let count = sums.len() as f64;
    let middle = mean(sums.iter().copied(), count);
    for z in sums.iter_mut() {
        let lowered = exactly(-1.0);
        *z = sum([*z, times(middle, lowered)].into_iter());
    }
    let variance = mean(sums.iter().map(|z| times(*z, *z)), count);
    let spread = (variance.value + EPSILON).sqrt();
    let spread = Known {
        value: spread,
        error: variance.error / (2.0 * spread) + ROUNDING * spread,
    };
    for z in sums.iter_mut() {
        *z = over(*z, spread);
    }
    spread
}

/// A quotient whose divisor is known to a small part of itself.
fn over(a: Known, b: Known) -> Known {
    let value = a.value / b.value;
    Known {
        value,
        error: (a.error + value.abs() * b.error) / b.value + ROUNDING * value.abs(),
    }
}

/// What comes down through the normalisation: (d − mean d − z·mean d∘z)/spread.
fn through_norm(d: &mut [Known], sums: &[Known], spread: Known) {
    let count = d.len() as f64;
    let minus = |x: Known| times(x, exactly(-1.0));
    let middle = minus(mean(d.iter().copied(), count));
    let along = minus(mean(d.iter().zip(sums).map(|(d, z)| times(*d, *z)), count));
    for (d, z) in d.iter_mut().zip(sums) {
        *d = over(sum([*d, middle, times(*z, along)].into_iter()), spread);
    }
}

/// φ′ at a number that is known to some distance.
fn slope(activation: Activation, z: Known) -> Known {
    let value = shape::slope(activation, z.value);
    Known {
        value,
        error: shape::slope_error(activation, z.value, z.error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::network::{make, pass};
    use super::*;
    use crate::contract::input::Choices;

    /// The bound of each layer in parts of its gradient.
    fn relative(settings: &Settings, activation: Activation) -> Vec<f64> {
        let (made, pass) = (make(settings), pass(settings, activation).unwrap());
        let hand = first_input(settings, activation, &made, &pass.hidden, &pass.first);
        let layers = 0..settings.depth;
        layers
            .map(|l| hand.error.row(l).norm() / hand.gradient.row(l).norm())
            .collect()
    }

    /// A bound that were too wide would let a wrong slope through.
    #[test]
    fn the_bound_is_narrow_and_cancelling_widens_it() {
        let settings = Settings {
            depth: 40,
            width: 32,
            gain: 1.4,
            seed: 1,
            residual: false,
            norm: false,
        };
        for activation in Activation::ALL.iter().copied() {
            let name = activation.name();
            for (residual, norm) in [(false, false), (true, false), (false, true), (true, true)] {
                let settings = Settings {
                    residual,
                    norm,
                    ..settings
                };
                let bounds = relative(&settings, activation);
                let most = bounds.iter().copied().fold(0.0, f64::max);
                assert!(most < 1e-8, "{name}, {residual}, {norm}: {most}");
            }
        }
        // Of two units a normalisation leaves next to nothing but their signs.
        let two = Settings {
            width: 2,
            norm: true,
            ..settings
        };
        assert!(
            relative(&two, Activation::Tanh)
                .iter()
                .any(|bound| *bound > 1e-12)
        );
    }
}
