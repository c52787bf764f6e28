//! The numbers of the lines in words.

use super::super::super::layout::Edge;
use super::super::super::read::units;
use super::{Board, Numbers};
use crate::contract::number;
use crate::frame::prelude::*;

/// The names of a column's units.
fn names(board: Board, column: usize) -> Option<Vec<String>> {
    board.sizes.with(|sizes| {
        let count = *sizes.get(column)?;
        Some(units(column, sizes.len() - 2, count))
    })
}

/// The line that is pointed at.
pub fn line(board: Board) -> Option<String> {
    let Edge { column, to, from } = board.edge.get()?;
    board.live.tick.track();
    let weight = board.weights(column - 1)?.get((to, from)).copied()?;
    let gradient = board.gradients(column - 1).get((to, from)).copied()?;
    Some(format!(
        "{} → {}: weight {}, gradient {}",
        names(board, column - 1)?.get(from)?,
        names(board, column)?.get(to)?,
        number::rounded(weight),
        number::rounded(gradient)
    ))
}

/// The numbers into the chosen unit: for what has no room, and for a screen reader.
pub fn into_chosen(board: Board) -> Option<String> {
    let (column, to) = board.live.chosen.get();
    board.live.tick.track();
    let layer = column.checked_sub(1)?;
    let (what, values) = match board.numbers.get() {
        Numbers::Nothing => return None,
        Numbers::Weights => ("Weights", board.weights(layer)?),
        Numbers::Gradients => ("Gradients", board.gradients(layer)),
    };
    let of = |(at, name): (usize, &String)| {
        let x = values.get((to, at)).copied().unwrap_or(0.0);
        format!("{name} {}", number::significant(x, 2))
    };
    let from = names(board, layer)?;
    let list: Vec<String> = from.iter().enumerate().map(of).collect();
    let room = match board.without.get() {
        0 => String::new(),
        1 => " One line has no room for its number: choose the unit at its end.".into(),
        n => {
            format!(" {n} lines have no room for their numbers: choose the unit at their end.")
        }
    };
    Some(format!(
        "{what} into {}: {}.{room}",
        names(board, column)?.get(to)?,
        list.join(", ")
    ))
}
