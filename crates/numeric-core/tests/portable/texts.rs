//! Texts: the toy language, n-gram models and codes together, natively and in a browser.

use crate::portable_test;
use numeric_core::coding::{AdaptiveModel, HuffmanCode, PredictiveModel, decode, encode};
use numeric_core::information::{Unit, entropy};
use numeric_core::language::{Language, Start};
use numeric_core::ngram::{NgramCounts, Smoothing};
use numeric_core::probability::families::{self, Distribution, Family};
use numeric_core::probability::normalise;
use numeric_core::probability::sampling::{Method, choose};
use numeric_core::random::Random;
use numeric_core::real;

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[portable_test]
fn the_language_to_the_last_bit() {
    let language = Language::standard().unwrap();
    let source = language.source();
    let entropies = source.conditional_entropies(6).unwrap();
    let informations = source.mutual_informations(20).unwrap();
    let values = [
        source.entropy_rate(),
        source.stationary()[0],
        entropies[0],
        entropies[5],
        informations[0],
        informations[19],
        language.agreement_value().nats_per_word,
    ];
    let expected = [
        0x3ffd_850e_935e_fce3,
        0x3fb9_cfb5_a343_cfda,
        0x400c_9f7c_1061_53ef,
        0x3ffe_ac8f_30e8_0b34,
        0x3ff3_a62f_9cf5_76e4,
        0x3f22_12e5_960d_ddf1,
        0x3fa7_3101_4627_fe3e,
    ];
    assert_eq!(bits(&values), expected, "{values:?}");
    let text = language.sample(1, 13, Start::Sentence);
    assert_eq!(
        language.text(&text).unwrap(),
        "Many brave girls that the cats near the trees see run. The"
    );
}

#[portable_test]
fn samplers_to_the_last_bit() {
    let members = [
        Family::Binomial(families::Binomial::new(50, 0.7).unwrap()),
        Family::Geometric(families::Geometric::new(0.1).unwrap()),
        Family::Poisson(families::Poisson::new(4.0).unwrap()),
        Family::Poisson(families::Poisson::new(40.0).unwrap()),
        Family::Exponential(families::Exponential::new(2.0).unwrap()),
        Family::Gamma(families::Gamma::new(0.5, 1.0).unwrap()),
        Family::Beta(families::Beta::new(2.0, 3.0).unwrap()),
    ];
    let mut random = Random::new(8);
    let values: Vec<f64> = members
        .iter()
        .map(|family| family.sample(&mut random))
        .collect();
    let logs: Vec<f64> = members
        .iter()
        .zip(&values)
        .map(|(family, &x)| family.log_density(x))
        .collect();
    assert_eq!(
        bits(&values),
        [
            0x4042_0000_0000_0000,
            0x4049_0000_0000_0000,
            0x3ff0_0000_0000_0000,
            0x403f_0000_0000_0000,
            0x3fa5_edd7_0a7d_63cd,
            0x3fd6_865a_5708_19ff,
            0x3fc5_a037_6ef2_f6f9
        ],
        "{values:?}"
    );
    assert_eq!(
        bits(&logs),
        [
            0xc001_0853_c35b_9f80,
            0xc01d_dc6a_9726_8496,
            0xc004_e8de_8082_e308,
            0xc00d_e54b_88af_7871,
            0x3fe3_7088_1daa_8d75,
            0xbfd9_bd5b_8891_a718,
            0x3fd5_8b59_caf4_1b48
        ],
        "{logs:?}"
    );
}

