//! The words around the numbers: sentence, formula, question, claim.

use super::LayerNorm;
use super::arithmetic::{Moments, Terms, at_normal, gain_outside, through_jacobian, vanishes};
use super::bounds::Bounds;
#[cfg(target_arch = "wasm32")]
use super::bounds::known_sum;
use super::state::{LIMIT, LayerNormState};
use crate::contract::lists::{argmax_abs, size};
use crate::contract::prelude::*;

/// Names and colours of the three terms, and of their sum.
pub const TERMS: [(&str, Tint); 3] = [
    ("direct", Tint::Value),
    ("mean", Tint::Key),
    ("variance", Tint::Second),
];
/// The sum of the terms.
pub const WHOLE: (&str, Tint) = ("∂L/∂x", Tint::Gradient);

pub fn sentence(
    state: &LayerNormState,
    moments: &Moments,
    input: &[f64],
    terms: &Terms,
    bounds: &Bounds,
) -> String {
    let n = number::rounded;
    let i = argmax_abs(input);
    // As the readouts are shown.
    let at = |v: &[f64], off: f64| number::known_to(v.get(i).copied().unwrap_or(0.0), off);
    let head = if moments.deviation == 0.0 {
        format!(
            "All entries of x are {}, so every normalised entry is 0 and y = β. The gradient is \
             multiplied by 1/√ε = {}.",
            n(moments.mean),
            n(moments.scale)
        )
    } else {
        format!(
            "x has the mean {} and the standard deviation {}. Its deviations from the mean are \
             multiplied by 1/√(σ² + ε) = {}.",
            n(moments.mean),
            n(moments.deviation),
            n(moments.scale)
        )
    };
    if size(&at_normal(state)) == 0.0 {
        return format!("{head} γ∘∂L/∂y is 0, so ∂L/∂x is 0.");
    }
    let off = bounds.input.at(i);
    let gradient = at(input, off);
    let direct = at(&terms.direct, 0.0);
    let is_alike = |(x, its): &(&f64, &f64)| (x.abs() - gradient.abs()).abs() <= off + **its;
    let alike = input.iter().zip(&bounds.input).filter(is_alike).count();
    let part = if gradient == 0.0 {
        "The three terms cancel in every entry".to_string()
    } else {
        format!(
            "The largest entry of ∂L/∂x in size{} is ∂L/∂x{} = {}: {} directly, {} through the mean \
             and {} through the variance",
            match alike {
                1 => String::new(),
                count => format!(", one of {count} of this size,"),
            },
            subscript(i),
            n(gradient),
            n(direct),
            n(at(&terms.mean, bounds.mean)),
            n(at(&terms.variance, bounds.variance.at(i)))
        )
    };
    let less = direct.abs() - gradient.abs();
    let tail = if gradient != 0.0 && less > 0.0 {
        format!(
            ". The mean and the variance term cancel {} of the direct term.",
            number::percent(less / direct.abs())
        )
    } else {
        ".".into()
    };
    format!("{head} {part}{tail}")
}

/// The sums of the entries of both gradients, through LayerNorm and through RMSNorm.
#[cfg(target_arch = "wasm32")]
pub fn sums(state: &LayerNormState, reading: &Reading) -> [f64; 2] {
    let bounds = Bounds::of(state);
    let pairs = [
        ("input-gradient", bounds.input),
        ("rms-gradient", bounds.rms),
    ];
    pairs.map(|(name, off)| known_sum(reading.vector(name), &off))
}

/// `∂L/∂xᵢ = direct + mean + variance` for one entry.
pub fn entry(reading: &Reading, i: usize) -> Formula {
    let at = |name: &str| reading.vector(name).get(i).copied();
    let (Some(direct), Some(mean), Some(variance), Some(sum)) = (
        at("direct-term"),
        at("mean-term"),
        at("variance-term"),
        at("input-gradient"),
    ) else {
        return Formula::default();
    };
    let mut parts = vec![
        m::partial(&m::mi("L"), &m::sub(&m::mi("x"), &m::int(i))),
        m::mo("="),
    ];
    for (x, (_, tint)) in [direct, mean, variance].into_iter().zip(TERMS) {
        if parts.len() > 2 {
            parts.push(m::mo("+"));
        }
        parts.push(tint.of(m::factor(x)));
    }
    parts.push(m::mo("="));
    parts.push(WHOLE.1.of(sum));
    Formula::built(&parts)
}

