//! What a transformer has learned of a mixture of coins: curves, rows and words. Its numbers follow
//! from a training and not from the state, so they stand beside the reading.

use crate::contract::number::short;
use crate::contract::prelude::*;
use training::{CoinMeasurement, CoinReport};

/// A training so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// Everything that was measured.
    pub measured: Vec<CoinMeasurement>,
    /// The last report.
    pub last: CoinReport,
}

/// Takes in a report: the next one of the same training, or the first of another.
pub fn take(learned: &mut Option<Learned>, mut report: CoinReport) {
    let mut measured = std::mem::take(&mut report.measured);
    let same = |l: &&mut Learned| l.last.number == report.number;
    match learned.as_mut().filter(same) {
        Some(learned) => {
            learned.measured.append(&mut measured);
            learned.last = report;
        }
        None => {
            *learned = Some(Learned {
                measured,
                last: report,
            });
        }
    }
}

impl Learned {
    /// The predictions along these flips, as far as they have arrived: those along flips that begin
    /// in the same way hold here too, since the model doesn't see later flips.
    pub fn along(&self, flips: &[f64]) -> Vec<Spot> {
        let asked = &self.last.predictions;
        let pairs = flips.iter().zip(&asked.flips);
        let alike = pairs.take_while(|(a, b)| (**a > 0.0) == **b).count();
        let along = asked.along.iter().take(alike + 1).enumerate();
        along.map(|(seen, p)| (seen as f64, *p)).collect()
    }

    /// The prediction after all these flips, if it has arrived.
    pub fn next(&self, flips: &[f64]) -> Option<f64> {
        let asked = &self.last.predictions;
        let same = flips
            .iter()
            .map(|f| *f > 0.0)
            .eq(asked.flips.iter().copied());
        (same && !asked.along.is_empty()).then_some(asked.next)
    }

    /// How far it is from Bayes' rule, step by step, beside Laplace's rule.
    pub fn plot(&self, steps: u64) -> Plot {
        let points = self.measured.iter().map(|m| (m.step as f64, m.kl));
        let laplace = self.last.laplace;
        let curves = [
            Curve::solid("transformer", Tint::Model, points.collect()),
            Curve::dashed(
                "Laplace’s rule",
                Tint::Score,
                vec![(0.0, laplace), (steps as f64, laplace)],
            ),
        ];
        Plot::over("step", "KL from Bayes’ rule, nats per flip", curves).log_y()
    }

    /// The last measurement in words.
    pub fn sentence(&self) -> String {
        let Some(last) = self.measured.last() else {
            return String::new();
        };
        let (kl, laplace) = (last.kl, self.last.laplace);
        let when = match last.step {
            0 => "Before the first step".into(),
            n => format!("After {}", number::count(n as usize, "step")),
        };
        let beside = if kl < laplace {
            let times = laplace / kl;
            format!("{} times as far", number::significant(times, 2))
        } else {
            "which is closer".into()
        };
        format!(
            "{when} the mean KL divergence of the transformer’s prediction from that of Bayes’ rule is \
             {} nats per flip, over 200 new sequences of 32 flips. That of Laplace’s rule, which only \
             counts, is {}: {beside}.",
            short(kl),
            short(laplace)
        )
    }

    /// "The model implicitly performs Bayesian inference", once other coins have been tried.
    pub fn claim(&self) -> Option<Claim> {
        let last = self.measured.last().filter(|m| m.step > 0)?;
        let others = self.last.others.iter();
        let tried: Vec<(f64, f64)> = others
            .filter_map(|o| Some((o.from_bayes?, o.from_frequency)))
            .collect();
        let nearer = tried
            .iter()
            .filter(|(bayes, counted)| bayes < counted)
            .count();
        let stands = last.kl < 0.5 * self.last.laplace && 2 * nearer >= tried.len();
        if self.last.others.is_empty() {
            return None;
        }
        let others = if tried.is_empty() {
            "Flips of the other coins are impossible under this mixture.".to_owned()
        } else {
            format!(
                "With flips of coins of any kind its prediction is closer to Bayes’ rule than to the \
                 frequency for {nearer} of {}.",
                number::count(tried.len(), "coin")
            )
        };
        let verdict = if stands {
            "It holds here: the transformer was trained on this mixture, and learned its posterior \
             from nothing but the next flip. The prior is that of the training sequences. With flips \
             that they make improbable the match can be worse. That a large language model does the \
             same with its prompts doesn’t follow."
        } else {
            "So far it doesn’t hold: the prediction isn’t much closer to Bayes’ rule than counting \
             is. More steps can change this."
        };
        Some(Claim {
            says:
                "The model implicitly performs Bayesian inference over task hypotheses given the \
                   prompt."
                    .into(),
            measured: format!(
                "KL(Bayes‖transformer) is {} nats per flip after {}, and KL(Bayes‖Laplace’s rule) {}. \
                 {others}",
                short(last.kl),
                number::count(last.step as usize, "step"),
                short(self.last.laplace)
            ),
            verdict: verdict.into(),
            stands,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use training::{CoinPredictions, OtherCoin};

    fn report(step: u64, kl: f64) -> CoinReport {
        let other = |coin, bayes, model| OtherCoin {
            coin,
            bayes: Some(bayes),
            model,
            frequency: coin,
            from_bayes: Some(0.02),
            from_frequency: 0.1,
        };
        CoinReport {
            number: 1,
            step,
            playing: false,
            seconds_left: 0.0,
            measured: vec![CoinMeasurement { step, kl }],
            laplace: 0.02,
            parameters: 3000,
            predictions: CoinPredictions {
                flips: vec![true, false, true],
                along: vec![0.5, 0.7, 0.5, 0.72],
                next: 0.72,
            },
            others: vec![other(0.35, 0.23, 0.24), other(0.5, 0.48, 0.47)],
            ended: None,
        }
    }

    #[test]
    fn reports_add_up_until_another_training_begins() {
        let mut learned = None;
        take(&mut learned, report(0, 0.1));
        take(&mut learned, report(10, 0.001));
        let now = learned.as_ref().unwrap();
        assert_eq!(now.measured.len(), 2);
        assert_eq!(now.plot(300).curves[0].points, [(0.0, 0.1), (10.0, 0.001)]);
        assert!(
            now.sentence().contains("20 times as far"),
            "{}",
            now.sentence()
        );
        assert!(now.claim().unwrap().stands);
        let other = CoinReport {
            number: 2,
            ..report(0, 0.1)
        };
        take(&mut learned, other);
        let now = learned.unwrap();
        assert_eq!(now.measured.len(), 1);
        assert!(now.sentence().contains("which is closer"));
        assert!(now.claim().is_none());
        let early = Learned {
            measured: vec![CoinMeasurement { step: 5, kl: 0.03 }],
            ..now
        };
        assert!(!early.claim().unwrap().stands);
    }

    #[test]
    fn predictions_hold_as_far_as_the_flips_are_the_same() {
        let mut learned = None;
        take(&mut learned, report(10, 0.001));
        let learned = learned.unwrap();
        assert_eq!(learned.next(&[1.0, 0.0, 1.0]), Some(0.72));
        assert_eq!(learned.next(&[1.0, 0.0]), None);
        let spots = learned.along(&[1.0, 0.0, 0.0, 1.0]);
        assert_eq!(spots, [(0.0, 0.5), (1.0, 0.7), (2.0, 0.5)]);
        assert_eq!(learned.along(&[]), [(0.0, 0.5)]);
    }
}
