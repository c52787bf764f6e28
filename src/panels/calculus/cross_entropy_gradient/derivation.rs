//! From the loss to ŷ − y in steps. Each step’s two sides are computed apart, and where they differ
//! the step says so: that is where a mistake enters.

use super::CrossEntropyGradient;
use super::numbers::{offs, probabilities_off, rival};
use super::state::LossState;
use crate::contract::prelude::*;
use numeric_core::dual::{Dual, Number};
use numeric_core::probability::{log_softmax, softmax_jacobian};

/// Two sides that should be equal.
struct Sides {
    left: f64,
    right: f64,
    /// How far rounding may part them.
    room: f64,
}

impl Sides {
    fn new(left: f64, right: f64, room: f64) -> Self {
        Self { left, right, room }
    }

    fn apart(&self) -> f64 {
        (self.left - self.right).abs()
    }

    fn agree(&self) -> bool {
        self.left == self.right || self.apart() <= self.room
    }

    fn sign(&self) -> String {
        m::mo(if self.agree() { "=" } else { "≠" })
    }

    fn verdict(&self, says: &str) -> String {
        let apart = number::rounded(self.apart());
        if self.left == self.right {
            format!("{says} ✓ Both sides are the same number.")
        } else if self.agree() {
            format!("{says} ✓ The two sides differ by {apart}, which rounding explains.")
        } else {
            format!(
                "{says} ✗ The two sides differ by {apart}: there is a mistake in this step or an \
                 earlier one."
            )
        }
    }
}

