//! The words around the numbers: sentence, formula, question, claim.

use super::Overparameterization;
use super::checks::is_cut;
use super::data::model;
use super::read::{Numbers, Other, best, bounded, in_valley};
use super::state::{WidthState, WidthView};
use super::valleys;
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::panels::optimisation::digits::apart;
use training::widths::MOST;

pub fn sentence(state: &WidthState, n: &Numbers) -> String {
    let examples = state.examples;
    let features = number::count(state.width, state.kind());
    let missed = n.model.missed(&n.shown, &n.y);
    let train = number::known_to(n.shown.train, missed * missed);
    let (smallest, off) = n.model.smallest();
    let smallest = if smallest > off {
        format!("is {}", r(smallest))
    } else {
        format!(
            "can’t be told from 0: rounding alone explains {}",
            number::significant(off, 2)
        )
    };
    let below = best(&n.points, |p| p < examples);
    let beyond = best(&n.points, |p| p > examples);
    let (narrow, wide) = (bounded(state, n, below), bounded(state, n, beyond));
    let [narrow_text, wide_text] = apart(narrow.0, wide.0);
    let sides = if equal(narrow, wide) {
        format!(
            "The best width beyond N has {}, as has the best one below N, up to rounding.",
            r(wide.0)
        )
    } else {
        format!(
            "The best width beyond N has {wide_text}, {} the {narrow_text} of the best one below N.",
            if wide.0 < narrow.0 { "below" } else { "above" }
        )
    };
    format!(
        "With {features}, {examples} examples are fitted with a training error of {} and a test error of \
         {}; θ has length {}, and the smallest singular value {smallest}.{} {sides}",
        r(train),
        r(n.shown.test),
        r(n.shown.norm),
        peak(state, n)
    )
}

/// Whether rounding explains the difference of two numbers, each with its bound.
fn equal(a: (f64, f64), b: (f64, f64)) -> bool {
    (a.0 - b.0).abs() <= a.1 + b.1
}

/// Where in the sweep the test error is largest.
fn peak(state: &WidthState, n: &Numbers) -> String {
    let tests = n.points.iter().map(|p| (p.width, bounded(state, n, *p)));
    let tests: Vec<(usize, (f64, f64))> = tests.collect();
    let Some(most) = tests.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0)) else {
        return String::new();
    };
    let as_large: Vec<usize> = (tests.iter())
        .filter(|one| equal(one.1, most.1))
        .map(|one| one.0)
        .collect();
    let (value, first) = (r(most.1.0), as_large.first().copied().unwrap_or(most.0));
    let first = number::grouped(first as f64);
    if as_large.len() == tests.len() {
        format!(" In the sweep the test error is {value} at every width, up to rounding.")
    } else if as_large.len() > 1 {
        format!(
            " In the sweep the test error is largest at {}, which are equal up to rounding, the first of \
             them p = {first}: {value}.",
            number::count(as_large.len(), "width")
        )
    } else {
        format!(" In the sweep the test error is largest at p = {first}, {value}.")
    }
}

/// How the test error changes along a valley.
fn along_valley(n: &Numbers, other: &Other) -> String {
    let [short, long] = in_valley(n, other);
    if equal(short, long) {
        return format!(
            "Nor does the test error here, up to rounding: it is {} at the shortest θ and at the one that \
             gradient descent reaches from random weights.",
            r(short.0)
        );
    }
    let [short, long] = apart(short.0, long.0);
    format!(
        "The test error does: it is {short} at the shortest θ, and {long} at the one that gradient descent \
         reaches from random weights."
    )
}

impl Words for Overparameterization {
    fn formula(state: &WidthState, reading: &Reading) -> Formula {
        if state.view == WidthView::Valleys {
            return valleys::formula(state, reading);
        }
        let reading = reading.as_shown();
        let of = |name: &str| reading.scalar(name);
        let (ridge, norm, test) = (state.ridge, of("weight-norm"), of("test-error-here"));
        let smallest = of("smallest-singular-value");
        let readouts = reading.readouts.iter();
        let off = readouts.filter(|r| r.name == "smallest-singular-value");
        match off.filter_map(|r| r.rounding).next() {
            // Shown as 0, and known to its rounding: what is computed may be as large, and off by as much.
            Some(off) if smallest == 0.0 => fixed!(
                r"\theta = \sum_{i} \frac{\tint{spectrum}{\sigma_i}}{\tint{spectrum}{\sigma_i}^2 + \live{ridge}}\,(u_i\cdot y)\,v_i, \qquad \tint{spectrum}{\sigma_{\min}} \le \tint{spectrum}{\live{most}}, \quad \tint{weight}{\lVert\theta\rVert} = \tint{weight}{\live{norm}}, \quad \tint{loss}{\text{test error}} = \tint{loss}{\live{test}}";
                ridge, most = 2.0 * off, norm, test
            ),
            _ => fixed!(
                r"\theta = \sum_{i} \frac{\tint{spectrum}{\sigma_i}}{\tint{spectrum}{\sigma_i}^2 + \live{ridge}}\,(u_i\cdot y)\,v_i, \qquad \tint{spectrum}{\sigma_{\min}} = \tint{spectrum}{\live{smallest}}, \quad \tint{weight}{\lVert\theta\rVert} = \tint{weight}{\live{norm}}, \quad \tint{loss}{\text{test error}} = \tint{loss}{\live{test}}";
                ridge, smallest, norm, test
            ),
        }
    }

