//! Sequences to train or measure on.

/// Sequences of equal length, one after another, with the token that follows each token.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// The tokens.
    pub tokens: Vec<usize>,
    /// The token that follows each of them.
    pub targets: Vec<usize>,
    /// How many sequences.
    pub sequences: usize,
}

impl Batch {
    /// As many of the first sequences as together have at most `tokens` tokens, at least one.
    #[must_use]
    pub fn first(&self, tokens: usize) -> Self {
        let length = self.length();
        let sequences = (tokens / length.max(1)).clamp(1, self.sequences.max(1));
        let n = (sequences * length).min(self.tokens.len());
        Self {
            tokens: self.tokens[..n].to_vec(),
            targets: self.targets[..n].to_vec(),
            sequences,
        }
    }

    /// The sequence with this number, counted from 0, or the last one if there are fewer; and the
    /// number of the sequence that is returned.
    #[must_use]
    pub fn sequence(&self, number: usize) -> (usize, Self) {
        let length = self.length();
        let number = number.min(self.sequences.saturating_sub(1));
        let part = |all: &[usize]| {
            let rest = all.iter().skip(number * length);
            rest.take(length).copied().collect()
        };
        let one = Self {
            tokens: part(&self.tokens),
            targets: part(&self.targets),
            sequences: 1,
        };
        (number, one)
    }

    /// Tokens of a sequence.
    #[must_use]
    pub fn length(&self) -> usize {
        self.tokens.len() / self.sequences.max(1)
    }

    /// Adds a sequence, from a window of one token more than the context.
    pub(crate) fn push(&mut self, window: &[usize]) {
        if let (Some((_, targets)), Some((_, tokens))) = (window.split_first(), window.split_last())
        {
            self.tokens.extend_from_slice(tokens);
            self.targets.extend_from_slice(targets);
            self.sequences += 1;
        }
    }
}
