//! A deep network on the tape, and the gradient that arrives at each of its layers.
//!
//! h₀ is made of 16 inputs, a row for each; zₗ = hₗ₋₁Wₗᵀ, normalised on demand; hₗ = φ(zₗ), plus
//! hₗ₋₁ on demand. The loss is linear, L = Σ c·h/√16 over the rows, with ‖c‖ = 1: so the gradient that
//! enters at the top has length 1, and what it has become further down is the layers' doing alone.

use super::by_hand::{self, ByHand};
use super::rounding::{self, Off};
use super::state::Settings;
use crate::contract::lists;
use crate::remembered::Remembered;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;
use numeric_core::error::Result;
use numeric_core::network::Activation;
use numeric_core::tape::{Gradients, Keep, Tape, Var};
use std::cell::{Cell, OnceCell};
use std::rc::Rc;

/// Inputs that go through at once.
pub const BATCH: usize = 16;
/// What keeps a normalised row without spread finite.
pub const EPSILON: f64 = 1e-5;

/// The numbers that a network is made of.
#[derive(Clone, Debug)]
pub struct Made {
    /// h₀, 16 × width.
    pub input: DMatrix<f64>,
    /// c, as a row.
    pub direction: DMatrix<f64>,
    /// Wₗ of each layer, width × width.
    pub weights: Vec<DMatrix<f64>>,
}

/// What came of one pass forward and back.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// ‖∂L/∂hₗ‖ for each layer, from the first.
    pub gradient_norms: Vec<f64>,
    /// Root mean square of hₗ for each layer.
    pub signals: Vec<f64>,
    /// Mean slope of each unit over the inputs, depth × width.
    pub slopes: DMatrix<f64>,
    /// Units whose slope is 0 at every input.
    pub dead: usize,
    /// ∂L/∂hₗ of the first input alone, a row for each layer.
    pub first: DMatrix<f64>,
    /// hₗ of the first input alone, a row for each layer.
    pub hidden: DMatrix<f64>,
    /// hₗ and ∂L/∂hₗ of all inputs, for each layer; nothing where rounding doesn't grow.
    whole: Vec<[DMatrix<f64>; 2]>,
    /// `first` by plain sums, each layer from the one above, once somebody asked for it: x moves without it.
    by_hand: OnceCell<ByHand>,
    /// How far rounding may take the lengths, once somebody asked for it.
    off: OnceCell<Off>,
}

impl Pass {
    /// ∂L/∂hₗ of the first input by the second route, each from the one above, for the network and activation of this pass.
    pub fn by_hand(&self, settings: &Settings, activation: Activation) -> &ByHand {
        self.by_hand.get_or_init(|| {
            let made = made(settings);
            by_hand::first_input(settings, activation, &made, &self.hidden, &self.first)
        })
    }

    /// How far rounding may have taken each length, for the network and activation of this pass.
    pub fn off(&self, settings: &Settings, activation: Activation) -> &Off {
        self.off
            .get_or_init(|| rounding::off(settings, activation, &self.whole))
    }

    /// The lengths of the gradient, with how far rounding may have taken each.
    pub fn lengths(&self, settings: &Settings, activation: Activation) -> Vec<Bounded> {
        let off = self.off(settings, activation);
        bounded(&self.gradient_norms, &off.gradient_norms)
    }
}

/// Numbers, each with how far it may be off.
#[must_use]
pub fn bounded(numbers: &[f64], off: &[f64]) -> Vec<Bounded> {
    let pairs = numbers.iter().zip(off);
    pairs.map(|(x, off)| Bounded::new(*x, *off)).collect()
}