impl Derivation for CrossEntropyGradient {
    fn derivation(state: &LossState, reading: &Reading) -> Vec<Step> {
        let (predicted, gradient) = (reading.vector("probabilities"), reading.vector("gradient"));
        let truth = state.truth();
        let c = state.target;
        let i = rival(state, predicted);
        let (pc, pi, yc, yi) = (predicted.at(c), predicted.at(i), truth.at(c), truth.at(i));
        let (gc, gi) = (gradient.at(c), gradient.at(i));
        let smooth = state.smoothing > 0.0;
        let p = |x: f64| Tint::Model.of(m::factor(x));
        let y = |x: f64| Tint::Truth.of(m::factor(x));
        let g = |x: f64| Tint::Gradient.of(x);

        // Step 1: the loss as stated against the logarithms.
        let logs = or_nan(log_softmax(&state.z), state.z.len());
        let costs: f64 = logs
            .iter()
            .zip(&truth)
            .map(|(l, y)| if *y == 0.0 { 0.0 } else { -y * l })
            .sum();
        // Each logarithm is off by its own rounding and by that of a sum of exponentials of size 1.
        let terms = logs.iter().zip(&truth).map(|(l, y)| y * (1.0 + l.abs()));
        let loss = Sides::new(reading.scalar("loss"), costs + 0.0, 2.0 * rounding(terms));
        // Step 2: the two cases of the softmax against its Jacobian.
        let jacobian = softmax_jacobian(predicted, 1.0);
        let entry = |a: usize, b: usize| jacobian.get((a, b)).copied().unwrap_or(f64::NAN);
        let own = Sides::new(entry(c, c), pc * (1.0 - pc), rounding([pc]));
        let other = Sides::new(entry(c, i), -pc * pi, rounding([pc * pi]));
        // Step 3: the slope of −y·log ŷ against dual numbers.
        let by_dual = -yc * Number::log(Dual::new(pc, 1.0)).tangent;
        let of_log = Sides::new(-yc / pc, by_dual, rounding([yc / pc]));
        // Steps 4 and 5: each case with all that reaches its logit.
        // Whichever way they are made, y and ŷ are rounded, and so is what is made of them.
        let offs = offs(state);
        let room = |k: usize| offs.at(k) + probabilities_off(state).at(k) + rounding([1.0]);
        let case_one = Sides::new(gc, -yc * (1.0 - pc) + (1.0 - yc) * pc, room(c));
        let case_two = Sides::new(gi, -yi * (1.0 - pi) + (1.0 - yi) * pi, room(i));
        let worst = (0..gradient.len())
            .map(|k| Sides::new(gradient.at(k), predicted.at(k) - truth.at(k), room(k)))
            .reduce(|worst, now| {
                if now.apart() - now.room > worst.apart() - worst.room {
                    now
                } else {
                    worst
                }
            })
            .unwrap_or(Sides::new(0.0, 0.0, 0.0));
        let rooms = offs.iter().sum::<f64>() + rounding(gradient.iter().copied());
        let total = Sides::new(gradient.iter().sum(), 0.0, rooms + 2.0 * f64::EPSILON);
        let vanished = pc == 0.0;

        vec![
            Step::new(
                "The loss, from the logits",
                fixed!(
                    r"\tint{loss}{L} = -\sum_k \tint{truth}{y_k} \log \tint{model}{\hat{y}_k}, \qquad \tint{model}{\hat{y}_k} = \frac{e^{z_k}}{\sum_j e^{z_j}}"
                ),
                m::formula!(
                    "{} {} − {} · {} {} = {}",
                    Tint::Loss.of(loss.left),
                    loss.sign(),
                    y(yc),
                    m::paren(&m::mn(logs.at(c))),
                    if smooth {
                        m::parts!("− …")
                    } else {
                        String::new()
                    },
                    loss.right,
                ),
                loss.verdict(&format!(
                    "c = {c} is the true class; i = {i}, the most probable of the others, is the \
                     example of another class. {}",
                    if smooth {
                        "With smoothed labels every y is above 0."
                    } else {
                        "y is 1 at c and 0 elsewhere, so one term remains."
                    }
                )),
            ),
            Step::new(
                "The derivative of the softmax: two cases",
                fixed!(
                    r"\frac{\partial \hat{y}_k}{\partial z_k} = \hat{y}_k (1 - \hat{y}_k), \qquad \frac{\partial \hat{y}_k}{\partial z_i} = -\hat{y}_k \hat{y}_i \quad (i \neq k)"
                ),
                m::formula!(
                    "{} {} {} · ( 1 − {} ) {} {} {} − {} · {}",
                    own.left,
                    own.sign(),
                    p(pc),
                    p(pc),
                    m::space("2em"),
                    other.left,
                    other.sign(),
                    p(pc),
                    p(pi),
                ),
                if own.agree() { &other } else { &own }.verdict(
                    "The derivative of the true class’s probability in its own logit, and in zᵢ.",
                ),
            ),
            Step::new(
                "The chain rule, over all probabilities",
                fixed!(
                    r"\frac{\partial L}{\partial z_i} = \sum_k \frac{\partial L}{\partial \hat{y}_k}\,\frac{\partial \hat{y}_k}{\partial z_i} = -\sum_k \frac{\tint{truth}{y_k}}{\tint{model}{\hat{y}_k}}\,\frac{\partial \hat{y}_k}{\partial z_i}"
                ),
                m::formula!(
                    "{} = − {} {} {}",
                    m::partial(&m::mi("L"), &m::sub(&m::hat("y"), &m::mi("c"))),
                    m::frac(&y(yc), &p(pc)),
                    of_log.sign(),
                    of_log.right,
                ),
                of_log.verdict(if vanished {
                    "The true class’s ŷ has underflowed to 0, so this factor is infinite and the \
                     next one is 0; their product isn’t defined. On paper ŷ cancels. This is why \
                     software computes softmax and cross-entropy in one operation."
                } else {
                    "−log ŷ has the derivative −1/ŷ, which is large where ŷ is small. In the next \
                     steps the factor ŷ of the softmax’s derivative cancels it."
                }),
            ),
            Step::new(
                "Case 1: the true class’s own logit",
                if smooth {
                    fixed!(
                        r"\frac{\partial L}{\partial z_c} = -\tint{truth}{y_c}(1 - \tint{model}{\hat{y}_c}) + \sum_{k \neq c} \tint{truth}{y_k}\, \tint{model}{\hat{y}_c} = \tint{model}{\hat{y}_c} - \tint{truth}{y_c}"
                    )
                } else {
                    fixed!(
                        r"\frac{\partial L}{\partial z_c} = -\frac{1}{\tint{model}{\hat{y}_c}}\,\tint{model}{\hat{y}_c}(1 - \tint{model}{\hat{y}_c}) = \tint{model}{\hat{y}_c} - 1"
                    )
                },
                case(&case_one, (pc, yc), smooth, &p, &y, &g),
                case_one.verdict(if smooth {
                    "The terms of all classes are added. Since the y sum to 1, the result is \
                     predicted minus true."
                } else {
                    "The probability cancels. The result is never positive: gradient descent \
                     raises the true logit, and most where its probability is small."
                }),
            ),
            Step::new(
                "Case 2: any other logit",
                if smooth {
                    fixed!(
                        r"\frac{\partial L}{\partial z_i} = -\tint{truth}{y_i}(1 - \tint{model}{\hat{y}_i}) + \sum_{k \neq i} \tint{truth}{y_k}\, \tint{model}{\hat{y}_i} = \tint{model}{\hat{y}_i} - \tint{truth}{y_i}"
                    )
                } else {
                    fixed!(
                        r"\frac{\partial L}{\partial z_i} = -\frac{1}{\tint{model}{\hat{y}_c}}\,(-\tint{model}{\hat{y}_c}\,\tint{model}{\hat{y}_i}) = \tint{model}{\hat{y}_i} \qquad (i \neq c)"
                    )
                },
                case(&case_two, (pi, yi), smooth, &p, &y, &g),
                case_two.verdict(if smooth {
                    "The same for another class, whose y is smaller."
                } else {
                    "Two minus signs make a plus, and the true class’s probability cancels again: \
                     the gradient of a wrong class is its predicted probability."
                }),
            ),
            Step::new(
                "Both cases in one: predicted minus true",
                fixed!(
                    r"\tint{gradient}{\frac{\partial L}{\partial z}} = \tint{model}{\hat{y}} - \tint{truth}{y}"
                ),
                m::formula!(
                    "{} {} {} − {}",
                    list(gradient, Tint::Gradient),
                    worst.sign(),
                    list(predicted, Tint::Model),
                    list(&truth, Tint::Truth),
                ),
                worst
                    .verdict("For all logits at once. Exponentials and logarithms have cancelled."),
            ),
            Step::new(
                "The entries add up to 0",
                fixed!(
                    r"\sum_i \tint{gradient}{\frac{\partial L}{\partial z_i}} = \sum_i \tint{model}{\hat{y}_i} - \sum_i \tint{truth}{y_i} = 1 - 1 = 0"
                ),
                m::formula!(
                    "{} = {} {}",
                    m::sum(gradient),
                    g(total.left),
                    m::parts!("{} 0", total.sign()),
                ),
                total.verdict(
                    "Adding one number to all logits changes no probability, so the derivative of \
                     the loss in that direction is 0.",
                ),
            ),
        ]
    }
}

