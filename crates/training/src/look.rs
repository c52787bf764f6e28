//! What the reference model makes of a sentence.

use crate::error::{Result, TrainingError};
use crate::reference::Reference;
use nalgebra::DMatrix;
use numeric_core::probability::softmax;
use numeric_core::tape::Tape;

/// Queries, keys and values of a head, a row for each token, and the weights that it makes of them.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadLook {
    /// Queries.
    pub q: DMatrix<f64>,
    /// Keys.
    pub k: DMatrix<f64>,
    /// Values.
    pub v: DMatrix<f64>,
    /// Attention weights, n×n and causal: each row sums to 1.
    pub weights: DMatrix<f64>,
}

/// Every head, and what comes next.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// By layer and head.
    pub heads: Vec<Vec<HeadLook>>,
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
        let (n, each) = (tokens.len(), config.width / config.heads);
        let mut heads = Vec::with_capacity(nodes.attention.len());
        for layer in &nodes.attention {
            let node = tape.node(*layer)?;
            // Queries, keys and values of all heads, side by side.
            let packed = tape.value(node.inputs()[0])?;
            let part = |which: usize, head: usize| {
                let first = which * config.width + head * each;
                packed.columns(first, each).into_owned()
            };
            let weights = |head: usize| {
                node.kept().map_or_else(
                    || DMatrix::zeros(n, n),
                    |kept| kept.columns(head * n, n).into_owned(),
                )
            };
            let head = |head| HeadLook {
                q: part(0, head),
                k: part(1, head),
                v: part(2, head),
                weights: weights(head),
            };
            heads.push((0..config.heads).map(head).collect());
        }
        let logits = tape.value(nodes.logits)?.row(n - 1);
        let logits: Vec<f64> = logits.iter().copied().collect();
        Ok(Look {
            heads,
            next: softmax(&logits)?,
        })
    }

    /// The logits of the next word after each token, a row for each, in double precision.
    ///
    /// # Errors
    ///
    /// Unknown tokens, no token, or a sequence longer than the context.
    pub fn logits(&self, tokens: &[usize]) -> Result<DMatrix<f64>> {
        let mut tape = Tape::new();
        let handles = self.parameters.cast::<f64>().record(&mut tape);
        let nodes = self.gpt.record(&mut tape, &handles, tokens, 1)?;
        Ok(tape.value(nodes.logits)?.clone())
    }

    /// The probabilities of the next word after the last token with one head switched off, so that it
    /// writes nothing: by layer and head.
    ///
    /// # Errors
    ///
    /// As for [`look`](Self::look).
    pub fn next_without_each_head(&self, tokens: &[usize]) -> Result<Vec<Vec<Vec<f64>>>> {
        let config = Self::config();
        let each = config.width / config.heads;
        let whole = self.parameters.cast::<f64>();
        let without = |layer: usize, head: usize| -> Result<Vec<f64>> {
            let mut parameters = whole.clone();
            let name = format!("blocks.{layer}.attention.projection.weight");
            let weight = &mut parameters.named_mut(&name)?.value;
            weight.columns_mut(head * each, each).fill(0.0);
            let mut tape = Tape::new();
            let handles = parameters.record(&mut tape);
            let nodes = self.gpt.record(&mut tape, &handles, tokens, 1)?;
            let logits = tape.value(nodes.logits)?;
            let last: Vec<f64> = logits.row(tokens.len() - 1).iter().copied().collect();
            Ok(softmax(&last)?)
        };
        (0..config.layers)
            .map(|layer| (0..config.heads).map(|head| without(layer, head)).collect())
            .collect()
    }

    /// What a head of a layer (both from 0) reads and gives on a sequence.
    ///
    /// # Errors
    ///
    /// As for [`look`](Self::look), and a layer or head that isn't there.
    pub fn head(&self, tokens: &[usize], layer: usize, head: usize) -> Result<HeadLook> {
        let config = Self::config();
        if layer >= config.layers || head >= config.heads {
            return Err(TrainingError::Settings(format!(
                "there is no head {} in a layer {}",
                head + 1,
                layer + 1
            )));
        }
        Ok(self
            .look(tokens)?
            .heads
            .swap_remove(layer)
            .swap_remove(head))
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
        let logits = model.logits(&tokens).unwrap();
        let last: Vec<f64> = logits.row(tokens.len() - 1).iter().copied().collect();
        assert_eq!(softmax(&last).unwrap(), look.next);
        for (layer, heads) in look.heads.iter().enumerate() {
            for (head, seen) in heads.iter().enumerate() {
                assert_eq!(*seen, model.head(&tokens, layer, head).unwrap());
                // By hand: softmax(QKᵀ/√8) over a word and those before it.
                let scores = &seen.q * seen.k.transpose() / 8_f64.sqrt();
                for (i, row) in seen.weights.row_iter().enumerate() {
                    let scores: Vec<f64> =
                        scores.row(i).columns(0, i + 1).iter().copied().collect();
                    let expected = softmax(&scores).unwrap();
                    for (j, weight) in row.iter().enumerate() {
                        let expected = expected.get(j).copied().unwrap_or(0.0);
                        assert!((weight - expected).abs() < 1e-12, "{layer} {head} {i} {j}");
                    }
                }
            }
        }
        assert!((look.next.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let right: f64 = [("sleeps", 1.0), ("sleep", -1.0)]
            .map(|(word, sign)| sign * look.next[language.id(word).unwrap()])
            .iter()
            .sum();
        assert!(right > 0.0, "the verb agrees with “dog”, not with “cats”");
        let without = model.next_without_each_head(&tokens).unwrap();
        assert_eq!((without.len(), without[1].len()), (2, 8));
        for next in without.iter().flatten() {
            assert!((next.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert_ne!(*next, look.next);
        }
        assert!(model.look(&[]).is_err());
    }
}
