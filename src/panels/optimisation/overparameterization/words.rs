//! The words around the numbers: sentence, formula, question, claim.

use super::Overparameterization;
use super::checks::is_cut;
use super::data::model;
use super::read::{Numbers, best};
use super::state::{WidthState, WidthView};
use super::valleys;
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use training::widths::MOST;

pub fn sentence(state: &WidthState, n: &Numbers) -> String {
    let examples = state.examples;
    let features = number::count(state.width, state.kind());
    let missed = n.model.missed(&n.shown, &n.y);
    let train = number::known_to(n.shown.train, missed * missed);
    let smallest = n.model.smallest();
    let narrow = best(&n.points, |p| p < examples);
    let wide = best(&n.points, |p| p > examples);
    let worse = n.points.iter().max_by(|a, b| a.test.total_cmp(&b.test));
    let peak = worse.map_or_else(String::new, |p| {
        format!(
            " In the sweep the test error is largest at p = {}, {}.",
            number::grouped(p.width as f64),
            r(p.test)
        )
    });
    format!(
        "With {features}, {examples} examples are fitted with a training error of {} and a test error of \
         {}; θ has length {}, and the smallest singular value is {}.{peak} The best width beyond N has \
         {}, {} the {} of the best one below N.",
        r(train),
        r(n.shown.test),
        r(n.shown.norm),
        r(smallest),
        r(wide.test),
        if wide.test < narrow.test {
            "below"
        } else {
            "not below"
        },
        r(narrow.test)
    )
}

impl Words for Overparameterization {
    fn formula(state: &WidthState, reading: &Reading) -> Formula {
        if state.view == WidthView::Valleys {
            return valleys::formula(state, reading);
        }
        let reading = reading.as_shown();
        let of = |name: &str| reading.scalar(name);
        fixed!(
            r"\theta = \sum_{i} \frac{\tint{spectrum}{\sigma_i}}{\tint{spectrum}{\sigma_i}^2 + \live{ridge}}\,(u_i\cdot y)\,v_i, \qquad \tint{spectrum}{\sigma_{\min}} = \tint{spectrum}{\live{smallest}}, \quad \tint{weight}{\lVert\theta\rVert} = \tint{weight}{\live{norm}}, \quad \tint{loss}{\text{test error}} = \tint{loss}{\live{test}}";
            ridge = state.ridge,
            smallest = of("smallest-singular-value"),
            norm = of("weight-norm"),
            test = of("test-error-here")
        )
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
             change. The test error does: it is {} at the shortest θ, and {} at the one that gradient \
             descent reaches from random weights.",
            number::grouped(state.width as f64),
            r(n.plain.test),
            r(other.fit.test)
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
