//! Named steps: each is announced, timed and remembered; all run, and the end says how they went.

use crate::run::Outcome;
use std::time::{Duration, Instant};

/// The steps so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<Step>,
}

struct Step {
    name: String,
    passed: bool,
    time: Duration,
}

impl Steps {
    /// Runs one step. `remedy` says what to do when it fails. Gives whether it passed.
    pub fn step(&mut self, name: &str, remedy: &str, work: impl FnOnce() -> Outcome) -> bool {
        println!("\n── {name}");
        let start = Instant::now();
        let outcome = work();
        let time = start.elapsed();
        if let Err(message) = &outcome {
            eprintln!("\n{message}\n✗ {name} failed. {remedy}");
        }
        self.done.push(Step {
            name: name.to_owned(),
            passed: outcome.is_ok(),
            time,
        });
        outcome.is_ok()
    }

    /// Prints every step with its time, then the count as the last line.
    pub fn finish(self) -> Outcome {
        println!("\n── Summary");
        for step in &self.done {
            let mark = if step.passed { "✓" } else { "✗" };
            println!("{mark} {:<52} {:>9}", step.name, shown(step.time));
        }
        let failed: Vec<&str> = self
            .done
            .iter()
            .filter(|step| !step.passed)
            .map(|step| step.name.as_str())
            .collect();
        println!();
        if !failed.is_empty() {
            println!("Failed: {}.", failed.join("; "));
        }
        println!(
            "{} passed, {} failed",
            self.done.len() - failed.len(),
            failed.len()
        );
        if failed.is_empty() {
            Ok(())
        } else {
            std::process::exit(1)
        }
    }
}

/// A length of time, for a person.
pub fn shown(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::{Steps, shown};
    use std::time::Duration;

    #[test]
    fn times_are_short() {
        assert_eq!(shown(Duration::from_millis(1250)), "1.2 s");
        assert_eq!(shown(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn a_failed_step_does_not_stop_the_next() {
        let mut steps = Steps::default();
        assert!(!steps.step("one", "", || Err("no".to_owned())));
        assert!(steps.step("two", "", || Ok(())));
    }
}
