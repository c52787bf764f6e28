//! The words around the numbers: sentence, formula, question, claims.

use super::here::{Here, Kind, is_quadratic};
use super::paths::{End, Path, Rule, escape, paths};
use super::read::end_loss;
use super::stable::{factors, side};
use super::state::{LandscapeState, LandscapeView};
use super::{LossLandscape, matrices, slices, xor};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::panels::optimisation::digits::apart;
use std::cmp::Ordering;

/// A point.
fn spot((x, y): Spot) -> String {
    format!("({}, {})", r(x), r(y))
}

/// A number and how far rounding may take it; where that isn't known, only about so much.
fn about(x: f64, off: f64) -> String {
    if off.is_finite() {
        r(number::known_to(x, off))
    } else {
        format!("about {}", r(x))
    }
}

/// The same of a point.
fn spot_about((x, y): Spot, off: [f64; 2]) -> String {
    format!("({}, {})", about(x, off[0]), about(y, off[1]))
}

pub fn sentence(state: &LandscapeState, here: &Here, paths: &[Path]) -> String {
    let at = spot(state.start);
    let ends: Vec<String> = paths.iter().map(|path| end(state, path)).collect();
    let start = match &here.no_gradient {
        Some(why) => format!("At {at}: {}{}", lower(why), value(here)),
        None => format!(
            "At {at} f is {}; {}",
            about(here.value, here.value_off),
            kind(here)
        ),
    };
    let near = match &here.no_hessian {
        Some(_) => String::new(),
        None => side_words(state, here),
    };
    format!(
        "{start}{} After {}: {}.",
        if near.is_empty() {
            String::new()
        } else {
            format!(" {near}")
        },
        number::count(state.steps, "step"),
        ends.join("; ")
    )
}

fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn value(here: &Here) -> String {
    if here.value.is_finite() {
        format!(" f is {} there.", about(here.value, here.value_off))
    } else {
        String::new()
    }
}

/// What kind of point the start is, with the eigenvalues.
fn kind(here: &Here) -> String {
    let [low, high] = [0, 1].map(|i| about(here.eigenvalues[i], here.eigenvalues_off[i]));
    let [gx, gy] = here.gradient;
    let gradient = spot_about((gx, gy), here.gradient_off);
    if let Some(why) = &here.no_hessian {
        return format!("the gradient is {gradient}. {why}");
    }
    let all = format!("the Hessian has the eigenvalues {low} and {high}");
    match here.kind {
        Kind::Slope => format!("the gradient is {gradient}, a slope, and {all}."),
        Kind::Minimum => format!("the gradient is 0 and {all}, both positive: a minimum."),
        Kind::Maximum => format!("the gradient is 0 and {all}, both negative: a maximum."),
        Kind::Saddle => {
            format!("the gradient is 0 and {all}, of which one is negative: a saddle point.")
        }
        Kind::Undecided => format!(
            "the gradient is 0 and {all}. One that is 0 within rounding leaves it undecided what kind of \
             point this is."
        ),
    }
}

/// What the learning rate does at the curvature of the start.
pub fn side_words(state: &LandscapeState, here: &Here) -> String {
    let limit = here.threshold;
    let Some(side) = side(here, state.rate) else {
        return here.no_threshold.clone().unwrap_or_default();
    };
    if limit.is_infinite() {
        return "The largest eigenvalue is 0, so that no learning rate is too large for it.".into();
    }
    let factor = factors(here.eigenvalues, state.rate)[1];
    let [factor, _] = apart(factor, factor.signum());
    let [eta, limit] = apart(state.rate, limit);
    let by = |does: &str| {
        format!(
            "along its eigenvector each step of SGD {does} the distance from slope 0: times \
             1 − ηλₘₐₓ = {factor}"
        )
    };
    let says = match side {
        Ordering::Less => format!("η = {eta} is below 2/λₘₐₓ = {limit}: {}", by("shrinks")),
        Ordering::Greater => {
            format!("η = {eta} is beyond 2/λₘₐₓ = {limit}: {}", by("enlarges"))
        }
        Ordering::Equal => format!(
            "η = {} is 2/λₘₐₓ: along its eigenvector each step of SGD changes the sign of the \
             distance from where the slope is 0 and keeps its size, for ever",
            number::given(state.rate)
        ),
    };
    let whole = if is_quadratic(state.f.scalar()) {
        " f is quadratic, so this holds everywhere."
    } else {
        " f isn’t quadratic, so this holds only near this point."
    };
    format!("{says}.{whole}")
}

