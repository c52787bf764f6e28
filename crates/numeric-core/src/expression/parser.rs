//! From tokens to the tree: recursive descent, one token of look-ahead, no going back.

use super::ast::{Function, Kind, Node, Operator};
use super::error::ExpressionError;
use super::messages::entries;
use super::token::{Placed, Token, tokens};
use super::{MAX_CHARACTERS, MAX_DEPTH, Names};
use std::ops::Range;

pub(super) type Parsed<T> = Result<T, ExpressionError>;

pub(super) fn parse(text: &str, names: Names) -> Parsed<Node> {
    if let Some((end, _)) = text.char_indices().nth(MAX_CHARACTERS) {
        let message = format!("an expression has at most {MAX_CHARACTERS} characters");
        return Err(ExpressionError::new(text, end..text.len(), message));
    }
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        at: 0,
        names,
        depth: 0,
        bar_open: false,
    };
    if parser.peek().token == Token::End {
        return Err(parser.error(0..0, "type an expression, such as x^2 + 1"));
    }
    let node = parser.sum()?;
    match parser.peek().token {
        Token::End => Ok(node),
        _ => Err(parser.unexpected()),
    }
}

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Placed>,
    pub(super) at: usize,
    pub(super) names: Names<'a>,
    depth: usize,
    /// Whether a bar closes the innermost open bracket.
    pub(super) bar_open: bool,
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> &Placed {
        // The last token is the end, which is never passed.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    pub(super) fn next(&mut self) -> Placed {
        let placed = self.peek().clone();
        self.at += 1;
        placed
    }

    pub(super) fn error(&self, span: Range<usize>, message: impl Into<String>) -> ExpressionError {
        ExpressionError::new(self.text, span, message)
    }

    pub(super) fn written(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or("")
    }

    fn too_deep(&self, span: Range<usize>) -> ExpressionError {
        let message = format!("more than {MAX_DEPTH} operations are nested here");
        self.error(span, message)
    }

    pub(super) fn node(&self, kind: Kind, span: Range<usize>) -> Parsed<Node> {
        let node = Node::new(kind, span);
        if node.depth > MAX_DEPTH {
            return Err(self.too_deep(node.span));
        }
        Ok(node)
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            return Err(self.too_deep(self.peek().span.clone()));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Inside of brackets, a bar closes only where one was opened inside.
    pub(super) fn inside<T>(
        &mut self,
        bar_open: bool,
        parse: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let outside = std::mem::replace(&mut self.bar_open, bar_open);
        let parsed = self.deeper(parse);
        self.bar_open = outside;
        parsed
    }

    pub(super) fn binary(
        &self,
        operator: Operator,
        at: Range<usize>,
        left: Node,
        right: Node,
    ) -> Parsed<Node> {
        let span = left.span.start..right.span.end;
        let (left, right) = (Box::new(left), Box::new(right));
        let kind = Kind::Binary {
            operator,
            at,
            left,
            right,
        };
        self.node(kind, span)
    }

    pub(super) fn call(
        &self,
        function: Function,
        arguments: Vec<Node>,
        span: Range<usize>,
    ) -> Parsed<Node> {
        let kind = Kind::Call {
            function,
            arguments,
        };
        self.node(kind, span)
    }

    pub(super) fn sum(&mut self) -> Parsed<Node> {
        let mut left = self.product()?;
        while let Token::Operator(operator @ (Operator::Add | Operator::Subtract)) =
            self.peek().token
        {
            let at = self.next().span;
            let right = self.product()?;
            left = self.binary(operator, at, left, right)?;
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed<Node> {
        let mut left = self.prefix()?;
        loop {
            let Placed { token, span, .. } = self.peek();
            match *token {
                Token::Operator(
                    operator @ (Operator::Multiply
                    | Operator::Divide
                    | Operator::EntrywiseMultiply
                    | Operator::EntrywiseDivide),
                ) => {
                    let at = self.next().span;
                    let right = self.prefix()?;
                    left = self.binary(operator, at, left, right)?;
                }
                Token::Name(_) | Token::Open | Token::OpenSquare | Token::Root => {
                    let at = span.start..span.start;
                    let right = self.power()?;
                    left = self.binary(Operator::Multiply, at, left, right)?;
                }
                Token::Bar if !self.bar_open => {
                    let at = span.start..span.start;
                    let right = self.power()?;
                    left = self.binary(Operator::Multiply, at, left, right)?;
                }
                _ => return Ok(left),
            }
        }
    }

    fn prefix(&mut self) -> Parsed<Node> {
        match self.peek().token {
            Token::Operator(Operator::Subtract) => {
                let start = self.next().span.start;
                let of = self.deeper(Self::prefix)?;
                let span = start..of.span.end;
                self.node(Kind::Negate(Box::new(of)), span)
            }
            Token::Operator(Operator::Add) => {
                self.next();
                self.deeper(Self::prefix)
            }
            _ => self.power(),
        }
    }

    fn power(&mut self) -> Parsed<Node> {
        let primary = self.primary()?;
        let mut base = self.postfix(primary)?;
        loop {
            match self.peek().token {
                Token::Superscript(exponent) => {
                    let at = self.next().span;
                    let mut number =
                        self.node(Kind::Number(f64::from(exponent.abs())), at.clone())?;
                    if exponent < 0 {
                        number = self.node(Kind::Negate(Box::new(number)), at.clone())?;
                    }
                    base = self.binary(Operator::Power, at, base, number)?;
                }
                Token::Operator(operator @ (Operator::Power | Operator::EntrywisePower)) => {
                    let at = self.next().span;
                    if operator == Operator::Power && self.peek_is_transpose() {
                        let span = base.span.start..self.next().span.end;
                        let transposed = self.call(Function::Transpose, vec![base], span)?;
                        base = self.postfix(transposed)?;
                        continue;
                    }
                    // The exponent takes all powers to its right.
                    let exponent = self.deeper(Self::prefix)?;
                    self.check_exponent_ends(&base, &exponent)?;
                    return self.binary(operator, at, base, exponent);
                }
                _ => return Ok(base),
            }
        }
    }

    fn peek_is_transpose(&self) -> bool {
        matches!(&self.peek().token, Token::Name(name) if name == "T") && !self.names.declares("T")
    }

    fn postfix(&mut self, mut node: Node) -> Parsed<Node> {
        loop {
            match self.peek() {
                Placed {
                    token: Token::Transpose,
                    span,
                    ..
                } => {
                    let span = node.span.start..span.end;
                    self.next();
                    node = self.call(Function::Transpose, vec![node], span)?;
                }
                // With a space before it, a bracket is a factor.
                Placed {
                    token: Token::OpenSquare,
                    spaced: false,
                    ..
                } => node = self.index(node)?,
                _ => return Ok(node),
            }
        }
    }

    fn index(&mut self, of: Node) -> Parsed<Node> {
        let open = self.next().span;
        let mut indices = Vec::new();
        loop {
            let Placed { token, span, .. } = self.next();
            match token {
                Token::Number(value) if value.fract() == 0.0 && value <= 1e9 => {
                    indices.push(value as usize);
                }
                Token::End => return Err(self.never_closed(open, "]")),
                _ => {
                    let message = "an index is a whole number from 0 on, as in z[0] or W[1,2]; for a product write * before [";
                    return Err(self.error(span, message));
                }
            }
            let Placed { token, span, .. } = self.next();
            match token {
                Token::Comma if indices.len() < 2 => {}
                Token::CloseSquare => {
                    let span = of.span.start..span.end;
                    let of = Box::new(of);
                    return self.node(Kind::Index { of, indices }, span);
                }
                Token::End => return Err(self.never_closed(open, "]")),
                _ => return Err(self.error(span, "expected “]” after the index")),
            }
        }
    }

    fn primary(&mut self) -> Parsed<Node> {
        let Placed { token, span, .. } = self.peek().clone();
        match token {
            Token::Number(value) => {
                self.next();
                if let Token::Number(_) = self.peek().token {
                    return Err(self.unexpected());
                }
                self.node(Kind::Number(value), span)
            }
            Token::Name(name) => {
                self.next();
                self.name(&name, span)
            }
            Token::Open => {
                self.next();
                let mut node = self.inside(false, Self::sum)?;
                node.span = span.start..self.close(span, Token::Close, ")")?.end;
                Ok(node)
            }
            Token::Bar => {
                self.next();
                let node = self.inside(true, Self::sum)?;
                let whole = span.start..self.close(span, Token::Bar, "|")?.end;
                self.call(Function::Absolute, vec![node], whole)
            }
            Token::OpenSquare => {
                self.next();
                self.inside(false, |parser| parser.matrix(span))
            }
            Token::Root => {
                self.next();
                let of = self.deeper(|parser| {
                    let primary = parser.primary()?;
                    parser.postfix(primary)
                })?;
                let whole = span.start..of.span.end;
                self.call(Function::SquareRoot, vec![of], whole)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn matrix(&mut self, open: Range<usize>) -> Parsed<Node> {
        let mut rows: Vec<Vec<Node>> = Vec::new();
        let mut row = Vec::new();
        loop {
            row.push(self.sum()?);
            let Placed { token, span, .. } = self.next();
            match token {
                Token::Comma => continue,
                Token::Semicolon | Token::CloseSquare => {}
                Token::End => return Err(self.never_closed(open, "]")),
                _ => {
                    let message =
                        "expected “,” before the next entry, “;” before the next row, or “]”";
                    return Err(self.error(span, message));
                }
            }
            let width = rows.first().map_or(row.len(), Vec::len);
            if row.len() != width {
                let start = row.first().map_or(span.start, |entry| entry.span.start);
                let message = format!(
                    "row {} has {}, but the first has {width}: all rows must be equally long",
                    rows.len() + 1,
                    entries(row.len()),
                );
                return Err(self.error(start..span.start, message));
            }
            rows.push(std::mem::take(&mut row));
            if token == Token::CloseSquare {
                return self.node(Kind::Matrix(rows), open.start..span.end);
            }
        }
    }

    pub(super) fn close(
        &mut self,
        open: Range<usize>,
        token: Token,
        sign: &str,
    ) -> Parsed<Range<usize>> {
        let next = self.peek();
        if next.token == token {
            return Ok(self.next().span);
        }
        if next.token == Token::End {
            return Err(self.never_closed(open, sign));
        }
        Err(self.unexpected())
    }
}
