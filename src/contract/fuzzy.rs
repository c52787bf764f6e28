//! Fuzzy matching for the search: every letter of the query, in order, the closer the better.

/// How well `query` matches `text`, or `None` where it doesn't. Larger is better.
///
/// Each word of the query must match on its own. A match at the start of a word and letters
/// that follow each other count for more; what is left over counts a little against it.
#[must_use]
pub fn score(query: &str, text: &str) -> Option<i32> {
    let text: Vec<char> = text.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut total = 0;
    for word in query.to_ascii_lowercase().split_whitespace() {
        total += word_score(&word.chars().collect::<Vec<_>>(), &text)?;
    }
    Some(total)
}

fn word_score(word: &[char], text: &[char]) -> Option<i32> {
    (0..text.len())
        .filter_map(|start| score_from(word, text, start))
        .max()
}

/// Greedy match whose first letter is at `start`.
fn score_from(word: &[char], text: &[char], start: usize) -> Option<i32> {
    if text[start] != *word.first()? {
        return None;
    }
    let mut score = 0;
    let mut previous: Option<usize> = None;
    let mut at = start;
    for letter in word {
        let found = at + text[at..].iter().position(|c| c == letter)?;
        let begins_word = found == 0 || !text[found - 1].is_ascii_alphanumeric();
        score += match previous {
            Some(p) if found == p + 1 => 6,
            _ if begins_word => 8,
            Some(p) => -((found - p) as i32).min(6),
            None => 1,
        };
        previous = Some(found);
        at = found + 1;
    }
    // A scatter of letters across a long text is no match.
    (score >= 2 * word.len() as i32).then_some(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_person_means() {
        assert!(score("softjac", "Softmax Jacobian").is_some());
        assert!(score("kl", "Cross-entropy and KL divergence").is_some());
        assert!(score("atention", "Attention, step by step").is_some());
        assert_eq!(score("zzz", "Attention"), None);
    }

    #[test]
    fn a_beginning_beats_a_middle() {
        assert!(score("ent", "entropy") > score("ent", "perplexent"));
    }
}
