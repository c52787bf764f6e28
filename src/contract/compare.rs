//! Comparisons for checks: how far apart numbers are that should be the same, and how far rounding
//! alone may take them.

use numeric_core::bounded::Bounded;

/// The largest distance between two lists of numbers, where equal infinities are no distance.
///
/// NaN anywhere, or lists of different lengths, give NaN, which no tolerance accepts.
#[must_use]
pub fn distance<'a>(
    a: impl IntoIterator<Item = &'a f64>,
    b: impl IntoIterator<Item = &'a f64>,
) -> f64 {
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    let mut largest: f64 = 0.0;
    loop {
        match (a.next(), b.next()) {
            (None, None) => return largest,
            (Some(x), Some(y)) => {
                let apart = if x == y { 0.0 } else { (x - y).abs() };
                if apart.is_nan() {
                    return f64::NAN;
                }
                largest = largest.max(apart);
            }
            _ => return f64::NAN,
        }
    }
}

/// The largest of distances; NaN, which no tolerance accepts, where one of them is.
#[must_use]
pub fn worst(distances: impl IntoIterator<Item = f64>) -> f64 {
    distances.into_iter().fold(0.0, |worst: f64, x| {
        if worst.is_nan() || x.is_nan() {
            f64::NAN
        } else {
            worst.max(x)
        }
    })
}

/// How far `a` is above `b`: 0 where it isn't, and NaN, which no tolerance accepts, where either is.
#[must_use]
pub fn excess(a: f64, b: f64) -> f64 {
    let by = a - b;
    if a == b {
        0.0
    } else if by.is_nan() {
        by
    } else {
        by.max(0.0)
    }
}

/// Of several comparisons, each a residual with its own tolerance, the one whose residual is largest
/// beside its tolerance; one that is NaN before all others. Where nothing differs, the first.
#[must_use]
pub fn tightest(all: impl IntoIterator<Item = (f64, f64)>) -> (f64, f64) {
    let part = |(residual, tolerance): (f64, f64)| match residual {
        r if r.is_nan() => f64::INFINITY,
        0.0 => 0.0,
        r => r / tolerance,
    };
    let worse = |best: (f64, f64), one: (f64, f64)| if part(one) > part(best) { one } else { best };
    all.into_iter().reduce(worse).unwrap_or((0.0, 0.0))
}

/// Two routes to the same numbers, the second with bounds of its rounding: the pair that is furthest apart
/// beside what rounding explains, and that. The bound counts twice, since the first route adds up the same
/// terms and is off by as much.
///
/// Lists of different lengths give NaN, which no tolerance accepts.
#[must_use]
pub fn within_bounds<'a>(
    one: impl IntoIterator<Item = &'a f64>,
    other: impl IntoIterator<Item = Bounded>,
) -> (f64, f64) {
    let (mut one, mut other) = (one.into_iter(), other.into_iter());
    tightest(std::iter::from_fn(|| match (one.next(), other.next()) {
        (None, None) => None,
        (Some(x), Some(y)) => Some(((x - y.value).abs(), 2.0 * y.off)),
        _ => Some((f64::NAN, 0.0)),
    }))
}

/// How far rounding alone may take a sum of these terms from the exact one, where each term was
/// itself rounded a few times: (n + 8)·ε·Σ|termᵢ|.
///
/// Source: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition, §4.2: a sum
/// of n terms is off by at most (n − 1)·ε·Σ|termᵢ|; 8 roundings are those of a term made of a
/// division, a logarithm (which may be off by two units in the last place) and a product.
#[must_use]
pub fn rounding(terms: impl IntoIterator<Item = f64>) -> f64 {
    let (count, size) = terms
        .into_iter()
        .fold((0.0, 0.0), |(n, s), x| (n + 1.0, s + x.abs()));
    (count + 8.0) * f64::EPSILON * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tightest_comparison_is_shown() {
        assert_eq!(tightest([(1.0, 10.0), (0.5, 1.0)]), (0.5, 1.0));
        assert_eq!(tightest([(0.0, 10.0), (0.0, 1.0)]), (0.0, 10.0));
        // What must be equal has no tolerance.
        assert_eq!(tightest([(1.0, 10.0), (1e-9, 0.0)]), (1e-9, 0.0));
        assert!(tightest([(2.0, 1.0), (f64::NAN, 1.0)]).0.is_nan());
        let second = || [Bounded::exact(1.0), Bounded::new(2.0, 0.25)];
        assert_eq!(within_bounds(&[1.0, 2.25], second()), (0.25, 0.5));
        assert_eq!(within_bounds(&[1.5, 2.25], second()), (0.5, 0.0));
        assert!(within_bounds(&[1.0], second()).0.is_nan());
    }

    #[test]
    fn distances_know_infinity() {
        let inf = f64::INFINITY;
        assert_eq!(distance(&[inf, 1.0], &[inf, 1.5]), 0.5);
        assert!(distance(&[inf], &[-inf]).is_infinite());
        assert!(distance(&[f64::NAN], &[1.0]).is_nan());
        assert!(distance(&[1.0], &[]).is_nan());
        assert_eq!(worst([0.5, 2.0, 1.0]), 2.0);
        assert!(worst([f64::NAN, 2.0]).is_nan() && worst([2.0, f64::NAN]).is_nan());
    }
}
