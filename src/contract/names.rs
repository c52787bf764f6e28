//! Names of what is numbered.

use super::number;

/// The name of an outcome: A, B, C, …, Z, and numbers from there on.
#[must_use]
pub fn outcome(i: usize) -> String {
    let letter = u8::try_from(i).ok().filter(|i| *i < 26);
    letter.map_or_else(|| (i + 1).to_string(), |i| char::from(b'A' + i).to_string())
}

/// The names of `n` outcomes.
#[must_use]
pub fn outcomes(n: usize) -> Vec<String> {
    (0..n).map(outcome).collect()
}

/// `A`, `A and B`, `A, B and C`; of more than four the first three and how many others there are.
#[must_use]
pub fn joined(names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() && names.len() < 5 => {
            format!("{} and {last}", rest.join(", "))
        }
        [a, b, c, others @ ..] if !others.is_empty() => {
            format!("{a}, {b}, {c} and {} others", others.len())
        }
        _ => names.concat(),
    }
}

/// One of so many that are first alike: `the most probable word`, `one of the 2 most probable words`.
#[must_use]
pub fn first_of(ties: usize, first: &str, noun: &str) -> String {
    if ties > 1 {
        format!(
            "one of the {ties} {first} {}",
            number::plural(ties as f64, noun)
        )
    } else {
        format!("the {first} {noun}")
    }
}

/// `1`, `2`, … to `n`.
#[must_use]
pub fn counted(n: usize) -> Vec<String> {
    (1..=n).map(|i| i.to_string()).collect()
}

/// `row 1`, `row 2`, … to `n`.
#[must_use]
pub fn counted_as(what: &str, n: usize) -> Vec<String> {
    (1..=n).map(|i| format!("{what} {i}")).collect()
}

/// `x₁`, `x₂`, … to `n`.
#[must_use]
pub fn subscripted(letter: &str, n: usize) -> Vec<String> {
    (1..=n)
        .map(|i| format!("{letter}{}", number::subscript(i)))
        .collect()
}

/// `k0`, `k1`, …
#[must_use]
pub fn dimensions(letter: &str, n: usize) -> Vec<String> {
    (0..n).map(|i| format!("{letter}{i}")).collect()
}

/// `0`, `1`, …
#[must_use]
pub fn numbers(n: usize) -> Vec<String> {
    (0..n).map(|i| i.to_string()).collect()
}

/// `σ₀`, `σ₁`, …
#[must_use]
pub fn indexed(letter: &str, n: usize) -> Vec<String> {
    (0..n)
        .map(|i| format!("{letter}{}", number::subscript(i)))
        .collect()
}

/// A name that has room for so many letters of usual width: a longer one ends in an ellipsis.
#[must_use]
pub fn cut(name: &str, room: f64) -> String {
    let wide = |c: char| match c {
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.7,
        '\u{2e80}'..=char::MAX => 2.0,
        _ => 1.0,
    };
    if name.chars().map(wide).sum::<f64>() <= room {
        return name.into();
    }
    let mut left = room - 1.2;
    let fits = |c: &char| {
        left -= wide(*c);
        left >= 0.0
    };
    name.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_room_is_cut_short() {
        assert_eq!(cut("extraordinary", 13.0), "extraordinary");
        assert_eq!(cut("extraordinary", 8.5), "extraor…");
        assert_eq!(cut("mmmmmmmm", 8.5), "mmmm…");
    }

    #[test]
    fn several_names_are_one_phrase() {
        for (n, text) in [
            (1, "A"),
            (2, "A and B"),
            (4, "A, B, C and D"),
            (6, "A, B, C and 3 others"),
        ] {
            assert_eq!(joined(&outcomes(n)), text);
        }
        assert_eq!(first_of(1, "largest", "loss"), "the largest loss");
        assert_eq!(
            first_of(3, "most probable", "word"),
            "one of the 3 most probable words"
        );
    }
}
