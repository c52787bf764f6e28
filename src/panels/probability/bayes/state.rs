//! The state of `bayes`: a view, and the keys of all five.

use crate::choices;
use crate::contract::input::{
    Choice, Input, List, Number, Optional, Vector, Weights, Whole, among,
};
use crate::contract::panel::below;
use crate::contract::prelude::*;
use crate::state;
use numeric_core::random::Random;

/// Most hypotheses, or coins.
const MOST: usize = 12;
/// Most data.
pub const MOST_DATA: usize = 100;
/// The weights that a prior is made of.
pub const WEIGHTS: Weights = Weights::new(1, MOST);
/// What is shown: the rule, or one of its uses in language models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BayesView {
    /// Hypotheses and evidence.
    Rule,
    /// A normal prior on a weight.
    WeightDecay,
    /// The spread of dropout beside that of the posterior.
    Dropout,
    /// Two answers, their rewards, and who won how often.
    Preference,
    /// Which coin a sequence of flips comes from.
    InContext,
}

choices! {
    BayesView {
        BayesView::Rule => "rule" as "Bayes’ rule",
        BayesView::WeightDecay => "weight-decay" as "weight decay",
        BayesView::Dropout => "dropout",
        BayesView::Preference => "preference",
        BayesView::InContext => "in-context" as "in context",
    }
}

state! {
    /// A view, and the keys of all views; only those of the present one matter.
    pub struct BayesState {
        /// what is shown: the rule, or one of its uses
        view: Choice<BayesView>() = BayesView::Rule,
        /// weights of the hypotheses (0.01 and 0.99 when left out) or of the coins (all equal)
        prior: Optional<Weights>(WEIGHTS, WEIGHTS.kind()) = None,
        /// the probability of the evidence under each hypothesis
        likelihood: List(1, MOST, 0.0, 1.0).of("probabilities")
            .extremes(&[0.5, 1e-300, 1e-9]) = vec![0.9, 0.09],
        /// the inputs of the data of y = w·x
        x: Vector(0, MOST_DATA, 1e6).of("data")
            .extremes(&[0.0, 1.0, -1.0, 1e-6, 1e3, 1e6])
            = vec![-1.2, -0.9, -0.7, -0.4, 0.2, 0.3, 0.5, 0.8, 1.0, 0.8],
        /// the outputs of the data
        y: Vector(0, MOST_DATA, 1e6).of("data")
            .extremes(&[0.0, 1.0, -1.0, 1e-6, 1e3, 1e6])
            = vec![-2.1, -0.3, -1.5, 0.4, -0.7, 1.2, -0.1, 1.7, 0.4, 0.8],
        /// the standard deviation of the noise of y
        sigma: Number(1e-6, 1e6).label("noise σ").log().ordinary(0.2, 3.0)
            .extremes(&[1e-3, 1e3]) = 1.0,
        /// the standard deviation of the normal prior, on w or on the difference of rewards
        tau: Number(1e-6, 1e6).label("prior τ").log().ordinary(0.2, 3.0)
            .extremes(&[1e-3, 1e3]) = 1.0,
        /// the probability with which dropout keeps x
        keep: Number(0.001, 1.0).label("keep q").ordinary(0.3, 0.95) = 0.8,
        /// how many times over the data are seen
        repeat: Whole(1, 100_000).label("repeat the data").log().ordinary(1, 2000) = 1,
        /// the rewards of the two answers
        rewards: Vector(2, 2, 1000.0).of("rewards") = vec![1.0, 0.0],
        /// how often the first answer was preferred, and how often the second
        wins: List(2, 2, 0.0, 1e6).whole().of("counts").ordinary(1.0, 20.0)
            .extremes(&[1.0, 2.0, 1000.0]) = vec![7.0, 3.0],
        /// each coin’s probability of a 1
        coins: List(1, MOST, 0.0, 1.0).of("probabilities")
            .extremes(&[0.5, 1e-300, 1e-9, 0.999_999]) = vec![0.2, 0.8],
        /// the flips so far, 1 for heads and 0 for tails; may be empty
        flips: List(0, 4000, 0.0, 1.0).whole().of("flips") = vec![1.0, 1.0, 0.0, 1.0],
    }
    start = start;
    agree = agree;
    random = random;
}

