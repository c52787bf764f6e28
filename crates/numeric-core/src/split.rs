//! Sums and products with what rounding took from them.

/// A number with what rounding took from it: their sum is exact, or nearly so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// The number.
    pub value: f64,
    /// What it lacks.
    pub rest: f64,
}

impl Split {
    /// A number that isn't rounded.
    pub fn exact(value: f64) -> Self {
        Self { value, rest: 0.0 }
    }

    /// a + b.
    ///
    /// Source: D. E. Knuth, *The Art of Computer Programming* 2, 3rd ed. (1997), §4.2.2, theorem B.
    pub fn sum(a: f64, b: f64) -> Self {
        let value = a + b;
        let of_b = value - a;
        Self {
            value,
            rest: (a - (value - of_b)) + (b - of_b),
        }
    }

    /// The product, without the two rests' own, which is of the order of ε².
    pub fn times(self, other: Self) -> Self {
        let value = self.value * other.value;
        Self {
            value,
            rest: libm::fma(self.value, other.value, -value)
                + self.value * other.rest
                + self.rest * other.value,
        }
    }
}
