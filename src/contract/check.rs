//! A check: an identity at the present state, with what came of it.

/// An identity at the present state: two routes to one number, and how far they are apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The public name, in kebab-case.
    pub name: &'static str,
    /// The identity in words.
    pub states: &'static str,
    /// How the second route differs from the first.
    pub route: &'static str,
    /// How far the two routes are apart.
    pub residual: f64,
    /// How far they may be apart by rounding alone.
    pub tolerance: f64,
    /// Why there is nothing to compare, as a sentence: what is compared is smaller than what rounding
    /// alone explains, or doesn't exist.
    pub undecided: Option<String>,
}

/// What a check says of its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The two routes agree within the tolerance.
    Holds,
    /// They don't; a NaN residual doesn't agree.
    Broken,
    /// There is nothing to compare, for a reason that is given.
    Undecided,
}

impl Status {
    /// The name in the page and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Holds => "holds",
            Status::Broken => "broken",
            Status::Undecided => "undecided",
        }
    }
}

impl Check {
    /// The check of that public name. Until [`Check::compares`] was asked it is broken.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            states: "",
            route: "",
            residual: f64::NAN,
            tolerance: 0.0,
            undecided: None,
        }
    }

    /// The identity in words.
    #[must_use]
    pub fn states(mut self, identity: &'static str) -> Self {
        self.states = identity;
        self
    }

    /// How the second route differs from the first.
    #[must_use]
    pub fn by(mut self, route: &'static str) -> Self {
        self.route = route;
        self
    }

    /// How far the routes are apart, and how far they may be by rounding alone.
    #[must_use]
    pub fn compares(mut self, residual: f64, tolerance: f64) -> Self {
        (self.residual, self.tolerance) = (residual, tolerance);
        self
    }

    /// What it says.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.undecided.is_some() {
            Status::Undecided
        } else if self.residual <= self.tolerance {
            Status::Holds
        } else {
            Status::Broken
        }
    }

    /// Whether the identity holds within its tolerance.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.status() == Status::Holds
    }

    /// Whether the two routes are farther apart than rounding explains.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.status() == Status::Broken
    }

    /// The same where there is nothing to compare, for this reason; unchanged where there is none.
    #[must_use]
    pub fn unless(mut self, reason: Option<String>) -> Self {
        self.undecided = reason;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nan_never_holds() {
        let check = |residual| Check::new("x").states("").by("").compares(residual, 1.0);
        assert!(check(0.5).holds());
        assert!(!check(f64::NAN).holds());
        assert!(!check(f64::INFINITY).holds());
    }

    #[test]
    fn what_is_undecided_neither_holds_nor_is_broken() {
        for residual in [0.0, 2.0, f64::NAN] {
            let check = Check::new("x").states("").by("").compares(residual, 1.0);
            let reason = Some("Nothing is left to compare.".to_owned());
            let undecided = check.clone().unless(reason);
            assert!(!undecided.holds() && !undecided.is_broken());
            assert_eq!(undecided.status().name(), "undecided");
            assert_eq!(check.clone().unless(None).status(), check.status());
        }
    }
}
