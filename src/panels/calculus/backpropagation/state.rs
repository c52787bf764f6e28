//! The state of `backpropagation`: a formula, the values of its names, and a moment of the two walks.

use super::trace::{Binding, Moment, Trace};
use super::values::{LIMITS, filled, fits, sorted};
use crate::contract::named::{Named, written};
use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use crate::expression::Open;
use nalgebra::DMatrix;
use numeric_core::expression::ExpressionError;
use numeric_core::random::Random;

/// Most steps that an address may name; how many there are depends on the formula.
const MOST_STEPS: i64 = 400;
/// What the panel opens on.
const OPENING: &str = "tanh(a*b + c)*(a + b)";

/// The largest size of an entry.
#[cfg(target_arch = "wasm32")]
pub const LIMIT: f64 = LIMITS.size;

/// A formula to pick.
#[cfg(any(test, target_arch = "wasm32"))]
pub struct Preset {
    /// Its name in the program.
    pub id: &'static str,
    /// What it is.
    pub name: &'static str,
    /// The formula.
    pub formula: &'static str,
    /// The values, as in the address.
    pub values: &'static str,
}

/// Formulas to pick.
#[cfg(any(test, target_arch = "wasm32"))]
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "chain",
        name: "L = f(g(h(w)))",
        formula: "exp(sin(w^2))",
        values: "w:0.8",
    },
    Preset {
        id: "twice",
        name: "used twice",
        formula: OPENING,
        values: "a:2,b:-3,c:5",
    },
    Preset {
        id: "neuron",
        name: "a neuron",
        formula: "tanh(w1*x1 + w2*x2 + b)",
        values: "w1:-1,x1:2,w2:1.5,x2:0.5,b:0.8",
    },
    Preset {
        id: "softmax",
        name: "softmax, cross-entropy",
        formula: "-log(softmax(W*x)[1])",
        values: "W:1,-0.5;0.3,0.8;-1,0.4,x:1.5;-1",
    },
    Preset {
        id: "attention",
        name: "an attention head",
        formula: "sum(softmax(Q*K'/sqrt(2))*V)",
        values: "Q:1,0.5;0.3,0.8;0.1,0.9,K:0.9,0.2;0.4,0.7;0.2,0.8,V:1,0;0,1;-1,0.5",
    },
    Preset {
        id: "network",
        name: "two layers",
        formula: "cross_entropy(W2*relu(W1*x + b1) + b2, 0)",
        values: "W2:0.7,-0.4,1.1;-0.6,0.9,0.2,W1:1,-0.5;0.4,0.8;-0.9,0.3,x:1.2;-0.7,b1:0.1;0.2;0.5,b2:0;0.1",
    },
    Preset {
        id: "block",
        name: "a piece of a transformer",
        formula: "cross_entropy(W*layer_norm(x + V'*softmax(K*q)), 1)",
        values: "W:0.8,-0.6;0.5,0.9;-0.7,0.2,x:0.6;-0.4,V:1,0.2;-0.3,0.9;0.5,-0.8,K:0.9,0.2;0.4,0.7;0.2,-0.8,q:1;0.5",
    },
];

/// A formula at values, seen at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct BackpropagationState {
    /// The formula; its value is a number.
    pub formula: Open,
    /// A value for each of its names, in their order; the shapes fit.
    pub values: Vec<Binding>,
    /// How many steps of the two walks were taken; none at the end.
    pub step: Option<usize>,
}

impl Default for BackpropagationState {
    fn default() -> Self {
        let formula = Open::known(OPENING);
        Self {
            values: filled(&formula, &[]).unwrap_or_default(),
            formula,
            step: None,
        }
    }
}

impl State for BackpropagationState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "expression",
            kind: Kind::Open,
            about: "the formula",
        },
        Key {
            name: "values",
            kind: Kind::Named(LIMITS),
            about: "the values of its names; what is left out is guessed: a, b, c are 2, −3, 5, other numbers 1",
        },
        Key {
            name: "step",
            kind: Kind::Integer {
                min: 0,
                max: MOST_STEPS,
            },
            about: "how many steps are taken of the walk forward and back; all when left out",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let named: Vec<Named> = query.named("values").cloned().unwrap_or_default();
        let (formula, values) = settle(query, &named);
        let mut state = Self {
            formula,
            values,
            step: None,
        };
        if let Some(step) = query.integer("step") {
            let last = state.last();
            let step = usize::try_from(step).unwrap_or(0);
            if step > last {
                query.reject(
                    "step",
                    &format!("a whole number from 0 to {last} for this expression"),
                );
            } else {
                state.go_to(step);
            }
        }
        state
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let step = i64::try_from(self.at()).unwrap_or(MOST_STEPS);
        vec![
            ("expression", Value::Open(self.formula.clone())),
            ("values", Value::Named(named(&self.values))),
            ("step", Value::Integer(step)),
        ]
    }

    /// Values and step are at their defaults or not depending on the formula.
    fn pairs(&self) -> Vec<(String, String)> {
        let usual = filled(&self.formula, &[]).unwrap_or_default();
        let kept = [
            self.formula.text() != OPENING,
            self.values != usual,
            self.step.is_some(),
        ];
        let values = State::values(self).into_iter().zip(kept);
        values
            .filter(|(_, kept)| *kept)
            .map(|((key, value), _)| (key.to_string(), value.text()))
            .collect()
    }

    /// A random state: numbers and matrices of a size that a class can follow, or the edges.
    fn random(random: &mut Random, draw: Draw) -> Self {
        match draw {
            Draw::Ordinary => Self::ordinary(random),
            Draw::Extreme => {
                let (text, values) = EXTREME[pick(random, EXTREME.len())];
                Self::of(Open::known(text), values).unwrap_or_default()
            }
        }
    }
}

