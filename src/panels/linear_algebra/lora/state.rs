//! The state of `lora`: sizes to count with, and a small layer to adapt.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Kind, Spice, Value};
use numeric_core::random::Random;

/// Largest d.
pub const WIDEST: usize = 65_536;
/// Largest r.
pub const MOST_RANK: usize = 65_536;
/// Rows and columns of the layer that is adapted live.
pub const SIDE: usize = 8;
/// The ranks that are tried live: 1 to this. Of full rank nothing would be left to see.
pub const RANKS: usize = 6;
/// Least noise: it keeps every error away from zero, where all that is left is rounding.
pub const QUIETEST: f64 = 0.01;

/// What the panel is about.
#[derive(Clone, Debug, PartialEq)]
pub struct LoraState {
    /// Rows and columns of the layer that is counted.
    pub d: usize,
    /// The rank r, at most d.
    pub rank: usize,
    /// The rank of the wanted change without its noise.
    pub true_rank: usize,
    /// The size of the noise in it.
    pub noise: f64,
    /// α of the factor α/r.
    pub alpha: f64,
    /// Decides the wanted change and the first A.
    pub seed: u64,
}

impl Default for LoraState {
    fn default() -> Self {
        Self {
            d: 4096,
            rank: 8,
            true_rank: 3,
            noise: 0.05,
            alpha: 4.0,
            seed: 1,
        }
    }
}

impl State for LoraState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "d",
            kind: Kind::Integer {
                min: 1,
                max: WIDEST as i64,
            },
            about: "rows and columns of the layer that is counted",
        },
        Key {
            name: "rank",
            kind: Kind::Integer {
                min: 1,
                max: MOST_RANK as i64,
            },
            about: "the rank r of the adapter, at most d",
        },
        Key {
            name: "true-rank",
            kind: Kind::Integer {
                min: 1,
                max: RANKS as i64,
            },
            about: "the rank of the change that is wanted, live, before its noise",
        },
        Key {
            name: "noise",
            kind: Kind::Number {
                min: QUIETEST,
                max: 1.0,
            },
            about: "the size of the noise in that change",
        },
        Key {
            name: "alpha",
            kind: Kind::Number {
                min: 0.5,
                max: 16.0,
            },
            about: "α of the factor α/r",
        },
        Key {
            name: "seed",
            kind: Kind::Integer {
                min: 0,
                max: 999_999,
            },
            about: "decides the change that is wanted and the first A",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let whole =
            |query: &Query, key, usual: usize| query.integer(key).map_or(usual, |n| n as usize);
        let d = whole(query, "d", default.d);
        if whole(query, "rank", 1) > d {
            query.reject("rank", &format!("at most {d}, the size of the layer"));
        }
        Self {
            d,
            rank: whole(query, "rank", default.rank).min(d),
            true_rank: whole(query, "true-rank", default.true_rank),
            noise: query.number("noise").unwrap_or(default.noise),
            alpha: query.number("alpha").unwrap_or(default.alpha),
            seed: whole(query, "seed", default.seed as usize) as u64,
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("d", Value::Integer(self.d as i64)),
            ("rank", Value::Integer(self.rank as i64)),
            ("true-rank", Value::Integer(self.true_rank as i64)),
            ("noise", Value::Number(self.noise)),
            ("alpha", Value::Number(self.alpha)),
            ("seed", Value::Integer(self.seed as i64)),
        ]
    }
}

impl LoraState {
    /// The rank that is shown live: r, as far as the small layer has it.
    pub fn shown_rank(&self) -> usize {
        self.rank.clamp(1, RANKS)
    }

    /// A random state.
    pub fn random(random: &mut Random, spice: Spice) -> Self {
        let edge = spice == Spice::Extreme;
        let d = if edge {
            [1, 2, 3, WIDEST, 1000][pick(random, 5)]
        } else {
            [512, 768, 1024, 2048, 4096, 8192, 12_288][pick(random, 7)]
        };
        let rank = if edge {
            [1, d, d.div_ceil(2)][pick(random, 3)]
        } else {
            [1, 2, 4, 8, 16, 64, 256][pick(random, 7)]
        };
        Self {
            d,
            rank,
            true_rank: 1 + pick(random, RANKS),
            noise: if edge {
                [QUIETEST, 1.0][pick(random, 2)]
            } else {
                (2.0 + 18.0 * random.uniform()).round() / 100.0
            },
            alpha: if edge {
                [0.5, 1.0, 16.0][pick(random, 3)]
            } else {
                [1.0, 2.0, 4.0, 8.0][pick(random, 4)]
            },
            seed: pick(random, 1_000_000) as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (LoraState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), LoraState::KEYS);
        let state = LoraState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn a_rank_is_at_most_the_size() {
        let (s, notices) = open("#/lora?d=4&rank=5&alpha=2");
        assert_eq!(
            (s.d, s.rank, s.alpha, notices),
            (4, 4, 2.0, vec!["rank".to_string()])
        );
        let (s, notices) = open("#/lora?d=4");
        assert_eq!((s.rank, notices.len()), (4, 0));
    }
}
