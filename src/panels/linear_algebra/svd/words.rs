//! The words around the numbers: sentence, formula, question.

use super::read::{Numbers, decomposed};
use super::{SvdPanel, SvdState};
use crate::contract::prelude::*;

/// How much of Σσ² the first `rank` singular values hold; 1 for a zero matrix, of which nothing is said.
fn share(values: &[f64], rank: usize) -> f64 {
    // Beside the largest, so that no square under- or overflows.
    let most = values.iter().copied().fold(0.0, f64::max);
    if most == 0.0 {
        return 1.0;
    }
    let energy = |part: &[f64]| part.iter().map(|s| (s / most) * (s / most)).sum::<f64>();
    energy(&values[..rank.min(values.len())]) / energy(values)
}

/// How many singular values aren't zero.
fn true_rank(values: &[f64]) -> usize {
    values.iter().filter(|s| **s > 0.0).count()
}

pub fn sentence(state: &SvdState, n: &Numbers) -> String {
    let (rows, columns) = state.matrix().shape();
    let stored = n.svd.stored_numbers(state.rank);
    let all = rows * columns;
    let has = true_rank(&n.svd.values);
    let r = state.rank;
    if has == 0 {
        return "Every singular value is 0, so there is nothing to keep: A is the zero matrix, and so is \
                every approximation."
            .into();
    }
    let with = percent(share(&n.svd.values, r));
    let exact = if r >= n.svd.values.len() {
        " This is exact: no singular value is omitted.".into()
    } else if r >= has {
        // Others than 0 may be among those that rounding can't tell from it.
        format!(
            " Up to rounding this is exact: the omitted singular values are 0 beside σ₁ = {}.",
            rounded(n.svd.values.at(0))
        )
    } else {
        format!(
            " No other matrix of rank {r} is closer: the Frobenius-norm error is {}, the \
             spectral-norm error {}.",
            rounded(n.error_frobenius),
            rounded(n.error_spectral)
        )
    };
    format!(
        "Of {}, rank {r} keeps {with} of the sum of squares, in {} instead of {}{}.{exact}",
        number::count(n.svd.values.len(), "singular value"),
        number::count(stored, "number"),
        number::grouped(all as f64),
        if stored >= all {
            ", which saves nothing"
        } else {
            ""
        },
    )
}

/// σ₁u₁v₁ᵀ + σ₂u₂v₂ᵀ + … up to a rank, the first few of them with their numbers.
pub fn terms(values: &[f64], rank: usize, shown: usize) -> String {
    let mut sum: Vec<String> = Vec::new();
    for (i, value) in values.iter().take(rank.min(shown)).enumerate() {
        let index = |letter: &str| m::sub(&m::mi(letter), &m::int(i + 1));
        sum.push(m::parts!(
            "{} {} {}",
            Tint::Spectrum.of(*value),
            index("u"),
            m::sup(&index("v"), &m::mo("⊤"))
        ));
    }
    if rank > shown {
        sum.push(m::mo("…"));
    }
    sum.join(&m::mo("+"))
}

impl Words for SvdPanel {
    fn formula(state: &SvdState, reading: &Reading) -> Formula {
        let values = reading.vector("singular-values");
        m::formula!(
            "{} = {} {} {} {}",
            Tint::Value.of(m::sub(&m::mi("A"), &m::int(state.rank))),
            terms(values, state.rank, 4),
            ",\u{2003}",
            m::text("‖A − Aᵣ‖ = "),
            Tint::Loss.of(reading.scalar("error-frobenius"))
        )
    }

    fn question(state: &SvdState) -> Question<SvdState> {
        let values = decomposed(state.matrix()).values;
        let most = state.most();
        let nothing = true_rank(&values) == 0;
        let needed = (1..=most)
            .find(|&r| share(&values, r) >= 0.99)
            .unwrap_or(most);
        // Answers that divide the range in four, some of which may be empty for a small matrix.
        let mut ends: Vec<usize> = [1, most.div_ceil(4), most.div_ceil(2), most].to_vec();
        ends.dedup();
        let mut from = 1;
        let mut options = Vec::new();
        for &end in &ends {
            let range = if from == end {
                format!("{end}")
            } else {
                format!("{from} to {end}")
            };
            options.push((range, !nothing && (from..=end).contains(&needed)));
            from = end + 1;
        }
        if nothing {
            options.push(("None: their sum of squares is 0".into(), true));
        } else if options.len() < 2 {
            options.push(("It isn’t possible".into(), false));
        }
        let because = if nothing {
            "All singular values are 0, so there is nothing to keep.".into()
        } else {
            format!(
                "{needed}: the sum of squares is {} with {needed}, and {} with {}. The faster the singular \
                 values fall, the fewer are needed; noise needs nearly all of them.",
                percent(share(&values, needed)),
                percent(if needed == 1 {
                    0.0
                } else {
                    share(&values, needed - 1)
                }),
                needed - 1
            )
        };
        Question::new(
            format!(
                "How many of {} are needed for 99 % of their sum of squares?",
                number::count(most, "singular value")
            ),
            options,
            because,
        )
        .then((!nothing && needed != state.rank).then(|| SvdState {
            rank: needed,
            ..state.clone()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Address, panel};

    #[test]
    fn rank_is_said_up_to_rounding_and_no_share_underflows() {
        let of = |query: &str| {
            let address = Address::parse(&format!("#/svd?{query}"));
            SvdPanel::read(&panel::open::<SvdPanel>(&address).state, None).sentence
        };
        let graded = of("a=1000000,0;0,0.0000000001&rank=1");
        assert!(graded.contains("Up to rounding"), "{graded}");
        let zero = of("a=0,0;0,0&rank=1");
        assert!(
            zero.contains("nothing to keep") && !zero.contains('%'),
            "{zero}"
        );
        let small = of("a=1e-320,0;0,1e-320&rank=1");
        assert!(small.contains("keeps 50\u{202f}%"), "{small}");
    }
}
