//! The state of `backpropagation`: a formula, the values of its names, and a moment of the two walks.

use super::formulas::{EXTREME, OPENING, ORDINARY};
use super::trace::{Binding, Moment, Trace};
use super::values::{LIMITS, chosen, filled, fits, sorted};
use crate::contract::input::{NamedValues, OpenFunction, Optional, Whole, among};
use crate::contract::named::{Named, parse};
use crate::contract::prelude::*;
use crate::expression::Open;
use crate::state;
use nalgebra::DMatrix;
use numeric_core::expression::ExpressionError;
use numeric_core::random::Random;

/// The steps that an address may name; how many there are depends on the formula.
const STEPS: Whole = Whole::new(0, 400);

state! {
    /// A formula at values, seen at a moment.
    pub struct BackpropagationState {
        /// the formula
        expression: OpenFunction() = Open::known(OPENING),
        /// the values of its names; names left out get defaults: 2, −3, 5 for a, b, c, and 1 for others
        values: NamedValues(LIMITS) = filled(&Open::known(OPENING), &[]).unwrap_or_default(),
        /// the number of steps made forward and backward; half of the backward pass when left out
        step: Optional<Whole>(STEPS, STEPS.kind()) = None,
    }
    start = start;
    random = random;
    omits = omits;
}

/// Formula and values that go together, at a step that there is.
fn start(query: &mut Query) -> BackpropagationState {
    let named = query.named("values").cloned().unwrap_or_default();
    let (expression, values) = settle(query, &named);
    query.forget("values");
    let mut state = BackpropagationState {
        expression,
        values,
        step: None,
    };
    if let Some(step) = query.integer("step") {
        let (step, last) = (usize::try_from(step).unwrap_or(0), state.last());
        if step <= last {
            state.go_to(step);
            query.forget("step");
        } else {
            let expected = format!("a whole number from 0 to {last} for this expression");
            query.reject("step", &expected);
        }
    }
    state
}

/// Values that would be guessed say nothing.
fn omits(state: &BackpropagationState, key: &str) -> bool {
    key == "values" && filled(&state.expression, &[]).is_ok_and(|usual| usual == state.values)
}

/// Numbers and matrices of a size that a class can follow, or the edges.
fn random(random: &mut Random, draw: Draw) -> BackpropagationState {
    let list = match draw {
        Draw::Ordinary => ORDINARY,
        Draw::Extreme => EXTREME,
    };
    let (text, values) = among(random, list, (OPENING, ""));
    let mut state = BackpropagationState::known(text, values);
    if draw == Draw::Extreme {
        return state;
    }
    for (_, value) in &mut state.values {
        // Twentieths, and no two alike too often; never 0, which hides what is multiplied by it.
        *value = value.map(|_| {
            let size = (6.0 + (34.0 * random.uniform()).round()) / 20.0;
            if random.uniform() < 0.5 { -size } else { size }
        });
    }
    if random.uniform() < 0.5 {
        state.go_to(random.below(state.last() + 1).unwrap_or(0));
    }
    state
}

/// Formula and values that go together; what doesn't is said.
fn settle(query: &mut Query, given: &[Named]) -> (Open, Vec<Binding>) {
    let default = BackpropagationState::default();
    let asked = query.open("expression").cloned();
    let formula = asked.unwrap_or_else(|| default.expression.clone());
    let (used, refused) = sorted(&formula, given);
    match filled(&formula, &used) {
        Ok(values) => {
            for (part, why) in refused {
                query.remark("values", &part, why);
            }
            (formula, values)
        }
        Err(error) => {
            if let Ok(values) = filled(&formula, &[]) {
                query.reject(
                    "values",
                    &format!("values that fit the expression ({error})"),
                );
                return (formula, values);
            }
            query.reject(
                "expression",
                &format!("a formula whose value is a number ({error})"),
            );
            let (used, _) = sorted(&default.expression, given);
            let values = filled(&default.expression, &used).unwrap_or(default.values);
            (default.expression, values)
        }
    }
}

impl BackpropagationState {
    /// A formula with values as an address has them.
    ///
    /// # Errors
    ///
    /// What doesn't fit, in words.
    pub fn of(expression: Open, values: &str) -> Result<Self, String> {
        let given = parse(values, LIMITS).unwrap_or_default();
        Ok(Self {
            values: chosen(&expression, &given)?,
            expression,
            step: None,
        })
    }

    /// The same where a program writes both; the default should they ever be wrong, which a test
    /// notices.
    #[must_use]
    pub fn known(text: &str, values: &str) -> Self {
        Self::of(Open::known(text), values).unwrap_or_default()
    }

    /// The values as text.
    #[must_use]
    pub fn values_text(&self) -> String {
        let given = Self::values().pair(self);
        given.map_or_else(String::new, |(_, value)| value.text())
    }

    /// The same with another formula: what has a value keeps it, as far as the shapes fit.
    ///
    /// # Errors
    ///
    /// What is wrong with the formula, with its place.
    pub fn with_formula(&self, formula: Open) -> Result<Self, ExpressionError> {
        // What was only guessed is guessed anew: with more typed, W may turn out to be a matrix.
        let guessed = filled(&self.expression, &[]).unwrap_or_default();
        let kept = self.values.iter().filter(|v| !guessed.contains(v));
        let kept: Vec<Binding> = kept.cloned().collect();
        let values = filled(&formula, &kept).or_else(|error| {
            // Values of another shape may be what doesn't fit.
            filled(&formula, &[]).map_err(|_| error)
        })?;
        let mut next = Self {
            expression: formula,
            values,
            step: self.step,
        };
        let (step, last) = (next.at(), next.last());
        next.go_to(step.min(last));
        Ok(next)
    }

