//! Properties of codes, choices and tables over random inputs; natively only, since proptest is no
//! wasm crate.

use nalgebra::DMatrix;
use numeric_core::coding::{AdaptiveModel, HuffmanCode, decode, encode, integer_frequencies};
use numeric_core::information::{self, Unit};
use numeric_core::ngram::{NgramCounts, Smoothing};
use numeric_core::probability::sampling::{Method, choose};
use numeric_core::probability::{normalise, softmax_at};
use proptest::prelude::*;

fn weights() -> impl Strategy<Value = Vec<f64>> {
    let weight = prop_oneof![4 => 0.0..1.0, 1 => Just(0.0), 1 => 1e-12..1e-6, 1 => Just(0.25)];
    prop::collection::vec(weight, 1..40).prop_filter("all zero", |w| w.iter().any(|&w| w > 0.0))
}

fn table() -> impl Strategy<Value = DMatrix<f64>> {
    (1..6_usize, 1..6_usize).prop_flat_map(|(rows, columns)| {
        let weight = prop_oneof![4 => 0.0..1.0, 1 => Just(0.0), 1 => 1e-12..1e-6];
        prop::collection::vec(weight, rows * columns).prop_filter_map("all zero", move |w| {
            Some(DMatrix::from_vec(rows, columns, normalise(&w).ok()?))
        })
    })
}

