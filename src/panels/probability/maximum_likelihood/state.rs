//! The state of `maximum-likelihood`: a family, data that it can have, and parameters for both.

use super::model::{CATEGORIES, Model, SMALLEST};
use crate::contract::input::{Choice, Vector, Weights, among};
use crate::contract::prelude::*;
use crate::state;
use numeric_core::probability::families::samples;
use numeric_core::random::Random;

/// Most data.
pub const MOST: usize = 2000;
/// Largest size of a datum and of a parameter.
pub const LIMIT: f64 = 1e6;

state! {
    /// A family of distributions, data, and the parameters θ whose likelihood is computed.
    pub struct LikelihoodState {
        /// the family of distributions
        family: Choice<Model>() = Model::Bernoulli,
        /// the data: 0 and 1, numbers of categories from 0, counts, waiting times, or any numbers; may
        /// be empty
        data: Vector(0, MOST, LIMIT).of("data") = Model::Bernoulli.example(),
        /// θ: the probability of 1; weights of the categories; the rate; the rate; μ and σ
        theta: Vector(1, CATEGORIES.1, LIMIT).of("parameters") = vec![0.5],
    }
    start = start;
    agree = agree;
    omits = omits;
    random = random;
}

/// What the family can't have is refused: first data, then parameters, whose number may follow from
/// the data. The default of the parameters is the family's.
fn start(query: &mut Query) -> LikelihoodState {
    let given = LikelihoodState::filled(query);
    let family = given.family;
    if !given.data.iter().all(|x| family.takes(*x)) {
        query.reject("data", family.wants());
    }
    let given = LikelihoodState::filled(query);
    let fewest = family.parameters(&given.data);
    if query.vector("theta").is_some()
        && let Err(expected) = family.admits(&given.theta, fewest)
    {
        query.reject("theta", &expected);
    }
    LikelihoodState {
        family,
        theta: family.usual(fewest),
        data: LikelihoodState::default().data,
    }
}

/// Data that the family can have, and parameters for them.
fn agree(state: &mut LikelihoodState) {
    let family = state.family;
    if !state.data.iter().all(|x| family.takes(*x)) {
        state.data = family.example();
    }
    let fewest = family.parameters(&state.data);
    if family == Model::Categorical && state.theta.len() > 1 && state.theta.len() < fewest {
        // A datum of a category that there wasn't.
        let weights = Weights::new(CATEGORIES.0, CATEGORIES.1);
        state.theta = weights.resized(&state.theta, fewest);
    }
    if family.admits(&state.theta, fewest).is_err() {
        state.theta = family.usual(fewest);
    }
}

/// The family's default says nothing.
fn omits(state: &LikelihoodState, key: &str) -> bool {
    key == "theta" && state.theta == state.family.usual(state.family.parameters(&state.data))
}

impl LikelihoodState {
    /// Another family. Data that are an example become the new family's example; others stay if it
    /// can have them.
    pub fn choose(&mut self, family: Model) {
        let is_example = Model::ALL.iter().any(|model| self.data == model.example());
        if is_example || !self.data.iter().all(|x| family.takes(*x)) {
            self.data = family.example();
        }
        self.family = family;
        self.theta = family.usual(family.parameters(&self.data));
    }

    /// The same with so many data: the last are taken away, or the family's example goes on.
    pub fn resize(&mut self, count: usize) {
        let more = self.family.example().into_iter().cycle();
        let have = self.data.len();
        self.data.truncate(count);
        self.data
            .extend(more.skip(have).take(count.saturating_sub(have)));
    }
}

/// A few draws of a member of the family, beside other parameters, or the edges.
fn random(random: &mut Random, draw: Draw) -> LikelihoodState {
    match draw {
        Draw::Ordinary => ordinary(random),
        Draw::Extreme => extreme(random),
    }
}

fn ordinary(random: &mut Random) -> LikelihoodState {
    const FAMILIES: [Model; 10] = [
        Model::Bernoulli,
        Model::Bernoulli,
        Model::Bernoulli,
        Model::Categorical,
        Model::Categorical,
        Model::Categorical,
        Model::Poisson,
        Model::Poisson,
        Model::Exponential,
        Model::Normal,
    ];
    let family = among(random, &FAMILIES, Model::Bernoulli);
    let count = 5 + below(random, 10);
    let mut between = |low: f64, high: f64| decimals(low + (high - low) * random.uniform(), 2);
    let (truth, theta) = match family {
        Model::Bernoulli => (vec![between(0.2, 0.8)], vec![between(0.05, 0.95)]),
        Model::Categorical => {
            let mut weights = |n| (0..n).map(|_| between(0.1, 1.0)).collect::<Vec<_>>();
            let n = 3 + (count % 3);
            (weights(n), weights(n))
        }
        Model::Poisson => (vec![between(0.8, 6.0)], vec![between(0.5, 8.0)]),
        Model::Exponential => (vec![between(0.2, 3.0)], vec![between(0.2, 3.0)]),
        Model::Normal => (
            vec![between(-3.0, 3.0), between(0.3, 2.0)],
            vec![between(-3.0, 3.0), between(0.5, 2.5)],
        ),
    };
    let drawn = family.member(&truth).map(|m| samples(&m, count, random));
    let data = drawn.unwrap_or_default().into_iter();
    let mut state = LikelihoodState {
        family,
        // Waiting times of 0 would be drawn by rounding alone.
        data: data
            .map(|x| match family {
                Model::Exponential => decimals(x, 2).max(0.01),
                _ => decimals(x, 2),
            })
            .collect(),
        theta,
    };
    agree(&mut state);
    state
}

