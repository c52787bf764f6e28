//! Writing a state into a NumPy program.

use super::number;
use nalgebra::DMatrix;

/// The page's random numbers in Python, for programs that draw the same ones. The program imports `math`
/// and `numpy as np`.
pub const RANDOM: &str = r#"
WORD = (1 << 64) - 1


class Random:
    """xoshiro256++, seeded by SplitMix64; normal numbers by the polar method."""

    def __init__(self, seed):
        self.state, self.spare = [], None
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & WORD
            x = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & WORD
            x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
            self.state.append(x ^ (x >> 31))

    def bits(self):
        a, b, c, d = self.state
        x = (a + d) & WORD
        x = (((x << 23) | (x >> 41)) + a) & WORD
        t = (b << 17) & WORD
        c, d = c ^ a, d ^ b
        b, a = b ^ c, a ^ d
        c, d = c ^ t, ((d << 45) | (d >> 19)) & WORD
        self.state = [a, b, c, d]
        return x

    def uniform(self):
        return (self.bits() >> 11) * 2.0**-53

    def below(self, n):
        while True:
            product = self.bits() * n
            if (product & WORD) >= (1 << 64) % n:
                return product >> 64

    def order(self, n):
        order = list(range(n))
        for i in range(n - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]
        return np.array(order)

    def normal(self):
        if self.spare is not None:
            x, self.spare = self.spare, None
            return x
        while True:
            x, y = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            square = x * x + y * y
            if 0 < square < 1:
                factor = math.sqrt(-2 * math.log(square) / square)
                self.spare = y * factor
                return x * factor

    def normals(self, *shape):
        return np.array([self.normal() for _ in range(math.prod(shape))]).reshape(shape)

"#;

/// The logarithm of a Poisson probability for any k ≥ 0, as `numeric_core::probability::saddle` computes it.
/// The program imports `math`.
pub const LOG_POISSON: &str = r#"

def log_poisson(k, rate):
    """log(rate^k e^-rate / Γ(k + 1)), without large terms that cancel (Loader 2000)."""
    if k == 0 or rate == 0:
        return -rate if k == 0 else -math.inf
    if k < 10:
        return k * math.log(rate) - rate - math.lgamma(k + 1)
    v = (k - rate) / (k + rate)
    if abs(v) < 1 / 3:
        tail = sum(v ** (2 * j) / (2 * j + 1) for j in range(1, 20))
        deviance = (k - rate) * v + 2 * k * v * tail
    else:
        deviance = k * math.log(k / rate) + rate - k
    s = (1 / k) ** 2
    stirling = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / k
    return -stirling - deviance - math.log(2 * math.pi * k) / 2

"#;

/// A float literal that Python reads back exactly.
#[must_use]
pub fn float(x: f64) -> String {
    if !x.is_finite() {
        let name = if x.is_nan() {
            "np.nan"
        } else if x > 0.0 {
            "np.inf"
        } else {
            "-np.inf"
        };
        return name.into();
    }
    let text = number::exact(x);
    // Python would take `3` for an int, and int arithmetic isn't what the panel does.
    if text.contains(['.', 'e']) {
        text
    } else {
        text + ".0"
    }
}

/// `[1.0, 2.0]`
#[must_use]
pub fn list(v: &[f64]) -> String {
    let entries: Vec<String> = v.iter().map(|x| float(*x)).collect();
    format!("[{}]", entries.join(", "))
}

/// `np.array([1.0, 2.0])`
#[must_use]
pub fn array(v: &[f64]) -> String {
    format!("np.array({})", list(v))
}

/// `np.array([[1.0, 2.0], [3.0, 4.0]])`
#[must_use]
pub fn matrix(m: &DMatrix<f64>) -> String {
    let rows: Vec<String> = m
        .row_iter()
        .map(|row| list(&row.iter().copied().collect::<Vec<_>>()))
        .collect();
    format!("np.array([{}])", rows.join(",\n              "))
}

/// `True` or `False`
#[must_use]
pub fn boolean(on: bool) -> &'static str {
    if on { "True" } else { "False" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_floats() {
        assert_eq!(list(&[1.0, -0.5, 1e300]), "[1.0, -0.5, 1e300]");
        assert_eq!(
            list(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
            "[np.nan, np.inf, -np.inf]"
        );
        assert_eq!(
            matrix(&DMatrix::from_row_slice(1, 2, &[1.0, 2.0])),
            "np.array([[1.0, 2.0]])"
        );
    }
}
