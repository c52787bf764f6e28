//! Signs for what can't be seen in a text.

fn sign(c: char) -> char {
    match c {
        ' ' => '␣',
        '\n' => '⏎',
        '\t' => '⇥',
        other => other,
    }
}

/// A text with signs for its spaces, line breaks and tabs.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars().map(sign).collect()
}

/// A token as it is written: a sign where it is a space, a line break or a tab alone.
#[must_use]
pub fn token_as_written(token: &str) -> String {
    match token {
        " " | "\n" | "\t" => visible(token),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_have_signs() {
        assert_eq!(visible("a b\n\t"), "a␣b⏎⇥");
        assert_eq!([" ", "a b"].map(token_as_written), ["␣", "a b"]);
    }
}
