//! The curriculum: every panel, finished or coming, in the order in which it is taught.
//!
//! A new panel is a module and one line here.

pub mod calculus;
pub mod information;
pub mod linear_algebra;
pub mod training;

use crate::contract::panel::{Meta, Panel, Pillar};
use crate::contract::registry::{Entry, Of};
use calculus::activations::Activations;
use calculus::backpropagation::Backpropagation;
use calculus::chain_rule::ChainRule;
use calculus::cross_entropy_gradient::CrossEntropyGradient;
use calculus::derivative::Derivative;
use calculus::gradient::Gradient;
use calculus::layer_norm::LayerNorm;
use calculus::softmax_jacobian::SoftmaxJacobian;
use information::cross_entropy_kl::CrossEntropyKl;
use linear_algebra::attention::AttentionPanel;
use linear_algebra::attention_spectrum::AttentionSpectrum;
use linear_algebra::eigenvectors::Eigenvectors;
use linear_algebra::lora::LoraPanel;
use linear_algebra::matrix_multiplication::MatrixMultiplication;
use linear_algebra::svd::SvdPanel;
use training::adam::Adam;
use training::classifier::Classifier;
use training::training_loop::TrainingLoop;

/// A finished panel. In a browser it is a part of the program: nothing outside may name it, but for
/// the function that announces it, which the page calls when the part has been loaded.
macro_rules! ready {
    ($panel:ty) => {{
        use crate::contract::registry::Part;
        static PANEL: Of<$panel> = Of::new();
        const PART: Part = Part(stringify!($panel));
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "exported by a name that is used once")]
        #[unsafe(export_name = concat!("part:", stringify!($panel)))]
        extern "C" fn announce() {
            crate::app::parts::panel_is_here(PART, &PANEL);
        }
        Entry {
            meta: <$panel as Panel>::META,
            part: Some(PART),
            #[cfg(not(target_arch = "wasm32"))]
            panel: Some(&PANEL),
        }
    }};
}

const fn coming(
    id: &'static str,
    title: &'static str,
    pillar: Pillar,
    point: &'static str,
    topics: &'static [&'static str],
) -> Entry {
    Entry {
        meta: Meta {
            id,
            title,
            pillar,
            point,
            topics,
        },
        part: None,
        #[cfg(not(target_arch = "wasm32"))]
        panel: None,
    }
}

use Pillar::{InformationTheory, Optimisation, Probability, Training};

