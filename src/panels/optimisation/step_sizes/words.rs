//! The words around the numbers: sentence, formula, question, claim.

use super::StepSizes;
use super::moments::last_square;
use super::read::Numbers;
use super::runs::{MOST, outcome};
use super::scaled::Scaled;
use super::series;
use super::state::{Problem, StepSizesState};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::panels::optimisation::digits::apart;
use crate::remembered::Remembered;

pub fn sentence(state: &StepSizesState, n: &Numbers) -> String {
    let steps = number::count(state.steps, "step");
    let sum = grows(n.sum, n.sum_limit);
    let squares = grows(n.squares, n.squares_limit);
    let runs = which_runs(n.outcome.count);
    let seen = match state.problem {
        Problem::Quadratic if n.outcome.distance.is_infinite() => {
            format!("in all of {runs} θ² is as large.")
        }
        Problem::Quadratic if n.outcome.averaged.is_nan() => format!(
            "{runs} have a mean θ² of {}; of their averages rounding leaves nothing, since the first \
             iterates explode.",
            r(n.outcome.distance)
        ),
        Problem::Quadratic => format!(
            "{runs} have a mean θ² of {}, and their averaged iterates one of {}.",
            r(n.outcome.distance),
            r(n.outcome.averaged_distance)
        ),
        problem => format!(
            "{runs} of {} have a mean loss of {}, and their averaged iterates one of {}.",
            problem.words(),
            r(n.outcome.gap),
            r(n.outcome.averaged_gap)
        ),
    };
    let exactly = if n.mean_square.value().is_infinite() {
        ""
    } else {
        ", exactly"
    };
    let square = size(n.mean_square);
    let noise = r(state.noise);
    // What is exact is of ½θ²: for another problem it only stands beside the runs.
    let found = match state.problem {
        Problem::Quadratic => {
            format!(
                "On ½θ² with noise of standard deviation {noise}, E θ² is {square}{exactly}; {seen}"
            )
        }
        _ => format!(
            "With noise of standard deviation {noise}, {seen} On ½θ² E θ² would be {square}{exactly}."
        ),
    };
    let infinite = state.problem == Problem::Quartic && n.outcome.gap.is_infinite();
    let explodes = infinite.then(|| explodes(state));
    format!(
        "After {steps} the learning rates sum to {sum}, and their squares to {squares}: {}. {found}{}{}",
        conditions(state),
        explodes.unwrap_or_default(),
        remark(state).map_or_else(String::new, |remark| format!(" {remark}"))
    )
}

/// Why runs of θ⁴/4 explode. |θ − ηθ³| is above |θ| where ηθ² is above 2, and nothing else does it: noise
/// alone adds no more to θ than itself.
fn explodes(state: &StepSizesState) -> String {
    let at_start = state.rate(1) * state.start * state.start;
    let [value, two] = apart(at_start, 2.0);
    let beyond = match (at_start > 2.0, state.noise > 0.0) {
        (true, _) => "",
        (false, true) => ", and the noise has taken runs beyond",
        (false, false) => ", and rounding has taken it beyond",
    };
    format!(
        " The slope of θ⁴/4 is θ³: where ηθ² is above {two}, a step leads further beyond the minimum than it \
         began before it. At the start ηθ² is {value}{beyond}. The theorem asks besides that the slope grows \
         no faster than θ, which holds for ½θ² and |θ|."
    )
}

/// A sum so far, and in the end.
fn grows(sum: f64, limit: f64) -> String {
    if limit.is_infinite() {
        format!("{} (without bound in the end)", r(sum))
    } else {
        format!("{} ({} in the end)", r(sum), r(limit))
    }
}

/// A mean square, also beyond the range of f64.
fn size(square: Scaled) -> String {
    let x = square.value();
    if x.is_infinite() {
        format!("about 10 to the power of {}", r(square.log10().round()))
    } else {
        r(x)
    }
}

/// What the two conditions say.
pub fn conditions(state: &StepSizesState) -> &'static str {
    match (state.sum_diverges(), state.squares_converge()) {
        (true, true) => "both conditions of Robbins and Monro hold",
        (true, false) => "the second condition fails, and the theorem promises nothing",
        _ => "the first condition fails, and the iterates can stop before the minimum",
    }
}

