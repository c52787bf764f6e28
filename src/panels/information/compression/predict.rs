//! What predicts the next symbol, as integer frequencies: one routine for the coder and the decoder.

use super::state::{Predictor, SymbolKind};
use super::text::Text;
use crate::contract::lists::At;
use crate::language::{MISSING, standard, trained};
use numeric_core::coding::{CountingModel, FixedModel, Slot, SymbolModel, integer_frequencies};
use numeric_core::error::{CoreError, Result as CoreResult};
use numeric_core::language::{Belief, Start};
use numeric_core::probability::softmax;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use training::Reference;

/// Up to so many words the transformer sees the last 32 before each word. In a longer text its windows
/// advance by [`STRIDE`], and it sees 17 to 32.
pub const SHORT: usize = 60;
/// Most words that the transformer predicts: more would block the page.
pub const LONG: usize = 1024;
/// Words from one window to the next in a long text.
pub const STRIDE: usize = 16;

/// Why a model doesn't predict the symbols of a text, as a sentence.
pub fn why_not(text: &Text, kind: SymbolKind, model: Predictor) -> Option<String> {
    // Nothing takes no bits, whatever would predict it.
    if !model.needs_words() || text.ids.is_empty() {
        return None;
    }
    if kind != SymbolKind::Words {
        return Some(format!(
            "This model predicts words and not {}s: choose words as symbols, or counts as the model.",
            kind.noun()
        ));
    }
    if let Some(word) = &text.unknown {
        let word: String = word.chars().take(24).collect();
        return Some(format!(
            "This model knows the words of the toy language, and “{word}” is none of them."
        ));
    }
    if model == Predictor::Transformer && text.ids.len() > LONG {
        return Some(format!(
            "The transformer reads at most {LONG} words here, since more would block the page."
        ));
    }
    (model == Predictor::Transformer && trained().is_none())
        .then(|| format!("There is no number, since {MISSING}."))
}

fn refused(operation: &'static str, what: impl Into<String>) -> CoreError {
    CoreError::NotAllowed {
        operation,
        what: what.into(),
    }
}

/// A distribution of the next word, and the frequencies that stand for it in the coder.
pub struct Row {
    pub p: Vec<f64>,
    pub cumulative: Vec<u32>,
}

impl Row {
    fn new(p: Vec<f64>) -> CoreResult<Self> {
        let mut total = 0;
        let sums = integer_frequencies(&p)?.into_iter().map(|frequency| {
            total += frequency;
            total
        });
        let cumulative = std::iter::once(0).chain(sums).collect();
        Ok(Self { p, cumulative })
    }
}

/// A model before its next symbol.
pub enum Model {
    Counts(FixedModel),
    Adaptive(CountingModel),
    Source(Belief<'static>, Rc<Row>),
    Network(Network, Rc<Row>),
}

/// The words that the transformer knows, and how far its windows advance.
pub struct Network {
    known: Vec<usize>,
    stride: usize,
}

impl Model {
    /// The model before the first symbol of a text. Of the text the decoder is told the length, and for
    /// `counts` the counts.
    pub fn new(text: &Text, model: Predictor) -> Result<Self, String> {
        let said = |e: CoreError| e.to_string();
        match model {
            Predictor::Counts => FixedModel::new(&text.counts)
                .map(Self::Counts)
                .map_err(said),
            Predictor::Adaptive => CountingModel::new(text.counts.len())
                .map(Self::Adaptive)
                .map_err(said),
            Predictor::Source => {
                let belief = standard()?.source().before(Start::Sentence);
                let row = believed(&belief).map_err(said)?;
                Ok(Self::Source(belief, row))
            }
            Predictor::Transformer => {
                let network = Network {
                    known: vec![standard()?.stop()],
                    stride: stride(text.ids.len()),
                };
                let row = network.row().map_err(said)?;
                Ok(Self::Network(network, row))
            }
        }
    }

    /// The probability of a symbol, before it is made a whole frequency.
    pub fn probability(&self, symbol: usize, slot: Slot) -> f64 {
        match self {
            Self::Counts(_) | Self::Adaptive(_) => {
                f64::from(slot.to - slot.from) / f64::from(slot.total)
            }
            Self::Source(_, row) | Self::Network(_, row) => row.p.at(symbol),
        }
    }
}

fn part(row: &Row, symbol: usize) -> Option<Slot> {
    Some(Slot {
        from: *row.cumulative.get(symbol)?,
        to: *row.cumulative.get(symbol.checked_add(1)?)?,
        total: *row.cumulative.last()?,
    })
}

impl SymbolModel for Model {
    fn cumulative(&mut self) -> CoreResult<&[u32]> {
        match self {
            Self::Counts(model) => model.cumulative(),
            Self::Adaptive(model) => model.cumulative(),
            Self::Source(_, row) | Self::Network(_, row) => Ok(&row.cumulative),
        }
    }

    fn observe(&mut self, symbol: usize) -> CoreResult<()> {
        match self {
            Self::Counts(model) => model.observe(symbol),
            Self::Adaptive(model) => model.observe(symbol),
            Self::Source(belief, row) => {
                // After a word that can't come here all that is known is that word.
                if belief.observe(symbol).is_err() {
                    let language = standard().map_err(|e| refused("source", e))?;
                    *belief = language.source().after(&[symbol], Start::Anywhere)?;
                }
                *row = believed(belief)?;
                Ok(())
            }
            Self::Network(network, row) => {
                network.known.push(symbol);
                *row = network.row()?;
                Ok(())
            }
        }
    }

