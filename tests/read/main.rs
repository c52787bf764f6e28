//! `read` of every panel: what must hold at every state (`four_pillars::audit`) over random
//! and extreme states, at the default, at what earlier tests found, and at addresses that are no
//! panel's own. Cases by hand are in the panels' folders.
//!
//! Every test is named `read/PANEL/WHAT`, so that cargo's filter takes one panel or one property:
//! `cargo test --test read /svd/`, `cargo test --test read formulas_fit`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod addresses;
mod fixed;
mod survey;

use four_pillars::audit::Property;
use four_pillars::contract::headless::Headless;
use four_pillars::panels;
use libtest_mimic::{Arguments, Failed, Trial};
use std::process::ExitCode;
use std::sync::Arc;
use survey::Survey;

/// A panel by its id.
#[derive(Clone, Copy)]
struct Subject {
    id: &'static str,
    panel: &'static dyn Headless,
}

impl Subject {
    fn all() -> impl Iterator<Item = Self> + Clone {
        let all = panels::CURRICULUM.iter();
        all.map(|entry| Self {
            id: entry.meta.id,
            panel: entry.panel,
        })
    }

    fn test(self, name: &str, test: impl FnOnce() -> Result<(), Failed> + Send + 'static) -> Trial {
        Trial::test(format!("read/{}/{name}", self.id), test)
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let surveys: Vec<Arc<Survey>> = Subject::all().map(Survey::of).map(Arc::new).collect();

    // A property of all panels, then the next one: whoever is first goes through a panel's states, and
    // threads that want the same panel's help.
    let mut trials: Vec<Trial> = Vec::new();
    for property in Property::ALL {
        trials.extend(of_each(&surveys, property.name(), move |survey| {
            survey.holds(property)
        }));
    }
    trials.extend(of_each(
        &surveys,
        "a_mistake_shows_at_most_states",
        Survey::mistakes_show,
    ));
    trials.extend(of_each(
        &surveys,
        "the_question_has_several_answers",
        Survey::answers_differ,
    ));
    trials.extend(Subject::all().flat_map(fixed::trials));
    trials.push(Trial::test(
        "read/every_finding_is_a_panels",
        fixed::every_finding_is_a_panels,
    ));
    trials.extend(Subject::all().flat_map(addresses::trials));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A test for each survey.
fn of_each(
    surveys: &[Arc<Survey>],
    name: &str,
    look: impl Fn(&Survey) -> Result<(), Failed> + Copy + Send + 'static,
) -> Vec<Trial> {
    let of_one = |survey: &Arc<Survey>| {
        let shared = Arc::clone(survey);
        survey.subject.test(name, move || look(&shared))
    };
    surveys.iter().map(of_one).collect()
}
