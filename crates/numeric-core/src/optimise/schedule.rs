//! How the learning rate changes over the steps.

use crate::real;

/// The learning rate of each step, relative to its largest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Schedule {
    /// Always 1.
    Constant,
    /// 1/t.
    Inverse,
    /// 1/√t.
    InverseRoot,
    /// From 0 up in `warm_up` steps, then along half a cosine down to `floor` at step `total`.
    ///
    /// Source: I. Loshchilov, F. Hutter, *SGDR* (2016), without restarts.
    WarmUpCosine {
        /// Steps of the linear rise.
        warm_up: u64,
        /// Steps in all.
        total: u64,
        /// What is left at the end.
        floor: f64,
    },
}

impl Schedule {
    /// The factor for step t, from 1.
    #[must_use]
    pub fn factor(self, step: u64) -> f64 {
        let t = step.max(1) as f64;
        match self {
            Self::Constant => 1.0,
            Self::Inverse => 1.0 / t,
            Self::InverseRoot => 1.0 / real::sqrt(t),
            Self::WarmUpCosine {
                warm_up,
                total,
                floor,
            } => {
                let rise = warm_up as f64;
                if t < rise {
                    return t / rise;
                }
                let part = (t - rise) / (total as f64 - rise).max(1.0);
                let part = part.min(1.0) * std::f64::consts::PI;
                floor + (1.0 - floor) * 0.5 * (1.0 + real::cos(part))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn known_points() {
        let cosine = Schedule::WarmUpCosine {
            warm_up: 10,
            total: 110,
            floor: 0.1,
        };
        for (schedule, step, factor) in [
            (Schedule::Constant, 7, 1.0),
            (Schedule::Inverse, 4, 0.25),
            (Schedule::InverseRoot, 4, 0.5),
            (cosine, 5, 0.5),
            (cosine, 10, 1.0),
            (cosine, 60, 0.55),
            (cosine, 110, 0.1),
            (cosine, 1000, 0.1),
        ] {
            assert!((schedule.factor(step) - factor).abs() < 1e-12);
        }
    }
}
