//! One pass over many states of a panel, for all properties: each is looked at once, by whichever
//! threads want to know.

use crate::Subject;
use four_pillars::audit::{Fault, Property, audit_random};
use four_pillars::contract::Draw;
use libtest_mimic::Failed;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

/// States of each kind that are looked at, and of a panel whose `read` takes milliseconds.
const STATES: (u64, u64) = (500, 12);

/// Where the seeds begin that no run before has seen; the first half are the same in each run.
static FRESH: LazyLock<u64> = LazyLock::new(|| {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs()) << 16
});

/// The states of one panel, and what was found at them.
pub struct Survey {
    pub subject: Subject,
    states: Vec<(u64, Draw)>,
    next: AtomicUsize,
    found: Mutex<Found>,
    finished: Condvar,
}

#[derive(Default)]
struct Found {
    looked: usize,
    faults: Vec<Fault>,
    /// How many ordinary states there were, and at how many a mistake turned its check.
    ordinary: usize,
    turned: BTreeMap<&'static str, usize>,
    /// At how many of them its check has nothing to compare.
    undecided: BTreeMap<&'static str, usize>,
    /// At how many of them there is no such check, since it belongs to another view.
    absent: BTreeMap<&'static str, usize>,
    /// The answers to the questions of ordinary states.
    answers: BTreeSet<String>,
}

impl Survey {
    pub fn of(subject: Subject) -> Self {
        let (many, few) = STATES;
        let count = if subject.panel.is_expensive() {
            few
        } else {
            many
        };
        let seed = |i| if i < count / 2 { i } else { *FRESH + i };
        let states = (0..count).flat_map(|i| [Draw::Ordinary, Draw::Extreme].map(|d| (seed(i), d)));
        Self {
            subject,
            states: states.collect(),
            next: AtomicUsize::new(0),
            found: Mutex::default(),
            finished: Condvar::new(),
        }
    }

    /// Takes part in the pass until it is over.
    fn found(&self) -> MutexGuard<'_, Found> {
        while let Some(&(seed, draw)) = self.states.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let seen = audit_random(self.subject.panel, seed, draw);
            let mut found = self.found.lock().unwrap();
            found.looked += 1;
            found.faults.extend(seen.faults);
            if draw == Draw::Ordinary {
                found.ordinary += 1;
                found.answers.insert(seen.answer);
                for mistake in seen.turned {
                    *found.turned.entry(mistake).or_default() += 1;
                }
                for mistake in seen.undecided {
                    *found.undecided.entry(mistake).or_default() += 1;
                }
                for mistake in seen.absent {
                    *found.absent.entry(mistake).or_default() += 1;
                }
            }
        }
        let found = self.found.lock().unwrap();
        let over = |found: &mut Found| found.looked < self.states.len();
        let found = self.finished.wait_while(found, over).unwrap();
        self.finished.notify_all();
        found
    }

    /// Whether a property holds at every state.
    pub fn holds(&self, property: Property) -> Result<(), Failed> {
        let found = self.found();
        let of = found.faults.iter().filter(|f| f.property == property);
        report(&of.collect::<Vec<_>>(), self.states.len())
    }

    /// Most states show a mistake; one that hides almost always would teach nothing.
    pub fn mistakes_show(&self) -> Result<(), Failed> {
        let found = self.found();
        for mistake in self.subject.panel.mistakes() {
            let count = |of: &BTreeMap<_, usize>| of.get(mistake.check).copied().unwrap_or(0);
            let (shown, undecided) = (count(&found.turned), count(&found.undecided));
            let of = found.ordinary - count(&found.absent);
            // A quarter, and three standard deviations of a count that is a quarter on average: a view of a
            // panel of which few states are looked at has only some of them.
            let most = of as f64 / 4.0 + 3.0 * (of as f64 * 3.0 / 16.0).sqrt();
            if undecided as f64 > most || of == 0 {
                return Err(
                    format!("{} is undecided at {undecided} of {of}", mistake.check).into(),
                );
            }
            let of = of - undecided;
            if shown * 4 < of * 3 {
                return Err(format!("breaking {} shows at {shown} of {of}", mistake.check).into());
            }
        }
        Ok(())
    }

    /// A question whose answer is always the same needs no looking.
    pub fn answers_differ(&self) -> Result<(), Failed> {
        let answers = &self.found().answers;
        if answers.len() < 2 {
            return Err(format!("always {answers:?}").into());
        }
        Ok(())
    }
}

/// The first few faults; none is a success.
pub fn report(faults: &[&Fault], states: usize) -> Result<(), Failed> {
    if faults.is_empty() {
        return Ok(());
    }
    let first = faults.iter().take(5);
    let lines: Vec<String> = first
        .map(|f| format!("{}\n    {}", f.address, f.says))
        .collect();
    let count = format!("{} faults at {states} states; the first:", faults.len());
    let keep = "A line of its own in tests/findings.txt keeps a state for all runs to come.";
    Err(format!("{count}\n{}\n{keep}", lines.join("\n")).into())
}
