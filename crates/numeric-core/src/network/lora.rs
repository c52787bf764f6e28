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

#[cfg(test)]
mod tests {
    use super::super::layers::Linear;
    use super::super::tensors;
    use super::*;
    use crate::differences;
    use crate::optimise::{self, Memory, Optimiser};
    use crate::portable_test;
    use std::collections::HashMap;

    const NAMES: [&str; 4] = ["l.weight", "l.bias", "l.lora_A.weight", "l.lora_B.weight"];

    /// A layer of 4 inputs and 3 outputs, adapted with rank 2 and α = 3, and B off 0 if asked for.
    fn adapted(moved: bool) -> (Parameters<f64>, Linear) {
        let mut random = Random::new(5);
        let mut parameters = Parameters::new();
        let mut layer = Linear::new(&mut parameters, "l", (4, 3), true, 1.0, &mut random);
        layer.adapt(&mut parameters, 2, 3.0, &mut random).unwrap();
        if moved {
            let up = parameters.named_mut("l.lora_B.weight").unwrap();
            up.value.iter_mut().for_each(|b| *b = random.normal());
        }
        (parameters, layer)
    }

    fn input() -> DMatrix<f64> {
        let mut random = Random::new(6);
        DMatrix::from_fn(5, 4, |_, _| random.normal())
    }

    fn output(parameters: &Parameters<f64>, layer: &Linear) -> DMatrix<f64> {
        let mut tape = Tape::new();
        let handles = parameters.record(&mut tape);
        let x = tape.constant(input());
        let y = layer.record(&mut tape, &handles, x).unwrap();
        tape.value(y).unwrap().clone()
    }

    /// x·Wᵀ + b with the weight that is handed over.
    fn plain(parameters: &Parameters<f64>, weight: &DMatrix<f64>) -> DMatrix<f64> {
        let bias = &parameters.named("l.bias").unwrap().value;
        let mut y = input() * weight.transpose();
        y.row_iter_mut().for_each(|mut row| row += bias.row(0));
        y
    }

