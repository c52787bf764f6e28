//! Where a product of the chain rule is 0·∞ it doesn't exist. The tape, made for training, makes 0 of it;
//! here it is NaN, unless the output doesn't depend on that entry at all.

use super::trace::{Node, Trace};
use crate::contract::numpy;
use nalgebra::DMatrix;
use numeric_core::tape::{Entrywise, Operation, Pairwise};

impl Trace {
    /// Puts what the rules say in the place of what the tape says, where either is no number.
    pub(super) fn keep_to_the_rules(&mut self) {
        let raises = |node: &Node| {
            matches!(
                node.operation,
                Some(Operation::Pairwise(Pairwise::Raise, ..))
            )
        };
        // Infinitely steep where nothing is 0.
        let steep = |node: &Node| {
            matches!(
                node.operation,
                Some(Operation::Entrywise(
                    Entrywise::Arcsine | Entrywise::Arccosine,
                    _
                ))
            )
        };
        let tame = |node: &Node| {
            let finite = node.value.iter().all(|x| x.is_finite() && *x != 0.0);
            finite && !raises(node) && !steep(node)
        };
        if self.nodes.iter().all(tame) {
            return;
        }
        let like =
            |node: &Node, x| DMatrix::from_element(node.value.nrows(), node.value.ncols(), x);
        let mut reached: Vec<DMatrix<bool>> = (self.nodes.iter())
            .map(|node| DMatrix::from_element(node.value.nrows(), node.value.ncols(), false))
            .collect();
        let mut gradients: Vec<DMatrix<f64>> = self.nodes.iter().map(|n| like(n, 0.0)).collect();
        let last = self.output();
        if let (Some(output), Some(gradient)) = (reached.get_mut(last), gradients.get_mut(last)) {
            output.fill(true);
            gradient.fill(1.0);
        }
        for at in (0..self.nodes.len()).rev() {
            let node = &self.nodes[at];
            if node.operation.is_none() || !node.differentiable {
                continue;
            }
            let back = self.by_rules(at, &gradients[at], &reached[at]);
            let through = self.reaches(at, &reached[at]);
            for ((amount, mask), input) in back.into_iter().zip(through).zip(&node.inputs) {
                if let (Some(amount), Some(mask)) = (amount, mask) {
                    gradients[*input] += amount;
                    reached[*input].zip_apply(&mask, |known, new| *known |= new);
                }
            }
        }
        for (node, gradient) in self.nodes.iter_mut().zip(&gradients) {
            if node.differentiable {
                node.gradient.zip_apply(gradient, |taped, ruled| {
                    if !(taped.is_finite() && ruled.is_finite()) {
                        *taped = ruled;
                    }
                });
            }
        }
        self.reached = reached;
    }

    /// What an operation hands back by the rules: nothing of an entry that the output doesn't depend
    /// on, and NaN for 0·∞.
    pub(super) fn by_rules(
        &self,
        at: usize,
        upstream: &DMatrix<f64>,
        reached: &DMatrix<bool>,
    ) -> Vec<Option<DMatrix<f64>>> {
        let mut back = self.by_tape(at, upstream);
        let entrywise = self.nodes.get(at).and_then(|node| node.operation.as_ref());
        if !matches!(
            entrywise,
            Some(Operation::Entrywise(..) | Operation::Pairwise(..))
        ) {
            return back;
        }
        let locals = self.by_tape(at, &upstream.map(|_| 1.0));
        let through = self.reaches(at, reached);
        for ((amount, local), mask) in back.iter_mut().zip(&locals).zip(&through) {
            if let (Some(amount), Some(local), Some(mask)) = (amount, local, mask) {
                for entry in 0..amount.len() {
                    let (up, slope) = (upstream[entry], local[entry]);
                    if !mask[entry] {
                        amount[entry] = 0.0;
                    } else if up.is_nan()
                        || (up == 0.0 && !slope.is_finite())
                        || (up.is_infinite() && slope == 0.0)
                    {
                        amount[entry] = f64::NAN;
                    }
                }
            }
        }
        back
    }

