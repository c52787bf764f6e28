//! The local derivative of an operation in one of its inputs, as it multiplies the upstream gradient.

use super::trace::Trace;
use nalgebra::DMatrix;
use numeric_core::tape::Operation;

/// The most entries of a Jacobian that is shown.
const MOST: usize = 36;

/// What the gradient that arrived, U, becomes in an input.
#[derive(Clone, Debug, PartialEq)]
pub enum Local {
    /// U ⊙ this: each entry depends on its own place alone.
    Entries(DMatrix<f64>),
    /// U · this.
    Behind(DMatrix<f64>),
    /// This · U.
    Before(DMatrix<f64>),
    /// Nothing is multiplied, or too much to show; in words.
    Moved(&'static str),
}

/// The local derivative of the operation at a node in its input number `slot`.
pub fn local(trace: &Trace, at: usize, slot: usize) -> Option<Local> {
    let node = trace.nodes.get(at)?;
    let operation = node.operation.as_ref()?;
    let input = trace.nodes.get(*node.inputs.get(slot)?)?;
    let of_ones = || {
        let ones = node.value.map(|_| 1.0);
        trace.handed_back(at, &ones).into_iter().nth(slot).flatten()
    };
    if node.is_number() && input.is_number() {
        return of_ones().map(Local::Entries);
    }
    let other = |slot: usize| {
        let at = node.inputs.get(slot)?;
        Some(trace.nodes.get(*at)?.value.transpose())
    };
    let moved = |words| Some(Local::Moved(words));
    match operation {
        Operation::MatrixProduct { .. } if slot == 0 => other(1).map(Local::Behind),
        Operation::MatrixProduct { .. } => other(0).map(Local::Before),
        Operation::SoftmaxRows { .. } | Operation::LogSoftmaxRows { .. } => {
            let row = node.value.nrows() == 1 && node.value.len().pow(2) <= MOST;
            match row.then(|| jacobian(trace, at)).flatten() {
                Some(jacobian) => Some(Local::Behind(jacobian)),
                None => moved("each row times its own Jacobian"),
            }
        }
        Operation::Sum { .. } => moved("the same for every entry"),
        Operation::SumRows { .. } => moved("every entry of a row gets the gradient of its sum"),
        Operation::Mean { .. } => moved("1/n of it for every entry"),
        Operation::BroadcastScalar { .. } => {
            moved("the sum over all entries, which are copies of one number")
        }
        Operation::BroadcastColumn { .. } => {
            moved("the sum over all columns, which are copies of one column")
        }
        Operation::Transpose { .. } => moved("transposed"),
        Operation::Slice { .. } => moved("for the entry that was taken; the others get 0"),
        Operation::ConcatenateRows { .. } | Operation::ConcatenateColumns { .. } => {
            moved("each part gets the entries at its own place")
        }
        _ => of_ones().map(Local::Entries),
    }
}

/// The Jacobian of an operation on one row: row i holds ∂yᵢ/∂xⱼ.
fn jacobian(trace: &Trace, at: usize) -> Option<DMatrix<f64>> {
    let n = trace.nodes.get(at)?.value.ncols();
    let mut jacobian = DMatrix::zeros(n, n);
    for i in 0..n {
        let unit = DMatrix::from_fn(1, n, |_, j| f64::from(u8::from(i == j)));
        let row = trace.handed_back(at, &unit).into_iter().next().flatten()?;
        jacobian.set_row(i, &row.row(0));
    }
    Some(jacobian)
}

impl Local {
    /// What it makes of the gradient that arrived; none where it is in words only.
    #[cfg(test)]
    fn applied(&self, upstream: &DMatrix<f64>) -> Option<DMatrix<f64>> {
        match self {
            Local::Entries(factor) => Some(upstream.component_mul(factor)),
            Local::Behind(right) => Some(upstream * right),
            Local::Before(left) => Some(left * upstream),
            Local::Moved(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Backpropagation, BackpropagationState};
    use super::*;
    use crate::contract::Panel;

    /// What is shown multiplies out to what the tape hands back.
    #[test]
    fn upstream_times_local_is_what_arrives() {
        let mut seen = 0;
        for preset in Backpropagation::PRESETS {
            let mut state = BackpropagationState::default();
            (preset.change)(&mut state);
            let trace = Trace::at(&state, None).unwrap();
            for node in &trace.nodes {
                for arrival in &node.arrivals {
                    let local = local(&trace, arrival.from, arrival.slot).unwrap();
                    let upstream = &trace.nodes[arrival.from].gradient;
                    if let Some(product) = local.applied(upstream) {
                        assert!(
                            (product - &arrival.amount).amax() < 1e-14,
                            "{}",
                            preset.name
                        );
                        seen += 1;
                    }
                }
            }
        }
        assert!(seen > 40);
    }
}
