//! What each kind accepts, in words.

use super::Kind;
use crate::contract::number;
use crate::expression::LONGEST;

impl Kind {
    /// What this kind accepts, in words that finish "expected …".
    #[must_use]
    pub fn expected(&self) -> String {
        let n = number::exact;
        match *self {
            Kind::Number { min, max } => format!("a number from {} to {}", n(min), n(max)),
            Kind::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Kind::Vector { length, min, max } => format!(
                "{} separated by commas, each from {} to {}",
                span(length, "number"),
                n(min),
                n(max)
            ),
            Kind::Matrix {
                rows,
                columns,
                min,
                max,
            } => format!(
                "a matrix of {} (separated by ;) and {} (separated by commas), all rows equally long, \
                 each entry from {} to {}",
                span(rows, "row"),
                span(columns, "column"),
                n(min),
                n(max)
            ),
            Kind::Words { count, longest } => format!(
                "{} separated by commas, each of 1 to {longest} characters",
                span(count, "word")
            ),
            Kind::Text { longest } => format!("a text of at most {longest} characters"),
            Kind::Sentence { words: (1, 1) } => "one word of the toy language".into(),
            Kind::Sentence { words } => {
                format!("{} to {} words of the toy language", words.0, words.1)
            }
            Kind::Choice(names) => format!("one of {}", names.join(", ")),
            Kind::Switch => "on or off".into(),
            Kind::Expression { variables } => format!(
                "a formula of {}, such as {}, of at most {LONGEST} characters",
                variables.join(" and "),
                if variables.len() > 1 {
                    let terms: Vec<String> = variables.iter().map(|v| format!("{v}^2")).collect();
                    terms.join(" + ")
                } else {
                    format!("sin({})", variables.first().unwrap_or(&"1"))
                },
            ),
            Kind::Open => format!(
                "a formula of names of your choice whose value is a number, such as a*b + c or \
                 sum(softmax(W*x)), of at most {LONGEST} characters"
            ),
            Kind::Named(limits) => format!(
                "names with their values, such as a:2,b:-3 or W:1,2;3,4,x:5;6; each value is {}",
                limits.expected()
            ),
        }
    }
}

fn span((least, most): (usize, usize), noun: &str) -> String {
    if least == most {
        number::count(least, noun)
    } else {
        format!("{least} to {}", number::count(most, noun))
    }
}