/// Of what of a path's end no digit is certain, and why; none where both coordinates are known.
pub fn unknown(path: &Path) -> Option<(&'static str, &'static str)> {
    let of = match path.off.map(f64::is_infinite) {
        [false, false] => return None,
        [true, false] => "of x",
        [false, true] => "of y",
        [true, true] => "of either coordinate",
    };
    let why = if path.beyond {
        "the average of squared gradients is beyond the largest double"
    } else {
        "what rounding does grows along the path"
    };
    Some((of, why))
}

/// Where a path ends.
fn end(state: &LandscapeState, path: &Path) -> String {
    let name = path.rule.words();
    match path.end {
        End::Left(step) => {
            let doubt = if unknown(path).is_some() {
                " (how far rounding may take it isn’t known)"
            } else {
                ""
            };
            format!(
                "{name} has left 10⁶ with its step {step} and stopped, so that its loss counts as \
                 infinite{doubt}"
            )
        }
        End::Lost(step) => {
            format!("{name} has stopped before its step {step}, where no gradient of f is known")
        }
        End::Made => {
            let (loss, off, none) = end_loss(state, path);
            let place = spot_about(path.place, path.off);
            if let Some((of, why)) = unknown(path) {
                return format!(
                    "{name} stands at {place}, where no digit {of} is certain, since {why}"
                );
            }
            if none.is_some() {
                return format!("{name} stands at {place}, where f has no value");
            }
            format!("{name} stands at {place} with f = {}", about(loss, off))
        }
    }
}

/// Why there is no end of a path.
pub fn lost(path: &Path) -> Option<String> {
    match path.end {
        End::Lost(step) => Some(format!(
            "The path stops before step {step}, since no gradient of f is known where it stands."
        )),
        _ => None,
    }
}

/// "SGD with momentum escapes saddle points effectively."
pub fn escapes_claim(state: &LandscapeState) -> Claim {
    let settings = (state.rate, state.momentum);
    let of = |rule| escape(rule, settings, 1e-6);
    let [sgd, momentum, rmsprop, adam] =
        [Rule::Sgd, Rule::Momentum, Rule::RmsProp, Rule::Adam].map(of);
    let says = |steps: Option<usize>| match steps {
        Some(steps) => number::count(steps, "step"),
        None => "more than 1000 steps".to_owned(),
    };
    let faster = match (sgd, momentum) {
        (Some(sgd), Some(momentum)) => momentum < sgd,
        (None, Some(_)) => true,
        _ => false,
    };
    Claim {
        says: "Saddle points are the real enemy; SGD with momentum escapes them effectively."
            .into(),
        measured: format!(
            "On x⁴/4 − x²/2 from x = 10⁻⁶, beside the saddle at 0, with η = {} and μ = {}: |x| > ½ takes \
             {} of SGD, {} of momentum, {} of RMSProp and {} of Adam. From exactly 0 none of the four \
             ever leaves.",
            r(state.rate),
            r(state.momentum),
            says(sgd),
            says(momentum),
            says(rmsprop),
            says(adam),
        ),
        verdict: if faster {
            "Momentum shortens the way, and that is all: a perturbation is what escapes, since on the \
             saddle itself the gradient is 0 and nothing moves."
                .into()
        } else {
            "Here momentum isn’t faster than plain SGD, and on the saddle itself, where the gradient is \
             0, nothing moves."
                .into()
        },
        stands: false,
    }
}

impl Words for LossLandscape {
    fn formula(state: &LandscapeState, reading: &Reading) -> Formula {
        if state.view == LandscapeView::Xor {
            return xor::formula(reading);
        }
        if state.view == LandscapeView::Slices {
            return slices::formula(state, reading);
        }
        if state.view == LandscapeView::Matrices {
            let p = reading.vector("positive");
            let last = p.last().copied().unwrap_or(f64::NAN);
            let n = state.size as f64;
            return fixed!(
                r"M = M^{\top} \in \mathbb{R}^{n \times n} \text{ random}: \qquad P(\lambda_1, \dots, \lambda_n > 0) = \tint{truth}{\live{last}} \text{ for } n = \live{n}";
                last, n
            );
        }
        let rate = state.rate;
        let limit = reading.scalar("threshold");
        let most = reading.vector("hessian-eigenvalues").at(1);
        if !(limit.is_finite() && limit > 0.0) {
            return fixed!(
                r"\theta_t = \theta_{t-1} - \underbrace{\live{rate}}_{\eta}\,\tint{gradient}{\nabla f(\theta_{t-1})}, \qquad |1 - \eta\lambda| < 1 \iff 0 < \eta < \frac{2}{\lambda}";
                rate
            );
        }
        fixed!(
            r"\theta_t = \theta_{t-1} - \underbrace{\live{rate}}_{\eta}\,\tint{gradient}{\nabla f(\theta_{t-1})}, \qquad |1 - \eta\lambda| < 1 \iff \eta < \frac{2}{\tint{spectrum}{\lambda_{\max}}} = \frac{2}{\tint{spectrum}{\live{most}}} = \tint{loss}{\live{limit}}";
            rate, most, limit
        )
    }

