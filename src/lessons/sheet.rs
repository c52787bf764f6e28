//! A sheet of exercises with its key: `#/worksheet?of=softmax-jacobian,svd&count=10&seed=1`. Each
//! exercise is a panel's question at a random state; the same address is the same sheet.

use crate::contract::registry::Entry;
use crate::contract::state::{Notice, Query};
use crate::contract::{Address, Key, Kind, Presentation};
use crate::panels::{self, CURRICULUM};
use numeric_core::random::Random;

/// Its address, `#/worksheet`.
pub const ID: &str = "worksheet";
/// The most exercises.
pub const MOST: i64 = 60;
/// How many there are where the address doesn't say.
const USUAL: i64 = 10;
const FIRST_SEED: i64 = 1;

const OF: &str = "of";
const KEYS: &[Key] = &[
    Key {
        name: OF,
        kind: Kind::Words {
            count: (1, 60),
            longest: 60,
        },
        about: "the panels whose questions are asked, in turn; all if none are given",
    },
    Key {
        name: "count",
        kind: Kind::Integer { min: 1, max: MOST },
        about: "how many exercises",
    },
    Key {
        name: "seed",
        kind: Kind::Integer {
            min: 0,
            max: 999_999,
        },
        about: "the seed of their states",
    },
];

/// What a sheet asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The ids of its panels, in the order in which they are asked; none stands for all of them.
    pub of: Vec<&'static str>,
    /// How many exercises.
    pub count: i64,
    /// The seed of their states.
    pub seed: i64,
}

impl Sheet {
    /// What an address of it says.
    #[must_use]
    pub fn open(address: &Address) -> (Self, Presentation, Vec<Notice>) {
        let mut query = Query::new(address, KEYS);
        let presentation = Presentation::take(&mut query, &[]);
        let asked = query.words(OF).cloned().unwrap_or_default();
        let mut of = Vec::new();
        for id in asked {
            let id = id.trim();
            match panels::find(id) {
                Some(entry) if of.contains(&entry.meta.id) => {}
                Some(entry) => of.push(entry.meta.id),
                None => {
                    let near = panels::near(id).first().map_or_else(
                        || "as attention".to_owned(),
                        |entry| format!("perhaps {}", entry.meta.id),
                    );
                    query.remark(
                        OF,
                        id,
                        format!("expected ids of panels, {near}; it is left out"),
                    );
                }
            }
        }
        let own = Self {
            of,
            count: query.integer("count").unwrap_or(USUAL),
            seed: query.integer("seed").unwrap_or(FIRST_SEED),
        };
        (own, presentation, query.into_notices())
    }

    /// Its address as it is shown.
    #[must_use]
    pub fn address(&self, presentation: &Presentation) -> Address {
        let differing = |key: &str, value: i64, usual: i64| {
            (value != usual).then(|| (key.to_owned(), value.to_string()))
        };
        let of = (!self.of.is_empty()).then(|| (OF.to_owned(), self.of.join(",")));
        let mut pairs: Vec<_> = of.into_iter().collect();
        pairs.extend(differing("count", self.count, USUAL));
        pairs.extend(differing("seed", self.seed, FIRST_SEED));
        pairs.extend(presentation.pairs());
        Address {
            id: ID.into(),
            pairs,
        }
    }

    /// The panel of each exercise, and the seed of its state.
    #[must_use]
    pub fn exercises(&self) -> Vec<(&'static Entry, u64)> {
        let asked: Vec<&'static Entry> = if self.of.is_empty() {
            CURRICULUM.iter().collect()
        } else {
            self.of.iter().filter_map(|id| panels::find(id)).collect()
        };
        let count = usize::try_from(self.count).unwrap_or(0);
        let mut random = Random::new(self.seed.unsigned_abs());
        (asked.into_iter().cycle().take(count))
            .map(|entry| (entry, random.next_u64()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(query: &str) -> (Sheet, Vec<String>) {
        let (sheet, _, notices) = Sheet::open(&Address::parse(&format!("#/worksheet?{query}")));
        (sheet, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn an_address_is_a_sheet_and_is_written_back() {
        let (sheet, keys) = open("of=softmax-jacobian,svd&count=7&seed=3");
        assert_eq!((sheet.of.len(), sheet.count, sheet.seed), (2, 7, 3));
        assert_eq!(keys, Vec::<String>::new());
        let written = sheet.address(&Presentation::default()).text();
        assert_eq!(
            written,
            "#/worksheet?of=softmax-jacobian,svd&count=7&seed=3"
        );
        assert_eq!(Sheet::open(&Address::parse(&written)).0, sheet);
        let asked = sheet.exercises();
        assert_eq!(asked.len(), 7);
        assert_eq!(
            (asked[0].0.meta.id, asked[1].0.meta.id),
            ("softmax-jacobian", "svd")
        );
        assert_ne!(asked[0].1, asked[2].1);
        assert_eq!(open("").0.exercises().len(), 10);
    }

    #[test]
    fn bad_values_are_named_and_nothing_else_is_lost() {
        for (query, of, count, named) in [
            ("of=svd,softmax_jacobian", vec!["svd"], 10, vec!["of"]),
            ("of=svd&count=61", vec!["svd"], 10, vec!["count"]),
            ("of=svd&seed=x&count=5", vec!["svd"], 5, vec!["seed"]),
            ("of=svd,svd&colour=1", vec!["svd"], 10, vec!["colour"]),
            ("of=nothing", vec![], 10, vec!["of"]),
        ] {
            let (sheet, keys) = open(query);
            let named: Vec<String> = named.into_iter().map(str::to_owned).collect();
            assert_eq!((sheet.of, sheet.count, keys), (of, count, named), "{query}");
        }
    }

    #[test]
    fn every_panel_has_exercises_with_one_right_answer() {
        for (entry, seed) in open("count=35&seed=5").0.exercises() {
            let exercise = entry.panel.exercise(seed);
            let right = exercise
                .options
                .iter()
                .filter(|option| option.holds)
                .count();
            assert_eq!(right, 1, "{}", exercise.address.text());
            assert_eq!(entry.panel.exercise(seed), exercise);
            assert_eq!(entry.panel.glance(&exercise.address).notices, []);
        }
    }
}