/// No model reaches below the source's own figures, and good ones come near.
#[portable_test]
fn ngram_models_stay_above_the_best_possible() {
    let language = Language::standard().unwrap();
    let source = language.source();
    let train = language.sample(1, 100_000, Start::Anywhere);
    let test = language.sample(2, 20_000, Start::Anywhere);
    let counts = NgramCounts::new(&train, language.vocabulary(), 5).unwrap();
    let best = source.conditional_entropies(5).unwrap();
    for order in 1..=5 {
        let model = counts.model(order, Smoothing::WittenBell).unwrap();
        let excess = model.cross_entropy(&test).unwrap() - best[order - 1];
        assert!(
            excess > -0.02 && excess < [0.02, 0.03, 0.12, 0.3, 0.5][order - 1],
            "{order}: {excess}"
        );
    }
    // The source itself has the entropy rate, which no trigram reaches.
    let surprisals = source.surprisals(&test, Start::Anywhere).unwrap();
    let own = real::sum(&surprisals) / test.len() as f64;
    assert!((own - source.entropy_rate()).abs() < 0.02);
    let trigram = counts.model(3, Smoothing::WittenBell).unwrap();
    assert!(trigram.cross_entropy(&test).unwrap() > own + 0.3);
}

#[portable_test]
fn the_source_codes_its_text_at_the_entropy_rate() {
    let language = Language::standard().unwrap();
    let text = language.sample(4, 2_000, Start::Sentence);
    let model = || {
        PredictiveModel::new(|history: &[usize]| {
            // From the last sentence end on, the words before don't matter.
            let stop = language.stop();
            let begin = history
                .iter()
                .rposition(|&word| word == stop)
                .map_or(0, |at| at + 1);
            let belief = language
                .source()
                .after(&history[begin..], Start::Sentence)?;
            Ok(belief.next_word())
        })
    };
    let encoded = encode(&text, &mut model()).unwrap();
    assert_eq!(
        decode(&encoded.bits, text.len(), &mut model()).unwrap(),
        text
    );
    let surprisals = language
        .source()
        .surprisals(&text, Start::Sentence)
        .unwrap();
    let ideal = real::sum(&surprisals) / std::f64::consts::LN_2;
    assert!((encoded.ideal_bits - ideal).abs() < 0.01);
    assert!((encoded.bits.len() as f64) < ideal + 2.01);
}

#[portable_test]
fn arbitrary_bytes_come_back() {
    let mut random = Random::new(6);
    for round in 0..60 {
        let length = [0, 1, 7, 300][round % 4];
        let range = [256, 3, 1][round % 3];
        let bytes: Vec<usize> = (0..length).map(|_| random.below(range).unwrap()).collect();
        for order in 0..3 {
            let encoded = encode(&bytes, &mut AdaptiveModel::new(256, order).unwrap()).unwrap();
            let model = &mut AdaptiveModel::new(256, order).unwrap();
            assert_eq!(decode(&encoded.bits, length, model).unwrap(), bytes);
            assert!((encoded.bits.len() as f64) < encoded.ideal_bits + 2.0);
        }
        let mut weights = vec![0.0; 256];
        for &byte in &bytes {
            weights[byte] += 1.0;
        }
        if length > 0 {
            let code = HuffmanCode::new(&weights).unwrap();
            let written = code.encode(&bytes).unwrap();
            assert_eq!(code.decode(&written, length).unwrap(), bytes);
            let p = normalise(&weights).unwrap();
            let mean = code.mean_length(&p).unwrap();
            let entropy = entropy(&p, Unit::Bits).unwrap();
            assert!(mean > entropy - 1e-12 && mean < entropy + 1.0);
            assert!((mean * length as f64 - written.len() as f64).abs() < 1e-9);
        }
    }
}

#[portable_test]
fn sampling_limits() {
    let mut random = Random::new(7);
    for _ in 0..50 {
        let logits: Vec<f64> = (0..8).map(|_| 3.0 * random.normal()).collect();
        let all = choose(&logits, Method::Temperature { temperature: 1.0 }).unwrap();
        let (temperature, k, p) = (1.0, 8, 1.0);
        assert_eq!(
            choose(&logits, Method::TopK { temperature, k }).unwrap(),
            all
        );
        assert_eq!(
            choose(&logits, Method::TopP { temperature, p }).unwrap(),
            all
        );
        let greedy = choose(&logits, Method::Greedy).unwrap().probabilities;
        let cold = Method::Temperature { temperature: 0.0 };
        assert_eq!(choose(&logits, cold).unwrap().probabilities, greedy);
    }
}