/// Formula and values that go together; what doesn't is said.
fn settle(query: &mut Query, given: &[Named]) -> (Open, Vec<Binding>) {
    let default = BackpropagationState::default();
    let formula = query.open("expression").cloned().unwrap_or(default.formula);
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
            let default = BackpropagationState::default();
            let (used, _) = sorted(&default.formula, given);
            let values = filled(&default.formula, &used).unwrap_or(default.values);
            (default.formula, values)
        }
    }
}

fn named(values: &[Binding]) -> Vec<Named> {
    values
        .iter()
        .map(|(name, value)| Named {
            name: name.clone(),
            text: written(value),
            value: Some(value.clone()),
        })
        .collect()
}

impl BackpropagationState {
    /// A formula with values as an address has them.
    ///
    /// # Errors
    ///
    /// What doesn't fit, with its place in the formula.
    pub fn of(formula: Open, values: &str) -> Result<Self, ExpressionError> {
        let given = crate::contract::named::parse(values, LIMITS).unwrap_or_default();
        let (used, _) = sorted(&formula, &given);
        Ok(Self {
            values: filled(&formula, &used)?,
            formula,
            step: None,
        })
    }

    /// The values as text.
    #[must_use]
    pub fn values_text(&self) -> String {
        Value::Named(named(&self.values)).text()
    }

