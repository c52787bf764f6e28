//! The state of `lora`: sizes to count with, and a small layer to adapt.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use numeric_core::random::Random;
use training::{LARGEST_RANK, Tune};

/// Largest d_in and d_out.
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
    /// d_in, the columns of the layer that is counted.
    pub d: usize,
    /// d_out, its rows; as many as columns where `None`.
    pub outputs: Option<usize>,
    /// The rank r, at most the smaller of the two.
    pub rank: usize,
    /// The rank of the wanted change without its noise.
    pub true_rank: usize,
    /// The size of the noise in it.
    pub noise: f64,
    /// α of the factor α/r.
    pub alpha: f64,
    /// Decides the wanted change and the first A.
    pub seed: u64,
    /// How the reference model is fine-tuned.
    pub tune: Tune,
}

/// Least and largest α of the fine-tuning.
pub const TUNE_ALPHA: (f64, f64) = (0.25, 256.0);
/// Least and largest learning rate.
pub const TUNE_RATE: (f64, f64) = (1e-5, 0.1);
/// Most steps.
pub const TUNE_STEPS: usize = 3000;

impl Default for LoraState {
    fn default() -> Self {
        Self {
            d: 4096,
            outputs: None,
            rank: 8,
            true_rank: 3,
            noise: 0.05,
            alpha: 4.0,
            seed: 1,
            tune: Tune::default(),
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
            about: "columns of the layer that is counted, dᵢₙ; its rows too, unless `outputs` says otherwise",
        },
        Key {
            name: "outputs",
            kind: Kind::Integer {
                min: 1,
                max: WIDEST as i64,
            },
            about: "rows of the layer, dₒᵤₜ; as many as columns when left out",
        },
        Key {
            name: "rank",
            kind: Kind::Integer {
                min: 1,
                max: MOST_RANK as i64,
            },
            about: "the rank r of the adapter, at most dᵢₙ and dₒᵤₜ",
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
        Key {
            name: "tune-rank",
            kind: Kind::Integer {
                min: 1,
                max: LARGEST_RANK as i64,
            },
            about: "the rank r of the reference model’s adapters when it is fine-tuned",
        },
        Key {
            name: "tune-alpha",
            kind: Kind::Number {
                min: TUNE_ALPHA.0,
                max: TUNE_ALPHA.1,
            },
            about: "α of their factor α/r",
        },
        Key {
            name: "tune-rate",
            kind: Kind::Number {
                min: TUNE_RATE.0,
                max: TUNE_RATE.1,
            },
            about: "the learning rate of that fine-tuning",
        },
        Key {
            name: "tune-steps",
            kind: Kind::Integer {
                min: 1,
                max: TUNE_STEPS as i64,
            },
            about: "its steps",
        },
        Key {
            name: "tune-head",
            kind: Kind::Switch,
            about: "whether the model’s head gets an adapter too",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let whole =
            |query: &Query, key, usual: usize| query.integer(key).map_or(usual, |n| n as usize);
        let d = whole(query, "d", default.d);
        let outputs = query.integer("outputs").map(|n| n as usize);
        let smaller = d.min(outputs.unwrap_or(d));
        if whole(query, "rank", 1) > smaller {
            query.reject(
                "rank",
                &format!("at most {smaller}, the smaller side of the layer"),
            );
        }
        Self {
            d,
            outputs: outputs.filter(|&n| n != d),
            rank: whole(query, "rank", default.rank).min(smaller),
            true_rank: whole(query, "true-rank", default.true_rank),
            noise: query.number("noise").unwrap_or(default.noise),
            alpha: query.number("alpha").unwrap_or(default.alpha),
            seed: whole(query, "seed", default.seed as usize) as u64,
            tune: Tune {
                rank: whole(query, "tune-rank", default.tune.rank),
                alpha: query.number("tune-alpha").unwrap_or(default.tune.alpha),
                rate: query.number("tune-rate").unwrap_or(default.tune.rate),
                steps: whole(query, "tune-steps", default.tune.steps as usize) as u64,
                head: query.switch("tune-head").unwrap_or(default.tune.head),
            },
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let mut values = vec![("d", Value::Integer(self.d as i64))];
        // What is left out follows d.
        if self.out() != self.d {
            values.push(("outputs", Value::Integer(self.out() as i64)));
        }
        values.extend([
            ("rank", Value::Integer(self.rank as i64)),
            ("true-rank", Value::Integer(self.true_rank as i64)),
            ("noise", Value::Number(self.noise)),
            ("alpha", Value::Number(self.alpha)),
            ("seed", Value::Integer(self.seed as i64)),
            ("tune-rank", Value::Integer(self.tune.rank as i64)),
            ("tune-alpha", Value::Number(self.tune.alpha)),
            ("tune-rate", Value::Number(self.tune.rate)),
            ("tune-steps", Value::Integer(self.tune.steps as i64)),
            ("tune-head", Value::Switch(self.tune.head)),
        ]);
        values
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        let edge = draw == Draw::Extreme;
        let d = if edge {
            [1, 2, 3, WIDEST, 1000][pick(random, 5)]
        } else {
            [512, 768, 1024, 2048, 4096, 8192, 12_288][pick(random, 7)]
        };
        let outputs = if edge {
            [d, 1, WIDEST, 7][pick(random, 4)]
        } else {
            [d, d, 4 * d, d / 2][pick(random, 4)]
        };
        let smaller = d.min(outputs);
        let rank = if edge {
            [1, smaller, smaller.div_ceil(2)][pick(random, 3)]
        } else {
            [1, 2, 4, 8, 16, 64, 256][pick(random, 7)]
        };
        Self {
            d,
            outputs: (outputs != d).then_some(outputs),
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
            tune: random_tune(random, edge),
        }
    }
}

impl LoraState {
    /// d_out.
    pub fn out(&self) -> usize {
        self.outputs.unwrap_or(self.d)
    }

    /// The smaller side of the layer: no rank is larger.
    pub fn smaller(&self) -> usize {
        self.d.min(self.out())
    }

    /// Another d_in or d_out; the rank stays one that fits.
    pub fn resize(&mut self, d: usize, outputs: Option<usize>) {
        let side = |n: usize| n.clamp(1, WIDEST);
        (self.d, self.outputs) = (side(d), outputs.map(side));
        self.rank = self.rank.min(self.smaller());
    }

    /// α/r of the small layer at the rank that is shown.
    pub fn scale(&self) -> f64 {
        self.alpha / self.shown_rank() as f64
    }

    /// The rank that is shown live: r, as far as the small layer has it.
    pub fn shown_rank(&self) -> usize {
        self.rank.clamp(1, RANKS)
    }
}

fn random_tune(random: &mut Random, edge: bool) -> Tune {
    if edge {
        return Tune {
            rank: [1, LARGEST_RANK][pick(random, 2)],
            alpha: [TUNE_ALPHA.0, TUNE_ALPHA.1][pick(random, 2)],
            rate: [TUNE_RATE.0, TUNE_RATE.1][pick(random, 2)],
            steps: [1, TUNE_STEPS as u64][pick(random, 2)],
            head: pick(random, 2) == 1,
        };
    }
    let rank = [1, 2, 4, 8, 16][pick(random, 5)];
    Tune {
        rank,
        alpha: rank as f64 * [1.0, 2.0, 4.0][pick(random, 3)],
        rate: [0.001, 0.002, 0.003, 0.005][pick(random, 4)],
        steps: [200, 300, 400][pick(random, 3)],
        head: pick(random, 2) == 1,
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
        let (s, notices) = open("#/lora?outputs=100&rank=101");
        assert_eq!((s.rank, notices), (8, vec!["rank".to_string()]));
        let (s, notices) = open("#/lora?d=1024&outputs=64&rank=64");
        assert_eq!((s.d, s.out(), s.rank, notices.len()), (1024, 64, 64, 0));
    }

    #[test]
    fn a_square_layer_has_no_outputs_in_its_address() {
        let (s, _) = open("#/lora?d=768&outputs=768");
        assert_eq!(s.outputs, None);
        assert_eq!(s.pairs(), [("d".to_string(), "768".to_string())]);
        let (mut s, _) = open("#/lora?d=768");
        assert_eq!((s.out(), s.pairs().len()), (768, 1));
        s.resize(768, Some(3072));
        assert!(s.pairs().contains(&("outputs".into(), "3072".into())));
        s.resize(3072, Some(3072));
        assert_eq!(s.pairs(), [("d".to_string(), "3072".to_string())]);
        s.rank = 3000;
        s.resize(2, None);
        assert_eq!((s.rank, s.out()), (2, 2));
    }
}