    /// Which entries of its inputs an operation makes the output depend on, where it depends on these
    /// of its value. A branch that isn't taken isn't one of them, nor is what is the same all around.
    pub(super) fn reaches(&self, at: usize, reached: &DMatrix<bool>) -> Vec<Option<DMatrix<bool>>> {
        let Some(node) = self.nodes.get(at) else {
            return Vec::new();
        };
        let Some(operation) = &node.operation else {
            return Vec::new();
        };
        let ones = reached.map(|known| f64::from(u8::from(known)));
        let any = reached.iter().any(|known| *known);
        let value = |slot: usize| node.inputs.get(slot).and_then(|at| self.nodes.get(*at));
        let below = |slot: usize| value(slot).map(|n| n.value.map(|x| x < 0.0));
        let back = self.by_tape(at, &ones).into_iter();
        back.map(|local| {
            let local = local?;
            Some(match operation {
                Operation::Entrywise(Entrywise::Power { exponent }, _) if *exponent == 0.0 => {
                    local.map(|_| false)
                }
                Operation::Entrywise(Entrywise::Sign | Entrywise::Floor, _) => local.map(|_| false),
                Operation::Entrywise(Entrywise::Relu, _)
                | Operation::Entrywise(Entrywise::LeakyRelu { leak: 0.0 }, _) => {
                    reached.zip_map(&below(0)?, |known, off| known && !off)
                }
                Operation::Pairwise(Pairwise::Maximum | Pairwise::Minimum, ..) => {
                    local.map(|slope| slope != 0.0)
                }
                Operation::Entrywise(..) | Operation::Pairwise(..) => reached.clone(),
                Operation::MatrixProduct { .. }
                | Operation::SoftmaxRows { .. }
                | Operation::LogSoftmaxRows { .. } => local.map(|_| any),
                _ => local.map(|slope| slope != 0.0),
            })
        })
        .collect()
    }
}

/// A line of the program: what is handed back where the value depends on it at all: a branch that isn't taken hands back
/// nothing, though NumPy would multiply 0 by an infinite slope.
pub(super) fn taken(trace: &Trace, at: usize, slot: usize, part: String) -> String {
    let Some((node, reached)) = trace.nodes.get(at).zip(trace.reached.get(at)) else {
        return part;
    };
    let Some(Operation::Entrywise(..) | Operation::Pairwise(..)) = node.operation else {
        return part;
    };
    let through = trace.reaches(at, reached);
    let locals = trace.by_tape(at, &node.gradient.map(|_| 1.0));
    let (Some(Some(mask)), Some(Some(local))) = (through.get(slot), locals.get(slot)) else {
        return part;
    };
    let wild = |i: usize| !(local[i].is_finite() && node.gradient[i].is_finite());
    if (0..mask.len()).all(|i| mask[i] || !wild(i)) {
        return part;
    }
    let row = |i: usize| {
        let row: Vec<&str> = mask
            .row(i)
            .iter()
            .map(|known| numpy::boolean(*known))
            .collect();
        format!("[{}]", row.join(", "))
    };
    let rows: Vec<String> = (0..mask.nrows()).map(row).collect();
    match mask.len() {
        1 => "0.0  # this branch isn't taken".into(),
        _ => format!("np.where([{}], {part}, 0.0)", rows.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::BackpropagationState;
    use super::super::trace::Trace;

    fn gradient(text: &str, values: &str) -> Vec<f64> {
        let state = BackpropagationState::known(text, values);
        let trace = Trace::at(&state, None).unwrap();
        let names = trace.nodes.iter().filter(|n| n.name.is_some());
        names.flat_map(|n| n.gradient.iter().copied()).collect()
    }

    #[test]
    fn nothing_times_infinity_does_not_exist() {
        for (text, values) in [
            ("cos(sqrt(a))", "a:0"),
            ("exp(-1/a)", "a:0"),
            ("0*sqrt(a)", "a:0"),
            ("sqrt(a^2)", "a:0"),
            ("cos(cbrt(a))", "a:0"),
            ("tanh(1000*asin(a))", "a:1"),
            ("sqrt(sin(a)/cos(a))", "a:0"),
            ("sum([sqrt(a), 1] .* [0, 1])", "a:0"),
        ] {
            assert!(gradient(text, values)[0].is_nan(), "{text}");
        }
        let mixed = gradient("sqrt(a)*b", "a:0,b:0");
        assert!(mixed[0].is_nan() && mixed[1] == 0.0, "{mixed:?}");
        assert_eq!(gradient("sqrt(a)", "a:0"), [f64::INFINITY]);
        assert_eq!(gradient("cbrt(a)", "a:0"), [f64::INFINITY]);
        assert_eq!(gradient("acos(a)", "a:1"), [f64::NEG_INFINITY]);
    }

    #[test]
    fn what_the_output_does_not_depend_on_has_gradient_0() {
        for text in [
            "max(sqrt(a), 1)",
            "relu(sqrt(a) - 1)",
            "sqrt(a)^0",
            "[sqrt(a), 2][1]",
            "max(2, tanh(exp(1/(a + 1e-3))))",
            "max(asin(a + 1), 2)",
            "sqrt(floor(a))",
            "1/sign(a + 1)",
            "sqrt(sign(a))",
        ] {
            assert_eq!(gradient(text, "a:0"), [0.0], "{text}");
        }
    }
}
