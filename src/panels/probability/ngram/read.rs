//! `read`: exact floors, perplexities of all orders, one conditional distribution, and the checks.

use super::corpus::{self, Figures, HELD_OUT};
use super::floors::{Floors, floors};
use super::state::{NgramState, ORDERS};
use super::{Ngram, own, words};
use crate::contract::prelude::*;
use crate::language::{Model, next_words, standard, vocabulary};
use numeric_core::language::Start;
use std::rc::Rc;

/// The verb whose number has to agree with a noun, in singular and plural.
const VERB: [(&str, &str); 2] = [
    ("sleeps", "P(“sleeps” | context) by order"),
    ("sleep", "P(“sleep” | context) by order"),
];

/// What everything else is said about.
pub struct Numbers {
    pub floors: Vec<f64>,
    pub source: f64,
    pub figures: Option<Rc<Figures>>,
    pub training: Vec<f64>,
    pub held_out: Vec<f64>,
    /// The order with the least held-out perplexity; none where all are infinite.
    pub best: Option<usize>,
    pub contexts: Vec<f64>,
    /// P(· | context) of the model; none where the context was never seen and nothing is smoothed.
    pub conditional: Option<Vec<f64>>,
    /// The same of each order, as it is without a mistake.
    pub by_order: Vec<Option<Vec<f64>>>,
    /// The source’s own, given the same n − 1 words; none where they never follow each other.
    pub ideal: Option<Vec<f64>>,
    /// The source’s, given the whole context as the beginning of a sentence.
    pub truth: Vec<f64>,
    /// How often the context was followed by a word: as counted, as the sum of the counts of all
    /// words, and by going through the text.
    occurrences: [f64; 3],
    sorted: Vec<f64>,
}

impl Numbers {
    /// The orders that are as good as this one, within rounding of the mean over the held-out words.
    pub fn ties(&self, order: usize) -> Vec<usize> {
        let perplexity = self.held_out.at(order - 1);
        let terms = HELD_OUT as f64 + 8.0;
        let off = terms * f64::EPSILON * perplexity * (1.0 + perplexity.ln());
        let ties = lists::ties(&self.held_out, order - 1, off);
        ties.into_iter().map(|at| at + 1).collect()
    }
}

/// `1`, `2`, … as the orders.
pub fn orders() -> Vec<String> {
    names::counted_as("order", ORDERS)
}

impl Read for Ngram {
    fn read(state: &NgramState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let by_order = |name, label: &str, values: &[f64]| {
            Readout::vector(name, label, values).rows(&orders())
        };
        let at = |list: &[f64]| list.at(state.order - 1);
        let none = vec![f64::NAN; vocabulary().len()];
        let unseen = n.conditional.is_none().then(|| {
            "These words never came before in the training text, and nothing is smoothed."
                .to_owned()
        });
        let never = |list: &[f64]| {
            list.iter().any(|p| p.is_nan()).then(|| {
                "The source never writes these words after each other, so it has no next word."
                    .to_owned()
            })
        };
        let ideal = n.ideal.as_ref().unwrap_or(&none);
        let mut readouts = vec![
            by_order("floors", "Exact floor exp hₙ of each order", &n.floors),
            Readout::scalar("floor", "Floor of the present order", at(&n.floors)),
            Readout::scalar("source-perplexity", "Perplexity of the source", n.source),
            by_order(
                "held-out-perplexities",
                "Held-out perplexity by order",
                &n.held_out,
            )
            .sampled(),
            by_order(
                "held-out-errors",
                "Their standard errors, as if words were independent",
                &errors(&n),
            )
            .sampled(),
            by_order(
                "train-perplexities",
                "Perplexity of the training text by order",
                &n.training,
            )
            .sampled(),
            Readout::scalar(
                "best-order",
                "Order with the least held-out perplexity",
                n.best.map_or(f64::NAN, |order| order as f64),
            )
            .sampled()
            .missing(n.best.is_none().then(|| {
                "The held-out perplexity is infinite at every order, so none is best.".to_owned()
            })),
            by_order("contexts", "Different contexts seen, by order", &n.contexts).sampled(),
            by_order(
                "unseen",
                "Share of held-out words whose context was never seen",
                n.figures
                    .as_ref()
                    .map_or(&[][..], |f| &f.held_out.unseen[..]),
            )
            .sampled(),
            Readout::vector(
                "conditional",
                "P(w | context) of the model",
                n.conditional.as_ref().unwrap_or(&none),
            )
            .rows(&vocabulary())
            .sampled()
            .missing(unseen),
            Readout::vector("ideal", "The source’s, given the same n − 1 words", ideal)
                .rows(&vocabulary())
                .missing(never(ideal)),
            Readout::vector("truth", "The source’s, given the whole context", &n.truth)
                .rows(&vocabulary())
                .missing(never(&n.truth)),
        ];
        readouts.extend(agreement(&n));
        readouts.extend(own::readouts(state));
        Reading {
            checks: checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: words::claim(state, &n),
            readouts,
        }
    }
}