    fn slot(&mut self, symbol: usize) -> CoreResult<Slot> {
        match self {
            Self::Counts(model) => model.slot(symbol),
            Self::Adaptive(model) => model.slot(symbol),
            Self::Source(_, row) | Self::Network(_, row) => part(row, symbol)
                .ok_or_else(|| refused("arithmetic coding", format!("no symbol {symbol}"))),
        }
    }

    fn locate(&mut self, target: &dyn Fn(u32) -> u32) -> CoreResult<(usize, Slot)> {
        match self {
            Self::Counts(model) => model.locate(target),
            Self::Adaptive(model) => model.locate(target),
            Self::Source(_, row) | Self::Network(_, row) => {
                let target = target(row.cumulative.last().copied().unwrap_or(0));
                let symbol = row.cumulative.partition_point(|sum| *sum <= target) - 1;
                Ok((symbol, self.slot(symbol)?))
            }
        }
    }
}

thread_local! {
    /// The source's rows by its state.
    static STATES: RefCell<BTreeMap<usize, Rc<Row>>> = const { RefCell::new(BTreeMap::new()) };
    /// The transformer's rows by the words of the window.
    static WINDOWS: RefCell<BTreeMap<Vec<usize>, Rc<Row>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The next word's row given what is believed of the source's state. The state is nearly always known.
fn believed(belief: &Belief) -> CoreResult<Rc<Row>> {
    let state = belief.state();
    let known = state.and_then(|s| STATES.with_borrow(|rows| rows.get(&s).cloned()));
    if let Some(row) = known {
        return Ok(row);
    }
    let row = Rc::new(Row::new(belief.next_word())?);
    if let Some(state) = state {
        STATES.with_borrow_mut(|rows| rows.insert(state, Rc::clone(&row)));
    }
    Ok(row)
}

fn stride(words: usize) -> usize {
    if words <= SHORT { 1 } else { STRIDE }
}

/// Where the window begins that sees so many known words.
fn begins(known: usize, stride: usize) -> usize {
    known
        .saturating_sub(Reference::config().context)
        .div_ceil(stride)
        * stride
}

/// The distributions after each word of a window. The window is filled up with full stops to the length
/// of the context, so that a row comes from the same operations in the same order whatever comes after
/// it: the coder, which knows the text, and the decoder, which doesn't, get the same bits.
fn pass(window: &[usize]) -> CoreResult<Vec<Vec<f64>>> {
    let failed = |e: String| refused("transformer", e);
    let model = trained().ok_or_else(|| failed(MISSING.into()))?;
    let stop = standard().map_err(failed)?.stop();
    let mut tokens = window.to_vec();
    tokens.resize(Reference::config().context, stop);
    let logits = model.logits(&tokens).map_err(|e| failed(e.to_string()))?;
    let row = |i: usize| softmax(&logits.row(i).iter().copied().collect::<Vec<f64>>());
    (0..window.len()).map(row).collect()
}

fn keep(window: &[usize], p: Vec<f64>) -> CoreResult<Rc<Row>> {
    let row = Rc::new(Row::new(p)?);
    WINDOWS.with_borrow_mut(|rows| rows.insert(window.to_vec(), Rc::clone(&row)));
    Ok(row)
}

impl Network {
    /// The row given the words so far.
    fn row(&self) -> CoreResult<Rc<Row>> {
        let window = &self.known[begins(self.known.len(), self.stride)..];
        let known = WINDOWS.with_borrow(|rows| rows.get(window).cloned());
        if let Some(row) = known {
            return Ok(row);
        }
        let last = pass(window)?.pop().unwrap_or_default();
        keep(window, last)
    }
}

/// Fills the rows of a whole text, many from one pass through the transformer.
pub fn prepare(text: &Text) -> CoreResult<()> {
    const REMEMBERED: usize = 8192;
    let stop = standard().map_err(|e| refused("transformer", e))?;
    let known: Vec<usize> = [stop.stop()].iter().chain(&text.ids).copied().collect();
    let stride = stride(text.ids.len());
    WINDOWS.with_borrow_mut(|rows| {
        if rows.len() > REMEMBERED {
            rows.clear();
        }
    });
    let mut end = 1;
    while end <= known.len() {
        // All ends that share this window's beginning.
        let from = begins(end, stride);
        let mut last = end;
        while last < known.len() && begins(last + 1, stride) == from {
            last += 1;
        }
        let window = &known[from..last];
        if !WINDOWS.with_borrow(|rows| rows.contains_key(window)) {
            for (i, p) in pass(window)?.into_iter().enumerate().skip(end - from - 1) {
                keep(&window[..=i], p)?;
            }
        }
        end = last + 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;

    #[test]
    fn a_row_does_not_depend_on_what_comes_after_it() {
        let text = tokens(&"the dog that the cats chase sleeps . ".repeat(4)).unwrap();
        let whole = pass(&text[..32]).unwrap();
        for end in [1, 2, 7, 8, 16, 31] {
            // Bit for bit.
            assert_eq!(
                pass(&text[..end]).unwrap().last(),
                whole.get(end - 1),
                "{end}"
            );
        }
    }

    #[test]
    fn windows_begin_where_they_should() {
        assert_eq!(
            [1, 32, 33, 48, 49].map(|n| begins(n, STRIDE)),
            [0, 0, 16, 16, 32]
        );
        assert_eq!([1, 32, 33, 61].map(|n| begins(n, 1)), [0, 0, 1, 29]);
    }
}
