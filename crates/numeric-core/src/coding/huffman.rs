//! Huffman's code: of all codes with one word for each symbol, none is shorter on average.

use crate::error::{CoreError, Result};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

const OPERATION: &str = "Huffman code";

/// A prefix-free binary code for the symbols 0, 1, …, n − 1 with given weights.
///
/// For probabilities p the mean length L = Σ pᵢ·lᵢ satisfies H ≤ L < H + 1 (bits), and the lengths
/// satisfy Kraft's equality Σ 2^(−lᵢ) = 1. A symbol of weight 0 gets no word. A symbol that is the
/// only possible one gets the empty word: it needs no bits (L = H = 0), so decoding is told how
/// many symbols to read.
///
/// Words are canonical: sorted by length, then by symbol, they count upwards. The two lightest
/// trees are joined until one is left; of equal weights, symbols come before joined trees and older
/// before newer, which gives the code whose longest word is shortest.
///
/// Sources: D. A. Huffman, *A Method for the Construction of Minimum-Redundancy Codes*, Proc. IRE
/// 40 (1952); E. S. Schwartz, B. Kallick, *Generating a Canonical Prefix Encoding*, CACM 7 (1964).
#[derive(Debug, Clone, PartialEq)]
pub struct HuffmanCode {
    /// The word of each symbol, if it has one.
    words: Vec<Option<Vec<bool>>>,
    tree: Tree,
}

/// The words as paths: each node's children for 0 and 1.
#[derive(Debug, Clone, PartialEq, Default)]
struct Tree {
    nodes: Vec<[Branch; 2]>,
    root: Branch,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Branch {
    #[default]
    Nothing,
    Node(usize),
    Symbol(usize),
}

/// A weight that sorts; with the age it decides which trees are joined.
#[derive(PartialEq)]
struct Weight(f64);

impl Eq for Weight {}

impl PartialOrd for Weight {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Weight {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl HuffmanCode {
    /// The code for symbols with these weights, which need not sum to 1.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without weights; [`CoreError::NotAllowed`] if one is negative or not
    /// finite, or all are 0.
    pub fn new(weights: &[f64]) -> Result<Self> {
        // Normalising keeps sums of weights from overflowing.
        let shares = crate::probability::normalise(weights)?;
        let mut pairs = weights.iter().zip(&shares);
        if pairs.all(|(w, p)| *w == 0.0 || *p >= f64::MIN_POSITIVE) {
            return Ok(Self::of(&shares));
        }
        // A share that underflows has lost its place among the others, or its word. The power of two
        // that brings the largest weight to 2¹⁰⁰⁰ keeps those that are far below it; beside a larger one
        // the smallest double may lose its digits, but not its word.
        let largest = weights.iter().copied().fold(0.0, f64::max);
        let shift = 1000 - libm::frexp(largest).1;
        let scaled = |w: &f64| match *w {
            0.0 => 0.0,
            w => libm::scalbn(w, shift).max(f64::from_bits(1)),
        };
        let scaled: Vec<f64> = weights.iter().map(scaled).collect();
        Ok(Self::of(&scaled))
    }

    /// The code for symbols that occur so many times. Sums of counts are exact, so which weights are
    /// equal doesn't depend on rounding.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without symbols; [`CoreError::NotAllowed`] if none occurs.
    pub fn of_counts(counts: &[u32]) -> Result<Self> {
        if counts.is_empty() {
            return Err(CoreError::Empty {
                operation: OPERATION,
            });
        }
        if counts.iter().all(|&count| count == 0) {
            return Err(CoreError::not_allowed(OPERATION, "all counts are 0"));
        }
        let weights: Vec<f64> = counts.iter().copied().map(f64::from).collect();
        Ok(Self::of(&weights))
    }

    /// Of weights whose sum is finite, not all of them 0.
    fn of(weights: &[f64]) -> Self {
        let lengths = code_lengths(weights);
        let mut words = vec![None; weights.len()];
        let mut by_length: Vec<(usize, usize)> = lengths
            .iter()
            .enumerate()
            .filter_map(|(symbol, &length)| Some((length?, symbol)))
            .collect();
        by_length.sort_unstable();
        let mut word: Option<Vec<bool>> = None;
        for (length, symbol) in by_length {
            let mut next = match word {
                None => Vec::new(),
                Some(previous) => successor(previous),
            };
            next.resize(length, false);
            words[symbol] = Some(next.clone());
            word = Some(next);
        }
        let tree = Tree::of(&words);
        Self { words, tree }
    }

    /// The word of a symbol; `None` if its weight is 0 or there is no such symbol.
    pub fn word(&self, symbol: usize) -> Option<&[bool]> {
        self.words.get(symbol)?.as_deref()
    }

    /// The length of each symbol's word in bits; `None` for weight 0.
    pub fn lengths(&self) -> Vec<Option<usize>> {
        self.words
            .iter()
            .map(|word| word.as_ref().map(Vec::len))
            .collect()
    }