/// Every panel in the order of the curriculum.
pub static CURRICULUM: &[Entry] = &[
    ready!(MatrixMultiplication),
    ready!(AttentionPanel),
    ready!(Eigenvectors),
    ready!(AttentionSpectrum),
    ready!(SvdPanel),
    ready!(LoraPanel),
    ready!(Derivative),
    ready!(ChainRule),
    ready!(Backpropagation),
    ready!(Gradient),
    ready!(SoftmaxJacobian),
    ready!(CrossEntropyGradient),
    ready!(Activations),
    ready!(LayerNorm),
    coming(
        "distributions",
        "Distributions",
        Probability,
        "Random variables, what to expect of them, and how far they stray.",
        &["expectation", "variance", "law of large numbers"],
    ),
    coming(
        "sequence-probability",
        "The probability of a sentence",
        Probability,
        "A product of one conditional probability for each word.",
        &["chain rule of probability", "autoregressive"],
    ),
    coming(
        "maximum-likelihood",
        "Maximum likelihood",
        Probability,
        "Choose what makes the data least surprising.",
        &["likelihood", "estimation", "MLE"],
    ),
    coming(
        "ngram",
        "n-grams and Markov",
        Probability,
        "What is lost when only the last few words count.",
        &["Markov assumption", "smoothing", "perplexity"],
    ),
    coming(
        "sampling",
        "Sampling",
        Probability,
        "Greedy, temperature, top-k, top-p: how a model picks its next word.",
        &["temperature", "top-k", "top-p", "nucleus", "greedy"],
    ),
    coming(
        "bayes",
        "Bayes’ rule",
        Probability,
        "Belief, evidence, and where training hides a prior.",
        &[
            "posterior",
            "prior",
            "weight decay",
            "dropout",
            "in-context learning",
        ],
    ),
    coming(
        "entropy",
        "Entropy",
        InformationTheory,
        "How surprised to expect to be.",
        &["surprisal", "uncertainty", "bits", "nats"],
    ),
    ready!(CrossEntropyKl),
    coming(
        "perplexity",
        "Perplexity",
        InformationTheory,
        "Uncertainty as a number of equally likely choices.",
        &["effective choices", "language model"],
    ),
    coming(
        "rlhf-kl",
        "Reward against closeness",
        InformationTheory,
        "The best policy that doesn’t stray far from where it started.",
        &["RLHF", "KL penalty", "preference"],
    ),
    coming(
        "mutual-information",
        "Mutual information",
        InformationTheory,
        "What one word tells about another.",
        &["attention", "dependence"],
    ),
    coming(
        "compression",
        "Compression",
        InformationTheory,
        "A model that predicts well is a compressor.",
        &["Huffman", "arithmetic coding", "source coding"],
    ),
    coming(
        "loss-landscape",
        "The loss landscape",
        Optimisation,
        "Bowls, ravines and saddles, and how four optimisers cross them.",
        &["SGD", "momentum", "Adam", "saddle point", "convex"],
    ),
    coming(
        "sgd-noise",
        "The noise of small batches",
        Optimisation,
        "The variance of a batch’s gradient falls as one over its size.",
        &["mini-batch", "variance"],
    ),
    coming(
        "flat-minima",
        "Flat minima",
        Optimisation,
        "Small batches, wide valleys?",
        &["sharpness", "generalisation"],
    ),
    coming(
        "step-sizes",
        "Step sizes",
        Optimisation,
        "How fast a learning rate may fall.",
        &["learning rate", "schedule", "convergence"],
    ),
    coming(
        "overparameterization",
        "More weights than data",
        Optimisation,
        "What happens to the test error past the point of perfect fit.",
        &["double descent", "interpolation"],
    ),
    ready!(Classifier),
    ready!(TrainingLoop),
    ready!(Adam),
    coming(
        "transformer",
        "Inside a transformer",
        Training,
        "The trained model, opened on a sentence.",
        &["embeddings", "heads", "residual stream", "logits"],
    ),
];

/// The entry of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Entry> {
    CURRICULUM.iter().find(|entry| entry.meta.id == id)
}

/// The finished panels.
pub fn finished() -> impl Iterator<Item = &'static Entry> {
    CURRICULUM.iter().filter(|entry| entry.is_ready())
}

/// The panels that a search finds, best first; all of them for an empty query.
#[must_use]
pub fn search(query: &str) -> Vec<&'static Entry> {
    let mut found: Vec<(i32, &Entry)> = CURRICULUM
        .iter()
        .filter_map(|e| Some((e.matches(query)?, e)))
        .collect();
    // What can be opened comes before what is coming, when both match as well.
    found.sort_by_key(|(score, entry)| (-score, !entry.is_ready()));
    found.into_iter().map(|(_, entry)| entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    #[test]
    fn ids_are_unique_and_fit_an_address() {
        for (i, entry) in CURRICULUM.iter().enumerate() {
            let id = entry.meta.id;
            assert!(
                CURRICULUM[..i].iter().all(|other| other.meta.id != id),
                "{id} twice"
            );
            assert!(
                id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{id}"
            );
            assert_eq!(Address::parse(&format!("#/{id}")).id, id);
        }
    }

    #[test]
    fn search_finds_titles_and_topics() {
        assert_eq!(search("jacobian")[0].meta.id, "softmax-jacobian");
        assert_eq!(search("kl")[0].meta.id, "cross-entropy-kl");
        assert_eq!(search("qkt")[0].meta.id, "attention");
        assert_eq!(search("").len(), CURRICULUM.len());
        assert!(search("zxqzxq").is_empty());
    }

    #[test]
    fn every_check_has_its_mistake() {
        for entry in finished() {
            let panel = entry.panel.unwrap();
            let address = Address {
                id: entry.meta.id.into(),
                pairs: vec![],
            };
            let seen = panel.see(&address);
            for check in &seen.reading.checks {
                assert!(
                    panel.mistakes().iter().any(|m| m.check == check.name),
                    "{}: {} can't be broken",
                    entry.meta.id,
                    check.name
                );
            }
        }
    }
}