    /// The same with other values, where they fit.
    ///
    /// # Errors
    ///
    /// What is wrong, in words.
    pub fn with_values(&self, text: &str) -> Result<Self, String> {
        let given = parse(text, LIMITS)
            .ok_or_else(|| "expected names and values, such as a:2,b:-3".to_string())?;
        let values = chosen(&self.expression, &given)?;
        Ok(Self {
            values,
            ..self.clone()
        })
    }

    /// Another value for a name, where it fits.
    pub fn set_value(&mut self, at: usize, value: DMatrix<f64>) {
        let mut values = self.values.clone();
        if let Some(binding) = values.get_mut(at) {
            binding.1 = value.map(|x| x + 0.0);
        }
        if fits(&self.expression, &values).is_ok() {
            self.values = values;
        }
    }

    /// The number of the last step.
    #[must_use]
    pub fn last(&self) -> usize {
        Trace::at(self, None).map_or(0, |t| t.moments().len().saturating_sub(1))
    }

    /// The number of the step that is meant when none is named.
    fn opening(&self) -> usize {
        Trace::at(self, None).map_or(0, |t| t.opening())
    }

    /// The number of the present step.
    #[must_use]
    pub fn at(&self) -> usize {
        self.step.unwrap_or_else(|| self.opening())
    }

    /// Goes to a step.
    pub fn go_to(&mut self, step: usize) {
        self.step = (step != self.opening()).then_some(step.min(self.last()));
    }

    /// The present moment of a trace of this state.
    #[must_use]
    pub fn moment(&self, trace: &Trace) -> Moment {
        let moments = trace.moments();
        let at = self.step.unwrap_or_else(|| trace.opening());
        let moment = moments.get(at).or(moments.last());
        moment.copied().unwrap_or(Moment::Inputs)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Backpropagation;
    use super::*;
    use crate::contract::Address;
    use crate::contract::panel;

    fn open(text: &str) -> panel::Opened<BackpropagationState> {
        panel::open::<Backpropagation>(&Address::parse(text))
    }

    #[test]
    fn what_is_listed_is_right() {
        let usual = BackpropagationState::default();
        for preset in Backpropagation::PRESETS {
            let mut state = usual.clone();
            (preset.change)(&mut state);
            assert!(state != usual || preset.name == "twice", "{}", preset.name);
            assert!(state.last() >= 4, "{}", preset.name);
        }
        for (text, values) in ORDINARY.iter().chain(EXTREME) {
            BackpropagationState::of(Open::parse(text).unwrap(), values).unwrap();
        }
    }

    #[test]
    fn the_plain_example_is_read() {
        let opened = open("#/backpropagation?expression=a*b%20%2B%20a&values=a:2,b:-3&step=3");
        assert!(opened.notices.is_empty());
        assert_eq!(opened.state.values_text(), "a:2,b:-3");
        assert_eq!(opened.state.step, Some(3));
        let address = panel::address::<Backpropagation>(&opened.state, None, &opened.presentation);
        let text = address.text();
        // These are what a and b are when nothing is said.
        assert_eq!(text, "#/backpropagation?expression=a*b%20%2B%20a&step=3");
    }

    #[test]
    fn a_part_that_cannot_be_used_is_named_and_the_rest_is_kept() {
        let opened = open("#/backpropagation?expression=a*b&values=a:4,c:1,b:oops&step=99");
        let values = opened.state.values_text();
        assert_eq!(values, "a:4,b:-3");
        let texts: Vec<String> = opened.notices.iter().map(|n| n.text()).collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(
            texts[0].contains("“c:1”") && texts[0].contains("uses a, b"),
            "{texts:?}"
        );
        assert!(texts[1].contains("“b:oops”"), "{texts:?}");
        assert!(
            texts[2].contains("step") && texts[2].contains("from 0 to"),
            "{texts:?}"
        );
    }

    #[test]
    fn shapes_that_do_not_fit_are_said() {
        let opened = open("#/backpropagation?expression=sum(W*x)&values=W:1,2;3,4,x:1,2");
        assert_eq!(opened.notices.len(), 1);
        assert!(opened.notices[0].text().contains("“*” can't multiply"));
        assert_eq!(opened.state.values[1].1.shape(), (2, 1));
        let opened = open("#/backpropagation?expression=[W,x]&values=a:7");
        assert_eq!(opened.notices.len(), 1, "{:?}", opened.notices);
        assert_eq!(opened.state.values[0].1[0], 7.0);
        let opened = open("#/backpropagation?expression=a*(b&values=a:7");
        assert_eq!(opened.state.values[0].1[0], 7.0);
        assert!(opened.notices[0].text().contains("never closed"));
    }

    #[test]
    fn another_formula_keeps_what_fits() {
        let state = open("#/backpropagation?values=a:7,b:1,c:0&step=2").state;
        let next = state.with_formula(Open::known("a*d + sum(x)")).unwrap();
        assert_eq!(next.values_text(), "a:7,d:1,x:1");
        let next = next.with_values("a:1,d:2,x:3;4").unwrap();
        assert_eq!(next.values_text(), "a:1,d:2,x:3;4");
        assert!(next.with_values("q:1").is_err() && next.with_values("1").is_err());
        assert!(next.with_formula(Open::known("[a, d]")).is_err());
        let typing = next.with_formula(Open::known("W*x")).unwrap();
        let typed = typing.with_formula(Open::known("sum(W*x)")).unwrap();
        assert_eq!(typed.values[0].1.shape(), (2, 2));
        let _ = Backpropagation::question(&next);
    }
}
