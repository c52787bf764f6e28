//! Runs that are trained beside the first one, to compare them: each has one setting changed.

use super::{Config, Rule};
use serde::{Deserialize, Serialize};

/// The setting that is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Companion {
    /// Plain gradient descent.
    Sgd,
    /// Momentum.
    Momentum,
    /// RMSProp.
    RmsProp,
    /// Adam.
    Adam,
    /// A tenth of the learning rate.
    SlowRate,
    /// Ten times the learning rate.
    FastRate,
    /// A quarter of the batch.
    SmallBatch,
    /// Four times the batch.
    LargeBatch,
    /// One head.
    OneHead,
    /// No layer normalisation.
    NoLayerNorm,
    /// No 1/√d_k.
    NoScaling,
}

impl Companion {
    /// All of them, with their names in an address and on the page.
    pub const ALL: [(Companion, &'static str, &'static str); 11] = [
        (Companion::Sgd, "sgd", "with SGD"),
        (Companion::Momentum, "momentum", "with momentum"),
        (Companion::RmsProp, "rmsprop", "with RMSProp"),
        (Companion::Adam, "adam", "with Adam"),
        (
            Companion::SlowRate,
            "slow-rate",
            "a tenth of the learning rate",
        ),
        (
            Companion::FastRate,
            "fast-rate",
            "ten times the learning rate",
        ),
        (
            Companion::SmallBatch,
            "small-batch",
            "a quarter of the batch",
        ),
        (Companion::LargeBatch, "large-batch", "four times the batch"),
        (Companion::OneHead, "one-head", "one head"),
        (
            Companion::NoLayerNorm,
            "no-layer-norm",
            "no layer normalisation",
        ),
        (Companion::NoScaling, "no-scaling", "no 1/√dₖ"),
    ];

    /// Whether these settings already have that value, so that the run would be the same: Adam beside
    /// Adam.
    #[must_use]
    pub fn changes_nothing(self, config: &Config) -> bool {
        match self {
            Companion::Sgd => config.rule == Rule::Sgd,
            Companion::Momentum => config.rule == Rule::Momentum,
            Companion::RmsProp => config.rule == Rule::RmsProp,
            Companion::Adam => config.rule == Rule::Adam,
            Companion::SlowRate | Companion::FastRate => false,
            Companion::SmallBatch | Companion::LargeBatch => self.batch(config) == config.batch,
            Companion::OneHead => config.heads == 1,
            Companion::NoLayerNorm => !config.normalised,
            Companion::NoScaling => !config.scaled,
        }
    }

    /// Its batch size.
    fn batch(self, config: &Config) -> usize {
        match self {
            Companion::SmallBatch => (config.batch / 4).max(1),
            Companion::LargeBatch => (config.batch * 4).min(64),
            _ => config.batch,
        }
    }

    /// What is different from these settings, in words. Where limits or rounding keep a batch from
    /// being exactly a quarter or four times as large, its size is said.
    #[must_use]
    pub fn words(self, config: &Config) -> String {
        let batch = self.batch(config);
        let exact = match self {
            Companion::SmallBatch => batch * 4 == config.batch,
            Companion::LargeBatch => batch == config.batch * 4,
            _ => true,
        };
        if !exact {
            return format!("a batch of {batch}");
        }
        let found = Self::ALL.iter().find(|c| c.0 == self);
        found.map_or("", |c| c.2).into()
    }

    /// These settings with that one changed.
    #[must_use]
    pub fn of(self, config: &Config) -> Config {
        let mut changed = config.clone();
        match self {
            Companion::Sgd => changed.rule = Rule::Sgd,
            Companion::Momentum => changed.rule = Rule::Momentum,
            Companion::RmsProp => changed.rule = Rule::RmsProp,
            Companion::Adam => changed.rule = Rule::Adam,
            Companion::SlowRate => changed.rate /= 10.0,
            Companion::FastRate => changed.rate *= 10.0,
            Companion::SmallBatch | Companion::LargeBatch => changed.batch = self.batch(config),
            Companion::OneHead => changed.heads = 1,
            Companion::NoLayerNorm => changed.normalised = false,
            Companion::NoScaling => changed.scaled = false,
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_say_what_they_change() {
        let config = Config::default();
        assert!(Companion::Adam.changes_nothing(&config));
        assert!(!Companion::Sgd.changes_nothing(&config));
        assert_eq!(Companion::LargeBatch.words(&config), "four times the batch");
        let large = Config {
            batch: 32,
            ..config
        };
        assert_eq!(Companion::LargeBatch.words(&large), "a batch of 64");
        let most = Config { batch: 64, ..large };
        assert!(Companion::LargeBatch.changes_nothing(&most));
        let one = Config {
            batch: 1,
            heads: 1,
            ..most
        };
        assert!(Companion::SmallBatch.changes_nothing(&one));
        assert!(Companion::OneHead.changes_nothing(&one));
        assert_eq!(Companion::NoScaling.words(&one), "no 1/√dₖ");
        for config in [Config::default(), one] {
            for (companion, name, _) in Companion::ALL {
                let same = companion.of(&config) == config;
                assert_eq!(companion.changes_nothing(&config), same, "{name}");
            }
        }
    }
}
