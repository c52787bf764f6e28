//! A head of a GPT-2 as `attention` takes it: its queries, keys and values of the first tokens.

use super::body::Body;
use nalgebra::DMatrix;

/// Queries, keys and values of a head, a row for each token.
#[derive(Clone, Debug)]
pub struct ToldHead {
    /// What it is, within a sentence.
    pub title: String,
    /// Its tokens, as they are shown: the first ones of the text.
    pub tokens: Vec<String>,
    /// Tokens of the whole text.
    pub all: usize,
    /// Queries, keys and values.
    pub qkv: [DMatrix<f64>; 3],
    /// The weights that the model computed from them, in single precision.
    pub weights: DMatrix<f64>,
}

impl Body {
    /// The opened head with at most so many tokens, from what the worker attached of it; nothing if that
    /// doesn't have the size that it should have. A later token changes nothing before it, so the first
    /// tokens are what they are in the whole text.
    pub fn told_head(&self, attached: &[Vec<f32>], most: usize) -> Option<ToldHead> {
        let sizes = self.sizes();
        let (all, each) = (
            self.seen.tokens.len(),
            self.about.width as usize / sizes.heads,
        );
        let [q, k, v] = attached else { return None };
        let fits = self.ask.head == Some(self.head as u32)
            && [q, k, v].iter().all(|table| table.len() == all * each);
        let count = all.min(most);
        let table = |numbers: &[f32]| {
            DMatrix::from_fn(count, each, |i, j| {
                numbers
                    .get(i * each + j)
                    .map_or(0.0, |x| f64::from(*x) + 0.0)
            })
        };
        fits.then(|| ToldHead {
            title: format!(
                "head {} of the GPT-2 in “{}”",
                sizes.head_name(self.head),
                self.name
            ),
            tokens: self.tokens().into_iter().take(count).collect(),
            all,
            qkv: [q, k, v].map(|numbers| table(numbers)),
            weights: self
                .attention(self.head)
                .view((0, 0), (count, count))
                .into_owned(),
        })
    }
}
