//! A run and those beside it, step for step, with their losses so far. It doesn't use the browser.

use super::ClassifierState;
use super::pairs::Change;
use super::recorded::recorded;
use super::session::{Score, Session, Stopped};
use crate::contract::prelude::*;
use numeric_core::error::Result;

/// Most runs beside the first one.
pub const MOST_BESIDE: usize = 3;
/// Most moments that are kept; when there are more, every second one is forgotten.
const KEPT: usize = 300;
const TINTS: [Tint; MOST_BESIDE] = [Tint::Model, Tint::Truth, Tint::Value];

/// A run beside the first one.
struct Beside {
    name: String,
    session: Session,
    stopped: bool,
}

/// Losses at one step.
struct Row {
    step: u64,
    loss: f64,
    held_out: f64,
    beside: Vec<f64>,
}

/// Up to four runs that take their steps together.
pub struct Runs {
    main: Session,
    beside: Vec<Beside>,
    rows: Vec<Row>,
    /// Every how many steps a moment is kept, at least.
    stride: u64,
    scores: (Score, Score),
}

impl Runs {
    /// One run at its start.
    ///
    /// # Errors
    /// As [`Session::new`].
    pub fn new(state: &ClassifierState) -> Result<Self> {
        let mut main = Session::new(state)?;
        let scores = main.scores();
        let mut runs = Self {
            main,
            beside: Vec::new(),
            rows: Vec::new(),
            stride: 1,
            scores,
        };
        runs.note();
        Ok(runs)
    }

    /// The first run.
    pub fn main(&mut self) -> &mut Session {
        &mut self.main
    }

    /// How the first run stands, on the points that it learns from and on those held out.
    pub fn scores(&self) -> (Score, Score) {
        self.scores
    }

    /// The names of the runs beside the first one, and their colours.
    pub fn beside(&self) -> Vec<(String, Tint)> {
        let named = self.beside.iter().zip(TINTS);
        named.map(|(b, tint)| (b.name.clone(), tint)).collect()
    }

    /// Adds a run, and all start again from their first weights. There are at most four.
    ///
    /// # Errors
    /// As [`Session::new`].
    pub fn add(&mut self, change: &Change) -> Result<()> {
        if self.beside.len() < MOST_BESIDE && self.beside.iter().all(|b| b.name != change.name) {
            self.beside.push(Beside {
                name: change.name.clone(),
                session: Session::new(&change.state)?,
                stopped: false,
            });
            self.rewind();
        }
        Ok(())
    }

    /// Takes a run away.
    pub fn remove(&mut self, at: usize) {
        if at < self.beside.len() {
            self.beside.remove(at);
            for row in &mut self.rows {
                row.beside.remove(at);
            }
        }
    }

    /// All back to their first weights.
    pub fn rewind(&mut self) {
        self.main.rewind();
        for beside in &mut self.beside {
            beside.session.rewind();
            beside.stopped = false;
        }
        self.rows.clear();
        self.stride = 1;
        self.note();
    }

    /// One step of each.
    ///
    /// # Errors
    /// Where the first run can't go on; one beside it that can't just stays behind.
    pub fn step(&mut self, broken: Option<&str>) -> std::result::Result<(), Stopped> {
        self.main.step(broken)?;
        for beside in &mut self.beside {
            beside.stopped = beside.stopped || beside.session.step(broken).is_err();
        }
        Ok(())
    }

    /// Notes the present losses. To be called after steps, before they are shown.
    pub fn note(&mut self) {
        self.scores = self.main.scores();
        let step = self.main.steps();
        let row = Row {
            step,
            loss: self.scores.0.loss,
            held_out: self.scores.1.loss,
            beside: self
                .beside
                .iter_mut()
                .map(|b| {
                    if b.stopped {
                        f64::NAN
                    } else {
                        b.session.scores().0.loss
                    }
                })
                .collect(),
        };
        // The last row is the present one; it stays only where it is far enough from the one before.
        let close = |a: &Row, b: &Row, stride| a.step < b.step + stride && b.step > 0;
        let replace = match self.rows.as_slice() {
            [.., last] if last.step == step => true,
            [.., before, last] => close(last, before, self.stride),
            _ => false,
        };
        if replace {
            self.rows.pop();
        }
        self.rows.push(row);
        if self.rows.len() > KEPT {
            let mut at = 0;
            self.rows.retain(|_| {
                at += 1;
                at % 2 == 1
            });
            self.stride *= 2;
        }
    }