/// What the model of each order says of one verb in both numbers after the context. Which of them is
/// right depends on a noun that may stand far back.
fn agreement(n: &Numbers) -> [Readout; 2] {
    let unseen = "Nothing is smoothed, and this order never saw these words before.";
    VERB.map(|(name, label)| {
        let word = standard().ok().and_then(|l| l.id(name).ok());
        let p = |next: &Vec<f64>| word.and_then(|at| next.get(at)).copied();
        let by_order: Vec<f64> = (n.by_order.iter())
            .map(|next| next.as_ref().and_then(p).unwrap_or(f64::NAN))
            .collect();
        let some = by_order.iter().any(|p| p.is_nan());
        Readout::vector(name, label, &by_order)
            .rows(&orders())
            .sampled()
            .missing(some.then(|| unseen.to_owned()))
    })
}

/// What the standard error of the mean surprisal makes of the perplexity; none where it is infinite.
fn errors(n: &Numbers) -> Vec<f64> {
    let deviations = n.figures.iter().flat_map(|f| &f.held_out.deviations);
    let error = |(deviation, perplexity): (&f64, &f64)| {
        if perplexity.is_finite() {
            perplexity * deviation / (HELD_OUT as f64).sqrt()
        } else {
            f64::INFINITY
        }
    };
    deviations.zip(&n.held_out).map(error).collect()
}

pub fn numbers(state: &NgramState, broken: Option<&str>) -> Numbers {
    let exact = floors().ok();
    let perplexities = |list: &[f64]| list.iter().map(|h| h.exp()).collect::<Vec<_>>();
    let context = state.seen();
    let seen = corpus::of(state, |corpus| {
        let figures = corpus.figures(state.rule())?;
        let counts = corpus.tree.counts(context);
        let occurrences = [
            corpus.tree.total(context),
            counts.iter().sum(),
            corpus.occurrences(context),
        ];
        let rule = state.rule();
        Ok((
            figures,
            corpus.tree.contexts().to_vec(),
            corpus.sorted_contexts().to_vec(),
            occurrences,
            (1..=ORDERS)
                .map(|order| corpus.tree.distribution(order, rule, &state.context).ok())
                .collect::<Vec<_>>(),
            longest_seen(corpus, context),
        ))
    });
    let (figures, mut contexts, sorted, occurrences, by_order, count) = match seen {
        Ok((figures, contexts, sorted, occurrences, by_order, count)) => (
            Some(figures),
            contexts,
            sorted,
            occurrences,
            by_order,
            count,
        ),
        Err(_) => (None, Vec::new(), Vec::new(), [0; 3], Vec::new(), 0),
    };
    let mut conditional = by_order.get(state.order - 1).cloned().flatten();
    if broken == Some("conditionals-sum-to-one") {
        let factor = count as f64 / (count + 1) as f64;
        conditional.iter_mut().flatten().for_each(|p| *p *= factor);
    }
    if broken == Some("counts-add-up") && !contexts.is_empty() {
        contexts.rotate_left(1);
    }
    let held_out =
        (figures.as_ref()).map_or(Vec::new(), |f| perplexities(&f.held_out.cross_entropies));
    let whole = |list: Vec<usize>| list.into_iter().map(|n| n as f64).collect::<Vec<_>>();
    let ideal = standard().ok().and_then(|language| {
        let belief = language.source().after(context, Start::Anywhere).ok()?;
        Some(belief.next_word())
    });
    Numbers {
        floors: perplexities(exact.map_or(&[][..], |f| f.entropies(broken))),
        source: exact.map_or(f64::NAN, |f| f.rate.exp()),
        training: (figures.as_ref())
            .map_or(Vec::new(), |f| perplexities(&f.training.cross_entropies)),
        best: Some(argmin(&held_out) + 1)
            .filter(|order| held_out.get(order - 1).is_some_and(|p| p.is_finite())),
        contexts: whole(contexts),
        truth: next_words(Model::Source, &state.context)
            .pop()
            .unwrap_or_default(),
        occurrences: occurrences.map(|n| n as f64),
        sorted: whole(sorted),
        conditional,
        by_order,
        held_out,
        figures,
        ideal,
    }
}