    /// The same with another formula: what has a value keeps it, as far as the shapes fit.
    ///
    /// # Errors
    ///
    /// What is wrong with the formula, with its place.
    pub fn with_formula(&self, formula: Open) -> Result<Self, ExpressionError> {
        // What was only guessed is guessed anew: with more typed, W may turn out to be a matrix.
        let guessed = filled(&self.formula, &[]).unwrap_or_default();
        let kept = self.values.iter().filter(|v| !guessed.contains(v));
        let kept: Vec<Binding> = kept.cloned().collect();
        let values = filled(&formula, &kept).or_else(|error| {
            // Values of another shape may be what doesn't fit.
            filled(&formula, &[]).map_err(|_| error)
        })?;
        let mut next = Self {
            formula,
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
        let given = crate::contract::named::parse(text, LIMITS)
            .ok_or_else(|| "names and values are wanted, such as a:2,b:-3".to_string())?;
        let (used, refused) = sorted(&self.formula, &given);
        if let Some((part, why)) = refused.into_iter().next() {
            return Err(format!("“{part}”: {why}"));
        }
        let values = filled(&self.formula, &used).map_err(|e| e.to_string())?;
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
        if fits(&self.formula, &values).is_ok() {
            self.values = values;
        }
    }

    /// The number of the last step.
    #[must_use]
    pub fn last(&self) -> usize {
        Trace::at(self, None).map_or(0, |t| t.moments().len().saturating_sub(1))
    }

    /// The number of the present step.
    #[must_use]
    pub fn at(&self) -> usize {
        self.step.unwrap_or_else(|| self.last())
    }

    /// Goes to a step.
    pub fn go_to(&mut self, step: usize) {
        self.step = (step < self.last()).then_some(step);
    }

    /// The present moment of a trace of this state.
    #[must_use]
    pub fn moment(&self, trace: &Trace) -> Moment {
        let moments = trace.moments();
        let at = self.step.unwrap_or(moments.len());
        let moment = moments.get(at).or(moments.last());
        moment.copied().unwrap_or(Moment::Inputs)
    }

    fn ordinary(random: &mut Random) -> Self {
        let (text, values) = ORDINARY[pick(random, ORDINARY.len())];
        let mut state = Self::of(Open::known(text), values).unwrap_or_default();
        for (_, value) in &mut state.values {
            // Twentieths, and no two alike too often; never 0, which hides what is multiplied by it.
            *value = value.map(|_| {
                let size = (6.0 + (34.0 * random.uniform()).round()) / 20.0;
                if random.uniform() < 0.5 { -size } else { size }
            });
        }
        if random.uniform() < 0.5 {
            let last = state.last();
            state.go_to(pick(random, last + 1));
        }
        state
    }
}

/// Formulas in which a value is used more than once, with the shapes of their names.
const ORDINARY: &[(&str, &str)] = &[
    (OPENING, ""),
    ("(a*b + a)^2", ""),
    ("exp(-(x - m)^2/2) + x*m", ""),
    ("log(exp(a) + exp(b)) - 2*(a*b)", ""),
    ("3*sin(a*b) + a/b", ""),
    ("(sigmoid(w*x + b) - t)^2 + 0.1*w^2", ""),
    ("x*relu(w*x + b)*w + gelu(w*x)", ""),
    ("exp(sin(w^2))*w", ""),
    ("max(a*b, a - b)*a", ""),
    ("|a - 2b|*silu(a*b)", ""),
    ("2^(a*b)/cos(a/3)", ""),
    (
        "-log(softmax(W*x)[0]) + 0.1*dot(x, x)",
        "W:1,2;3,4;5,6,x:1;2",
    ),
    (
        "cross_entropy(W*x, 1) + 0.1*sum(W .* W)",
        "W:1,2;3,4;5,6,x:1;2",
    ),
    (
        "sum(softmax(Q*K'/sqrt(2))*V .* V)",
        "Q:1,2;3,4;5,6,K:1,2;3,4;5,6,V:1,2;3,4;5,6",
    ),
    ("norm(W*tanh(W*x) - x)^2", "W:1,2;3,4,x:1;2"),
    ("sum(layer_norm(x) .* x .* g)", "x:1,2,3,4,g:1,2,3,4"),
    ("mean((A*B - B) .* B)", "A:1,2;3,4,B:1,2;3,4"),
    ("sum(([a, b; b, a]*x) .* x) + a*x[0]", "x:1;2"),
];

/// Kinks, ties, zeros, saturation, cancellation, the smallest and the largest.
const EXTREME: &[(&str, &str)] = &[
    ("a", "a:0"),
    ("a + a", "a:1000000"),
    ("relu(a) + relu(-a) + |a| + leaky_relu(a, 0.2)", "a:0"),
    ("max(a, b)*min(a, b)", "a:-3,b:-3"),
    ("a*1000000 - a*999999", "a:7"),
    ("exp(a)*b", "a:700,b:1"),
    ("exp(a)*b", "a:-1000,b:1000000"),
    ("tanh(100a) + sigmoid(100a)*b", "a:1000000,b:0"),
    ("sigmoid(a) + gelu(a) + silu(a) + gelu_tanh(a)", "a:-100000"),
    ("cross_entropy(z, 0)", "z:1000;-1000;0"),
    ("cross_entropy(z, t)", "z:0,0,0,t:0.2,0.3,0.5"),
    ("softmax(z)[0] + softmax(z)[0]", "z:5,5,5,5,5,5"),
    ("a^0 + b^1 + (a - a)*b", "a:0,b:0"),
    ("log(a) + 1/a", "a:0.000000001"),
    ("a*a*a*a*a*a*a*a", "a:-1000000"),
    ("sum(A*B*A)", "A:0,0;0,0,B:1000000,0;0,-1000000"),
    ("sum(layer_norm(x))", "x:3,3,3"),
    ("mean(A') + sum(A[0,1]*A)", "A:1,2,3,4,5,6;7,8,9,10,11,12"),
    (
        "tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(a))))))))))))",
        "a:0.5",
    ),
    ("a b c d f g h i j k l m n o p q r s t u", ""),
    ("sqrt(a)*b", "a:1000000,b:-1"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Words;
    use crate::contract::{Address, panel};
    use crate::panels::calculus::backpropagation::Backpropagation;

    fn open(text: &str) -> panel::Opened<BackpropagationState> {
        panel::open::<Backpropagation>(&Address::parse(text))
    }

    #[test]
    fn what_is_listed_is_right() {
        for preset in PRESETS {
            let hash = format!(
                "#/backpropagation?expression={}&values={}",
                crate::contract::address::encode(preset.formula),
                preset.values
            );
            let opened = open(&hash);
            assert!(opened.notices.is_empty(), "{:?}", opened.notices);
            assert_eq!(opened.state.formula.text(), preset.formula);
            assert!(opened.state.last() >= 4, "{}", preset.name);
            assert!(!preset.id.is_empty());
        }
        for (text, values) in ORDINARY.iter().chain(EXTREME) {
            let state = BackpropagationState::of(Open::parse(text).unwrap(), values).unwrap();
            let given = crate::contract::named::parse(values, LIMITS).unwrap_or_default();
            let names: Vec<&str> = state.formula.names();
            assert!(
                given
                    .iter()
                    .all(|g| names.contains(&g.name.as_str()) && g.value.is_some())
            );
        }
    }

    #[test]
    fn the_plain_example_is_read() {
        let opened = open("#/backpropagation?expression=a*b%20%2B%20a&values=a:2,b:-3&step=3");
        assert!(opened.notices.is_empty());
        assert_eq!(opened.state.values_text(), "a:2,b:-3");
        assert_eq!(opened.state.step, Some(3));
        let address = panel::address::<Backpropagation>(&opened.state, None);
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
