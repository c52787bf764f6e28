//! All 400 runs of a problem whose steps are made one by one.
//!
//! Reading and sentence follow from as many runs as can be made at once. Those are the first ones here;
//! the others are added a part at a time, so that the page goes on meanwhile.

use super::crowd::{Crowd, advance};
use super::runs::{MOST, Outcome, Point, outcome, point};
use super::state::StepSizesState;
use numeric_core::random::Random;
use std::rc::Rc;

/// Steps of runs that are made in one go, some milliseconds.
const PART: usize = 200_000;
/// Added to the seed for the other runs; no seed of an address is as large.
const OTHERS: u64 = 1_000_000;

/// What the picture shows of all runs of a state.
pub struct All {
    pub state: StepSizesState,
    pub points: Vec<Point>,
}

/// The runs on their way.
pub struct Fan {
    state: StepSizesState,
    outcome: Rc<Outcome>,
    /// The runs that were made at once, and the others, each with its random numbers.
    groups: [(Crowd, Random); 2],
    points: Vec<Point>,
    /// Steps that all runs have made.
    from: usize,
    /// Runs that have come to the next point already.
    ahead: usize,
}

impl Fan {
    /// All runs at their start; none where all are made at once.
    pub fn of(state: &StepSizesState) -> Option<Self> {
        let outcome = outcome(state);
        let others = MOST - outcome.count;
        let group = |count: usize, seed: u64| {
            let crowd = Crowd {
                theta: vec![state.start; count],
                sum: vec![0.0; count],
            };
            (crowd, Random::new(seed))
        };
        (others > 0).then(|| Self {
            state: state.clone(),
            groups: [
                group(outcome.count, state.seed),
                group(others, state.seed + OTHERS),
            ],
            outcome,
            points: Vec::new(),
            from: 0,
            ahead: 0,
        })
    }

    /// Makes the next part. Whether that was the last one.
    pub fn go_on(&mut self) -> bool {
        let mut left = PART;
        while left > 0 {
            match self.piece(left) {
                Some(made) => left = left.saturating_sub(made),
                None => return true,
            }
        }
        false
    }

    /// Takes some runs to the next point, with about so many steps. How many it were; none at the end.
    fn piece(&mut self, steps: usize) -> Option<usize> {
        let next = self.outcome.points.get(self.points.len())?;
        let rates = self.outcome.rates.get(self.from..next.t)?;
        let first = self.outcome.count;
        let [own, others] = &mut self.groups;
        let ((crowd, random), done) = if self.ahead < first {
            (own, self.ahead)
        } else {
            (others, self.ahead - first)
        };
        let some = (steps / rates.len().max(1)).max(1);
        let end = (done + some).min(crowd.theta.len());
        let theta = crowd.theta.get_mut(done..end)?;
        let sum = crowd.sum.get_mut(done..end)?;
        advance(&self.state, rates, theta, sum, random);
        self.ahead += end - done;
        let made = (end - done) * rates.len();
        if self.ahead == MOST {
            let both = |of: fn(&Crowd) -> &Vec<f64>| -> Vec<f64> {
                self.groups
                    .iter()
                    .flat_map(|(c, _)| of(c))
                    .copied()
                    .collect()
            };
            let crowd = Crowd {
                theta: both(|c| &c.theta),
                sum: both(|c| &c.sum),
            };
            self.points
                .push(point(next.t, next.sums, next.exact, 0.0, &crowd));
            (self.from, self.ahead) = (next.t, 0);
        }
        Some(made)
    }

    /// What was made.
    pub fn all(self) -> All {
        All {
            state: self.state,
            points: self.points,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Problem;
    use super::*;

    #[test]
    fn all_runs_are_made_and_begin_with_those_of_the_reading() {
        for (problem, steps) in [(Problem::Absolute, 3000), (Problem::Quartic, 20_000)] {
            let state = StepSizesState {
                problem,
                steps,
                scale: 0.1,
                start: 2.0,
                ..StepSizesState::default()
            };
            let known = outcome(&state);
            assert!(known.count < MOST);
            let mut fan = Fan::of(&state).unwrap();
            let mut parts = 1;
            while !fan.go_on() {
                parts += 1;
            }
            assert!(parts > 1, "{parts}");
            assert_eq!(
                fan.groups[0].0.theta.len() + fan.groups[1].0.theta.len(),
                MOST
            );
            // The mean over all is between those of both groups, and the first group is the reading's.
            let squares =
                |k: usize| -> Vec<f64> { fan.groups[k].0.theta.iter().map(|x| x * x).collect() };
            let own: f64 = squares(0).iter().sum::<f64>() / known.count as f64;
            assert!((own / known.distance - 1.0).abs() < 1e-12, "{own}");
            let all: f64 = squares(0).iter().chain(&squares(1)).sum::<f64>() / MOST as f64;
            let All { state: of, points } = fan.all();
            assert_eq!(of, state);
            assert_eq!(points.len(), known.points.len());
            let last = points.last().unwrap();
            assert!((last.mean - all.log10()).abs() < 1e-9);
            assert_eq!(last.drawn, known.points.last().unwrap().drawn);
        }
    }

    #[test]
    fn nothing_is_added_where_all_are_made_at_once() {
        assert!(Fan::of(&StepSizesState::default()).is_none());
        let few = StepSizesState {
            problem: Problem::Absolute,
            steps: 1000,
            ..StepSizesState::default()
        };
        assert!(Fan::of(&few).is_none());
    }
}
