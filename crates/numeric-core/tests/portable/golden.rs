//! Numbers to the last bit: they pass natively and in the browser, or the machines disagree.
//!
//! Recorded natively; each was within two units in the last place of the value computed with 60
//! decimal digits (Python's `decimal`), which the tolerances of the other tests don't show.

use crate::portable_test;
use nalgebra::{DMatrix, dmatrix};
use numeric_core::attention::{self, Mask};
use numeric_core::information::{self, Unit};
use numeric_core::probability::{log_softmax, log_sum_exp, normalise, softmax, softmax_at};
use numeric_core::random::Random;
use numeric_core::real;

const LOGITS: [f64; 4] = [2.0, 1.0, 0.1, -1.5];

fn assert_bits(values: &[f64], expected: &[u64]) {
    let bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
    assert_eq!(bits, expected, "{values:?}");
}

#[portable_test]
fn elementary_functions() {
    let x = 0.1;
    let values = [
        real::exp(x),
        real::exp_m1(x),
        real::ln(x),
        real::ln_1p(x),
        real::log2(x),
        real::sqrt(x),
        real::tanh(x),
    ];
    let expected = [
        0x3ff1_aec7_b35a_00d4,
        0x3fba_ec7b_35a0_0d3a,
        0xc002_6bb1_bbb5_5515,
        0x3fb8_663f_793c_46c7,
        0xc00a_934f_0979_a371,
        0x3fd4_3d13_6248_490f,
        0x3fb9_83d7_795f_413a,
    ];
    assert_bits(&values, &expected);
}

#[portable_test]
fn softmax_and_its_kin() {
    let expected = [
        0x3fe4_ad33_b807_837c,
        0x3fce_6d0a_72d2_2b70,
        0x3fb8_bd93_49f6_8e13,
        0x3f93_fae8_40a3_fc93,
    ];
    assert_bits(&softmax(&LOGITS).unwrap(), &expected);
    let expected = [
        0x3fe8_60da_2a72_215e,
        0x3fc7_5e81_bdc3_1bcf,
        0x3fa9_d787_67c8_5ef9,
        0x3f75_0677_d048_df7e,
    ];
    assert_bits(&softmax_at(&LOGITS, 0.7).unwrap(), &expected);
    let expected = [
        0xbfdb_f376_2167_7fd3,
        0xbff6_fcdd_8859_dff5,
        0xc002_b1a1_f760_232d,
        0xc00f_7e6e_c42c_effa,
    ];
    assert_bits(&log_softmax(&LOGITS).unwrap(), &expected);
    assert_bits(&[log_sum_exp(&LOGITS).unwrap()], &[0x4003_7e6e_c42c_effa]);
}

#[portable_test]
fn entropy_cross_entropy_and_divergence() {
    let p = normalise(&[5.0, 3.0, 2.0, 1.0]).unwrap();
    let q = normalise(&[1.0, 1.0, 4.0, 2.0]).unwrap();
    let all = |unit| {
        [
            information::entropy(&p, unit).unwrap(),
            information::cross_entropy(&p, &q, unit).unwrap(),
            information::kl_divergence(&p, &q, unit).unwrap(),
        ]
    };
    let expected = [
        0x3ff3_d9d7_c5a9_9cad,
        0x3ffc_3ae0_e76d_03ea,
        0x3fe0_c212_4386_ce79,
    ];
    assert_bits(&all(Unit::Nats), &expected);
    let expected = [
        0x3ffc_a38c_ab89_db00,
        0x4004_5d17_45d1_745d,
        0x3fe8_2d43_c032_1b72,
    ];
    assert_bits(&all(Unit::Bits), &expected);
}

#[portable_test]
fn attention_weights() {
    let q = dmatrix![1.0, 0.5; 0.3, 0.8; 0.1, 0.9];
    let k = dmatrix![0.9, 0.2; 0.4, 0.7; 0.2, 0.8];
    let steps = attention::attention(&q, &k, &DMatrix::identity(3, 3), true, Mask::None).unwrap();
    let expected = [
        0x3fd8_b1f3_58f4_e0ab,
        0x3fd4_b195_d1f6_e73c,
        0x3fd2_9c76_d514_3819,
        0x3fd2_cd8c_7b0c_cf83,
        0x3fd6_7051_8ea4_51f0,
        0x3fd6_c221_f64e_de8e,
        0x3fd1_32f8_a704_5701,
        0x3fd6_d249_7551_f5a9,
        0x3fd7_fabd_e3a9_b354,
    ];
    assert_bits(steps.weights.transpose().as_slice(), &expected);
}

#[portable_test]
fn random_numbers() {
    let mut random = Random::new(1);
    let values = [random.uniform(), random.normal(), random.normal()];
    let expected = [
        0x3fe9_f8ba_0fed_e078,
        0x3fd0_b9e1_53bb_5cb8,
        0xbfdb_10aa_5e77_7459,
    ];
    assert_bits(&values, &expected);
    assert_eq!(random.below(1000).unwrap(), 746);
}