    /// The mean length Σ pᵢ·lᵢ in bits, under any distribution; +∞ where p > 0 and there's no word.
    ///
    /// # Errors
    ///
    /// [`CoreError::LengthMismatch`] unless there are as many probabilities as symbols.
    pub fn mean_length(&self, p: &[f64]) -> Result<f64> {
        if p.len() != self.words.len() {
            return Err(CoreError::LengthMismatch {
                operation: OPERATION,
                left: p.len(),
                right: self.words.len(),
            });
        }
        let terms: Vec<f64> = p
            .iter()
            .zip(&self.words)
            .filter(|&(&p, _)| p != 0.0)
            .map(|(&p, word)| match word {
                Some(word) => p * word.len() as f64,
                None => f64::INFINITY,
            })
            .collect();
        Ok(crate::real::sum(&terms))
    }

    /// The words of the symbols, one after the other.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a symbol that has no word.
    pub fn encode(&self, symbols: &[usize]) -> Result<Vec<bool>> {
        let mut bits = Vec::new();
        for &symbol in symbols {
            let word = self.word(symbol).ok_or_else(|| {
                CoreError::not_allowed(OPERATION, format!("symbol {symbol} has no word"))
            })?;
            bits.extend_from_slice(word);
        }
        Ok(bits)
    }

    /// The `count` symbols whose words these bits are.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] if the bits end within a word or go on after the last.
    pub fn decode(&self, bits: &[bool], count: usize) -> Result<Vec<usize>> {
        let mut bits = bits.iter();
        let mut symbols = Vec::new();
        for _ in 0..count {
            let mut branch = self.tree.root;
            loop {
                branch = match branch {
                    Branch::Symbol(symbol) => {
                        symbols.push(symbol);
                        break;
                    }
                    Branch::Node(node) => match bits.next() {
                        Some(&bit) => self.tree.nodes[node][usize::from(bit)],
                        None => {
                            return Err(CoreError::not_allowed(
                                OPERATION,
                                format!("the bits end after {} symbols", symbols.len()),
                            ));
                        }
                    },
                    Branch::Nothing => {
                        return Err(CoreError::not_allowed(OPERATION, "no word begins so"));
                    }
                };
            }
        }
        let surplus = bits.len();
        if surplus > 0 {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("{surplus} bits are left after {count} symbols"),
            ));
        }
        Ok(symbols)
    }
}

/// How deep each symbol of positive weight lies in Huffman's tree.
fn code_lengths(weights: &[f64]) -> Vec<Option<usize>> {
    let count = weights.len();
    let mut heap: BinaryHeap<Reverse<(Weight, usize)>> = weights
        .iter()
        .enumerate()
        .filter(|&(_, &weight)| weight > 0.0)
        .map(|(symbol, &weight)| Reverse((Weight(weight), symbol)))
        .collect();
    // Joined trees are numbered from `count` on, in the order of joining.
    let mut parents: Vec<Option<usize>> = vec![None; count];
    while let Some(Reverse((first, lighter))) = heap.pop() {
        let Some(Reverse((second, heavier))) = heap.pop() else {
            break;
        };
        let joined = parents.len();
        parents[lighter] = Some(joined);
        parents[heavier] = Some(joined);
        parents.push(None);
        heap.push(Reverse((Weight(first.0 + second.0), joined)));
    }
    // A parent is younger than its children, so depths follow from the youngest on.
    let mut depths = vec![0; parents.len()];
    for tree in (0..parents.len()).rev() {
        if let Some(parent) = parents[tree] {
            depths[tree] = depths[parent] + 1;
        }
    }
    weights
        .iter()
        .zip(depths)
        .map(|(&weight, depth)| (weight > 0.0).then_some(depth))
        .collect()
}

/// The next binary number of the same length.
fn successor(mut word: Vec<bool>) -> Vec<bool> {
    for bit in word.iter_mut().rev() {
        *bit = !*bit;
        if *bit {
            break;
        }
    }
    word
}

impl Tree {
    fn of(words: &[Option<Vec<bool>>]) -> Self {
        let mut tree = Self::default();
        for (symbol, word) in words.iter().enumerate() {
            if let Some(word) = word {
                let root = tree.root;
                tree.root = tree.planted(root, word, symbol);
            }
        }
        tree
    }