/// Number `index` of a seed: between −√3 and √3, of mean 0 and variance 1.
///
/// A counter through the finaliser of SplitMix64 (Steele, Lea, Flood, 2014), so that NumPy makes the
/// same numbers in a line or two.
pub fn noise(seed: u64, index: u64) -> f64 {
    let mut bits = (seed << 32)
        .wrapping_add(index + 1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    ((bits >> 11) as f64 / 2_f64.powi(53) * 2.0 - 1.0) * 3_f64.sqrt()
}

/// Inputs, direction and weights, drawn in this order.
#[must_use]
pub fn make(settings: &Settings) -> Made {
    let n = settings.width;
    let mut index = 0;
    let mut draw = |rows: usize, columns: usize| {
        let count = rows * columns;
        let numbers = (index..index + count as u64).map(|i| noise(settings.seed, i));
        index += count as u64;
        DMatrix::from_row_iterator(rows, columns, numbers)
    };
    let input = draw(BATCH, n);
    let direction = draw(1, n);
    let scale = settings.gain / (n as f64).sqrt();
    let weights = (0..settings.depth).map(|_| draw(n, n) * scale).collect();
    let length = direction.norm();
    Made {
        input,
        direction: direction / length,
        weights,
    }
}

/// A network on the tape, once forward and back.
pub struct Through {
    width: usize,
    tape: Tape<f64>,
    gradients: Gradients<f64>,
    /// zₗ of each layer.
    sums: Vec<Var>,
    /// hₗ of each layer.
    layers: Vec<Var>,
}

impl Through {
    /// hₗ and ∂L/∂hₗ, from the first layer.
    pub fn layers(&self) -> impl Iterator<Item = Result<[&DMatrix<f64>; 2]>> {
        let of = |h: &Var| Ok([self.tape.value(*h)?, self.gradients.of(*h)?]);
        self.layers.iter().map(of)
    }

    /// Leaves the memory for the next pass: a reading makes several of the same width. Another width
    /// needs matrices of other sizes.
    pub fn leave(mut self) {
        self.tape.recycle(self.gradients);
        self.tape.clear();
        SPARE.set(Some((self.width, self.tape)));
    }
}

/// Forward and back through the network, by the tape; `nudges` multiply the input and each layer’s output.
///
/// # Errors
///
/// None for a state that an address can name.
pub fn through(
    settings: &Settings,
    activation: Activation,
    nudges: Option<&[DMatrix<f64>]>,
) -> Result<Through> {
    let made = made(settings);
    let n = settings.width;
    let spare = SPARE.take().filter(|(width, _)| *width == n);
    let mut tape = spare.map_or_else(Tape::new, |(_, tape)| tape);
    let ones = tape.constant_from(&DMatrix::from_element(1, n, 1.0));
    let zeros = tape.constant_from(&DMatrix::zeros(1, n));
    let mut h = tape.variable_from(&made.input);
    let mut nudges = nudges.unwrap_or_default().iter();
    let mut nudged = |tape: &mut Tape<f64>, h: Var| match nudges.next() {
        Some(factors) => {
            let factors = tape.constant_from(factors);
            tape.multiply(h, factors)
        }
        None => Ok(h),
    };
    h = nudged(&mut tape, h)?;
    let (mut sums, mut layers): (Vec<Var>, Vec<Var>) = (Vec::new(), Vec::new());
    for weight in &made.weights {
        let w = tape.constant_from(weight);
        let mut z = tape.matrix_product_transposed(h, w)?;
        if settings.norm {
            z = tape.layer_norm(z, ones, zeros, EPSILON)?;
        }
        let y = activation.record(&mut tape, z)?;
        h = if settings.residual {
            tape.add(y, h)?
        } else {
            y
        };
        h = nudged(&mut tape, h)?;
        sums.push(z);
        layers.push(h);
    }
    let seed = DMatrix::from_fn(BATCH, n, |_, j| made.direction[j] / (BATCH as f64).sqrt());
    let gradients = tape.backward_reusing(h, &seed, Keep::Everything)?;
    Ok(Through {
        width: n,
        tape,
        gradients,
        sums,
        layers,
    })
}

/// Forward and back through the network, with what is shown of it.
///
/// # Errors
///
/// None for a state that an address can name.
pub fn pass(settings: &Settings, activation: Activation) -> Result<Pass> {
    let through = through(settings, activation, None)?;
    let n = settings.width;
    let mut pass = Pass {
        gradient_norms: Vec::new(),
        signals: Vec::new(),
        slopes: DMatrix::zeros(settings.depth, n),
        dead: 0,
        first: DMatrix::zeros(settings.depth, n),
        hidden: DMatrix::zeros(settings.depth, n),
        whole: Vec::new(),
        by_hand: OnceCell::new(),
        off: OnceCell::new(),
    };
    for (l, (z, layer)) in through.sums.iter().zip(through.layers()).enumerate() {
        let [h, gradient] = layer?;
        pass.gradient_norms.push(lists::norm(gradient.as_slice()));
        pass.first.set_row(l, &gradient.row(0));
        pass.hidden.set_row(l, &h.row(0));
        pass.signals
            .push(lists::norm(h.as_slice()) / entries(settings).sqrt());
        let sums = through.tape.value(*z)?;
        for j in 0..n {
            let slopes = sums.column(j).map(|x| super::shape::slope(activation, x));
            pass.slopes[(l, j)] = slopes.sum() / BATCH as f64;
            pass.dead += usize::from(slopes.iter().all(|s| *s == 0.0));
        }
    }
    if rounding::may_grow(settings, &pass.gradient_norms, &pass.signals) {
        let kept = through.layers().map(|layer| Ok(layer?.map(Clone::clone)));
        pass.whole = kept.collect::<Result<_>>()?;
    }
    through.leave();
    Ok(pass)
}

/// How many numbers a layer puts out, over all inputs.
#[must_use]
pub fn entries(settings: &Settings) -> f64 {
    (BATCH * settings.width) as f64
}

/// ‖∂L/∂hₗ‖ as if the slopes of the activations were all 1: a mistake to look at.
#[must_use]
pub fn without_slopes(settings: &Settings) -> Vec<f64> {
    let made = made(settings);
    let mut g = DMatrix::from_fn(BATCH, settings.width, |_, j| {
        made.direction[j] / (BATCH as f64).sqrt()
    });
    let mut norms = Vec::new();
    for w in made.weights.iter().rev() {
        norms.push(g.norm());
        let through = &g * w;
        g = if settings.residual {
            g + through
        } else {
            through
        };
    }
    norms.reverse();
    norms
}

/// How many passes are kept: one for each activation, and that of the question's other gain.
const KEPT: usize = 7;

thread_local! {
    /// The memory of the last pass, and its width.
    static SPARE: Cell<Option<(usize, Tape<f64>)>> = const { Cell::new(None) };
    /// All activations have the same weights; another gain has others.
    static MADE: Remembered<Settings, Rc<Made>> = const { Remembered::new(2) };
    static PASSES: Remembered<(Settings, Activation), Option<Rc<Pass>>> =
        const { Remembered::new(KEPT) };
}

/// The numbers of a network, from memory where they were drawn before.
#[must_use]
pub fn made(settings: &Settings) -> Rc<Made> {
    MADE.with(|known| known.value(*settings, |settings| Rc::new(make(settings))))
}

/// The pass, from memory where it was made before: x moves without it.
#[must_use]
pub fn known(settings: &Settings, activation: Activation) -> Option<Rc<Pass>> {
    let made = |(settings, activation): &(Settings, Activation)| {
        pass(settings, *activation).ok().map(Rc::new)
    };
    PASSES.with(|passes| passes.value((*settings, activation), made))
}

#[cfg(test)]
mod tests {
    use super::super::state::ActivationState;
    use super::*;

    #[test]
    fn noise_has_mean_0_and_variance_1() {
        let numbers: Vec<f64> = (0..20_000).map(|i| noise(7, i)).collect();
        let mean = numbers.iter().sum::<f64>() / 20_000.0;
        let square = numbers.iter().map(|x| x * x).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (square - 1.0).abs() < 0.03);
        assert!(numbers.iter().all(|x| x.abs() <= 3_f64.sqrt()));
    }

    #[test]
    fn sigmoids_vanish_and_rectifiers_do_not() {
        let settings = Settings {
            depth: 30,
            width: 64,
            gain: std::f64::consts::SQRT_2,
            seed: 3,
            residual: false,
            norm: false,
        };
        let first = |a| pass(&settings, a).unwrap().gradient_norms[0];
        assert!(first(Activation::Sigmoid) < 1e-10);
        let relu = first(Activation::Relu);
        assert!((0.05..20.0).contains(&relu), "{relu}");
        let residual = Settings {
            residual: true,
            ..settings
        };
        let kept = pass(&residual, Activation::Sigmoid).unwrap().gradient_norms[0];
        assert!(kept > 0.1, "{kept}");
    }

    #[test]
    fn what_another_pass_left_in_memory_changes_nothing() {
        let settings = ActivationState::default().network;
        let normed = Settings {
            norm: true,
            ..settings
        };
        let of = |settings: &Settings, activation| {
            let pass = pass(settings, activation).unwrap();
            pass.off(settings, activation);
            pass
        };
        SPARE.set(None);
        let first = of(&normed, Activation::Tanh);
        of(&settings, Activation::Relu);
        assert_eq!(of(&normed, Activation::Tanh), first);
        // Of another width nothing is kept.
        let other = Settings {
            width: 8,
            ..settings
        };
        of(&other, Activation::Relu);
        assert!(SPARE.take().is_some_and(|(width, _)| width == 8));
    }
}
