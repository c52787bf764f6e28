//! Low-rank adaptation of a linear layer.
//!
//! y = x·Wᵀ + b + (α/r)·(x·Aᵀ)·Bᵀ with W frozen, A r×in and B out×r. B starts at 0, so the adapted
//! layer starts as the layer. Only A and B are trained: r·(in + out) numbers instead of in·out.
//!
//! Source: E. J. Hu et al., *LoRA: Low-Rank Adaptation of Large Language Models* (2021), §4.1. Names as
//! in the PEFT library: `lora_A.weight`, `lora_B.weight`.

use super::parameters::{Handles, Id, Parameters};
use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real::{self, Real};
use crate::tape::{Tape, Var};
use nalgebra::DMatrix;

/// The two factors that stand beside a layer's weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lora {
    down: Id,
    up: Id,
    /// α/r.
    scale: f64,
}

impl Lora {
    /// Adds the factors for a weight of shape `out`×`in` named `name`.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a rank of 0, one above the smaller side, or an α that is not
    /// finite.
    pub fn new<T: Real>(
        parameters: &mut Parameters<T>,
        name: &str,
        (rows, columns): (usize, usize),
        rank: usize,
        alpha: f64,
        random: &mut Random,
    ) -> Result<Self> {
        let refuse = |what: String| Err(CoreError::not_allowed("lora", what));
        if rank == 0 || rank > rows.min(columns) {
            return refuse(format!(
                "rank {rank} is not from 1 to {}",
                rows.min(columns)
            ));
        }
        if !alpha.is_finite() {
            return refuse(format!("α = {alpha} is not finite"));
        }
        let deviation = real::sqrt(1.0 / columns as f64);
        let shape = (rank, columns);
        let down = parameters.add_normal(format!("{name}.lora_A.weight"), shape, deviation, random);
        let up = parameters.add(format!("{name}.lora_B.weight"), DMatrix::zeros(rows, rank));
        let scale = alpha / rank as f64;
        Ok(Self { down, up, scale })
    }

    /// (α/r)·(x·Aᵀ)·Bᵀ, to add to the layer's output.
    ///
    /// # Errors
    ///
    /// Shapes that do not fit.
    pub fn record<T: Real>(self, tape: &mut Tape<T>, handles: &Handles, input: Var) -> Result<Var> {
        let inner = tape.linear(input, handles.of(self.down)?, None)?;
        let outer = tape.linear(inner, handles.of(self.up)?, None)?;
        tape.scale(outer, T::from_f64(self.scale))
    }

    /// ΔW = (α/r)·B·A, out×in: what to add to the weight to merge the adapter into it.
    ///
    /// # Errors
    ///
    /// Parameters of another network.
    pub fn change<T: Real>(self, parameters: &Parameters<T>) -> Result<DMatrix<T>> {
        let (a, b) = (
            &parameters.get(self.down)?.value,
            &parameters.get(self.up)?.value,
        );
        if a.nrows() != b.ncols() {
            return Err(CoreError::ShapeMismatch {
                operation: "lora",
                left: b.shape(),
                right: a.shape(),
            });
        }
        let mut change = DMatrix::zeros(b.nrows(), a.ncols());
        for i in 0..b.nrows() {
            for j in 0..a.ncols() {
                let sum = (0..a.nrows()).fold(T::zero(), |sum, l| sum + b[(i, l)] * a[(l, j)]);
                change[(i, j)] = sum * T::from_f64(self.scale);
            }
        }
        Ok(change)
    }
}
