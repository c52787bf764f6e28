//! Numbers beside each other.

use crate::contract::number;

/// Two numbers in five digits, or in as many more as their difference takes.
pub fn apart(a: f64, b: f64) -> [String; 2] {
    let of = |digits| [a, b].map(|x| number::significant(x, digits));
    let told = (5..17).map(of).find(|[a, b]| a != b);
    told.unwrap_or_else(|| of(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_digits_as_differ() {
        assert_eq!(apart(0.1, 0.2), ["0.1", "0.2"]);
        assert_eq!(apart(0.100_000_1, 0.1), ["0.1000001", "0.1"]);
        assert_eq!(apart(1.0 / 3.0, 1.0 / 3.0), ["0.33333", "0.33333"]);
    }
}
