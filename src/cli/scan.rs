//! `--scan [PANEL…] [--seconds N] [--seed N]`: a long look at each panel, see `audit::scan`.

use super::known::{self, Found};
use crate::audit;
use std::io::{self, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long a panel is looked at where nothing is said.
const SECONDS: u64 = 60;

/// What is asked for.
pub struct Options {
    panels: Vec<Found>,
    time: Duration,
    seed: u64,
}

impl Options {
    /// Reads the words after `--scan`.
    pub fn read(words: &[&str]) -> Result<Self, String> {
        // Other states each time, unless a seed is given.
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let mut options = Self {
            panels: Vec::new(),
            time: Duration::from_secs(SECONDS),
            seed: now.map_or(0, |now| now.as_secs()) << 20,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut number = || {
                let given = words.next().and_then(|text| text.parse::<u64>().ok());
                given.ok_or_else(|| format!("{word} takes a whole number"))
            };
            match *word {
                "--seconds" => options.time = Duration::from_secs(number()?),
                "--seed" => options.seed = number()?,
                id => options.panels.push(known::panel(id)?),
            }
        }
        if options.panels.is_empty() {
            options.panels = known::all();
        }
        Ok(options)
    }

    /// Scans one panel after another; gives whether everything held.
    pub fn run(&self, out: &mut (impl Write + Send)) -> io::Result<bool> {
        let mut holds = true;
        for panel in &self.panels {
            holds &= audit::scan(*panel, self.seed, self.time, out)?;
        }
        Ok(holds)
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn panels_and_time_are_chosen() {
        let options = Options::read(&["svd", "--seconds", "5", "adam", "--seed", "7"]).unwrap();
        let ids: Vec<&str> = options.panels.iter().map(|(id, _)| *id).collect();
        assert_eq!(
            (ids, options.time.as_secs(), options.seed),
            (vec!["svd", "adam"], 5, 7)
        );
        assert!(Options::read(&[]).unwrap().panels.len() > 10);
        assert!(Options::read(&["--seconds", "soon"]).is_err());
        assert!(Options::read(&["sdv"]).is_err_and(|m| m.contains("`svd` is the nearest")));
    }
}