/// What is special about a schedule on the quadratic.
pub fn remark(state: &StepSizesState) -> Option<String> {
    let (c, a, shift) = (state.scale, state.exponent, state.shift);
    let first = state.rate(1);
    if state.problem != Problem::Quadratic {
        return None;
    }
    Some(if (state.start, state.noise) == (0.0, 0.0) {
        "At 0 the slope is 0: without noise θ stays there at every learning rate.".into()
    } else if (c, a, shift) == (1.0, 1.0, 0) {
        "With 1/t, θ is the mean of all noises so far with its sign reversed: the first step forgets \
         the start."
            .into()
    } else if (c, a, shift) == (1.0, 2.0, 1) && state.noise == 0.0 {
        let t = state.steps as f64;
        format!(
            "Without noise θ is (T + 2)/(2(T + 1)) = {} of its start: it stops halfway.",
            r((t + 2.0) / (2.0 * (t + 1.0)))
        )
    } else if a == 0.0 && c > 2.0 {
        "With a constant η above 2 every step makes E θ² larger.".into()
    } else if a == 0.0 && c == 2.0 {
        "At η = 2 each step leads to the mirror image of θ, and all noise adds up.".into()
    } else if a == 0.0 {
        format!(
            "With a constant η, E θ² tends to ησ²/(2 − η) = {} and stays there.",
            r(c * state.noise * state.noise / (2.0 - c))
        )
    } else if first > 2.0 {
        let [first, two] = apart(first, 2.0);
        format!("η₁ = {first} is above {two}: as long as η is, each step makes E θ² larger.")
    } else if a == 1.0 && c < 0.5 {
        format!(
            "c/t forgets the squared start as t^(−2c), slowly here: t^(−{}).",
            r(tidy(2.0 * c))
        )
    } else if first > 1.0 && state.start != 0.0 {
        let [first, one] = apart(first, 1.0);
        let without = if state.noise > 0.0 {
            "without noise "
        } else {
            ""
        };
        format!("η₁ = {first} is above {one}: {without}the first step overshoots the minimum.")
    } else {
        return None;
    })
}

impl Words for StepSizes {
    fn formula(state: &StepSizesState, reading: &Reading) -> Formula {
        let (c, a) = (state.scale, state.exponent);
        let (n, m) = (state.steps as f64, reading.scalar("mean-square"));
        if state.shift == 0 {
            fixed!(
                r"\tint{score}{\eta_t} = \live{c}\,t^{-\live{a}}, \qquad \theta_t = \theta_{t-1} - \tint{score}{\eta_t}\,\big(f'(\theta_{t-1}) + \sigma\,\xi_t\big), \qquad \tint{truth}{\mathbb{E}\,\theta_{\live{n}}^2} = \tint{truth}{\live{m}} \;\; \text{for } f = \tfrac{1}{2}\theta^2";
                c, a, n, m
            )
        } else {
            fixed!(
                r"\tint{score}{\eta_t} = \live{c}\,(t + \live{s})^{-\live{a}}, \qquad \theta_t = \theta_{t-1} - \tint{score}{\eta_t}\,\big(f'(\theta_{t-1}) + \sigma\,\xi_t\big), \qquad \tint{truth}{\mathbb{E}\,\theta_{\live{n}}^2} = \tint{truth}{\live{m}} \;\; \text{for } f = \tfrac{1}{2}\theta^2";
                c, s = state.shift as f64, a, n, m
            )
        }
    }

    fn question(state: &StepSizesState) -> Question<StepSizesState> {
        let (does, factor) = if state.scale <= 5.0 {
            ("doubled", 2.0)
        } else {
            ("halved", 0.5)
        };
        let next = StepSizesState {
            scale: tidy(factor * state.scale).max(1e-4),
            ..state.clone()
        };
        let now = outcome(state).square;
        let then = last_square(next.rates(), next.start, next.noise);
        // Of any size; what is below the smallest f64 is 0.
        let log = |x: Scaled| x.log10().max(-400.0);
        let answers = [
            "It is larger",
            "It is smaller",
            "It is the same, up to rounding",
        ];
        Question::new(
            format!(
                "The scale c is {does}, from {} to {}. What becomes of E θ² of ½θ² after {}?",
                r(state.scale),
                r(next.scale),
                number::count(state.steps, "step")
            ),
            trend(log(now), log(then), 1e-9, answers),
            format!(
                "It goes from {} to {}. A larger learning rate forgets the start faster, as long as \
                 it is below 1, and lets in more noise.",
                size(now),
                size(then)
            ),
        )
        .then(next)
    }
}

