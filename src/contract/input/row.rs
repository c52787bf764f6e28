//! What the inputs that hold a row of numbers have in common.

/// [`Input`](super::Input) for a kind of row: it has `fewest` and `most` entries, a `refusal` of what
/// its key allows and it doesn't, and `random_of` for a random row of a length.
macro_rules! row_of_numbers {
    ($input:ty) => {
        impl $crate::contract::input::Input for $input {
            type Value = Vec<f64>;

            fn accept(&self, given: &Value) -> Result<Vec<f64>, String> {
                let Value::Vector(row) = given else {
                    return Err($crate::contract::input::other_kind());
                };
                self.refusal(row)
                    .map_or_else(|| Ok(row.iter().map(|x| x + 0.0).collect()), Err)
            }

            fn given(&self, value: &Vec<f64>) -> Option<Value> {
                Some(Value::Vector(value.clone()))
            }

            fn random(&self, random: &mut Random, draw: Draw, _: &Vec<f64>) -> Vec<f64> {
                let span = (self.fewest, self.most);
                let count = $crate::contract::input::random_count(random, draw, span);
                self.random_of(random, draw, count)
            }

            fn random_like(&self, random: &mut Random, draw: Draw, now: &Vec<f64>) -> Vec<f64> {
                self.random_of(random, draw, now.len())
            }

            fn python(&self, value: &Vec<f64>) -> String {
                $crate::contract::numpy::array(value)
            }
        }
    };
}

pub(super) use row_of_numbers;
