//! The derivation: from one pair to the mutual information, its other forms, and a word of a sentence.

use super::MutualInformation;
use super::hiding::hiding;
use super::read::names;
use super::state::MutualState;
use super::table::Table;
use super::words::{largest, name};
use crate::contract::prelude::*;
use crate::contract::units::with_unit;
use crate::language::quoted;
use tex::tex_block;

impl Derivation for MutualInformation {
    fn derivation(state: &MutualState, reading: &Reading) -> Vec<Step> {
        let table = Table::of(state, None);
        let of = |name: &str| reading.scalar(name);
        let unit = |formula: Formula| with_unit(formula, state.unit);
        let i = of("mutual-information");
        let mut steps = vec![
            one_pair(state, reading, &table),
            Step::new(
                "Their mean is the mutual information",
                fixed!(
                    r"I(X;Y) = \sum_{x,y} \tint{truth}{p(x,y)}\,\log\frac{\tint{truth}{p(x,y)}}{\tint{model}{p(x)\,p(y)}} = \mathrm{KL}\bigl(\tint{truth}{p(x,y)}\,\|\,\tint{model}{p(x)\,p(y)}\bigr)"
                ),
                unit(Formula::fixed(
                    tex_block!(r"I(X;Y) = \tint{gradient}{\live{i}} \;\; \live{unit}"),
                    &[("i", i)],
                )),
                "Pairs that never occur have weight 0 and add nothing, though their logarithm is −∞. Other \
                 terms may be negative; their sum can’t.",
            ),
            Step::new(
                "The logarithm of the ratio is a sum of surprisals",
                fixed!(
                    r"\log\frac{p(x,y)}{p(x)\,p(y)} = -\log p(x) - \log p(y) + \log p(x,y) \;\;\Rightarrow\;\; I = \tint{key}{H(X)} + \tint{value}{H(Y)} - H(X,Y)"
                ),
                unit(Formula::fixed(
                    tex_block!(
                        r"\tint{key}{\live{x}} + \tint{value}{\live{y}} - \live{xy} = \tint{gradient}{\live{i}} \;\; \live{unit}"
                    ),
                    &[
                        ("x", of("entropy-x")),
                        ("y", of("entropy-y")),
                        ("xy", of("joint-entropy")),
                        ("i", i),
                    ],
                )),
                "The mean of −log p(x) over all pairs is H(X), since the pairs with the same x add up to \
                 p(x); the same holds for y. In the bars the two entropies overlap by I.",
            ),
            Step::new(
                "What one leaves open of the other",
                fixed!(
                    r"H(X,Y) = \tint{value}{H(Y)} + H(X\,|\,Y) \;\;\Rightarrow\;\; I = \tint{key}{H(X)} - H(X\,|\,Y) = \tint{value}{H(Y)} - H(Y\,|\,X)"
                ),
                unit(Formula::fixed(
                    tex_block!(
                        r"\tint{key}{\live{x}} - \live{xgy} = \tint{value}{\live{y}} - \live{ygx} = \tint{gradient}{\live{i}} \;\; \live{unit}"
                    ),
                    &[
                        ("x", of("entropy-x")),
                        ("xgy", of("x-given-y")),
                        ("y", of("entropy-y")),
                        ("ygx", of("y-given-x")),
                        ("i", i),
                    ],
                )),
                "p(x, y) = p(y)·p(x | y), so the surprisals of y and of x given y add up to that of the \
                 pair. The form is the same for X and Y: each tells as much about the other.",
            ),
            never_negative(state, &table, i),
        ];
        steps.extend(a_word(state));
        steps
    }
}

/// The pair that stands out most.
fn one_pair(state: &MutualState, reading: &Reading, table: &Table) -> Step {
    let (row, column) = largest(&table.difference);
    let (p, q) = (table.p[(row, column)], table.product[(row, column)]);
    let pointwise = reading.matrix("pointwise");
    let log = pointwise.get((row, column)).copied().unwrap_or(f64::NAN);
    let (x, y) = names(state);
    Step::new(
        "One pair beside independence",
        fixed!(
            r"\tint{truth}{p(x,y)} - \tint{model}{p(x)\,p(y)}, \qquad \log\frac{\tint{truth}{p(x,y)}}{\tint{model}{p(x)\,p(y)}}"
        ),
        with_unit(
            Formula::fixed(
                tex_block!(
                    r"\tint{truth}{\live{p}} - \tint{model}{\live{q}} = \live{d}, \qquad \log\frac{\tint{truth}{\live{p2}}}{\tint{model}{\live{q2}}} = \live{log} \;\; \live{unit}"
                ),
                &[
                    ("p", p),
                    ("q", q),
                    ("d", table.difference[(row, column)]),
                    ("p2", p),
                    ("q2", q),
                    ("log", log),
                ],
            ),
            state.unit,
        ),
        format!(
            "The numbers are those of ({}, {}), where the difference is largest. X and Y are independent \
             if the difference is 0 for every pair. The logarithm, the pointwise mutual information, is \
             positive where a pair occurs more often than independence says, and negative where it occurs \
             less often.",
            name(&x, row),
            name(&y, column)
        ),
    )
}

fn never_negative(state: &MutualState, table: &Table, i: f64) -> Step {
    let products = table.product.iter().enumerate();
    let possible = products.filter(|(at, _)| table.shares.is_possible(*at));
    let mass: f64 = possible.map(|(_, q)| q).sum();
    Step::new(
        "It is never negative",
        fixed!(
            r"-I = \sum_{x,y} p(x,y)\,\log\frac{p(x)\,p(y)}{p(x,y)} \;\le\; \log \sum_{p(x,y)>0} p(x)\,p(y) \;\le\; \log 1 = 0"
        ),
        with_unit(
            Formula::fixed(
                tex_block!(
                    r"-\live{i} \;\le\; \log \live{mass} = \live{log} \;\le\; 0 \;\; \live{unit}"
                ),
                &[
                    ("i", i),
                    ("mass", mass),
                    ("log", state.unit.log(mass.min(1.0)) + 0.0),
                ],
            ),
            state.unit,
        ),
        "The logarithm is concave, so the mean of logarithms is at most the logarithm of the mean \
         (Jensen’s inequality), and equal only where the ratio is the same for all pairs.",
    )
}

/// The word of the sentence that tells most; nothing where there is no truth.
fn a_word(state: &MutualState) -> Option<Step> {
    let hiding = hiding(&state.text);
    let at = argmax(&hiding.information);
    let told = *hiding
        .information
        .get(at)
        .filter(|_| hiding.is_possible())?;
    let word = *state.text.get(at)?;
    Some(Step::new(
        "A word of a sentence, given all the others",
        fixed!(
            r"\mathrm{KL}\bigl(P(w \,|\, \text{all words}) \,\|\, P(w \,|\, \text{all but word } i)\bigr), \qquad I(w_t;\, w_{t+d})"
        ),
        fixed!(
            r"\tint{gradient}{\live{told}}, \qquad \tint{score}{\live{near}} \quad \mathrm{nats}";
            told, near = hiding.by_nearness.at(at)
        ),
        format!(
            "The numbers are those of {}, which tells most about the next word w. Averaged over all \
             sentences the first is the mutual information of that word and the next one given the others; \
             here it is that of this one sentence. The second is the information of two words so far apart \
             when nothing else is known: it depends on the distance alone.",
            quoted(word)
        ),
    ))
}
