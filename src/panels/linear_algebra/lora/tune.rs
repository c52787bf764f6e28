//! The results of a fine-tuning of the reference model, in words, rows and curves.

use crate::contract::number::{count, grouped, short};
use crate::contract::prelude::*;
use training::{LanguageLoss, Measurement, TuneAbout};

/// What was measured so far, by learner: adapters, all weights.
pub type Standings = [Vec<Measurement>; 2];

/// One of the two languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// The one that is learned.
    New,
    /// The one that the model knew.
    Old,
}

impl Tongue {
    fn of(self, standing: &Measurement) -> LanguageLoss {
        match self {
            Tongue::New => standing.new,
            Tongue::Old => standing.old,
        }
    }
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name in attributes.
    pub key: &'static str,
    /// The same in words.
    pub name: String,
    /// Numbers that were trained, and which share of the model’s that is.
    pub trained: (usize, f64),
    /// The loss on the new language.
    pub loss: f64,
    /// KL(source‖model) on the new language.
    pub new_kl: f64,
    /// The same on the old one.
    pub old_kl: f64,
    /// By how much the latter has grown.
    pub forgotten: f64,
}

/// The lines of the table: before, and the result of each learner; nothing before it is measured.
pub fn rows(about: &TuneAbout, standings: &Standings) -> Vec<Row> {
    let [adapters, whole] = standings;
    let Some(first) = whole.first() else {
        return Vec::new();
    };
    let row = |key, name: String, trained: usize, at: &Measurement| Row {
        key,
        name,
        trained: (trained, trained as f64 / about.parameters as f64),
        loss: at.new.loss,
        new_kl: at.new.kl,
        old_kl: at.old.kl,
        forgotten: at.old.kl - first.old.kl,
    };
    let mut rows = vec![row("before", "before training".into(), 0, first)];
    let names = [
        ("adapters", format!("LoRA, r = {}", about.tune.rank)),
        ("whole", "all weights".to_string()),
    ];
    for ((key, name), (side, trained)) in names
        .into_iter()
        .zip([adapters, whole].into_iter().zip(about.trained))
    {
        if let Some(last) = side.last() {
            rows.push(row(key, name, trained, last));
        }
    }
    rows
}

/// The loss on one of the languages, step by step, with the lines that it is compared with.
pub fn plot(about: &TuneAbout, standings: &Standings, tongue: Tongue) -> Plot {
    let end = about.tune.steps as f64;
    let curve = |name: &str, tint, side: &[Measurement]| {
        Curve::solid(
            name,
            tint,
            side.iter()
                .map(|s| (s.step as f64, tongue.of(s).loss))
                .collect(),
        )
    };
    let line = |name: &str, tint, y| Curve::dashed(name, tint, vec![(0.0, y), (end, y)]);
    let [adapters, whole] = standings;
    let mut curves = vec![
        curve("LoRA", Tint::Model, adapters),
        curve("all weights", Tint::Score, whole),
    ];
    match tongue {
        Tongue::New => curves.push(line("entropy floor", Tint::Truth, about.new_floor)),
        Tongue::Old => {
            curves.push(line("entropy floor", Tint::Truth, about.old_floor));
            curves.push(line(
                "a perfect model of the new language",
                Tint::Gradient,
                about.traded,
            ));
        }
    }
    Plot::over("step", "nats per word", curves)
}

/// When a learner first came as close to the new language, and how far it was from the old one
/// then: between two measurements, on the line from the one to the other.
fn when(side: &[Measurement], new_kl: f64) -> Option<(f64, f64)> {
    let close = |s: &Measurement| s.new.kl <= new_kl;
    let after = side.iter().position(close)?;
    let b = side.get(after)?;
    let Some(a) = after.checked_sub(1).and_then(|i| side.get(i)) else {
        return Some((b.step as f64, b.old.kl));
    };
    let part = (a.new.kl - new_kl) / (a.new.kl - b.new.kl);
    let between = |x: f64, y: f64| x + part * (y - x);
    Some((
        between(a.step as f64, b.step as f64),
        between(a.old.kl, b.old.kl),
    ))
}