/// `g = −y(1 − ŷ) + (1 − y)ŷ`, or with a one-hot truth the one term of the two that is left.
fn case(
    sides: &Sides,
    (predicted, truth): (f64, f64),
    smooth: bool,
    p: &dyn Fn(f64) -> String,
    y: &dyn Fn(f64) -> String,
    g: &dyn Fn(f64) -> String,
) -> Formula {
    let less = |from: String, what: String| m::paren(&m::parts!("{} − {}", from, what));
    let mut parts = vec![g(sides.left), sides.sign()];
    if smooth {
        parts.extend([
            m::mo("−"),
            y(truth),
            m::mo("·"),
            less(m::int(1), p(predicted)),
            m::mo("+"),
            less(m::int(1), y(truth)),
            m::mo("·"),
            p(predicted),
        ]);
        parts.extend([m::mo("="), m::mn(sides.right)]);
    } else if truth == 1.0 {
        parts.extend([
            p(predicted),
            m::mo("−"),
            m::int(1),
            m::mo("="),
            m::mn(sides.right),
        ]);
    } else {
        parts.push(p(predicted));
    }
    Formula::built(&parts)
}

/// A list of numbers as a column.
fn list(v: &[f64], tint: Tint) -> String {
    tint.of(m::matrix(&nalgebra::DMatrix::from_column_slice(
        v.len(),
        1,
        v,
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    /// The steps that say they are broken, counted from 1.
    fn broken(state: &LossState, name: Option<&str>) -> Vec<usize> {
        let reading = CrossEntropyGradient::read(state, name);
        let steps = CrossEntropyGradient::derivation(state, &reading)
            .into_iter()
            .enumerate();
        let parted = steps.filter(|(_, s)| s.says.contains('✗'));
        parted.map(|(i, _)| i + 1).collect()
    }

    #[test]
    fn a_mistake_is_seen_at_the_step_where_it_enters() {
        for smoothing in [0.0, 0.3] {
            let state = LossState {
                smoothing,
                ..LossState::default()
            };
            assert_eq!(broken(&state, None), [0; 0]);
            assert_eq!(broken(&state, Some("central-differences")), [1]);
            assert_eq!(broken(&state, Some("predicted-minus-true")), [4, 5, 6]);
            assert_eq!(broken(&state, Some("sums-to-zero")), [5, 6, 7]);
        }
    }

    #[test]
    fn steps_hold_at_the_edges() {
        let mut random = numeric_core::random::Random::new(3);
        for _ in 0..300 {
            let state = LossState::random(&mut random, crate::contract::Draw::Extreme);
            assert_eq!(broken(&state, None), [0; 0], "{state:?}");
        }
    }
}
