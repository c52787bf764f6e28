//! The curriculum: every panel, in the order in which it is taught.
//!
//! What a new panel is registered in is listed in `PANELS.md`.

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

/// A panel, by its path. In a browser it is a part of the program: nothing outside may name it, but for
/// the function that announces it, which the page calls when the part has been loaded. The part is named
/// by the last segment of the path.
///
/// `panel!(pillar::panel::P, with the trained model)` shows the panel when the model's file is here as
/// well.
macro_rules! panel {
    ($($path:ident)::+) => {
        panel!(@ $($path)::+; crate::app::parts::panel_is_here; $($path)::+)
    };
    ($($path:ident)::+, with the trained model) => {
        panel!(@ $($path)::+; crate::app::parts::panel_awaits_the_model; $($path)::+)
    };
    (@ $panel:ty; $here:path; $module:ident :: $($rest:ident)::+) => {
        panel!(@ $panel; $here; $($rest)::+)
    };
    (@ $panel:ty; $here:path; $name:ident) => {{
        use crate::contract::registry::Part;
        static PANEL: Of<$panel> = Of::new();
        const PART: Part = Part(stringify!($name));
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "exported by a name that is used once")]
        #[unsafe(export_name = concat!("part:", stringify!($name)))]
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
    panel!(linear_algebra::matrix_multiplication::MatrixMultiplication),
    panel!(linear_algebra::attention::AttentionPanel),
    panel!(linear_algebra::eigenvectors::Eigenvectors),
    panel!(linear_algebra::attention_spectrum::AttentionSpectrum),
    panel!(linear_algebra::svd::SvdPanel),
    panel!(linear_algebra::lora::LoraPanel),
    panel!(calculus::derivative::Derivative),
    panel!(calculus::chain_rule::ChainRule),
    panel!(calculus::backpropagation::Backpropagation),
    panel!(calculus::gradient::Gradient),
    panel!(calculus::softmax_jacobian::SoftmaxJacobian),
    panel!(calculus::cross_entropy_gradient::CrossEntropyGradient),
    panel!(calculus::activations::Activations),
    panel!(calculus::layer_norm::LayerNorm),
    panel!(probability::distributions::Distributions),
    panel!(probability::sequence_probability::SequenceProbability, with the trained model),
    panel!(probability::maximum_likelihood::MaximumLikelihood),
    panel!(probability::ngram::Ngram),
    panel!(probability::sampling::Sampling, with the trained model),
    panel!(probability::bayes::Bayes),
    panel!(information::entropy::Entropy),
    panel!(information::cross_entropy_kl::CrossEntropyKl),
    panel!(information::perplexity::Perplexity, with the trained model),
    panel!(information::rlhf_kl::RlhfKl),
    panel!(information::mutual_information::MutualInformation, with the trained model),
    panel!(information::compression::Compression, with the trained model),
    panel!(optimisation::loss_landscape::LossLandscape),
    panel!(optimisation::sgd_noise::SgdNoise),
    panel!(optimisation::flat_minima::FlatMinima),
    panel!(optimisation::step_sizes::StepSizes),
    panel!(optimisation::overparameterization::Overparameterization),
    panel!(training::classifier::Classifier),
    panel!(training::training_loop::TrainingLoop),
    panel!(training::adam::Adam),
    panel!(training::transformer::Transformer, with the trained model),
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
    // Ids are ASCII; Unicode’s tables of letters are 17 kB that every reader would load.
    let is_between = |c: char| !c.is_ascii_alphanumeric();
    // The same letters whatever is between them.
    let letters = |text: &str| text.to_ascii_lowercase().replace(is_between, "");
    let asked = letters(id);
    let mut found = search(&id.replace(is_between, " "));
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
