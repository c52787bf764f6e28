//! The state of `svd`: a matrix, typed or one of the pictures, and a rank.

use super::images;
use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use nalgebra::DMatrix;
use numeric_core::random::Random;
use numeric_core::spectral::svd;

/// Most rows and columns.
pub const LARGEST: usize = 64;
/// Largest size of an entry.
pub const LIMIT: f64 = 1e6;
/// The pictures.
pub const IMAGES: &[&str] = &["face", "letter", "gradient", "noise", "attention"];

/// Where the matrix comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// One of [`IMAGES`].
    Image(&'static str),
    /// A matrix of the reader's own.
    Own(DMatrix<f64>),
}

/// The matrix A and the rank r.
#[derive(Clone, Debug, PartialEq)]
pub struct SvdState {
    /// Where A comes from.
    pub source: Source,
    /// A, m×n.
    pub a: DMatrix<f64>,
    /// How many singular values are kept, from 1 to the smaller of m and n.
    pub rank: usize,
}

impl Default for SvdState {
    fn default() -> Self {
        Self::of(Source::Image(IMAGES[0]), 4)
    }
}

impl State for SvdState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "a",
            kind: Kind::Matrix {
                rows: (1, LARGEST),
                columns: (1, LARGEST),
                min: -LIMIT,
                max: LIMIT,
            },
            about: "a matrix of your own, instead of a picture",
        },
        Key {
            name: "image",
            kind: Kind::Choice(IMAGES),
            about: "a picture whose brightness is the matrix",
        },
        Key {
            name: "rank",
            kind: Kind::Integer {
                min: 1,
                max: LARGEST as i64,
            },
            about: "how many singular values are kept, at most the smaller side of the matrix",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let own = query.matrix("a").cloned();
        if own.is_some() && query.choice("image").is_some() {
            query.reject("image", "no picture beside a matrix a");
        }
        let source = match (own, query.choice("image")) {
            (Some(a), _) => Source::Own(a),
            (None, Some(name)) => Source::Image(name),
            (None, None) => default.source,
        };
        let state = Self::of(source, default.rank);
        let most = state.most();
        match query.integer("rank").map(|r| r as usize) {
            Some(rank) if rank > most => {
                let (m, n) = state.a.shape();
                query.reject("rank", &format!("at most {most}: the matrix is {m}×{n}"));
                state
            }
            Some(rank) => Self { rank, ..state },
            None => state,
        }
    }

    /// A picture stands in an address by its name, a matrix by its entries.
    fn values(&self) -> Vec<(&'static str, Value)> {
        let source = match &self.source {
            Source::Own(a) => ("a", Value::Matrix(a.clone())),
            Source::Image(name) => ("image", Value::Choice(name)),
        };
        vec![source, ("rank", Value::Integer(self.rank as i64))]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        const EDGES: [f64; 7] = [0.0, 0.0, 1.0, -1.0, 2.0, 8.0, -0.5];
        let source = match draw {
            Draw::Ordinary if random.uniform() < 0.1 => {
                // Not the one that the panel opens on: a random state is another one.
                Source::Image(IMAGES[1 + pick(random, IMAGES.len() - 1)])
            }
            Draw::Ordinary => {
                let (m, n) = (3 + pick(random, 6), 3 + pick(random, 6));
                Source::Own(DMatrix::from_fn(m, n, |_, _| {
                    (20.0 * random.normal()).round() / 20.0 + 0.0
                }))
            }
            Draw::Extreme => {
                let (m, n) = (1 + pick(random, 6), 1 + pick(random, 6));
                let scale = [1.0, 4096.0, 1.0 / 1024.0][pick(random, 3)];
                Source::Own(DMatrix::from_fn(m, n, |_, _| {
                    scale * EDGES[pick(random, EDGES.len())]
                }))
            }
        };
        let mut state = Self::of(source, 1);
        let half = state.most().div_ceil(2);
        let rank = 1 + pick(random, half);
        state.rank = state.well_defined(rank);
        state
    }
}

impl SvdState {
    /// The state of a source, at a rank that is cut to what the matrix has.
    pub fn of(source: Source, rank: usize) -> Self {
        let a = match &source {
            Source::Image(name) => images::image(name),
            Source::Own(a) => a.clone(),
        };
        let most = a.nrows().min(a.ncols());
        Self {
            source,
            a,
            rank: rank.clamp(1, most.max(1)),
        }
    }

    /// The largest rank that there is.
    pub fn most(&self) -> usize {
        self.a.nrows().min(self.a.ncols())
    }

    /// The name of the picture, or `own`.
    pub fn image(&self) -> &'static str {
        match self.source {
            Source::Image(name) => name,
            Source::Own(_) => "own",
        }
    }

    /// The nearest rank, from this one up, at which the best approximation is only one: where σᵣ and
    /// σᵣ₊₁ are equal there are many.
    fn well_defined(&self, rank: usize) -> usize {
        let values = svd(&self.a).map(|s| s.values).unwrap_or_default();
        let first = values.first().copied().unwrap_or_default();
        let apart = |r: &usize| match (values.get(r - 1), values.get(*r)) {
            (Some(kept), Some(left)) => kept - left > 1e-3 * first || *kept < 1e-12 * first,
            _ => true,
        };
        (rank..=self.most()).find(apart).unwrap_or(rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (SvdState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), SvdState::KEYS);
        let state = SvdState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn a_matrix_or_a_picture() {
        let (s, notices) = open("#/svd?a=1,2;3,4;5,6");
        assert_eq!((s.rank, s.a.shape(), notices.len()), (2, (3, 2), 0));
        let (s, notices) = open("#/svd?a=1,2;3,4&image=noise&rank=1");
        assert_eq!((s.image(), notices), ("own", vec!["image".to_string()]));
        let (s, notices) = open("#/svd?image=letter&rank=25");
        assert_eq!(
            (s.image(), s.rank, notices),
            ("letter", 4, vec!["rank".to_string()])
        );
    }
}
