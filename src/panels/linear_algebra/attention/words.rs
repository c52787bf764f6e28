//! The words around the numbers: sentence, formulas, question, claim.

use super::AttentionPanel;
use super::forward::{Forward, forward, plain};
use super::state::AttentionState;
use crate::contract::lists::row_of;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;

pub fn sentence(state: &AttentionState, f: &Forward) -> String {
    let quote = |i: usize| format!("“{}”", state.tokens[i]);
    if state.count() == 1 {
        return format!(
            "{} is the only token, so it attends only to itself.",
            quote(0)
        );
    }
    let row = state.count() - 1;
    let mut order: Vec<usize> = (0..state.count()).collect();
    order.sort_by(|&a, &b| f.weights[(row, b)].total_cmp(&f.weights[(row, a)]));
    let parts: Vec<String> = order
        .iter()
        .take(3)
        .map(|&j| format!("{} to {}", number::percent(f.weights[(row, j)]), quote(j)))
        .collect();
    let mut text = format!("{} divides its attention: {}", quote(row), parts.join(", "));
    text.push_str(if state.count() > 3 {
        ", and the rest to the others."
    } else {
        "."
    });
    let bounds = bounds(state);
    let own = (0..state.count())
        .filter(|&i| {
            let row = row_of(&f.weights, i);
            // Both weights are off by as much.
            argmax(&row) == i && lists::ties(&row, i, 2.0 * bounds[(i, i)].off).len() == 1
        })
        .count();
    text.push_str(&match own {
        0 => " No token attends most to itself.".to_string(),
        n if n == state.count() => " Every token attends most to itself.".to_string(),
        n => format!(
            " Tokens that attend most to themselves: {n} of {}.",
            state.count()
        ),
    });
    if f.exponentials.iter().any(|e| e.is_infinite()) {
        text.push_str(
            " Some exponentials overflow here, which is why programs subtract each row’s largest \
             score first",
        );
        let right = forward(state, None).is_ok_and(|right| right.weights == f.weights);
        text.push_str(if right {
            "; the weights are correct anyway."
        } else {
            "."
        });
    }
    text
}

/// The weights with bounds of their rounding.
fn bounds(state: &AttentionState) -> DMatrix<Bounded> {
    let open = |i, j| state.mask.allows(i, j);
    plain(&[&state.q, &state.k, &state.v], state.scale, &open, None).weights
}

impl Words for AttentionPanel {
    fn formula(state: &AttentionState, reading: &Reading) -> Formula {
        let (weights, output) = (reading.matrix("weights"), reading.matrix("output"));
        let last = state.count() - 1;
        if weights.nrows() <= last || output.nrows() <= last {
            return Formula::default();
        }
        let scaled = m::frac(
            &m::parts!(
                "{} {}",
                Tint::Query.of(m::mi("Q")),
                Tint::Key.of(m::sup(&m::mi("K"), &m::mo("⊤")))
            ),
            &if state.scale {
                m::sqrt(&m::int(state.k.ncols()))
            } else {
                m::int(1)
            },
        );
        let of = |letter: &str| m::sub(&m::mi(letter), &m::text(&state.tokens[last]));
        let list = |row: Vec<f64>| {
            let cells: Vec<String> = row
                .iter()
                .map(|x| format!("<mtd>{}</mtd>", m::mn(*x)))
                .collect();
            format!(
                "<mrow><mo>[</mo><mtable><mtr>{}</mtr></mtable><mo>]</mo></mrow>",
                cells.concat()
            )
        };
        let line = |parts: &[String]| format!("<mtr><mtd>{}</mtd></mtr>", m::row(parts));
        let lines = [
            line(&[
                Tint::Weight.of(m::mi("A")),
                m::mo("="),
                m::mi("softmax"),
                m::paren(&scaled),
            ]),
            line(&[
                Tint::Weight.of(of("A")),
                m::mo("="),
                Tint::Weight.of(list(row_of(&weights, last))),
            ]),
            line(&[
                Tint::Value.of(of("o")),
                m::mo("="),
                Tint::Weight.of(of("A")),
                Tint::Value.of(m::mi("V")),
                m::mo("="),
                Tint::Value.of(list(row_of(&output, last))),
            ]),
        ];
        m::formula!(
            "{}",
            format!("<mtable rowspacing=\"1ex\">{}</mtable>", lines.concat())
        )
    }

    fn question(state: &AttentionState) -> Question<AttentionState> {
        let next = AttentionState {
            scale: !state.scale,
            ..state.clone()
        };
        let row = state.count() - 1;
        let largest = |s: &AttentionState| {
            let most = forward(s, None).map_or(f64::NAN, |f| f.weights.row(row).max());
            (most, highest(bounds(s).row(row).iter().map(|w| w.off)))
        };
        let ((now, now_off), (then, then_off)) = (largest(state), largest(&next));
        let stays = "It stays the same, up to rounding";
        let answers = ["It grows", "It shrinks", stays];
        let options = trend(now, then, now_off + then_off, answers);
        let same = options[2].1;
        Question::new(
            format!(
                "The scores are {} by √dₖ. What happens to the largest weight in the row of “{}” \
                 if the division is {}?",
                if state.scale {
                    "divided"
                } else {
                    "not divided"
                },
                state.tokens[row],
                if state.scale {
                    "switched off"
                } else {
                    "switched on"
                },
            ),
            options,
            format!(
                "It goes from {} to {}. Dividing all scores of a row by the same number brings \
                 them closer together, and the softmax of closer scores is closer to uniform{}.",
                number::rounded(now),
                number::rounded(then),
                match (same, state.k.ncols()) {
                    (true, 1) => "; here dₖ = 1, and dividing by √1 changes nothing",
                    (true, _) => "; here the scores are all equal, or one weight is 1 already",
                    _ => "",
                }
            ),
        )
        .then(next)
    }
}

/// The worked example of the source against the numbers.
pub fn claim() -> Claim {
    let found = forward(&AttentionState::default(), None);
    let first = found.map(|f| row_of(&f.weights, 0)).unwrap_or_default();
    let claimed = [0.386, 0.324, 0.291];
    let mut both = first.iter().zip(claimed);
    let right = both.all(|(x, c)| (x - c).abs() <= 0.0005);
    let list = |values: &[f64]| {
        values
            .iter()
            .map(|x| number::rounded(*x))
            .collect::<Vec<_>>()
            .join(", ")
    };
    Claim {
        says: format!(
            "A widely copied version of this worked example gives “The” the weights {}. They add up \
             to {}.",
            list(&claimed),
            number::significant(claimed.iter().sum(), 4)
        ),
        measured: format!(
            "At full precision the weights are {}, and they add up to {}.",
            list(&first),
            number::significant(first.iter().sum(), 10)
        ),
        verdict: if right {
            "The claim holds to three digits.".into()
        } else {
            "They are wrong in the third digit: the exponentials were rounded before the division."
                .into()
        },
        stands: right,
    }
}
