//! From characters to tokens.

use super::ast::Operator;
use super::error::ExpressionError;
use super::names::{constant, function};
use std::ops::Range;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Name(String),
    Operator(Operator),
    /// Superscript digits, a power.
    Superscript(i32),
    /// ' or ᵀ.
    Transpose,
    Root,
    Bar,
    Open,
    Close,
    OpenSquare,
    CloseSquare,
    Comma,
    Semicolon,
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub token: Token,
    pub span: Range<usize>,
    /// Whether white space stands before it.
    pub spaced: bool,
}

/// Names before a dot that say where a function comes from.
const MODULES: [&str; 7] = ["np", "numpy", "jnp", "math", "Math", "torch", "tf"];

const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

fn superscript(character: char) -> Option<usize> {
    SUPERSCRIPTS.iter().position(|digit| *digit == character)
}

fn starts_name(character: char) -> bool {
    // π stands alone, so that 2πr is 2·π·r.
    character.is_ascii_alphabetic()
        || character == '_'
        || (('\u{370}'..='\u{3ff}').contains(&character)
            && character.is_alphabetic()
            && character != 'π')
}

fn continues_name(character: char) -> bool {
    starts_name(character)
        || character.is_ascii_digit()
        || ('\u{2080}'..='\u{2089}').contains(&character)
}

/// The tokens of a text, the last one [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, ExpressionError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut spaced = false;
    while let Some(character) = text[at..].chars().next() {
        if character.is_whitespace() {
            at += character.len_utf8();
            spaced = true;
            continue;
        }
        let (token, length) = token(text, at, character)?;
        let span = at..at + length;
        at = span.end;
        tokens.push(Placed {
            token,
            span,
            spaced,
        });
        spaced = false;
    }
    tokens.push(Placed {
        token: Token::End,
        span: at..at,
        spaced,
    });
    Ok(tokens)
}

/// One token and its length in bytes.
fn token(text: &str, at: usize, character: char) -> Result<(Token, usize), ExpressionError> {
    let rest = &text[at..];
    let second = rest[character.len_utf8()..].chars().next();
    if character.is_ascii_digit()
        || (character == '.' && second.is_some_and(|next| next.is_ascii_digit()))
    {
        return number(text, at);
    }
    if starts_name(character) {
        let length = name_length(rest);
        if let Some(found) = in_module(rest, length) {
            return Ok(found);
        }
        return Ok((Token::Name(rest[..length].to_owned()), length));
    }
    if superscript(character).is_some() || character == '⁻' {
        return superscript_number(text, at);
    }
    if character == '.' {
        let operator = match second {
            Some('*' | '×' | '·' | '⋅') => Some(Operator::EntrywiseMultiply),
            Some('/' | '÷') => Some(Operator::EntrywiseDivide),
            Some('^') => Some(Operator::EntrywisePower),
            _ => None,
        };
        if let (Some(operator), Some(second)) = (operator, second) {
            return Ok((Token::Operator(operator), 1 + second.len_utf8()));
        }
    }
    if rest.starts_with("**") {
        return Ok((Token::Operator(Operator::Power), 2));
    }
    let token = match character {
        '+' => Token::Operator(Operator::Add),
        '-' | '−' | '–' => Token::Operator(Operator::Subtract),
        '*' | '·' | '⋅' | '×' | '∗' => Token::Operator(Operator::Multiply),
        '/' | '÷' | '∕' => Token::Operator(Operator::Divide),
        '^' => Token::Operator(Operator::Power),
        '⊙' => Token::Operator(Operator::EntrywiseMultiply),
        '⊘' => Token::Operator(Operator::EntrywiseDivide),
        'π' => Token::Name("π".to_owned()),
        '\'' | '’' | '′' | 'ᵀ' => Token::Transpose,
        '√' => Token::Root,
        '|' => Token::Bar,
        '(' => Token::Open,
        ')' => Token::Close,
        '[' => Token::OpenSquare,
        ']' => Token::CloseSquare,
        ',' => Token::Comma,
        ';' => Token::Semicolon,
        _ => {
            let hint = match character {
                '{' | '}' => ": write ( and ) around an expression",
                '=' => ": write only what stands right of it",
                '\\' => {
                    ": LaTeX isn’t read; write a/b for a fraction and sin(x) without a backslash"
                }
                '!' => ": there are no factorials here; write the product, as in 1*2*3",
                '%' => ": write /100 for a percentage, x - n*floor(x/n) for a remainder",
                '∛' => ": write cbrt(x)",
                '½' => ": write (1/2)",
                '⌊' | '⌋' => ": write floor(x)",
                '.' => ": a dot belongs to a number, or before *, / or ^",
                _ => "",
            };
            let message = format!("“{}” means nothing here{hint}", character.escape_debug());
            let span = at..at + character.len_utf8();
            return Err(ExpressionError::new(text, span, message));
        }
    };
    Ok((token, character.len_utf8()))
}

