//! The heads that are switched off, as an input: `2.2,1.4`, layer and head, both counted from 1.

use super::model::shipped_sizes;
use crate::contract::input::Input;
use crate::contract::kind::{Kind, Value};
use crate::contract::prelude::*;
use numeric_core::random::Random;

/// A set of heads of the trained model.
#[derive(Clone, Copy, Debug)]
pub struct Heads;

impl Heads {
    /// Any heads of the model.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// The kind of their key: numbers whose whole part is the layer and whose tenths are the head.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Vector {
            length: (0, 16),
            min: 1.1,
            max: 2.8,
        }
    }
}

impl Input for Heads {
    /// Counted through all layers, rising, each once.
    type Value = Vec<usize>;

    fn accept(&self, given: &Value) -> Result<Vec<usize>, String> {
        let Value::Vector(numbers) = given else {
            return Err("a list of heads".into());
        };
        let sizes = shipped_sizes();
        let names = sizes.head_names();
        let place = |x: &f64| {
            let name = number::exact(*x);
            names.iter().position(|known| *known == name)
        };
        let mut all = numbers
            .iter()
            .map(place)
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| {
                format!(
                    "heads such as 2.2,1.4: a layer from 1 to {}, a point, and a head from 1 to {}",
                    sizes.layers, sizes.heads
                )
            })?;
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    fn given(&self, value: &Vec<usize>) -> Option<Value> {
        let heads = shipped_sizes().heads;
        let written = |head: &usize| {
            let (layer, head) = (head / heads + 1, head % heads + 1);
            // The quotient is the number that `2.2` is read as.
            (10 * layer + head) as f64 / 10.0
        };
        Some(Value::Vector(value.iter().map(written).collect()))
    }

    /// Ordinary: none to three; extreme: none, all, or any.
    fn random(&self, random: &mut Random, draw: Draw, _: &Vec<usize>) -> Vec<usize> {
        let share = match draw {
            Draw::Ordinary => 0.08,
            Draw::Extreme => [0.0, 0.5, 1.0][below(random, 3)],
        };
        (0..shipped_sizes().all_heads())
            .filter(|_| random.uniform() < share)
            .collect()
    }

    fn python(&self, value: &Vec<usize>) -> String {
        let heads = shipped_sizes().heads;
        let pair = |head: &usize| format!("({}, {})", head / heads + 1, head % heads + 1);
        let pairs: Vec<String> = value.iter().map(pair).collect();
        format!("[{}]", pairs.join(", "))
    }
}
