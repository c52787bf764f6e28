//! Where the units of the diagram are, and which connection is near a place. It doesn't use the browser.

/// From one unit's middle to the next one's below it, in CSS pixels.
pub const PITCH: f64 = 46.0;
/// The side of a unit's picture, where there is room.
pub const UNIT: f64 = 38.0;

/// A unit: its column (0 for the inputs) and its place in it.
pub type Unit = (usize, usize);

/// A connection: the column it leads into, the unit there, and the unit that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    pub column: usize,
    pub to: usize,
    pub from: usize,
}

/// The columns of a network in a frame of some width.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    sizes: Vec<usize>,
    width: f64,
}

impl Layout {
    /// `sizes` has the units of each column, inputs and output too.
    pub fn new(sizes: Vec<usize>, width: f64) -> Self {
        Self { sizes, width }
    }

    /// The height that the largest column needs.
    pub fn height(&self) -> f64 {
        let most = self.sizes.iter().copied().max().unwrap_or(1).max(4);
        most as f64 * PITCH + 12.0
    }

    /// The side of the pictures.
    pub fn unit(&self) -> f64 {
        UNIT.min(0.66 * self.width / self.sizes.len() as f64)
    }

    /// The middle of a unit.
    pub fn middle(&self, (column, unit): Unit) -> (f64, f64) {
        let count = self.sizes.get(column).copied().unwrap_or(1) as f64;
        let x = (column as f64 + 0.5) / self.sizes.len() as f64 * self.width;
        let y = 0.5 * self.height() + (unit as f64 - 0.5 * (count - 1.0)) * PITCH;
        (x, y)
    }

    /// Every unit, column by column.
    pub fn units(&self) -> impl Iterator<Item = Unit> + '_ {
        let columns = self.sizes.iter().enumerate();
        columns.flat_map(|(column, count)| (0..*count).map(move |unit| (column, unit)))
    }

    /// Every connection.
    pub fn edges(&self) -> Vec<Edge> {
        let columns = self.sizes.windows(2).enumerate();
        columns
            .flat_map(|(i, pair)| {
                let (from, to) = (pair[0], pair[1]);
                (0..to).flat_map(move |to| {
                    (0..from).map(move |from| Edge {
                        column: i + 1,
                        to,
                        from,
                    })
                })
            })
            .collect()
    }

    /// Both ends of a connection, at the sides of the pictures.
    pub fn ends(&self, edge: Edge) -> ((f64, f64), (f64, f64)) {
        let half = 0.5 * self.unit();
        let (ax, ay) = self.middle((edge.column - 1, edge.from));
        let (bx, by) = self.middle((edge.column, edge.to));
        ((ax + half, ay), (bx - half, by))
    }

    /// The connection within a few pixels of a place.
    pub fn near(&self, (x, y): (f64, f64)) -> Option<Edge> {
        const REACH: f64 = 6.0;
        let distance = |edge: &Edge| {
            let ((ax, ay), (bx, by)) = self.ends(*edge);
            let (dx, dy) = (bx - ax, by - ay);
            let part = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            (x - ax - part * dx).hypot(y - ay - part * dy)
        };
        self.edges()
            .into_iter()
            .map(|edge| (distance(&edge), edge))
            .filter(|(apart, _)| *apart <= REACH)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, edge)| edge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_the_middle_and_edges_are_found() {
        let layout = Layout::new(vec![2, 4, 2, 1], 800.0);
        assert_eq!(layout.units().count(), 9);
        assert_eq!(layout.edges().len(), 8 + 8 + 2);
        assert_eq!(layout.middle((3, 0)), (700.0, 0.5 * layout.height()));
        for edge in layout.edges() {
            let ((ax, ay), (bx, by)) = layout.ends(edge);
            // A third along, where few others cross.
            let place = (ax + 0.03 * (bx - ax), ay + 0.03 * (by - ay));
            let found = layout.near(place).unwrap();
            assert_eq!((found.column, found.from), (edge.column, edge.from));
        }
        assert_eq!(layout.near((700.0, 5.0)), None);
    }
}