    #[portable_test]
    fn starts_as_the_layer() {
        let (parameters, layer) = adapted(false);
        let names: Vec<_> = parameters.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, NAMES);
        let weight = &parameters.named("l.weight").unwrap().value;
        assert!((output(&parameters, &layer) - plain(&parameters, weight)).amax() < 1e-14);
        let change = layer.lora().unwrap().change(&parameters).unwrap();
        assert_eq!(change, DMatrix::zeros(3, 4));
    }

    #[portable_test]
    fn merged_into_the_weight_it_is_a_plain_layer() {
        let (parameters, layer) = adapted(true);
        let value = |name| &parameters.named(name).unwrap().value;
        let change = layer.lora().unwrap().change(&parameters).unwrap();
        let product = value("l.lora_B.weight") * value("l.lora_A.weight") * 1.5;
        assert!((&change - product).amax() < 1e-14 && change.amax() > 0.1);
        let merged = value("l.weight") + change;
        assert!((output(&parameters, &layer) - plain(&parameters, &merged)).amax() < 1e-13);
    }

    #[portable_test]
    fn only_the_factors_have_gradients_and_they_are_right() {
        let (parameters, layer) = adapted(true);
        let mut tape = Tape::new();
        let handles = parameters.record(&mut tape);
        let x = tape.constant(input());
        let y = layer.record(&mut tape, &handles, x).unwrap();
        let squares = tape.multiply(y, y).unwrap();
        let loss = tape.sum(squares).unwrap();
        let seed = DMatrix::from_element(1, 1, 1.0);
        let gradients = tape.backward(loss, &seed).unwrap();
        for (parameter, var) in parameters.iter().zip(handles.iter()) {
            let factor = parameter.name.contains("lora");
            assert_eq!(
                (parameter.trained, gradients.of(var).is_ok()),
                (factor, factor)
            );
            if factor {
                let shape = parameter.value.shape();
                let loss = |entries: &[f64]| {
                    let mut parameters = parameters.clone();
                    let value = &mut parameters.named_mut(&parameter.name)?.value;
                    *value = DMatrix::from_column_slice(shape.0, shape.1, entries);
                    Ok(output(&parameters, &layer).norm_squared())
                };
                let slopes = differences::gradient(loss, parameter.value.as_slice()).unwrap();
                let slopes = DMatrix::from_column_slice(shape.0, shape.1, &slopes);
                assert!((gradients.of(var).unwrap() - slopes).amax() < 1e-5);
            }
        }
        assert_eq!(parameters.trained_count(), 2 * (4 + 3));
    }

    #[portable_test]
    fn steps_leave_the_base_as_it_was() {
        let (mut parameters, layer) = adapted(false);
        let before = parameters.clone();
        let mut losses = Vec::new();
        let mut memories: Vec<_> = before
            .iter()
            .map(|p| Memory::new(Optimiser::ADAM, p.value.shape()))
            .collect();
        for step in 1..=200 {
            let mut tape = Tape::new();
            let handles = parameters.record(&mut tape);
            let x = tape.constant(input());
            let y = layer.record(&mut tape, &handles, x).unwrap();
            let squares = tape.multiply(y, y).unwrap();
            let loss = tape.sum(squares).unwrap();
            losses.push(tape.value(loss).unwrap()[(0, 0)]);
            let seed = DMatrix::from_element(1, 1, 1.0);
            let gradients = tape.backward(loss, &seed).unwrap();
            for ((p, memory), var) in (parameters.iter_mut().zip(&mut memories)).zip(handles.iter())
            {
                if p.trained {
                    let gradient = gradients.of(var).unwrap();
                    let value = &mut p.value;
                    optimise::step(Optimiser::ADAM, 0.02, step, value, gradient, 1.0, memory);
                }
            }
        }
        assert!(
            losses[199] < 0.6 * losses[0],
            "{} {}",
            losses[0],
            losses[199]
        );
        for (name, moves) in NAMES.into_iter().zip([false, false, true, true]) {
            let (one, other) = (before.named(name).unwrap(), parameters.named(name).unwrap());
            assert_eq!(one.value != other.value, moves, "{name}");
        }
    }

    #[portable_test]
    fn through_a_file_and_back() {
        let (parameters, _) = adapted(true);
        let single = parameters.cast::<f32>();
        let stored = tensors::read(&tensors::write(&single, HashMap::new()).unwrap()).unwrap();
        let mut names: Vec<_> = stored.tensors.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            ["l.bias", "l.lora_A.weight", "l.lora_B.weight", "l.weight"]
        );
        assert_eq!(stored.tensors["l.lora_A.weight"].shape, [2, 4]);
        let mut other = adapted(false).0.cast::<f32>();
        assert_ne!(other, single);
        tensors::load(&mut other, &stored).unwrap();
        assert_eq!(other, single);
    }

    #[portable_test]
    fn what_is_refused_changes_nothing() {
        let (mut parameters, mut layer) = adapted(false);
        let before = parameters.clone();
        let mut random = Random::new(1);
        // A second adapter would have the first one's names.
        let error = layer
            .adapt(&mut parameters, 1, 1.0, &mut random)
            .unwrap_err();
        assert!(error.to_string().contains("already"));
        let mut other = Linear::new(
            &mut Parameters::<f64>::new(),
            "l",
            (4, 3),
            true,
            1.0,
            &mut random,
        );
        for (rank, alpha) in [(0, 1.0), (4, 1.0), (1, f64::NAN), (1, f64::INFINITY)] {
            assert!(
                other
                    .adapt(&mut parameters, rank, alpha, &mut random)
                    .is_err()
            );
        }
        assert_eq!(parameters, before);
        // Factors of a network that isn't this one.
        let lora = layer.lora().unwrap();
        assert!(lora.change(&Parameters::<f64>::new()).is_err());
    }
}
