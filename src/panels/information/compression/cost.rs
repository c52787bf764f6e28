//! What a decoder has to be told besides the bits: how many symbols there are, and the model.

use super::state::{Predictor, SymbolKind};
use super::text::Text;
use crate::language::standard;

/// Numbers of the trained transformer, 32 bits each.
pub const WEIGHTS: usize = 111_488;

/// Bits of a whole number from 0 on in Elias’ gamma code, which ends by itself: 2⌊log₂(n + 1)⌋ + 1.
///
/// Source: P. Elias, *Universal Codeword Sets and Representations of the Integers*, IEEE Trans.
/// Inform. Theory 21 (1975).
pub fn whole_number(n: usize) -> usize {
    2 * (n + 1).ilog2() as usize + 1
}

/// Bits that name the symbols: none for bytes and for the words of the toy language, which both sides
/// know; 21 for each different character; for other words their letters, a byte each, and an end.
fn alphabet(text: &Text, kind: SymbolKind) -> usize {
    let each: usize = match kind {
        SymbolKind::Bytes => return 0,
        SymbolKind::Words if text.is_toy => return 0,
        SymbolKind::Characters => 21 * text.raw.len(),
        SymbolKind::Words => text.raw.iter().map(|word| 8 * (word.len() + 1)).sum(),
    };
    whole_number(text.raw.len()) + each
}

/// Bits of the table of counts, from which frequencies and Huffman’s code follow.
pub fn table(text: &Text, kind: SymbolKind) -> usize {
    let counts = text
        .counts
        .iter()
        .map(|count| whole_number(*count as usize));
    alphabet(text, kind) + counts.sum::<usize>()
}

/// Bits of a model: the table of counts; the alphabet; the arcs of the source (a probability of 64 bits,
/// a class and a state of 16 each) and its words (64 and 16); the weights of the transformer.
pub fn model(text: &Text, kind: SymbolKind, model: Predictor) -> usize {
    match model {
        Predictor::Counts => table(text, kind),
        Predictor::Adaptive => alphabet(text, kind),
        Predictor::Source => standard().map_or(0, |language| {
            let source = language.source();
            let arcs: usize = (0..source.states()).map(|s| source.arcs(s).count()).sum();
            96 * arcs + 80 * source.vocabulary()
        }),
        Predictor::Transformer => 32 * WEIGHTS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::trained;

    #[test]
    fn sizes_by_hand() {
        assert_eq!([0, 1, 2, 3, 6, 7].map(whole_number), [1, 3, 3, 5, 5, 7]);
        // a 2, b 1: two characters, their codes and counts.
        let text = Text::new("aab", SymbolKind::Characters);
        assert_eq!(table(&text, SymbolKind::Characters), 3 + 42 + 3 + 3);
        let text = Text::new("ab ab", SymbolKind::Words);
        assert_eq!(model(&text, SymbolKind::Words, Predictor::Adaptive), 3 + 24);
        let toy = Text::new("the", SymbolKind::Words);
        assert_eq!(table(&toy, SymbolKind::Words), 72 + 3);
        assert_eq!(trained().unwrap().parameters.count(), WEIGHTS);
    }
}