/// What came out, from the measurements alone.
pub fn sentence(about: &TuneAbout, standings: &Standings) -> String {
    let rows = rows(about, standings);
    let [before, adapters, whole] = &rows[..] else {
        return String::new();
    };
    let ends = standings.each_ref().map(|s| s.last().map_or(0, |s| s.step));
    if ends == [0, 0] {
        return format!(
            "Before the first step both copies are the reference model. Its KL divergence is {} nats per \
             word on the old language and {} on the new one.",
            short(before.old_kl),
            short(before.new_kl)
        );
    }
    let mut text = format!(
        "After {}, the KL divergence with adapters ({} of {} numbers, {}) is {} nats per word on the new \
         language and has grown by {} on the old one; with all weights trained it is {}, and has grown \
         by {}.",
        count(ends[0].max(ends[1]) as usize, "step"),
        grouped(adapters.trained.0 as f64),
        grouped(about.parameters as f64),
        percent(adapters.trained.1),
        short(adapters.new_kl),
        short(adapters.forgotten),
        short(whole.new_kl),
        short(whole.forgotten),
    );
    // Less learning causes less forgetting in any case, so both are compared at the same KL divergence.
    let sides = [
        ("all weights", "the adapters", &standings[1], adapters),
        ("the adapters", "all weights", &standings[0], whole),
    ];
    let (ahead, behind, side, end) = if whole.new_kl <= adapters.new_kl {
        sides[0]
    } else {
        sides[1]
    };
    if let Some((step, old_kl)) = when(side, end.new_kl) {
        let forgotten = old_kl - before.old_kl;
        // Closer than a twentieth, or a thousandth of a nat, is alike.
        let alike = (0.05 * end.forgotten.abs()).max(1e-3);
        let verdict = match forgotten - end.forgotten {
            x if x > alike => format!("more than {behind}"),
            x if x < -alike => format!("less than {behind}"),
            _ => format!("as much as {behind}"),
        };
        text.push_str(&format!(
            " When {ahead} had the KL divergence on the new language that {behind} have now, at about \
             step {}, they had forgotten {}: for the same learning, {verdict}.",
            rounded(step.round()),
            short(forgotten)
        ));
    }
    text.push_str(&format!(
        " Some forgetting can’t be avoided: no word shows which of the two languages it belongs \
         to, and a perfect model of the new one has a KL divergence of {} on the old.",
        short(about.traded - about.old_floor)
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use training::Tune;

    fn about() -> TuneAbout {
        TuneAbout {
            tune: Tune::default(),
            parameters: 1000,
            trained: [100, 1000],
            new_floor: 2.0,
            old_floor: 2.1,
            traded: 2.6,
        }
    }

    fn at(step: u64, new: f64, old: f64) -> Measurement {
        let measured = |floor, kl| LanguageLoss {
            loss: floor + kl,
            kl,
        };
        Measurement {
            step,
            new: measured(2.0, new),
            old: measured(2.1, old),
        }
    }

    #[test]
    fn rows_and_curves_are_what_was_measured() {
        let standings = [
            vec![at(0, 0.5, 0.01), at(10, 0.3, 0.11)],
            vec![at(0, 0.5, 0.01), at(10, 0.1, 0.41)],
        ];
        let rows = rows(&about(), &standings);
        assert_eq!(
            rows.iter().map(|r| r.key).collect::<Vec<_>>(),
            ["before", "adapters", "whole"]
        );
        assert_eq!(rows[1].trained, (100, 0.1));
        assert!((rows[2].forgotten - 0.4).abs() < 1e-15);
        let new = plot(&about(), &standings, Tongue::New);
        assert_eq!(new.curves.len(), 3);
        assert_eq!(new.curves[1].points[1], (10.0, 2.1));
        let old = plot(&about(), &standings, Tongue::Old);
        assert_eq!(old.curves[3].points, [(0.0, 2.6), (200.0, 2.6)]);
        assert!(super::rows(&about(), &[vec![], vec![]]).is_empty());
        assert!(sentence(&about(), &[vec![], vec![]]).is_empty());
    }

    #[test]
    fn forgetting_is_compared_at_the_same_knowledge() {
        let slow = vec![at(0, 0.5, 0.01), at(10, 0.3, 0.11)];
        // Halfway between 0.5 and 0.1 all weights know as much as the adapters do at the end.
        let whole = vec![at(0, 0.5, 0.01), at(10, 0.1, 0.41)];
        let text = sentence(&about(), &[slow.clone(), whole.clone()]);
        assert!(
            text.contains("When all weights had the KL divergence"),
            "{text}"
        );
        assert!(text.contains("about step 5"), "{text}");
        assert!(
            text.contains("for the same learning, more than the adapters"),
            "{text}"
        );
        // The other way round the adapters are ahead, and have forgotten more.
        let text = sentence(&about(), &[whole, slow.clone()]);
        assert!(
            text.contains("When the adapters had the KL divergence"),
            "{text}"
        );
        assert!(text.contains("more than all weights"), "{text}");
        let alike = sentence(&about(), &[slow.clone(), slow]);
        assert!(alike.contains("as much as the adapters"), "{alike}");
        let first = vec![at(0, 0.5, 0.01)];
        assert!(sentence(&about(), &[first.clone(), first]).starts_with("Before"));
    }
}
