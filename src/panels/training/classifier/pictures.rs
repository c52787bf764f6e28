//! What each unit makes of the plane, as shares of two colours. It doesn't use the browser.

use super::plain;
use super::points::HALF;
use super::session::Session;
use nalgebra::DMatrix;

/// The middle between the two colours.
const MIDDLE: f64 = 127.5;

/// The centres of side×side cells, row by row from the top, one a row.
pub fn grid(side: usize) -> DMatrix<f64> {
    let at = |i: usize| HALF * (2.0 * (i as f64 + 0.5) / side as f64 - 1.0);
    DMatrix::from_fn(side * side, 2, |cell, column| {
        if column == 0 {
            at(cell % side)
        } else {
            -at(cell / side)
        }
    })
}

/// One picture for each column of the network: x and y, then every hidden unit layer by layer, then
/// the probability; a byte for each cell of the grid, 0 the first colour and 255 the second.
///
/// The probability's bytes are shares of 1. All others have their largest size at full colour.
pub fn pictures(session: &mut Session, grid: &DMatrix<f64>) -> Vec<Vec<u8>> {
    let field = session.field(grid);
    let scaled = |values: &mut dyn Iterator<Item = f64>, most: f64| -> Vec<u8> {
        let factor = if most > 0.0 { MIDDLE / most } else { 0.0 };
        values.map(|x| (MIDDLE + factor * x) as u8).collect()
    };
    let mut all: Vec<Vec<u8>> = (0..2)
        .map(|i| scaled(&mut grid.column(i).iter().copied(), HALF))
        .collect();
    let units = field.ncols().saturating_sub(1);
    for unit in 0..units {
        let column = field.column(unit);
        let most = column.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
        all.push(scaled(&mut column.iter().copied(), most));
    }
    if field.ncols() > 0 {
        let outputs = field.column(units);
        all.push(
            outputs
                .iter()
                .map(|o| (255.0 * plain::sigmoid(*o)).round() as u8)
                .collect(),
        );
    }
    all
}

/// What the network says of one place in the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    /// The probability of class 1.
    pub probability: f64,
    /// What a point of class 0 and one of class 1 would cost there, in nats.
    pub costs: [f64; 2],
}

/// What the network says of a place.
pub fn said(session: &Session, place: [f64; 2]) -> Said {
    let pass = plain::forward(&session.parameters(), session.state().activation.0, place);
    let o = pass.output();
    Said {
        probability: plain::sigmoid(o),
        costs: [plain::cost(o, 0), plain::cost(o, 1)],
    }
}

/// For each point that is learned from, whether the network takes it for one of the other class.
pub fn mistaken(session: &Session) -> Vec<bool> {
    let (parameters, activation) = (session.parameters(), session.state().activation.0);
    let points = session.learned();
    (0..points.len())
        .map(|i| {
            let place = [points.x[(i, 0)], points.x[(i, 1)]];
            let output = plain::forward(&parameters, activation, place).output();
            (output > 0.0) != (points.class[i] == 1)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::training::classifier::ClassifierState;

    #[test]
    fn a_picture_for_every_unit() {
        let mut session = Session::new(&ClassifierState::default()).unwrap();
        let all = pictures(&mut session, &grid(10));
        assert_eq!(all.len(), 2 + 6 + 1);
        assert!(all.iter().all(|picture| picture.len() == 100));
        // x grows to the right, y upwards.
        assert!(all[0][0] < all[0][9] && all[1][0] > all[1][90]);
        let corner = said(&session, [HALF * 0.9, HALF * 0.9]);
        let byte = f64::from(all[8][9]) / 255.0;
        assert!((corner.probability - byte).abs() < 0.003);
        assert!((corner.costs[1] + corner.probability.ln()).abs() < 1e-12);
        let wrong = mistaken(&session)
            .into_iter()
            .filter(|wrong| *wrong)
            .count();
        let accuracy = 1.0 - wrong as f64 / session.learned().len() as f64;
        assert!((accuracy - session.scores().0.accuracy).abs() < 1e-12);
    }
}
