//! A run as a file: a safetensors file of the weights by PyTorch's names, what the optimiser
//! remembers beside them, and settings and curve as text in its header.

use crate::config::Config;
use crate::error::{Result, TrainingError};
use crate::run::{Point, Run};
use crate::snapshots::Snapshot;
use nalgebra::DMatrix;
use numeric_core::network::{Parameters, tensors};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The header's key for settings and curve.
const KEY: &str = "four-pillars-run";
/// What m and v are named after their parameter.
const FIRST: &str = "optimiser.first.";
const SECOND: &str = "optimiser.second.";

/// What a file says besides its tensors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// What was trained.
    pub config: Config,
    /// Steps so far.
    pub step: u64,
    /// The learning rates, each from which step on.
    pub rates: Vec<(u64, f64)>,
    /// The curve.
    pub curve: Vec<Point>,
}

/// The weights and memories of a run's network, by name.
pub(crate) fn all(run: &mut Run) -> Parameters<f32> {
    let mut all = run.training().parameters().clone();
    let names: Vec<String> = all.iter().map(|p| p.name.clone()).collect();
    for (name, memory) in names.iter().zip(run.training().memories()) {
        for (prefix, values) in [(FIRST, &memory.first), (SECOND, &memory.second)] {
            if !values.is_empty() {
                all.add(format!("{prefix}{name}"), values.clone());
            }
        }
    }
    all
}

/// The file of a run.
///
/// # Errors
///
/// None for a run that was made.
pub fn save(run: &mut Run) -> Result<Vec<u8>> {
    let saved = Saved {
        config: run.config().clone(),
        step: run.steps(),
        rates: run.rates().to_vec(),
        curve: run.curve().to_vec(),
    };
    let text = serde_json::to_string(&saved);
    let text = text.map_err(|e| TrainingError::File(format!("can’t be written: {e}")))?;
    Ok(tensors::write(
        &all(run),
        HashMap::from([(KEY.into(), text)]),
    )?)
}

/// The run of a file, as it was saved.
///
/// # Errors
///
/// A file that isn't one of ours, is damaged, or whose settings and tensors don't fit together.
pub fn open(bytes: &[u8]) -> Result<Run> {
    let refuse = |what: String| TrainingError::File(what);
    let stored = tensors::read(bytes).map_err(|e| {
        refuse(match tensors::is_file(bytes) {
            true => format!("this safetensors file can’t be used: {e}"),
            false => "this isn’t a safetensors file, or it is damaged".into(),
        })
    })?;
    let text = stored.about.get(KEY);
    let text = text.ok_or_else(|| {
        refuse("this safetensors file wasn’t saved here: it has no settings of a run".into())
    })?;
    let saved: Saved = serde_json::from_str(text)
        .map_err(|e| refuse(format!("the file’s settings can’t be read: {e}")))?;
    // A file may say anything; what it says must be trainable before memory is taken for it.
    let sizes = &saved.config;
    if sizes.layers > 4 || sizes.width > 256 || sizes.context > 512 || sizes.batch > 256 {
        return Err(refuse(
            "the file’s network is too large for this page".into(),
        ));
    }
    let mut run = Run::new(saved.config.clone())?;
    let damaged = |e: &dyn std::fmt::Display| refuse(format!("the file is damaged: {e}"));
    let matrix = |name: &str, shape: (usize, usize)| -> Result<DMatrix<f32>> {
        if shape.0 * shape.1 == 0 {
            return Ok(DMatrix::zeros(shape.0, shape.1));
        }
        let tensor = stored.tensors.get(name);
        let tensor = tensor.ok_or_else(|| damaged(&format!("“{name}” is missing")))?;
        let matrix = tensor.matrix::<f32>().map_err(|e| damaged(&e))?;
        if matrix.shape() != shape || matrix.iter().any(|x| !x.is_finite()) {
            return Err(damaged(&format!("“{name}” doesn’t fit")));
        }
        Ok(matrix)
    };
    let training = run.training();
    let mut values = Vec::new();
    let mut memories = training.memories().to_vec();
    for (parameter, memory) in training.parameters().iter().zip(&mut memories) {
        let name = &parameter.name;
        values.push(matrix(name, parameter.value.shape())?);
        memory.first = matrix(&format!("{FIRST}{name}"), memory.first.shape())?;
        memory.second = matrix(&format!("{SECOND}{name}"), memory.second.shape())?;
    }
    let rate = saved.rates.last().map_or(saved.config.rate, |r| r.1);
    if !(rate > 0.0 && rate.is_finite()) {
        return Err(damaged(&"its learning rate isn’t allowed"));
    }
    let snapshot = Snapshot {
        step: saved.step,
        rate,
        values,
        memories,
    };
    run.put(snapshot, saved.curve, saved.rates);
    Ok(run)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Rule;

    fn small(rule: Rule) -> Run {
        let config = Config {
            layers: 1,
            width: 8,
            heads: 2,
            context: 8,
            batch: 2,
            rule,
            ..Config::default()
        };
        let mut run = Run::new(config).unwrap();
        for _ in 0..6 {
            run.step().unwrap();
        }
        run
    }

    #[test]
    fn a_saved_run_goes_on_as_it_would_have() {
        for (rule, _) in Rule::ALL {
            let mut run = small(rule);
            run.set_rate(0.002);
            let bytes = save(&mut run).unwrap();
            let mut again = open(&bytes).unwrap();
            assert_eq!(again.steps(), 6);
            assert_eq!(again.curve(), run.curve());
            for _ in 0..3 {
                assert_eq!(again.step().unwrap(), run.step().unwrap(), "{rule:?}");
            }
        }
    }

    #[test]
    fn damaged_files_are_refused() {
        let bytes = save(&mut small(Rule::Adam)).unwrap();
        assert!(open(&[]).is_err());
        assert!(open(b"not a file of ours").is_err());
        assert!(open(&bytes[..bytes.len() - 9]).is_err());
        let mut other = Parameters::<f32>::new();
        other.add_vector("x", 3, 1.0);
        let foreign = tensors::write(&other, HashMap::new()).unwrap();
        let error = open(&foreign).unwrap_err().to_string();
        assert!(error.contains("wasn’t saved here"), "{error}");
        // Every byte of the header turned in its turn: an error, or a run; never a panic.
        for at in (0..600.min(bytes.len())).step_by(7) {
            let mut turned = bytes.clone();
            turned[at] ^= 0x15;
            let _ = open(&turned);
        }
        let mut nan = bytes.clone();
        let end = nan.len();
        nan[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
        assert!(open(&nan).is_err());
    }
}
