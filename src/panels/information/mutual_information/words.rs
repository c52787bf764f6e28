//! The words around the numbers: sentence, formula, question, claim.

use super::MutualInformation;
use super::hiding::Hiding;
use super::read::{known_entropies, names};
use super::state::MutualState;
use super::table::Table;
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::contract::units::{information, with_unit};
use crate::language::{MISSING, prose, quoted, trained};
use nalgebra::DMatrix;
use tex::tex_block;
use training::telling::INFORMATIVE;

pub fn sentence(state: &MutualState, t: &Table) -> String {
    let of = |x: f64| information(x, state.unit);
    // An entropy of 0 is one that underflows: both have several values.
    let entropy = |h: f64| match h {
        0.0 => format!("nearly {}", of(h)),
        _ => of(h),
    };
    for (name, possible) in ["X", "Y"].into_iter().zip(t.possible) {
        if possible == 1 {
            return format!(
                "{name} always has the same value, so its entropy is 0: there is nothing to know about \
                 it, it tells nothing, and the mutual information is 0."
            );
        }
    }
    if t.is_independent() {
        return format!(
            "X and Y are independent: every p(x, y) is p(x)·p(y), up to rounding, and neither tells \
             anything about the other. H(X) is {}, and H(Y) is {}.",
            entropy(t.entropy_x),
            entropy(t.entropy_y)
        );
    }
    let (x, y) = names(state);
    let (i, j) = most_raised(t);
    let pair = format!(
        "The pair ({}, {}) occurs {} times as often as it would if X and Y were independent.",
        name(&x, i),
        name(&y, j),
        match t.ratio(i + t.p.nrows() * j) {
            f64::INFINITY => "more than 10³⁰⁸".into(),
            ratio => number::factor(ratio),
        },
    );
    if t.information.abs() <= rounding(t.terms(state.unit)) {
        return format!(
            "X and Y are almost independent: their mutual information is too small to be told from 0. \
             {pair} H(X) is {}, and H(Y) is {}.",
            entropy(t.entropy_x),
            entropy(t.entropy_y)
        );
    }
    let known = known_entropies(t, state.unit);
    let left = |x: f64| number::known_to(x, known);
    let [a, b] = [(t.entropy_x, t.x_given_y), (t.entropy_y, t.y_given_x)];
    let (told, other) = (t.information, of(t.information));
    let falls = if told > 0.0 && (r(a.0) == r(a.0 - told) || r(b.0) == r(b.0 - told)) {
        format!(
            "Knowing one of X and Y lowers the uncertainty of the other by only {other}, the mutual \
             information: H(X) is {}, and H(Y) is {}.",
            of(a.0),
            of(b.0)
        )
    } else {
        format!(
            "Knowing Y lowers the uncertainty of X from {} to {}, and knowing X lowers that of Y from {} \
             to {}: both by {other}, the mutual information.",
            r(a.0),
            of(left(a.1)),
            r(b.0),
            of(left(b.1))
        )
    };
    format!("{falls} {pair}")
}

/// The pair that gains most over independent variables; of equal gains, that with the larger ratio.
fn most_raised(t: &Table) -> (usize, usize) {
    let most = t.difference.max();
    let off = rounding(t.p.iter().copied());
    let ratio = |at: usize| t.ratio(at);
    let rows = t.p.nrows().max(1);
    let gains = t.difference.iter().enumerate();
    let tied = gains.filter(|(at, gain)| most - **gain <= off && ratio(*at) > 1.0);
    let larger = |a, b| if ratio(b) > ratio(a) { b } else { a };
    let at = tied.map(|(at, _)| at).reduce(larger);
    at.map_or_else(|| largest(&t.difference), |at| (at % rows, at / rows))
}

/// What a row or a column is called.
pub fn name(all: &[String], at: usize) -> String {
    all.get(at).cloned().unwrap_or_default()
}

/// Row and column of the largest entry.
pub fn largest(m: &DMatrix<f64>) -> (usize, usize) {
    let at = argmax(m.as_slice());
    let rows = m.nrows().max(1);
    (at % rows, at / rows)
}

