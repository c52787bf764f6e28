//! A formula recorded on the tape, and the walk back over it with everything that is handed on.
//!
//! The gradients are those of [`Tape::backward`], the sweep that training runs; what each operation
//! hands to each of its inputs comes from the same tape, one operation at a time, to be looked at.

use super::state::BackpropagationState;
use crate::expression::Open;
use nalgebra::DMatrix;
use numeric_core::tape::{Operation, Origin, Tape, Var};
use std::collections::BTreeMap;

/// A value of a name.
pub type Binding = (String, DMatrix<f64>);

/// What is done wrong on purpose on the way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Of several gradients that arrive at a value, the last replaces the others.
    Overwrites,
    /// The upstream gradient isn't multiplied in.
    ForgetsUpstream,
}

/// One recorded value.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The reader's name for it; none for constants and what is computed.
    pub name: Option<String>,
    /// The operation; none for a name and a constant.
    pub operation: Option<Operation<f64>>,
    /// Positions of what the operation reads.
    pub inputs: Vec<usize>,
    /// The value.
    pub value: DMatrix<f64>,
    /// Whether it has a gradient.
    pub differentiable: bool,
    /// The gradient of the output in it; zeros where none comes.
    pub gradient: DMatrix<f64>,
    /// What arrives at it on the way back, in that order.
    pub arrivals: Vec<Arrival>,
}

/// A gradient on its way to a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// The operation that hands it back.
    pub from: usize,
    /// Which of that operation's inputs the value is.
    pub slot: usize,
    /// The gradient.
    pub amount: DMatrix<f64>,
}

/// A recorded formula.
#[derive(Debug)]
pub struct Trace {
    /// All values in the order of recording; the last one is the output.
    pub nodes: Vec<Node>,
    /// How large gradients get on their way, each counted without its sign: what rounding follows.
    pub size: f64,
    /// What is done wrong on purpose.
    pub fault: Option<Fault>,
    /// Which entries of each value the output depends on.
    pub reached: Vec<DMatrix<bool>>,
    tape: Tape<f64>,
    vars: Vec<Var>,
}

/// A moment of the two walks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Only names and constants have values.
    Inputs,
    /// The value of this node was just computed.
    Forward(usize),
    /// The output's own gradient, 1, is set.
    Seed,
    /// This node has just handed its gradient back.
    Backward(usize),
}

impl Node {
    /// Whether both walks are of single numbers here.
    pub fn is_number(&self) -> bool {
        self.value.len() == 1
    }
}

impl Trace {
    /// Records a formula at values, and goes back. None where the tape refuses, which it doesn't once
    /// the shapes were found to fit.
    pub fn of(formula: &Open, values: &[Binding], fault: Option<Fault>) -> Option<Self> {
        let mut tape = Tape::new();
        let mut leaves = BTreeMap::new();
        for (name, value) in values {
            leaves.insert(name.clone(), tape.variable(value.clone()));
        }
        let output = formula
            .expression()?
            .record(&mut tape, &leaves)
            .ok()
            .filter(|output| tape.value(*output).is_ok_and(|v| v.len() == 1))?;
        let vars: Vec<Var> = tape.nodes().map(|(var, _)| var).collect();
        let gradients = tape.backward(output, &DMatrix::from_element(1, 1, 1.0));
        let gradients = gradients.ok()?;
        let nodes = tape
            .nodes()
            .map(|(var, node)| {
                let operation = match node.origin() {
                    Origin::Computed(operation) => Some(operation.clone()),
                    _ => None,
                };
                let none = || DMatrix::zeros(node.shape().0, node.shape().1);
                Node {
                    name: values.get(var.index()).map(|(name, _)| name.clone()),
                    operation,
                    inputs: node.inputs().iter().map(|v| v.index()).collect(),
                    value: node.value().clone(),
                    differentiable: node.is_differentiable(),
                    gradient: gradients.of(var).cloned().unwrap_or_else(|_| none()),
                    arrivals: Vec::new(),
                }
            })
            .collect();
        let mut trace = Self {
            nodes,
            size: 0.0,
            fault,
            reached: Vec::new(),
            tape,
            vars,
        };
        if trace.output() != output.index() {
            // A formula that is one name: what was recorded after it isn't used.
            trace.nodes.truncate(output.index() + 1);
        }
        trace.keep_to_the_rules();
        trace.go_back();
        Some(trace)
    }