/// The length in bytes of the name that a text begins with.
fn name_length(text: &str) -> usize {
    text.find(|c| !continues_name(c)).unwrap_or(text.len())
}

/// A function or constant of Python's or JavaScript's modules, as in `np.exp` and `Math.PI`: the name that
/// it has here, where it has one, and its length in bytes. The module's name is so long.
fn in_module(text: &str, module: usize) -> Option<(Token, usize)> {
    let is_module = MODULES.contains(&&text[..module]);
    let behind = text[module..].strip_prefix('.').filter(|_| is_module)?;
    let length = behind
        .starts_with(starts_name)
        .then(|| name_length(behind))?;
    let name = match &behind[..length] {
        "maximum" => "max",
        "minimum" => "min",
        "absolute" | "fabs" => "abs",
        "power" => "pow",
        "PI" => "pi",
        "E" => "e",
        name => name,
    };
    let known = name == "pow" || function(name).is_some() || constant(name).is_some();
    known.then(|| (Token::Name(name.to_owned()), module + 1 + length))
}

/// Digits, perhaps with a dot, perhaps with an exponent that has digits of its own (2e is 2·e).
fn number(text: &str, at: usize) -> Result<(Token, usize), ExpressionError> {
    let bytes = &text.as_bytes()[at..];
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or(&[]);
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        let fraction = digits(length + 1);
        // In 3.*x the dot belongs to the operator.
        let is_operator = matches!(bytes.get(length + 1), Some(b'*' | b'/' | b'^'));
        if fraction > 0 || !is_operator {
            length += 1 + fraction;
        }
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    let span = at..at + length;
    match text.get(span.clone()).map(str::parse::<f64>) {
        Some(Ok(value)) if value.is_finite() => Ok((Token::Number(value), length)),
        _ => {
            let message = "this number is too large: the largest is about 1.8e308";
            Err(ExpressionError::new(text, span, message))
        }
    }
}

fn superscript_number(text: &str, at: usize) -> Result<(Token, usize), ExpressionError> {
    let mut value: i32 = 0;
    let mut digits = 0;
    let mut length = 0;
    let mut sign = 1;
    for character in text[at..].chars() {
        match superscript(character) {
            Some(digit) => {
                value = value.saturating_mul(10).saturating_add(digit as i32);
                digits += 1;
            }
            None if character == '⁻' && length == 0 => sign = -1,
            None => break,
        }
        length += character.len_utf8();
    }
    let wrong = if digits == 0 {
        "“⁻” needs a digit after it, as in x⁻¹"
    } else if digits > 4 {
        "this exponent is too large"
    } else {
        return Ok((Token::Superscript(sign * value), length));
    };
    Err(ExpressionError::new(text, at..at + length, wrong))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    fn kinds(text: &str) -> Vec<Token> {
        tokens(text).unwrap().into_iter().map(|t| t.token).collect()
    }

    #[portable_test]
    fn numbers_and_names() {
        use Token::{End, Name, Number};
        let name = |text: &str| Name(text.to_owned());
        assert_eq!(
            kinds("1e-3 .5 3."),
            [Number(1e-3), Number(0.5), Number(3.0), End]
        );
        assert_eq!(kinds("2e"), [Number(2.0), name("e"), End]);
        assert_eq!(kinds("2e3x1"), [Number(2e3), name("x1"), End]);
        assert_eq!(kinds("2πr"), [Number(2.0), name("π"), name("r"), End]);
        assert_eq!(kinds("α_1β x₁"), [name("α_1β"), name("x₁"), End]);
        assert!(tokens("1e999").is_err());
    }

    #[portable_test]
    fn operators_and_places() {
        let entrywise = Token::Operator(Operator::EntrywiseMultiply);
        assert_eq!(kinds("3.*x")[1], entrywise);
        assert_eq!(kinds("x⊙y")[1], entrywise);
        assert_eq!(kinds("x**2"), kinds("x^2"));
        assert_eq!(kinds("x⁻¹²")[1], Token::Superscript(-12));
        let placed = tokens("α − 1").unwrap();
        assert_eq!(placed[1].span, 3..6);
        assert!(placed[1].spaced && !placed[0].spaced);
        let error = tokens("αβ $").unwrap_err();
        assert_eq!((error.span.clone(), error.column), (5..6, 3));
        assert_eq!(error.utf16_span("αβ $"), 3..4);
    }
}
