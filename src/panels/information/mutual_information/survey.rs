//! Many sentences of the source, as the worker surveys them: what the ranks and the attention by
//! distance come to.

use super::hiding::heads;
use super::pairs::at_distance;
use crate::contract::prelude::*;
use training::telling::INFORMATIVE;
use training::{REACH, SurveyReport, WithError};

/// How the ranks are measured: which words, which attention, how pairs and ties count.
pub fn measured_by() -> String {
    format!(
        "Each sentence of the source is cut after a random number of words, from two to all before its full \
         stop, and counts if it has words of both kinds: those that tell more than {} nats about the next \
         word, given all the others, and those that don’t. The last word of the cut sentence asks; the words \
         that are ranked are all of the sentence, the last one included, but not the full stop before it. In \
         each layer a word’s score is the mean attention of all {}. The AUC of a sentence is the share of \
         pairs, one word of each kind, in which the word that tells more has the higher score; a tie is half \
         a pair. The mean is over sentences: a long one, which has more pairs, weighs no more than a short \
         one. With earlier sentences in the text and all pairs in one pool, layer 1 would have a larger AUC: \
         words of earlier sentences tell nothing, and its attention falls with the distance. The untrained \
         network has the same sizes and random weights.",
        number::rounded(INFORMATIVE),
        number::count(heads().1, "head")
    )
}

/// What the ranks come to, in words; nothing while there are too few.
pub fn verdict(ranks: &[WithError]) -> Option<String> {
    let &[first, second, _, _, nearness] = ranks else {
        return None;
    };
    let beside = |rank: WithError| {
        let by = (rank.mean - nearness.mean) / rank.error.hypot(nearness.error);
        by.is_finite().then_some(if by > 2.0 {
            "better than nearness, by more than two standard errors of the difference"
        } else if by < -2.0 {
            "worse than nearness, by more than two standard errors of the difference"
        } else {
            "neither better nor worse than nearness, within two standard errors of the difference"
        })
    };
    Some(format!(
        "Over these sentences the attention of layer 1 ranks the words {}; that of layer 2 ranks them {}. \
         This counts for the claim, and not the one sentence above.",
        beside(first)?,
        beside(second)?
    ))
}

/// Pearson’s correlation over the distances of one head’s mean attention with the mutual information
/// of the key’s word and the next one; NaN before the first sentence.
pub fn correlation(attention: &[f64]) -> f64 {
    let information: Vec<f64> = (1..=attention.len()).map(at_distance).collect();
    let centred = |list: &[f64]| -> Vec<f64> {
        let mean = list.iter().sum::<f64>() / list.len() as f64;
        list.iter().map(|x| x - mean).collect()
    };
    let (a, b) = (centred(attention), centred(&information));
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
}

/// Attention and information by distance, each divided by its sum over these distances: layers of the
/// trained model, the untrained one, and I.
pub fn by_distance(report: &SurveyReport) -> Plot {
    let layer = |network: usize, layer: usize| -> Vec<f64> {
        let heads = report.attention.get(network).map_or(&[][..], |all| {
            let each = all.len() / 2;
            all.get(layer * each..(layer + 1) * each)
                .unwrap_or_default()
        });
        (0..REACH)
            .map(|d| heads.iter().filter_map(|head| head.get(d)).sum())
            .collect()
    };
    let information: Vec<f64> = (1..=REACH).map(at_distance).collect();
    let line = |list: Vec<f64>| -> Vec<Spot> {
        let sum: f64 = list.iter().sum();
        let spot = |(at, x): (usize, &f64)| ((at + 1) as f64, x / sum);
        list.iter().enumerate().map(spot).collect()
    };
    Plot::over(
        "words from the key to the next word",
        "share",
        vec![
            Curve::solid("I", Tint::Truth, line(information)),
            Curve::solid("layer 1", Tint::Query, line(layer(0, 0))),
            Curve::solid("layer 2", Tint::Key, line(layer(0, 1))),
            Curve::dashed("untrained, layer 1", Tint::Value, line(layer(1, 0))),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> SurveyReport {
        let falling: Vec<f64> = (1..=REACH).map(at_distance).collect();
        SurveyReport {
            number: 1,
            step: 5,
            playing: false,
            seconds_left: 0.0,
            ranks: Vec::new(),
            attention: [vec![falling; 16], vec![vec![0.05; REACH]; 16]],
            ended: None,
        }
    }

    #[test]
    fn attention_in_proportion_to_information_is_its_own_line() {
        let report = report();
        assert!((correlation(&report.attention[0][3]) - 1.0).abs() < 1e-12);
        // Without any attention yet there is no correlation.
        assert!(correlation(&[f64::NAN; REACH]).is_nan());
        let plot = by_distance(&report);
        for (a, b) in plot.curves[0].points.iter().zip(&plot.curves[1].points) {
            assert!((a.1 - b.1).abs() < 1e-12);
        }
    }

    #[test]
    fn the_words_say_which_words_are_told_apart_and_how_ties_count() {
        let said = measured_by();
        assert!(said.contains("more than 1×10⁻⁹ nats"), "{said}");
        assert!(said.contains("of all 8 heads") && said.contains("a tie is half a pair"));
    }

    #[test]
    fn ranks_are_worded_by_their_errors() {
        let rank = |mean| WithError { mean, error: 0.01 };
        let all = [0.4, 0.955, 0.5, 0.5, 0.95].map(rank);
        let said = verdict(&all).unwrap();
        let (first, second) = said.split_once(';').unwrap();
        assert!(
            first.contains("worse than nearness, by more than two"),
            "{said}"
        );
        assert!(
            second.contains("neither better nor worse than nearness, within two"),
            "{said}"
        );
        let better = [1.0, 0.955, 0.5, 0.5, 0.95].map(rank);
        let said = verdict(&better).unwrap();
        assert!(
            said.contains("better than nearness, by more than two"),
            "{said}"
        );
        assert!(verdict(&all[..3]).is_none());
    }
}