    fn question(state: &WidthState) -> Question<WidthState> {
        if state.view == WidthView::Valleys {
            return valleys::question(state);
        }
        let n = state.examples;
        let width = if state.width < n || state.width == MOST {
            n
        } else {
            MOST
        };
        let next = WidthState {
            width,
            ..state.clone()
        };
        let test = |s: &WidthState| {
            let model = model(s, s.width);
            let y = model.data.targets(s.noise);
            model.fit(&y, model.weights(&y, s.ridge)).test
        };
        let (now, then) = (test(state), test(&next));
        let answers = ["It grows", "It falls", "It stays the same, up to rounding"];
        Question::new(
            format!(
                "The width goes from {} to {}{}. What becomes of the test error?",
                state.width,
                number::grouped(width as f64),
                if width == n { ", the number of examples" } else { "" }
            ),
            trend(now, then, 1e-9 * now.max(then), answers),
            format!(
                "It goes from {} to {}. Near p = N the smallest singular value is small, and without \
                 a ridge θ has a part of size 1/σ along it.",
                r(now),
                r(then)
            ),
        )
        .then(next)
    }
}

/// Seeds out of 20 in which the best width beyond N beats the best one below N: at the default, without
/// noise, at σ = 1, and in one dimension (N = 20, σ = 0.2). A test measures them again.
pub const BELOW: [usize; 4] = [13, 20, 2, 0];

/// Valleys of equal loss: here they can be told exactly.
pub fn claim(state: &WidthState, n: &Numbers) -> Claim {
    let [usual, quiet, loud, line] = BELOW;
    let examples = state.examples;
    let spare = state.width - n.rank.min(state.width);
    let cut = is_cut(&n.model, 0.0);
    let connected = match &n.other {
        _ if cut => format!(
            "At p = {} some singular values lie between rounding and the cut, so that nothing exact can be \
             said of a valley.",
            number::grouped(state.width as f64)
        ),
        Some(other) => format!(
            "At p = {} the θ of smallest error without a ridge fill a flat space of dimension {spare}: \
             any two of them are joined by a straight line along which the training error doesn’t \
             change. {}",
            number::grouped(state.width as f64),
            along_valley(n, other)
        ),
        None => format!(
            "At p = {} with {} the θ of smallest error is a single point, so there is no valley; \
             beyond p = N there is one.",
            state.width,
            number::count(examples, "example")
        ),
    };
    Claim {
        says: "Modern networks have far more parameters than needed. This creates many connected \
               valleys in the loss landscape, almost all with similar loss."
            .into(),
        measured: format!(
            "{connected} Over 20 seeds with N = 40 and d = 10 the best width beyond N has a smaller test \
             error than the best one below N in {usual} at σ = 0.3, in {quiet} without noise and in \
             {loud} at σ = 1; with cosines in one dimension (N = 20, σ = 0.2) in {line}."
        ),
        verdict: if cut {
            "Undecided here: the features are too nearly dependent."
        } else if n.other.is_some() {
            "For the training loss of this model it is exact: one connected valley, with equal loss. \
             That doesn’t make its points equal on new data, and whether more parameters help depends \
             on the noise, the features and the ridge. For networks whose features are trained as well, \
             see the line between networks."
        } else {
            "With no more features than examples there is no valley here: it takes more weights than \
             examples."
        }
        .into(),
        stands: n.other.is_some() && !cut,
    }
}

/// What the picture is about, below it.
#[cfg(target_arch = "wasm32")]
pub fn about(state: &WidthState) -> String {
    format!("{} {}", super::read::problem(state), super::read::cut())
}

#[cfg(test)]
mod tests {
    use super::super::read::numbers;
    use super::super::state::Features;
    use super::*;

    #[test]
    fn what_rounding_explains_is_no_difference() {
        // A ReLU of one input knows its sign and no more: two features are all that there are.
        let mut state = WidthState {
            examples: 5,
            inputs: 1,
            width: 5,
            noise: 100.0,
            ..WidthState::default()
        };
        let says = |state: &WidthState| {
            let n = numbers(state, None);
            sentence(state, &n) + &claim(state, &n).measured
        };
        let flat = says(&state);
        assert!(flat.contains("Nor does the test error here"), "{flat}");
        assert!(flat.contains("which are equal up to rounding"), "{flat}");
        (state.examples, state.width, state.noise, state.seed) = (10, 100, 0.3, 3);
        assert!(says(&state).contains("as has the best one below N"));
        let usual = says(&WidthState::default());
        assert!(
            usual.contains("largest at p = 40") && usual.contains("The test error does"),
            "{usual}"
        );
    }

    #[test]
    fn a_singular_value_is_said_as_far_as_it_is_known() {
        let says = |features, inputs, width| {
            let state = WidthState {
                examples: 60,
                inputs,
                width,
                features,
                ..WidthState::default()
            };
            let reading = Overparameterization::read(&state, None);
            let formula = Overparameterization::formula(&state, &reading.as_shown());
            (reading.sentence, formula.markup)
        };
        let (known, formula) = says(Features::Cosines, 10, 61);
        assert!(
            known.contains("singular value is 4.08") && !formula.contains('≤'),
            "{known}"
        );
        for (features, inputs, width) in [(Features::Cosines, 10, 60), (Features::Relu, 1, 61)] {
            let (open, formula) = says(features, inputs, width);
            assert!(
                open.contains("can’t be told from 0") && formula.contains('≤'),
                "{open}"
            );
        }
    }

    #[test]
    fn without_noise_there_is_no_z() {
        let quiet = WidthState {
            noise: 0.0,
            ..WidthState::default()
        };
        assert!(numbers(&quiet, None).norm_z.is_nan());
        assert!(numbers(&WidthState::default(), None).norm_z.is_finite());
    }
}
