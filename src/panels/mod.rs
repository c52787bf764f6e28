//! The curriculum: every panel, in the order in which it is taught.
//!
//! A new panel is a module and one line here.

// The native program has no views; what only they use is found by the browser's lints.
#![cfg_attr(
    not(any(test, target_arch = "wasm32")),
    allow(dead_code, unused_imports)
)]

pub mod calculus;
pub mod curriculum;
pub mod information;
pub mod linear_algebra;
pub mod optimisation;
pub mod probability;
pub mod training;

use crate::contract::panel::Panel;
use crate::contract::registry::{Entry, Of};
use calculus::activations::Activations;
use calculus::backpropagation::Backpropagation;
use calculus::chain_rule::ChainRule;
use calculus::cross_entropy_gradient::CrossEntropyGradient;
use calculus::derivative::Derivative;
use calculus::gradient::Gradient;
use calculus::layer_norm::LayerNorm;
use calculus::softmax_jacobian::SoftmaxJacobian;
use information::compression::Compression;
use information::cross_entropy_kl::CrossEntropyKl;
use information::entropy::Entropy;
use information::mutual_information::MutualInformation;
use information::perplexity::Perplexity;
use information::rlhf_kl::RlhfKl;
use linear_algebra::attention::AttentionPanel;
use linear_algebra::attention_spectrum::AttentionSpectrum;
use linear_algebra::eigenvectors::Eigenvectors;
use linear_algebra::lora::LoraPanel;
use linear_algebra::matrix_multiplication::MatrixMultiplication;
use linear_algebra::svd::SvdPanel;
use optimisation::flat_minima::FlatMinima;
use optimisation::loss_landscape::LossLandscape;
use optimisation::overparameterization::Overparameterization;
use optimisation::sgd_noise::SgdNoise;
use optimisation::step_sizes::StepSizes;
use probability::bayes::Bayes;
use probability::distributions::Distributions;
use probability::maximum_likelihood::MaximumLikelihood;
use probability::ngram::Ngram;
use probability::sampling::Sampling;
use probability::sequence_probability::SequenceProbability;
use training::adam::Adam;
use training::classifier::Classifier;
use training::training_loop::TrainingLoop;
use training::transformer::Transformer;

/// A panel. In a browser it is a part of the program: nothing outside may name it, but for
/// the function that announces it, which the page calls when the part has been loaded.
///
/// `panel!(P, with the trained model)` shows the panel when the model's file is here as well.
macro_rules! panel {
    ($panel:ty) => {
        panel!(@ $panel, crate::app::parts::panel_is_here)
    };
    ($panel:ty, with the trained model) => {
        panel!(@ $panel, crate::app::parts::panel_awaits_the_model)
    };
    (@ $panel:ty, $here:path) => {{
        use crate::contract::registry::Part;
        static PANEL: Of<$panel> = Of::new();
        const PART: Part = Part(stringify!($panel));
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "exported by a name that is used once")]
        #[unsafe(export_name = concat!("part:", stringify!($panel)))]
        extern "C" fn announce() {
            $here(PART, &PANEL);
        }
        Entry {
            meta: <$panel as Panel>::META,
            part: PART,
            #[cfg(not(target_arch = "wasm32"))]
            panel: &PANEL,
        }
    }};
}

/// Every panel in the order of the curriculum.
pub static CURRICULUM: &[Entry] = &[
    panel!(MatrixMultiplication),
    panel!(AttentionPanel),
    panel!(Eigenvectors),
    panel!(AttentionSpectrum),
    panel!(SvdPanel),
    panel!(LoraPanel),
    panel!(Derivative),
    panel!(ChainRule),
    panel!(Backpropagation),
    panel!(Gradient),
    panel!(SoftmaxJacobian),
    panel!(CrossEntropyGradient),
    panel!(Activations),
    panel!(LayerNorm),
    panel!(Distributions),
    panel!(SequenceProbability, with the trained model),
    panel!(MaximumLikelihood),
    panel!(Ngram),
    panel!(Sampling, with the trained model),
    panel!(Bayes),
    panel!(Entropy),
    panel!(CrossEntropyKl),
    panel!(Perplexity, with the trained model),
    panel!(RlhfKl),
    panel!(MutualInformation, with the trained model),
    panel!(Compression, with the trained model),
    panel!(LossLandscape),
    panel!(SgdNoise),
    panel!(FlatMinima),
    panel!(StepSizes),
    panel!(Overparameterization),
    panel!(Classifier),
    panel!(TrainingLoop),
    panel!(Adam),
    panel!(Transformer, with the trained model),
];

/// The entry of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Entry> {
    CURRICULUM.iter().find(|entry| entry.meta.id == id)
}

/// The panels that a search finds, best first; all of them for an empty query.
#[must_use]
pub fn search(query: &str) -> Vec<&'static Entry> {
    let mut found: Vec<(i32, &Entry)> = CURRICULUM
        .iter()
        .filter_map(|e| Some((e.matches(query)?, e)))
        .collect();
    found.sort_by_key(|(score, _)| -score);
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// The panels whose id or title is like an id that there isn't, best first.
#[must_use]
pub fn near(id: &str) -> Vec<&'static Entry> {
    // The same letters whatever is between them.
    let letters = |text: &str| {
        text.to_lowercase()
            .replace(|c: char| !c.is_alphanumeric(), "")
    };
    let asked = letters(id);
    let mut found = search(&id.replace(|c: char| !c.is_alphanumeric(), " "));
    if let Some(same) = CURRICULUM.iter().find(|e| letters(e.meta.id) == asked) {
        found.retain(|entry| entry.meta.id != same.meta.id);
        found.insert(0, same);
    }
    found
}

#[cfg(test)]
mod links;
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
    fn an_id_in_another_spelling_is_suggested() {
        for id in [
            "softmax_jacobian",
            "Softmax-Jacobian",
            "SoftmaxJacobian",
            "softmax jacobian",
        ] {
            assert_eq!(near(id)[0].meta.id, "softmax-jacobian", "{id}");
        }
        assert_eq!(near("cross_entropy_kl")[0].meta.id, "cross-entropy-kl");
    }

    #[test]
    fn every_check_has_its_mistake() {
        for entry in CURRICULUM {
            let panel = entry.panel;
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