    fn question(state: &LandscapeState) -> Question<LandscapeState> {
        match state.view {
            LandscapeView::Descent => lowest(state),
            LandscapeView::Matrices => matrices::words::question(state),
            LandscapeView::Xor => xor::question(state),
            LandscapeView::Slices => slices::question(state),
        }
    }
}

/// Losses this near to each other count as equal.
const EQUAL: f64 = 1e-4;

/// Which of the four has the lowest loss?
fn lowest(state: &LandscapeState) -> Question<LandscapeState> {
    let all = paths(state);
    let (losses, offs): (Vec<f64>, Vec<f64>) = (all.iter())
        .map(|path| end_loss(state, path))
        .map(|(loss, off, _)| (loss, off))
        .unzip();
    let least = lists::lowest(losses.iter().filter(|x| x.is_finite()));
    let is_least = |x: &f64| x.is_finite() && *x <= least + EQUAL;
    let count = losses.iter().filter(|x| is_least(x)).count();
    let mut options: Vec<(String, bool)> = (all.iter().zip(&losses))
        .map(|(path, loss)| {
            let name = match path.rule {
                Rule::Momentum => "Momentum",
                other => other.words(),
            };
            (format!("{name} alone"), count == 1 && is_least(loss))
        })
        .collect();
    options.push((
        "Several are equally low, within 0.0001, or none has a finite loss".into(),
        count != 1,
    ));
    let says: Vec<String> = (all.iter().zip(losses.iter().zip(&offs)))
        .map(|(path, (loss, off))| {
            let loss = if loss.is_nan() {
                "no value".to_owned()
            } else {
                about(*loss, *off)
            };
            format!("{loss} for {}", path.rule.words())
        })
        .collect();
    let mut next = state.clone();
    next.optimisers = Rule::ALL.to_vec();
    let same = next == *state;
    Question::new(
        format!(
            "All four start at {} with the learning rate {}. After {}, at which is f lowest?",
            spot(state.start),
            r(state.rate),
            number::count(state.steps, "step")
        ),
        options,
        format!(
            "f is {}. The first steps of RMSProp and Adam don’t depend on the size of the gradient, so that \
             they leave flat places at once; at a constant learning rate RMSProp never comes to rest.",
            says.join(", ")
        ),
    )
    .then((!same).then_some(next))
}

#[cfg(test)]
mod tests {
    use super::super::state::VARIABLES;
    use super::*;
    use crate::expression::Typed;

    #[test]
    fn what_is_not_known_is_not_stated() {
        let says = |text: &str, start: Spot, rate: f64, steps: usize| {
            let state = LandscapeState {
                f: Typed::known(text, VARIABLES),
                start,
                rate,
                steps,
                ..LandscapeState::default()
            };
            LossLandscape::read(&state, None).sentence
        };
        let overflowed = says("exp(x) + exp(y)", (-700.0, 700.0), 1.0, 3);
        assert!(
            overflowed
                .contains("RMSProp stands at (−700, about 700), where no digit of y is certain"),
            "{overflowed}"
        );
        let steep = says("exp(x^2)", (26.51, 0.0), 0.1, 2);
        assert!(steep.contains("the gradient is (about 8.66"), "{steep}");
        assert!(!steep.contains("f = 0"), "{steep}");
        let pole = says("1/x", (0.0, 1.0), 0.1, 2);
        assert!(!pole.contains('∞'), "{pole}");
        let half = says("(x^2 - 0.01)^2 + y^2/2", (0.1, 2.0), 0.1, 100);
        assert!(
            half.contains(", −0.0084228), where no digit of x is certain"),
            "{half}"
        );
        let exact = says("x^4/4 - x^2/2 + y^2/2", (1.0, 2.0), 0.1, 100);
        assert!(
            exact.contains("Adam stands at (1, −0.0084228) with f"),
            "{exact}"
        );
        let near = says("x^2 + y^2", (3.0, 4.0), 0.999_999_9, 2);
        assert!(
            near.contains("η = 0.9999999 is below 2/λₘₐₓ = 1:"),
            "{near}"
        );
        assert!(near.contains("= −0.9999998."), "{near}");
    }
}
