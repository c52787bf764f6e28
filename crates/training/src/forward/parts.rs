//! What writes into the residual stream, and the names of its places.

/// Layers of a model, and heads of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sizes {
    /// Transformer blocks.
    pub layers: usize,
    /// Heads of each.
    pub heads: usize,
}

pub use ::gpt2::model::parts::Part;

impl Sizes {
    /// Heads in all.
    #[must_use]
    pub fn all_heads(self) -> usize {
        self.layers * self.heads
    }

    /// Layer and head of one of them, both from 1: `2.4`.
    #[must_use]
    pub fn head_name(self, head: usize) -> String {
        format!("{}.{}", head / self.heads + 1, head % self.heads + 1)
    }

    /// `1.1`, `1.2`, … in the order in which heads are counted through all layers, from 0.
    #[must_use]
    pub fn head_names(self) -> Vec<String> {
        (0..self.all_heads()).map(|at| self.head_name(at)).collect()
    }

    /// All parts in the order in which they write.
    #[must_use]
    pub fn parts(self) -> Vec<Part> {
        Part::all(self.layers, self.heads)
    }

    /// `head 2.4`, `MLP 1`, …
    #[must_use]
    pub fn part_name(self, part: Part) -> String {
        match part {
            Part::Embedding => self.half_name(0),
            Part::Head(head) => format!("head {}", self.head_name(head)),
            Part::Bias(layer) => format!("bias {}", layer + 1),
            Part::Mlp(layer) => self.half_name(2 * layer + 2),
        }
    }

    /// Places of the stream: after the embedding and after every half-layer.
    #[must_use]
    pub fn places(self) -> usize {
        2 * self.layers + 1
    }

    /// The name of a place of the stream: what was added last.
    #[must_use]
    pub fn half_name(self, half: usize) -> String {
        match half {
            0 => "embedding".into(),
            half if half.is_multiple_of(2) => format!("MLP {}", half / 2),
            half => format!("attention {}", half / 2 + 1),
        }
    }

    /// The names of all places of the stream.
    #[must_use]
    pub fn halves(self) -> Vec<String> {
        (0..self.places()).map(|at| self.half_name(at)).collect()
    }

    /// Which place of the stream a part belongs to.
    #[must_use]
    pub fn half_of(self, part: Part) -> usize {
        match part {
            Part::Embedding => 0,
            Part::Head(head) => 2 * (head / self.heads) + 1,
            Part::Bias(layer) => 2 * layer + 1,
            Part::Mlp(layer) => 2 * layer + 2,
        }
    }
}
