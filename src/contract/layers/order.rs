//! The order in each layer: by barycentres, and swaps of neighbours.

use super::ROUNDS;
use super::graph::Graph;

impl Graph {
    /// Orders every layer, going to and fro; the order with the fewest crossings is kept.
    pub fn order(&mut self) {
        let mut best = (self.crossings(), self.rows.clone());
        for round in 0..ROUNDS {
            let forward = round % 2 == 0;
            let depth = self.rows.len();
            for step in 1..depth {
                let row = if forward { step } else { depth - 1 - step };
                self.by_neighbours(row, forward);
            }
            self.swap();
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.rows.clone());
            }
        }
        self.rows = best.1;
    }

    /// Orders a layer by where its neighbours in the one before (or behind) stand on average.
    fn by_neighbours(&mut self, row: usize, forward: bool) {
        let places = self.places();
        let mut keyed: Vec<(f64, usize)> = self.rows[row]
            .iter()
            .map(|item| {
                let near = if forward {
                    &self.before[*item]
                } else {
                    &self.behind[*item]
                };
                let sum: usize = near.iter().map(|n| places[*n]).sum();
                let mean = if near.is_empty() {
                    places[*item] as f64
                } else {
                    sum as f64 / near.len() as f64
                };
                (mean, *item)
            })
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.rows[row] = keyed.into_iter().map(|(_, item)| item).collect();
    }

    /// Swaps neighbours while that takes a crossing away.
    fn swap(&mut self) {
        for _ in 0..4 {
            let mut better = false;
            for row in 0..self.rows.len() {
                for i in 1..self.rows[row].len() {
                    let places = self.places();
                    let (a, b) = (self.rows[row][i - 1], self.rows[row][i]);
                    let now = self.pair(a, b, &places);
                    if self.pair(b, a, &places) < now {
                        self.rows[row].swap(i - 1, i);
                        better = true;
                    }
                }
            }
            if !better {
                return;
            }
        }
    }

    /// The crossings between the links of two items of a layer, the first standing before the second.
    fn pair(&self, first: usize, second: usize, places: &[usize]) -> usize {
        let between = |a: &[usize], b: &[usize]| {
            let wrong = |x: &usize| b.iter().filter(|y| places[**y] < places[*x]).count();
            a.iter().map(wrong).sum::<usize>()
        };
        between(&self.before[first], &self.before[second])
            + between(&self.behind[first], &self.behind[second])
    }

    /// The crossings of all links.
    pub fn crossings(&self) -> usize {
        let places = self.places();
        let mut total = 0;
        for row in &self.rows {
            for (i, a) in row.iter().enumerate() {
                for b in &row[i + 1..] {
                    let wrong = |x: &usize| {
                        let other = self.behind[*b].iter();
                        other.filter(|y| places[**y] < places[*x]).count()
                    };
                    total += self.behind[*a].iter().map(wrong).sum::<usize>();
                }
            }
        }
        total
    }

    /// The place of each item in its layer.
    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.before.len()];
        for row in &self.rows {
            for (i, item) in row.iter().enumerate() {
                places[*item] = i;
            }
        }
        places
    }
}
