//! A text in a GPT-2, with all that the worker sent of it.

use crate::contract::lists::{argmax, highest};
pub use crate::language::visible;
use nalgebra::DMatrix;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use training::forward::{Part, Sizes};
use training::{Gpt2About, Gpt2Cached, Gpt2Look, Gpt2Patched, Gpt2Seen};

/// A text in a GPT-2, and the head that is opened.
#[derive(Clone, Debug)]
pub struct Body {
    number: u64,
    /// The name of its file.
    pub name: String,
    /// Its sizes.
    pub about: Gpt2About,
    /// What was asked.
    pub ask: Gpt2Look,
    /// What the worker told.
    pub seen: Gpt2Seen,
    /// The tables beside it: attention, stream, logits.
    tables: [Vec<f32>; 3],
    /// The head that is opened, counted through all layers from 0.
    pub head: usize,
    /// Nats a token by the stream after the embedding and after each half-layer, once they were computed.
    losses: Option<Vec<f64>>,
    /// What comes of it with parts of a second text, once that was computed.
    pub patched: Option<Arc<Gpt2Patched>>,
    /// What its tokens give one at a time with a cache, once that was computed.
    pub cached: Option<Gpt2Cached>,
}

/// The same within a sentence.
pub fn quoted(text: &str) -> String {
    format!("“{}”", visible(text))
}

