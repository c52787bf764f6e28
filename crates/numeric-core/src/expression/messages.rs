//! What the parser says about mistakes.

use super::Names;
use super::ast::{Kind, Node};
use super::error::ExpressionError;
use super::names::{constant, function, function_names, suggestion};
use super::parser::{Parsed, Parser};
use super::token::{Placed, Token};
use std::ops::Range;

impl Parser<'_> {
    /// The message for a name that is neither declared nor a function or constant.
    pub(super) fn unknown(&self, name: &str, span: Range<usize>, is_call: bool) -> ExpressionError {
        let declared: &[&str] = match self.names {
            Names::Any => &[],
            Names::Only(names) => names,
        };
        let known = |name: &str| self.names.declares(name) || constant(name).is_some();
        let mut letters = name.chars().map(|letter| letter.to_string());
        let what = if is_call { "function" } else { "name" };
        let near = if is_call {
            suggestion(name, function_names())
        } else {
            suggestion(
                name,
                declared
                    .iter()
                    .copied()
                    .chain(function_names().map(|name| name as &str)),
            )
        };
        let message = if let Some(spelled) = spelled(name) {
            format!("unknown function “{name}”: write {spelled}")
        } else if let Some(meant) = without_sign(name, is_call, known) {
            format!("unknown {what} “{name}”: did you mean {meant}?")
        } else if let Some(near) = near {
            format!("unknown {what} “{name}”: did you mean {near}?")
        } else if name.chars().count() > 1 && letters.all(|letter| known(&letter)) {
            let factors: Vec<String> = name.chars().map(|letter| letter.to_string()).collect();
            format!(
                "unknown name “{name}”: for a product write {}",
                factors.join("*")
            )
        } else if is_call {
            format!("unknown function “{name}”: for a product write * before the bracket")
        } else if declared.is_empty() {
            format!("unknown name “{name}”: no variables are known here")
        } else {
            format!(
                "unknown name “{name}”: the variables here are {}",
                declared.join(", ")
            )
        };
        self.error(span, message)
    }

    /// Refuses e^2x and 10^-3x, where the exponent may go on.
    pub(super) fn check_exponent_ends(&self, base: &Node, exponent: &Node) -> Parsed<()> {
        let Placed {
            token: Token::Name(name),
            spaced: false,
            ..
        } = self.peek()
        else {
            return Ok(());
        };
        let number = match &exponent.kind {
            Kind::Negate(of) => &of.kind,
            kind => kind,
        };
        let is_number = |kind: &Kind| matches!(kind, Kind::Number(_));
        let fixed = is_number(&base.kind) || matches!(base.kind, Kind::Constant(_));
        if !fixed || !is_number(number) {
            return Ok(());
        }
        let next = match function(name) {
            Some(_) => format!("{name}(…)"),
            None => name.clone(),
        };
        let (base_text, power) = (self.written(&base.span), self.written(&exponent.span));
        let message = format!(
            "{base_text}^{power}{next} may be {base_text}^({power}*{next}) or {base_text}^{power}*{next}: \
             write one of the two"
        );
        Err(self.error(base.span.start..self.peek().span.end, message))
    }

    /// The message for a bracket whose partner is missing, at the place where it opened.
    pub(super) fn never_closed(&self, open: Range<usize>, sign: &str) -> ExpressionError {
        let opened = self.written(&open).to_owned();
        self.error(
            open,
            format!("this “{opened}” is never closed: a “{sign}” is missing"),
        )
    }

    /// A hint at a decimal comma, where nothing but a comma is between two runs of digits.
    pub(super) fn decimal_comma(
        &self,
        before: &Range<usize>,
        after: &Range<usize>,
    ) -> Option<String> {
        let (whole, fraction) = (self.written(before), self.written(after));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let comma = after.start == before.end + 1 && digits(whole) && digits(fraction);
        comma.then(|| format!(": did you mean {whole}.{fraction}?"))
    }

    /// The message for a token that can't stand where it does.
    pub(super) fn unexpected(&self) -> ExpressionError {
        let placed = self.peek();
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let after_operand = before.is_some_and(|before| {
            matches!(
                before.token,
                Token::Number(_)
                    | Token::Name(_)
                    | Token::Superscript(_)
                    | Token::Transpose
                    | Token::Close
                    | Token::CloseSquare
            ) || (before.token == Token::Bar && !self.bar_open)
        });
        let sign = self.written(&placed.span);
        let message = match (&placed.token, after_operand) {
            (Token::End, _) => {
                let last = before.map_or("", |before| self.written(&before.span));
                format!("something is missing after “{last}”: a number, a name or a bracket")
            }
            (Token::Number(_), true) => {
                format!("expected an operator before “{sign}”, such as * or ^")
            }
            (Token::Close | Token::CloseSquare, true) => {
                format!("this “{sign}” closes nothing that was opened before it")
            }
            (Token::Comma | Token::Semicolon, true) => {
                let after = self.tokens.get(self.at + 1);
                let hint = match (&placed.token, before, after) {
                    (Token::Comma, Some(before), Some(after)) => {
                        self.decimal_comma(&before.span, &after.span)
                    }
                    _ => None,
                };
                format!(
                    "“{sign}” stands only between arguments, as in max(a, b), or entries, as in [1, 2; 3, 4]{}",
                    hint.unwrap_or_default()
                )
            }
            (_, true) => format!("expected an operator before “{sign}”"),
            (_, false) => format!("expected a number, a name or a bracket before “{sign}”"),
        };
        self.error(placed.span.clone(), message)
    }
}

