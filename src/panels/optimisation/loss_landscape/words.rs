//! The words around the numbers: sentence, formula, question, claims.

use super::here::{Here, Kind, is_quadratic};
use super::matrices::{Shares, probability, shares};
use super::paths::{End, Path, Rule, escape, paths};
use super::read::end_loss;
use super::stable::{factors, side};
use super::state::{LandscapeState, LandscapeView};
use super::{LossLandscape, slices, xor};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use std::cmp::Ordering;

/// A point.
fn spot((x, y): Spot) -> String {
    format!("({}, {})", r(x), r(y))
}

pub fn sentence(state: &LandscapeState, here: &Here, paths: &[Path]) -> String {
    let at = spot(state.start);
    let ends: Vec<String> = paths.iter().map(|path| end(state, path)).collect();
    let start = match &here.no_gradient {
        Some(why) => format!("At {at}: {}{}", lower(why), value(here)),
        None => format!(
            "At {at} f is {}; {}",
            r(known(here.value, here.value_off)),
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

fn known(x: f64, off: f64) -> f64 {
    number::known_to(x, off)
}

fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn value(here: &Here) -> String {
    if here.value.is_nan() {
        String::new()
    } else {
        format!(" f is {} there.", r(here.value))
    }
}

/// What kind of point the start is, with the eigenvalues.
fn kind(here: &Here) -> String {
    let [low, high] = here.eigenvalues.map(|x| r(known(x, here.eigenvalues_off)));
    let gradient = spot((
        known(here.gradient[0], here.gradient_off[0]),
        known(here.gradient[1], here.gradient_off[1]),
    ));
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
    let factor = factors(here, state.rate)[1];
    let eta = r(state.rate);
    let by = |does: &str| {
        format!(
            "along its eigenvector each step of SGD {does} the distance from slope 0: times \
             1 − ηλₘₐₓ = {}",
            r(factor)
        )
    };
    let says = match side {
        Ordering::Less => format!(
            "η = {eta} is below 2/λₘₐₓ = {}: {}",
            r(limit),
            by("shrinks")
        ),
        Ordering::Greater => {
            format!(
                "η = {eta} is beyond 2/λₘₐₓ = {}: {}",
                r(limit),
                by("enlarges")
            )
        }
        Ordering::Equal => format!(
            "η = {eta} is 2/λₘₐₓ: along its eigenvector each step of SGD changes the sign of the \
             distance from where the slope is 0 and keeps its size, for ever"
        ),
    };
    let whole = if is_quadratic(state.f.scalar()) {
        " f is quadratic, so this holds everywhere."
    } else {
        " f isn’t quadratic, so this holds only near this point."
    };
    format!("{says}.{whole}")
}

/// Where a path ends.
fn end(state: &LandscapeState, path: &Path) -> String {
    let name = path.rule.words();
    match path.end {
        End::Left(step) => format!(
            "{name} has left 10⁶ with its step {step} and stopped, so that its loss counts as infinite"
        ),
        End::Lost(step) => {
            format!("{name} has stopped before its step {step}, where f has no gradient")
        }
        End::Made => {
            let (loss, off, none) = end_loss(state, path);
            if path.off[0].is_infinite() {
                return format!(
                    "{name} is somewhere about {}, where rounding leaves no certain digit",
                    spot(path.place)
                );
            }
            let place = spot((
                known(path.place.0, path.off[0]),
                known(path.place.1, path.off[1]),
            ));
            if none.is_some() {
                return format!("{name} stands at {place}, where f has no value");
            }
            format!("{name} stands at {place} with f = {}", r(known(loss, off)))
        }
    }
}

/// Why there is no end of a path.
pub fn lost(path: &Path) -> Option<String> {
    match path.end {
        End::Lost(step) => Some(format!(
            "The path stops before step {step}, since f has no value or no gradient where it stands."
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

pub fn matrices_sentence(state: &LandscapeState, shares: &Shares) -> String {
    let n = state.size;
    let last = |list: &[f64]| list.last().copied().unwrap_or(f64::NAN);
    format!(
        "A random symmetric matrix has only positive eigenvalues with probability {} for n = 2 and {} for \
         n = {n}. Of {} matrices of that size {} had; the standard error is {}. So a stationary point at \
         which the second derivatives were such a matrix would hardly ever be a minimum.",
        r(shares.exact.at(1)),
        r(last(&shares.exact)),
        number::grouped(state.samples as f64),
        number::percent(last(&shares.drawn)),
        r(last(&shares.error)),
    )
}

/// "Most stationary points in high-dimensional spaces are saddle points."
pub fn matrices_claim(state: &LandscapeState, shares: &Shares) -> Claim {
    let last = shares.exact.last().copied().unwrap_or(f64::NAN);
    Claim {
        says: "Most stationary points in high-dimensional spaces are saddle points, not minima.".into(),
        measured: format!(
            "Of random symmetric {n}×{n} matrices a share of {} has only positive eigenvalues, and as many \
             have only negative ones; all others, {}, would be saddle points.",
            r(last),
            r(tidy(1.0 - 2.0 * last)),
            n = state.size,
        ),
        verdict: if state.size > 2 {
            "It holds for random matrices, and falls faster than 2⁻ⁿ. The Hessian of a network isn’t one: \
             its entries depend on each other, and most of its eigenvalues are close to 0."
        } else {
            "For n = 2 already seven of ten would be saddle points. The Hessian of a network isn’t a random \
             matrix: its entries depend on each other, and most of its eigenvalues are close to 0."
        }
        .into(),
        stands: true,
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
            LandscapeView::Matrices => rarer(state),
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
    let losses: Vec<f64> = all.iter().map(|path| end_loss(state, path).0).collect();
    let least = losses
        .iter()
        .copied()
        .filter(|x| x.is_finite())
        .fold(f64::INFINITY, f64::min);
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
    let says: Vec<String> = (all.iter().zip(&losses))
        .map(|(path, loss)| {
            let loss = if loss.is_nan() {
                "no value".to_owned()
            } else {
                r(*loss)
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

/// How much rarer does one more dimension make it?
fn rarer(state: &LandscapeState) -> Question<LandscapeState> {
    let n = state.size;
    let (before, now) = (probability(n - 1), probability(n));
    let ratio = before / now;
    let drawn = shares(state).drawn;
    Question::new(
        format!(
            "From n = {} to n = {n}: how much rarer do matrices become of which all eigenvalues are \
             positive?",
            n - 1
        ),
        [
            ("Less than 4 times as rare", ratio < 4.0),
            ("4 to 8 times as rare", (4.0..8.0).contains(&ratio)),
            ("More than 8 times as rare", ratio >= 8.0),
        ],
        format!(
            "The probability goes from {} to {}, by a factor of {}; of the matrices drawn it was {}. Each \
             further dimension costs more than the one before, since eigenvalues repel each other.",
            r(before),
            r(now),
            r(ratio),
            r(drawn.last().copied().unwrap_or(f64::NAN)),
        ),
    )
}