impl Words for MutualInformation {
    fn formula(state: &MutualState, reading: &Reading) -> Formula {
        let of = |name: &str| reading.scalar(name);
        with_unit(
            Formula::fixed(
                tex_block!(
                    r"I(X;Y) = \sum_{x,y} \tint{truth}{p(x,y)}\,\log\frac{\tint{truth}{p(x,y)}}{\tint{model}{p(x)\,p(y)}} = \tint{gradient}{\live{i}} = \tint{key}{H(X)} + \tint{value}{H(Y)} - H(X,Y) = \tint{key}{\live{x}} + \tint{value}{\live{y}} - \live{xy} \;\; \live{unit}"
                ),
                &[
                    ("i", of("mutual-information")),
                    ("x", of("entropy-x")),
                    ("y", of("entropy-y")),
                    ("xy", of("joint-entropy")),
                ],
            ),
            state.unit,
        )
    }

    fn question(state: &MutualState) -> Question<MutualState> {
        let now = Table::of(state, None);
        let (happens, joint, lesson) = change(state, &now);
        let next = MutualState {
            joint,
            ..state.clone()
        };
        let then = Table::of(&next, None);
        let room = rounding(now.terms(state.unit)) + rounding(then.terms(state.unit));
        let shown = |x: f64| if x.abs() <= room { 0.0 } else { x };
        let answers = ["It grows", "It falls", "It stays the same, up to rounding"];
        Question::new(
            format!("{happens} What does the mutual information do?"),
            trend(now.information, then.information, room, answers),
            format!(
                "It goes from {} to {}. {lesson}",
                r(shown(now.information)),
                information(shown(then.information), state.unit)
            ),
        )
        .then(next)
    }
}

/// What could happen next, the table after it, and what it teaches.
fn change(state: &MutualState, now: &Table) -> (String, DMatrix<f64>, &'static str) {
    let (rows, columns) = now.p.shape();
    let (i, j) = largest(&now.p);
    let (x, y) = names(state);
    // Another question at another kind of table, but the same while a cell is dragged a little.
    match (i + 2 * j + rows + columns) % 4 {
        0 if columns > 1 => {
            let merged = DMatrix::from_fn(rows, columns - 1, |i, j| {
                let more = if j + 2 == columns { now.p[(i, columns - 1)] } else { 0.0 };
                now.p[(i, j)] + more
            });
            (
                format!(
                    "{} and {} are no longer told apart: their columns are added up.",
                    name(&y, columns - 2),
                    name(&y, columns - 1)
                ),
                merged.map(tidy),
                "What is computed from Y can’t tell more about X than Y itself (the data-processing \
                 inequality); it tells as much where the two columns are proportional.",
            )
        }
        1 => (
            "The table is mixed with that of independent variables with the same margins, half of each."
                .into(),
            now.p.zip_map(&now.product, |p, q| tidy(f64::midpoint(p, q))),
            "The entropies H(X) and H(Y) stay, and the joint entropy grows, since it is concave and \
             largest for independent variables.",
        ),
        2 => {
            let whole: Vec<f64> = now.x.clone();
            let joint = DMatrix::from_fn(rows, columns, |r, c| {
                let row: Vec<f64> = now.p.row(r).iter().copied().collect();
                if argmax(&row) == c { tidy(whole[r]) } else { 0.0 }
            });
            (
                "Y now always takes the value that was the most probable one for its x.".into(),
                joint,
                "Then H(Y | X) is 0 and I = H(Y). But H(Y) may have changed as well: if all x now have \
                 the same y, nothing is left to tell.",
            )
        }
        _ => (
            format!(
                "X and Y change their roles: the table is transposed, and ({}, {}), for one, becomes \
                 ({}, {}).",
                name(&x, i),
                name(&y, j),
                name(&names(&transposed(state)).0, j),
                name(&names(&transposed(state)).1, i)
            ),
            now.p.transpose(),
            "Mutual information is symmetric: H(X) − H(X | Y) = H(Y) − H(Y | X).",
        ),
    }
}