fn extreme(random: &mut Random) -> LikelihoodState {
    const COUNTS: [usize; 9] = [0, 1, 1, 2, 3, 7, 12, 60, 200];
    let family = among(random, Model::ALL, Model::Bernoulli);
    let (data, theta): (&[f64], &[f64]) = match family {
        Model::Bernoulli => (&[0.0, 1.0], &[0.0, 1.0, 0.5, 1e-300, 1.0 - f64::EPSILON]),
        Model::Categorical => (
            &[0.0, 0.0, 1.0, 2.0, 15.0],
            &[0.0, 1.0, LIMIT, 1e-9, 1e-300, 0.5],
        ),
        Model::Poisson => (
            &[0.0, 0.0, 1.0, 2.0, 1000.0, LIMIT],
            &[0.0, SMALLEST, 1e-9, 1.0, 20.0, LIMIT],
        ),
        Model::Exponential => (
            &[0.0, SMALLEST, 1e-9, 1.0, 3.0, LIMIT],
            &[SMALLEST, 1e-9, 1.0, 20.0, LIMIT],
        ),
        Model::Normal => (
            &[
                0.0,
                1.0,
                -1.0,
                0.1,
                SMALLEST,
                1e-9,
                LIMIT - 1e-9,
                LIMIT,
                -LIMIT,
            ],
            &[SMALLEST, 1e-9, 0.1, 1.0, LIMIT],
        ),
    };
    let count = among(random, &COUNTS, 1);
    let alike = random.uniform() < 0.25;
    let first = among(random, data, 0.0);
    let data: Vec<f64> = (0..count)
        .map(|_| {
            if alike {
                first
            } else {
                among(random, data, 0.0)
            }
        })
        .collect();
    let fewest = family.parameters(&data);
    let theta = (0..fewest).map(|_| among(random, theta, 1.0)).collect();
    let mut state = LikelihoodState {
        family,
        data,
        theta,
    };
    agree(&mut state);
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    fn opened(query: &str) -> (LikelihoodState, Vec<String>) {
        LikelihoodState::opened(&format!("#/maximum-likelihood?{query}"))
    }

    #[test]
    fn each_family_has_parameters_of_its_own() {
        for (query, theta) in [
            ("", vec![0.5]),
            ("family=poisson", vec![1.0]),
            ("family=normal", vec![0.0, 1.0]),
            ("family=categorical", vec![1.0, 1.0]),
            ("family=categorical&data=0,4", vec![1.0; 5]),
            ("family=categorical&theta=1,2,3", vec![1.0, 2.0, 3.0]),
            ("family=exponential&theta=2", vec![2.0]),
        ] {
            let (state, notices) = opened(query);
            assert_eq!((state.theta, notices), (theta, vec![]), "{query}");
        }
    }

    #[test]
    fn what_a_family_cannot_have_is_refused_by_name() {
        for (query, key) in [
            ("theta=1.5", "theta"),
            ("theta=0.2,0.3", "theta"),
            ("data=0,2", "data"),
            ("data=0,0.5", "data"),
            ("family=categorical&theta=1,1&data=0,1,2", "theta"),
            ("family=categorical&theta=0,0", "theta"),
            ("family=categorical&theta=2,-1", "theta"),
            ("family=categorical&data=16", "data"),
            ("family=normal&theta=0", "theta"),
            ("family=normal&theta=0,0", "theta"),
            ("family=poisson&data=1.5", "data"),
            ("family=poisson&theta=-1", "theta"),
            ("family=exponential&data=-1", "data"),
            ("family=exponential&theta=0", "theta"),
        ] {
            let (state, notices) = opened(query);
            assert_eq!(notices, [key], "{query}");
            let fewest = state.family.parameters(&state.data);
            assert_eq!(state.theta, state.family.usual(fewest), "{query}");
        }
    }

    #[test]
    fn data_may_be_empty_and_come_back_so() {
        let (mut state, notices) = opened("data=");
        assert_eq!((state.data.len(), notices.len()), (0, 0));
        assert_eq!(state.pairs(), [("data".into(), String::new())]);
        state.resize(3);
        assert_eq!(state.data, [1.0, 1.0, 1.0]);
    }

    #[test]
    fn another_family_brings_its_example_or_keeps_the_readers_data() {
        let mut state = LikelihoodState::default();
        state.choose(Model::Poisson);
        assert_eq!((state.data.len(), &state.theta[..]), (8, &[1.0][..]));
        state.data = vec![4.0, 1.0];
        state.choose(Model::Normal);
        assert_eq!(
            (state.data.clone(), state.theta.clone()),
            (vec![4.0, 1.0], vec![0.0, 1.0])
        );
        state.choose(Model::Bernoulli);
        assert_eq!(state, LikelihoodState::default());
        // 0.5 is the Bernoulli family's default, and not that of a rate.
        let (poisson, _) = opened("family=poisson&theta=0.5");
        assert_eq!(poisson.pairs().len(), 2);
    }
}
