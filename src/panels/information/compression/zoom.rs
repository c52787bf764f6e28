//! The main picture and the tree: the interval that narrows, widened after every symbol, and Huffman’s
//! code as paths.

use super::coder;
use super::predict::why_not;
use super::state::{CompressionState, Predictor, SymbolKind};
use crate::contract::prelude::*;
use crate::language::trained;
use crate::remembered::Remembered;
use std::rc::Rc;

/// Most rows of the zoom.
const ROWS: usize = 3;
/// A symbol with less of a row isn’t named, and with less of it has no line.
const NAMED: f64 = 0.07;
const LINED: f64 = 0.004;
/// The height of a row; from one to the next it is 1.
const HEIGHT: f64 = 0.55;

/// The rows of the zoom: the first symbol that is shown, and each row’s running sums from 0 to 1.
pub struct Rows {
    first: usize,
    sums: Vec<Vec<f64>>,
}

/// How many rows are remembered: those before and after a drag to another symbol.
const REMEMBERED: usize = 4;

/// Text, symbols, model and symbols coded.
type Key = (String, SymbolKind, Predictor, usize);

thread_local! {
    static KNOWN: Remembered<Key, Rc<Rows>> = const { Remembered::new(REMEMBERED) };
}

impl Rows {
    /// The rows up to the next symbol, or to the last one where all are coded. Found once, since both
    /// where a drag goes and what is drawn ask for them.
    pub fn of(state: &CompressionState) -> Rc<Self> {
        // Without the trained model it may come later.
        if state.model == Predictor::Transformer && trained().is_none() {
            return Rc::new(Self::found(state));
        }
        let key = (state.text.clone(), state.symbols, state.model, state.at);
        KNOWN.with(|all| all.value(key, |_| Rc::new(Self::found(state))))
    }

    fn found(state: &CompressionState) -> Self {
        let text = coder::text(state);
        let none = Self {
            first: 0,
            sums: Vec::new(),
        };
        // One pass of the transformer for many rows, which the code needs anyway; of another model the
        // rows up to here are quicker found than the whole code.
        let missing = match state.model {
            Predictor::Transformer => coder::coded(state).is_err(),
            model => why_not(&text, state.symbols, model).is_some(),
        };
        if missing || text.ids.is_empty() {
            return none;
        }
        let last = state.at.min(text.ids.len() - 1);
        let first = (last + 1).saturating_sub(ROWS);
        let Ok(all) = coder::sums(&text, state.model, first, last) else {
            return none;
        };
        let share = |sums: Vec<u32>| {
            let total = sums.last().map_or(1.0, |t| f64::from(*t));
            sums.into_iter().map(|s| f64::from(s) / total).collect()
        };
        Self {
            first,
            sums: all.into_iter().map(share).collect(),
        }
    }

    /// Where a symbol’s part of a row begins and ends.
    fn part(&self, row: usize, symbol: usize) -> Option<(f64, f64)> {
        let sums = self.sums.get(row)?;
        Some((*sums.get(symbol)?, *sums.get(symbol + 1)?))
    }

    /// The symbol of the last row at a place between 0 and 1.
    pub fn symbol_at(&self, x: f64) -> Option<usize> {
        let sums = self.sums.last()?;
        let above = sums.partition_point(|sum| *sum <= x.clamp(0.0, 1.0_f64.next_down()));
        above.checked_sub(1)
    }
}

/// Where a curve is broken.
const BREAK: Spot = (f64::NAN, f64::NAN);

/// The frame of a row and the lines between its symbols: one curve, since each takes an element of the
/// page, and with every step there would be another number of them.
fn frame(sums: &[f64], (bottom, top): (f64, f64)) -> Vec<Spot> {
    let mut curve = vec![
        (0.0, top),
        (1.0, top),
        (1.0, bottom),
        (0.0, bottom),
        (0.0, top),
    ];
    let mut drawn = 0.0;
    for pair in sums.windows(2).filter(|pair| pair[1] - pair[0] >= LINED) {
        // The end of a symbol is mostly where the next one begins, and those of a row are its frame.
        for x in pair.iter().filter(|x| **x < 1.0) {
            if *x > drawn {
                curve.extend([BREAK, (*x, top), (*x, bottom)]);
                drawn = *x;
            }
        }
    }
    curve
}