fn transposed(state: &MutualState) -> MutualState {
    MutualState {
        joint: state.joint.transpose(),
        ..state.clone()
    }
}

/// "Attention weights are estimates of mutual information", on this sentence.
pub fn claim(state: &MutualState, h: &Hiding) -> Claim {
    let says =
        "Attention weights can be viewed as estimates of how much information a word shares with \
                another."
            .to_owned();
    let text = prose(&state.text);
    let open = |measured: String, verdict: &str| Claim {
        says: says.clone(),
        measured,
        verdict: verdict.into(),
        stands: false,
    };
    if !h.is_possible() {
        return open(
            "The source never begins a sentence with these words.".into(),
            "There is no true information to compare with: a sentence of the source can test it.",
        );
    }
    if trained().is_none() {
        return open(
            format!("There is no attention to compare with, since {MISSING}."),
            "Without the model it isn’t tested here.",
        );
    }
    let told: Vec<String> = (state.text.iter().zip(&h.information))
        .filter(|(_, told)| **told > INFORMATIVE)
        .map(|(word, told)| format!("{} {}", quoted(*word), number::measured(*told, "nat")))
        .collect();
    let [first, second, nearness] = h.auc;
    if nearness.is_nan() {
        let all = if told.is_empty() { "None" } else { "Each" };
        return open(
            format!(
                "{all} of the words of “{text}” tells something about the next one, given the others."
            ),
            "Ranks can’t be compared here: that takes words of both kinds.",
        );
    }
    let stands = first > nearness && second > nearness;
    Claim {
        says,
        measured: format!(
            "In “{text}” these words tell something about the next one, given all the others: {}. A score \
             that ranks them before all others has the AUC 1, and chance has 0.5; a tie counts half. The \
             attention of the last word, averaged over the heads of a layer, has {} in layer 1 and {} in \
             layer 2. How near a word is has {}.",
            told.join(", "),
            r(first),
            r(second),
            r(nearness)
        ),
        verdict: if stands {
            "In this sentence attention ranks the words better than nearness does. Another sentence may \
             say otherwise: the table under “Many sentences” decides. And a high weight alone doesn’t \
             show that a head matters: see what switching it off does."
                .into()
        } else {
            "In this sentence at least one layer’s attention ranks the words no better than nearness, \
             which needs no model. Another sentence may say otherwise: the table under “Many sentences” \
             decides. Attention is computed for the prediction and not as an estimate of information."
                .into()
        },
        stands,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(joint: [f64; 4]) -> String {
        let state = MutualState {
            joint: DMatrix::from_row_slice(2, 2, &joint),
            ..MutualState::default()
        };
        sentence(&state, &Table::of(&state, None))
    }

    #[test]
    fn independence_is_judged_entry_by_entry() {
        for joint in [[1.0; 4], [0.06, 0.14, 0.24, 0.56], [1e6, 1e-8, 1e6, 1e-8]] {
            assert!(
                said(joint).starts_with("X and Y are independent"),
                "{joint:?}"
            );
        }
        let copy = said([1e6, 0.0, 0.0, 1e-8]);
        assert!(copy.starts_with("Knowing Y lowers"), "{copy}");
        assert!(copy.contains("(x₂, y₂) occurs 1×10¹⁴ times"), "{copy}");
        let tiny = said([5e-324, 0.0, 0.0, 1e6]);
        assert!(
            tiny.contains("(x₁, y₁) occurs more than 10³⁰⁸ times"),
            "{tiny}"
        );
        assert!(tiny.ends_with("H(Y) is nearly 0 bits."), "{tiny}");
        let almost = said([1.0, 1.0, 1.0, 1.000_000_1]);
        assert!(
            almost.starts_with("X and Y are almost independent"),
            "{almost}"
        );
        assert!(almost.contains("occurs 1.0000000"), "{almost}");
        let little = said([1.0, 1.0, 1.0, 1.0001]);
        assert!(little.contains("of the other by only"), "{little}");
    }
}