/// How a function is written that has no name here.
fn spelled(name: &str) -> Option<&'static str> {
    Some(match name {
        "sec" => "1/cos(x)",
        "csc" | "cosec" => "1/sin(x)",
        "cot" => "1/tan(x)",
        "sech" => "1/cosh(x)",
        "ceil" => "-floor(-x)",
        "round" => "floor(x + 0.5)",
        "lg" => "log10(x)",
        "ld" | "lb" => "log2(x)",
        "tg" => "tan(x)",
        "arctg" => "atan(x)",
        "sh" => "sinh(x)",
        "ch" => "cosh(x)",
        "th" => "tanh(x)",
        "asinh" | "arsinh" | "arcsinh" => "log(x + sqrt(x^2 + 1))",
        "acosh" | "arcosh" | "arccosh" => "log(x + sqrt(x^2 - 1))",
        "atanh" | "artanh" | "arctanh" => "log((1 + x)/(1 - x))/2",
        "softplus" => "log(1 + exp(x))",
        "swish" => "silu(x)",
        "heaviside" | "step" => "(1 + sign(x))/2",
        "logistic" => "sigmoid(x)",
        "mod" => "x - n*floor(x/n) for the remainder of x divided by n",
        _ => return None,
    })
}

/// What was meant where a function is followed by its argument, as in sinx, a name by its exponent or
/// factor, as in x2, or, called, by a function, as in xsin(x).
fn without_sign(name: &str, is_call: bool, known: impl Fn(&str) -> bool) -> Option<String> {
    if is_call {
        let functions = function_names().filter_map(|function| {
            let factor = name.strip_suffix(function)?;
            known(factor).then_some((function, factor))
        });
        let (function, factor) = functions.max_by_key(|(function, _)| function.len())?;
        return Some(format!("{factor}*{function}"));
    }
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &name[letters.len()..];
    if !digits.is_empty() && known(letters) {
        return Some(format!("{letters}^{digits} or {digits}*{letters}"));
    }
    let functions = function_names().filter_map(|function| {
        let argument = name.strip_prefix(function)?;
        known(argument).then_some((function, argument))
    });
    let (function, argument) = functions.max_by_key(|(function, _)| function.len())?;
    Some(format!("{function}({argument})"))
}

pub(super) fn entries(number: usize) -> String {
    if number == 1 {
        "1 entry".to_owned()
    } else {
        format!("{number} entries")
    }
}

pub(super) fn count(arguments: usize) -> String {
    match arguments {
        0 => "none is".to_owned(),
        1 => "only one is".to_owned(),
        _ => format!("{arguments} are"),
    }
}
