//! What a drag makes of the table.

use nalgebra::DMatrix;

/// One cell set to a probability with both margins kept: what the cell gains, the others of its row
/// and its column lose in the proportions of the margins, and the rest gains. As far as no cell becomes
/// negative; unchanged where a margin leaves no room.
pub fn cell_within_margins(p: &DMatrix<f64>, (r, c): (usize, usize), to: f64) -> DMatrix<f64> {
    let Some(now) = p.get((r, c)).copied() else {
        return p.clone();
    };
    let row_part = parts(p.nrows(), r, |i| p.row(i).sum());
    let column_part = parts(p.ncols(), c, |j| p.column(j).sum());
    // How much of a gain of 1 in the cell another cell gains or loses.
    let share = |i: usize, j: usize| {
        let a = if i == r { 1.0 } else { -row_part[i] };
        let b = if j == c { 1.0 } else { -column_part[j] };
        a * b
    };
    if p.nrows() < 2 || p.ncols() < 2 {
        return p.clone();
    }
    let (mut least, mut most) = (-now, f64::INFINITY);
    for i in 0..p.nrows() {
        for j in 0..p.ncols() {
            let (share, room) = (share(i, j), p[(i, j)]);
            if share > 0.0 {
                least = least.max(-room / share);
            } else if share < 0.0 {
                most = most.min(room / -share);
            }
        }
    }
    let by = (to - now).max(least).min(most);
    DMatrix::from_fn(p.nrows(), p.ncols(), |i, j| {
        (p[(i, j)] + by * share(i, j)).max(0.0)
    })
}

/// What each of the others has of all of them together; equal parts where they have nothing, and 0 for
/// the one itself.
fn parts(count: usize, own: usize, weight: impl Fn(usize) -> f64) -> Vec<f64> {
    let others: f64 = (0..count).filter(|i| *i != own).map(&weight).sum();
    (0..count)
        .map(|i| {
            if i == own {
                0.0
            } else if others > 0.0 {
                weight(i) / others
            } else {
                1.0 / (count - 1) as f64
            }
        })
        .collect()
}

/// One cell set to a probability; all others keep their proportions.
pub fn cell_alone(p: &DMatrix<f64>, (r, c): (usize, usize), to: f64) -> DMatrix<f64> {
    let next = crate::contract::input::with_probability(p.as_slice(), c * p.nrows() + r, to);
    DMatrix::from_column_slice(p.nrows(), p.ncols(), &next)
}

/// The probability of one value of X set, with every p(y | x) kept: its row is scaled, and so are the
/// others. A row of zeros is filled as if X and Y were independent.
pub fn row(p: &DMatrix<f64>, at: usize, to: f64) -> DMatrix<f64> {
    let now: Vec<f64> = p.row_iter().map(|row| row.sum()).collect();
    let columns: Vec<f64> = p.column_iter().map(|column| column.sum()).collect();
    let next = crate::contract::input::with_probability(&now, at, to);
    DMatrix::from_fn(p.nrows(), p.ncols(), |i, j| {
        if now[i] > 0.0 {
            p[(i, j)] / now[i] * next[i]
        } else {
            columns[j] * next[i]
        }
    })
}

/// The same of a value of Y, with every p(x | y) kept.
pub fn column(p: &DMatrix<f64>, at: usize, to: f64) -> DMatrix<f64> {
    row(&p.transpose(), at, to).transpose()
}

/// Decimals that a dragged cell leaves in the address.
pub const CELL: i32 = 6;
/// Decimals that a dragged margin leaves: the conditionals must stay, and independent variables stay
/// independent up to rounding.
pub const MARGIN: i32 = 9;