/// The interval of the last symbols, each row the chosen part of the row below it, widened to the whole
/// width. `held` is where the point of the last row is held.
pub fn zoom(state: &CompressionState, held: Option<f64>) -> Graph {
    let text = coder::text(state);
    let rows = Rows::of(state);
    let (mut curves, mut points) = (Vec::new(), Vec::new());
    for (row, sums) in rows.sums.iter().enumerate() {
        let bottom = (rows.first + row) as f64;
        let top = bottom + HEIGHT;
        let middle = bottom + HEIGHT / 2.0;
        let Some(&symbol) = text.ids.get(rows.first + row) else {
            continue;
        };
        let Some((from, to)) = rows.part(row, symbol) else {
            continue;
        };
        let is_last = row + 1 == rows.sums.len();
        let is_coded = rows.first + row < state.at;
        let tint = if is_coded { Tint::Model } else { Tint::Weight };
        let corners = vec![
            (from, top),
            (to, top),
            (to, bottom),
            (from, bottom),
            (from, top),
        ];
        curves.push(GraphCurve::through(tint, Stroke::Filled, corners.clone()));
        curves.push(GraphCurve::through(tint, Stroke::Solid, corners));
        curves.push(GraphCurve::through(
            Tint::Score,
            Stroke::Thin,
            frame(sums, (bottom, top)),
        ));
        if !is_last || is_coded {
            let above = if is_last { top + 0.3 } else { bottom + 1.0 };
            let widened = vec![(from, top), (0.0, above), BREAK, (to, top), (1.0, above)];
            curves.push(GraphCurve::through(Tint::Model, Stroke::Dashed, widened));
        }
        for (other, pair) in sums.windows(2).enumerate() {
            // The row that is dragged in keeps as many points whichever symbol is chosen.
            if pair[1] - pair[0] >= NAMED && (is_last || other != symbol) {
                let name = if other == symbol {
                    String::new()
                } else {
                    text.name(other)
                };
                let at = (f64::midpoint(pair[0], pair[1]), middle);
                points.push(GraphPoint::new(name, Tint::Score, at).hollow());
            }
        }
        let inside = held.filter(|x| is_last && (from..to).contains(x));
        let at = (inside.unwrap_or(f64::midpoint(from, to)), middle);
        let point = GraphPoint::new(text.name(symbol), tint, at);
        points.push(if is_last {
            point.dragged("symbol", "the number that names the symbol")
        } else {
            point
        });
    }
    let first = rows.first as f64;
    Graph::over(
        (-0.02, 1.02),
        (first - 0.15, first + rows.sums.len().max(1) as f64 - 0.1),
        ("", "symbols coded"),
    )
    .curves(curves)
    .points(points)
}

/// Huffman’s tree: 0 to the left, 1 to the right; where there is room, a symbol at each leaf.
pub fn tree(state: &CompressionState) -> Graph {
    /// Most leaves that are named, and most that are drawn.
    const FEW: usize = 12;
    const MANY: usize = 300;
    let text = coder::text(state);
    let word = |symbol: &usize| text.codeword(*symbol).map(<[bool]>::to_vec);
    let mut leaves: Vec<(Vec<bool>, usize)> = (text.occurring.iter())
        .filter_map(|symbol| Some((word(symbol)?, *symbol)))
        .take(MANY + 1)
        .collect();
    if leaves.len() > MANY {
        leaves.clear();
    }
    leaves.sort();
    let deepest = leaves.iter().map(|(word, _)| word.len()).max().unwrap_or(0);
    // Leaves stand side by side, each inner node above the middle of its own.
    let place = |prefix: &[bool]| {
        let begin = leaves.partition_point(|(word, _)| word.as_slice() < prefix);
        let own = leaves.iter().skip(begin);
        let own = own.take_while(|(word, _)| word.starts_with(prefix)).count();
        let middle = begin as f64 + own.saturating_sub(1) as f64 / 2.0;
        (middle, -(prefix.len() as f64))
    };
    let (mut curves, mut points) = (Vec::new(), Vec::new());
    let mut before: &[bool] = &[];
    for (index, (word, symbol)) in leaves.iter().enumerate() {
        // Branches that the leaf before it hasn’t drawn.
        let shared = word.iter().zip(before).take_while(|(a, b)| a == b).count();
        let from = if index == 0 { 0 } else { shared };
        for end in from + 1..=word.len() {
            let line = vec![place(&word[..end - 1]), place(&word[..end])];
            curves.push(GraphCurve::through(Tint::Model, Stroke::Solid, line));
        }
        if leaves.len() <= FEW {
            let written: String = word.iter().map(|b| if *b { '1' } else { '0' }).collect();
            let name = format!("{} {written}", text.name(*symbol));
            points.push(GraphPoint::new(name.trim_end(), Tint::Truth, place(word)));
        }
        before = word;
    }
    Graph::over(
        (-0.6, leaves.len().max(1) as f64 - 0.4),
        (-(deepest as f64) - 0.7, 0.4),
        ("", "bits"),
    )
    .curves(curves)
    .points(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> CompressionState {
        CompressionState {
            text: "abracadabra".into(),
            symbols: SymbolKind::Characters,
            model: Predictor::Counts,
            ..CompressionState::default()
        }
    }

    #[test]
    fn the_point_lies_in_the_next_symbol() {
        let state = state();
        let graph = zoom(&state, None);
        let (_, at) = graph.handles().next().unwrap();
        // The fourth symbol is a, with the first 5/11 of the row.
        assert!((at.0 - 2.5 / 11.0).abs() < 1e-15);
        let rows = Rows::of(&state);
        assert_eq!(
            [0.0, 0.4, 0.5, 0.999, 1.0].map(|x| rows.symbol_at(x)),
            [0, 0, 1, 4, 4].map(Some)
        );
        let (_, held) = zoom(&state, Some(0.3)).handles().next().unwrap();
        assert_eq!(held.0, 0.3);
        // Four curves a row, but for the last, which isn’t coded; a line between two of five symbols.
        assert_eq!(graph.curves.len(), 4 + 4 + 3);
        let line = |p: &&Spot| p.0.is_nan();
        assert_eq!(graph.curves[2].points.iter().filter(line).count(), 4);
    }

    #[test]
    fn the_tree_has_a_leaf_for_each_symbol() {
        let tree = tree(&state());
        assert_eq!((tree.points.len(), tree.curves.len()), (5, 8));
        assert_eq!(tree.points[0].name, "a 0");
        let empty = CompressionState {
            text: String::new(),
            ..state()
        };
        assert!(super::tree(&empty).points.is_empty() && zoom(&empty, None).points.is_empty());
    }
}
