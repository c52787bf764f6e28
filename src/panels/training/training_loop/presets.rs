//! Settings that show something.

use super::LoopState;
use super::state::Learned;
use crate::contract::State;
use crate::contract::prelude::*;
use training::{Activity, Companion, Rule};

/// All of them; each begins with the default, and keeps the reader's text.
pub const PRESETS: &[Preset<LoopState>] = &[
    Preset::new("diverges", "Learning rate too high", |s| {
        s.afresh();
        s.config.rule = Rule::Sgd;
        s.config.rate = 60.0;
        s.config.normalised = false;
    }),
    Preset::new("dead-relus", "Dead ReLUs", |s| stuck(s, Activity::Relu)),
    Preset::new("vanishing", "Vanishing sigmoids", |s| {
        stuck(s, Activity::Sigmoid)
    }),
    Preset::new("race", "Four optimisers", |s| {
        s.afresh();
        s.against = vec![Companion::Sgd, Companion::Momentum, Companion::RmsProp];
    }),
    Preset::new("own-text", "A text", |s| {
        s.afresh();
        s.source = Learned::Characters;
        s.agree();
    }),
];

/// So large a rate that units soon do nothing.
fn stuck(state: &mut LoopState, activation: Activity) {
    state.afresh();
    state.config.activation = activation;
    state.config.rule = Rule::Adam;
    state.config.rate = 0.3;
}

#[cfg(test)]
mod tests {
    use super::*;
    use numeric_core::real::mean;
    use training::Run;

    /// A preset's run, and what became of it.
    fn run(name: &str, steps: u64) -> (Run, Option<training::TrainingError>) {
        let preset = PRESETS.iter().find(|p| p.name == name).unwrap();
        let mut state = LoopState::default();
        (preset.change)(&mut state);
        let mut run = Run::new(state.config).unwrap();
        let error = (0..steps).find_map(|_| run.step().err());
        (run, error)
    }

    #[test]
    fn each_preset_has_its_own_words_and_changes_something() {
        for (at, preset) in PRESETS.iter().enumerate() {
            let mut state = LoopState::default();
            (preset.change)(&mut state);
            assert_ne!(state, LoopState::default(), "{}", preset.name);
            assert!(PRESETS[..at].iter().all(|p| p.words != preset.words));
        }
    }

    #[test]
    fn units_die_and_saturate_where_the_presets_say_so() {
        for name in ["dead-relus", "vanishing"] {
            let (mut start, _) = run(name, 0);
            assert!(mean(&start.idle().unwrap()) < 0.05, "{name}");
            let (mut later, error) = run(name, 60);
            assert!(error.is_none(), "{name}: {error:?}");
            let idle = mean(&later.idle().unwrap());
            assert!(idle > 0.35, "{name}: {idle}");
            // And so it doesn't get past word frequencies, where others soon do.
            let unigram = later.data().baselines().ngrams[0];
            let loss = later.measure().unwrap().0;
            assert!(loss > unigram - 0.5, "{name}: {loss} against {unigram}");
        }
        assert!(PRESETS.iter().all(|p| !p.words.is_empty()));
        let (_, error) = run("diverges", 2000);
        assert!(error.is_some());
    }
}