/// The probabilities with so many decimals, for a short address. What rounding took from the margins,
/// or added to them, one row and one column make up for: those whose smallest cell is largest, so that
/// none becomes negative if there is room.
pub fn tidied(p: &DMatrix<f64>, digits: i32) -> DMatrix<f64> {
    let parts = 10_f64.powi(digits);
    // In whole parts every sum is exact.
    let whole = |x: f64| (parts * x).round();
    let rows: Vec<f64> = p.row_iter().map(|row| whole(row.sum())).collect();
    let columns: Vec<f64> = (p.column_iter().map(|column| whole(column.sum()))).collect();
    let roomiest = |least: Vec<f64>| crate::contract::lists::argmax(&least);
    let r = roomiest(p.row_iter().map(|row| row.min()).collect());
    let c = roomiest(p.column_iter().map(|column| column.min()).collect());
    let mut next = p.map(whole);
    for (i, sum) in rows.iter().enumerate().filter(|(i, _)| *i != r) {
        next[(i, c)] = (next[(i, c)] + sum - next.row(i).sum()).max(0.0);
    }
    for (j, sum) in columns.iter().enumerate().filter(|(j, _)| *j != c) {
        next[(r, j)] = (next[(r, j)] + sum - next.column(j).sum()).max(0.0);
    }
    next[(r, c)] = (next[(r, c)] + parts - next.sum()).max(0.0);
    next / parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    fn margins(p: &DMatrix<f64>) -> Vec<f64> {
        let rows = p.row_iter().map(|row| row.sum());
        rows.chain(p.column_iter().map(|column| column.sum()))
            .collect()
    }

    #[test]
    fn a_cell_moves_within_its_margins() {
        let p = dmatrix![0.24, 0.04, 0.02; 0.06, 0.2, 0.04; 0.02, 0.08, 0.3];
        for to in [-1.0, 0.0, 0.1, 0.25, 1.0] {
            let next = cell_within_margins(&p, (0, 0), to);
            assert!(next.iter().all(|p| *p >= 0.0));
            for (a, b) in margins(&p).iter().zip(&margins(&next)) {
                assert!((a - b).abs() < 1e-15, "{next}");
            }
        }
        assert_eq!(cell_within_margins(&p, (0, 0), 0.1)[(0, 0)], 0.1);
        let line = dmatrix![0.5, 0.5];
        assert_eq!(cell_within_margins(&line, (0, 0), 0.9), line);
        let corner = dmatrix![1.0, 0.0; 0.0, 0.0];
        assert_eq!(cell_within_margins(&corner, (0, 0), 0.5), corner);
    }

    #[test]
    fn a_margin_moves_with_its_conditionals() {
        let p = dmatrix![0.3, 0.1; 0.0, 0.6];
        let next = row(&p, 0, 0.8);
        assert!((next[(0, 0)] - 0.6).abs() < 1e-15 && (next[(1, 1)] - 0.2).abs() < 1e-15);
        let next = column(&p, 0, 0.0);
        assert_eq!((next[(0, 0)], next[(1, 0)]), (0.0, 0.0));
        assert!((next.sum() - 1.0).abs() < 1e-15);
        let filled = row(&dmatrix![0.3, 0.7; 0.0, 0.0], 1, 0.5);
        assert!((filled[(1, 1)] - 0.35).abs() < 1e-15);
        assert!((cell_alone(&p, (1, 0), 0.5)[(1, 0)] - 0.5).abs() < 1e-15);
    }

    #[test]
    fn what_a_drag_writes_is_short_and_keeps_the_margins() {
        let mut p = dmatrix![0.24, 0.04, 0.02; 0.06, 0.2, 0.04; 0.02, 0.08, 0.3];
        let whole = |x: f64| (x * 1e6).round();
        let before: Vec<f64> = margins(&p).into_iter().map(whole).collect();
        for to in [0.275, 0.241, 0.3, 0.05, 0.0, 0.19] {
            p = tidied(&cell_within_margins(&p, (0, 0), to), CELL);
            // Six decimals at most.
            assert!(
                p.iter().all(|x| x.to_string().len() <= 8 && *x >= 0.0),
                "{p}"
            );
            let after: Vec<f64> = margins(&p).into_iter().map(whole).collect();
            assert_eq!(after, before, "{p}");
        }
        let sixths = tidied(&DMatrix::from_element(2, 3, 1.0 / 6.0), CELL);
        assert_eq!(sixths.iter().map(|x| whole(*x)).sum::<f64>(), 1e6);
        assert_eq!(tidied(&dmatrix![1.0], MARGIN), dmatrix![1.0]);
    }
}