pub(super) fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Body {
    /// What was told with its tables; nothing if these don't have the sizes that they should have.
    pub fn new(
        name: String,
        about: Gpt2About,
        ask: Gpt2Look,
        seen: Gpt2Seen,
        tables: [Vec<f32>; 3],
        head: usize,
    ) -> Option<Arc<Self>> {
        let body = Self {
            number: next_number(),
            name,
            about,
            ask,
            seen,
            tables,
            head,
            losses: None,
            patched: None,
            cached: None,
        };
        let (sizes, tokens) = (body.sizes(), body.seen.tokens.len());
        let parts = sizes.parts().len();
        let width = body.about.width as usize;
        let whole = [
            sizes.all_heads() * tokens * tokens,
            sizes.places() * tokens * width,
            body.about.vocabulary as usize,
        ];
        let fits = body.tables.iter().map(Vec::len).eq(whole)
            && head < sizes.all_heads()
            && (body.seen.place as usize) < tokens
            && body.seen.next.len() == tokens
            && body.seen.lens.len() == sizes.places()
            && [&body.seen.contributions, &body.seen.alone].map(Vec::len) == [parts; 2]
            && body.seen.lengths.len() == parts
            && body.seen.lengths.iter().all(|part| part.len() == tokens);
        fits.then(|| Arc::new(body))
    }

    /// The same with another head opened.
    pub fn with_head(&self, head: usize) -> Arc<Self> {
        let head = head.min(self.sizes().all_heads() - 1);
        Arc::new(Self {
            number: next_number(),
            head,
            ..self.clone()
        })
    }

    /// The same with what was computed on demand for the answer before, where that was about the same.
    pub fn after(self: Arc<Self>, before: &Self) -> Arc<Self> {
        let text = |body: &Self| {
            let ask = &body.ask;
            (ask.text.clone(), ask.from_end, ask.off.clone())
        };
        if text(&self) != text(before) {
            return self;
        }
        let here = self.place() == before.place();
        Arc::new(Self {
            losses: before.losses.clone(),
            patched: before.patched.clone().filter(|_| here),
            cached: before.cached,
            ..(*self).clone()
        })
    }

    /// The same with parts of a second text; nothing unless there is an answer for each part.
    pub fn with_patched(&self, patched: Gpt2Patched) -> Option<Arc<Self>> {
        let fits = patched.parts.len() == self.sizes().parts().len()
            && patched.other.len() == self.seen.tokens.len();
        fits.then(|| {
            Arc::new(Self {
                number: next_number(),
                patched: Some(Arc::new(patched)),
                ..self.clone()
            })
        })
    }

    /// The same with what the tokens give one at a time.
    pub fn with_cached(&self, cached: Gpt2Cached) -> Arc<Self> {
        Arc::new(Self {
            number: next_number(),
            cached: Some(cached),
            ..self.clone()
        })
    }

    /// The same with the losses after all half-layers; nothing if there aren’t as many.
    pub fn with_losses(&self, losses: Vec<f64>) -> Option<Arc<Self>> {
        (losses.len() == self.sizes().places()).then(|| {
            Arc::new(Self {
                number: next_number(),
                losses: Some(losses),
                ..self.clone()
            })
        })
    }

    /// Nats a token by the stream after the embedding and after each half-layer; only the last one is
    /// known before the others are asked for.
    pub fn losses(&self) -> Vec<f64> {
        self.losses.clone().unwrap_or_else(|| {
            let mut losses = vec![f64::NAN; self.sizes().places()];
            if let (Some(last), Some(loss)) = (losses.last_mut(), self.loss()) {
                *last = loss;
            }
            losses
        })
    }

    /// Which one it is in this session.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Layers and heads.
    pub fn sizes(&self) -> Sizes {
        Sizes {
            layers: self.about.layers as usize,
            heads: (self.about.heads as usize).max(1),
        }
    }

    /// The tokens of the text, as they are shown.
    pub fn tokens(&self) -> Vec<String> {
        let all = self.seen.tokens.iter();
        all.map(|(_, text)| visible(text)).collect()
    }

    /// A token of the text within a sentence.
    pub fn quoted(&self, at: usize) -> String {
        let token = self.seen.tokens.get(at);
        token.map_or_else(String::new, |(_, text)| quoted(text))
    }

    /// The token after which is asked.
    pub fn place(&self) -> usize {
        self.seen.place as usize
    }

    /// A head's attention, a row for each query.
    pub fn attention(&self, head: usize) -> DMatrix<f64> {
        let n = self.seen.tokens.len();
        let table = self.tables[0].get(head * n * n..).unwrap_or_default();
        let of = |query: usize, key: usize| table.get(query * n + key).map_or(0.0, |x| (*x).into());
        DMatrix::from_fn(n, n, of)
    }

    /// The attention of the opened head at the token looked at.
    pub fn looks(&self) -> Vec<f64> {
        let row = self.attention(self.head);
        row.row(self.place()).iter().copied().collect()
    }

    /// The token that the opened head looks at most there.
    pub fn most_seen(&self) -> usize {
        argmax(&self.looks())
    }

    /// The stream of a token after a half-layer.
    pub fn stream(&self, half: usize, token: usize) -> &[f32] {
        let width = self.about.width as usize;
        let first = (half * self.seen.tokens.len() + token) * width;
        self.tables[1].get(first..first + width).unwrap_or_default()
    }

    /// The length of what each half-layer writes: a row for each token, a column for each half-layer.
    pub fn writes(&self) -> DMatrix<f64> {
        let n = self.seen.tokens.len();
        let line = |half: usize, token: usize| self.stream(half, token);
        DMatrix::from_fn(n, self.sizes().places(), |token, half| {
            let after = line(half, token).iter().map(|x| f64::from(*x));
            let square: f64 = match half.checked_sub(1) {
                None => after.map(|x| x * x).sum(),
                Some(before) => {
                    let both = after.zip(line(before, token));
                    both.map(|(x, y)| (x - f64::from(*y)).powi(2)).sum()
                }
            };
            square.sqrt()
        })
    }

    /// The logits at the token looked at.
    pub fn logits(&self) -> Vec<f64> {
        self.tables[2].iter().map(|z| f64::from(*z)).collect()
    }

    /// ln Σ exp z of these.
    pub fn log_sum(&self) -> f64 {
        let logits = self.logits();
        let largest = highest(logits.iter());
        largest + logits.iter().map(|z| (z - largest).exp()).sum::<f64>().ln()
    }

    /// What each part, and β, contributes to the logit of the watched token.
    pub fn contributions(&self) -> Vec<f64> {
        self.with_constant(&self.seen.contributions)
    }

    /// The same where each part is divided by its own standard deviation: a mistake.
    pub fn wrong_contributions(&self) -> Vec<f64> {
        self.with_constant(&self.seen.alone)
    }

    fn with_constant(&self, parts: &[f64]) -> Vec<f64> {
        let all = parts.iter().chain([&self.seen.constant]);
        // Of a head that is off it may be −0.
        all.map(|x| x + 0.0).collect()
    }

    /// The names of what contributes.
    pub fn part_names(&self) -> Vec<String> {
        let sizes = self.sizes();
        let mut names: Vec<String> = (sizes.parts().into_iter())
            .map(|part| sizes.part_name(part))
            .collect();
        names.push("β of the last LayerNorm".into());
        names
    }

    /// Contributions summed over embedding, heads, biases of projections, feed-forward layers and β.
    pub fn by_kind(&self) -> [f64; 5] {
        let mut sums = [0.0, 0.0, 0.0, 0.0, self.seen.constant];
        for (part, x) in self.sizes().parts().iter().zip(&self.seen.contributions) {
            let kind = match part {
                Part::Embedding => 0,
                Part::Head(_) => 1,
                Part::Bias(_) => 2,
                Part::Mlp(_) => 3,
            };
            sums[kind] += x;
        }
        sums
    }

    /// Contributions summed over each half-layer, and β.
    pub fn by_half(&self) -> Vec<f64> {
        let sizes = self.sizes();
        let mut sums = vec![0.0; sizes.places()];
        for (part, x) in sizes.parts().iter().zip(&self.seen.contributions) {
            sums[sizes.half_of(*part)] += x;
        }
        sums.push(self.seen.constant);
        sums
    }

    /// Nats a token of the text, each given those before it; none for a text of one token.
    pub fn loss(&self) -> Option<f64> {
        let all: Vec<f64> = self.seen.next.iter().filter_map(|n| n.surprisal).collect();
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
    }
}