thread_local! {
    /// E θ² with 1/√t and with 0.1/t, by start, noise and steps: the schedule that is dragged changes
    /// neither.
    static COMMON: Remembered<(f64, f64, usize), (f64, f64)> = const { Remembered::new(1) };
}

/// The two sums as what decides, against 1/√t and 0.1/t with the present start, noise and steps.
pub fn claim(state: &StepSizesState) -> Claim {
    let square = |scale: f64, exponent: f64| {
        let schedule = StepSizesState {
            scale,
            exponent,
            shift: 0,
            ..state.clone()
        };
        let rates = (1..=state.steps).map(|t| schedule.rate(t));
        last_square(rates, state.start, state.noise).value()
    };
    let key = (state.start, state.noise, state.steps);
    let (root, small) =
        COMMON.with(|known| known.value(key, |_| (square(1.0, 0.5), square(0.1, 1.0))));
    let steps = number::count(state.steps, "step");
    let of = if state.start == 0.0 {
        String::new()
    } else {
        format!(
            ", {} of the squared start",
            percent(small / (state.start * state.start))
        )
    };
    Claim {
        says: "SGD on a convex function converges if Ση = ∞ and Ση² < ∞; common choices are 1/t and \
               1/√t."
            .into(),
        measured: format!(
            "For 1/√t the sum of squares is {} after {steps} and grows without bound, so the second \
             condition fails; yet E θ² of ½θ² with this start and noise is then {}, and tends to 0. \
             0.1/t obeys both conditions, and E θ² is {}{of}.",
            r(series::powers(1.0, 0, state.steps).value),
            r(root),
            r(small)
        ),
        verdict: "1/√t isn’t covered by the condition that it is listed under. The conditions are \
                  sufficient, not necessary, and they promise nothing about a given number of steps."
            .into(),
        stands: false,
    }
}

/// Which runs the numbers are of: the picture comes to have more of them.
pub fn which_runs(count: usize) -> String {
    if count == MOST {
        number::count(count, "run")
    } else {
        format!("the first {count} of the picture’s {MOST} runs")
    }
}

/// The runs beside what is exact.
#[cfg(target_arch = "wasm32")]
pub fn compared(state: &StepSizesState, reading: &Reading) -> String {
    let of = |name: &str| match reading.scalar(name) {
        x if x.is_nan() => "unknown".to_owned(),
        x => r(x),
    };
    match state.problem {
        Problem::Quadratic => format!(
            "Mean θ² over 400 runs {}, exactly {}, standard error {}: z = {}. The average of the \
             iterates has {}, exactly {}.",
            of("distance"),
            of("mean-square"),
            of("standard-error"),
            number::significant(reading.scalar("z"), 3),
            of("averaged"),
            of("averaged-mean-square")
        ),
        problem => format!(
            "Mean loss of {} over {}: {} for the last iterate and {} for the average of the iterates. The \
             noise is a sum of eight uniform numbers, nearly normal.",
            problem.words(),
            which_runs(outcome(state).count),
            of("gap"),
            of("averaged-gap")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_explodes_and_what_overshoots_is_not_guessed() {
        let usual = StepSizesState::default();
        let quartic = |start, scale, exponent, noise| StepSizesState {
            problem: Problem::Quartic,
            start,
            scale,
            exponent,
            noise,
            ..StepSizesState::default()
        };
        for (state, says) in [
            (
                quartic(0.0, 1.0, 1.0, 1000.0),
                "ηθ² is 0, and the noise has",
            ),
            (quartic(1.0, 2.0, 0.0, 0.5), "ηθ² is 2, and the noise has"),
            (quartic(3.0, 1.0, 0.0, 0.0), "ηθ² is 9. The"),
        ] {
            assert!(explodes(&state).contains(says), "{}", explodes(&state));
        }
        let still = |scale, exponent| StepSizesState {
            start: 0.0,
            noise: 0.0,
            scale,
            exponent,
            ..usual.clone()
        };
        for (scale, exponent) in [(3.0, 0.0), (1.5, 0.7), (2.0, 0.0)] {
            let says = remark(&still(scale, exponent)).unwrap_or_default();
            assert!(says.contains("θ stays there"), "{says}");
        }
    }
}
