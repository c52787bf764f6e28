//! Parameters as safetensors files, with PyTorch's names and layouts: what is trained here opens
//! there with `load_state_dict`, and the reverse.
//!
//! Source: the format's description, <https://github.com/huggingface/safetensors>.

use super::parameters::Parameters;
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};
use std::collections::HashMap;

const OPERATION: &str = "safetensors";

/// A stored tensor of at most two dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Its dimensions, as stored.
    pub shape: Vec<usize>,
    /// Its entries, row by row. Whole numbers are exact up to 2⁵³.
    pub entries: Vec<f64>,
}

impl Tensor {
    /// As a matrix; a vector is one row, a number is 1×1.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for more than two dimensions.
    pub fn matrix<T: Real>(&self) -> Result<DMatrix<T>> {
        let (rows, columns) = match *self.shape {
            [] => (1, 1),
            [columns] => (1, columns),
            [rows, columns] => (rows, columns),
            _ => return refuse(format!("{} dimensions are too many", self.shape.len())),
        };
        let entries = self.entries.iter().map(|&x| T::from_f64(x));
        Ok(DMatrix::from_row_iterator(rows, columns, entries))
    }
}

/// A file's tensors by name, and what it says about itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stored {
    /// The tensors.
    pub tensors: HashMap<String, Tensor>,
    /// Free text by name.
    pub about: HashMap<String, String>,
}

fn refuse<T>(what: String) -> Result<T> {
    Err(CoreError::not_allowed(OPERATION, what))
}

/// Whether these are the bytes of a safetensors file, whatever its numbers.
#[must_use]
pub fn is_file(bytes: &[u8]) -> bool {
    SafeTensors::deserialize(bytes).is_ok()
}

/// Reads a file's bytes; float64, float32, float16, bfloat16, int64 and int32 are understood, all of
/// them exactly.
///
/// # Errors
///
/// [`CoreError::NotAllowed`] for bytes that aren't such a file, or another type of number.
pub fn read(bytes: &[u8]) -> Result<Stored> {
    let damaged = |error| CoreError::not_allowed(OPERATION, format!("can't be read: {error}"));
    let file = SafeTensors::deserialize(bytes).map_err(damaged)?;
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let mut stored = Stored {
        tensors: HashMap::new(),
        about: header.metadata().clone().unwrap_or_default(),
    };
    for (name, view) in file.tensors() {
        let data = view.data();
        let entries = match view.dtype() {
            Dtype::F32 => numbers(data, |b| f64::from(f32::from_le_bytes(b))),
            Dtype::F64 => numbers(data, f64::from_le_bytes),
            Dtype::F16 => numbers(data, |b| half(u16::from_le_bytes(b))),
            Dtype::BF16 => numbers(data, |b| {
                f64::from(f32::from_bits(u32::from(u16::from_le_bytes(b)) << 16))
            }),
            Dtype::I64 => numbers(data, |b| i64::from_le_bytes(b) as f64),
            Dtype::I32 => numbers(data, |b| f64::from(i32::from_le_bytes(b))),
            other => {
                return refuse(format!(
                    "the numbers of “{name}” are of the type {other:?}; F64, F32, F16, BF16, I64 and \
                     I32 can be read"
                ));
            }
        };
        let shape = view.shape().to_vec();
        stored.tensors.insert(name, Tensor { shape, entries });
    }
    Ok(stored)
}

fn numbers<const N: usize>(data: &[u8], number: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    data.as_chunks::<N>()
        .0
        .iter()
        .map(|&bytes| number(bytes))
        .collect()
}

/// The number that a float16 is: 1 bit of sign, 5 of the exponent, 10 of the fraction.
///
/// Source: IEEE 754-2019, binary16.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let fraction = f64::from(bits & 0x3ff);
    let size = match i32::from(bits >> 10 & 0x1f) {
        // Multiples of 2⁻²⁴.
        0 => fraction / 16_777_216.0,
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => {
            (1024.0 + fraction) * f64::from(f32::from_bits((exponent + 102) as u32 * 0x80_0000))
        }
    };
    sign * size
}

/// Writes parameters as float32, with free text about them.
///
/// # Errors
///
/// [`CoreError::NotAllowed`] for what the format can't hold (two parameters of one name).
pub fn write<T: Real>(
    parameters: &Parameters<T>,
    about: HashMap<String, String>,
) -> Result<Vec<u8>> {
    let mut names = std::collections::HashSet::new();
    let mut data = Vec::new();
    for parameter in parameters.iter() {
        if !names.insert(&parameter.name) {
            return refuse(format!("two parameters are named “{}”", parameter.name));
        }
        // Stored row by row: the transpose column by column.
        let transposed = parameter.value.transpose();
        let bytes: Vec<u8> = transposed
            .iter()
            .flat_map(|x| (x.to_f64() as f32).to_le_bytes())
            .collect();
        data.push((&parameter.name, parameter.shape(), bytes));
    }
    let failed = |error| CoreError::not_allowed(OPERATION, format!("can't be written: {error}"));
    let views = data
        .iter()
        .map(|(name, shape, bytes)| {
            Ok((
                *name,
                TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(failed)?,
            ))
        })
        .collect::<Result<Vec<_>>>()?;
    serialize(views, Some(about)).map_err(failed)
}