/// Lists that belong together are equally long. Where they aren't, the one of another length than the
/// default's is refused, or the second; what isn't given is cut or enlarged to fit.
fn start(query: &mut Query) -> BayesState {
    let mut state = BayesState::default();
    state.view = query
        .choice("view")
        .and_then(BayesView::named)
        .unwrap_or(state.view);
    let data = settled(query, ["x", "y"], state.x.len());
    (state.x, state.y) = (
        BayesState::x().input.resized(&state.x, data, 1.0),
        BayesState::y().input.resized(&state.y, data, 1.0),
    );
    match state.view {
        BayesView::Rule => {
            let n = settled(query, ["prior", "likelihood"], state.likelihood.len());
            state.likelihood = BayesState::likelihood()
                .input
                .resized(&state.likelihood, n, 0.5);
        }
        BayesView::InContext => {
            let n = settled(query, ["prior", "coins"], state.coins.len());
            state.coins = BayesState::coins().input.resized(&state.coins, n, 0.5);
        }
        _ => {}
    }
    if query.vector("prior") == Some(&state.prior_weights()) {
        query.forget("prior");
    }
    state
}

/// How long two lists are.
fn settled(query: &mut Query, [first, second]: [&'static str; 2], usual: usize) -> usize {
    let length = |key| query.vector(key).map(Vec::len);
    match (length(first), length(second)) {
        (Some(a), Some(b)) if a != b => {
            let (n, odd) = if b == usual { (b, first) } else { (a, second) };
            let expected = format!(
                "{}, since {first} and {second} need equally many",
                number::count(n, "number")
            );
            query.reject(odd, &expected);
            n
        }
        (a, b) => a.or(b).unwrap_or(usual),
    }
}

fn agree(state: &mut BayesState) {
    let data = state.x.len();
    state.y = BayesState::y().input.resized(&state.y, data, 1.0);
    let count = match state.view {
        BayesView::Rule => state.likelihood.len(),
        BayesView::InContext => state.coins.len(),
        _ => return,
    };
    if let Some(prior) = state.prior.take() {
        let prior = WEIGHTS.resized(&prior, count);
        state.prior = (prior != state.prior_weights()).then_some(prior);
    }
}

/// The keys of one view, the others at their defaults; data that lie about a line, and short
/// sequences of flips.
fn random(random: &mut Random, draw: Draw) -> BayesState {
    let drawn = BayesState::drawn(random, draw);
    let usual = BayesState::default();
    let view = among(random, BayesView::ALL, usual.view);
    let ordinary = draw == Draw::Ordinary;
    let mut state = BayesState { view, ..usual };
    match view {
        BayesView::Rule => state.likelihood = drawn.likelihood,
        BayesView::InContext => {
            state.coins = drawn.coins;
            let count = if ordinary {
                below(random, 13)
            } else {
                among(random, &[0, 1, 2, 60, 700], 0)
            };
            let bias = random.uniform();
            let flip = |_| if random.uniform() < bias { 1.0 } else { 0.0 };
            state.flips = (0..count).map(flip).collect();
        }
        BayesView::Preference => {
            state.rewards = drawn.rewards;
            state.wins = drawn.wins;
            state.tau = drawn.tau;
        }
        BayesView::WeightDecay | BayesView::Dropout => {
            let slope = 2.0 * random.normal();
            let noisy = |x: &f64| decimals(slope * x + 0.5 * random.normal(), 2);
            state.y = if ordinary {
                drawn.x.iter().map(noisy).collect()
            } else {
                drawn.y
            };
            state.x = drawn.x;
            state.sigma = drawn.sigma;
            state.tau = drawn.tau;
            if view == BayesView::Dropout {
                state.keep = drawn.keep;
                state.repeat = drawn.repeat;
            }
        }
    }
    let weighed = view == BayesView::InContext && random.uniform() < 0.7;
    if weighed || view == BayesView::Rule {
        state.prior = Some(WEIGHTS.random(random, draw, &Vec::new()));
    }
    agree(&mut state);
    state
}

impl BayesState {
    /// The weights of the hypotheses or of the coins.
    #[must_use]
    pub fn prior_weights(&self) -> Vec<f64> {
        match (&self.prior, self.view) {
            (Some(prior), _) => prior.clone(),
            (None, BayesView::InContext) => vec![1.0; self.coins.len()],
            (None, _) if self.likelihood.len() == 2 => vec![0.01, 0.99],
            (None, _) => vec![1.0; self.likelihood.len()],
        }
    }

    /// Shows another view. The prior of one isn't that of another.
    pub fn go_to(&mut self, view: BayesView) {
        if self.view != view {
            self.view = view;
            self.prior = None;
        }
    }

    /// Gives all lists about hypotheses, or coins, another length.
    pub fn with_hypotheses(&mut self, n: usize) {
        let prior = WEIGHTS.resized(&self.prior_weights(), n);
        self.prior = Some(prior);
        let list = match self.view {
            BayesView::InContext => &mut self.coins,
            _ => &mut self.likelihood,
        };
        *list = Self::coins().input.resized(list, n, 0.5);
    }

    /// Another number of data; new ones are at 1, 1.
    pub fn with_data(&mut self, n: usize) {
        self.x = Self::x().input.resized(&self.x, n, 1.0);
        self.y = Self::y().input.resized(&self.y, n, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn each_view_has_its_own_prior_when_none_is_given() {
        let (state, notices) = BayesState::opened("#/bayes");
        assert_eq!(
            (state.prior_weights(), notices.len()),
            (vec![0.01, 0.99], 0)
        );
        let (state, _) = BayesState::opened("#/bayes?view=in-context&coins=0.1,0.5,0.9");
        assert_eq!(state.prior_weights(), [1.0; 3]);
        // What says nothing new is left out.
        let (state, _) = BayesState::opened("#/bayes?prior=0.01,0.99");
        assert_eq!(state.pairs(), []);
        let (state, _) = BayesState::opened("#/bayes?view=in-context&prior=0.01,0.99");
        assert_eq!(state.prior_weights(), [0.01, 0.99]);
        assert_eq!(state.pairs().len(), 2);
    }

    #[test]
    fn lengths_must_agree_in_the_view_that_they_belong_to() {
        let (state, notices) = BayesState::opened("#/bayes?prior=1,2,3&likelihood=0.5,0.5");
        assert_eq!(
            (state.prior_weights().len(), notices),
            (2, vec!["prior".to_owned()])
        );
        let (state, notices) = BayesState::opened("#/bayes?prior=1,2,3");
        assert_eq!((state.likelihood, notices.len()), (vec![0.9, 0.09, 0.5], 0));
        let (_, notices) = BayesState::opened("#/bayes?view=preference&prior=1,2,3&coins=0.5");
        assert_eq!(notices.len(), 0);
        let (state, notices) = BayesState::opened("#/bayes?x=1,2&y=3");
        assert_eq!((state.x.len(), notices), (2, vec!["y".to_owned()]));
    }

    #[test]
    fn lists_may_be_empty_and_counts_are_whole() {
        let (state, notices) = BayesState::opened("#/bayes?view=in-context&flips=");
        assert_eq!((state.flips.len(), notices.len()), (0, 0));
        let (state, notices) = BayesState::opened("#/bayes?view=dropout&x=");
        assert_eq!((state.x.len(), state.y.len(), notices.len()), (0, 0, 0));
        assert_eq!(BayesState::opened("#/bayes?wins=1.5,2").1, ["wins"]);
        assert_eq!(BayesState::opened("#/bayes?flips=1,0.5").1, ["flips"]);
        assert_eq!(
            BayesState::opened("#/bayes?likelihood=1.5,0").1,
            ["likelihood"]
        );
    }

    #[test]
    fn another_view_begins_with_its_own_prior() {
        let mut state = BayesState {
            prior: Some(vec![0.3, 0.7]),
            ..BayesState::default()
        };
        state.go_to(BayesView::InContext);
        assert_eq!(state.prior_weights(), [1.0, 1.0]);
        state.with_hypotheses(3);
        state.agree();
        assert_eq!((state.prior, state.coins), (None, vec![0.2, 0.8, 0.5]));
    }
}