proptest! {
    #[test]
    fn huffman_code_is_prefix_free_complete_and_short(weights in weights()) {
        let code = HuffmanCode::new(&weights).unwrap();
        let p = normalise(&weights).unwrap();
        let words: Vec<&[bool]> = (0..p.len()).filter_map(|symbol| code.word(symbol)).collect();
        for (index, word) in words.iter().enumerate() {
            for other in &words[index + 1..] {
                prop_assert!(!word.starts_with(other) && !other.starts_with(word));
            }
        }
        // Exact: the lengths here are far below the 53 bits of a sum of such powers.
        let kraft: f64 = words.iter().map(|word| libm::scalbn(1.0, -(word.len() as i32))).sum();
        prop_assert_eq!(kraft, 1.0);
        let entropy = information::entropy(&p, Unit::Bits).unwrap();
        let mean = code.mean_length(&p).unwrap();
        prop_assert!(entropy - 1e-12 <= mean && mean < entropy + 1.0);
        // No symbol with a word is less likely than one with a longer word.
        for (a, length) in code.lengths().iter().enumerate() {
            for (b, longer) in code.lengths().iter().enumerate() {
                if let (Some(length), Some(longer)) = (length, longer) {
                    prop_assert!(length >= longer || p[a] >= p[b]);
                }
            }
        }
    }

    #[test]
    fn huffman_decodes_back(
        weights in weights(),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..200),
    ) {
        let code = HuffmanCode::new(&weights).unwrap();
        let possible: Vec<usize> = (0..weights.len()).filter(|&s| weights[s] > 0.0).collect();
        let text: Vec<usize> = picks.iter().map(|pick| *pick.get(&possible)).collect();
        let bits = code.encode(&text).unwrap();
        prop_assert_eq!(code.decode(&bits, text.len()).unwrap(), text);
    }

    #[test]
    fn arithmetic_coding_decodes_back_within_two_bits(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..400),
            prop::collection::vec(prop_oneof![9 => Just(b'a'), 1 => any::<u8>()], 0..2000),
        ],
        order in 0..4_usize,
    ) {
        let text: Vec<usize> = bytes.iter().map(|&byte| usize::from(byte)).collect();
        let encoded = encode(&text, &mut AdaptiveModel::new(256, order).unwrap()).unwrap();
        let decoded = decode(&encoded.bits, text.len(), &mut AdaptiveModel::new(256, order).unwrap());
        prop_assert_eq!(decoded.unwrap(), text);
        let excess = encoded.bits.len() as f64 - encoded.ideal_bits;
        prop_assert!(excess > -1e-4 && excess < 2.0);
    }

    #[test]
    fn decoding_never_panics(bits in prop::collection::vec(any::<bool>(), 0..100), count in 0..60_usize) {
        let text = decode(&bits, count, &mut AdaptiveModel::new(5, 1).unwrap()).unwrap();
        prop_assert_eq!(text.len(), count);
        let _ = HuffmanCode::new(&[0.5, 0.2, 0.0, 0.3]).unwrap().decode(&bits, count);
    }

    #[test]
    fn integer_frequencies_are_close(weights in weights()) {
        let p = normalise(&weights).unwrap();
        let frequencies = integer_frequencies(&weights).unwrap();
        let total: u32 = frequencies.iter().sum();
        for (p, frequency) in p.iter().zip(frequencies) {
            prop_assert!(frequency >= 1);
            prop_assert!((p - f64::from(frequency) / f64::from(total)).abs() < 2e-7);
        }
    }

    #[test]
    fn mutual_information_in_two_forms(joint in table()) {
        for unit in [Unit::Nats, Unit::Bits] {
            let direct = information::mutual_information(&joint, unit).unwrap();
            let (x, y) = information::marginals(&joint).unwrap();
            let (hx, hy) = (
                information::entropy(&x, unit).unwrap(),
                information::entropy(&y, unit).unwrap(),
            );
            let both = information::joint_entropy(&joint, unit).unwrap();
            let from_entropies = information::mutual_information_from_entropies(&joint, unit).unwrap();
            prop_assert!((direct - from_entropies).abs() < 1e-13);
            prop_assert!(direct >= 0.0 && direct <= hx.min(hy) + 1e-13);
            prop_assert!(both <= hx + hy + 1e-13 && both >= hx.max(hy) - 1e-13);
            let mirrored = information::mutual_information(&joint.transpose(), unit).unwrap();
            prop_assert!((direct - mirrored).abs() < 1e-14);
            let conditional = information::conditional_entropy(&joint, unit).unwrap();
            prop_assert!((conditional - (both - hx)).abs() < 1e-13);
        }
    }

    #[test]
    fn jensen_shannon_is_a_bounded_symmetric_divergence(joint in table()) {
        let (x, y) = (joint.row(0), joint.row(joint.nrows() - 1));
        let p = normalise(&x.iter().copied().collect::<Vec<_>>());
        let q = normalise(&y.iter().copied().collect::<Vec<_>>());
        if let (Ok(p), Ok(q)) = (p, q) {
            let divergence = information::jensen_shannon(&p, &q, Unit::Bits).unwrap();
            prop_assert!((0.0..=1.0 + 1e-15).contains(&divergence));
            let mirrored = information::jensen_shannon(&q, &p, Unit::Bits).unwrap();
            prop_assert!((divergence - mirrored).abs() < 1e-15);
            prop_assert_eq!(information::jensen_shannon(&p, &p, Unit::Bits).unwrap(), 0.0);
        }
    }

    #[test]
    fn choices_keep_a_beginning_of_the_ranking(
        logits in prop::collection::vec(prop_oneof![3 => -9.0..9.0, 1 => Just(1.0), 1 => Just(f64::NEG_INFINITY)], 1..12),
        temperature in prop_oneof![Just(0.0), 0.01..10.0],
        k in 1..14_usize,
        p in prop_oneof![Just(1.0), 0.001..1.0],
    ) {
        let methods = [
            Method::Greedy,
            Method::Temperature { temperature },
            Method::TopK { temperature, k },
            Method::TopP { temperature, p },
        ];
        for method in methods {
            let Ok(choice) = choose(&logits, method) else {
                prop_assert!(logits.iter().all(|&z| z == f64::NEG_INFINITY));
                continue;
            };
            prop_assert!(!choice.kept.is_empty());
            prop_assert!((choice.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-14);
            for (index, &probability) in choice.probabilities.iter().enumerate() {
                prop_assert!(probability == 0.0 || choice.kept.contains(&index));
            }
            for pair in choice.kept.windows(2) {
                let (a, b) = (logits[pair[0]], logits[pair[1]]);
                prop_assert!(a > b || (a == b && pair[0] < pair[1]));
            }
            let finite = logits.iter().filter(|&&z| z > f64::NEG_INFINITY).count();
            if let Method::TopK { .. } = method {
                prop_assert_eq!(choice.kept.len(), k.min(finite));
            }
            if let Method::TopP { .. } = method {
                prop_assert!(choice.kept_mass > p - 1e-14);
                if temperature > 0.0 && p < 1.0 {
                    let all = softmax_at(&logits, temperature).unwrap();
                    let fewer: f64 = choice.kept[1..].iter().map(|&index| all[index]).sum();
                    let last = all[choice.kept[choice.kept.len() - 1]];
                    prop_assert!(fewer + all[choice.kept[0]] - last < p + 1e-14);
                }
            }
        }
    }

    #[test]
    fn ngram_distributions_sum_to_one(
        text in prop::collection::vec(0..5_usize, 0..80),
        context in prop::collection::vec(0..6_usize, 0..5),
        order in 1..5_usize,
        discount in 0.01..1.0_f64,
    ) {
        let counts = NgramCounts::new(&text, 6, 4).unwrap();
        for smoothing in [
            Smoothing::AddAlpha { alpha: discount },
            Smoothing::JelinekMercer { lambda: 1.0 - discount },
            Smoothing::WittenBell,
            Smoothing::KneserNey { discount },
        ] {
            let model = counts.model(order, smoothing).unwrap();
            let p = model.distribution(&context).unwrap();
            prop_assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-13);
            prop_assert!(p.iter().all(|&p| p > 0.0));
        }
    }
}
