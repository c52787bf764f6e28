//! The losses of the settings that the page opens with, recorded by the example of the same name.

/// Steps whose mean loss makes one point.
pub const RECORDED_EVERY: usize = 10;

/// Step and mean loss of the steps up to it, in nats a token.
#[must_use]
pub fn recorded() -> Vec<(f64, f64)> {
    recorded_points(include_str!("recorded.csv"))
}

/// The points of a record: a line for each, its two numbers separated by a comma.
#[must_use]
pub fn recorded_points(text: &str) -> Vec<(f64, f64)> {
    let points = text.lines().filter_map(|line| {
        let (step, loss) = line.split_once(',')?;
        Some((step.parse().ok()?, loss.parse().ok()?))
    });
    points.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Run};

    #[test]
    fn the_record_is_of_the_default_settings() {
        let points = recorded();
        let config = Config::default();
        assert_eq!(points.len() as u64, config.steps / RECORDED_EVERY as u64);
        let mut run = Run::new(config).unwrap();
        for (step, loss) in points.into_iter().take(1) {
            let losses: Vec<f64> = (0..RECORDED_EVERY)
                .map(|_| run.step().unwrap().loss)
                .collect();
            let mean = losses.iter().sum::<f64>() / losses.len() as f64;
            assert_eq!(run.steps() as f64, step);
            // Four digits are written, and other processors add 32-bit numbers in another order.
            assert!((mean - loss).abs() < 1e-3, "step {step}: {mean} and {loss}");
        }
    }
}