    /// The trace of a state.
    pub fn at(state: &BackpropagationState, fault: Option<Fault>) -> Option<Self> {
        Self::of(&state.expression, &state.values, fault)
    }

    /// The position of the output.
    pub fn output(&self) -> usize {
        self.nodes.len().saturating_sub(1)
    }

    /// The output.
    pub fn value(&self) -> f64 {
        let output = self.nodes.last().and_then(|n| n.value.get(0));
        output.copied().unwrap_or(f64::NAN)
    }

    /// What an operation hands back to its inputs when `upstream` has arrived at it.
    pub fn handed_back(&self, at: usize, upstream: &DMatrix<f64>) -> Vec<Option<DMatrix<f64>>> {
        match self.reached.get(at) {
            Some(reached) => self.by_rules(at, upstream, reached),
            None => self.by_tape(at, upstream),
        }
    }

    /// The same as the tape has it.
    pub(super) fn by_tape(&self, at: usize, upstream: &DMatrix<f64>) -> Vec<Option<DMatrix<f64>>> {
        let back = |var: &Var| self.tape.handed_back(*var, upstream).ok();
        self.vars.get(at).and_then(back).unwrap_or_default()
    }

    /// Collects what arrives where. With a fault the gradients are what it makes of them.
    fn go_back(&mut self) {
        let fault = self.fault;
        let mut sizes: Vec<Option<DMatrix<f64>>> = vec![None; self.nodes.len()];
        let last = self.output();
        if let Some(size) = sizes.get_mut(last) {
            *size = Some(DMatrix::from_element(1, 1, 1.0));
        }
        for at in (0..self.nodes.len()).rev() {
            let Some(node) = self.nodes.get(at) else {
                continue;
            };
            if at != last && fault == Some(Fault::Overwrites) {
                if let Some(arrival) = node.arrivals.last() {
                    let gradient = arrival.amount.clone();
                    self.set_gradient(at, gradient);
                }
            } else if at != last && fault.is_some() {
                let zeros = DMatrix::zeros(node.value.nrows(), node.value.ncols());
                let sum = node.arrivals.iter().fold(zeros, |sum, a| sum + &a.amount);
                self.set_gradient(at, sum);
            }
            let Some(node) = self.nodes.get(at) else {
                continue;
            };
            if let Some(size) = sizes.get(at).and_then(Option::as_ref) {
                self.size = self.size.max(size.amax());
            }
            if node.operation.is_none() || !node.differentiable {
                continue;
            }
            let back = self.handed_back(at, &self.upstream(at));
            let sized = match sizes.get(at).and_then(Option::as_ref) {
                Some(size) => self.handed_back(at, size),
                None => Vec::new(),
            };
            let inputs = node.inputs.clone();
            for (slot, (amount, input)) in back.into_iter().zip(&inputs).enumerate() {
                if let (Some(amount), Some(node)) = (amount, self.nodes.get_mut(*input)) {
                    node.arrivals.push(Arrival {
                        from: at,
                        slot,
                        amount,
                    });
                }
            }
            for (size, input) in sized.into_iter().zip(inputs) {
                if let (Some(size), Some(total)) = (size, sizes.get_mut(input)) {
                    let size = size.abs();
                    *total = Some(match total.take() {
                        Some(before) => before + size,
                        None => size,
                    });
                }
            }
        }
    }

    /// What an operation multiplies its local derivatives by: the gradient that arrived at it.
    pub fn upstream(&self, at: usize) -> DMatrix<f64> {
        match self.nodes.get(at) {
            Some(node) if self.fault == Some(Fault::ForgetsUpstream) => node.value.map(|_| 1.0),
            Some(node) => node.gradient.clone(),
            None => DMatrix::zeros(0, 0),
        }
    }

    fn set_gradient(&mut self, at: usize, gradient: DMatrix<f64>) {
        if let Some(node) = self.nodes.get_mut(at) {
            node.gradient = gradient;
        }
    }

