//! Sentence, claim, formula and question of the view.

use super::measured::{DEFAULT, LOWER, PAIRS, PLANE};
use super::{Networks, networks, shown};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::panels::optimisation::overparameterization::state::{Units, WidthState};
use training::valleys::{HIDDEN, ValleyReport};

/// Both networks of the width that is shown, in words.
pub fn sentence(
    state: &WidthState,
    report: Option<&ValleyReport>,
    found: Option<&Networks>,
) -> String {
    let units = number::count(state.units.0, "hidden unit");
    if let Some(width) = shown(state, report) {
        let train = &width.lines[0].train;
        let end = |at: Option<&f64>| r(at.copied().unwrap_or(f64::NAN));
        let [before, matched] = width.barriers();
        return format!(
            "Two networks with {units} each fit {} with training errors of {} and {}. On the straight \
             line between them the error rises by up to {} above the line between its ends; once the \
             units of the second are matched with those of the first, by up to {}.",
            number::count(state.examples, "example"),
            end(train.first()),
            end(train.last()),
            r(before),
            r(matched)
        );
    }
    let Some(n) = found else {
        return "The weights of the networks aren’t finite numbers.".into();
    };
    let [before, after] = n.matching.distances().map(f64::sqrt);
    format!(
        "Two networks with {units} each start at random weights, at a distance of {}. Matching the units \
         of the second with those of the first moves {} and brings the distance to {}. Neither is trained \
         yet.",
        r(before),
        number::count(n.matching.moved(), "unit"),
        r(after)
    )
}

/// How many widths are trained, and at how many of them matching lowers the barrier and raises it.
fn counted(report: Option<&ValleyReport>) -> (usize, usize, usize) {
    let widths = report.map_or(&[][..], |report| &report.widths);
    let count = |is: fn([f64; 2]) -> bool| widths.iter().filter(|w| is(w.barriers())).count();
    let lower = count(|[before, matched]| matched < before);
    let higher = count(|[before, matched]| matched > before);
    (widths.len(), lower, higher)
}

/// The source's valleys, put to the test by these networks.
pub fn claim(state: &WidthState, report: Option<&ValleyReport>) -> Claim {
    let (trained, lower, higher) = counted(report);
    let [before, matched] = DEFAULT;
    let (first, last) = (0, HIDDEN.len() - 1);
    let recorded = format!(
        "Over seeds 1 to 20 with N = 40, d = 10 and σ = 0.3 the median barrier is {} at H = {} and {} at \
         H = {}; with the units matched it is {} and {}, and it is lower in {LOWER} of {PAIRS} pairs. With two \
         inputs and no noise it is {} and {} as they are, and {} and {} with the units matched.",
        r(before[first]),
        HIDDEN[first],
        r(before[last]),
        HIDDEN[last],
        r(matched[first]),
        r(matched[last]),
        r(PLANE[0][first]),
        r(PLANE[0][last]),
        r(PLANE[1][first]),
        r(PLANE[1][last])
    );
    let here = shown(state, report).map_or_else(String::new, |width| {
        let [before, matched] = width.barriers();
        format!(
            "At H = {} the barrier is {}, and {} with the units matched; matching lowers it at {lower} of \
             the {} that are trained. ",
            width.hidden,
            r(before),
            r(matched),
            number::count(trained, "width")
        )
    });
    let all = trained == HIDDEN.len();
    let most = 2 * lower > trained;
    let widest = report.and_then(|report| report.widths.last());
    let small = widest.is_some_and(|width| {
        let [before, matched] = width.barriers();
        matched < 0.1 * before
    });
    Claim {
        says: "Modern networks have far more parameters than needed. This creates many connected \
               valleys in the loss landscape, almost all with similar loss."
            .into(),
        measured: format!("{here}{recorded}"),
        verdict: if !all {
            "Not measured here until the pairs of all widths are trained.".into()
        } else if most {
            format!(
                "Both networks of a pair have a similar loss, but the straight line between them crosses \
                 a barrier. Part of it comes from the order of the units, which no loss depends on: \
                 matching lowers the barrier at {lower} of {trained} widths and raises it at {higher}. {}",
                if small {
                    "Between the widest networks less than a tenth of it is left: up to the order of \
                     their units they are nearly in one valley."
                } else {
                    "Between the widest networks at least a tenth of it is left: these straight lines \
                     don’t show that the valleys are connected, though a curved path may connect them."
                }
            )
        } else {
            format!(
                "Matching lowers the barrier at {lower} of {trained} widths only: here the order of the \
                 units isn’t what separates the two networks."
            )
        },
        stands: all && most && small,
    }
}

/// What a barrier is, and the distance that matching makes smallest.
pub fn formula(state: &WidthState, reading: &Reading) -> Formula {
    let of = |name: &str| reading.scalar(name);
    fixed!(
        r"B = \max_{0\le t\le 1} \big[\tint{loss}{L}((1-t)\theta_1 + t\,\theta_2) - (1-t)\tint{loss}{L}(\theta_1) - t\,\tint{loss}{L}(\theta_2)\big], \quad H = \live{units}: \; \lVert\theta_1-\theta_2\rVert = \live{before}, \; \min_P \lVert\theta_1-P\theta_2\rVert = \tint{model}{\live{after}}";
        units = state.units.0 as f64,
        before = of("distance"),
        after = of("matched-distance")
    )
}

/// How much nearer matching brings two untrained networks.
pub fn question(state: &WidthState) -> Question<WidthState> {
    let found = networks(state, None);
    let [before, after] = found.map_or([f64::NAN; 2], |n| n.matching.distances());
    let less = 1.0 - after / before;
    let other = if state.units.0 == HIDDEN[HIDDEN.len() - 1] {
        HIDDEN[0]
    } else {
        HIDDEN[HIDDEN.len() - 1]
    };
    let next = WidthState {
        units: Units(other),
        ..state.clone()
    };
    Question::new(
        format!(
            "Two untrained networks have {} and {} each. By how much does the best order of the second \
             one’s units reduce the squared distance between their weights?",
            number::count(state.inputs, "input"),
            number::count(state.units.0, "hidden unit")
        ),
        [
            ("By less than a third", less < 1.0 / 3.0),
            ("By a third to two thirds", (1.0 / 3.0..=2.0 / 3.0).contains(&less)),
            ("By more than two thirds", less > 2.0 / 3.0),
        ],
        format!(
            "It goes from {} to {}, which is {} less. The more units there are to choose from, and the \
             fewer weights each has, the nearer its partner is.",
            r(before),
            r(after),
            number::percent(less)
        ),
    )
    .then(next)
}
