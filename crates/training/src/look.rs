//! What the reference model makes of a sentence.

use crate::error::Result;
use crate::reference::Reference;
use nalgebra::DMatrix;
use numeric_core::probability::softmax;
use numeric_core::tape::Tape;

/// The attention of every head, and what comes next.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Attention weights by layer and head, a row for each token: n×n, each row sums to 1.
    pub attention: Vec<Vec<DMatrix<f64>>>,
    /// The probability of each word of the vocabulary after the last token: softmax of its logits.
    pub next: Vec<f64>,
}

impl Reference {
    /// One forward pass over a sequence, in double precision.
    ///
    /// # Errors
    ///
    /// Unknown tokens, no token, or a sequence longer than the context.
    pub fn look(&self, tokens: &[usize]) -> Result<Look> {
        let config = Self::config();
        let mut tape = Tape::new();
        let handles = self.parameters.cast::<f64>().record(&mut tape);
        let nodes = self.gpt.record(&mut tape, &handles, tokens, 1)?;
        let n = tokens.len();
        let mut attention = Vec::with_capacity(nodes.attention.len());
        for layer in &nodes.attention {
            let kept = tape.node(*layer)?.kept();
            let head = |head: usize| {
                kept.map_or_else(
                    || DMatrix::zeros(n, n),
                    |kept| kept.columns(head * n, n).into_owned(),
                )
            };
            attention.push((0..config.heads).map(head).collect());
        }
        let logits = tape.value(nodes.logits)?.row(n - 1);
        let logits: Vec<f64> = logits.iter().copied().collect();
        Ok(Look {
            attention,
            next: softmax(&logits)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use numeric_core::language::Language;

    #[test]
    fn it_agrees_with_each_head_and_sums_to_one() {
        let model =
            Reference::read(include_bytes!("../../../assets/reference.safetensors")).unwrap();
        let language = Language::standard().unwrap();
        let mut tokens = vec![language.stop()];
        tokens.extend(language.tokens("the dog that the cats chase").unwrap());
        let look = model.look(&tokens).unwrap();
        for (layer, heads) in look.attention.iter().enumerate() {
            for (head, weights) in heads.iter().enumerate() {
                assert_eq!(*weights, model.head(&tokens, layer, head).unwrap().weights);
                println!("{layer} {head} {:.2}", weights.row(tokens.len() - 1));
            }
        }
        assert!((look.next.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let right: f64 = [("sleeps", 1.0), ("sleep", -1.0)]
            .map(|(word, sign)| sign * look.next[language.id(word).unwrap()])
            .iter()
            .sum();
        assert!(right > 0.0, "the verb agrees with “dog”, not with “cats”");
        let mut likely: Vec<_> = look.next.iter().enumerate().collect();
        likely.sort_by(|a, b| b.1.total_cmp(a.1));
        for (i, p) in likely.iter().take(8) {
            println!("{} {p:.3}", language.word(*i).unwrap());
        }
        assert!(model.look(&[]).is_err());
    }
}