    /// The moments of both walks in their order.
    pub fn moments(&self) -> Vec<Moment> {
        let computed = |node: &Node| node.operation.is_some();
        let mut moments = vec![Moment::Inputs];
        let forward = self.nodes.iter().enumerate().filter(|(_, n)| computed(n));
        moments.extend(forward.map(|(at, _)| Moment::Forward(at)));
        moments.push(Moment::Seed);
        let all = self.nodes.iter().enumerate().rev();
        let back = all.filter(|(_, n)| computed(n) && n.differentiable);
        moments.extend(back.map(|(at, _)| Moment::Backward(at)));
        moments
    }

    /// The number of the moment that a panel opens at: half the way back, where some gradients are
    /// known and some to come.
    pub fn opening(&self) -> usize {
        let moments = self.moments();
        let seed = moments.iter().position(|m| *m == Moment::Seed);
        let back = moments.len() - seed.map_or(moments.len(), |at| at + 1);
        (moments.len() - 1).saturating_sub(back / 2)
    }

    /// What has arrived at a node by a moment, and what arrives just then.
    pub fn arrived(&self, at: usize, moment: Moment) -> (Vec<&Arrival>, Vec<&Arrival>) {
        let Some(node) = self.nodes.get(at) else {
            return (Vec::new(), Vec::new());
        };
        match moment {
            Moment::Inputs | Moment::Forward(_) | Moment::Seed => (Vec::new(), Vec::new()),
            Moment::Backward(now) => (
                node.arrivals.iter().filter(|a| a.from > now).collect(),
                node.arrivals.iter().filter(|a| a.from == now).collect(),
            ),
        }
    }

    /// How far rounding may move the output: every value is rounded, and its gradient says how much
    /// of that comes through.
    pub fn noise(&self) -> f64 {
        let moved = |node: &Node| node.value.component_mul(&node.gradient).abs().sum();
        f64::EPSILON * self.nodes.iter().map(moved).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    fn trace(text: &str, values: &[(&str, DMatrix<f64>)], fault: Option<Fault>) -> Trace {
        let values: Vec<Binding> = values
            .iter()
            .map(|(n, v)| ((*n).to_string(), v.clone()))
            .collect();
        Trace::of(&Open::known(text), &values, fault).unwrap()
    }

    #[test]
    fn what_arrives_adds_up_to_the_gradient() {
        let t = trace(
            "cross_entropy(W*tanh(W*x) + x, 1) + dot(x, x)",
            &[
                ("W", dmatrix![0.5, -1.0; 2.0, 0.3]),
                ("x", dmatrix![1.0; -2.0]),
            ],
            None,
        );
        for (at, node) in t.nodes.iter().enumerate() {
            if at == t.output() || !node.differentiable {
                continue;
            }
            let sum = node
                .arrivals
                .iter()
                .fold(node.value.map(|_| 0.0), |sum, a| sum + &a.amount);
            assert!((sum - &node.gradient).amax() <= 1e-15, "node {at}");
        }
        assert_eq!(t.nodes[1].arrivals.len(), 4, "x is used four times");
        assert!(t.size >= t.nodes[0].gradient.amax());
    }

    #[test]
    fn moments_go_there_and_back() {
        let t = trace(
            "a*b + a",
            &[("a", dmatrix![2.0]), ("b", dmatrix![-3.0])],
            None,
        );
        use Moment::{Backward, Forward, Inputs, Seed};
        assert_eq!(
            t.moments(),
            [
                Inputs,
                Forward(2),
                Forward(3),
                Seed,
                Backward(3),
                Backward(2)
            ]
        );
        let (before, now) = t.arrived(0, Backward(2));
        assert_eq!((before[0].amount[0], now[0].amount[0]), (1.0, -3.0));
        assert_eq!(t.nodes[0].gradient[0], -2.0);
        assert_eq!(trace("a", &[("a", dmatrix![2.0])], None).moments().len(), 2);
    }

    #[test]
    fn faults_are_those_they_are_called() {
        let at = [("a", dmatrix![2.0]), ("b", dmatrix![-3.0])];
        let over = trace("a*b + a", &at, Some(Fault::Overwrites));
        assert_eq!(over.nodes[0].gradient[0], -3.0);
        let forgets = trace("3*(a*b)", &at, Some(Fault::ForgetsUpstream));
        assert_eq!(forgets.nodes[0].gradient[0], -3.0);
        let right = trace("3*(a*b)", &at, None);
        assert_eq!(right.nodes[0].gradient[0], -9.0);
    }
}