impl Words for LayerNorm {
    fn formula(state: &LayerNormState, reading: &Reading) -> Formula {
        let moments = state.moments();
        let i = argmax_abs(reading.vector("input-gradient"));
        let g = at_normal(state);
        let at = |v: &[f64]| v.get(i).copied().unwrap_or(0.0);
        let d = m::int(state.count());
        let over = |above: String| m::frac(&above, &d);
        let along: f64 = g.iter().zip(&moments.normal).map(|(g, n)| g * n).sum();
        let term = |k: usize, inner: String| TERMS[k].1.of(&inner);
        m::formula!(
            "{} = {} ( {} − {} − {} ) = {}",
            m::partial(&m::mi("L"), &m::sub(&m::mi("x"), &m::int(i))),
            m::frac(
                &m::int(1),
                &m::sqrt(&m::parts!("{} + {}", moments.variance, state.epsilon)),
            ),
            term(0, m::factor(at(&g))),
            term(1, over(m::mn(g.iter().sum::<f64>() + 0.0))),
            term(
                2,
                over(m::parts!(
                    "{} · {}",
                    m::factor(at(&moments.normal)),
                    m::factor(along + 0.0)
                )),
            ),
            WHOLE.1.of(at(reading.vector("input-gradient")))
        )
    }

    fn question(state: &LayerNormState) -> Question<LayerNormState> {
        let fits = size(&state.x) <= 0.5 * LIMIT;
        let by = if fits { 2.0 } else { 0.5 };
        let mut next = state.with_x(|x| by * x);
        let gradient =
            |state: &LayerNormState| size(&through_jacobian(&state.moments(), &at_normal(state)));
        // Halving what is tiny may leave no variance at all.
        if vanishes(&next.x, next.epsilon) {
            next = state.clone();
        }
        let (now, then) = (gradient(state), gradient(&next));
        // A gradient that rounding explains is 0.
        let nothing = Bounds::of(state).of_input();
        let part = if now <= nothing { 1.0 } else { then / now };
        let options = if fits {
            [
                ("It falls to less than 45 %", part < 0.45),
                (
                    "It falls to about half, 45 % to 55 %",
                    (0.45..=0.55).contains(&part),
                ),
                (
                    "It falls to between 55 % and 95 %",
                    part > 0.55 && part < 0.95,
                ),
                ("It falls by at most 5 %, or not at all", part >= 0.95),
            ]
        } else {
            [
                ("It grows to more than 2.2 times", part > 2.2),
                (
                    "It grows to about double, 1.8 to 2.2 times",
                    (1.8..=2.2).contains(&part),
                ),
                (
                    "It grows to between 1.05 and 1.8 times",
                    part > 1.05 && part < 1.8,
                ),
                ("It grows by at most 5 %, or not at all", part <= 1.05),
            ]
        };
        let verb = if fits { "doubled" } else { "halved" };
        let n = number::rounded;
        Question::new(
            format!(
                "Every entry of x is {verb}, with ε = {} unchanged. What happens to the largest \
                 entry of ∂L/∂x in size?",
                n(state.epsilon)
            ),
            options,
            format!(
                "It goes from {} to {}. With ε = 0 the output doesn’t depend on the scale of x, so doubling \
                 x halves the gradient. With ε > 0 this holds only if ε is much smaller than σ² = {}.",
                n(now),
                n(then),
                n(state.moments().variance)
            ),
        ).then(next)
    }
}