    /// The branch with the rest of a word below it.
    fn planted(&mut self, mut branch: Branch, word: &[bool], symbol: usize) -> Branch {
        let top = match (branch, word.is_empty()) {
            (_, true) => return Branch::Symbol(symbol),
            (Branch::Node(node), false) => node,
            (Branch::Nothing | Branch::Symbol(_), false) => {
                self.nodes.push(Default::default());
                self.nodes.len() - 1
            }
        };
        let mut node = top;
        for (index, &bit) in word.iter().enumerate() {
            branch = self.nodes[node][usize::from(bit)];
            if index + 1 == word.len() {
                self.nodes[node][usize::from(bit)] = Branch::Symbol(symbol);
            } else if let Branch::Node(next) = branch {
                node = next;
            } else {
                let next = self.nodes.len();
                self.nodes.push(Default::default());
                self.nodes[node][usize::from(bit)] = Branch::Node(next);
                node = next;
            }
        }
        Branch::Node(top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::information::{Unit, entropy};
    use crate::portable_test;

    fn written(code: &HuffmanCode, symbol: usize) -> String {
        let word = code.word(symbol).unwrap();
        word.iter()
            .map(|&bit| if bit { '1' } else { '0' })
            .collect()
    }

    #[portable_test]
    fn a_code_by_hand() {
        // Cover and Thomas, example 5.6.1: lengths 2, 2, 2, 3, 3 and mean length 2.3 bits.
        let p = [0.25, 0.25, 0.2, 0.15, 0.15];
        let code = HuffmanCode::new(&p).unwrap();
        let words: Vec<String> = (0..5).map(|symbol| written(&code, symbol)).collect();
        assert_eq!(words, ["00", "01", "10", "110", "111"]);
        assert!((code.mean_length(&p).unwrap() - 2.3).abs() < 1e-15);
        let bits = code.encode(&[0, 4, 2]).unwrap();
        assert_eq!(bits, [false, false, true, true, true, true, false]);
        assert_eq!(code.decode(&bits, 3).unwrap(), [0, 4, 2]);
    }

    #[portable_test]
    fn powers_of_two_reach_the_entropy() {
        let p = [0.5, 0.125, 0.25, 0.125];
        let code = HuffmanCode::new(&p).unwrap();
        assert_eq!(
            code.mean_length(&p).unwrap(),
            entropy(&p, Unit::Bits).unwrap()
        );
        assert_eq!(written(&code, 2), "10");
    }

    #[portable_test]
    fn counts_are_joined_exactly() {
        // 1 + 2 is 3 in counts; 0.1 + 0.2 is a little more than 0.3 in shares.
        let code = HuffmanCode::of_counts(&[1, 2, 3, 0, 4]).unwrap();
        assert_eq!(code.lengths(), [Some(3), Some(3), Some(2), None, Some(1)]);
        assert!(HuffmanCode::of_counts(&[]).is_err() && HuffmanCode::of_counts(&[0, 0]).is_err());
    }

    #[portable_test]
    fn one_possible_symbol_needs_no_bits() {
        let code = HuffmanCode::new(&[0.0, 3.0, 0.0]).unwrap();
        assert_eq!(code.lengths(), [None, Some(0), None]);
        assert!(code.encode(&[1, 1]).unwrap().is_empty());
        assert_eq!(code.decode(&[], 2).unwrap(), [1, 1]);
        assert_eq!(code.mean_length(&[0.0, 1.0, 0.0]).unwrap(), 0.0);
        assert_eq!(code.mean_length(&[0.5, 0.5, 0.0]).unwrap(), f64::INFINITY);
    }

    #[portable_test]
    fn shares_that_underflow_keep_their_words_and_their_order() {
        let code = HuffmanCode::new(&[3e-320, 1e6, 1e-320, 0.0, 1e-320]).unwrap();
        let lengths = [Some(2), Some(1), Some(3), None, Some(3)];
        assert_eq!(code.lengths(), lengths);
        let code = HuffmanCode::new(&[f64::MAX, 5e-324, 0.0]).unwrap();
        assert_eq!(code.lengths(), [Some(1), Some(1), None]);
    }

    #[portable_test]
    fn words_longer_than_any_integer() {
        let weights: Vec<f64> = (0..300).map(|index| libm::scalbn(1.0, -index)).collect();
        let code = HuffmanCode::new(&weights).unwrap();
        assert_eq!(code.word(299).unwrap().len(), 299);
        let symbols = [299, 0, 150, 298];
        let bits = code.encode(&symbols).unwrap();
        assert_eq!(code.decode(&bits, 4).unwrap(), symbols);
    }

    #[portable_test]
    fn what_is_refused() {
        assert!(matches!(
            HuffmanCode::new(&[]),
            Err(CoreError::Empty { .. })
        ));
        assert!(HuffmanCode::new(&[0.0]).is_err() && HuffmanCode::new(&[-1.0, 2.0]).is_err());
        let code = HuffmanCode::new(&[1.0, 1.0, 0.0]).unwrap();
        assert!(code.encode(&[2]).is_err() && code.encode(&[7]).is_err());
        assert!(code.decode(&[], 1).is_err() && code.decode(&[true, true], 1).is_err());
        assert!(code.mean_length(&[1.0]).is_err());
        let sure = HuffmanCode::new(&[1.0]).unwrap();
        assert!(sure.decode(&[true], 1).is_err());
    }
}