/// How often the longest end of a context that was seen was followed by a word.
fn longest_seen(corpus: &corpus::Corpus, context: &[usize]) -> usize {
    (0..=context.len())
        .map(|from| corpus.tree.total(&context[from..]))
        .find(|total| *total > 0)
        .unwrap_or(0)
}

fn checks(state: &NgramState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    let sum: f64 = n.conditional.iter().flatten().sum();
    // Each step of the recursion over the shorter contexts rounds a few times.
    let bound = rounding(n.conditional.iter().flatten().copied()) * (state.order + 1) as f64;
    let [counted, added, found] = n.occurrences;
    vec![
        Check::new("conditionals-sum-to-one").states("Σ P(w | context) = 1 over all words.").by("the probability of each word is made from its own counts, and they are added up").compares(distance(&[sum], &[1.0]), bound)
        .unless(n.conditional.is_none().then(|| {
            "There is no distribution after words that never came before, where nothing is smoothed."
                .to_owned()
        })),
        floors().map_or_else(|_| missing(), |floors: &Floors| floors.check(broken)),
        Check::new("counts-add-up").states("The counts of all words after the context sum to the number of times it is \
                     followed by a word, and each order has as many contexts as there are different \
                     runs of n − 1 words before a word.").by("the training text is searched for the context, and what stands before each word \
                    is sorted").compares(worst([
                distance(&[counted, added], &[found, found]),
                distance(&n.contexts, &n.sorted),
            ]), 0.0),
    ]
}

/// What stands in the place of a check whose numbers couldn’t be made.
fn missing() -> Check {
    Check::new("order-is-enough")
        .states("")
        .by("")
        .compares(f64::NAN, 0.0)
}

#[cfg(test)]
mod tests {
    use super::super::state::Kind;
    use super::*;

    #[test]
    fn the_default_is_near_the_known_table() {
        let reading = Ngram::read(&NgramState::default(), None);
        let known = [36.08, 11.95, 11.72, 12.27, 12.86, 13.22, 13.34];
        for (x, known) in reading.vector("held-out-perplexities").iter().zip(known) {
            assert!((x / known - 1.0).abs() < 0.04, "{x} {known}");
        }
        let contexts = reading.vector("contexts");
        assert_eq!(contexts[..2], [1.0, 73.0]);
    }

    #[test]
    fn nothing_is_best_where_all_is_impossible() {
        let state = NgramState {
            words: 100,
            smoothing: Kind::None,
            order: 7,
            ..NgramState::default()
        };
        let reading = Ngram::read(&state, None);
        assert!(reading.scalar("best-order").is_nan());
        assert!(reading.vector("held-out-perplexities")[6].is_infinite());
    }
}