/// Puts stored tensors into parameters of the same names and shapes. Nothing is changed unless all
/// fit.
///
/// # Errors
///
/// [`CoreError::NotAllowed`] for a missing tensor, one of another shape, one that no parameter
/// asks for, or an entry that is not finite.
pub fn load<T: Real>(parameters: &mut Parameters<T>, stored: &Stored) -> Result<()> {
    for name in stored.tensors.keys() {
        parameters.named(name)?;
    }
    let mut values = Vec::new();
    for parameter in parameters.iter() {
        let name = &parameter.name;
        let Some(tensor) = stored.tensors.get(name) else {
            return refuse(format!("“{name}” is missing"));
        };
        if tensor.shape != parameter.shape() {
            return refuse(format!(
                "“{name}” has the shape {:?}, not {:?}",
                tensor.shape,
                parameter.shape()
            ));
        }
        if let Some(x) = tensor.entries.iter().find(|x| !x.is_finite()) {
            return refuse(format!("“{name}” holds {x}"));
        }
        values.push(tensor.matrix()?);
    }
    for (parameter, value) in parameters.iter_mut().zip(values) {
        parameter.value = value;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    fn some() -> Parameters<f32> {
        let mut parameters = Parameters::new();
        parameters.add_normal("a.weight", (2, 3), 1.0, &mut Random::new(2));
        parameters.add_vector("a.bias", 4, 0.5);
        parameters
    }

    #[portable_test]
    fn there_and_back() {
        let about = HashMap::from([("made".to_owned(), "here".to_owned())]);
        let bytes = write(&some(), about.clone()).unwrap();
        let stored = read(&bytes).unwrap();
        assert_eq!(stored.about, about);
        assert_eq!(stored.tensors["a.bias"].shape, [4]);
        let weight = &stored.tensors["a.weight"];
        // Row by row: entry (0, 1) is second.
        assert_eq!(
            weight.entries[1],
            f64::from(some().named("a.weight").unwrap().value[(0, 1)])
        );
        let mut other = some();
        other.iter_mut().for_each(|p| p.value.fill(9.0));
        load(&mut other, &stored).unwrap();
        assert_eq!(other, some());
    }

    #[portable_test]
    fn sixteen_bits_are_read_exactly_and_others_are_named() {
        let file = |dtype, bytes: &[u8], n: usize| {
            let view = TensorView::new(dtype, vec![n], bytes).unwrap();
            serialize([("a", view)], None).unwrap()
        };
        let entries = |dtype, bits: &[u16]| {
            let bytes: Vec<u8> = bits.iter().flat_map(|b| b.to_le_bytes()).collect();
            let stored = read(&file(dtype, &bytes, bits.len())).unwrap();
            stored.tensors["a"].entries.clone()
        };
        assert_eq!(
            entries(
                Dtype::F16,
                &[0x3c00, 0xc000, 0x3555, 0x7bff, 0x0001, 0x0400, 0x7c00]
            ),
            [
                1.0,
                -2.0,
                0.333_251_953_125,
                65504.0,
                1.0 / 16_777_216.0,
                1.0 / 16_384.0,
                f64::INFINITY
            ]
        );
        assert!(entries(Dtype::F16, &[0x7e00])[0].is_nan());
        assert_eq!(
            entries(Dtype::BF16, &[0x3f80, 0xc000, 0x4049, 0x0001]),
            [1.0, -2.0, 3.140_625, f64::from(f32::from_bits(0x1_0000))]
        );
        let eight = file(Dtype::F8_E4M3, &[0x38, 0x40], 2);
        let error = read(&eight).unwrap_err().to_string();
        assert!(is_file(&eight) && error.contains("F8_E4M3"), "{error}");
    }

    #[portable_test]
    fn files_that_do_not_fit_change_nothing() {
        let stored = read(&write(&some(), HashMap::new()).unwrap()).unwrap();
        let mut missing = stored.clone();
        missing.tensors.remove("a.bias");
        let mut foreign = stored.clone();
        foreign
            .tensors
            .insert("b".into(), stored.tensors["a.bias"].clone());
        let mut shape = stored.clone();
        if let Some(tensor) = shape.tensors.get_mut("a.weight") {
            tensor.shape = vec![3, 2];
        }
        let mut infinite = stored;
        if let Some(tensor) = infinite.tensors.get_mut("a.bias") {
            tensor.entries[0] = f64::INFINITY;
        }
        for bad in [missing, foreign, shape, infinite] {
            let mut parameters = some();
            assert!(load(&mut parameters, &bad).is_err());
            assert_eq!(parameters, some());
        }
    }

    #[portable_test]
    fn damaged_bytes() {
        let good = write(&some(), HashMap::new()).unwrap();
        assert!(read(&[]).is_err() && read(b"not a file").is_err());
        for length in 0..good.len() {
            assert!(read(&good[..length]).is_err());
        }
        let mut random = Random::new(3);
        for _ in 0..2000 {
            let mut bytes = good.clone();
            let at = random.below(bytes.len()).unwrap();
            bytes[at] = random.next_u64() as u8;
            // An error or other numbers, never a panic.
            let _ = read(&bytes);
        }
    }
}