/// The textbook form against the exact gradient at this state.
pub fn claim(
    state: &LayerNormState,
    moments: &Moments,
    quoted: Option<&[f64]>,
    bounds: &Bounds,
) -> Claim {
    let n = number::rounded;
    let says = "The gradient in x is γᵢ/√(σ² + ε) times [∂L/∂yᵢ − Σ ∂L/∂y/d − (xᵢ − μ)/(d·σ²)·Σ \
                ∂L/∂y·(x − μ)], with γ before the bracket and no ε in the third term, as the \
                formula is often quoted."
        .into();
    let exact = through_jacobian(moments, &at_normal(state));
    let Some(quoted) = quoted else {
        return Claim {
            says,
            measured: format!(
                "All entries of x are {}, so σ² = 0, and the quoted form divides by 0. The exact \
                 gradient exists; its largest entry is {}.",
                n(moments.mean),
                n(size(&exact))
            ),
            verdict: "It fails where the variance is 0, the case for which ε is there.".into(),
            stands: false,
        };
    };
    let outside = gain_outside(state, moments);
    let (by_gain, whole) = (distance(&exact, &outside), distance(&exact, quoted));
    // Beyond what rounding explains.
    let differs = |other: &[f64], off: &[f64]| {
        let apart = exact.iter().zip(other).map(|(a, b)| (a - b).abs());
        let room = bounds.input.iter().zip(off).map(|(a, b)| a + b);
        apart.zip(room).any(|(apart, room)| apart > room)
    };
    let even = state.gamma.iter().all(|g| state.gamma.first() == Some(g));
    let measured = format!(
        "The two differ by up to {}; the largest entry of ∂L/∂x is {}. With γ before the bracket \
         and ε kept in its place, they differ by {}; the γ are {}. ε is {} of σ² + ε.",
        n(whole),
        n(size(&exact)),
        n(by_gain),
        if even { "all equal" } else { "not all equal" },
        number::percent(if state.epsilon == 0.0 {
            0.0
        } else {
            state.epsilon / (moments.variance + state.epsilon)
        })
    );
    let (stands, verdict) = if !differs(quoted, &bounds.textbook) {
        (
            true,
            "It agrees here: the γ are equal, so they can be factored out of the sums, and ε is \
             negligible; or the terms in which the two forms differ are 0."
                .into(),
        )
    } else {
        let by_gain = differs(&outside, &bounds.gain_outside);
        let why = match (by_gain, state.epsilon > 0.0) {
            (true, true) => {
                "γᵢ multiplies ∂L/∂yᵢ and so belongs inside both sums, and the third term divides by d·(σ² + ε), not by d·σ²"
            }
            (true, false) => "γᵢ multiplies ∂L/∂yᵢ and so belongs inside both sums",
            _ => "the third term divides by d·(σ² + ε), not by d·σ²",
        };
        (
            false,
            format!("It isn’t the gradient of layer normalisation: {why}."),
        )
    };
    Claim {
        says,
        measured,
        verdict,
        stands,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_entries_are_said() {
        let state = LayerNormState {
            x: vec![1.0, -1.0, 1.0, -1.0],
            gamma: vec![1.0; 4],
            beta: vec![0.0; 4],
            epsilon: 0.0,
            upstream: vec![1.0, 1.0, -1.0, -1.0],
        };
        let text = LayerNorm::read(&state, None).sentence;
        assert!(text.contains("one of 4 of this size"), "{text}");
    }

    #[test]
    fn an_entry_shows_its_three_terms() {
        let reading = LayerNorm::read(&LayerNormState::default(), None);
        let markup = entry(&reading, 4).markup;
        let (_, terms) = markup.split_once("<mo>=</mo>").unwrap();
        assert_eq!(terms.matches("<mo>+</mo>").count(), 2);
        assert!(terms.contains("2.9094"), "{terms}");
        assert_eq!(entry(&reading, 99), Formula::default());
    }

    #[test]
    fn the_claim_is_tested_at_the_present_state() {
        let mut state = LayerNormState::default();
        let stands = |state: &LayerNormState| {
            let claim = LayerNorm::read(state, None).claim;
            claim.is_some_and(|claim| claim.stands)
        };
        assert!(!stands(&state));
        state.gamma.fill(1.0);
        assert!(!stands(&state));
        state.epsilon = 0.0;
        assert!(stands(&state));
        state.gamma[0] = 2.0;
        assert!(!stands(&state));
    }
}
