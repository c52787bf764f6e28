//! Names and calls of functions.

use super::Names;
use super::ast::{Function, Kind, Node, Operator};
use super::messages::count;
use super::names::{constant, function};
use super::parser::{Parsed, Parser};
use super::token::Token;
use std::ops::Range;

impl Parser<'_> {
    pub(super) fn name(&mut self, name: &str, span: Range<usize>) -> Parsed<Node> {
        let is_call = self.peek().token == Token::Open;
        if let Some(function) = function(name) {
            if is_call {
                return self.arguments(name, function, span);
            }
            let power = matches!(
                self.peek().token,
                Token::Superscript(_) | Token::Operator(Operator::Power)
            );
            let message = if self.is_inverse() {
                let first = match function {
                    Function::Sine => "for the first write asin(x), ",
                    Function::Cosine => "for the first write acos(x), ",
                    Function::Tangent => "for the first write atan(x), ",
                    _ => "",
                };
                format!(
                    "{name}^-1 may be the inverse function or 1/{name}: {first}for the second \
                     write 1/{name}(x)"
                )
            } else if power {
                format!("{name} needs its argument first: write {name}(x)^2")
            } else {
                format!("{name} needs its argument in brackets: {name}(x)")
            };
            return Err(self.error(span, message));
        }
        if self.names.declares(name) {
            return self.node(Kind::Variable(name.to_owned()), span);
        }
        if name == "pow" && is_call && !self.peek().spaced {
            return self.power_in_words(span);
        }
        if let Some(constant) = constant(name) {
            return self.node(Kind::Constant(constant), span);
        }
        // A call of something unknown is a slip; a single letter before a bracket is a factor.
        let looks_like_call = is_call && !self.peek().spaced && name.chars().count() > 1;
        match self.names {
            Names::Any if !looks_like_call => self.node(Kind::Variable(name.to_owned()), span),
            _ => Err(self.unknown(name, span, looks_like_call)),
        }
    }

    /// Whether ^-1 or ⁻¹ comes next.
    fn is_inverse(&self) -> bool {
        let token = |n: usize| self.tokens.get(self.at + n).map(|placed| &placed.token);
        match token(0) {
            Some(Token::Superscript(exponent)) => *exponent == -1,
            Some(Token::Operator(Operator::Power)) => {
                let bracket = usize::from(token(1) == Some(&Token::Open));
                token(1 + bracket) == Some(&Token::Operator(Operator::Subtract))
                    && token(2 + bracket) == Some(&Token::Number(1.0))
            }
            _ => false,
        }
    }

    /// pow(a, b), which is a^b.
    fn power_in_words(&mut self, start: Range<usize>) -> Parsed<Node> {
        let open = self.next().span;
        let base = self.inside(false, Self::sum)?;
        if self.peek().token != Token::Comma {
            let message = "pow takes two arguments, as in pow(x, 2), which is x^2";
            return Err(self.error(start, message));
        }
        let at = self.next().span;
        let exponent = self.inside(false, Self::sum)?;
        let end = self.close(open, Token::Close, ")")?.end;
        let mut power = self.binary(Operator::Power, at, base, exponent)?;
        power.span = start.start..end;
        Ok(power)
    }

    fn arguments(&mut self, name: &str, function: Function, start: Range<usize>) -> Parsed<Node> {
        let open = self.next().span;
        let mut arguments = Vec::new();
        let end = loop {
            if self.peek().token == Token::Close && arguments.is_empty() {
                break self.next().span;
            }
            arguments.push(self.inside(false, Self::sum)?);
            if self.peek().token == Token::Comma {
                self.next();
                continue;
            }
            break self.close(open.clone(), Token::Close, ")")?;
        };
        let span = start.start..end.end;
        let (least, most) = function.arguments();
        if !(least..=most).contains(&arguments.len()) {
            let wanted = match (least, most) {
                (1, 1) => "one argument".to_owned(),
                (2, 2) => "two arguments".to_owned(),
                _ => format!("{least} or {most} arguments"),
            };
            let hint = match arguments.as_slice() {
                [.., before, after] => self.decimal_comma(&before.span, &after.span),
                _ => None,
            };
            let hint = hint.or_else(|| match arguments.as_slice() {
                [of, base] if function == Function::Log => {
                    let [of, base] = [of, base].map(|node| self.written(&node.span));
                    Some(format!(": for another base write log({of})/log({base})"))
                }
                _ => None,
            });
            let message = format!(
                "{name} takes {wanted}, but {} given here{}",
                count(arguments.len()),
                hint.unwrap_or_default()
            );
            return Err(self.error(span, message));
        }
        if let (Function::LeakyRelu, Some(slope)) = (function, arguments.get(1))
            && slope.constant_value().is_none()
        {
            let message = "the slope of leaky_relu is a fixed number, as in leaky_relu(x, 0.1)";
            return Err(self.error(slope.span.clone(), message));
        }
        self.call(function, arguments, span)
    }
}