    /// The losses so far.
    pub fn plot(&self) -> Plot {
        let last = self.rows.last().map_or(0, |row| row.step);
        let curve = |name: String, tint, dashed, of: &dyn Fn(&Row) -> f64| {
            let mut points: Vec<(f64, f64)> = self
                .rows
                .iter()
                .map(|row| (row.step as f64, of(row)))
                .collect();
            // Room to the right, up to a round number: the axis stays while the curves grow.
            points.push((round_up(last), f64::NAN));
            Curve {
                name,
                tint,
                dashed,
                thin: false,
                points,
            }
        };
        let mut curves = vec![curve("loss".into(), Tint::Loss, false, &|row| row.loss)];
        // Before anyone trains, what to expect.
        if self.rows.len() < 2 && *self.main.state() == ClassifierState::default() {
            let mut points = recorded();
            curves[0].points = points.iter().take(1).copied().collect();
            points.push((round_up(points.last().map_or(0, |p| p.0 as u64)), f64::NAN));
            curves.insert(
                0,
                Curve::thin("a recorded run of these settings", Tint::Score, points),
            );
        }
        if !self.main.held_out().is_empty() {
            let held_out = |row: &Row| row.held_out;
            curves.push(curve("held-out loss".into(), Tint::Score, true, &held_out));
        }
        for (at, (name, tint)) in self.beside().into_iter().enumerate() {
            let of = |row: &Row| row.beside.at(at);
            curves.push(curve(name, tint, true, &of));
        }
        Plot::over("step", "loss, nats per point", curves)
    }
}

/// The next of 50, 100, 200, 500, 1000, …
fn round_up(step: u64) -> f64 {
    let mut power = 10.0;
    loop {
        for factor in [5.0, 10.0, 20.0] {
            if step as f64 <= factor * power {
                return factor * power;
            }
        }
        power *= 10.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::training::classifier::pairs::changes;

    fn run(runs: &mut Runs, steps: usize) {
        for _ in 0..steps {
            runs.step(None).unwrap();
            runs.note();
        }
    }

    #[test]
    fn runs_go_together_and_start_together() {
        let state = ClassifierState::default();
        let mut runs = Runs::new(&state).unwrap();
        run(&mut runs, 30);
        let alone: Vec<f64> = runs.rows.iter().map(|row| row.loss).collect();
        for change in changes(&state) {
            runs.add(&change).unwrap();
        }
        assert_eq!(runs.beside().len(), MOST_BESIDE);
        run(&mut runs, 30);
        let together: Vec<f64> = runs.rows.iter().map(|row| row.loss).collect();
        assert_eq!(alone, together);
        assert_eq!(runs.plot().curves.len(), 2 + MOST_BESIDE);
        // The same start: one thing changed, and not the weights.
        assert_eq!(runs.rows[0].beside[0], runs.rows[0].loss);
        runs.remove(1);
        runs.remove(9);
        assert_eq!(runs.plot().curves.len(), 1 + MOST_BESIDE);
    }

    #[test]
    fn a_long_run_keeps_few_moments_and_its_ends() {
        let mut runs = Runs::new(&ClassifierState::default()).unwrap();
        run(&mut runs, 1500);
        assert!(runs.rows.len() <= KEPT + 1);
        assert_eq!(runs.rows[0].step, 0);
        assert_eq!(runs.rows.last().unwrap().step, 1500);
        assert_eq!(runs.main().steps(), 1500);
        assert!(runs.scores().0.loss < 0.1);
        assert!(runs.rows.windows(2).all(|w| w[0].step < w[1].step));
    }

    #[test]
    fn the_axis_ends_at_round_numbers() {
        let ends = [0, 50, 51, 101, 500, 1500].map(round_up);
        assert_eq!(ends, [50.0, 50.0, 100.0, 200.0, 500.0, 2000.0]);
    }
}
